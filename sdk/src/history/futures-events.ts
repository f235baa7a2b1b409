/** Histories of a Futures account and of its markets by continuation token, and the account log by id. */
import type {
  FuturesAccountLogEntry,
  FuturesAccountLogParams,
  FuturesEventPage,
  FuturesExecutionEventsParams,
  FuturesExecutionEventsResponse,
  FuturesHistory,
  FuturesHistoryPage,
  FuturesMarketHistory,
  FuturesOrderEventsParams,
  FuturesOrderEventsResponse,
  FuturesPositionElement,
  FuturesPositionEventsParams,
  FuturesPublicEventPage,
  FuturesPublicEventsParams,
  FuturesPublicExecutionEventsResponse,
  FuturesPublicMarkPriceEventsResponse,
  FuturesPublicOrderEventsResponse,
  FuturesTriggerEventsParams,
  FuturesTriggerEventsResponse,
} from "../api/futures/index.ts";
import type { CallOptions } from "../api/route.ts";
import { historyOf } from "./history.ts";
import type { History, HistoryOptions, Page, Source } from "./history.ts";
import type { Pace } from "./pace.ts";
import { millisecondsOf, nanosecondsOfIso } from "./time.ts";
import { keysByContent, spanOf } from "./walks.ts";
import type { HistorySpan } from "./walks.ts";

/** 100 tokens, which come back within ten minutes; an event page takes one. */
const poolPace: Pace = { burst: 50, every: 6000 };
const freePace: Pace = { burst: 10, every: 100 };

/** Which way a Futures history is read. */
export interface FuturesOrder {
  /** `desc` newest first, `asc` oldest first. Default `desc`. */
  readonly sort?: "asc" | "desc" | undefined;
}

/** Where a history by continuation token is: a moment (milliseconds) that bounds it, and the token. */
interface Place {
  readonly edge?: number;
  readonly token?: string;
}

interface Events<Element> extends HistorySpan, FuturesOrder {
  readonly name: string;
  readonly pace: Pace;
  at(element: Element): number;
  keys(elements: readonly Element[]): readonly string[];
  read(
    page: FuturesHistoryPage,
    options: CallOptions,
  ): Promise<{ readonly elements: readonly Element[]; readonly continuationToken?: string }>;
}

function byContinuation<Element>(events: Events<Element>, { pageSize }: HistoryOptions): Source<Element, Place> {
  const span = spanOf(events);
  const since = span.since === undefined ? undefined : millisecondsOf(span.since);
  const until = span.until === undefined ? undefined : millisecondsOf(span.until);
  const sort = events.sort ?? "desc";
  return {
    name: `${events.name} ${sort}`,
    first: {},
    pace: events.pace,
    keys: (elements) => events.keys(elements),
    time: (element) => events.at(element),
    resume: (element) => ({ edge: events.at(element) }),
    async fetch({ edge, token }, options): Promise<Page<Element, Place>> {
      const from = sort === "asc" ? (edge ?? since) : since;
      const before = sort === "desc" ? (edge ?? until) : until;
      const { elements, continuationToken } = await events.read(
        {
          sort,
          ...(from === undefined ? {} : { since: from }),
          ...(before === undefined ? {} : { before }),
          ...(pageSize === undefined ? {} : { count: pageSize }),
          ...(token === undefined ? {} : { continuation_token: token }),
        },
        options,
      );
      const more = continuationToken !== undefined && continuationToken !== "" && continuationToken !== token;
      return {
        items: elements,
        next: () => (more ? { ...(edge === undefined ? {} : { edge }), token: continuationToken } : undefined),
      };
    },
  };
}

type Element<Response extends { elements: unknown[] }> = Response["elements"][number];
type Unpaged<Params> = Omit<Params, keyof FuturesHistoryPage>;

interface Identified {
  readonly uid: string;
  readonly timestamp: number;
}

function events<Params extends object, Row extends Identified>(
  name: string,
  pace: Pace,
  call: (
    params: Params & FuturesHistoryPage,
    options?: CallOptions,
  ) => Promise<FuturesEventPage<unknown> | FuturesPublicEventPage<unknown>>,
  { since, until, sort, ...params }: Params & HistorySpan & FuturesOrder,
  options: HistoryOptions,
): History<Row> {
  const source: Events<Row> = {
    name,
    pace,
    since,
    until,
    sort,
    at: ({ timestamp }) => timestamp,
    keys: (rows) => rows.map(({ uid }) => uid),
    async read(page, callOptions) {
      const answer = await call({ ...(params as unknown as Params), ...page }, callOptions);
      return answer as unknown as { elements: Row[]; continuationToken?: string };
    },
  };
  return historyOf(byContinuation(source, options), options);
}

/** What `futuresExecutions` reads. */
export interface FuturesExecutionsOf extends Unpaged<FuturesExecutionEventsParams>, HistorySpan, FuturesOrder {}

/** The account's executions, newest first unless `sort` says otherwise, each once. */
export function futuresExecutions(
  futures: Pick<FuturesHistory, "getExecutionEvents">,
  params: FuturesExecutionsOf = {},
  options: HistoryOptions = {},
): History<Element<FuturesExecutionEventsResponse>> {
  const name = `futuresExecutions ${params.tradeable ?? "all"}`;
  return events(name, poolPace, (...call) => futures.getExecutionEvents(...call), params, options);
}

/** What `futuresOrderEvents` reads. */
export interface FuturesOrderEventsOf extends Unpaged<FuturesOrderEventsParams>, HistorySpan, FuturesOrder {}

/** What happened to the account's orders, newest first unless `sort` says otherwise, each event once. */
export function futuresOrderEvents(
  futures: Pick<FuturesHistory, "getOrderEvents">,
  params: FuturesOrderEventsOf = {},
  options: HistoryOptions = {},
): History<Element<FuturesOrderEventsResponse>> {
  const name = `futuresOrderEvents ${params.tradeable ?? "all"}`;
  return events(name, poolPace, (...call) => futures.getOrderEvents(...call), params, options);
}

/** What `futuresTriggerEvents` reads. */
export interface FuturesTriggerEventsOf extends Unpaged<FuturesTriggerEventsParams>, HistorySpan, FuturesOrder {}

/** What happened to the account's trigger orders, newest first unless `sort` says otherwise, each event once. */
export function futuresTriggerEvents(
  futures: Pick<FuturesHistory, "getTriggerEvents">,
  params: FuturesTriggerEventsOf = {},
  options: HistoryOptions = {},
): History<Element<FuturesTriggerEventsResponse>> {
  const name = `futuresTriggerEvents ${params.tradeable ?? "all"}`;
  return events(name, poolPace, (...call) => futures.getTriggerEvents(...call), params, options);
}

/** What `futuresPositionEvents` reads. */
export interface FuturesPositionEventsOf extends Unpaged<FuturesPositionEventsParams>, HistorySpan, FuturesOrder {}

/** Changes of the account's positions, newest first unless `sort` says otherwise, each once. */
export function futuresPositionEvents(
  futures: Pick<FuturesHistory, "getPositionEvents">,
  { since, until, sort, ...params }: FuturesPositionEventsOf = {},
  options: HistoryOptions = {},
): History<FuturesPositionElement> {
  const source: Events<FuturesPositionElement> = {
    name: `futuresPositionEvents ${params.tradeable ?? "all"}`,
    pace: poolPace,
    since,
    until,
    sort,
    at: ({ timestamp }) => timestamp,
    // In Kraken's schema an element has no id of its own.
    keys: (rows) => keysByContent(rows.map((row) => ("uid" in row ? row.uid : JSON.stringify(row)))),
    read: (page, call) => futures.getPositionEvents({ ...params, ...page }, call),
  };
  return historyOf(byContinuation(source, options), options);
}

/** What the public histories of one market read. */
export interface FuturesPublicEventsOf extends Unpaged<FuturesPublicEventsParams>, HistorySpan, FuturesOrder {}

/** Executions on one market, newest first unless `sort` says otherwise, each once. */
export function futuresPublicExecutions(
  futures: Pick<FuturesMarketHistory, "getPublicExecutionEvents">,
  params: FuturesPublicEventsOf,
  options: HistoryOptions = {},
): History<Element<FuturesPublicExecutionEventsResponse>> {
  const name = `futuresPublicExecutions ${params.tradeable}`;
  return events(name, freePace, (...call) => futures.getPublicExecutionEvents(...call), params, options);
}

/** What happened to orders on one market, newest first unless `sort` says otherwise, each event once. */
export function futuresPublicOrders(
  futures: Pick<FuturesMarketHistory, "getPublicOrderEvents">,
  params: FuturesPublicEventsOf,
  options: HistoryOptions = {},
): History<Element<FuturesPublicOrderEventsResponse>> {
  const name = `futuresPublicOrders ${params.tradeable}`;
  return events(name, freePace, (...call) => futures.getPublicOrderEvents(...call), params, options);
}

/** Changes of the mark price of one market, newest first unless `sort` says otherwise, each once. */
export function futuresMarkPrices(
  futures: Pick<FuturesMarketHistory, "getPublicMarkPriceEvents">,
  params: FuturesPublicEventsOf,
  options: HistoryOptions = {},
): History<Element<FuturesPublicMarkPriceEventsResponse>> {
  const name = `futuresMarkPrices ${params.tradeable}`;
  return events(name, freePace, (...call) => futures.getPublicMarkPriceEvents(...call), params, options);
}

/** What `futuresAccountLog` reads. */
export interface FuturesAccountLogOf
  extends
    Omit<FuturesAccountLogParams, "since" | "before" | "from" | "to" | "sort" | "count">,
    HistorySpan,
    FuturesOrder {}

/** Where the account log is: an id that bounds it, inclusive. */
interface LogPlace {
  readonly id?: number;
  /** Only looks whether there is more: the cheapest page. */
  readonly probe?: true;
}

/** Tokens that a page of the log takes from the pool of 100. */
const logCost = (count: number): number =>
  count <= 25 ? 1 : count <= 50 ? 2 : count <= 1000 ? 3 : count <= 5000 ? 6 : 10;

/** The account log, newest first unless `sort` says otherwise, each entry once. */
export function futuresAccountLog(
  futures: Pick<FuturesHistory, "getAccountLog">,
  { since, until, sort = "desc", ...params }: FuturesAccountLogOf = {},
  options: HistoryOptions = {},
): History<FuturesAccountLogEntry> {
  const span = spanOf({ since, until });
  const size = options.pageSize ?? 5000;
  const cost = logCost(size);
  const source: Source<FuturesAccountLogEntry, LogPlace> = {
    name: `futuresAccountLog ${sort}`,
    first: {},
    pace: { burst: Math.floor(50 / cost), every: 6000 * cost },
    keys: (rows) => rows.map(({ id }) => String(id)),
    time: ({ date }) => {
      const at = nanosecondsOfIso(date);
      return at === undefined ? undefined : millisecondsOf(at);
    },
    resume: ({ id }) => ({ id }),
    async fetch({ id, probe }, call) {
      const count = probe ? Math.min(25, size) : size;
      const bound = id === undefined ? {} : sort === "asc" ? { from: id } : { to: id };
      const times = {
        ...(span.since === undefined ? {} : { since: millisecondsOf(span.since) }),
        ...(span.until === undefined ? {} : { before: millisecondsOf(span.until) }),
      };
      const { logs } = await futures.getAccountLog({ ...params, ...times, ...bound, sort, count }, call);
      return {
        items: logs,
        next() {
          const last = logs[logs.length - 1];
          if (last === undefined || (sort === "desc" && last.id <= 1)) return undefined;
          const next = sort === "asc" ? last.id + 1 : last.id - 1;
          // A short page is probably the last; whether it is costs one token to know.
          return logs.length < count ? { id: next, probe: true } : { id: next };
        },
      };
    },
  };
  return historyOf(source, options);
}
