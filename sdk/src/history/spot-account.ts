/** Histories of a Spot account: orders, trades and ledger entries. */
import type { CallOptions } from "../api/route.ts";
import type {
  SpotAccountLedgers,
  SpotAccountOrders,
  SpotAccountTrades,
  SpotClosedOrder,
  SpotClosedOrdersParams,
  SpotCursor,
  SpotLedgerEntry,
  SpotLedgersInfoParams,
  SpotOpenOrdersParams,
  SpotOrder,
  SpotTrade,
  SpotTradesHistoryParams,
} from "../api/spot/index.ts";
import { historyOf } from "./history.ts";
import type { History, HistoryOptions, Page, Source } from "./history.ts";
import type { Pace } from "./pace.ts";
import { millisecondsOf, nanosecondsOfSeconds, secondsOf } from "./time.ts";
import { byToken, spanOf } from "./walks.ts";
import type { HistorySpan } from "./walks.ts";

/** Every private call counts 1, those of the history up to 4, and one to a third of a unit comes back each second. */
export const privatePace: Pace = { burst: 8, every: 1000 };
const historyPace: Pace = { burst: 3, every: 4000 };

/** A row together with the id under which the exchange lists it. */
export type WithId<Row> = Row & { readonly id: string };

const withIds = <Row>(rows: Readonly<Record<string, Row>> | null | undefined): WithId<Row>[] =>
  Object.entries(rows ?? {}).map(([id, row]) => ({ ...row, id }));

/** How an account history is paged. */
export interface SpotPaging {
  /** `cursor`, or `offset` for accounts and gateways that do not know cursors yet. Default `cursor`. */
  readonly paging?: "cursor" | "offset" | undefined;
}

/** Where a history by cursor or offset is. `end` keeps rows that come in on top out of the way. */
interface Place {
  readonly cursor?: string;
  readonly ofs?: number;
  readonly end?: string;
}

/** What a page of the three calls has in common. */
interface Answer<Row> {
  readonly rows: readonly WithId<Row>[];
  readonly count?: number | null | undefined;
  readonly cursor?: SpotCursor | undefined;
}

/** The paging parameters of the three calls. */
interface PageParams {
  readonly start?: string;
  readonly end?: string;
  readonly with_cursor?: true;
  readonly cursor?: string;
  readonly ofs?: number;
}

interface AccountHistory<Row> extends HistorySpan, SpotPaging {
  readonly name: string;
  /** Unix seconds of a row, in whose order the exchange lists them. */
  at(row: Row): number;
  read(params: PageParams, options: CallOptions): Promise<Answer<Row>>;
}

function newestFirst<Row>(history: AccountHistory<Row>): Source<WithId<Row>, Place> {
  const { since, until } = spanOf(history);
  const at = (row: WithId<Row>): bigint => nanosecondsOfSeconds(history.at(row));
  // Numbers lose the last digits of a time: rounding to the next millisecond takes a few rows too many, never too few.
  const endAt = (row: WithId<Row>): string => secondsOf((at(row) / 1_000_000n + 1n) * 1_000_000n, 3);
  // `start` is exclusive.
  const start = since === undefined || since === 0n ? {} : { start: secondsOf(since - 1000n, 6) };
  return {
    name: history.name,
    first: until === undefined ? {} : { end: secondsOf(until, 6) },
    pace: historyPace,
    keys: (rows) => rows.map(({ id }) => id),
    time: (row) => millisecondsOf(at(row)),
    resume: (row) => ({ end: endAt(row) }),
    async fetch(place, options): Promise<Page<WithId<Row>, Place>> {
      const { cursor, ofs, end } = place;
      const by = history.paging === "offset" ? (ofs ? { ofs } : {}) : { with_cursor: true as const };
      const ending = end === undefined ? {} : { end };
      const answer = await history.read({ ...start, ...ending, ...by, ...(cursor ? { cursor } : {}) }, options);
      const { rows } = answer;
      const items = rows.filter(
        (row) => (since === undefined || at(row) >= since) && (until === undefined || at(row) <= until),
      );
      const total = answer.count ?? undefined;
      if (history.paging !== "offset") {
        const next = answer.cursor?.next;
        return { items, total, next: () => (next ? { ...ending, cursor: next } : undefined) };
      }
      const first = rows[0];
      const fixed = end === undefined && first !== undefined ? { end: endAt(first) } : ending;
      const done = (ofs ?? 0) + rows.length;
      const more = rows.length > 0 && (total === undefined || done < total);
      return {
        items,
        total,
        at: { ...fixed, ofs: ofs ?? 0 },
        next: () => (more ? { ...fixed, ofs: done } : undefined),
      };
    },
  };
}

/** The parameters of a call without those that choose a page. */
type Unpaged<Params> = Omit<Params, "start" | "end" | "ofs" | "limit" | "with_cursor" | "cursor" | "without_count">;

/** What `spotAccountTrades` reads. */
export interface SpotAccountTradesOf extends Unpaged<SpotTradesHistoryParams>, HistorySpan, SpotPaging {}

/** The account's trades, newest first, each once and with its id. */
export function spotAccountTrades(
  spot: Pick<SpotAccountTrades, "getTradesHistory">,
  { since, until, paging, ...params }: SpotAccountTradesOf = {},
  options: HistoryOptions = {},
): History<WithId<SpotTrade>> {
  const limit = paging === "offset" ? {} : { limit: options.pageSize ?? 100 };
  const source = newestFirst<SpotTrade>({
    name: `spotAccountTrades ${params.pair ?? "all"}`,
    since,
    until,
    paging,
    at: ({ time }) => time,
    async read(page, call) {
      const { result } = await spot.getTradesHistory({ ...params, ...limit, ...page }, call);
      return { ...result, rows: withIds(result.trades) };
    },
  });
  return historyOf(source, options);
}

/** What `spotLedgers` reads. */
export interface SpotLedgersOf extends Unpaged<SpotLedgersInfoParams>, HistorySpan, SpotPaging {}

/** Ledger entries, newest first, each once and with its id. */
export function spotLedgers(
  spot: Pick<SpotAccountLedgers, "getLedgersInfo">,
  { since, until, paging, ...params }: SpotLedgersOf = {},
  options: HistoryOptions = {},
): History<WithId<SpotLedgerEntry>> {
  const source = newestFirst<SpotLedgerEntry>({
    name: `spotLedgers ${params.type ?? "all"}`,
    since,
    until,
    paging,
    at: ({ time }) => time,
    async read(page, call) {
      const { result } = await spot.getLedgersInfo({ ...params, ...page }, call);
      return { ...result, rows: withIds(result.ledger) };
    },
  });
  return historyOf(source, options);
}

/** What `spotClosedOrders` reads. */
export interface SpotClosedOrdersOf
  extends Omit<Unpaged<SpotClosedOrdersParams>, "closetime">, HistorySpan, SpotPaging {}

/** Orders that are over, those that ended last first, each once and with its id. `since` and `until` are about the end. */
export function spotClosedOrders(
  spot: Pick<SpotAccountOrders, "getClosedOrders">,
  { since, until, paging, ...params }: SpotClosedOrdersOf = {},
  options: HistoryOptions = {},
): History<WithId<SpotClosedOrder>> {
  const source = newestFirst<SpotClosedOrder>({
    name: "spotClosedOrders",
    since,
    until,
    paging,
    at: ({ closetm }) => closetm,
    async read(page, call) {
      const { result } = await spot.getClosedOrders({ ...params, closetime: "close", ...page }, call);
      return { ...result, rows: withIds(result.closed) };
    },
  });
  return historyOf(source, options);
}

/** What `spotOpenOrders` reads. */
export interface SpotOpenOrdersOf extends Unpaged<SpotOpenOrdersParams> {}

/** Open orders in the exchange's order, each once and with its id. An order that ends meanwhile may be missing. */
export function spotOpenOrders(
  spot: Pick<SpotAccountOrders, "getOpenOrders">,
  params: SpotOpenOrdersOf = {},
  options: HistoryOptions = {},
): History<WithId<SpotOrder>> {
  const source = byToken<WithId<SpotOrder>>({
    name: "spotOpenOrders",
    pace: privatePace,
    keys: (rows) => rows.map(({ id }) => id),
    time: ({ opentm }) => Math.floor(opentm * 1000),
    async read(cursor, call) {
      const page = { with_cursor: true, limit: options.pageSize ?? 100, ...(cursor === undefined ? {} : { cursor }) };
      const { result } = await spot.getOpenOrders({ ...params, ...page }, call);
      return { rows: withIds(result.open), next: result.cursor?.next };
    },
  });
  return historyOf(source, options);
}
