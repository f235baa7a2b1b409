import type { Agenda } from "../base/agenda.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import { noFields, textOf, type Fields } from "../http/fields.ts";
import type { Member, Vault, Vaults } from "./vaults.ts";

/** How far a task is. */
export type TaskState = "pending" | "approved" | "denied" | "canceled" | "expired" | "failed" | "executed";

/** Something that happened to a task. */
export interface Activity {
  readonly id: string;
  readonly task: Task;
  readonly type: "created" | "review_approved" | "review_denied" | "canceled" | "executed" | "failed" | "expired";
  readonly user: Actor;
  readonly comment: string | undefined;
  readonly time: number;
  /** State of the task afterwards. */
  readonly state: TaskState;
}

/** Somebody who acted, and from where. */
export interface Actor {
  readonly full_name: string;
  readonly role: Member["role"];
  readonly ip_address: string;
  readonly iiban: string;
}

/** Instructions that wait for approval. */
export interface Task {
  readonly id: string;
  readonly approvalId: string;
  readonly owner: string;
  /** Type of the first instruction. */
  readonly type: string;
  readonly instructions: readonly Fields[];
  readonly vault: Vault | undefined;
  readonly quorum: number;
  readonly initiator: Actor;
  readonly created: number;
  readonly expires: number;
  readonly reviews: Map<string, "approved" | "denied">;
  readonly activities: Activity[];
  state: TaskState;
  updated: number;
}

/** What carries out instructions. */
export interface Executor {
  /** The vault instructions are about; refuses instructions nobody could carry out. */
  check(owner: string, instructions: readonly Fields[]): Vault | undefined;
  /** Carries them out; throws a Rejection when that fails. */
  run(owner: string, instructions: readonly Fields[]): void;
}

const week = 7 * 86_400_000;
/** Between approval and execution. */
const executeMs = 1_000;

/** Tasks of all organisations: created, reviewed, carried out a moment after the last approval. */
export class Tasks {
  readonly #agenda: Agenda;
  readonly #ids: Ids;
  readonly #vaults: Vaults;
  readonly #executor: Executor;
  readonly #tasks: Map<string, Task[]> = new Map();

  constructor(agenda: Agenda, ids: Ids, vaults: Vaults, executor: Executor) {
    this.#agenda = agenda;
    this.#ids = ids;
    this.#vaults = vaults;
    this.#executor = executor;
  }

  /** Tasks of an organisation, newest first. */
  of(owner: string): readonly Task[] {
    return this.#tasks.get(owner) ?? [];
  }

  /** The task of an id or approval id. */
  find(owner: string, id: string): Task {
    const found = this.of(owner).find((task) => task.id === id || task.approvalId === id);
    if (found === undefined) throw new Rejection("EGeneral:Unknown task");
    return found;
  }

  /** Everything that happened to tasks of an organisation, newest first. */
  activities(owner: string): readonly Activity[] {
    return this.of(owner)
      .flatMap(({ activities }) => [...activities].reverse())
      .sort((a, b) => b.time - a.time);
  }

  /** Creates a task. */
  create(owner: string, ip: string, instructions: readonly Fields[], ms: number | undefined): Task {
    const vault = this.#executor.check(owner, instructions);
    const now = this.#agenda.now();
    const owned = this.#vaults.members(owner)[0] as Member;
    const lasts = ms ?? week;
    const task: Task = {
      id: this.#ids.custody("T"),
      approvalId: this.#ids.uuid(),
      owner,
      type: textOf(instructions[0] ?? noFields, "type") ?? "",
      instructions,
      vault,
      quorum: vault?.quorum ?? 1,
      initiator: actor(owned, ip),
      created: now,
      expires: now + lasts,
      reviews: new Map(),
      activities: [],
      state: "pending",
      updated: now,
    };
    this.#tasks.set(owner, [task, ...this.of(owner)]);
    this.#note(task, "created", task.initiator, undefined, "pending");
    this.#agenda.after(lasts, () => {
      if (task.state === "pending") this.#note(task, "expired", task.initiator, undefined, "expired");
    });
    return task;
  }

  /** Somebody decides about a task; one denial ends it, enough approvals carry it out. */
  review(task: Task, member: Member, ip: string, decision: "approve" | "deny", comment: string | undefined): void {
    const may = member.role === "admin" || member.role === "reviewer";
    if (!may || task.state !== "pending" || task.reviews.has(member.iiban))
      throw new Rejection("EGeneral:Permission denied");
    const by = actor(member, ip);
    task.reviews.set(member.iiban, decision === "approve" ? "approved" : "denied");
    if (decision === "deny") return this.#note(task, "review_denied", by, comment, "denied");
    const approvals = [...task.reviews.values()].filter((review) => review === "approved").length;
    const approved = approvals >= task.quorum;
    this.#note(task, "review_approved", by, comment, approved ? "approved" : "pending");
    if (approved) this.#agenda.after(executeMs, () => this.#execute(task));
  }

  /** Who may still decide, and who has. */
  statistics(task: Task): { readonly approved: number; readonly denied: number; readonly undecided: number } {
    const reviewers = this.#vaults
      .members(task.owner)
      .filter(({ role }) => role === "admin" || role === "reviewer").length;
    const decided = [...task.reviews.values()];
    const approved = decided.filter((review) => review === "approved").length;
    return { approved, denied: decided.length - approved, undecided: reviewers - decided.length };
  }

  #execute(task: Task): void {
    try {
      this.#executor.run(task.owner, task.instructions);
      this.#note(task, "executed", task.initiator, undefined, "executed");
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      this.#note(task, "failed", task.initiator, error.reason, "failed");
    }
  }

  #note(task: Task, type: Activity["type"], user: Actor, comment: string | undefined, state: TaskState): void {
    const time = this.#agenda.now();
    task.state = state;
    task.updated = time;
    task.activities.push({ id: this.#ids.custody("A"), task, type, user, comment, time, state });
  }
}

function actor({ full_name, role, iiban }: Member, ip_address: string): Actor {
  return { full_name, role, ip_address, iiban };
}
