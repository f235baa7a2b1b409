/** Placing an order at most once, and always learning what became of it. */
import type { CallOptions } from "../api/route.ts";
import { KrakenError, TransportError, UsageError } from "../base/errors.ts";
import type { Clock, Log } from "../ports.ts";
import type { Intent, IntentStore } from "./intent.ts";
import { settle } from "./settle.ts";
import type { Patience } from "./settle.ts";

/** What became of an order that was to be placed. */
export type Placed<Seen> =
  | {
      /** The exchange has it, or had it: it may be resting, filled or over by now. */
      readonly outcome: "accepted";
      readonly id: string;
      readonly order_id: string;
      /** `answered`: the exchange said so. `found`: the answer was lost, and the order was found by its id. */
      readonly how: "answered" | "found";
      /** The order as the exchange described it: its answer, or what was found. */
      readonly seen: Seen;
      /** How often it was sent; above 1 only when the ones before certainly never arrived. */
      readonly sent: number;
    }
  | {
      /** It is certainly not at the exchange; `error` says why. */
      readonly outcome: "refused";
      readonly id: string;
      readonly error: KrakenError;
      readonly sent: number;
    }
  | {
      /** Nobody could say within the time given. Ask again with `resolve(id)`; never send it again. */
      readonly outcome: "unknown";
      readonly id: string;
      readonly error: KrakenError;
      readonly sent: number;
    };

/** How one venue sends an order and finds it again. */
export interface PlaceVenue<Order, Seen> {
  readonly name: Intent["venue"];
  /** Sends once. Throws a `KrakenError`; resolves to the order id and the answer when the exchange took it. */
  send(
    order: Order,
    id: string,
    until: number | undefined,
    options: CallOptions,
  ): Promise<{ order_id: string; seen: Seen }>;
  /**
   * The order of that client id wherever it stands: open, over, or undefined when the exchange knows nothing. `refused`
   * is set when the exchange remembers that it turned the order away.
   */
  find(
    order: Partial<Order>,
    id: string,
    since: number,
    options: CallOptions,
  ): Promise<{ order_id: string; seen: Seen; refused?: KrakenError | undefined } | undefined>;
}

/** Choices of a desk, and of a single order. All times in milliseconds. */
export interface PlaceOptions {
  /** Cancels the waiting. An order that was sent is then `unknown`. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of one attempt. Default 10 000. */
  readonly timeout?: number | undefined;
  /** How long the exchange may carry the order out, enforced by the exchange itself. Default 10 000; 0 sends no deadline. */
  readonly validFor?: number | undefined;
  /** How often an order may be sent again that certainly never arrived. Default 1. */
  readonly resends?: number | undefined;
  /** How long and how often to ask about an order of unknown fate. */
  readonly patience?: Partial<Patience> | undefined;
}

export interface PlaceParts {
  readonly clock: Clock;
  readonly store: IntentStore;
  readonly log: Log | undefined;
  readonly patience: Patience;
}

const asError = (cause: unknown): KrakenError =>
  cause instanceof KrakenError
    ? cause
    : new TransportError(cause instanceof Error ? cause.message : String(cause), { cause });

/** Sends an order, and goes on until its fate is known. Never throws. */
export async function place<Order extends object, Seen>(
  venue: PlaceVenue<Order, Seen>,
  order: Order,
  id: string,
  options: PlaceOptions,
  parts: PlaceParts,
): Promise<Placed<Seen>> {
  const { clock, store, log } = parts;
  const { validFor = 10_000, resends = 1, timeout, signal } = options;
  for (let sent = 1; ; sent += 1) {
    const madeAt = clock.now();
    const until = validFor > 0 ? madeAt + validFor : undefined;
    const intent: Intent = { id, venue: venue.name, order: withoutSecrets(order), madeAt, until };
    try {
      await store.save(intent);
    } catch (cause) {
      const error = new UsageError("The order was not sent because its intent could not be stored", undefined, {
        cause,
      });
      return { outcome: "refused", id, error, sent: sent - 1 };
    }
    try {
      const answer = await venue.send(order, id, until, { signal, timeout });
      await forget(store, id, log);
      return { outcome: "accepted", id, how: "answered", sent, ...answer };
    } catch (cause) {
      const error = asError(cause);
      if (error.delivery !== "unknown" && !(sent > 1 && sameIdInUse(error))) {
        await forget(store, id, log);
        return { outcome: "refused", id, error, sent };
      }
      log?.info("order of unknown fate", id, error.message);
      const fate = await resolve(venue, intent, order, error, options, parts);
      const rejected = fate.outcome === "refused" && fate.error.delivery === "answered";
      if (fate.outcome !== "refused" || rejected || sent > resends || signal?.aborted) {
        if (fate.outcome !== "unknown") await forget(store, id, log);
        return { ...fate, sent };
      }
    }
  }
}

/** What became of an intent that was written down: asks until the exchange has it, certainly has not, or time is up. */
export async function resolve<Order, Seen>(
  venue: PlaceVenue<Order, Seen>,
  intent: Intent,
  order: Partial<Order>,
  error: KrakenError,
  options: PlaceOptions,
  parts: PlaceParts,
): Promise<Placed<Seen>> {
  const { id } = intent;
  const limits = { ...parts.patience, ...options.patience };
  // Without a deadline the exchange may take its time, so three times the grace must pass.
  const certainFrom = intent.until === undefined ? intent.madeAt + 3 * limits.grace : intent.until + limits.grace;
  const found = await settle((call) => venue.find(order, id, intent.madeAt, call), certainFrom, {
    ...limits,
    clock: parts.clock,
    signal: options.signal,
  });
  if (found.is === "found") {
    const { order_id, seen, refused } = found.seen;
    if (refused !== undefined) return { outcome: "refused", id, error: refused, sent: 1 };
    return { outcome: "accepted", id, how: "found", sent: 1, order_id, seen };
  }
  return found.is === "absent"
    ? { outcome: "refused", id, error, sent: 1 }
    : { outcome: "unknown", id, error: error.delivery === "unknown" ? error : asError(found.error), sent: 1 };
}

/** On a resend, "this id is taken" means that the first one arrived after all. */
const sameIdInUse = (error: KrakenError): boolean =>
  error.kind === "refused" && /cl_ord_id|cliOrdId|clientOrderId/i.test(error.message);

/** A store that fails to forget does no harm but a needless question later. */
async function forget(store: IntentStore, id: string, log: Log | undefined): Promise<void> {
  try {
    await store.remove(id);
  } catch (error) {
    log?.error("an intent could not be removed", id, error);
  }
}

function withoutSecrets(order: object): Record<string, unknown> {
  const { otp: _, token: __, ...rest } = order as Record<string, unknown>;
  return rest;
}
