/** Embed Webhooks: where Kraken reports events. Deliveries are checked with `verifyEmbedWebhook`. */
import type { CallOptions, NoParams, Routes } from "../route.ts";
import type { EmbedAnswer } from "./answers.ts";
import { embedRead, embedWrite } from "./rows.ts";

export interface EmbedWebhooks {
  /**
   * Registers an address; the secret for checking deliveries is in this answer and nowhere else.
   *
   * `POST /b2b/webhooks` · https://docs.kraken.com/api/docs/embed-api/register-embed-webhook
   */
  registerEmbedWebhook(
    params: RegisterEmbedWebhookParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<RegisteredEmbedWebhook>>;
  /**
   * All registered addresses.
   *
   * `GET /b2b/webhooks` · https://docs.kraken.com/api/docs/embed-api/list-embed-webhooks
   */
  listEmbedWebhooks(params?: NoParams, options?: CallOptions): Promise<EmbedAnswer<{ webhooks: EmbedWebhook[] }>>;
  /**
   * Switches an address on or off or changes its events; the address itself stays.
   *
   * `PATCH /b2b/webhooks/{webhook_id}` · https://docs.kraken.com/api/docs/embed-api/update-embed-webhook
   */
  updateEmbedWebhook(
    params: UpdateEmbedWebhookParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<{ webhook: EmbedWebhook }>>;
  /**
   * Removes an address.
   *
   * `DELETE /b2b/webhooks/{webhook_id}` · https://docs.kraken.com/api/docs/embed-api/delete-embed-webhook
   */
  deleteEmbedWebhook(params: EmbedWebhookParams, options?: CallOptions): Promise<EmbedAnswer<DeletedEmbedWebhook>>;
  /**
   * Has Kraken deliver a `webhook.test` event and tells how it went.
   *
   * `POST /b2b/webhooks/{webhook_id}/test` · https://docs.kraken.com/api/docs/embed-api/test-embed-webhook
   */
  testEmbedWebhook(params: EmbedWebhookParams, options?: CallOptions): Promise<EmbedAnswer<EmbedWebhookTest>>;
}

export const embedWebhooks: Routes<EmbedWebhooks> = {
  registerEmbedWebhook: embedWrite("/b2b/webhooks", "url"),
  listEmbedWebhooks: embedRead("/b2b/webhooks"),
  updateEmbedWebhook: embedWrite("/b2b/webhooks/{webhook_id}", "webhook_id", { verb: "PATCH" }),
  deleteEmbedWebhook: embedWrite("/b2b/webhooks/{webhook_id}", "webhook_id", { verb: "DELETE", body: "query" }),
  testEmbedWebhook: embedWrite("/b2b/webhooks/{webhook_id}/test", "webhook_id", { body: "query" }),
};

/** What can be subscribed to. */
export type EmbedWebhookEventName =
  | "custom_order.executed"
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

export interface RegisterEmbedWebhookParams {
  /** `https` address of at most 2048 characters, without credentials, on an allow-listed domain. */
  readonly url: string;
  /** Whether deliveries start at once. */
  readonly enabled?: boolean | undefined;
  /** What to subscribe to. */
  readonly events?: readonly (EmbedWebhookEventName | (string & {}))[] | undefined;
}

export interface UpdateEmbedWebhookParams {
  /** Id of the webhook. */
  readonly webhook_id: string;
  /** Whether deliveries happen; unchanged when left out. */
  readonly enabled?: boolean | undefined;
  /** Replaces everything subscribed to, at most 50; unchanged when left out. */
  readonly events?: readonly (EmbedWebhookEventName | (string & {}))[] | undefined;
}

export interface EmbedWebhookParams {
  /** Id of the webhook. */
  readonly webhook_id: string;
}

export interface EmbedWebhook {
  id: string;
  url: string;
  enabled: boolean;
  subscribed_events: string[];
  available_events: string[];
  /** ISO 8601. */
  created_at: string;
  /** ISO 8601. */
  updated_at: string;
}

export interface RegisteredEmbedWebhook {
  webhook: EmbedWebhook;
  /** Base64; returned only here, keep it safe. */
  secret: string;
}

export interface DeletedEmbedWebhook {
  webhook_id: string;
  /** ISO 8601. */
  deleted_at: string;
}

export interface EmbedWebhookTest {
  result: string;
  test_id: string;
  /** The body that was delivered. */
  payload_sent: string;
  /** The `X-Signature` that was delivered. */
  signature_header: string;
  /** What the address answered. */
  http_status: number;
  response_body: string | null;
  error_message: string | null;
}
