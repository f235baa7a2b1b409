/** What Kraken delivers to a partner's own addresses. */

/**
 * An event of Embed. Switch on `event_type`, and let a default branch pass over names that are new.
 * https://docs.kraken.com/api/docs/embed-api/embed-webhook-events
 */
export type EmbedWebhookEvent = EmbedCustomOrderExecuted | EmbedWebhookTestEvent | EmbedOtherEvent;

/** A custom order has traded. */
export interface EmbedCustomOrderExecuted {
  event_type: "custom_order.executed";
  /** IIBAN of the customer. */
  iiban: string;
  /** Id of the order. */
  id: string;
  /** ISO 8601, with nanoseconds. */
  timestamp: string;
  action: {
    type: "spend" | "receive" | (string & {});
    amount: { asset: string; amount: string; asset_class?: string };
    quote: { asset: string };
    [field: string]: unknown;
  };
  trigger: {
    type: "price" | (string & {});
    base_asset: string;
    quote_asset: string;
    target_price: string;
    condition: "lte" | "gte" | (string & {});
  };
  [field: string]: unknown;
}

/** Sent by `testEmbedWebhook`. */
export interface EmbedWebhookTestEvent {
  event_type: "webhook.test";
  message: string;
}

/** The other events, whose fields are not documented one by one. */
export interface EmbedOtherEvent {
  event_type:
    | "custom_order.execution_failed"
    | "custom_order.cancelled"
    | "quote.executed"
    | "quote.execution_failed"
    | "quote.cancelled"
    | "reward.paid"
    | "user.verified"
    | "user.closed"
    | "user.disabled"
    | "deposit.status_updated"
    | "withdrawal.status_updated";
  /** IIBAN of the customer. */
  iiban?: string;
  id?: string;
  /** ISO 8601. */
  timestamp?: string;
  [field: string]: unknown;
}

/**
 * A Ramp purchase was made or changed its status.
 * https://docs.kraken.com/api/docs/ramp-api/ramp-transaction-update-webhook
 */
export interface RampWebhookEvent {
  status: "new" | "paid" | "pending" | "completed" | "failed" | "canceled" | (string & {});
  payload: RampTransaction;
  /** The status in finer terms; not documented. */
  raw_status?: unknown;
  /** ISO 8601, with nanoseconds. */
  timestamp?: string;
}

export interface RampTransaction {
  transaction_id: string;
  in_amount?: string;
  in_asset?: string;
  out_asset?: string;
  out_amount?: string;
  in_method?: string;
  out_method?: string;
  /** ISO 8601, with nanoseconds. */
  timestamp?: string;
  wallet?: string | null;
  transaction_hash?: string | null;
  /** As given to `getRampCheckoutUrl`. */
  external_transaction_id?: string | null;
  /** As given to `getRampCheckoutUrl`. */
  external_user_id?: string | null;
  /** As given to `getRampCheckoutUrl`. */
  external_partner_id?: string | null;
  /** As given to `getRampCheckoutUrl`. */
  external_metadata?: string | null;
  affiliate_fee?: string | null;
  [field: string]: unknown;
}

/** The claims of a Pay callback. */
export interface PayCallbackClaims {
  iss: "kraken-pay";
  /** Not used by Kraken. */
  aud?: string | null;
  /** Unix seconds at which the callback expires, 24 hours after it was issued. */
  exp: number;
  payload: PayCallback;
}

/**
 * What became of a payment.
 * https://docs.kraken.com/pay/guides/pay-webhook
 */
export interface PayCallback {
  /** As given when the payment was created. */
  external_id: string;
  status: "success" | "failed" | "cancelled" | "expired" | "declined" | (string & {});
  /** Who paid a request, or received a transfer or paylink; null when nobody did. */
  customer_kraktag: string | null;
  [field: string]: unknown;
}
