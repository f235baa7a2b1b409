/** Market History: public executions, orders and mark prices. Times are milliseconds since 1970. */
import { futuresPublic, type CallOptions, type Routes } from "../route.ts";
import type { FuturesHistoryDirection, FuturesHistoryElement } from "./history-events.ts";
import type { FuturesHistoryPage } from "./history.ts";

export interface FuturesMarketHistory {
  /**
   * Executions on one market, with both orders.
   *
   * `GET /api/history/v3/market/{tradeable}/executions` · no credentials · cost 0 · https://docs.kraken.com/api-reference/market-history/get-public-execution-events
   */
  getPublicExecutionEvents(
    params: FuturesPublicEventsParams,
    options?: CallOptions,
  ): Promise<FuturesPublicExecutionEventsResponse>;
  /**
   * Placements, changes and cancels of orders on one market.
   *
   * `GET /api/history/v3/market/{tradeable}/orders` · no credentials · cost 0 · https://docs.kraken.com/api-reference/market-history/get-public-order-events
   */
  getPublicOrderEvents(
    params: FuturesPublicEventsParams,
    options?: CallOptions,
  ): Promise<FuturesPublicOrderEventsResponse>;
  /**
   * Changes of the mark price of one market.
   *
   * `GET /api/history/v3/market/{tradeable}/price` · no credentials · cost 0 · https://docs.kraken.com/api-reference/market-history/get-public-mark-price-events
   */
  getPublicMarkPriceEvents(
    params: FuturesPublicEventsParams,
    options?: CallOptions,
  ): Promise<FuturesPublicMarkPriceEventsResponse>;
}

export const futuresMarketHistory: Routes<FuturesMarketHistory> = {
  getPublicExecutionEvents: futuresPublic("/api/history/v3/market/{tradeable}/executions", "tradeable"),
  getPublicOrderEvents: futuresPublic("/api/history/v3/market/{tradeable}/orders", "tradeable"),
  getPublicMarkPriceEvents: futuresPublic("/api/history/v3/market/{tradeable}/price", "tradeable"),
};

export interface FuturesPublicEventsParams extends FuturesHistoryPage {
  /** Contract, e.g. `PF_XBTUSD`. */
  readonly tradeable: string;
}

/** One page of public events. */
export interface FuturesPublicEventPage<Event> {
  /** How many elements the page has. */
  len: number;
  elements: FuturesHistoryElement<Event>[];
  /** Pass as `continuation_token` for the next page; absent on the last one. */
  continuationToken?: string;
}

/** The answer of `getPublicExecutionEvents`. */
export type FuturesPublicExecutionEventsResponse = FuturesPublicEventPage<{
  Execution: { execution: FuturesPublicExecution; takerReducedQuantity: string };
}>;

export interface FuturesPublicHistoryOrder {
  uid: string;
  tradeable: string;
  direction: FuturesHistoryDirection;
  quantity: string;
  timestamp: number;
  limitPrice: string;
  orderType: string;
  reduceOnly: boolean;
  lastUpdateTimestamp: number;
}

export interface FuturesPublicExecution {
  uid: string;
  makerOrder: FuturesPublicHistoryOrder;
  takerOrder: FuturesPublicHistoryOrder;
  timestamp: number;
  quantity: string;
  price: string;
  markPrice: string;
  /** Whether the resting order was executed completely. */
  limitFilled: boolean;
  oldTakerOrder?: FuturesPublicHistoryOrder | null;
  usdValue: string;
}

/** The answer of `getPublicOrderEvents`. */
export type FuturesPublicOrderEventsResponse = FuturesPublicEventPage<FuturesPublicOrderEvent>;

export type FuturesPublicOrderEvent =
  | { OrderPlaced: { order: FuturesPublicHistoryOrder; reason: string; reducedQuantity: string } }
  | {
      OrderUpdated: {
        oldOrder: FuturesPublicHistoryOrder;
        newOrder: FuturesPublicHistoryOrder;
        reason: string;
        reducedQuantity: string;
      };
    }
  | { OrderCancelled: { order: FuturesPublicHistoryOrder; reason: string } };

/** The answer of `getPublicMarkPriceEvents`; whether the price is wrapped differs between schema and answers. */
export type FuturesPublicMarkPriceEventsResponse = FuturesPublicEventPage<
  { price: string; MarkPriceChanged?: undefined } | { MarkPriceChanged: { price: string }; price?: undefined }
>;
