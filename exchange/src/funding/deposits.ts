import type { Agenda } from "../base/agenda.ts";
import { compare, plainText, type Decimal } from "../base/decimal.ts";
import { Emitter } from "../base/events.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { FundingMethod } from "./methods.ts";
import type { OutsideAddress } from "./networks.ts";

/** Addresses one account may have per way of depositing. */
export const addressLimit = 5;

/** An address of ours that an account can be paid at. */
export interface DepositAddress extends OutsideAddress {
  readonly id: string;
  readonly account: string;
  readonly method: FundingMethod;
  readonly created: number;
  /** Milliseconds; undefined for addresses that stay. */
  readonly expires: number | undefined;
  /** When money last came in here. */
  lastUsed: number | undefined;
}

/** How far a deposit is. */
export type DepositStatus = "Initial" | "Pending" | "Settled" | "Success" | "Failure";

/** Money on its way in, or arrived. */
export interface Deposit {
  readonly refid: string;
  readonly account: string;
  readonly method: FundingMethod;
  readonly amount: Decimal;
  readonly txid: string;
  readonly address: DepositAddress;
  readonly time: number;
  status: DepositStatus;
}

/** What deposits and addresses are built on. */
export interface DepositParts {
  readonly agenda: Agenda;
  readonly ids: Ids;
  readonly venue: SpotCalls;
  /** Milliseconds until a deposit has its confirmations. */
  readonly confirmMs: number;
}

/** Addresses to be paid at, and what was paid there. */
export class Deposits {
  readonly events: Emitter<{ changed: Deposit }> = new Emitter();
  readonly #parts: DepositParts;
  readonly #addresses: Map<string, DepositAddress[]> = new Map();
  readonly #deposits: Map<string, Deposit[]> = new Map();

  constructor(parts: DepositParts) {
    this.#parts = parts;
  }

  /** Addresses of an account that have not expired, oldest first; of one method if given. */
  addresses(account: string, method?: FundingMethod): readonly DepositAddress[] {
    const now = this.#parts.agenda.now();
    return (this.#addresses.get(account) ?? []).filter(
      (address) =>
        (method === undefined || address.method === method) && (address.expires === undefined || now < address.expires),
    );
  }

  /** Makes a new address. */
  create(account: string, method: FundingMethod): DepositAddress {
    if (this.addresses(account, method).length >= addressLimit) throw new Rejection("EFunding:Too many addresses");
    const { ids, agenda } = this.#parts;
    const address: DepositAddress = {
      ...method.network.make(ids),
      id: ids.uuid(),
      account,
      method,
      created: agenda.now(),
      // A Lightning invoice is good for an hour, every other address for ever.
      expires: method.network.name === "Lightning" ? agenda.now() + 3_600_000 : undefined,
      lastUsed: undefined,
    };
    this.#addresses.set(account, [...(this.#addresses.get(account) ?? []), address]);
    return address;
  }

  /** The newest address of a method, made if there is none. */
  claim(account: string, method: FundingMethod): DepositAddress {
    return this.addresses(account, method).at(-1) ?? this.create(account, method);
  }

  /** Somebody outside pays: pending until confirmed, then in the balance and in the ledger. */
  receive(account: string, method: FundingMethod, amount: Decimal): Deposit {
    if (compare(amount, method.minimum) < 0) throw new Rejection("EFunding:Invalid amount");
    const { ids, agenda, confirmMs } = this.#parts;
    const address = this.claim(account, method);
    const deposit: Deposit = {
      refid: ids.funding(),
      account,
      method,
      amount,
      txid: ids.text(64, "0123456789abcdef"),
      address,
      time: agenda.now(),
      status: "Pending",
    };
    address.lastUsed = agenda.now();
    this.#deposits.set(account, [deposit, ...(this.#deposits.get(account) ?? [])]);
    this.events.emit("changed", deposit);
    if (confirmMs === 0) this.#credit(deposit);
    else agenda.after(confirmMs, () => this.#credit(deposit));
    return deposit;
  }

  /** Deposits of an account, newest first. */
  of(account: string): readonly Deposit[] {
    return this.#deposits.get(account) ?? [];
  }

  /** The deposit of that reference id. */
  find(refid: string): Deposit | undefined {
    for (const deposits of this.#deposits.values()) {
      const found = deposits.find((deposit) => deposit.refid === refid);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Lets a deposit that is still pending arrive now. */
  complete(deposit: Deposit): void {
    this.#credit(deposit);
  }

  /** Lets a deposit that is still pending fail. */
  fail(deposit: Deposit): void {
    if (deposit.status !== "Pending") throw new Rejection("EFunding:Invalid reference id");
    deposit.status = "Failure";
    this.events.emit("changed", deposit);
  }

  #credit(deposit: Deposit): void {
    if (deposit.status !== "Pending") return;
    const { account, method, amount, refid } = deposit;
    this.#parts.venue.book({
      refid,
      type: "deposit",
      outside: true,
      legs: [{ account, asset: method.asset.id, amount: plainText(amount) }],
    });
    deposit.status = "Success";
    this.events.emit("changed", deposit);
  }
}
