import type { SpotCalls } from "../../spot/calls.ts";
import type { Page } from "../../spot/types.ts";

/** Columns of the two reports, in the order Kraken writes them. */
export const reportColumns = {
  ledgers: ["txid", "refid", "time", "type", "subtype", "aclass", "asset", "wallet", "amount", "fee", "balance"],
  trades: [
    "txid",
    "ordertxid",
    "pair",
    "time",
    "type",
    "ordertype",
    "price",
    "cost",
    "fee",
    "vol",
    "margin",
    "misc",
    "ledgers",
  ],
} as const;

/** A report a client can ask for. */
export type ReportKind = keyof typeof reportColumns;

/** What a report covers. */
export interface ReportScope {
  readonly report: ReportKind;
  readonly format: "CSV" | "TSV";
  /** Columns wanted; all when left out. The id comes first in any case. */
  readonly fields: readonly string[] | undefined;
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
}

/** Writes a report about an account's history, oldest entry first. */
export function writeReport(venue: SpotCalls, account: string, scope: ReportScope): string {
  const columns = reportColumns[scope.report].filter(
    (name) => name === "txid" || (scope.fields?.includes(name) ?? true),
  );
  const rows = scope.report === "ledgers" ? ledgerRows(venue, account, scope) : tradeRows(venue, account, scope);
  const cell =
    scope.format === "TSV"
      ? (text: string) => text.replaceAll(/[\t\r\n]/g, " ")
      : (text: string) => `"${text.replaceAll('"', '""')}"`;
  const separator = scope.format === "TSV" ? "\t" : ",";
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name] ?? ""))];
  return lines.map((line) => `${line.map(cell).join(separator)}\n`).join("");
}

type Row = Readonly<Record<string, string>>;

function ledgerRows(venue: SpotCalls, account: string, scope: ReportScope): Row[] {
  return everything((cursor) => venue.ledgers(account, { ...span(scope), limit: 1000, cursor })).map(
    ([txid, entry]) => ({
      txid,
      refid: entry.refid,
      time: timeText(entry.time.text),
      type: entry.type,
      subtype: entry.subtype,
      aclass: entry.aclass,
      asset: entry.asset,
      wallet: "spot / main",
      amount: entry.amount,
      fee: entry.fee,
      balance: entry.balance,
    }),
  );
}

function tradeRows(venue: SpotCalls, account: string, scope: ReportScope): Row[] {
  return everything((cursor) =>
    venue.tradesHistory(account, { ...span(scope), limit: 1000, ledgers: true, cursor }),
  ).map(([txid, trade]) => ({
    txid,
    ordertxid: trade.ordertxid,
    pair: trade.pair,
    time: timeText(trade.time.text),
    type: trade.type,
    ordertype: trade.ordertype,
    price: trade.price,
    cost: trade.cost,
    fee: trade.fee,
    vol: trade.vol,
    margin: trade.margin,
    misc: trade.misc,
    ledgers: (trade.ledgers ?? []).join(","),
  }));
}

function span({ from, to }: ReportScope): { readonly start: string; readonly end: string } {
  return { start: String(Math.max(0, from)), end: String(to) };
}

/** All pages of a history, oldest entry first. */
function everything<T>(page: (cursor: string) => Page<T>): (readonly [string, T])[] {
  const rows: (readonly [string, T])[] = [];
  let cursor: string | undefined = "";
  while (cursor !== undefined) {
    const { entries, next }: Page<T> = page(cursor);
    rows.push(...Object.entries(entries));
    cursor = next;
  }
  return rows.reduceRight<(readonly [string, T])[]>((oldestFirst, row) => (oldestFirst.push(row), oldestFirst), []);
}

/** `2026-10-01 12:34:56.7890`, as Kraken's files have it. */
function timeText(seconds: string): string {
  const [whole = "0", fraction = ""] = seconds.split(".");
  const day = new Date(Number(whole) * 1000).toISOString();
  return `${day.slice(0, 10)} ${day.slice(11, 19)}.${fraction.padEnd(4, "0").slice(0, 4)}`;
}
