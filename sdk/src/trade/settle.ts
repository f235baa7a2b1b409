/** Finding out what became of a request whose fate is unknown, by asking the exchange until it is certain. */
import type { CallOptions } from "../api/route.ts";
import { AbortedError, KrakenError, TransportError } from "../base/errors.ts";
import { pause } from "../base/pause.ts";
import type { Clock } from "../ports.ts";

/** How long and how often to ask. All in milliseconds. */
export interface Patience {
  /** Pauses before the first questions; the last one repeats. Default 1 000, 2 000, 3 000, 5 000. */
  readonly pauses: readonly number[];
  /** How long after its deadline an order that is nowhere to be found certainly never arrived. Default 20 000. */
  readonly grace: number;
  /** When to give up asking and say `unknown`, counted from the failure. Default 120 000. */
  readonly giveUp: number;
}

export const patience: Patience = { pauses: [1000, 2000, 3000, 5000], grace: 20_000, giveUp: 120_000 };

/** What was found out: the thing itself, that it certainly is not there, or nothing yet. */
export type Found<Seen> =
  | { readonly is: "found"; readonly seen: Seen }
  | { readonly is: "absent" }
  | { readonly is: "unknown"; readonly error: unknown };

/** Milliseconds for one question. */
const questionTime = 10_000;

/**
 * Asks `find` again and again. Nothing found means `absent` only where `isCertain` said before the question that nothing
 * can be on its way any more, and only twice in a row: an order that closes leaves one list before it enters the other.
 */
export async function settle<Seen>(
  find: (certain: boolean, options: CallOptions) => Promise<Seen | undefined>,
  isCertain: (options: CallOptions) => boolean | Promise<boolean>,
  limits: Patience & { readonly signal: AbortSignal | undefined; readonly clock: Clock },
): Promise<Found<Seen>> {
  const { clock, signal, pauses } = limits;
  const end = clock.steady() + limits.giveUp;
  let absences = 0;
  let error: unknown = new TransportError("The exchange did not say what became of it", { delivery: "unknown" });
  for (let round = 0; ; round += 1) {
    const wait = pauses[Math.min(round, pauses.length - 1)] ?? 1000;
    if (clock.steady() + wait > end) return { is: "unknown", error };
    try {
      await pause(wait, clock, signal).catch((cause: unknown) => {
        throw new AbortedError("Aborted by the caller", { cause, delivery: "unknown" });
      });
      const options = { signal, timeout: Math.max(1, Math.min(questionTime, end - clock.steady())) };
      const certain = await sure(isCertain, options);
      const seen = await find(certain, options);
      if (seen !== undefined) return { is: "found", seen };
      absences = certain ? absences + 1 : 0;
      if (absences >= 2) return { is: "absent" };
    } catch (cause) {
      error = cause;
      absences = 0;
      if (signal?.aborted || !(cause instanceof KrakenError) || !worthAsking(cause)) return { is: "unknown", error };
    }
  }
}

/** Where certainty cannot be had, the order may still be found. */
async function sure(
  isCertain: (options: CallOptions) => boolean | Promise<boolean>,
  options: CallOptions,
): Promise<boolean> {
  try {
    return await isCertain(options);
  } catch {
    return false;
  }
}

/** Whether a failed question may have an answer next time. */
function worthAsking(error: KrakenError): boolean {
  const { category } = error as { category?: string };
  return (
    error.kind !== "usage" &&
    !(error.kind === "refused" && /^(authentication|permission|arguments|lockout)$/.test(category ?? ""))
  );
}
