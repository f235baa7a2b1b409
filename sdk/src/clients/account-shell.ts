/** What the account clients of both venues share: events, streams, timers, and starting and stopping. */
import { platform } from "#platform";
import { AbortedError, ClosedError, isKrakenError, UsageError } from "../base/errors.ts";
import { Events } from "../base/events.ts";
import type { ListenOptions, Undo } from "../base/events.ts";
import type { AccountState } from "../account/state.ts";
import type { Clock, StopTimer } from "../ports.ts";
import { Stream } from "./ws-stream.ts";
import type { WSStream, WSStreamOptions } from "./ws-stream.ts";

/** Options of `start`. */
export interface AccountStartOptions {
  /** Gives up the start, and with it the tracking. */
  readonly signal?: AbortSignal | undefined;
}

/** A tracker as its shell sees it. */
export interface ShellTracker<Input, Output> {
  readonly state: AccountState;
  take(input: Input, now: number): readonly Output[];
}

/** What the shell carries out for its tracker. */
export interface ShellWork<Input, Output> {
  /** Everything that starts and ends with the tracking; the result ends it. */
  connect(feed: (input: Input) => void, fail: (error: Error) => void): () => void;
  /** An effect other than a timer. */
  act(effect: Output, feed: (input: Input) => void, fail: (error: Error) => void, signal: AbortSignal): void;
  down(reason: string): Input;
  elapsed(timer: number): Input;
}

interface Told {
  readonly tell: string;
  readonly value: unknown;
}

type Wait = { readonly do: "wait"; readonly ms: number; readonly timer: number };

/** Feeds a tracker, tells its events and carries out its effects, one input after the other. */
export class AccountShell<EventMap extends { state: AccountState }, Input, Output extends object> {
  readonly events: Events<EventMap> = new Events(platform.report);
  readonly #tracker: ShellTracker<Input, Output>;
  readonly #work: ShellWork<Input, Output>;
  readonly #clock: Clock;
  readonly #streams: Map<string, Set<Stream<unknown>>> = new Map();
  readonly #timers: Map<number, StopTimer> = new Map();
  #inputs: Input[] = [];
  #running = false;
  #disconnect: (() => void) | undefined;
  #abort: AbortController = new AbortController();
  #failed: Error | undefined;
  #settled: Set<() => void> = new Set();

  constructor(tracker: ShellTracker<Input, Output>, work: ShellWork<Input, Output>, clock: Clock | undefined) {
    this.#tracker = tracker;
    this.#work = work;
    this.#clock = clock ?? platform.clock;
  }

  on<Name extends keyof EventMap & string>(
    event: Name,
    listener: (value: EventMap[Name]) => void,
    options?: ListenOptions,
  ): Undo<EventMap> {
    return this.events.on(event, listener, options);
  }

  stream<Item>(event: string, options: WSStreamOptions = {}): WSStream<Item> {
    const readers = this.#streams.get(event) ?? new Set();
    const stream: Stream<unknown> = new Stream(options, () => readers.delete(stream));
    this.#streams.set(event, readers);
    if (!stream.ended) readers.add(stream);
    return stream as Stream<unknown> as WSStream<Item>;
  }

  /** Begins to track, and resolves when everything is known for the first time. */
  async start({ signal }: AccountStartOptions = {}): Promise<void> {
    if (signal?.aborted) throw new AbortedError("The start was aborted", { delivery: "unsent", cause: signal.reason });
    if (this.#disconnect === undefined) {
      this.#failed = undefined;
      this.#abort = new AbortController();
      this.#disconnect = this.#work.connect(
        (input) => this.feed(input),
        (error) => this.#fail(error),
      );
    }
    await this.#live(signal);
  }

  /** Ends the tracking; streams end after what they hold. */
  stop(reason: string = "stopped"): void {
    const disconnect = this.#disconnect;
    if (disconnect === undefined) return;
    this.#disconnect = undefined;
    this.#abort.abort(new ClosedError("The tracking was stopped", { delivery: "unsent" }));
    for (const stop of this.#timers.values()) stop();
    this.#timers.clear();
    disconnect();
    this.feed(this.#work.down(reason), true);
    for (const readers of this.#streams.values()) for (const stream of readers) stream.finish(this.#failed);
    this.#wake();
  }

  feed(input: Input, last: boolean = false): void {
    if (this.#disconnect === undefined && !last) return;
    this.#inputs.push(input);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift())
        for (const output of this.#tracker.take(next, this.#clock.now())) this.#carryOut(output);
    } finally {
      this.#running = false;
    }
  }

  #carryOut(output: Output): void {
    if ("tell" in output) {
      const { tell, value } = output as unknown as Told;
      this.events.emit(tell as keyof EventMap & string, value as never);
      for (const stream of this.#streams.get(tell) ?? []) stream.push(value);
      if (tell === "state") this.#wake();
    } else if (this.#disconnect !== undefined) {
      const effect = output as unknown as Wait;
      if (effect.do === "wait") this.#wait(effect);
      else
        this.#work.act(
          output,
          (input) => this.feed(input),
          (error) => this.#fail(error),
          this.#abort.signal,
        );
    }
  }

  #wait({ ms, timer }: Wait): void {
    const stop = this.#clock.after(ms, () => {
      this.#timers.delete(timer);
      this.feed(this.#work.elapsed(timer));
    });
    this.#timers.set(timer, stop);
  }

  #fail(error: Error): void {
    if (this.#disconnect === undefined) return;
    this.#failed = error;
    this.stop(error.message);
  }

  #wake(): void {
    const waiting = [...this.#settled];
    this.#settled.clear();
    for (const wake of waiting) wake();
  }

  async #live(signal: AbortSignal | undefined): Promise<void> {
    const abort = (): void => this.stop("the start was aborted");
    signal?.addEventListener("abort", abort, { once: true });
    try {
      while (this.#tracker.state.status !== "live") {
        if (signal?.aborted)
          throw new AbortedError("The start was aborted", { delivery: "unsent", cause: signal.reason });
        if (this.#failed !== undefined) throw this.#failed;
        if (this.#disconnect === undefined) throw new ClosedError("The tracking was stopped", { delivery: "unsent" });
        await new Promise<void>((resolve) => this.#settled.add(resolve));
      }
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }
}

/** Credentials and addresses, or clients that are there already; not both. */
export function given(options: object, name: "rest" | "sockets"): boolean {
  const both = options as { readonly rest?: unknown; readonly sockets?: unknown };
  if ((both.rest === undefined) !== (both.sockets === undefined))
    throw new UsageError("rest and sockets must be given together, or neither", name === "rest" ? "sockets" : "rest");
  return both.rest !== undefined;
}

/** Keeps a subscription until it ends; that it ends by itself means that the exchange will not have it. */
export async function hold(lease: WSStream<unknown>, fail: (error: Error) => void): Promise<void> {
  try {
    while ((await lease.next()).done !== true);
  } catch (error) {
    if (error instanceof Error) fail(error);
  }
}

/** What a failed call means for the next attempt. */
export interface FailedRead {
  readonly reason: string;
  readonly retryAfter: number | undefined;
}

/** Reads over REST one at a time: a newer question makes the answer to an older one worthless. */
export class Reading {
  #current: AbortController | undefined;

  /** `fail` is told of refusals that no second attempt changes. */
  run<Answer>(
    read: (signal: AbortSignal) => Promise<Answer>,
    outcome: { done(answer: Answer): void; failed(why: FailedRead): void; fail(error: Error): void },
    signal: AbortSignal,
  ): void {
    this.#current?.abort();
    const own = new AbortController();
    this.#current = own;
    const stop = (): void => own.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    const end = (): void => signal.removeEventListener("abort", stop);
    read(own.signal).then(
      (answer) => {
        end();
        outcome.done(answer);
      },
      (error: unknown) => {
        end();
        if (own.signal.aborted) return;
        const refusal = isKrakenError(error) && error.kind === "refused" ? error : undefined;
        if (refusal?.category === "permission") outcome.fail(refusal);
        const reason = error instanceof Error ? error.message : String(error);
        outcome.failed({ reason, retryAfter: refusal?.retryAfter });
      },
    );
  }
}
