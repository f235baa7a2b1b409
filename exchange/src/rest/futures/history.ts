import { backwards } from "../../futures/tail.ts";
import { fixedText, type Fixed } from "../../futures/fixed.ts";
import { changeWord, type HistoryEvent } from "../../futures/history.ts";
import type { LogEntry } from "../../futures/log.ts";
import { raw, type Call, type Raw, type Route, type SignedCall } from "../../http/router.ts";
import type { Fields } from "../../http/fields.ts";
import { exactOrNull, iso, json, Section } from "./answers.ts";
import { flag, knownMarket, list, optional, whole, word } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";
import {
  executionEvent,
  orderEvent,
  positionEvent,
  publicExecution,
  publicOrderEvent,
  triggerEvent,
} from "./history-words.ts";
import { page, type Row } from "./paging.ts";

const base = "/api/history/v3";
const usualLog = 500;
const largestLog = 100_000;

type Told = (event: HistoryEvent, accountUid: string) => object | undefined;

/** Account History. */
export function accountHistoryRoutes(desk: FuturesDesk): readonly Route[] {
  const told = (call: SignedCall, words: Told, keep: (event: HistoryEvent) => boolean): Raw => {
    const { history, settings } = desk.venue.account(call.account);
    const tradeable = optional(call.fields, "tradeable")?.toUpperCase();
    const rows: Row[] = [];
    for (const event of history.items) {
      if ((tradeable !== undefined && event.contract.symbol !== tradeable) || !keep(event)) continue;
      const body = words(event, settings.uid);
      if (body) rows.push({ uid: event.uid, time: event.time, event: body });
    }
    return page(call.fields, rows, { accountUid: settings.uid, serverTime: iso(desk.clock.now()) });
  };
  const read = { needs: "read", cost: 1 } as const;
  return new Section(desk)
    .signed("getExecutionEvents", "GET", `${base}/executions`, read, (call) => told(call, executionEvent, () => true))
    .signed("getOrderEvents", "GET", `${base}/orders`, read, (call) =>
      told(call, orderEvent, openedOrClosed(call.fields)),
    )
    .signed("getTriggerEvents", "GET", `${base}/triggers`, read, (call) =>
      told(call, triggerEvent, openedOrClosed(call.fields)),
    )
    .signed("getPositionEvents", "GET", `${base}/positions`, read, (call) =>
      told(call, positionEvent, positionFilter(call.fields)),
    )
    .signed(
      "getAccountLog",
      "GET",
      `${base}/account-log`,
      { needs: "read", cost: ({ fields }) => logCost(logCount(fields)) },
      (call) => accountLog(desk, call),
    )
    .signed("getAccountLogCsv", "GET", `${base}/accountlogcsv`, { needs: "read", cost: 6 }, (call) =>
      raw(200, csv(desk.venue.account(call.account).log.items), "text/csv"),
    ).routes;
}

/** Market History. */
export function marketHistoryRoutes(desk: FuturesDesk): readonly Route[] {
  const market = (call: Call): ReturnType<typeof knownMarket> =>
    knownMarket(desk.venue, call.params["tradeable"] ?? "", "tradeable");
  const path = `${base}/market/:tradeable`;
  return new Section(desk)
    .open("getPublicExecutionEvents", "GET", `${path}/executions`, (call) => {
      const rows = market(call).trades.items.map((trade) => ({
        uid: trade.uid,
        time: trade.time,
        event: publicExecution(trade),
      }));
      return page(call.query, rows, {});
    })
    .open("getPublicOrderEvents", "GET", `${path}/orders`, (call) => {
      const rows: Row[] = [];
      for (const event of market(call).history.items) {
        const body = publicOrderEvent(event);
        if (body) rows.push({ uid: event.uid, time: event.time, event: body });
      }
      return page(call.query, rows, {});
    })
    .open("getPublicMarkPriceEvents", "GET", `${path}/price`, (call) => {
      const rows = market(call).marks.items.map((mark) => ({
        uid: mark.uid,
        time: mark.time,
        event: { price: fixedText(mark.price) },
      }));
      return page(call.query, rows, {});
    }).routes;
}

/** `opened` and `closed` limit order events to placements or to their ends; neither means everything. */
function openedOrClosed(fields: Fields): (event: HistoryEvent) => boolean {
  const opened = flag(fields, "opened") === true;
  const closed = flag(fields, "closed") === true;
  if (!opened && !closed) return () => true;
  return (event) =>
    event.kind === "placed"
      ? opened
      : (event.kind === "cancelled" || event.kind === "rejected" || event.kind === "activated") && closed;
}

/** Every flag that is true adds its kind of change; none means everything. */
function positionFilter(fields: Fields): (event: HistoryEvent) => boolean {
  const changes = {
    opened: "open",
    closed: "close",
    increased: "increase",
    decreased: "decrease",
    reversed: "reverse",
    no_change: "noChange",
  } as const;
  const reasons = { trades: "trade", funding_realization: "fundingRealisation", settlement: "settlement" } as const;
  const wanted = new Set<string>();
  for (const [name, value] of [...Object.entries(changes), ...Object.entries(reasons)])
    if (flag(fields, name) === true) wanted.add(value);
  return (event) => {
    if (event.kind !== "position" || wanted.size === 0) return true;
    return wanted.has(event.change.reason) || wanted.has(changeWord(event.change.oldSize, event.change.newSize));
  };
}

function logCount(fields: Fields): number {
  return Math.min(whole(fields, "count", 1, Number.MAX_SAFE_INTEGER) ?? usualLog, largestLog);
}

/** Tokens an account log of a size takes from the history pool. */
function logCost(count: number): number {
  if (count <= 25) return 1;
  if (count <= 50) return 2;
  if (count <= 1000) return 3;
  return count <= 5000 ? 6 : 10;
}

function accountLog(desk: FuturesDesk, call: SignedCall): Raw {
  const { fields } = call;
  const { log, settings } = desk.venue.account(call.account);
  const since = whole(fields, "since", 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const before = whole(fields, "before", 0, Number.MAX_SAFE_INTEGER) ?? Number.MAX_SAFE_INTEGER;
  const from = whole(fields, "from", 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const to = whole(fields, "to", 0, Number.MAX_SAFE_INTEGER) ?? Number.MAX_SAFE_INTEGER;
  const info = list(fields, "info");
  const sort = word(fields, "sort", ["asc", "desc"]) ?? "desc";
  let rows = log.items.filter(
    (entry) =>
      entry.date >= since &&
      entry.date <= before &&
      entry.id >= from &&
      entry.id <= to &&
      (info.length === 0 || info.includes(entry.info)),
  );
  if (sort === "desc") rows = backwards(rows);
  const details = flag(fields, "conversion_details") === true;
  return json(200, {
    accountUid: settings.uid,
    logs: rows.slice(0, logCount(fields)).map((entry) => logBody(entry, details)),
  });
}

/** One entry of the account log. */
function logBody(entry: LogEntry, details: boolean): object {
  return {
    id: entry.id,
    date: iso(entry.date),
    asset: entry.asset,
    info: entry.info,
    booking_uid: entry.bookingUid,
    margin_account: entry.marginAccount,
    contract: entry.contract ?? null,
    collateral: entry.collateral ?? null,
    execution: entry.execution ?? null,
    old_balance: exactOrNull(entry.oldBalance),
    new_balance: exactOrNull(entry.newBalance),
    old_average_entry_price: exactOrNull(entry.oldEntry),
    new_average_entry_price: exactOrNull(entry.newEntry),
    trade_price: exactOrNull(entry.tradePrice),
    mark_price: exactOrNull(entry.markPrice),
    realized_pnl: exactOrNull(entry.realizedPnl),
    fee: exactOrNull(entry.fee),
    funding_rate: exactOrNull(entry.fundingRate),
    realized_funding: exactOrNull(entry.realizedFunding),
    ...(details || entry.conversionSpread !== undefined
      ? { conversion_spread_percentage: exactOrNull(entry.conversionSpread) }
      : {}),
    liquidation_fee: exactOrNull(entry.liquidationFee),
  };
}

const columns: readonly (readonly [string, (entry: LogEntry) => string | number | Fixed | undefined])[] = [
  ["uid", (entry) => entry.bookingUid],
  ["dateTime", (entry) => iso(entry.date).replace("T", " ").replace("Z", "")],
  ["account", (entry) => entry.marginAccount],
  ["type", (entry) => entry.info],
  ["symbol", (entry) => entry.asset],
  ["change", (entry) => entry.newBalance - entry.oldBalance],
  ["new balance", (entry) => entry.newBalance],
  ["new average entry price", (entry) => entry.newEntry],
  ["trade price", (entry) => entry.tradePrice],
  ["mark price", (entry) => entry.markPrice],
  ["funding rate", (entry) => entry.fundingRate],
  ["realized pnl", (entry) => entry.realizedPnl],
  ["fee", (entry) => entry.fee],
  ["realized funding", (entry) => entry.realizedFunding],
  ["collateral", (entry) => entry.collateral],
  ["contract", (entry) => entry.contract],
  ["liquidation fee", (entry) => entry.liquidationFee],
];

/** The whole account log, newest first. */
function csv(entries: readonly LogEntry[]): string {
  const cell = (value: string | number | Fixed | undefined): string =>
    typeof value === "bigint" ? fixedText(value) : String(value ?? "");
  const lines = backwards(entries).map((entry) => columns.map(([, of]) => cell(of(entry))).join(","));
  return `${[columns.map(([name]) => name).join(","), ...lines].join("\n")}\n`;
}
