import { createHmac } from "node:crypto";
import type { Agenda } from "../base/agenda.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import { isLoopback, type Courier, type Response } from "../partner/courier.ts";

/** What partners can be told. */
export const webhookEvents = [
  "custom_order.executed",
  "custom_order.execution_failed",
  "custom_order.cancelled",
  "quote.executed",
  "quote.execution_failed",
  "quote.cancelled",
  "reward.paid",
  "user.verified",
  "user.closed",
  "user.disabled",
  "deposit.status_updated",
  "withdrawal.status_updated",
] as const;

/** One kind of event. */
export type WebhookEvent = (typeof webhookEvents)[number];

/** An address a partner wants to be told at. */
export interface Webhook {
  readonly id: string;
  readonly partner: string;
  readonly url: string;
  /** Base64 of the signing key. */
  readonly secret: string;
  readonly created: number;
  enabled: boolean;
  events: readonly WebhookEvent[];
  updated: number;
}

/** A test delivery and what came of it. */
export interface WebhookTest {
  readonly id: string;
  readonly payload: string;
  readonly signature: string;
  readonly response: Response;
}

const testBody =
  '{"event_type":"webhook.test","message":"This is a test webhook event to verify your endpoint configuration."}';
/** Webhooks one partner may have. */
const most = 20;

/** The webhooks of all partners, really delivered to addresses on this machine. */
export class Webhooks {
  readonly #agenda: Agenda;
  readonly #ids: Ids;
  readonly #courier: Courier;
  readonly #webhooks: Map<string, Webhook> = new Map();

  constructor(agenda: Agenda, ids: Ids, courier: Courier) {
    this.#agenda = agenda;
    this.#ids = ids;
    this.#courier = courier;
  }

  /** Webhooks of a partner, oldest first. */
  of(partner: string): readonly Webhook[] {
    return [...this.#webhooks.values()].filter((webhook) => webhook.partner === partner);
  }

  /** The webhook of an id. */
  find(partner: string, id: string): Webhook {
    const webhook = this.#webhooks.get(id);
    if (webhook?.partner !== partner) throw new Rejection("ENexus:Unknown webhook");
    return webhook;
  }

  /** Registers an address. Kraken wants https and a listed domain; here it has to be on this machine. */
  register(partner: string, url: string, enabled: boolean, events: readonly WebhookEvent[]): Webhook {
    if (!isLoopback(url)) throw new Rejection("EAPI:InvalidParameter:url");
    if (this.of(partner).length >= most) throw new Rejection("ENexus:Too many webhooks");
    const now = this.#agenda.now();
    const webhook: Webhook = {
      id: this.#ids.named("WH"),
      partner,
      url,
      secret: Buffer.from(this.#ids.token(32), "latin1").toString("base64"),
      created: now,
      enabled,
      events,
      updated: now,
    };
    this.#webhooks.set(webhook.id, webhook);
    return webhook;
  }

  /** Changes a webhook; the address stays. */
  change(webhook: Webhook, enabled: boolean | undefined, events: readonly WebhookEvent[] | undefined): void {
    webhook.enabled = enabled ?? webhook.enabled;
    webhook.events = events ?? webhook.events;
    webhook.updated = this.#agenda.now();
  }

  /** Forgets a webhook. */
  remove(webhook: Webhook): void {
    this.#webhooks.delete(webhook.id);
  }

  /** Tells a partner, at every enabled address that wants to know. */
  tell(partner: string, event: string, iiban: string, id: string, more: object): void {
    const wanted = this.of(partner).filter(
      ({ enabled, events }) => enabled && (events as readonly string[]).includes(event),
    );
    if (wanted.length === 0) return;
    const body = JSON.stringify({ event_type: event, iiban, id, timestamp: this.#agenda.iso(), ...more });
    for (const webhook of wanted) this.#courier.deliver(webhook.url, body, () => this.#headers(webhook, body));
  }

  /** Sends a test event and waits for the response. */
  async test(webhook: Webhook): Promise<WebhookTest> {
    const headers = this.#headers(webhook, testBody);
    const id = this.#ids.uuid();
    const response = await this.#courier.send(webhook.url, testBody, headers);
    return { id, payload: testBody, signature: headers["X-Signature"] ?? "", response };
  }

  #headers({ secret }: Webhook, body: string): Readonly<Record<string, string>> {
    const time = Math.floor(this.#agenda.now() / 1000);
    const sign = createHmac("sha256", Buffer.from(secret, "base64")).update(`${time}.${body}`).digest("hex");
    return { "content-type": "application/json", "X-Signature": `t=${time},v1=${sign}` };
  }
}
