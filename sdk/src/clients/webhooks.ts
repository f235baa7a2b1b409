/** The webhook checks with this platform's hashes and clock bound. */
import { platform } from "#platform";
import type { EmbedWebhookEvent, PayCallbackClaims, RampWebhookEvent } from "../wire/webhook-events.ts";
import * as checks from "../wire/webhooks.ts";
import type { EmbedDelivery, PayDelivery, RampDelivery } from "../wire/webhooks.ts";

type Now<Delivery extends { now: unknown }> = Omit<Delivery, "now"> & Partial<Pick<Delivery, "now">>;

/**
 * Checks an Embed webhook: signature over the raw body and age.
 *
 * Resolves to the event; rejects with a `WebhookError` whose `fault` says what is wrong. `now` defaults to the clock.
 */
export function verifyEmbedWebhook(delivery: Now<EmbedDelivery>): Promise<EmbedWebhookEvent> {
  return checks.verifyEmbedWebhook({ now: platform.clock.now(), ...delivery }, platform.crypto);
}

/** Checks a Ramp webhook: signature over the raw body. Ramp signs no time, so deduplicate events yourself. */
export function verifyRampWebhook(delivery: RampDelivery): Promise<RampWebhookEvent> {
  return checks.verifyRampWebhook(delivery, platform.crypto);
}

/** Checks a Pay callback: an ES256 JWT against Kraken's published keys, its issuer and its age. */
export function verifyPayCallback(delivery: Now<PayDelivery>): Promise<PayCallbackClaims> {
  return checks.verifyPayCallback({ now: platform.clock.now(), ...delivery }, platform.crypto);
}
