import type { Clock } from "../ports.ts";

/** Timers count in signed 32 bits; one that is longer fires at once. */
const longest = 2_147_483_647;

/** The machine's clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  after(delay, run, background = false) {
    if (delay > longest) {
      let stop = systemClock.after(
        longest,
        () => (stop = systemClock.after(delay - longest, run, background)),
        background,
      );
      return () => stop();
    }
    const timer: unknown = setTimeout(run, delay);
    if (background && typeof timer === "object") (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer as number);
  },
};
