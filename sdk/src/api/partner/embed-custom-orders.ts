/** Embed Custom Orders: trades that wait for a price. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAnswer, EmbedClassedAmount } from "./answers.ts";
import type { EmbedPriceTrigger, EmbedQuoteType, EmbedTradeAction } from "./embed-quotes.ts";
import { embedRead, embedWrite } from "./rows.ts";

export interface EmbedCustomOrders {
  /**
   * Places an order that trades once a price is reached.
   *
   * `POST /b2b/custom-orders` · https://docs.kraken.com/api/docs/embed-api/create-embed-custom-order
   */
  createEmbedCustomOrder(
    params: CreateEmbedCustomOrderParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedCustomOrderResult>>;
  /**
   * Orders of one customer, page by page.
   *
   * `GET /b2b/custom-orders` · https://docs.kraken.com/api/docs/embed-api/list-embed-custom-orders
   */
  listEmbedCustomOrders(
    params: EmbedCustomOrdersParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedCustomOrderList>>;
  /**
   * One order.
   *
   * `GET /b2b/custom-orders/{order_id}` · https://docs.kraken.com/api/docs/embed-api/get-embed-custom-order
   */
  getEmbedCustomOrder(
    params: EmbedCustomOrderParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedCustomOrderResult>>;
  /**
   * Cancels an order that has not traded yet.
   *
   * `POST /b2b/custom-orders/{id}/cancel` · https://docs.kraken.com/api/docs/embed-api/cancel-embed-custom-order
   */
  cancelEmbedCustomOrder(
    params: CancelEmbedCustomOrderParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedCustomOrderResult>>;
}

export const embedCustomOrders: Routes<EmbedCustomOrders> = {
  createEmbedCustomOrder: embedWrite("/b2b/custom-orders", "user trigger action", { inQuery: "user" }),
  listEmbedCustomOrders: embedRead("/b2b/custom-orders", "user"),
  getEmbedCustomOrder: embedRead("/b2b/custom-orders/{order_id}", "order_id user"),
  cancelEmbedCustomOrder: embedWrite("/b2b/custom-orders/{id}/cancel", "id user", { body: "query" }),
};

export interface CreateEmbedCustomOrderParams {
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
  /** The price to wait for. */
  readonly trigger: EmbedPriceTrigger;
  /** The trade to make then. */
  readonly action: EmbedTradeAction;
  /** Display name of the order. */
  readonly name?: string | undefined;
}

export interface EmbedCustomOrdersParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Only orders in one of these states; all when left out. */
  readonly statuses?: readonly ("active" | "cancelled" | "completed")[] | undefined;
  /** `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface EmbedCustomOrderParams {
  /** Id of the order. */
  readonly order_id: string;
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
}

export interface CancelEmbedCustomOrderParams {
  /** Id of the order. */
  readonly id: string;
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
}

export interface EmbedCustomOrderResult {
  order: EmbedCustomOrder;
}

export interface EmbedCustomOrderList {
  orders: EmbedCustomOrder[];
  /** Absent on the last page. */
  next_cursor?: string;
}

export interface EmbedCustomOrder {
  id: string;
  name: string;
  action: {
    type: EmbedQuoteType;
    amount: EmbedClassedAmount;
    quote: { asset: string };
    fee_bps: string;
    spread_bps: string;
  };
  trigger: {
    type: "price" | (string & {});
    base_asset: string;
    quote_asset: string;
    target_price: string;
    condition: "lte" | "gte";
  };
  /** ISO 8601. */
  created_at: string;
  /** ISO 8601. */
  updated_at: string;
  status: { status: "active" | "completed" | "cancelled" | (string & {}); reason?: string };
}
