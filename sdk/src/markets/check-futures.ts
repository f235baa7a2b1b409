/** Futures orders checked against the rules of their contract before they are sent. */
import type { FuturesSubmitOrderParams } from "../api/futures/orders.ts";
import type { Decimal, DecimalLike } from "../base/decimal.ts";
import { amountOf, fail } from "./refusal.ts";
import { notionalOf, roundPrice } from "./rounding.ts";
import type { ContractRules } from "./rules.ts";

/** What is known beside the order. */
export interface FuturesCheckOptions {
  /** The position held, in the units of sizes; negative when short. With it the position limit is exact. */
  readonly position?: DecimalLike;
}

const triggered = new Set(["stp", "take_profit", "trailing_stop"]);
const largestNotional = 20_000_000;
const smallestNotional = "0.01";

/**
 * Throws a `UsageError` naming field, rule and value when the exchange would refuse a Futures order for its numbers or for
 * the state of its contract. https://support.kraken.com/articles/derivatives-trading-interface-error-messages
 *
 * Margin, price collar and crossing depend on the moment and are left to the exchange.
 */
export function checkFuturesOrder(
  params: FuturesSubmitOrderParams,
  contract: ContractRules,
  options: FuturesCheckOptions = {},
): void {
  const { symbol } = contract;
  if (contract.expired) fail("symbol", `${symbol} has expired`);
  if (!contract.tradeable) fail("symbol", `${symbol} is not open to trading`);
  if (contract.postOnly && params.orderType !== "post" && !triggered.has(params.orderType))
    fail("orderType", `on ${symbol}, which is post-only, must be post`, params.orderType);
  for (const field of ["limitPrice", "stopPrice"] as const) {
    const value = params[field];
    if (value !== undefined) checkPrice(field, value, contract);
  }
  const size = amountOf("size", params.size);
  if (size.sign() <= 0) fail("size", `on ${symbol} must be above zero`, params.size);
  if (!size.isMultipleOf(contract.sizeStep))
    fail("size", `on ${symbol} must be a multiple of ${contract.sizeStep.toPlain()}`, params.size);
  checkPosition(params, size, contract, options.position);
  const price = params.limitPrice ?? params.stopPrice;
  if (price === undefined) return;
  const notional = notionalOf(size, amountOf("limitPrice", price), contract);
  if (notional.compare(largestNotional) > 0)
    fail("size", `on ${symbol} must be worth at most ${largestNotional} USD`, `${notional.toPlain()} USD`);
  if (notional.compare(smallestNotional) < 0)
    fail("size", `on ${symbol} must be worth at least ${smallestNotional} USD`, `${notional.toPlain()} USD`);
}

function checkPrice(field: string, value: string | number, contract: ContractRules): void {
  const price = amountOf(field, value);
  if (price.sign() <= 0) fail(field, `on ${contract.symbol} must be above zero`, value);
  if (price.isMultipleOf(contract.tickSize)) return;
  const below = roundPrice(price, contract, "floor").toPlain();
  const above = roundPrice(price, contract, "ceil").toPlain();
  fail(
    field,
    `on ${contract.symbol} must be a multiple of ${contract.tickSize.toPlain()}, such as ${below} or ${above}`,
    value,
  );
}

function checkPosition(
  params: FuturesSubmitOrderParams,
  size: Decimal,
  contract: ContractRules,
  position: DecimalLike | undefined,
): void {
  const { maxPosition } = contract;
  if (maxPosition === undefined || params.reduceOnly === true) return;
  const signed = params.side === "buy" ? size : size.negated();
  // Without knowing the position, an order may at most turn the largest one round.
  const allowed = position === undefined ? maxPosition.times(2) : maxPosition;
  const after = position === undefined ? signed : signed.plus(position);
  const shrinks = position !== undefined && after.abs().compare(amountOf("position", String(position)).abs()) < 0;
  if (after.abs().compare(allowed) > 0 && !shrinks)
    fail(
      "size",
      `on ${contract.symbol} must keep the position within ${maxPosition.toPlain()} (maxPositionSize)`,
      params.size,
    );
}
