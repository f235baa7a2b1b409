import { formatUnits, rescale } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { FeeStep } from "../markets/spot.ts";
import type { Account } from "./account.ts";
import { invalid, clientKey } from "./fields.ts";
import { figures, openCost, openProfit, openValue, positionsOn } from "./figures.ts";
import { amendInfo, ledgerInfo, orderInfo, positionInfo, signed, tradeInfo } from "./info.ts";
import type { Order, Trade } from "./model.ts";
import { stepAt, usdPrice, usdScale } from "./money.ts";
import { addAmend } from "./orders.ts";
import { page } from "./paging.ts";
import type { State } from "./state.ts";
import { costOf, lots } from "./texts.ts";
import type {
  AmendInfo,
  ClosedQuery,
  FeeTier,
  LedgerInfo,
  LedgerQuery,
  OrderFilter,
  OrderInfo,
  Page,
  PositionInfo,
  PositionSummary,
  TradeBalance,
  TradeInfo,
  TradesQuery,
  VolumeInfo,
} from "./types.ts";

/** Totals by asset id. */
export function balances(account: Account): Record<string, { balance: string; hold_trade: string }> {
  const rows: Record<string, { balance: string; hold_trade: string }> = {};
  for (const { asset, balance, held } of account.wallets.values()) {
    rows[asset.id] = {
      balance: formatUnits(balance, asset.decimals),
      hold_trade: formatUnits(held, asset.decimals),
    };
  }
  return rows;
}

/** TradeBalance in an asset. */
export function tradeBalance(state: State, account: Account, name: string): TradeBalance {
  const asset = state.markets.asset(name);
  const price = asset && usdPrice(state, asset);
  if (price === undefined) throw new Rejection("EQuery:Unknown asset");
  const sums = figures(state, account);
  const text = (usd: bigint): string =>
    formatUnits(rescale((usd * price.under) / price.over, usdScale, 4, "truncate"), 4);
  const free = sums.equity - sums.used;
  return {
    eb: text(sums.total),
    tb: text(sums.collateral),
    m: text(sums.used),
    n: text(sums.profit),
    c: text(sums.cost),
    v: text(sums.value),
    e: text(sums.equity),
    mf: text(free),
    mfo: text(free - sums.reserved),
    ...(sums.used > 0n ? { ml: formatUnits((sums.equity * 10_000n) / sums.used, 2) } : {}),
    uv: text(sums.unexecuted),
  };
}

function passes(order: Order, filter: OrderFilter): boolean {
  if (filter.userref !== undefined && order.userref !== filter.userref) return false;
  if (filter.cl_ord_id === undefined) return true;
  return order.clOrdId !== undefined && clientKey(order.clOrdId) === clientKey(filter.cl_ord_id);
}

/** OpenOrders, newest first. */
export function openOrders(account: Account, filter: OrderFilter): Record<string, OrderInfo> {
  const orders = [...account.open.values()].reverse().filter((order) => passes(order, filter));
  return Object.fromEntries(orders.map((order) => [order.id, orderInfo(order, filter.trades ?? false)]));
}

/** ClosedOrders. */
export function closedOrders(account: Account, query: ClosedQuery): Page<OrderInfo> {
  const by = query.closetime ?? "both";
  if (by !== "open" && by !== "close" && by !== "both") throw invalid("closetime");
  const times = (order: Order): bigint[] => [
    ...(by === "close" ? [] : [order.openedAt]),
    ...(by === "open" ? [] : [order.closedAt ?? order.openedAt]),
  ];
  const orders = account.closed.newestFirst().filter((order) => passes(order, query));
  return page(orders, query, times, (order) => orderInfo(order, query.trades ?? false));
}

/** QueryOrders. */
export function queryOrders(account: Account, ids: readonly string[], filter: OrderFilter): Record<string, OrderInfo> {
  if (ids.length === 0 || ids.length > 50) throw invalid("txid");
  const found: Record<string, OrderInfo> = {};
  for (const id of ids) {
    const order = account.open.get(id) ?? account.closed.get(id);
    if (order !== undefined && passes(order, filter)) found[id] = orderInfo(order, filter.trades ?? false);
  }
  if (Object.keys(found).length === 0) throw new Rejection("EOrder:Unknown order");
  return found;
}

/** OrderAmends. */
export function orderAmends(state: State, account: Account, id: string): AmendInfo[] {
  const order = account.open.get(id) ?? account.closed.get(id);
  if (order === undefined) throw new Rejection("EOrder:Unknown order");
  if (order.amends.length === 0) addAmend(state, order, "original");
  return order.amends.map((amend) => amendInfo(order, amend));
}

const tradeKinds: Readonly<Record<string, (trade: Trade) => boolean>> = {
  all: () => true,
  "any position": (trade) => trade.order.leverage !== undefined,
  "closed position": ({ position }) => position !== undefined && position.closed === position.vol,
  "closing position": (trade) => trade.misc.includes("closing"),
  "no position": (trade) => trade.order.leverage === undefined,
};

/** TradesHistory. */
export function tradesHistory(state: State, account: Account, query: TradesQuery): Page<TradeInfo> {
  const kind = tradeKinds[query.type ?? "all"];
  if (kind === undefined) throw invalid("type");
  const floor = query.pair === undefined ? undefined : state.floor(query.pair);
  const wanted = (trade: Trade): boolean => kind(trade) && (floor === undefined || trade.order.floor === floor);
  const show = { trades: query.trades ?? false, ledgers: query.ledgers ?? false };
  const trades = account.trades.newestFirst().filter(wanted);
  return page(
    trades,
    query,
    (trade) => [trade.time],
    (trade) => tradeInfo(trade, show),
  );
}

/** QueryTrades. */
export function queryTrades(
  account: Account,
  ids: readonly string[],
  show: { trades: boolean; ledgers: boolean },
): Record<string, TradeInfo> {
  if (ids.length === 0 || ids.length > 20) throw invalid("txid");
  const found: Record<string, TradeInfo> = {};
  for (const id of ids) {
    const trade = account.trades.get(id);
    if (trade !== undefined) found[id] = tradeInfo(trade, show);
  }
  return found;
}

/** OpenPositions. */
export function openPositions(
  state: State,
  account: Account,
  ids: readonly string[] | undefined,
  docalcs: boolean,
): Record<string, PositionInfo> {
  const found: Record<string, PositionInfo> = {};
  for (const position of account.positions.values()) {
    if (ids !== undefined && !ids.includes(position.id)) continue;
    found[position.id] = positionInfo(position, docalcs, state.settings);
  }
  return found;
}

/** OpenPositions consolidated by market and side. */
export function positionSummary(account: Account, docalcs: boolean): PositionSummary[] {
  const rows: PositionSummary[] = [];
  const floors = new Set([...account.positions.values()].map((position) => position.floor));
  for (const floor of floors) {
    for (const side of ["buy", "sell"] as const) {
      const positions = positionsOn(account, floor, side);
      const first = positions[0];
      if (first === undefined) continue;
      const { market } = floor;
      const sum = (part: (position: (typeof positions)[number]) => bigint): bigint =>
        positions.reduce((total, position) => total + part(position), 0n);
      rows.push({
        pair: market.key,
        positions: String(positions.length),
        type: side,
        leverage: String(first.leverage),
        cost: costOf(
          market,
          sum(({ cost }) => cost),
        ),
        fee: costOf(
          market,
          sum(({ fee }) => fee),
          "millionths",
        ),
        vol: lots(
          market,
          sum(({ vol }) => vol),
        ),
        vol_closed: lots(
          market,
          sum(({ closed }) => closed),
        ),
        margin: costOf(
          market,
          sum((position) => openCost(position) / BigInt(position.leverage)),
        ),
        ...(docalcs ? { value: costOf(market, sum(openValue)), net: signed(costOf(market, sum(openProfit))) } : {}),
      });
    }
  }
  return rows;
}

/** Ledgers. */
export function ledgers(state: State, account: Account, query: LedgerQuery): Page<LedgerInfo> {
  const assets = query.assets?.map((name) => {
    const asset = state.markets.asset(name);
    if (asset === undefined) throw new Rejection("EQuery:Unknown asset");
    return asset;
  });
  const { type = "all" } = query;
  const entries = account.ledger
    .newestFirst()
    .filter(
      (entry) =>
        (type === "all" || entry.type === type) &&
        (assets === undefined || assets.includes(entry.asset.of ?? entry.asset)),
    );
  return page(entries, query, (entry) => [entry.time], ledgerInfo);
}

/** QueryLedgers. */
export function queryLedgers(account: Account, ids: readonly string[]): Record<string, LedgerInfo> {
  if (ids.length === 0 || ids.length > 20) throw invalid("id");
  const found: Record<string, LedgerInfo> = {};
  for (const id of ids) {
    const entry = account.ledger.get(id);
    if (entry !== undefined) found[id] = ledgerInfo(entry);
  }
  return found;
}

/** TradeVolume. */
export function tradeVolume(state: State, account: Account, pairs: readonly string[] | undefined): VolumeInfo {
  const total = account.volume.total(state.now());
  const volume = formatUnits(rescale(total, usdScale, 4, "truncate"), 4);
  if (pairs === undefined || pairs.length === 0) return { currency: "ZUSD", volume };
  const whole = total / 10n ** BigInt(usdScale);
  const markets = pairs.map((name) => state.floor(name).market);
  const tiers = (side: "taker" | "maker"): Record<string, FeeTier> =>
    Object.fromEntries(markets.map((market) => [market.key, tier(market.fees[side], whole)]));
  return { currency: "ZUSD", volume, fees: tiers("taker"), fees_maker: tiers("maker") };
}

function tier(steps: readonly FeeStep[], volume: bigint): FeeTier {
  const reached = stepAt(steps, volume);
  const next = steps.find((step) => step.volume > volume);
  const rates = steps.map((step) => step.rate).sort((a, b) => Number(a - b));
  const rate = (units: bigint | undefined): string => formatUnits(units ?? 0n, 4);
  return {
    fee: rate(reached?.rate),
    minfee: rate(rates[0]),
    maxfee: rate(rates.at(-1)),
    nextfee: next === undefined ? null : rate(next.rate),
    tiervolume: formatUnits((reached?.volume ?? 0n) * 10_000n, 4),
    nextvolume: next === undefined ? null : formatUnits(next.volume * 10_000n, 4),
  };
}
