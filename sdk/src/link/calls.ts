/** Requests that somebody awaits: the promises and deadlines around the table of `pending.ts`. */
import { AbortedError, ClosedError, RefusedError, TimeoutError, UsageError } from "../base/errors.ts";
import type { KrakenError } from "../base/errors.ts";
import type { Clock } from "../ports.ts";
import type { Credentials, Dialect, Frame } from "../wire/frames.ts";
import type { Numbered } from "./by-number.ts";
import { Deadlines } from "./deadlines.ts";
import type { Due } from "./deadlines.ts";
import { Pending } from "./pending.ts";
import type { Call } from "./pending.ts";
import type { Limits } from "./waiting.ts";

/** A request to be sent and awaited. */
export interface CallRequest<Answer> {
  readonly method: string;
  /** How many answers will come. */
  readonly expected: number;
  /** The parameters, for errors and answers; without credentials. */
  readonly params: unknown;
  /** The frame. */
  write(id: number, credentials: Credentials | undefined): string;
  /** Whether one refusal among several answers refuses the whole request. */
  endsAll(reason: string): boolean;
  /** What the caller gets for the exchange's answers. */
  answer(replies: readonly Frame[]): Answer;
  /** Why it must not be sent any more; asked just before it is. */
  outdated?(): KrakenError | undefined;
  /** Told that the call failed, before its caller is. */
  failed?(error: KrakenError): void;
}

/** Limits of a call, and what is to become of it while the connection is being restored. */
export interface CallLimits extends Limits {
  /** Waits, within the deadline, for a connection that is being restored. Default false: it is refused at once, unsent. */
  readonly waitForConnection?: boolean | undefined;
}

/** A call and its caller: one record and one promise, since each further one costs every order 0.1 to 0.2 µs. */
class Waiter implements Call, Due {
  readonly id: number;
  next: Numbered | undefined;
  readonly request: CallRequest<unknown>;
  readonly patient: boolean;
  readonly timeout: number;
  due = Infinity;
  replies: readonly Frame[] = none;
  written = false;
  /** The credentials it carried. */
  serial = 0;
  resolve!: (answer: unknown) => void;
  reject!: (error: Error) => void;
  /** Ends listening to the caller's signal. */
  unlisten: (() => void) | undefined;

  constructor(id: number, request: CallRequest<unknown>, patient: boolean, timeout: number) {
    this.id = id;
    this.request = request;
    this.patient = patient;
    this.timeout = timeout;
  }

  get method(): string {
    return this.request.method;
  }

  get expected(): number {
    return this.request.expected;
  }
}

const none: readonly Frame[] = [];

/** The calls of one connection key. */
export class Calls {
  readonly #pending: Pending<Waiter> = new Pending();
  readonly #clock: Clock;
  readonly #dialect: Dialect;
  readonly #deadlines: Deadlines<Waiter>;

  constructor(clock: Clock, dialect: Dialect) {
    this.#clock = clock;
    this.#dialect = dialect;
    this.#deadlines = new Deadlines(
      clock,
      () => this.#pending.all(),
      (waiter) => this.#overdue(waiter),
    );
  }

  get size(): number {
    return this.#pending.size;
  }

  get waiting(): boolean {
    return this.#pending.next !== undefined;
  }

  /** Queues a request. */
  add<Answer>(id: number, request: CallRequest<Answer>, limits: CallLimits): Promise<Answer> {
    const { signal, timeout = 10_000, waitForConnection } = limits;
    if (signal?.aborted)
      throw new AbortedError(`${request.method} was aborted`, { delivery: "unsent", cause: signal.reason });
    if (typeof timeout !== "number" || !(timeout >= 0))
      throw new UsageError(`timeout must be a number of milliseconds, not ${String(timeout)}`, "timeout");
    const waiter = new Waiter(id, request, waitForConnection === true, timeout);
    const answer = new Promise<unknown>((resolve, reject) => {
      waiter.resolve = resolve;
      waiter.reject = reject;
    });
    if (timeout > 0 && timeout < Infinity) waiter.due = this.#deadlines.from(timeout);
    if (signal !== undefined) this.#listen(waiter, signal);
    this.#pending.add(waiter);
    return answer as Promise<Answer>;
  }

  /** Hands every waiting call to `send`, which answers whether the frame was taken. */
  write(serial: number, credentials: Credentials | undefined, send: (text: string) => boolean): void {
    for (let call = this.#pending.next; call !== undefined; call = this.#pending.next) {
      const why = call.request.outdated?.();
      if (why !== undefined) {
        this.#pending.remove(call.id);
        call.unlisten?.();
        this.#fail(call, why);
        continue;
      }
      call.serial = serial;
      // Written until proven otherwise: the answer may be there before `send` returns.
      this.#pending.written(call.id, true);
      if (send(call.request.write(call.id, credentials))) continue;
      this.#pending.written(call.id, false);
      return;
    }
  }

  /** The credentials a call carried. */
  serial(id: unknown): number | undefined {
    return typeof id === "number" ? this.#pending.get(id)?.serial : undefined;
  }

  /** The parameters of a call that has not been settled. */
  params(id: unknown): unknown {
    return typeof id === "number" ? this.#pending.get(id)?.request.params : undefined;
  }

  /** Applies an answer. */
  answer(frame: Frame): void {
    const id = frame["req_id"];
    if (typeof id !== "number") return;
    const waiter = this.#pending.answer(id, frame, refusesAll);
    if (waiter === undefined) return;
    waiter.unlisten?.();
    const { request, replies } = waiter;
    const refused = replies.every(isGranted) ? none : replies.filter((reply) => !isGranted(reply));
    if (refused.length > 0) return this.#fail(waiter, this.#refusal(waiter, refused));
    try {
      waiter.resolve(request.answer(replies));
    } catch (error) {
      waiter.reject(error as Error);
    }
  }

  /** The connection is gone. */
  lose(): void {
    this.#lost(this.#pending.lose(), "The connection was lost");
  }

  /** Nobody will carry the calls out. */
  abandon(why: string, cause?: unknown): void {
    this.#lost(this.#pending.abandon(), why, cause);
  }

  #listen(waiter: Waiter, signal: AbortSignal): void {
    const aborted = (): void => {
      const delivery = waiter.written ? "unknown" : "unsent";
      this.#pending.remove(waiter.id);
      this.#fail(waiter, new AbortedError(`${waiter.method} was aborted`, { delivery, cause: signal.reason }));
    };
    signal.addEventListener("abort", aborted, { once: true });
    waiter.unlisten = () => signal.removeEventListener("abort", aborted);
  }

  #overdue(waiter: Waiter): void {
    // What another one's failure set off may have ended it.
    if (this.#pending.get(waiter.id) !== waiter) return;
    const delivery = waiter.written ? "unknown" : "unsent";
    this.#pending.remove(waiter.id);
    waiter.unlisten?.();
    const { method, timeout } = waiter;
    this.#fail(waiter, new TimeoutError(`${method} was not answered within ${timeout} ms`, { delivery }));
  }

  #lost(waiters: readonly Waiter[], why: string, cause?: unknown): void {
    if (this.#pending.size === 0) this.#deadlines.rest();
    // First of all: what is set off by one's failure must not abort another that is over.
    for (const { unlisten } of waiters) unlisten?.();
    for (const waiter of waiters) {
      const { method, written, replies, request } = waiter;
      const fate = written ? "was sent and not answered; ask the exchange what became of it" : "was not sent";
      this.#fail(
        waiter,
        new ClosedError(`${why}: ${method} ${fate}`, {
          delivery: written ? "unknown" : "unsent",
          requestParams: request.params,
          cause,
          ...(replies.length === 0 ? {} : { body: replies }),
        }),
      );
    }
  }

  #fail({ request, reject }: Waiter, error: KrakenError): void {
    request.failed?.(error);
    reject(error);
  }

  #refusal({ method, expected, replies, request }: Waiter, refused: readonly Frame[]): RefusedError {
    const reasons = refused.map(reasonOf);
    const some = expected === 1 ? "" : ` (${refused.length} of ${expected})`;
    return new RefusedError(`${method} was refused${some}: ${[...new Set(reasons)].join(", ")}`, {
      ...this.#dialect.meaning(reasons, this.#clock.now()),
      reasons,
      requestParams: request.params,
      body: expected === 1 ? refused[0] : { ...refused[0], results: replies },
    });
  }
}

const isGranted = (reply: Frame): boolean => reply["success"] === true;

const refusesAll = ({ request }: Waiter, reply: Frame): boolean =>
  !isGranted(reply) && request.endsAll(reasonOf(reply));

/** The exchange's words of a refused answer. */
export const reasonOf = (frame: Frame): string =>
  typeof frame["error"] === "string" ? frame["error"] : "refused without a reason";
