import { Rejection } from "../../../base/rejection.ts";
import { priceText } from "../../../spot/prices.ts";
import type { CloseRequest, OrderRequest } from "../../../spot/types.ts";
import type { JsonRecord } from "../../json.ts";
import { check, digitsOf, flagOf, integerOf, missing, recordOf, textOf, wordOf, type Specs } from "../fields.ts";

/** Parameters of one order, those of the request around it left out. */
export const orderSpecs: Specs = {
  order_type: "text",
  side: "text",
  order_qty: "number",
  cash_order_qty: "number",
  limit_price: "number",
  limit_price_type: "text",
  triggers: "record",
  time_in_force: "text",
  margin: "flag",
  post_only: "flag",
  reduce_only: "flag",
  effective_time: "text",
  expire_time: "text",
  cl_ord_id: "text",
  order_userref: "integer",
  conditional: "record",
  display_qty: "number",
  fee_preference: "text",
  no_mpp: "flag",
  stp_type: "text",
  sender_sub_id: "text",
  stop_price: "number",
  trigger: "text",
};

/** Parameters of `triggers`. */
export const triggerSpecs: Specs = { reference: "text", price: "number", price_type: "text" };

const conditionalSpecs: Specs = {
  order_type: "text",
  limit_price: "number",
  limit_price_type: "text",
  trigger_price: "number",
  trigger_price_type: "text",
  stop_price: "number",
};

const orderTypes = [
  "limit",
  "market",
  "iceberg",
  "stop-loss",
  "stop-loss-limit",
  "take-profit",
  "take-profit-limit",
  "trailing-stop",
  "trailing-stop-limit",
  "settle-position",
] as const;
const conditionalTypes = [
  "limit",
  "stop-loss",
  "stop-loss-limit",
  "take-profit",
  "take-profit-limit",
  "trailing-stop",
  "trailing-stop-limit",
] as const;
const priceTypes = ["static", "pct", "quote"] as const;
type PriceType = (typeof priceTypes)[number];

/** Refuses parts of an order that are unknown or of the wrong kind. */
export function checkOrder(order: JsonRecord, of: string): void {
  const triggers = recordOf(order, "triggers");
  const conditional = recordOf(order, "conditional");
  if (triggers !== undefined) check(triggers, triggerSpecs, of);
  if (conditional !== undefined) check(conditional, conditionalSpecs, of);
}

/** Names of the old parameters a request used, as notices for the answer. */
export function deprecated(order: JsonRecord): readonly string[] {
  return [
    ...(order["stop_price"] === undefined ? [] : ["stop_price is deprecated, use triggers.price"]),
    ...(order["trigger"] === undefined ? [] : ["trigger is deprecated, use triggers.reference"]),
    ...(order["no_mpp"] === undefined ? [] : ["no_mpp is deprecated"]),
  ];
}

/** The order in the venue's own words, its pair aside. */
export function orderOf(order: JsonRecord): Omit<OrderRequest, "pair"> {
  const type = wordOf(order, "order_type", orderTypes);
  const side = wordOf(order, "side", ["buy", "sell"]);
  if (type === undefined) throw missing("order_type");
  if (side === undefined) throw missing("side");
  const cash = digitsOf(order, "cash_order_qty");
  const volume = digitsOf(order, "order_qty");
  if (cash === undefined && volume === undefined) throw missing("order_qty");
  if (cash !== undefined && volume !== undefined) throw new Rejection("EGeneral:Invalid arguments:cash_order_qty");
  const stp = wordOf(order, "stp_type", ["cancel_newest", "cancel_oldest", "cancel_both"]);
  return {
    ordertype: type,
    type: side,
    volume: cash ?? volume,
    ...pricesOf(order, type),
    displayvol: digitsOf(order, "display_qty"),
    timeinforce: wordOf(order, "time_in_force", ["gtc", "gtd", "ioc", "fok"])?.toUpperCase(),
    expiretm: textOf(order, "expire_time"),
    starttm: textOf(order, "effective_time"),
    margin: flagOf(order, "margin"),
    reduce_only: flagOf(order, "reduce_only"),
    stptype: stp?.replaceAll("_", "-"),
    oflags: flagsOf(order, cash !== undefined),
    close: closeOf(recordOf(order, "conditional")),
    cl_ord_id: textOf(order, "cl_ord_id"),
    userref: integerOf(order, "order_userref"),
    sender_sub_id: textOf(order, "sender_sub_id"),
  };
}

/** The flags of an order in REST's spelling. */
export function flagsOf(order: JsonRecord, cash = false): readonly string[] {
  const fee = wordOf(order, "fee_preference", ["base", "quote"]);
  return [
    ...(flagOf(order, "post_only") === true ? ["post"] : []),
    ...(fee === undefined ? [] : [fee === "base" ? "fcib" : "fciq"]),
    ...(flagOf(order, "no_mpp") === true ? ["nompp"] : []),
    ...(cash ? ["viqc"] : []),
  ];
}

/** The prices of an order: `triggers` and `limit_price`, or their older names. */
export function pricesOf(order: JsonRecord, type: string): Pick<OrderRequest, "price" | "price2" | "trigger"> {
  const limit = limitOf(order, type);
  if (type === "limit" || type === "iceberg") {
    unwanted(order, ["triggers", "stop_price", "trigger"]);
    return { price: limit };
  }
  if (type === "market" || type === "settle-position") {
    unwanted(order, ["triggers", "stop_price", "trigger", "limit_price"]);
    return {};
  }
  if (!type.endsWith("-limit")) unwanted(order, ["limit_price"]);
  const { price, reference } = triggerOf(order);
  return { price, price2: limit, trigger: reference };
}

/** Trigger price and reference of an order. */
export function triggerOf(order: JsonRecord): { price: string | undefined; reference: string | undefined } {
  const triggers = recordOf(order, "triggers");
  const references = ["last", "index"] as const;
  const old = digitsOf(order, "stop_price");
  if (triggers === undefined) return { price: old, reference: wordOf(order, "trigger", references) };
  const price = digitsOf(triggers, "price");
  const type = wordOf(triggers, "price_type", priceTypes) ?? "static";
  return {
    price: price === undefined ? old : priceText(price, type),
    reference: wordOf(triggers, "reference", references) ?? wordOf(order, "trigger", references),
  };
}

/** The limit price as the venue writes it; of trailing stops it is an offset unless said otherwise. */
export function limitOf(order: JsonRecord, type: string): string | undefined {
  const price = digitsOf(order, "limit_price");
  const usual: PriceType = type === "trailing-stop-limit" ? "quote" : "static";
  const given = wordOf(order, "limit_price_type", priceTypes) ?? usual;
  return price === undefined ? undefined : priceText(price, given);
}

function closeOf(close: JsonRecord | undefined): CloseRequest | undefined {
  if (close === undefined) return undefined;
  const type = wordOf(close, "order_type", conditionalTypes);
  if (type === undefined) throw missing("order_type");
  const limit = limitOf(close, type);
  if (type === "limit") return { ordertype: type, price: limit };
  const trigger = digitsOf(close, "trigger_price") ?? digitsOf(close, "stop_price");
  const triggerType = wordOf(close, "trigger_price_type", priceTypes) ?? "static";
  return {
    ordertype: type,
    price: trigger === undefined ? undefined : priceText(trigger, triggerType),
    price2: limit,
  };
}

function unwanted(order: JsonRecord, names: readonly string[]): void {
  const name = names.find((item) => order[item] !== undefined);
  if (name !== undefined) throw new Rejection(`EGeneral:Invalid arguments:${name}`);
}
