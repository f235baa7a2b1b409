import type { Clock } from "../ports.ts";

/** The machine's clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  after(delay, run, background = false) {
    const timer: unknown = setTimeout(run, delay);
    if (background && typeof timer === "object") (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer as number);
  },
};
