import type { Decimal } from "../base/decimal.ts";
import type { Emitter } from "../base/events.ts";
import type { SpotMarkets } from "../markets/spot.ts";
import type { Booking, WalletView } from "./booking.ts";
import type { ExecutionReport, SpotEvents } from "./events.ts";
import type { AccountOptions } from "./options.ts";
import type {
  AmendInfo,
  AmendRequest,
  BatchItem,
  BatchRequest,
  CancelTarget,
  ClosedQuery,
  DepthView,
  EditAnswer,
  EditRequest,
  LedgerInfo,
  LedgerQuery,
  OrderAnswer,
  OrderFilter,
  OrderInfo,
  OrderRequest,
  OrdersView,
  Page,
  PairMode,
  PositionInfo,
  PositionSummary,
  SystemMode,
  TradeBalance,
  TradeInfo,
  TradesQuery,
  VolumeInfo,
} from "./types.ts";

/**
 * Everything the Spot venue can be asked. All calls are synchronous; a refusal is thrown as a `Rejection` with
 * Kraken's exact words. `account` is an account id opened with `openAccount`.
 */
export interface SpotCalls {
  readonly events: Emitter<SpotEvents>;
  readonly markets: SpotMarkets;

  /** Opens an account; opening it again changes its options only. */
  openAccount(account: string, options?: AccountOptions): void;
  /** Whether there is such an account. */
  hasAccount(account: string): boolean;
  /** Puts funds in (admin); answers the reference id of the ledger entry. Amount and fee are decimal text. */
  deposit(account: string, asset: string, amount: string, fee?: string): string;
  /** Takes funds out (admin or Withdraw); answers the reference id. Throws `EFunding:Insufficient funds`. */
  withdraw(account: string, asset: string, amount: string, fee?: string): string;
  /** Moves funds between two accounts; answers the reference id. */
  transfer(from: string, to: string, asset: string, amount: string): string;
  /** Moves money with ledger entries of any kind; answers the reference id. */
  book(booking: Booking): string;
  /** Every balance of an account, those in earn wallets included. */
  wallets(account: string): readonly WalletView[];
  /** What one unit of an asset is worth in another, from last prices, rounded half up; undefined when unknown. */
  price(asset: string, quote: string, scale: number): Decimal | undefined;
  /** Per asset id: what all accounts hold together, and deposits minus withdrawals; the two are always equal. */
  conservation(): Record<string, { readonly held: string; readonly expected: string }>;

  /** AddOrder. */
  addOrder(account: string, request: OrderRequest): OrderAnswer;
  /** AddOrderBatch: throws when the batch as a whole is refused. */
  addOrders(account: string, batch: BatchRequest): readonly BatchItem[];
  /** AmendOrder. */
  amendOrder(account: string, request: AmendRequest): { readonly amend_id: string };
  /** EditOrder. */
  editOrder(account: string, request: EditRequest): EditAnswer;
  /** CancelOrder. */
  cancelOrder(account: string, target: CancelTarget): { readonly count: number };
  /** CancelOrderBatch, 1 to 50 targets. Unknown ones are passed over, unless all are. */
  cancelOrders(account: string, targets: readonly CancelTarget[]): { readonly count: number };
  /** CancelAll. */
  cancelAll(account: string): { readonly count: number };
  /** CancelAllOrdersAfter: seconds; 0 disarms. Times in whole unix seconds, `triggerTime` 0 when disarmed. */
  cancelAllOrdersAfter(
    account: string,
    timeout: number,
  ): { readonly currentTime: number; readonly triggerTime: number };

  /** Balance: totals by asset id, held funds included; assets never touched are left out. */
  balance(account: string): Record<string, string>;
  /** BalanceEx. */
  balanceEx(account: string): Record<string, { readonly balance: string; readonly hold_trade: string }>;
  /** TradeBalance valued in an asset, default `ZUSD`. */
  tradeBalance(account: string, asset?: string): TradeBalance;
  /** OpenOrders, newest first. */
  openOrders(account: string, filter?: OrderFilter): Record<string, OrderInfo>;
  /** ClosedOrders. */
  closedOrders(account: string, query?: ClosedQuery): Page<OrderInfo>;
  /** QueryOrders, up to 50 ids. */
  queryOrders(account: string, ids: readonly string[], filter?: OrderFilter): Record<string, OrderInfo>;
  /** OrderAmends, oldest first. */
  orderAmends(account: string, id: string): readonly AmendInfo[];
  /** TradesHistory. */
  tradesHistory(account: string, query?: TradesQuery): Page<TradeInfo>;
  /** QueryTrades, up to 20 ids. */
  queryTrades(
    account: string,
    ids: readonly string[],
    filter?: { readonly trades?: boolean | undefined; readonly ledgers?: boolean | undefined },
  ): Record<string, TradeInfo>;
  /** OpenPositions. */
  openPositions(
    account: string,
    query?: { readonly ids?: readonly string[] | undefined; readonly docalcs?: boolean | undefined },
  ): Record<string, PositionInfo>;
  /** OpenPositions with `consolidation=market`. */
  positionSummary(account: string, docalcs?: boolean): readonly PositionSummary[];
  /** Ledgers. */
  ledgers(account: string, query?: LedgerQuery): Page<LedgerInfo>;
  /** QueryLedgers, up to 20 ids. */
  queryLedgers(account: string, ids: readonly string[]): Record<string, LedgerInfo>;
  /** TradeVolume; `fees` and `fees_maker` only with pairs. */
  tradeVolume(account: string, pairs?: readonly string[]): VolumeInfo;

  /** Level 2 of a pair; `depth` levels a side, all when left out. Icebergs show their visible part only. */
  depth(pair: string, depth?: number): DepthView;
  /** Level 3 of a pair; `depth` levels a side. */
  orders(pair: string, depth?: number): OrdersView;
  /** Price of the last trade in units of the market's decimals; the indicative price before any trade. */
  lastPrice(pair: string): bigint | undefined;
  /** Reports for the `executions` snapshot: open orders in full. */
  openReports(account: string): readonly ExecutionReport[];
  /** Reports for the `executions` snapshot: the last fills (default 50), oldest first. */
  tradeReports(account: string, count?: number): readonly ExecutionReport[];

  /** What the system is doing. */
  systemMode(): SystemMode;
  /** What a pair is doing by itself, whatever the system does. */
  pairMode(pair: string): PairMode;
  /** Changes the system mode; leaving maintenance lets an overdue dead man's switch act. */
  setSystemMode(mode: SystemMode): void;
  /** Changes a pair's mode. */
  setPairMode(pair: string, mode: PairMode): void;
  /** Sets the index price of a pair as decimal text; undefined: the feed is down and `last` stands in. */
  setIndexPrice(pair: string, price: string | undefined): void;
  /** Makes a trade known that happened before this process (back-filled history): moves the last price only. */
  seedTrade(pair: string, price: string): void;
  /** Takes the next public trade number of a pair, for back-filled history. */
  nextTradeId(pair: string): number;
}
