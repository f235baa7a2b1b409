import * as v from "valibot";
import { compare, formatDecimal, mul, plainText, zero, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { CustomOrder } from "../../embed/orders.ts";
import {
  boundsIn,
  priceTrade,
  quoteDecimals,
  type PricedTrade,
  type TradeAction,
  type TradeSide,
} from "../../embed/pricing.ts";
import type { EmbedQuote } from "../../embed/quotes.ts";
import type { SignedRoute } from "../../http/call.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { pageOf, startOf } from "../cursors.ts";
import { flag, text, word } from "../spot/arguments.ts";
import { assetOf, badCursor, invalid, iso, listOf, nexus, readArgs, userOf, type PartnerDesk } from "./desk.ts";

const action = {
  type: word(["spend", "receive"]),
  amount: v.object({ asset: text, amount: text, asset_class: v.optional(word(["currency"])) }),
  quote: v.object({ asset: text }),
  fee_bps: text,
  spread_bps: text,
};
const trigger = v.object({
  type: word(["price"]),
  base_asset: text,
  quote_asset: text,
  target_price: text,
  condition: word(["lte", "gte"]),
});
const tradableSchema = v.object({ tradable: v.optional(flag) });
const limitsSchema = v.object({ base_asset: text, quote_asset: text, quote_type: word(["receive", "spend"]) });
const quoteSchema = v.object({ ...action, quote_currency: v.optional(text) });
const prospectSchema = v.object({
  action: v.object(action),
  trigger: v.optional(trigger),
  quote_currency: v.optional(text),
});
const orderSchema = v.object({ trigger, action: v.object(action), name: v.optional(text) });
const statuses: readonly string[] = ["active", "cancelled", "completed"];

/** Quotes and their execution. */
export function quoteRoutes(desk: PartnerDesk): readonly SignedRoute[] {
  const { venue, quotes, orders } = desk;
  return [
    nexus("listEmbedTradableAssets", "GET", "quotes/assets", (call) => {
      userOf(desk, call);
      const { tradable } = readArgs(tradableSchema, call.query);
      const rows = venue.markets.assets.map((asset) => ({
        name: asset.symbol,
        status: venue.price(asset.id, "USD", 4) === undefined ? "disabled" : "tradable",
        disabled_against: [],
        decimals: quoteDecimals(asset),
      }));
      return { assets: rows.filter(({ status }) => tradable === undefined || (status === "tradable") === tradable) };
    }),
    nexus("getEmbedQuoteLimits", "GET", "quotes/limits", (call) => {
      userOf(desk, call);
      const args = readArgs(limitsSchema, call.query);
      const asset = assetOf(desk, args.base_asset);
      if (assetOf(desk, args.quote_asset, "quote ") === asset) throw new Rejection("ENexus:Unknown quote asset");
      const { least, most } = boundsIn(venue, asset);
      return {
        asset: asset.symbol,
        minimum: plainText(least),
        maximum: plainText(most),
        precision: quoteDecimals(asset),
        minimum_tradable_amount: plainText(least),
      };
    }),
    nexus("requestEmbedQuote", "POST", "quotes", (call) => {
      const user = userOf(desk, call, true);
      const args = readArgs(quoteSchema, call.body);
      const into = args.quote_currency === undefined ? undefined : assetOf(desk, args.quote_currency);
      return quoteRow(desk, quotes.request(user, args), into);
    }),
    nexus("requestEmbedProspectiveQuote", "POST", "quotes/prospective", (call) => {
      userOf(desk, call);
      const args = readArgs(prospectSchema, call.body);
      if (args.trigger !== undefined) orders.check(args.action, args.trigger);
      const into = args.quote_currency === undefined ? undefined : assetOf(desk, args.quote_currency);
      return tradeRow(desk, priceTrade(venue, args.action), into);
    }),
    nexus("getEmbedQuote", "GET", "quotes/:quote_id", (call) =>
      quoteRow(desk, quotes.find(userOf(desk, call), call.params["quote_id"] ?? ""), undefined),
    ),
    nexus("executeEmbedQuote", "PUT", "quotes/:quote_id", (call) => {
      const quote = quotes.find(userOf(desk, call, true), call.params["quote_id"] ?? "");
      quotes.execute(quote);
      return { quote_id: quote.id, status: quote.status, transaction_id: quote.transactionId };
    }),
  ];
}

/** Trades that wait for a price. */
export function customOrderRoutes(desk: PartnerDesk): readonly SignedRoute[] {
  const { orders } = desk;
  return [
    nexus("createEmbedCustomOrder", "POST", "custom-orders", (call) => {
      const user = userOf(desk, call, true);
      const args = readArgs(orderSchema, call.body);
      return { order: orderRow(orders.create(user, args.action, args.trigger, args.name ?? "Custom order")) };
    }),
    nexus("listEmbedCustomOrders", "GET", "custom-orders", (call) => {
      const user = userOf(desk, call);
      const start = startOf(call.query, badCursor);
      const wanted = listOf(start.fields["statuses"]);
      if (!wanted.every((status) => statuses.includes(status))) throw new Rejection(`${invalid}:statuses`);
      const found = orders.of(user).filter(({ status }) => wanted.length === 0 || wanted.includes(status));
      const page = pageOf(found, start, 50, ({ id }) => id, badCursor);
      return { orders: page.items.map(orderRow), ...(page.next === undefined ? {} : { next_cursor: page.next }) };
    }),
    nexus("getEmbedCustomOrder", "GET", "custom-orders/:order_id", (call) => ({
      order: orderRow(orders.find(userOf(desk, call), call.params["order_id"] ?? "")),
    })),
    nexus("cancelEmbedCustomOrder", "POST", "custom-orders/:id/cancel", (call) => {
      const order = orders.find(userOf(desk, call), call.params["id"] ?? "");
      orders.cancel(order);
      return { order: orderRow(order) };
    }),
  ];
}

function quoteRow(desk: PartnerDesk, quote: EmbedQuote, into: SpotAsset | undefined): object {
  return {
    quote_id: quote.id,
    ...(quote.transactionId === undefined ? {} : { transaction_id: quote.transactionId }),
    status: quote.status,
    expires: iso(quote.expires),
    ...tradeRow(desk, quote.trade, into),
  };
}

/** Both sides of a trade; `into` adds their values in a currency. */
function tradeRow({ venue }: PartnerDesk, trade: PricedTrade, into: SpotAsset | undefined): object {
  const { type, spend, receive, unit } = trade;
  const quoted = (side: TradeSide): object | undefined => {
    const price = into && venue.price(side.asset.id, into.id, 12);
    if (into === undefined || price === undefined) return undefined;
    const value = (amount: Decimal): Decimal => mul(amount, price);
    return sideRow(into, { total: value(side.total), fee: value(side.fee), subtotal: value(side.subtotal) });
  };
  const unitPrice = into && venue.price(unit.asset.id, into.id, 12);
  return {
    type,
    spend: sideRow(spend.asset, spend),
    receive: sideRow(receive.asset, receive),
    unit_price: unitRow(unit.asset, unit.price, unit.per),
    ...(into === undefined
      ? {}
      : {
          quoted_spend: quoted(spend),
          quoted_receive: quoted(receive),
          quoted_unit_price: unitRow(unit.asset, unitPrice ?? zero, into),
        }),
  };
}

function sideRow(asset: SpotAsset, { total, fee, subtotal }: Omit<TradeSide, "asset">): object {
  const decimals = quoteDecimals(asset);
  const text = (amount: Decimal): string => (compare(amount, zero) === 0 ? "0" : formatDecimal(amount, decimals));
  return { asset: asset.symbol, total: text(total), fee: text(fee), subtotal: text(subtotal), asset_class: "currency" };
}

function unitRow(asset: SpotAsset, price: Decimal, per: SpotAsset): object {
  return {
    asset: asset.symbol,
    unit_price: formatDecimal(price, 8),
    denomination_asset: per.symbol,
    asset_class: "currency",
    denomination_asset_class: "currency",
  };
}

function orderRow({ id, name, action: wanted, trigger: when, created, updated, status, reason }: CustomOrder): object {
  return {
    id,
    name,
    action: wanted satisfies TradeAction,
    trigger: when,
    created_at: iso(created),
    updated_at: iso(updated),
    status: { status, ...(reason === undefined ? {} : { reason }) },
  };
}
