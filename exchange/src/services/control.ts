import { Rejection } from "../base/rejection.ts";
import { amountOf } from "../funding/amounts.ts";
import type { Funding } from "../funding/funding.ts";
import type { FundingMethod } from "../funding/methods.ts";
import type { Withdrawal } from "../funding/withdrawals.ts";
import { allScopes, type OAuth } from "../oauth/oauth.ts";
import type { Tasks } from "../custody/tasks.ts";
import type { Vault, Vaults } from "../custody/vaults.ts";
import type { PrimeSettlement } from "../prime/settlement.ts";
import type { EmbedUser } from "../embed/users.ts";
import { isLoopback, type Delivery } from "../partner/courier.ts";
import type { PurchaseStatus } from "../ramp/purchases.ts";
import type { Partner } from "./partner.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { Families, Subaccount } from "../subaccounts/families.ts";

/** What the control calls act on. */
export interface ServiceControlParts {
  readonly venue: SpotCalls;
  readonly funding: Funding;
  readonly families: Families;
  readonly oauth: OAuth;
  readonly vaults: Vaults;
  readonly tasks: Tasks;
  readonly settlement: PrimeSettlement;
  readonly partner: Partner;
}

/** A new address to withdraw to. */
export interface AddressSpec {
  readonly account: string;
  readonly asset: string;
  /** Name of the withdrawal method; the first of the asset when left out. */
  readonly method?: string | undefined;
  readonly key: string;
  /** Made up when left out. */
  readonly address?: string | undefined;
}

/** A user's consent to an application. */
export interface ConsentSpec {
  readonly account: string;
  /** Default `local-app`. */
  readonly clientId?: string | undefined;
  /** Left out: a public client. Only the first consent of an application sets it. */
  readonly clientSecret?: string | undefined;
  /** Default: every scope there is. */
  readonly scopes?: readonly string[] | undefined;
  /** Default `http://localhost/callback`. */
  readonly redirectUri?: string | undefined;
}

/** What the consent page hands to the application. */
export interface Consent {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
}

/** Plays everybody who is not a client of the exchange: networks, banks, people at their screens. */
export class ServiceControl {
  readonly #parts: ServiceControlParts;

  constructor(parts: ServiceControlParts) {
    this.#parts = parts;
  }

  /** Somebody outside pays into an account, a custody vault or the account of an Embed user; answers the reference id. */
  simulateDeposit(account: string, asset: string, amount: string, method?: string): string {
    const { funding } = this.#parts;
    this.#known(account);
    const of = funding.asset(asset);
    return funding.deposits.receive(account, this.#method("deposit", asset, method), amountOf(of, amount)).refid;
  }

  /** Lets a pending deposit arrive now. */
  completeDeposit(refid: string): void {
    this.#parts.funding.deposits.complete(this.#deposit(refid));
  }

  /** Lets a pending deposit fail. */
  failDeposit(refid: string): void {
    this.#parts.funding.deposits.fail(this.#deposit(refid));
  }

  /** Saves an address to withdraw to, as a user does on the web page; answers its address. */
  addWithdrawalAddress(spec: AddressSpec): string {
    const { funding } = this.#parts;
    this.#known(spec.account);
    const method = this.#method("withdraw", spec.asset, spec.method);
    const to = spec.address === undefined ? funding.outside(method) : { address: spec.address };
    return funding.saved.add(spec.account, { method_id: method.id }, to, spec.key).to.address;
  }

  /** Lets a withdrawal succeed now. */
  completeWithdrawal(refid: string): void {
    this.#parts.funding.withdrawals.complete(this.#withdrawal(refid));
  }

  /** Lets a withdrawal fail: what it took comes back. */
  failWithdrawal(refid: string): void {
    this.#parts.funding.withdrawals.fail(this.#withdrawal(refid));
  }

  /** Subaccounts of an account; each can be given keys of its own. */
  subaccounts(master: string): readonly Subaccount[] {
    return this.#parts.families.of(master);
  }

  /** A user consents to an application; the code is good for one exchange within ten minutes. */
  authorize(spec: ConsentSpec): Consent {
    this.#known(spec.account);
    const { clientId = "local-app", redirectUri = "http://localhost/callback", scopes = allScopes } = spec;
    const unknown = scopes.find((scope) => !allScopes.includes(scope));
    if (unknown !== undefined) throw new RangeError(`there is no scope ${unknown}`);
    const client = this.#parts.oauth.register(clientId, spec.clientSecret);
    return { code: this.#parts.oauth.authorize(spec.account, client, scopes, redirectUri), clientId, redirectUri };
  }

  /** Custody vaults of an account; each has the Spot account of its own id. */
  vaults(account: string): readonly Pick<Vault, "id" | "iiban" | "name">[] {
    return this.#parts.vaults.of(account).map(({ id, iiban, name }) => ({ id, iiban, name }));
  }

  /** Another member of an account's organisation decides about a custody task. */
  reviewTask(account: string, task: string, member: string, decision: "approve" | "deny", comment?: string): void {
    const person = this.#parts.vaults.members(account).find(({ iiban, email }) => iiban === member || email === member);
    if (person === undefined) throw new RangeError(`there is no member ${member}`);
    const { tasks } = this.#parts;
    tasks.review(tasks.find(account, task), person, "127.0.0.1", decision, comment);
  }

  /** A trade is made through Prime, to be settled later; answers its id. The last price when none is given. */
  primeTrade(account: string, pair: string, type: "buy" | "sell", amount: string, price?: string): string {
    this.#known(account);
    const market = this.#parts.venue.markets.find(pair);
    if (market === undefined) throw new RangeError(`there is no pair ${pair}`);
    return this.#parts.settlement.trade(account, market, type, amount, price);
  }

  /** What was delivered to webhooks and callbacks, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#parts.partner.courier.deliveries;
  }

  /** Changes what an Embed user may do, and tells the partner. */
  setEmbedUser(iiban: string, state: EmbedUser["state"]): void {
    const { users } = this.#parts.partner;
    const user = users.owner(iiban);
    if (user === undefined) throw new RangeError(`there is no Embed user ${iiban}`);
    users.become(user, state);
  }

  /** A Ramp purchase moves on; the partner is told when an address on this machine and the agreed secret are given. */
  updatePurchase(id: string, status: PurchaseStatus, tell?: { readonly url: string; readonly secret: string }): void {
    const { purchases } = this.#parts.partner;
    const purchase = purchases.find(id);
    if (purchase === undefined) throw new RangeError(`there is no purchase ${id}`);
    purchases.update(purchase, status, tell);
  }

  /** Gives an account a Kraktag; without one it goes by its own name. */
  setKraktag(account: string, tag: string): void {
    this.#known(account);
    this.#parts.partner.pay.setTag(account, tag);
  }

  /** Where Pay tells an account how its payments end: an address on this machine, or nowhere. */
  setPayCallback(account: string, url?: string): void {
    this.#known(account);
    if (url !== undefined && !isLoopback(url)) throw new RangeError("callbacks go to this machine only");
    this.#parts.partner.pay.setCallback(account, url);
  }

  /** Somebody pays a Pay request, or declines to. */
  answerPayRequest(account: string, externalId: string, payer: string, pays = true): void {
    this.#known(payer);
    const { pay } = this.#parts.partner;
    const payment = pay.find(account, externalId);
    if (payment === undefined) throw new RangeError(`there is no request ${externalId}`);
    pay.answer(payment, payer, pays);
  }

  /** Somebody claims what lies behind a paylink. */
  claimPaylink(code: string, account: string): void {
    this.#known(account);
    this.#parts.partner.pay.claim(code, account);
  }

  #known(account: string): void {
    if (!this.#parts.venue.hasAccount(account)) throw new RangeError(`there is no account ${account}`);
  }

  #method(direction: "deposit" | "withdraw", asset: string, name: string | undefined): FundingMethod {
    const { funding } = this.#parts;
    const of = funding.asset(asset);
    const method =
      name === undefined ? funding.methods.list(direction, of)[0] : funding.methods.named(direction, of, name);
    if (method === undefined) throw new Rejection("EFunding:No funding method");
    return method;
  }

  #deposit(refid: string): NonNullable<ReturnType<Funding["deposits"]["find"]>> {
    const deposit = this.#parts.funding.deposits.find(refid);
    if (deposit === undefined) throw new RangeError(`there is no deposit ${refid}`);
    return deposit;
  }

  #withdrawal(refid: string): Withdrawal {
    const withdrawal = this.#parts.funding.withdrawals.find(refid);
    if (withdrawal === undefined) throw new RangeError(`there is no withdrawal ${refid}`);
    return withdrawal;
  }
}
