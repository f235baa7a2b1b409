/** Milliseconds in one minute, the unit every candle interval is counted in. */
export const MINUTE = 60_000;

/** Milliseconds in one day. */
export const DAY: number = 1440 * MINUTE;

/** The candle intervals of Spot, in minutes. */
export const SPOT_INTERVALS: readonly number[] = [1, 5, 15, 30, 60, 240, 1440, 10080, 21600];

/** The candle resolutions of the Futures charts service and their length in minutes. */
export const FUTURES_RESOLUTIONS: Readonly<Record<string, number>> = {
  "1m": 1,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "4h": 240,
  "12h": 720,
  "1d": 1440,
  "1w": 10080,
};

/** The lengths of the Futures resolutions, in minutes, shortest first. */
export const FUTURES_INTERVALS: readonly number[] = Object.values(FUTURES_RESOLUTIONS);

/**
 * Start of the candle that covers a moment, in milliseconds.
 *
 * Every interval counts from the Unix epoch, so a week starts on a Thursday at midnight UTC.
 */
export function intervalStart(time: number, minutes: number): number {
  const length = minutes * MINUTE;
  return Math.floor(time / length) * length;
}
