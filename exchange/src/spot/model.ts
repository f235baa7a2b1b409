import type { Book, Side } from "../engine/book.ts";
import type { SpotAsset, SpotMarket } from "../markets/spot.ts";
import type { Account } from "./account.ts";
import type { Hold } from "./money.ts";
import type { PriceText, TriggerKind } from "./prices.ts";
import type { PairMode } from "./types.ts";

/** The ten order types. */
export const orderTypes = [
  "market",
  "limit",
  "iceberg",
  "stop-loss",
  "take-profit",
  "stop-loss-limit",
  "take-profit-limit",
  "trailing-stop",
  "trailing-stop-limit",
  "settle-position",
] as const;

/** One of the ten order types. */
export type OrderType = (typeof orderTypes)[number];

/** How long an order stays. */
export type TimeInForce = "GTC" | "IOC" | "FOK" | "GTD";

/** Which order gives way when an account meets itself. */
export type SelfTrade = "cancel-newest" | "cancel-oldest" | "cancel-both";

/** How a type waits for its trigger; undefined for types that do not wait. */
export function triggerKind(type: OrderType): TriggerKind | undefined {
  if (type.startsWith("stop-loss") || type.startsWith("trailing-stop")) return "stop";
  return type.startsWith("take-profit") ? "profit" : undefined;
}

/** Whether the trigger follows the market. */
export function isTrailing(type: OrderType): boolean {
  return type.startsWith("trailing-stop");
}

/** Whether the order has a limit price once it is active. */
export function isLimitPriced(type: OrderType): boolean {
  return type === "limit" || type === "iceberg" || type.endsWith("-limit");
}

/** An offset price. */
export type Offset = Extract<PriceText, { kind: "offset" }>;

/** What an order waits for. */
export interface Trigger {
  readonly kind: TriggerKind;
  readonly reference: "last" | "index";
  /** As the client wrote it. */
  text: PriceText;
  /** Price at which it fires; of a trailing stop the present one. */
  price: bigint;
  /** Trailing: the distance kept. */
  trail: Offset | undefined;
  /** Trailing: the best reference price seen. */
  peak: bigint | undefined;
  status: "untriggered" | "triggered";
  /** Reference price that fired it. */
  firedBy: bigint | undefined;
  firedAt: bigint | undefined;
}

/** Template of the orders each fill spawns. */
export interface CloseTemplate {
  readonly type: OrderType;
  readonly price: PriceText | undefined;
  readonly price2: PriceText | undefined;
}

/** Where an order is in its life. `asleep` waits for its start time, `waiting` for its trigger. */
export type Stage = "asleep" | "waiting" | "working" | "resting" | "done";

/** One entry of the amend history. */
export interface Amend {
  readonly id: string;
  readonly type: "original" | "user" | "restated";
  readonly qty: bigint;
  readonly display: bigint | undefined;
  readonly leaves: bigint;
  readonly limit: bigint | undefined;
  readonly trigger: bigint | undefined;
  readonly reason: string | undefined;
  readonly post: boolean;
  /** Microseconds. */
  readonly time: bigint;
}

/** An order with its whole life. Quantities are lots, prices price units, costs at `priceDecimals + lotDecimals`. */
export interface Order {
  readonly id: string;
  readonly account: Account;
  readonly floor: Floor;
  readonly side: Side;
  readonly type: OrderType;
  qty: bigint;
  /** Market buys for a sum of quote currency: the sum at the cost scale. */
  readonly cash: bigint | undefined;
  filled: bigint;
  cost: bigint;
  /** Quote value of all fees, at the cost scale times a million. */
  fee: bigint;
  limit: bigint | undefined;
  /** Limit of a trigger type as written; trailing types resolve it when they fire. */
  limitText: PriceText | undefined;
  readonly trigger: Trigger | undefined;
  display: bigint | undefined;
  readonly leverage: number | undefined;
  readonly reduceOnly: boolean;
  readonly stp: SelfTrade;
  post: boolean;
  feeIn: "base" | "quote";
  /** Flags as given, in Kraken's spelling. */
  readonly oflags: readonly string[];
  readonly tif: TimeInForce;
  /** Microseconds; undefined: at once. */
  readonly startAt: bigint | undefined;
  readonly expireAt: bigint | undefined;
  readonly close: CloseTemplate | undefined;
  readonly userref: number | undefined;
  readonly clOrdId: string | undefined;
  readonly senderSubId: string | undefined;
  /** Order that spawned this one. */
  readonly parent: string | undefined;
  stage: Stage;
  status: "pending" | "open" | "closed" | "canceled" | "expired";
  reason: string | undefined;
  readonly misc: Set<string>;
  readonly openedAt: bigint;
  /** Creation or last amend, in microseconds: what the engine counter takes for its age. */
  touchedAt: bigint;
  closedAt: bigint | undefined;
  /** What is held for it. */
  hold: Hold | undefined;
  /** Fee rate with which holds are computed: the taker rate when the order was made, in millionths. */
  readonly holdRate: bigint;
  readonly trades: string[];
  readonly amends: Amend[];
  /** Cancels the timers of start and expiry. */
  readonly timers: (() => void)[];
}

/** What is still to be filled. */
export function leaves(order: Order): bigint {
  return order.qty - order.filled;
}

/** A fill as its owner sees it. */
export interface Trade {
  readonly id: string;
  readonly order: Order;
  readonly tradeId: number;
  readonly side: Side;
  readonly price: bigint;
  readonly qty: bigint;
  readonly cost: bigint;
  /** Quote value of the fee, at the cost scale times a million. */
  readonly fee: bigint;
  readonly fees: readonly { readonly asset: SpotAsset; readonly amount: bigint }[];
  readonly time: bigint;
  readonly maker: boolean;
  readonly ledgers: readonly string[];
  /** Margin taken by the position this trade opened, at the cost scale. */
  readonly margin: bigint;
  readonly misc: string;
  /** The position this trade opened, if any. */
  readonly position: Position | undefined;
  /** Cumulative figures of the order just after this fill. */
  readonly cumQty: bigint;
  readonly cumCost: bigint;
}

/** One line of an account's ledger, in units of the asset. */
export interface LedgerEntry {
  readonly id: string;
  readonly refid: string;
  readonly time: bigint;
  readonly type: string;
  readonly subtype: string;
  readonly category: string;
  readonly asset: SpotAsset;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly balance: bigint;
}

/** A margin position opened by one trade; closed first in, first out. */
export interface Position {
  /** Id of the opening trade. */
  readonly id: string;
  readonly account: Account;
  readonly floor: Floor;
  readonly side: Side;
  readonly orderId: string;
  readonly orderType: OrderType;
  readonly leverage: number;
  readonly vol: bigint;
  readonly cost: bigint;
  readonly time: bigint;
  readonly oflags: readonly string[];
  closed: bigint;
  /** Quote value of all fees so far, at the cost scale times a million. */
  fee: bigint;
  /** What the pool paid or received for the part still open, in quote units. */
  lent: bigint;
  /** Closed part: cost, fees and profit in quote, and the trades that closed it. */
  closeCost: bigint;
  closeFee: bigint;
  net: bigint;
  readonly closedBy: string[];
  rolloverAt: bigint;
  stopRollover: () => void;
}

/** One pair at work. */
export interface Floor {
  readonly market: SpotMarket;
  readonly book: Book<Order>;
  mode: PairMode;
  /** Price of the last trade, before any the indicative price. */
  last: bigint | undefined;
  index: bigint | undefined;
  /** Prices traded since triggers were last looked at. */
  readonly traded: bigint[];
  tradeCount: number;
  /** Orders waiting for their trigger. */
  readonly waiting: Set<Order>;
  /** When each level last changed. */
  readonly levelTimes: { readonly buy: Map<bigint, bigint>; readonly sell: Map<bigint, bigint> };
  /** Levels changed by the running action. */
  readonly dirty: { readonly buy: Set<bigint>; readonly sell: Set<bigint> };
  /** Accounts with margin positions here. */
  readonly holders: Set<Account>;
}

/** Reasons shown with orders that ended early. Those of self-trade, post, user and trigger are Kraken's words. */
export const reasons = {
  user: "User requested",
  self: "Cannot trade with self",
  post: "Post only order",
  trigger: "Order would trigger immediately",
  funds: "Out of funds",
  replaced: "Order replaced",
  deadMan: "CancelAllOrdersAfter Timeout",
  expired: "Order expired",
  immediate: "Immediate or cancel order not filled",
  fillOrKill: "Fill or kill order not filled",
  liquidity: "Insufficient liquidity",
  protection: "Market price protection",
  reduceOnly: "Reduce only",
  liquidation: "Liquidation",
  margin: "Insufficient initial margin",
  closedMarket: "Market not open",
} as const;
