import { Rejection } from "../base/rejection.ts";
import { abs, parseFixed, type Fixed } from "./fixed.ts";
import type { FuturesMarket } from "./market.ts";
import type { OffsetUnit, SendOrder, SentType, Side, Signal, Trigger } from "./order.ts";
import { refusal, type Refusal } from "./checks.ts";

const sentTypes: ReadonlySet<string> = new Set([
  "lmt",
  "post",
  "ioc",
  "mkt",
  "stp",
  "take_profit",
  "trailing_stop",
  "fok",
]);
const signals: ReadonlyMap<string, Signal> = new Map([
  ["mark", "mark"],
  ["mark_price", "mark"],
  ["index", "index"],
  ["spot", "index"],
  ["spot_price", "index"],
  ["last", "last"],
  ["last_price", "last"],
]);

/** A send request after its words and numbers were understood. */
export interface Wanted {
  readonly type: SentType;
  readonly side: Side;
  readonly size: Fixed | undefined;
  readonly limitPrice: Fixed | undefined;
  readonly stopPrice: Fixed | undefined;
}

/** Understands type, side and numbers; wrong words are refused by name, a missing argument is no order at all. */
export function understand(request: SendOrder): Wanted | Refusal {
  const type = request.orderType.toLowerCase();
  if (!sentTypes.has(type)) return refusal("invalidOrderType", "INVALID_ORDER_TYPE");
  const side = request.side.toLowerCase();
  if (side !== "buy" && side !== "sell") return refusal("invalidSide", "INVALID_SIDE");
  const needsLimit = type === "lmt" || type === "post" || type === "ioc" || type === "fok";
  if (needsLimit && request.limitPrice === undefined) throw new Rejection("requiredArgumentMissing");
  if ((type === "stp" || type === "take_profit") && request.stopPrice === undefined)
    throw new Rejection("requiredArgumentMissing");
  if (
    type === "trailing_stop" &&
    (request.trailingStopMaxDeviation === undefined || request.trailingStopDeviationUnit === undefined)
  ) {
    throw new Rejection("requiredArgumentMissing");
  }
  const limitPrice = request.limitPrice === undefined || type === "mkt" ? undefined : parseFixed(request.limitPrice);
  if (request.limitPrice !== undefined && type !== "mkt" && limitPrice === undefined)
    return refusal("invalidPrice", "INVALID_PRICE");
  const stopPrice = request.stopPrice === undefined ? undefined : parseFixed(request.stopPrice);
  if (request.stopPrice !== undefined && stopPrice === undefined) return refusal("invalidPrice", "INVALID_PRICE");
  return { type: type as SentType, side, size: parseFixed(request.size), limitPrice, stopPrice };
}

/** True for what `understand` refused. */
export function isRefusal(value: object): value is Refusal {
  return "status" in value && "reason" in value;
}

/** Reads the words of a trigger; `signalPrice` says where its signal stands. */
export function triggerOf(
  request: SendOrder,
  wanted: Wanted,
  market: FuturesMarket,
  signalPrice: (signal: Signal) => Fixed | undefined,
): Trigger | Refusal {
  const signal = signals.get((request.triggerSignal ?? "last").toLowerCase());
  if (!signal) throw new Rejection("invalidArgument: triggerSignal");
  const limitOffset = offsetOf(request.limitPriceOffsetValue, request.limitPriceOffsetUnit, "limitPriceOffsetUnit");
  if (limitOffset && wanted.limitPrice !== undefined)
    return refusal("invalidPrice", "LIMIT_PRICE_SET_AS_ABSOLUTE_AND_RELATIVE");
  const rest = limitOffset ? { signal, limitOffset } : { signal };
  if (wanted.type === "trailing_stop") {
    const trailing = offsetOf(
      request.trailingStopMaxDeviation,
      request.trailingStopDeviationUnit,
      "trailingStopDeviationUnit",
    );
    if (!trailing) return refusal("invalidPrice", "TRAILING_STOP_DEVIATION_MISSING");
    if (!deviationAllowed(trailing.value, trailing.unit))
      return refusal("invalidPrice", "TRAILING_STOP_MAX_DEVIATION_OUT_OF_RANGE");
    const from = signalPrice(signal);
    if (from === undefined) return refusal("invalidPrice", "NO_REFERENCE_PRICE_AVAILABLE_FOR_TRAILING_STOP");
    const options = { deviation: trailing.value, unit: trailing.unit };
    return {
      kind: "trailing_stop",
      price: trailed(market, wanted.side, from, options),
      side: wanted.side === "buy" ? "above" : "below",
      trailing: options,
      ...rest,
    };
  }
  const kind = wanted.type === "take_profit" ? "take_profit" : "stp";
  const above = (wanted.side === "buy") === (kind === "stp");
  if (wanted.stopPrice === undefined) throw new Rejection("requiredArgumentMissing");
  return { kind, price: wanted.stopPrice, side: above ? "above" : "below", ...rest };
}

/** Percent distances run from 0.1 to 50; distances in quote currency only have to be above 0. */
export function deviationAllowed(value: Fixed, unit: OffsetUnit): boolean {
  if (unit === "PERCENT") return value >= 10n ** 17n && value <= 50n * 10n ** 18n;
  return value > 0n;
}

/** Trigger price of a trailing stop when its signal stands at `from`, on the tick. */
export function trailed(
  market: FuturesMarket,
  side: Side,
  from: Fixed,
  trailing: { readonly deviation: Fixed; readonly unit: OffsetUnit },
): Fixed {
  const away = trailing.unit === "PERCENT" ? (from * trailing.deviation) / (100n * 10n ** 18n) : trailing.deviation;
  const price = side === "buy" ? from + away : from - away;
  const { tick } = market.contract;
  const onTick = price - (price % tick);
  return onTick > tick ? onTick : tick;
}

/** Limit price of an activated trigger that carries an offset, on the tick. */
export function offsetLimit(market: FuturesMarket, trigger: Trigger): Fixed | undefined {
  if (!trigger.limitOffset) return undefined;
  const { value, unit } = trigger.limitOffset;
  const away = unit === "PERCENT" ? (trigger.price * value) / (100n * 10n ** 18n) : value;
  const { tick } = market.contract;
  const price = trigger.price + away;
  const onTick = price - (price % tick);
  return onTick > tick ? onTick : tick;
}

/** Reads a trailing unit or an offset unit. */
export function unitOf(text: string | undefined, field: string): OffsetUnit {
  const unit = text?.toUpperCase();
  if (unit !== "PERCENT" && unit !== "QUOTE_CURRENCY") throw new Rejection(`invalidArgument: ${field}`);
  return unit;
}

function offsetOf(
  value: string | undefined,
  unit: string | undefined,
  field: string,
): { value: Fixed; unit: OffsetUnit } | undefined {
  if (value === undefined && unit === undefined) return undefined;
  const parsed = value === undefined ? undefined : parseFixed(value);
  if (parsed === undefined) throw new Rejection(`invalidArgument: ${field}`);
  const read = unitOf(unit, field);
  if (abs(parsed) > 10n ** 30n) throw new Rejection(`invalidArgument: ${field}`);
  return { value: parsed, unit: read };
}
