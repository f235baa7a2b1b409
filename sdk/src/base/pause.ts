import type { Clock } from "../ports.ts";

/** Resolves after `delay` ms, or rejects with the reason of `signal`; either way no timer is left behind. */
export function pause(delay: number, clock: Pick<Clock, "after">, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abandon = (): void => {
      stopTimer();
      reject(signal?.reason);
    };
    const stopTimer = clock.after(delay, () => {
      signal?.removeEventListener("abort", abandon);
      resolve();
    });
    signal?.addEventListener("abort", abandon, { once: true });
    return undefined;
  });
}
