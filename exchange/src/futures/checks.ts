import { most } from "../base/decimal.ts";
import type { FuturesAccount } from "./account.ts";
import { feeRate } from "./fees.ts";
import { abs, money, one, over, times, type Fixed } from "./fixed.ts";
import { leverageAllowed, worstSize, type Resting } from "./margin.ts";
import type { FuturesMarket } from "./market.ts";
import type { Preview } from "./matching.ts";
import { remaining, type FuturesOrder, type Side, type StatusWord } from "./order.ts";
import { notional, trade, usdNotional, worth, type Holding } from "./position.ts";
import type { Standings } from "./standing.ts";
import type { FuturesState } from "./state.ts";

/** A refusal: the status word and the reason word of the REJECT event. */
export interface Refusal {
  readonly status: StatusWord;
  readonly reason: string;
}

/** Makes a refusal. */
export function refusal(status: StatusWord, reason: string): Refusal {
  return { status, reason };
}

/** The venue's order checks, in the order in which they are made. */
export class Checks {
  readonly #state: FuturesState;
  readonly #standings: Standings;

  constructor(state: FuturesState, standings: Standings) {
    this.#state = state;
    this.#standings = standings;
  }

  /** The market takes orders of this kind now. */
  market(market: FuturesMarket, type: string): Refusal | undefined {
    if (market.expired || this.#state.clock.now() < market.contract.opening)
      return refusal("marketInactive", "MARKET_NOT_FOUND");
    if (market.suspended) return refusal("marketSuspended", "MARKET_SUSPENDED");
    if (market.postOnly && type !== "post") return refusal("marketIsPostOnly", "MARKET_IS_POST_ONLY");
    return undefined;
  }

  /** Above 0, below the contract's maximum, on the tick. */
  price(market: FuturesMarket, price: Fixed | undefined): Refusal | undefined {
    const { tick } = market.contract;
    const highest = this.#state.mark(market) * 1000n;
    if (price === undefined || price <= 0n || price % tick !== 0n || price > highest)
      return refusal("invalidPrice", "INVALID_PRICE");
    return undefined;
  }

  /** Above 0, on the trade precision, neither dust nor enormous. */
  size(market: FuturesMarket, size: Fixed | undefined, price: Fixed | undefined): Refusal | undefined {
    const bad = refusal("invalidSize", "INVALID_QUANTITY");
    if (size === undefined || size <= 0n || size % market.contract.lot !== 0n) return bad;
    const usd = usdNotional(market.contract, size, price ?? this.#state.mark(market));
    if (usd > this.#state.rules.maxNotional || usd < this.#state.rules.minNotional) return bad;
    return undefined;
  }

  /** Client ids are free text of at most 100 characters, unique among the account's open orders. */
  clientId(account: FuturesAccount, id: string | undefined): Refusal | undefined {
    if (id === undefined) return undefined;
    if (id.length > 100) return refusal("clientOrderIdTooBig", "CLIENT_ORDER_ID_TOO_LONG");
    if (id === "" || /[^\x20-\x7e]/.test(id)) return refusal("clientOrderIdInvalid", "CLIENT_ORDER_ID_INVALID");
    if (account.byClient.has(id)) return refusal("clientOrderIdAlreadyExist", "CLIENT_ORDER_ID_IN_USE");
    return undefined;
  }

  /** Open orders per account and contract. */
  count(account: FuturesAccount, market: FuturesMarket): Refusal | undefined {
    if (account.settings.house || account.orders.size < this.#state.rules.maxOrders) return undefined;
    let open = 0;
    for (const order of account.orders.values()) if (order.contract === market.contract) open += 1;
    return open < this.#state.rules.maxOrders ? undefined : refusal("tooManyOrders", "ORDER_LIMIT_EXCEEDED");
  }

  /** How much of an order would reduce the position; 0n when nothing would. */
  reducible(account: FuturesAccount, market: FuturesMarket, side: Side, size: Fixed): Fixed {
    const held = account.holding(market.contract.symbol).size;
    const opposed = side === "buy" ? held < 0n : held > 0n;
    if (!opposed) return 0n;
    return size < abs(held) ? size : abs(held);
  }

  /** Taker fills may not be far from mark, nor push a dislocated price further away from the index. */
  taking(market: FuturesMarket, side: Side, preview: Preview): Refusal | undefined {
    if (preview.worst === undefined) return undefined;
    const mark = this.#state.mark(market);
    const { collar } = this.#state.rules;
    const outside =
      side === "buy" ? preview.worst > times(mark, one + collar) : preview.worst < times(mark, one - collar);
    if (outside) return refusal("outsidePriceCollar", "PRICE_COLLAR");
    const strayed = this.dislocation(market);
    if ((strayed === "ABOVE_UPPER_BOUND" && side === "buy") || (strayed === "BELOW_LOWER_BOUND" && side === "sell")) {
      return refusal("wouldIncreasePriceDislocation", "PRICE_DISLOCATION");
    }
    return undefined;
  }

  /** Whether the book has strayed too far from the index. */
  dislocation(market: FuturesMarket): "ABOVE_UPPER_BOUND" | "BELOW_LOWER_BOUND" | undefined {
    const index = this.#state.index(market);
    const bid = market.book.best("buy");
    const ask = market.book.best("sell");
    const { dislocation } = this.#state.rules;
    if (bid !== undefined && bid > times(index, one + dislocation)) return "ABOVE_UPPER_BOUND";
    if (ask !== undefined && ask < times(index, one - dislocation)) return "BELOW_LOWER_BOUND";
    return undefined;
  }

  /** Position limit, leverage limit, margin and the promise not to cause a liquidation. `replacing` is the order an edit changes. */
  risk(
    account: FuturesAccount,
    market: FuturesMarket,
    order: FuturesOrder,
    preview: Preview,
    replacing?: FuturesOrder,
  ): Refusal | undefined {
    if (account.settings.house) return undefined;
    const { contract } = market;
    const holding = account.holding(contract.symbol);
    const quantity = remaining(order);
    const resting = without(account.restingIn(contract.symbol), replacing);
    const grown = order.reduceOnly ? resting : added(resting, order.side, quantity);
    const long = holding.size + grown.buys;
    const short = holding.size - grown.sells;
    const now = account.restingIn(contract.symbol);
    const reach = most(abs(long), abs(short));
    if (reach > contract.maxPosition && reach > most(abs(holding.size + now.buys), abs(holding.size - now.sells))) {
      return refusal("maxPositionViolation", "MAX_POSITION_EXCEEDED");
    }
    const mark = this.#state.mark(market);
    const signed = order.side === "buy" ? preview.quantity : -preview.quantity;
    const rest = quantity - preview.quantity;
    const loss = this.#loss(market, order, preview, signed, rest, mark);
    const fee = this.#fee(account, market, order, preview, rest, mark);
    const before = this.#standings.of(account, contract.wallet);
    const after = this.#standings.of(account, contract.wallet, { contract, holding, resting: grown });
    const chosen = account.leverage.get(contract.symbol);
    if (chosen !== undefined && after.initialWithOrders > before.initialWithOrders) {
      if (chosen > leverageAllowed(contract, worstSize(holding, grown), mark))
        return refusal("fixedLeverageTooHigh", "FIXED_LEVERAGE_TOO_HIGH");
    }
    const equity = before.marginEquity + loss - fee;
    if (after.initialWithOrders > before.initialWithOrders && equity < after.initialWithOrders) {
      return refusal("insufficientAvailableFunds", "INSUFFICIENT_MARGIN");
    }
    if (signed === 0n || loss === 0n) return undefined;
    const filled: Holding = trade(contract, holding, signed, mark, holding.time).holding;
    const then = this.#standings.of(account, contract.wallet, { contract, holding: filled, resting });
    return equity < then.maintenance ? refusal("wouldCauseLiquidation", "WOULD_CAUSE_LIQUIDATION") : undefined;
  }

  /** What executing worse than mark would lose; never above 0. */
  #loss(market: FuturesMarket, order: FuturesOrder, preview: Preview, signed: Fixed, rest: Fixed, mark: Fixed): Fixed {
    const { contract } = market;
    let result = signed === 0n ? 0n : worth(contract, signed, mark) - preview.worth;
    if (rest > 0n && order.limitPrice !== undefined) {
      const worse = order.side === "buy" ? order.limitPrice > mark : order.limitPrice < mark;
      const size = order.side === "buy" ? rest : -rest;
      if (worse) result += worth(contract, size, mark) - worth(contract, size, order.limitPrice);
    }
    return result < 0n ? result : 0n;
  }

  #fee(
    account: FuturesAccount,
    market: FuturesMarket,
    order: FuturesOrder,
    preview: Preview,
    rest: Fixed,
    mark: Fixed,
  ): Fixed {
    const now = this.#state.clock.now();
    const { contract } = market;
    const taken = money(times(abs(preview.worth), feeRate(account, contract, "taker", now)));
    const later = times(notional(contract, rest, order.limitPrice ?? mark), feeRate(account, contract, "maker", now));
    return taken + money(later);
  }
}

function without(resting: Resting, order: FuturesOrder | undefined): Resting {
  if (!order || order.reduceOnly || order.trigger) return resting;
  return added(resting, order.side, -remaining(order));
}

function added(resting: Resting, side: Side, size: Fixed): Resting {
  return side === "buy" ? { ...resting, buys: resting.buys + size } : { ...resting, sells: resting.sells + size };
}

/** A price this far (relative) through another one, in the direction a side pays, kept on the tick. */
export function through(market: FuturesMarket, side: Side, price: Fixed, relative: Fixed): Fixed {
  const { tick } = market.contract;
  const bound = side === "buy" ? times(price, one + relative) : times(price, one - relative);
  const onTick = side === "buy" ? bound - (bound % tick) : bound + ((tick - (bound % tick)) % tick);
  return most(onTick, tick);
}

/** Relative distance of a price from another. */
export function distance(price: Fixed, from: Fixed): Fixed {
  return from === 0n ? 0n : over(price - from, from);
}
