import type { Agenda } from "../base/agenda.ts";
import { plainText, type Decimal } from "../base/decimal.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { Courier } from "../partner/courier.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { TokenSigner } from "./signer.ts";

/** How a payment ended. */
export type PayOutcome = "success" | "failed" | "cancelled" | "expired" | "declined";

/** A payment: sent to somebody, asked of somebody, or left behind a link. */
export interface Payment {
  readonly kind: "transfer" | "request" | "paylink";
  readonly id: string;
  readonly account: string;
  readonly externalId: string;
  readonly asset: SpotAsset;
  readonly amount: Decimal;
  /** Everything that was asked, to tell a repetition from a different payment under the same id. */
  readonly asked: string;
  /** Kraktag of the other side, where it is known from the start. */
  readonly other: string | undefined;
  readonly created: number;
  readonly expires: number | undefined;
  /** Of a paylink, once it is made. */
  code: string | undefined;
  outcome: PayOutcome | undefined;
}

/** What a payment is made of. */
export type PaymentSpec = Pick<Payment, "kind" | "account" | "externalId" | "asset" | "amount" | "asked" | "other"> & {
  readonly expireMs?: number | undefined;
};

/** What Pay is built on. */
export interface PayParts {
  readonly agenda: Agenda;
  readonly ids: Ids;
  readonly venue: SpotCalls;
  readonly courier: Courier;
  readonly signer: TokenSigner;
}

/** Seconds a paylink can be claimed, and a request answered unless it says otherwise. */
export const expireSeconds = 604_800;
/** How long a transfer is under way and a link in the making. */
const workMs = 1_000;
const codeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Payments between accounts; what is on its way lies with the exchange. */
export class Pay {
  readonly #parts: PayParts;
  readonly #payments: Map<string, Payment> = new Map();
  readonly #tags: Map<string, string> = new Map();
  readonly #callbacks: Map<string, string> = new Map();

  constructor(parts: PayParts) {
    this.#parts = parts;
  }

  /** Gives an account a Kraktag; without one it goes by its own name. */
  setTag(account: string, tag: string): void {
    if ([...this.#tags].some(([owner, taken]) => taken === tag && owner !== account))
      throw new RangeError(`the Kraktag ${tag} is taken`);
    this.#tags.set(account, tag);
  }

  /** The Kraktag of an account. */
  tagOf(account: string): string {
    return this.#tags.get(account) ?? account;
  }

  /** Where an account is told how its payments end. */
  setCallback(account: string, url: string | undefined): void {
    if (url === undefined) this.#callbacks.delete(account);
    else this.#callbacks.set(account, url);
  }

  /** The account behind a Kraktag. */
  accountOf(tag: string): string {
    for (const [account, known] of this.#tags) if (known === tag) return account;
    if (this.#tags.has(tag) || !this.#parts.venue.hasAccount(tag)) throw new Rejection("EFunding:Unknown recipient");
    return tag;
  }

  /** The payment an account knows by an id. */
  find(account: string, externalId: string): Payment | undefined {
    return this.#payments.get(`${account}/${externalId}`);
  }

  /** The payment of an id of ours. */
  byId(id: string): Payment | undefined {
    return [...this.#payments.values()].find((payment) => payment.id === id);
  }

  /** Starts a payment; the same one again under the same id changes nothing. */
  start(spec: PaymentSpec): Payment {
    const known = this.find(spec.account, spec.externalId);
    if (known !== undefined) {
      if (known.asked !== spec.asked) throw new Rejection("EGeneral:Invalid arguments:external_id");
      return known;
    }
    const { agenda, ids } = this.#parts;
    if (spec.other !== undefined && this.accountOf(spec.other) === spec.account)
      throw new Rejection("EFunding:Unknown recipient");
    const { expireMs, ...rest } = spec;
    const lasts = spec.kind === "transfer" ? undefined : (expireMs ?? expireSeconds * 1000);
    const payment: Payment = {
      ...rest,
      id: ids.uuid(),
      created: agenda.now(),
      expires: lasts === undefined ? undefined : agenda.now() + lasts,
      code: undefined,
      outcome: undefined,
    };
    if (payment.kind !== "request") this.#move(payment, payment.account, "out");
    this.#payments.set(`${payment.account}/${payment.externalId}`, payment);
    if (payment.kind === "transfer") agenda.after(workMs, () => this.#arrive(payment, payment.other ?? ""));
    if (payment.kind === "paylink")
      agenda.after(workMs, () => {
        payment.code = ids.text(12, codeLetters);
      });
    if (lasts !== undefined) agenda.after(lasts, () => this.#end(payment, "expired"));
    return payment;
  }

  /** Takes a payment back, if it has not ended. */
  cancel(payment: Payment): void {
    if (payment.outcome !== undefined) throw new Rejection("EFunding:Invalid reference id");
    this.#end(payment, "cancelled");
  }

  /** Somebody pays a request, or declines to. */
  answer(payment: Payment, payer: string, pays: boolean): void {
    if (payment.kind !== "request" || payment.outcome !== undefined)
      throw new Rejection("EFunding:Invalid reference id");
    if (payment.other !== undefined && this.accountOf(payment.other) !== payer)
      throw new Rejection("EGeneral:Permission denied");
    if (!pays) return this.#end(payment, "declined", payer);
    this.#move(payment, payer, "out");
    this.#move(payment, payment.account, "in");
    payment.outcome = "success";
    this.#tell(payment, payer);
  }

  /** Somebody claims what lies behind a link. */
  claim(code: string, account: string): void {
    const payment = [...this.#payments.values()].find((one) => one.code === code);
    if (payment === undefined || payment.outcome !== undefined) throw new Rejection("EFunding:Invalid reference id");
    this.#arrive(payment, this.tagOf(account));
  }

  #arrive(payment: Payment, tag: string): void {
    if (payment.outcome !== undefined) return;
    const account = this.accountOf(tag);
    this.#move(payment, account, "in");
    payment.outcome = "success";
    this.#tell(payment, account);
  }

  #end(payment: Payment, outcome: PayOutcome, other?: string): void {
    if (payment.outcome !== undefined) return;
    payment.outcome = outcome;
    if (payment.kind !== "request") this.#move(payment, payment.account, "in");
    this.#tell(payment, other);
  }

  /** Money goes to the exchange, or comes from there. */
  #move({ asset, amount, kind }: Payment, account: string, way: "in" | "out"): void {
    const value = plainText(amount);
    const [here, there] = way === "out" ? [`-${value}`, value] : [value, `-${value}`];
    this.#parts.venue.book({
      type: "transfer",
      subtype: kind === "paylink" ? "paylink" : "paytag",
      legs: [
        { account, asset: asset.id, amount: here },
        { asset: asset.id, amount: there },
      ],
    });
  }

  #tell(payment: Payment, other: string | undefined): void {
    const url = this.#callbacks.get(payment.account);
    if (url === undefined) return;
    const { agenda, courier, signer } = this.#parts;
    const issued = Math.floor(agenda.now() / 1000);
    const tag = other === undefined ? payment.other : this.tagOf(other);
    const body = signer.token({
      iss: "kraken-pay",
      iat: issued,
      exp: issued + 86_400,
      payload: {
        external_id: payment.externalId,
        status: payment.outcome,
        ...(tag === undefined ? {} : { customer_kraktag: tag }),
      },
    });
    courier.deliver(url, body, () => ({ "content-type": "application/jwt" }));
  }
}
