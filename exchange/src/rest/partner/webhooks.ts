import * as v from "valibot";
import { stringify } from "../../base/json.ts";
import { webhookEvents, type Webhook } from "../../embed/webhooks.ts";
import { later, raw, type SignedCall, type SignedRoute } from "../../http/call.ts";
import { flag, text } from "../spot/arguments.ts";
import { iso, nexus, readArgs, type PartnerDesk } from "./desk.ts";

const events = v.optional(v.pipe(v.array(v.picklist(webhookEvents)), v.maxLength(50)));
const registerSchema = v.object({ url: v.pipe(v.string(), v.maxLength(2048)), enabled: v.optional(flag), events });
const changeSchema = v.object({ enabled: v.optional(flag), events, webhook_id: v.optional(text) });

/** Where a partner wants to be told what happens. */
export function webhookRoutes({ webhooks, agenda }: PartnerDesk): readonly SignedRoute[] {
  const webhookOf = (call: SignedCall): Webhook => webhooks.find(call.account, call.params["webhook_id"] ?? "");
  return [
    nexus("registerEmbedWebhook", "POST", "webhooks", ({ account, body }) => {
      const args = readArgs(registerSchema, body);
      const webhook = webhooks.register(account, args.url, args.enabled ?? true, args.events ?? webhookEvents);
      return { webhook: webhookRow(webhook), secret: webhook.secret };
    }),
    nexus("listEmbedWebhooks", "GET", "webhooks", ({ account }) => ({
      webhooks: webhooks.of(account).map(webhookRow),
    })),
    nexus("updateEmbedWebhook", "PATCH", "webhooks/:webhook_id", (call) => {
      const webhook = webhookOf(call);
      const args = readArgs(changeSchema, call.body);
      webhooks.change(webhook, args.enabled, args.events);
      return { webhook: webhookRow(webhook) };
    }),
    nexus("deleteEmbedWebhook", "DELETE", "webhooks/:webhook_id", (call) => {
      const webhook = webhookOf(call);
      webhooks.remove(webhook);
      return { webhook_id: webhook.id, deleted_at: agenda.iso() };
    }),
    nexus("testEmbedWebhook", "POST", "webhooks/:webhook_id/test", (call) => {
      const webhook = webhookOf(call);
      return later(
        webhooks.test(webhook).then(({ id, payload, signature, response }) =>
          raw(
            200,
            stringify({
              result: {
                result: response.status >= 200 && response.status < 300 ? "success" : "failure",
                test_id: id,
                payload_sent: payload,
                signature_header: signature,
                http_status: response.status,
                response_body: response.body,
                error_message: response.error,
              },
            }),
          ),
        ),
      );
    }),
  ];
}

function webhookRow({ id, url, enabled, events: subscribed, created, updated }: Webhook): object {
  return {
    id,
    url,
    enabled,
    subscribed_events: subscribed,
    available_events: webhookEvents,
    created_at: iso(created),
    updated_at: iso(updated),
  };
}
