import type { Side } from "../engine/book.ts";

import type { SpotMarket } from "../markets/spot.ts";
import { costScale } from "./money.ts";
import type { CloseTemplate, OrderType, Trigger } from "./model.ts";
import type { PriceText } from "./prices.ts";
import { offsetText, staticPrice } from "./prices.ts";
import { lots, priceOf } from "./texts.ts";
import { rescale } from "../base/decimal.ts";

/** What a description needs to know of an order, accepted or not. */
export interface Described {
  readonly market: SpotMarket;
  readonly side: Side;
  readonly type: OrderType;
  readonly qty: bigint;
  readonly cash: bigint | undefined;
  readonly limit: bigint | undefined;
  readonly limitText: PriceText | undefined;
  readonly trigger: Trigger | undefined;
  readonly leverage: number | undefined;
  readonly close: CloseTemplate | undefined;
}

/** E.g. `buy 2.12340000 XBTUSD @ limit 25000.1 with 2:1 leverage`. */
export function describeOrder(order: Described): string {
  const { market, leverage } = order;
  const volume = order.cash === undefined ? lots(market, order.qty) : cashText(market, order.cash);
  const borrowed = leverage === undefined ? "" : ` with ${leverage}:1 leverage`;
  return `${order.side} ${volume} ${market.altname} @ ${terms(order)}${borrowed}`;
}

/** E.g. `close position @ stop loss 22000.0 -> limit 21000.0`; empty without a conditional close. */
export function describeClose(order: Described): string {
  if (order.close === undefined) return "";
  const { type, price, price2 } = order.close;
  const words = typeWords(type);
  const first = price === undefined ? "" : ` ${priceWords(order.market, price)}`;
  const second =
    price2 === undefined || !type.endsWith("-limit") ? "" : ` -> limit ${priceWords(order.market, price2)}`;
  return `close position @ ${words}${first}${second}`;
}

/** First and second price as `descr` shows them: `0` where there is none. */
export function describePrices(order: Described): { price: string; price2: string } {
  const { market, trigger } = order;
  if (trigger === undefined)
    return { price: order.limit === undefined ? "0" : priceOf(market, order.limit), price2: "0" };
  return { price: triggerText(market, trigger), price2: limitWords(order) ?? "0" };
}

/** Volume of an order for a sum of quote currency. */
export function cashText(market: SpotMarket, cash: bigint): string {
  return lots(market, rescale(cash, costScale(market), market.lotDecimals, "truncate"));
}

function terms(order: Described): string {
  const { market, type, trigger } = order;
  const words = typeWords(type);
  if (trigger === undefined) return order.limit === undefined ? words : `${words} ${priceOf(market, order.limit)}`;
  const limit = limitWords(order);
  return `${words} ${triggerText(market, trigger)}${limit === undefined ? "" : ` -> limit ${limit}`}`;
}

function limitWords(order: Described): string | undefined {
  if (!order.type.endsWith("-limit")) return undefined;
  if (order.limit !== undefined) return priceOf(order.market, order.limit);
  return order.limitText === undefined ? undefined : priceWords(order.market, order.limitText);
}

function triggerText(market: SpotMarket, trigger: Trigger): string {
  return trigger.trail === undefined ? priceOf(market, trigger.price) : offsetText(market, trigger.trail);
}

function priceWords(market: SpotMarket, text: PriceText): string {
  return text.kind === "static" ? priceOf(market, staticPrice(market, text.value)) : offsetText(market, text);
}

function typeWords(type: OrderType): string {
  const plain = type.endsWith("-limit") ? type.slice(0, -"-limit".length) : type;
  return plain.replaceAll("-", " ");
}
