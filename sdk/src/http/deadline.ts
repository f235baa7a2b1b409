import type { Clock } from "../ports.ts";

/** Why a call was stopped from our side. */
export class Stopped extends Error {
  readonly why: "timeout" | "aborted";
  constructor(why: "timeout" | "aborted", cause: unknown) {
    super(why, { cause });
    this.why = why;
  }
}

/** The end of a call: by its deadline or by the caller's signal. It rejects by itself and waits for nobody. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds left; `Infinity` without a limit. */
  left(): number;
  /** Settles like `work`, or rejects with `Stopped` as soon as the call is stopped. */
  race<Value>(work: Promise<Value>): Promise<Value>;
  /** Ends the timer and lets go of the caller's signal. */
  end(): void;
}

export function deadline(timeout: number, outer: AbortSignal | undefined, clock: Clock): Deadline {
  const controller = new AbortController();
  const until = timeout > 0 ? clock.steady() + timeout : Infinity;
  let fail: (stopped: Stopped) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    fail = reject;
  });
  stopped.catch(() => undefined);
  const stop = (why: "timeout" | "aborted", cause?: unknown): void => {
    const reason = new Stopped(why, cause);
    fail(reason);
    controller.abort(reason);
  };
  const stopTimer = timeout > 0 ? clock.after(timeout, () => stop("timeout")) : undefined;
  const abort = (): void => stop("aborted", outer?.reason);
  if (outer?.aborted) abort();
  else outer?.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    left: () => until - clock.steady(),
    race: (work) => Promise.race([work, stopped]),
    end() {
      stopTimer?.();
      outer?.removeEventListener("abort", abort);
    },
  };
}
