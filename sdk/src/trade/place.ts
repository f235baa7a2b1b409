/** Placing an order at most once, and always learning what became of it. */
import type { CallOptions } from "../api/route.ts";
import { KrakenError, RefusedError, TransportError, UsageError } from "../base/errors.ts";
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
    hints: Hints,
    options: CallOptions,
  ): Promise<{ order_id: string; seen: Seen; refused?: KrakenError | undefined } | undefined>;
  /** Counts how often everything was cancelled: nothing is sent again after that. */
  swept(): number;
  /** The exchange's clock, in ms since 1970: its word on deadlines is what counts, and ours may be wrong by minutes. */
  time(id: string, options: CallOptions): Promise<number>;
}

/** What helps to find an order. */
export interface Hints {
  /** Whether the id may have named another order before: then one opened before this was sent is not the one. */
  readonly given: boolean;
  /** Whether this is the look that decides, so that nothing may be spared. */
  readonly certain: boolean;
  /** The exchange's time just before the order was sent, in ms since 1970. */
  since(): Promise<number>;
}

/** An order of unknown fate. */
export interface Question<Order> {
  readonly intent: Intent;
  readonly order: Partial<Order>;
  /** How it was lost. */
  readonly error: KrakenError;
  /** When it was sent, on the steady clock; undefined when that was in another process. */
  readonly sentAt?: number | undefined;
  /** Whether the caller chose the id. */
  readonly given?: boolean | undefined;
}

/** Milliseconds by which the exchange's clocks may disagree, and by which Spot rounds its time. */
const slack = 2000;

/** Choices of a desk, and of a single order. All times in milliseconds. */
export interface PlaceOptions {
  /** Cancels the waiting. An order that was sent is then `unknown`. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of one attempt. Default 10 000. */
  readonly timeout?: number | undefined;
  /** How long the exchange may carry the order out, enforced by the exchange itself. Default 10 000; 0 sends no deadline. */
  readonly validFor?: number | undefined;
  /** How often an order may be sent again that certainly never arrived, or was turned away because a token had expired. Default 1. */
  readonly resends?: number | undefined;
  /** How long and how often to ask about an order of unknown fate. */
  readonly patience?: Partial<Patience> | undefined;
}

/** What is wrong with the options; undefined when nothing is. A wrong number could mean an order sent twice. */
export function optionsProblem({
  validFor = 0,
  resends = 0,
  timeout = 0,
  patience = {},
}: PlaceOptions): string | undefined {
  const { pauses = [], grace = 0, giveUp = 0 } = patience;
  const wrong =
    timeProblem("validFor", validFor) ??
    timeProblem("timeout", timeout) ??
    timeProblem("patience.grace", grace) ??
    timeProblem("patience.giveUp", giveUp);
  if (wrong !== undefined) return wrong;
  if (!(Array.isArray(pauses) && pauses.every((pause) => typeof pause === "number" && pause >= 0)))
    return "patience.pauses must be a list of milliseconds";
  if (!(Number.isInteger(resends) && resends >= 0))
    return `resends must be a whole number from 0, not ${String(resends)}`;
  return validFor > 60_000 ? `validFor must be at most 60000, as the exchange has it, not ${validFor}` : undefined;
}

const timeProblem = (name: string, value: unknown): string | undefined =>
  typeof value === "number" && value >= 0
    ? undefined
    : `${name} must be a number of milliseconds from 0, not ${String(value)}`;

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

/** Told of every order that `place` is done with, before its caller is. */
export interface PlaceLedger<Seen> {
  over(fate: Placed<Seen>, given: boolean): void;
}

/**
 * Sends an order, and goes on until its fate is known. Never throws.
 *
 * The only async function that an order passes: desks are told by `ledger` where they could have awaited, since each further
 * one takes 0.3 µs of every order.
 */
export async function place<Order extends object, Seen>(
  venue: PlaceVenue<Order, Seen>,
  order: Order,
  id: string,
  options: PlaceOptions,
  parts: PlaceParts,
  given = false,
  ledger?: PlaceLedger<Seen>,
): Promise<Placed<Seen>> {
  const { clock, store, log } = parts;
  const { validFor = 10_000, timeout, signal } = options;
  let sent = 0;
  let fate: Placed<Seen> | undefined;
  let error: KrakenError | undefined;
  try {
    const swept = venue.swept();
    for (;;) {
      const madeAt = clock.now();
      const until = validFor > 0 ? madeAt + validFor : undefined;
      const intent: Intent = { id, venue: venue.name, order: withoutSecrets(order), madeAt, until };
      try {
        const saved = store.save(intent) as PromiseLike<void> | undefined;
        if (saved !== undefined) await saved;
      } catch (cause) {
        const unstored = "The order was not sent because its intent could not be stored";
        return (fate = { outcome: "refused", id, error: new UsageError(unstored, undefined, { cause }), sent });
      }
      if (sent > 0 && venue.swept() !== swept) {
        await forget(store, id, log);
        const why = "Not sent again, because everything was cancelled meanwhile";
        const over = new TransportError(why, { cause: error, delivery: "unsent", transient: false });
        return (fate = { outcome: "refused", id, error: over, sent });
      }
      const sentAt = clock.steady();
      sent += 1;
      try {
        const { order_id, seen } = await venue.send(order, id, until, { signal, timeout });
        const forgetting = forget(store, id, log);
        if (forgetting !== undefined) await forgetting;
        return (fate = { outcome: "accepted", id, how: "answered", sent, order_id, seen });
      } catch (cause) {
        error = asError(cause);
      }
      fate = await judged(venue, { intent, order, error, sentAt, given }, sent, options, parts);
      if (fate !== undefined) return fate;
    }
  } catch (cause) {
    // Only a clock that fails leads here. What was sent may exist.
    return (fate =
      sent === 0
        ? { outcome: "refused", id, error: new UsageError(String(cause), undefined, { cause }), sent }
        : { outcome: "unknown", id, error: new TransportError(String(cause), { cause, delivery: "unknown" }), sent });
  } finally {
    if (fate !== undefined) ledger?.over(fate, given);
  }
}

/** What became of an order whose sending failed; undefined when it may be sent again. */
async function judged<Order, Seen>(
  venue: PlaceVenue<Order, Seen>,
  question: Question<Order>,
  sent: number,
  options: PlaceOptions,
  parts: PlaceParts,
): Promise<Placed<Seen> | undefined> {
  const { store, log } = parts;
  const { resends = 1, signal } = options;
  const { error, intent, given = false } = question;
  const { id } = intent;
  // Turned away at the door for a token that had run out: the next one goes with a new one.
  if (sent <= resends && !signal?.aborted && isSessionOver(error)) return undefined;
  if (error.delivery !== "unknown" && !((sent > 1 || !given) && sameIdInUse(error))) {
    await forget(store, id, log);
    return { outcome: "refused", id, error, sent };
  }
  log?.info("order of unknown fate", id, error.message);
  const fate = await resolve(venue, question, options, parts);
  const rejected = fate.outcome === "refused" && fate.error.delivery === "answered";
  if (fate.outcome === "refused" && !rejected && sent <= resends && !signal?.aborted) return undefined;
  if (fate.outcome !== "unknown") await forget(store, id, log);
  return { ...fate, sent };
}

/** What became of an intent that was written down: asks until the exchange has it, certainly has not, or time is up. */
export async function resolve<Order, Seen>(
  venue: PlaceVenue<Order, Seen>,
  question: Question<Order>,
  options: PlaceOptions,
  parts: PlaceParts,
): Promise<Placed<Seen>> {
  const { intent, order, error, sentAt, given = false } = question;
  const { id, until, madeAt } = intent;
  const { clock } = parts;
  const limits = { ...parts.patience, ...options.patience };
  const age = (): number => (sentAt === undefined ? clock.now() - madeAt : clock.steady() - sentAt);
  let since: number | undefined;
  const found = await settle(
    (certain, call) => {
      const sinceThen = async (): Promise<number> => (since ??= (await venue.time(id, call)) - age() - slack);
      return venue.find(order, id, { given, certain, since: sinceThen }, call);
    },
    async (call) => {
      // Without a deadline the exchange may take its time, so three times the grace must pass.
      if (until === undefined) return age() >= 3 * limits.grace;
      return age() >= limits.grace && (await venue.time(id, call)) >= until + limits.grace;
    },
    { ...limits, clock, signal: options.signal },
  );
  if (found.is === "found") {
    const { order_id, seen, refused } = found.seen;
    if (refused !== undefined) return { outcome: "refused", id, error: refused, sent: 1 };
    return { outcome: "accepted", id, how: "found", sent: 1, order_id, seen };
  }
  return found.is === "absent"
    ? { outcome: "refused", id, error, sent: 1 }
    : { outcome: "unknown", id, error: error.delivery === "unknown" ? error : asError(found.error), sent: 1 };
}

const isSessionOver = (error: KrakenError): boolean =>
  error instanceof RefusedError && error.category === "session" && error.retry === "refresh";

/** Of an id of ours or on a resend, "this id is taken" means that the order arrived, be it by another way or earlier. */
const sameIdInUse = (error: KrakenError): boolean =>
  error.kind === "refused" && /cl_ord_id|cliOrdId|clientOrderId/i.test(error.message);

/** Forgets an intent, at once where the store can. One that fails to does no harm but a needless question later. */
export function forget(store: IntentStore, id: string, log: Log | undefined): Promise<void> | undefined {
  const failed = (error: unknown): void => log?.error("an intent could not be removed", id, error);
  try {
    const removed = store.remove(id) as PromiseLike<void> | undefined;
    return removed === undefined ? undefined : Promise.resolve(removed).catch(failed);
  } catch (error) {
    failed(error);
    return undefined;
  }
}

function withoutSecrets(order: object): Record<string, unknown> {
  if (!("otp" in order || "token" in order)) return order as Record<string, unknown>;
  const { otp: _, token: __, ...rest } = order as Record<string, unknown>;
  return rest;
}
