import type { Agenda } from "../base/agenda.ts";
import { add, compare, decimal, mul, plainText, sub, zero, type Decimal } from "../base/decimal.ts";
import { Emitter } from "../base/events.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { FundingMethod } from "./methods.ts";
import type { SavedAddress } from "./saved.ts";

/** How far a withdrawal is. */
export type WithdrawalStatus = "Initial" | "Pending" | "Settled" | "Success" | "Failure";

/** Money on its way out, or gone. */
export interface Withdrawal {
  readonly refid: string;
  readonly account: string;
  readonly method: FundingMethod;
  /** Where it goes; the address as it was, whatever becomes of the saved one. */
  readonly key: string;
  readonly addressId: string;
  readonly address: string;
  /** What arrives. */
  readonly net: Decimal;
  readonly fee: Decimal;
  readonly time: number;
  status: WithdrawalStatus;
  canceled: boolean;
  txid: string;
}

/** What is asked: exactly one of what leaves the account and what arrives. */
export type WithdrawalAmount = { readonly gross: Decimal } | { readonly net: Decimal };

/** What withdrawals are built on. */
export interface WithdrawalParts {
  readonly agenda: Agenda;
  readonly ids: Ids;
  readonly venue: SpotCalls;
  /** Milliseconds until a withdrawal is done. */
  readonly settleMs: number;
  /** What an account may take out in 24 hours, in USD. */
  readonly dailyUsd: Decimal;
}

const day = 86_400_000;

/** Every withdrawal: paid from the balance at once, done after a while, refunded when it fails. */
export class Withdrawals {
  readonly events: Emitter<{ changed: Withdrawal }> = new Emitter();
  readonly #parts: WithdrawalParts;
  readonly #byAccount: Map<string, Withdrawal[]> = new Map();
  readonly #byRefid: Map<string, Withdrawal> = new Map();

  constructor(parts: WithdrawalParts) {
    this.#parts = parts;
  }

  /** Withdrawals of an account, newest first. */
  of(account: string): readonly Withdrawal[] {
    return this.#byAccount.get(account) ?? [];
  }

  /** The withdrawal of that reference id. */
  find(refid: string): Withdrawal | undefined {
    return this.#byRefid.get(refid);
  }

  /** Net amount and fee, or the refusal of an amount that is too small. */
  price(method: FundingMethod, amount: WithdrawalAmount): { readonly net: Decimal; readonly fee: Decimal } {
    const { fee, minimum } = method;
    const net = "net" in amount ? amount.net : sub(amount.gross, fee);
    if (compare(net, zero) <= 0 || compare(add(net, fee), minimum) < 0) throw new Rejection("EFunding:Invalid amount");
    return { net, fee };
  }

  /** Sends money to a saved address. */
  send(account: string, method: FundingMethod, to: SavedAddress, amount: WithdrawalAmount): Withdrawal {
    const { ids, agenda, settleMs } = this.#parts;
    const { net, fee } = this.price(method, amount);
    const left = this.allowance(account, method.asset);
    if (left !== undefined && compare(add(net, fee), left) > 0) throw new Rejection("EFunding:Invalid amount");
    const withdrawal: Withdrawal = {
      refid: ids.funding(),
      account,
      method,
      key: to.name,
      addressId: to.id,
      address: to.to.address,
      net,
      fee,
      time: agenda.now(),
      status: "Initial",
      canceled: false,
      txid: "",
    };
    this.#book(withdrawal, "out");
    this.#byAccount.set(account, [withdrawal, ...this.of(account)]);
    this.#byRefid.set(withdrawal.refid, withdrawal);
    this.events.emit("changed", withdrawal);
    if (settleMs === 0) {
      this.complete(withdrawal);
      return withdrawal;
    }
    agenda.after(settleMs / 3, () => {
      if (withdrawal.status === "Initial") this.#become(withdrawal, "Pending");
    });
    agenda.after(settleMs, () => {
      if (isOpen(withdrawal)) this.complete(withdrawal);
    });
    return withdrawal;
  }

  /** Takes a withdrawal back; false when it is too late for that. */
  cancel(withdrawal: Withdrawal): boolean {
    if (!isOpen(withdrawal)) return false;
    withdrawal.canceled = true;
    this.fail(withdrawal);
    return true;
  }

  /** Lets a withdrawal succeed now. */
  complete(withdrawal: Withdrawal): void {
    if (!isOpen(withdrawal)) throw new Rejection("EFunding:Invalid reference id");
    withdrawal.txid = this.#parts.ids.text(64, "0123456789abcdef");
    this.#become(withdrawal, "Success");
  }

  /** Lets a withdrawal fail: what it took comes back. */
  fail(withdrawal: Withdrawal): void {
    if (!isOpen(withdrawal)) throw new Rejection("EFunding:Invalid reference id");
    this.#book(withdrawal, "back");
    this.#become(withdrawal, "Failure");
  }

  /** USD value that went out, or is going, in the last 24 hours. */
  usedUsd(account: string): Decimal {
    const since = this.#parts.agenda.now() - day;
    let used = zero;
    for (const { time, status, net, fee, method } of this.of(account)) {
      if (time <= since || status === "Failure") continue;
      used = add(used, mul(add(net, fee), this.#usd(method.asset) ?? zero));
    }
    return used;
  }

  /** What an account may take out in 24 hours, in USD. */
  get dailyUsd(): Decimal {
    return this.#parts.dailyUsd;
  }

  /** How much of an asset may still go out today; undefined when nobody knows its price. */
  allowance(account: string, asset: SpotAsset): Decimal | undefined {
    const left = sub(this.#parts.dailyUsd, this.usedUsd(account));
    return this.inAsset(compare(left, zero) < 0 ? zero : left, asset);
  }

  /** A USD amount in another asset, rounded to its ledger. */
  inAsset(usd: Decimal, asset: SpotAsset): Decimal | undefined {
    const price = this.#parts.venue.price("USD", asset.id, 18);
    if (price === undefined) return undefined;
    const { units, scale } = mul(usd, price);
    const cut = 10n ** BigInt(Math.max(0, scale - asset.decimals));
    return { units: units / cut, scale: Math.min(scale, asset.decimals) };
  }

  #usd(asset: SpotAsset): Decimal | undefined {
    return this.#parts.venue.price(asset.id, "USD", 12);
  }

  #book({ refid, account, method, net, fee }: Withdrawal, way: "out" | "back"): void {
    const sign = way === "out" ? "-" : "";
    this.#parts.venue.book({
      refid,
      type: "withdrawal",
      outside: true,
      legs: [
        {
          account,
          asset: method.asset.id,
          amount: sign + plainText(net),
          fee: (way === "out" ? "" : "-") + plainText(fee),
        },
      ],
    });
  }

  #become(withdrawal: Withdrawal, status: WithdrawalStatus): void {
    withdrawal.status = status;
    this.events.emit("changed", withdrawal);
  }
}

/** Whether a withdrawal can still go either way. */
export function isOpen({ status }: Withdrawal): boolean {
  return status === "Initial" || status === "Pending";
}

/** Default of `dailyUsd`. */
export const defaultDailyUsd: Decimal = decimal("500000");
