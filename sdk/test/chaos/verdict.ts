/** What was said and shown, against what the exchange wrote down. */
import type { Decimal } from "krakenkit";
import type { Change, Diary, Wish } from "./bots.ts";
import type { Ledger, TrueFill } from "./ledger.ts";
import type { Watched } from "./sight.ts";
import type { Struck } from "./weather.ts";

/** Everything that is known after a run. */
export interface Evidence {
  readonly diary: Diary;
  readonly truth: { readonly spot: Ledger; readonly futures: Ledger };
  /** What the account trackers told. */
  readonly seen: { readonly spot: TrueFill[]; readonly futures: TrueFill[]; readonly discrepancies: string[] };
  readonly watched: readonly Watched[];
  /** What trackers and books showed otherwise than the exchange when all was quiet. */
  readonly differences: readonly string[];
  /** How often the exchange's own limits turned something away, by limit. */
  readonly overspent: Readonly<Record<string, number>>;
  readonly struck: Struck;
  readonly conserved: boolean;
  readonly internalErrors: number;
  /** Whether the exchange itself lost, doubled or garbled messages. */
  readonly hostile: boolean;
  /** Orders the bots were to want. */
  readonly wanted: number;
}

export interface Verdict {
  /** Everything that is wrong, in words; empty when nothing is. */
  readonly wrong: readonly string[];
  readonly outcomes: Readonly<Record<string, number>>;
  /** Fills told by the trackers. */
  readonly fills: number;
  /** Updates at which a book was compared with the engine, by book. */
  readonly compared: Readonly<Record<string, number>>;
}

export function verdict(evidence: Evidence): Verdict {
  const { diary, truth, seen, watched, overspent } = evidence;
  const wrong = [
    ...diary.wishes.flatMap((wish) => placed(wish, truth[wish.venue])),
    ...diary.changes.flatMap((change) => changed(change, truth[change.venue])),
    ...(["spot", "futures"] as const).flatMap((venue) => [
      ...twice(venue, truth[venue]),
      ...invented(venue, truth[venue], diary.wishes),
      ...fills(venue, truth[venue].fills, seen[venue]),
    ]),
    // An exchange that loses messages on a standing connection contradicts itself, and that is reported.
    ...(evidence.hostile ? [] : seen.discrepancies),
    ...evidence.differences,
    ...watched.flatMap(({ wrong: differing }) => differing.slice(0, 3)),
    ...watched.flatMap(({ name, compared }) => (compared < 50 ? [`${name} was compared ${compared} times only`] : [])),
    ...Object.entries(overspent).map(([limit, times]) => `the ${limit} turned calls away ${times} times`),
    ...(evidence.conserved ? [] : ["money appeared or vanished"]),
    ...(evidence.internalErrors === 0 ? [] : [`${evidence.internalErrors} internal errors of the exchange`]),
    ...(diary.wishes.length === evidence.wanted
      ? []
      : [`${diary.wishes.length} orders were resolved, of ${evidence.wanted}`]),
  ];
  const outcomes: Record<string, number> = {};
  const count = (what: string): void => void (outcomes[what] = (outcomes[what] ?? 0) + 1);
  for (const { fate } of diary.wishes) count(fate.outcome === "accepted" ? `accepted, ${fate.how}` : fate.outcome);
  for (const { cancelled, amended } of diary.changes)
    count(cancelled === undefined ? `amend: ${amended?.outcome}` : `cancel: ${cancelled.outcome}`);
  return {
    wrong,
    outcomes,
    fills: seen.spot.length + seen.futures.length,
    compared: Object.fromEntries(watched.map(({ name, compared }) => [name, compared])),
  };
}

/** Whether what `place` said is so. */
function placed({ bot, fate }: Wish, { byClient }: Ledger): string[] {
  const orders = byClient.get(fate.id) ?? new Set();
  const name = `${bot} ${fate.id}`;
  switch (fate.outcome) {
    case "accepted":
      return orders.has(fate.order_id) ? [] : [`${name} is accepted as ${fate.order_id}, but does not exist`];
    case "refused":
      return orders.size === 0 ? [] : [`${name} is refused (${fate.error.message}), but exists`];
    default:
      return [`${name} is unknown even in fine weather: ${fate.error.message}`];
  }
}

/** Whether what `cancel` and `amend` said is so. */
function changed({ order, cancelled, amended, qty }: Change, ledger: Ledger): string[] {
  const true_ = ledger.orders.get(order);
  if (true_ === undefined) return [`${order} was changed, but does not exist`];
  const { status, filled } = true_;
  const differs = (what: string): string[] => [
    `${order} is ${what}, but ${status}, ${filled.toString()} of ${true_.qty.toString()} filled`,
  ];
  if (cancelled?.outcome === "cancelled" || cancelled?.outcome === "filled")
    return status === cancelled.outcome && filled.equals(cancelled.filled)
      ? []
      : differs(`${cancelled.outcome} with ${cancelled.filled}`);
  if (cancelled?.outcome === "not-found") return differs("not to be found");
  // Bots amend an order once at most, so that it stands as asked for good.
  if (amended?.outcome === "amended" && qty !== undefined)
    return true_.qty.equals(qty) ? [] : differs(`amended to ${qty.toString()}`);
  return amended?.outcome === "over" && status === "open" ? differs("over") : [];
}

const twice = (venue: string, { byClient }: Ledger): string[] =>
  [...byClient].flatMap(([id, orders]) => (orders.size > 1 ? [`${venue} ${id} was sent ${orders.size} times`] : []));

/** Orders the exchange has that nobody asked for. */
function invented(venue: string, { byClient }: Ledger, wishes: readonly Wish[]): string[] {
  const asked = new Set(wishes.map(({ fate }) => fate.id));
  return [...byClient.keys()].flatMap((id) => (asked.has(id) ? [] : [`${venue} ${id} was placed, and nobody asked`]));
}

const line = ({ id, order, qty, price }: TrueFill): string => [id, order, plain(qty), plain(price)].join(" ");
const plain = (value: Decimal): string => value.toPlain();

/** Fills missed, told twice, told wrong, or told in another order. */
function fills(venue: string, truth: readonly TrueFill[], seen: readonly TrueFill[]): string[] {
  const told = new Map<string, number>();
  for (const fill of seen) told.set(line(fill), (told.get(line(fill)) ?? 0) + 1);
  const wrong = [...told].flatMap(([fill, times]) =>
    times > 1 ? [`${venue} fill ${fill} was told ${times} times`] : [],
  );
  for (const fill of truth) if (!told.delete(line(fill))) wrong.push(`${venue} fill ${line(fill)} was missed`);
  wrong.push(...[...told.keys()].map((fill) => `${venue} fill ${fill} never happened`));
  const first = truth.findIndex((fill, at) => seen[at]?.id !== fill.id);
  if (wrong.length > 0 || first < 0) return wrong;
  return [`${venue} fill ${seen[first]?.id ?? ""} was told before ${truth[first]?.id ?? ""}, which came first`];
}
