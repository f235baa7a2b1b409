import * as v from "valibot";
import { add, compare, div, formatDecimal, mul, plainText, sub, zero, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { movementsOf, type Movement, type MovementLeg } from "../../statements/movements.ts";
import { balancesAt, flowsBetween, priceAt, worthAt, type PastParts } from "../../statements/past.ts";
import { cents, holdingsOf, sumOf, valueOf } from "../../statements/worth.ts";
import { pageOf, startOf } from "../cursors.ts";
import { integer, text, word } from "../spot/arguments.ts";
import { englishName } from "./assets.ts";
import { assetOf, badCursor, invalid, iso, listOf, member, nexus, readArgs, userOf, type PartnerDesk } from "./desk.ts";

const dayMs = 86_400_000;
/** Points of one page of history. */
const mostPoints = 365;
const date = v.pipe(v.string(), v.isoDate(), v.transform(Date.parse), v.finite());
const time = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.finite());
const quoteSchema = v.object({ quote: v.optional(text) });
const historySchema = v.object({
  quote: v.optional(text),
  start_date: v.optional(date),
  end_date: v.optional(date),
  resolution: v.optional(integer(1, 365)),
});
const transactionsSchema = v.object({
  page_size: v.optional(integer(1, 500)),
  from_time: v.optional(time),
  until_time: v.optional(time),
  sorting: v.optional(word(["descending", "ascending"])),
  quote: v.optional(text),
});
const types = [
  "simple_order",
  "simple_order_failed",
  "earn_reward",
  "custom_order",
  "custom_order_failed",
  "deposit",
  "withdrawal",
];
const statuses = ["no_status", "unspecified", "in_progress", "successful", "failed"];

/** What a customer has, had and did. */
export function portfolioRoutes(desk: PartnerDesk): readonly SignedRoute[] {
  const { venue, tape, agenda, funding } = desk;
  const past = (): PastParts => ({ venue, tape, now: agenda.now() });
  const quoteOf = (name: string | undefined): SpotAsset => assetOf(desk, name ?? "USD", "quote ");
  return [
    nexus("getEmbedPortfolioSummary", "GET", "portfolio/:user/summary", (call) => {
      const user = userOf(desk, call);
      const quote = quoteOf(readArgs(quoteSchema, call.query).quote);
      const holdings = holdingsOf(venue, user.iiban, quote.symbol);
      const value = sumOf(holdings, ({ total }) => total);
      const open = sumOf(holdings, ({ held }) => held);
      const midnight = agenda.now() - (agenda.now() % dayMs);
      const flows = flowsBetween(past(), user.iiban, quote, midnight, agenda.now());
      const pnl = sub(sub(value, worthAt(past(), user.iiban, quote, midnight)), flows);
      return {
        timestamp: agenda.iso(),
        currency: quote.symbol,
        portfolio_value: cents(value),
        withheld_value: "0.00",
        open_orders: cents(open),
        available_balance: cents(
          sub(
            sumOf(holdings, ({ spot }) => spot),
            open,
          ),
        ),
        ...(wants(call, "current_day_pnl") ? { current_day_pnl: { since: iso(midnight), pnl: cents(pnl) } } : {}),
      };
    }),
    nexus("getEmbedPortfolioHistory", "GET", "portfolio/:user/history", (call) => {
      const user = userOf(desk, call);
      const begin = startOf(call.query, badCursor);
      const args = readArgs(historySchema, begin.fields);
      const quote = quoteOf(args.quote);
      const today = agenda.now() - (agenda.now() % dayMs);
      const end = Math.min(args.end_date ?? today, today);
      const start = args.start_date ?? end - 365 * dayMs;
      if (start > end || (end - start) / dayMs > 20 * mostPoints) throw new Rejection(`${invalid}:start_date`);
      const step = (args.resolution ?? 1) * dayMs;
      const days = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
      const page = pageOf(days, begin, mostPoints, String, badCursor);
      const include = (name: string): boolean => member(begin.fields, "include", name) === "true";
      const shown = new Set(listOf(member(begin.fields, "include", "assets")).map((name) => assetOf(desk, name)));
      const base = worthAt(past(), user.iiban, quote, start);
      const gain = (at: number): Decimal =>
        sub(sub(worthAt(past(), user.iiban, quote, at), base), flowsBetween(past(), user.iiban, quote, start, at));
      const percent = (value: Decimal): string =>
        compare(base, zero) === 0 ? "0" : formatDecimal(div(mul(value, { units: 100n, scale: 0 }), base, 4, "half-up"));
      const point = (day: number): object => {
        const at = Math.min(day + dayMs - 1, agenda.now());
        const pnl = include("total_pnl") ? gain(at) : undefined;
        return {
          date: iso(day).slice(0, 10),
          ...(include("total_balance") ? { total_balance: cents(worthAt(past(), user.iiban, quote, at)) } : {}),
          ...(pnl === undefined ? {} : { total_pnl: cents(pnl), total_pnl_pct: percent(pnl) }),
          ...(shown.size === 0 ? {} : { assets: assetsAt(user.iiban, shown, quote, at) }),
        };
      };
      const total = gain(agenda.now());
      return {
        start_date: iso(start).slice(0, 10),
        end_date: iso(end).slice(0, 10),
        currency: quote.symbol,
        ...(include("total_pnl") ? { total_pnl: cents(total), total_pnl_pct: percent(total) } : {}),
        history: page.items.map(point),
        ...(page.next === undefined ? {} : { next_cursor: page.next }),
      };
    }),
    nexus("listEmbedPortfolioDetails", "GET", "portfolio/:user/details", (call) => {
      const user = userOf(desk, call);
      const quote = quoteOf(readArgs(quoteSchema, call.query).quote);
      return {
        timestamp: agenda.iso(),
        currency: quote.symbol,
        assets: holdingsOf(venue, user.iiban, quote.symbol).map(({ asset, total, spot, held, price }) => {
          const free = sub(spot, held);
          return {
            asset: asset.symbol,
            class: "currency",
            cash_balance: plainText(total),
            index_price: plainText(price ?? zero),
            cash_value: cents(valueOf(total, price)),
            held_orders_spot: plainText(held),
            avail_trade: plainText(free),
            avail_trade_value: cents(valueOf(free, price)),
            credit_line_used: "0",
            credit_line_available: "0",
          };
        }),
      };
    }),
    nexus("listEmbedPortfolioTransactions", "GET", "portfolio/:user/transactions", (call) => {
      const user = userOf(desk, call);
      const start = startOf(call.query, badCursor);
      const args = readArgs(transactionsSchema, start.fields);
      const list = (name: string, known?: readonly string[]): readonly string[] => {
        const values = listOf(start.fields[name]);
        if (known !== undefined && !values.every((value) => known.includes(value)))
          throw new Rejection(`${invalid}:${name}`);
        return values;
      };
      const [wantedTypes, wantedStatuses, ids] = [list("types", types), list("statuses", statuses), list("ids")];
      const assets = list("assets").map((name) => assetOf(desk, name));
      const found = movementsOf(venue, funding, user.iiban).filter(
        (movement) =>
          (wantedTypes.length === 0 || wantedTypes.includes(typeOf(movement))) &&
          (wantedStatuses.length === 0 || wantedStatuses.includes(movement.status)) &&
          (ids.length === 0 || ids.includes(movement.id)) &&
          (assets.length === 0 || movement.legs.some(({ asset }) => assets.includes(asset))) &&
          (args.from_time === undefined || movement.time >= args.from_time) &&
          (args.until_time === undefined || movement.time <= args.until_time),
      );
      const ordered = args.sorting === "ascending" ? [...found].reverse() : found;
      const page = pageOf(ordered, start, args.page_size ?? 25, ({ id }) => id, badCursor);
      const quote = args.quote === undefined ? undefined : quoteOf(args.quote);
      return {
        transactions: page.items.map((movement) => transactionRow(desk, movement, quote)),
        stats: { transactions_seen: page.items.length },
        ...(page.next === undefined ? {} : { next_cursor: page.next }),
      };
    }),
  ];

  function assetsAt(account: string, shown: ReadonlySet<SpotAsset>, quote: SpotAsset, at: number): object {
    const balances = balancesAt(venue, account, at);
    return Object.fromEntries(
      [...shown].map((asset) => {
        const balance = balances.get(asset) ?? zero;
        const value = mul(balance, priceAt(past(), asset, quote, at));
        return [asset.symbol, { balance: plainText(balance), value: cents(value) }];
      }),
    );
  }
}

function wants(call: SignedCall, name: string): boolean {
  return member(call.query, "include", name) === "true";
}

/** The type of a movement in Embed's words. */
export function typeOf({ type, subtype }: Movement): string {
  if (type === "trade") return subtype === "" ? "simple_order" : subtype;
  return type === "earn" ? "earn_reward" : type;
}

function transactionRow(desk: PartnerDesk, movement: Movement, quote: SpotAsset | undefined): object {
  const { id, refid, time: at, status, legs } = movement;
  const side = (out: boolean): object | undefined => {
    const leg = legs.find(({ amount }) => amount.units < 0n === out);
    return leg === undefined ? undefined : sideRow(desk, leg, at, quote);
  };
  const [spend, receive] = [side(true), side(false)];
  return {
    id,
    time: iso(at),
    type: typeOf(movement),
    ref_id: refid,
    status,
    ...(spend === undefined ? {} : { spend }),
    ...(receive === undefined ? {} : { receive }),
  };
}

function sideRow(
  { venue }: PartnerDesk,
  { asset, amount, fee, balance, ledgerId }: MovementLeg,
  at: number,
  quote: SpotAsset | undefined,
): object {
  const out = amount.units < 0n;
  const size: Decimal = out ? { ...amount, units: -amount.units } : amount;
  const total = out ? add(size, fee) : sub(size, fee);
  const named = (of: SpotAsset, value: Decimal): object => ({
    asset: of.symbol,
    amount: plainText(value),
    asset_class: "currency",
    asset_name: englishName(of),
  });
  const price = quote && venue.price(asset.id, quote.id, 12);
  const quoted = (value: Decimal): object | undefined =>
    quote === undefined || price === undefined ? undefined : named(quote, mul(value, price));
  return {
    amount: named(asset, size),
    total: named(asset, total),
    ...(ledgerId === "" ? {} : { ledger_id: ledgerId }),
    time: iso(at),
    quoted_amount: quoted(size),
    fee: named(asset, fee),
    quoted_fee: quoted(fee),
    quoted_total: quoted(total),
    ...(balance === undefined ? {} : { balance: named(asset, balance) }),
  };
}
