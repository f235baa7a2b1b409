import type { Clock, Progress, StopTimer } from "../ports.ts";

/** Why a call was stopped from our side. */
export class Stopped extends Error {
  readonly why: "timeout" | "aborted";
  constructor(why: "timeout" | "aborted", cause: unknown) {
    super(why, { cause });
    this.why = why;
  }
}

/** The end of a call: by its deadline or by the caller's signal. It rejects by itself and waits for nobody. */
export class Deadline {
  readonly #clock: Clock;
  readonly #until: number;
  readonly #outer: AbortSignal | undefined;
  readonly #progress: Progress;
  readonly #stopTimer: StopTimer | undefined;
  readonly #abort: (() => void) | undefined;
  #controller: AbortController | undefined;
  #stopped: Stopped | undefined;
  #reject: ((stopped: Stopped) => void) | undefined;
  #told: ((stopped: Stopped) => void) | undefined;

  constructor(timeout: number, outer: AbortSignal | undefined, clock: Clock, progress: Progress) {
    this.#clock = clock;
    this.#outer = outer;
    this.#progress = progress;
    this.#until = timeout > 0 ? clock.steady() + timeout : Infinity;
    this.#stopTimer = timeout > 0 ? clock.after(timeout, () => this.#stop("timeout")) : undefined;
    if (outer === undefined) return;
    this.#abort = () => this.#stop("aborted", outer.reason);
    if (outer.aborted) this.#abort();
    else outer.addEventListener("abort", this.#abort, { once: true });
  }

  /** Why the call was stopped; undefined while it goes on. */
  get stopped(): Stopped | undefined {
    return this.#stopped;
  }

  /** Throws when the call was stopped. */
  check(): void {
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  /** For those who need a signal. Made when first asked for: most calls end without, and it costs 3 µs. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#stopped !== undefined) this.#controller.abort(this.#stopped);
    }
    return this.#controller.signal;
  }

  /** Tells `run` when the call is stopped, instead of whoever was to be told before; undefined to tell nobody. */
  tell(run: ((stopped: Stopped) => void) | undefined): void {
    this.#told = run;
  }

  /** Milliseconds left; `Infinity` without a limit. */
  left(): number {
    return this.#until - this.#clock.steady();
  }

  /** Settles like `work`, or rejects with `Stopped` as soon as the call is stopped. One at a time. */
  race<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      work.then(resolve, reject);
      this.#reject = reject;
      if (this.#stopped !== undefined) reject(this.#stopped);
    });
  }

  /** Ends the timer and lets go of the caller's signal. */
  end(): void {
    this.#stopTimer?.();
    if (this.#abort !== undefined) this.#outer?.removeEventListener("abort", this.#abort);
  }

  #stop(why: "timeout" | "aborted", cause?: unknown): void {
    if (this.#stopped !== undefined) return;
    const stopped = new Stopped(why, cause);
    this.#stopped = stopped;
    this.#told?.(stopped);
    this.#reject?.(stopped);
    this.#controller?.abort(stopped);
    this.#progress.stop?.(stopped);
  }
}
