import * as v from "valibot";
import type { Activity, Task } from "../../custody/tasks.ts";
import type { SignedRoute } from "../../http/call.ts";
import { textOf, textsOf, type Fields } from "../../http/fields.ts";
import { integer, read, text, word, type Reader } from "../spot/arguments.ts";
import { canReview, decisionOf, insto, ipOf, ownerOf, secondsText, vaultInfo, type CustodyDesk } from "./desk.ts";
import { checkOrganisation } from "./insto-vaults.ts";

const listSchema = v.object({
  org_iiban: v.optional(text),
  limit: v.optional(integer(0, 1000)),
  offset: v.optional(integer(0, 1_000_000)),
});
const instruction: Reader<Fields> = v.pipe(
  v.custom<Fields>((value) => typeof value === "object" && value !== null && !Array.isArray(value)),
  v.check((value) => typeof value["type"] === "string"),
);
const createSchema = v.object({
  instructions: v.pipe(v.array(instruction), v.minLength(1), v.maxLength(20)),
  org_iiban: v.optional(text),
  duration_seconds: v.optional(integer(1, 31_536_000)),
});
const reviewSchema = v.object({ type: word(["approve", "deny"]), comment: v.optional(text) });

const labels: Readonly<Record<string, string>> = { request_withdrawal: "Withdrawal", create_vault: "New vault" };

/** Tasks: what somebody wants done and others have to approve. */
export function instoTaskRoutes(desk: CustodyDesk): readonly SignedRoute[] {
  const { tasks, vaults } = desk;
  return [
    insto("listInstoCustodyTasks", "GET", "tasks", ({ account, query }) => {
      const { org_iiban, limit = 100, offset = 0 } = read(listSchema, query);
      checkOrganisation(account, org_iiban);
      const fits = (name: string, value: string | undefined): boolean => {
        const wanted = textsOf(query, name);
        return wanted.length === 0 || (value !== undefined && wanted.includes(value));
      };
      const found = tasks
        .of(account)
        .filter(
          (task) =>
            fits("id", task.id) &&
            fits("state", stateOf(task.state)) &&
            fits("type", task.type) &&
            fits("vault_id", task.vault?.id),
        );
      return {
        result: found.slice(offset, offset + limit).map((task) => taskRow(desk, task)),
        total: found.length,
      };
    }),
    insto("getInstoCustodyTask", "GET", "tasks/:task_id", ({ account, params }) => {
      const task = tasks.find(account, params["task_id"] ?? "");
      return {
        ...taskRow(desk, task),
        instructions: task.instructions,
        activities: task.activities.map(activityRow),
      };
    }),
    insto("createInstoCustodyTask", "POST", "tasks", (call) => {
      const args = read(createSchema, call.body);
      checkOrganisation(call.account, args.org_iiban);
      const ms = args.duration_seconds === undefined ? undefined : args.duration_seconds * 1000;
      const task = tasks.create(call.account, ipOf(call), args.instructions, ms);
      return { task_id: task.id, approval_id: task.approvalId };
    }),
    insto("reviewInstoCustodyTask", "POST", "tasks/:task_id/review", (call) => {
      const { type, comment } = read(reviewSchema, call.body);
      const task = tasks.find(call.account, call.params["task_id"] ?? "");
      tasks.review(task, ownerOf(desk, call.account), ipOf(call), type, comment);
      return { state: stateOf(task.state) };
    }),
  ];

  function taskRow(of: CustodyDesk, task: Task): object {
    const { approved, denied, undecided } = of.tasks.statistics(task);
    const reviewers = vaults
      .members(task.owner)
      .filter(({ role }) => role === "admin" || role === "reviewer")
      .map(({ iiban, full_name, email, role }) => ({ iiban, full_name, email, role }));
    const subquorum = { groups: [{ id: "reviewers", required: task.quorum, members: reviewers }] };
    const reason = textOf(task.instructions[0] ?? {}, "reason");
    return {
      id: task.id,
      type: task.type,
      type_label: labels[task.type] ?? task.type.replaceAll("_", " "),
      state: stateOf(task.state),
      created_at: secondsText(task.created),
      updated_at: secondsText(task.updated),
      expires_at: secondsText(task.expires),
      initiator: task.initiator,
      quorum_type: "standard",
      can_review: canReview(of, task),
      current_user_decision: decisionOf(of, task),
      ...(reason === undefined ? {} : { description: reason }),
      reviewer_statistics_label: `${approved} of ${task.quorum}`,
      instruction_types: task.instructions.map((one) => textOf(one, "type") ?? ""),
      approval_id: task.approvalId,
      reviewer_statistics: {
        approved,
        denied,
        undecided,
        current_count: approved + denied,
        required_quorum: task.quorum,
      },
      ...(task.vault === undefined ? {} : { vault_info: { ...vaultInfo(task.vault), subquorum_config: subquorum } }),
      subquorum_snapshot: subquorum,
    };
  }
}

/** This family says `rejected` where the legacy calls say `denied`. */
function stateOf(state: Task["state"]): string {
  return state === "denied" ? "rejected" : state;
}

function activityRow({ id, user, type, state, time, comment, task }: Activity): object {
  return {
    id,
    user_iiban: user.iiban,
    action: type,
    state: stateOf(state),
    is_pending: state === "pending",
    timestamp: secondsText(time),
    user_ip: user.ip_address,
    ...(comment === undefined ? {} : { comment }),
    ...(task.vault === undefined ? {} : { vault_id: task.vault.id }),
    user,
  };
}
