import { createHmac } from "node:crypto";
import type { Agenda } from "../base/agenda.ts";
import type { Ids } from "../base/ids.ts";
import type { Courier } from "../partner/courier.ts";

/** How far a purchase is. */
export type PurchaseStatus = "new" | "paid" | "pending" | "completed" | "failed" | "canceled";

/** Somebody is sent to the checkout. */
export interface Purchase {
  readonly id: string;
  readonly account: string;
  readonly created: number;
  /** Every parameter of the checkout call, null where it was left out. */
  readonly request: Readonly<Record<string, string | null>>;
  readonly outAmount: string;
  readonly affiliateFee: string;
  status: PurchaseStatus;
}

/** Checkouts of Ramp, and the updates partners are told of them. */
export class Purchases {
  readonly #agenda: Agenda;
  readonly #ids: Ids;
  readonly #courier: Courier;
  readonly #purchases: Map<string, Purchase> = new Map();

  constructor(agenda: Agenda, ids: Ids, courier: Courier) {
    this.#agenda = agenda;
    this.#ids = ids;
    this.#courier = courier;
  }

  /** Opens a checkout. */
  open(purchase: Pick<Purchase, "account" | "request" | "outAmount" | "affiliateFee">): Purchase {
    const made: Purchase = { ...purchase, id: this.#ids.uuid(), created: this.#agenda.now(), status: "new" };
    this.#purchases.set(made.id, made);
    return made;
  }

  /** The checkout of an id. */
  find(id: string): Purchase | undefined {
    return this.#purchases.get(id);
  }

  /** A purchase moves on; the partner is told at an address on this machine, signed with the agreed secret. */
  update(purchase: Purchase, status: PurchaseStatus, tell?: { readonly url: string; readonly secret: string }): void {
    purchase.status = status;
    if (tell === undefined) return;
    const { request } = purchase;
    const timestamp = this.#agenda.iso();
    const body = JSON.stringify({
      status,
      raw_status: status,
      timestamp,
      payload: {
        transaction_id: purchase.id,
        in_amount: request["in_amount"],
        in_asset: request["in_asset"],
        in_method: request["in_method"],
        out_amount: purchase.outAmount,
        out_asset: request["out_asset"],
        out_method: request["out_method"],
        timestamp,
        wallet: request["wallet_address"],
        transaction_hash: status === "completed" ? this.#ids.text(64, "0123456789abcdef") : null,
        external_transaction_id: request["external_transaction_id"],
        external_user_id: request["external_user_id"],
        external_partner_id: request["external_partner_id"],
        external_metadata: request["external_metadata"],
        affiliate_fee: purchase.affiliateFee,
      },
    });
    const signature = createHmac("sha256", tell.secret).update(body).digest("hex");
    this.#courier.deliver(tell.url, body, () => ({ "content-type": "application/json", "X-Signature": signature }));
  }
}
