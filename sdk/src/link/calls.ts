/** Requests that somebody awaits: the promises and deadlines around the table of `pending.ts`. */
import { AbortedError, ClosedError, RefusedError } from "../base/errors.ts";
import type { Clock } from "../ports.ts";
import type { Credentials, Dialect, Frame } from "../wire/frames.ts";
import { Pending } from "./pending.ts";
import type { Call } from "./pending.ts";
import { Waiting } from "./waiting.ts";
import type { Limits } from "./waiting.ts";

/** A request to be sent and awaited. */
export interface CallRequest {
  readonly method: string;
  /** How many answers will come. */
  readonly expected: number;
  /** The parameters, for errors and answers; without credentials. */
  readonly params: unknown;
  /** The frame. */
  write(id: number, credentials: Credentials | undefined): string;
  /** Whether one refusal among several answers refuses the whole request. */
  endsAll(reason: string): boolean;
}

/** Limits of a call, and what is to become of it while the connection is being restored. */
export interface CallLimits extends Limits {
  /** Waits, within the deadline, for a connection that is being restored. Default false: it is refused at once, unsent. */
  readonly waitForConnection?: boolean | undefined;
}

interface Entry {
  readonly request: CallRequest;
  readonly waiting: Waiting<Frame[]>;
  serial: number;
}

/** The calls of one connection key. */
export class Calls {
  readonly #pending = new Pending();
  readonly #entries: Map<number, Entry> = new Map();
  readonly #clock: Clock;
  readonly #dialect: Dialect;

  constructor(clock: Clock, dialect: Dialect) {
    this.#clock = clock;
    this.#dialect = dialect;
  }

  get size(): number {
    return this.#pending.size;
  }

  get waiting(): boolean {
    return this.#pending.waiting;
  }

  /** Queues a request. */
  add(id: number, request: CallRequest, limits: CallLimits): Promise<Frame[]> {
    const { method, expected } = request;
    if (limits.signal?.aborted)
      throw new AbortedError(`${method} was aborted`, { delivery: "unsent", cause: limits.signal.reason });
    const waiting = new Waiting<Frame[]>(method, limits, this.#clock, () => {
      const written = this.#pending.get(id)?.written === true;
      this.#pending.remove(id);
      this.#entries.delete(id);
      return written ? "unknown" : "unsent";
    });
    this.#pending.add({ id, method, expected, patient: limits.waitForConnection === true });
    this.#entries.set(id, { request, waiting, serial: 0 });
    return waiting.promise;
  }

  /** Hands every waiting call to `send`, which answers whether the frame was taken. */
  write(serial: number, credentials: Credentials | undefined, send: (text: string) => boolean): void {
    for (const call of this.#pending.unwritten()) {
      const entry = this.#entries.get(call.id) as Entry;
      entry.serial = serial;
      // Written until proven otherwise: the answer may be there before `send` returns.
      this.#pending.written(call.id, true);
      if (send(entry.request.write(call.id, credentials))) continue;
      this.#pending.written(call.id, false);
      return;
    }
  }

  /** The credentials a call carried. */
  serial(id: unknown): number | undefined {
    return typeof id === "number" ? this.#entries.get(id)?.serial : undefined;
  }

  /** The parameters of a call that has not been settled. */
  params(id: unknown): unknown {
    return typeof id === "number" ? this.#entries.get(id)?.request.params : undefined;
  }

  /** Applies an answer. */
  answer(frame: Frame): void {
    const id = frame["req_id"];
    const entry = typeof id === "number" ? this.#entries.get(id) : undefined;
    if (entry === undefined || typeof id !== "number") return;
    const { request, waiting } = entry;
    const call = this.#pending.answer(
      id,
      frame,
      (reply) => reply["success"] !== true && request.endsAll(reasonOf(reply)),
    );
    if (call === undefined) return;
    this.#entries.delete(id);
    const refused = call.replies.filter((reply) => reply["success"] !== true);
    if (refused.length === 0) waiting.resolve(call.replies);
    else waiting.reject(this.#refusal(call, refused, request.params));
  }

  /** The connection is gone. */
  lose(): void {
    this.#fail(this.#pending.lose(), "The connection was lost");
  }

  /** Nobody will carry the calls out. */
  abandon(why: string, cause?: unknown): void {
    this.#fail(this.#pending.abandon(), why, cause);
  }

  #fail(calls: readonly Call[], why: string, cause?: unknown): void {
    for (const { id, method, written, replies } of calls) {
      const entry = this.#entries.get(id);
      this.#entries.delete(id);
      const fate = written ? "was sent and not answered; ask the exchange what became of it" : "was not sent";
      entry?.waiting.reject(
        new ClosedError(`${why}: ${method} ${fate}`, {
          delivery: written ? "unknown" : "unsent",
          requestParams: entry.request.params,
          cause,
          ...(replies.length === 0 ? {} : { body: replies }),
        }),
      );
    }
  }

  #refusal(call: Call, refused: readonly Frame[], params: unknown): RefusedError {
    const reasons = refused.map(reasonOf);
    const some = call.expected === 1 ? "" : ` (${refused.length} of ${call.expected})`;
    return new RefusedError(`${call.method} was refused${some}: ${[...new Set(reasons)].join(", ")}`, {
      ...this.#dialect.meaning(reasons, this.#clock.now()),
      reasons,
      requestParams: params,
      body: call.expected === 1 ? refused[0] : { ...refused[0], results: call.replies },
    });
  }
}

/** The exchange's words of a refused answer. */
export const reasonOf = (frame: Frame): string =>
  typeof frame["error"] === "string" ? frame["error"] : "refused without a reason";
