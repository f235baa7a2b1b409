import { Rejection } from "../../base/rejection.ts";
import { most } from "../../base/decimal.ts";
import { fixedText, money, over, times, type Fixed } from "../../futures/fixed.ts";
import { feeRate } from "../../futures/fees.ts";
import { marginFor } from "../../futures/margin.ts";
import type { FuturesMarket } from "../../futures/market.ts";
import { through } from "../../futures/checks.ts";
import type { Side } from "../../futures/order.ts";
import { raw, type Route, type SignedCall } from "../../http/router.ts";
import { exact, iso, json, Section } from "./answers.ts";
import { marketArgument, number, optional, word } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";

const v3 = "/derivatives/api/v3";
const marketBand = 10n ** 16n;

/** API Keys and Market Share. */
export function keyRoutes(desk: FuturesDesk): readonly Route[] {
  return new Section(desk)
    .signed("checkApiKeyV3", "GET", "/api/auth/v1/api-keys/v3/check", {}, ({ account, key }) =>
      json(200, {
        apiKey: key.settings.key,
        accountUid: desk.venue.account(account).settings.uid,
        iiban: null,
        createdAt: iso(key.settings.created),
        permissions: { general: key.settings.futures.general, transfer: key.settings.futures.transfer },
        allowedCidrBlock: null,
        allowedCidrBlocks: [],
      }),
    )
    .signed(
      "getAccountMarketShare",
      "GET",
      "/api/stats/v1/rebates/self-market-share",
      { needs: "read" },
      ({ account }) => {
        const contracts = marketShare(desk, account);
        return Object.keys(contracts).length === 0 ? raw(204, "") : json(200, { contracts });
      },
    ).routes;
}

/** Legacy Margin: what an order would need, and the largest order there is margin for. */
export function legacyMarginRoutes(desk: FuturesDesk): readonly Route[] {
  return new Section(desk)
    .signed("getInitialMarginRequirements", "GET", `${v3}/initialmargin`, { needs: "read" }, (call) => {
      const market = flexMarket(desk, call);
      const side = word(call.fields, "side", ["buy", "sell"]);
      if (side === undefined) throw new Rejection("requiredArgumentMissing");
      const size = number(call.fields, "size");
      const price = orderPrice(desk, call, market, side);
      if (price === undefined)
        return { initialMargin: null, price: null, estimatedLiquidationThreshold: null, error: "MARKET_NO_LIQUIDITY" };
      const margin = marginFor(
        market.contract,
        size,
        price,
        desk.venue.account(call.account).leverage.get(market.contract.symbol),
      );
      const { marginEquity } = desk.venue.standing(call.account, "flex");
      // The position alone would be liquidated once the equity is down to its maintenance margin.
      const room = size === 0n ? 0n : over(marginEquity - margin.maintenance, size);
      const threshold = most(side === "buy" ? price - room : price + room, 0n);
      return {
        initialMargin: exact(margin.initial),
        price: exact(price),
        estimatedLiquidationThreshold: exact(money(threshold)),
      };
    })
    .signed("getMaxOrderSize", "GET", `${v3}/initialmargin/maxordersize`, { needs: "read" }, (call) => {
      const market = flexMarket(desk, call);
      const buy = largest(desk, call, market, "buy");
      const sell = largest(desk, call, market, "sell");
      return {
        maxBuySize: buy ? exact(buy.size) : null,
        buyPrice: buy ? exact(buy.price) : null,
        maxSellSize: sell ? exact(sell.size) : null,
        sellPrice: sell ? exact(sell.price) : null,
      };
    }).routes;
}

function flexMarket(desk: FuturesDesk, call: SignedCall): FuturesMarket {
  const market = marketArgument(desk.venue, call.fields);
  if (market.contract.wallet !== "flex") throw new Rejection("invalidArgument: symbol");
  return market;
}

/** The limit of a limit order; the bound of a market order, none when there is nobody to trade with. */
function orderPrice(desk: FuturesDesk, call: SignedCall, market: FuturesMarket, side: Side): Fixed | undefined {
  const type = word(call.fields, "orderType", ["lmt", "mkt"]);
  if (type === undefined) throw new Rejection("requiredArgumentMissing");
  if (type === "lmt") {
    if (optional(call.fields, "limitPrice") === undefined) throw new Rejection("requiredArgumentMissing");
    return number(call.fields, "limitPrice");
  }
  const best = desk.venue.book(market.contract.symbol, side === "buy" ? "sell" : "buy", 1)[0];
  return best && through(market, side, best.price, marketBand);
}

/** The most the available margin carries, found by halving, closing the present position included. */
function largest(
  desk: FuturesDesk,
  call: SignedCall,
  market: FuturesMarket,
  side: Side,
): { readonly size: Fixed; readonly price: Fixed } | undefined {
  const price = orderPrice(desk, call, market, side);
  if (price === undefined || price <= 0n) return undefined;
  const { contract } = market;
  const account = desk.venue.account(call.account);
  const held = account.holding(contract.symbol).size;
  const { available } = desk.venue.standing(call.account, "flex");
  const leverage = account.leverage.get(contract.symbol);
  const rate = feeRate(account, contract, "taker", desk.clock.now());
  const now = marginFor(contract, held, price, leverage).initial;
  const fits = (lots: bigint): boolean => {
    const size = lots * contract.lot;
    const after = side === "buy" ? held + size : held - size;
    const needed = marginFor(contract, after, price, leverage).initial - now + times(times(size, price), rate);
    return (after < 0n ? -after : after) <= contract.maxPosition && needed <= available;
  };
  let low = 0n;
  let high = (2n * contract.maxPosition) / contract.lot;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (fits(middle)) low = middle;
    else high = middle - 1n;
  }
  return { size: low * contract.lot, price };
}

/** Share of an account in the trades of the last day; the local exchange credits no rebates. */
function marketShare(desk: FuturesDesk, account: string): Record<string, object> {
  const since = desk.clock.now() - 86_400_000;
  const shares: Record<string, object> = {};
  for (const { symbol } of desk.venue.contracts()) {
    let [mine, all] = [0n, 0n];
    for (const trade of desk.venue.market(symbol)?.trades.items ?? []) {
      if (trade.time < since) continue;
      all += 2n * trade.quantity;
      if (trade.maker.account === account) mine += trade.quantity;
      if (trade.taker.account === account) mine += trade.quantity;
    }
    if (mine > 0n)
      shares[symbol] = { marketShare: fixedText(over(mine, all)), volume: fixedText(mine), usdRebateCredited: "0" };
  }
  return shares;
}
