/** Cancelling and amending with the same care as placing: what counts is how the order stands afterwards. */
import type { CallOptions } from "../api/route.ts";
import { KrakenError, RefusedError, TransportError, UsageError } from "../base/errors.ts";
import { settle } from "./settle.ts";
import { optionsProblem } from "./place.ts";
import type { PlaceOptions, PlaceParts } from "./place.ts";

/** How an order stands. */
export interface Standing<Seen> {
  readonly order_id: string;
  readonly state: "open" | "filled" | "cancelled";
  /** Executed so far, in base units or contracts, as exact text. */
  readonly filled: string;
  readonly seen: Seen;
}

/** What became of a cancel. A cancel that raced a fill reports the fill. */
export type Cancelled<Seen> =
  | ({
      /** Over without being filled whole; `filled` may be above zero. */
      readonly outcome: "cancelled";
    } & Standing<Seen>)
  | ({
      /** The fill was faster. */
      readonly outcome: "filled";
    } & Standing<Seen>)
  | {
      /** The exchange knows no such order. */
      readonly outcome: "not-found";
      readonly error: KrakenError;
    }
  | {
      /** It had no effect: the exchange said no, or the cancel never left (`error.delivery`). */
      readonly outcome: "refused";
      readonly error: KrakenError;
    }
  | {
      /** Nobody could say within the time given. Cancelling again is safe. */
      readonly outcome: "unknown";
      readonly error: KrakenError;
    };

/** What became of an amend. */
export type Amended<Seen> =
  | ({
      /** The order stands as asked. */
      readonly outcome: "amended";
    } & Standing<Seen>)
  | ({
      /** The order was over before the amend reached it. */
      readonly outcome: "over";
    } & Standing<Seen>)
  | { readonly outcome: "refused"; readonly error: KrakenError }
  | { readonly outcome: "unknown"; readonly error: KrakenError };

/** How one venue changes an order and reads it. */
export interface ChangeVenue<Target, Change, Seen> {
  cancel(target: Target, options: CallOptions): Promise<void>;
  amend(target: Target, change: Change, until: number | undefined, options: CallOptions): Promise<void>;
  /** The order wherever it stands; undefined when the exchange knows nothing. */
  read(target: Target, options: CallOptions): Promise<Standing<Seen> | undefined>;
  /** Whether the order stands as the change asks. */
  stands(change: Change, seen: Seen): boolean;
  /** The exchange's clock, in ms since 1970. */
  time(target: Target, options: CallOptions): Promise<number>;
}

const asError = (cause: unknown): KrakenError =>
  cause instanceof KrakenError
    ? cause
    : new TransportError(cause instanceof Error ? cause.message : String(cause), { cause });

/** A refusal that says the order is not what the caller thinks: it may be over by now. */
const isStale = (error: KrakenError): boolean => error instanceof RefusedError && error.category === "order";

/** Cancels, repeating what is lost (a cancel may be repeated), and reports how the order ended. Never throws. */
export async function cancel<Target, Change, Seen>(
  venue: ChangeVenue<Target, Change, Seen>,
  target: Target,
  options: PlaceOptions,
  parts: PlaceParts,
): Promise<Cancelled<Seen>> {
  const problem = optionsProblem(options);
  if (problem !== undefined) return { outcome: "refused", error: new UsageError(problem) };
  const { signal, timeout } = options;
  let error: KrakenError | undefined;
  const attempt = async (): Promise<void> => {
    try {
      await venue.cancel(target, { signal, timeout });
      error = undefined;
    } catch (cause) {
      error = asError(cause);
    }
  };
  await attempt();
  if (error !== undefined && error.delivery !== "unknown" && !isStale(error)) return { outcome: "refused", error };
  const limits = { ...parts.patience, ...options.patience };
  // The first look is at once: mostly the order is over as soon as the cancel is answered.
  const pauses = [0, ...limits.pauses];
  const certainFrom = parts.clock.steady() + (error !== undefined && isStale(error) ? 0 : limits.grace);
  const found = await settle(
    async (_, call) => {
      const standing = await venue.read(target, call);
      if (standing?.state !== "open") return standing;
      await attempt();
      // An order that is there is not absent, however often the cancel is lost or turned away.
      throw error ?? new TransportError("The order is still open", { delivery: "answered" });
    },
    () => parts.clock.steady() >= certainFrom,
    { ...limits, pauses, clock: parts.clock, signal },
  );
  if (found.is === "found") return { outcome: found.seen.state === "filled" ? "filled" : "cancelled", ...found.seen };
  const why =
    error ??
    asError(
      found.is === "unknown" ? found.error : new TransportError("The order cannot be found", { delivery: "answered" }),
    );
  return { outcome: found.is === "absent" ? "not-found" : "unknown", error: why };
}

/** Amends once, and finds out whether it took effect when the answer is lost. Never throws. */
export async function amend<Target, Change, Seen>(
  venue: ChangeVenue<Target, Change, Seen>,
  target: Target,
  wanted: Change,
  options: PlaceOptions,
  parts: PlaceParts,
): Promise<Amended<Seen>> {
  const problem = optionsProblem(options);
  if (problem !== undefined) return { outcome: "refused", error: new UsageError(problem) };
  // What is compared later must be what was sent, whatever the caller does to the object meanwhile.
  const change = { ...wanted };
  const { validFor = 10_000, signal, timeout } = options;
  const { clock } = parts;
  const until = validFor > 0 ? clock.now() + validFor : undefined;
  const limits = { ...parts.patience, ...options.patience };
  const sentAt = clock.steady();
  let error: KrakenError | undefined;
  try {
    await venue.amend(target, change, until, { signal, timeout });
  } catch (cause) {
    error = asError(cause);
    if (error.delivery !== "unknown" && !isStale(error)) return { outcome: "refused", error };
  }
  // An answered amend took effect; what is left is to read how the order stands now.
  const answered = error === undefined;
  const lost = error?.delivery === "unknown";
  const found = await settle(
    async (_, call) => {
      const standing = await venue.read(target, call);
      const settled = answered || standing?.state !== "open" || venue.stands(change, standing.seen);
      return settled ? standing : undefined;
    },
    async (call) => {
      if (!lost) return true;
      if (until === undefined) return clock.steady() - sentAt >= 3 * limits.grace;
      return clock.steady() - sentAt >= limits.grace && (await venue.time(target, call)) >= until + limits.grace;
    },
    { ...limits, pauses: [0, ...limits.pauses], clock, signal },
  );
  if (found.is === "found") {
    const stands = answered || found.seen.state === "open" || venue.stands(change, found.seen.seen);
    return { outcome: stands ? "amended" : "over", ...found.seen };
  }
  if (found.is === "absent" && error !== undefined) return { outcome: "refused", error };
  return {
    outcome: "unknown",
    error: error ?? new TransportError("The amended order cannot be read", { delivery: "unknown" }),
  };
}
