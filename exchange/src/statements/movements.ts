import { createHash } from "node:crypto";
import { decimal, type Decimal } from "../base/decimal.ts";
import type { Funding } from "../funding/funding.ts";
import { isOpen } from "../funding/withdrawals.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { LedgerInfo } from "../spot/types.ts";

/** One amount of a movement. */
export interface MovementLeg {
  /** Empty until it is in the ledger. */
  readonly ledgerId: string;
  readonly asset: SpotAsset;
  /** Signed, without the fee. */
  readonly amount: Decimal;
  readonly fee: Decimal;
  readonly balance: Decimal | undefined;
}

/** What became of a movement. */
export type MovementStatus = "in_progress" | "successful" | "failed";

/** Everything that shares a reference: a deposit, a withdrawal, both sides of a trade. */
export interface Movement {
  readonly id: string;
  readonly refid: string;
  /** Milliseconds. */
  readonly time: number;
  /** Type of the ledger entries. */
  readonly type: string;
  readonly subtype: string;
  readonly status: MovementStatus;
  readonly legs: readonly MovementLeg[];
  /** Id on the chain; empty when there is none, or none yet. */
  readonly txid: string;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The id of a movement; the same before and after it reaches the ledger. */
export function movementId(refid: string): string {
  const text = [...createHash("sha256").update(refid).digest()].map((byte) => letters[byte & 31]).join("");
  return `TX${text.slice(0, 5)}-${text.slice(5, 10)}-${text.slice(10, 16)}`;
}

/** Everything that moved on an account, newest first; what is still on its way included. */
export function movementsOf(venue: SpotCalls, funding: Funding, account: string): readonly Movement[] {
  const byRefid = new Map<string, [string, LedgerInfo][]>();
  for (const [id, entry] of everyEntry(venue, account))
    byRefid.set(entry.refid, [...(byRefid.get(entry.refid) ?? []), [id, entry]]);
  const settled = [...byRefid.values()].map((entries) => fromLedger(venue, funding, entries));
  const awaited = funding.deposits
    .of(account)
    .filter(({ status }) => status !== "Success")
    .map(({ refid, time, status, method, amount, txid }): Movement => ({
      id: movementId(refid),
      refid,
      time,
      type: "deposit",
      subtype: "",
      status: status === "Failure" ? "failed" : "in_progress",
      legs: [{ ledgerId: "", asset: method.asset, amount, fee: method.fee, balance: undefined }],
      txid,
    }));
  return [...awaited, ...settled].sort((a, b) => b.time - a.time);
}

/** An account's whole ledger, newest first. */
export function everyEntry(venue: SpotCalls, account: string): readonly (readonly [string, LedgerInfo])[] {
  const rows: (readonly [string, LedgerInfo])[] = [];
  let cursor: string | undefined = "";
  while (cursor !== undefined) {
    const page: ReturnType<SpotCalls["ledgers"]> = venue.ledgers(account, { limit: 100, cursor });
    rows.push(...Object.entries(page.entries));
    cursor = page.next;
  }
  return rows;
}

function fromLedger(venue: SpotCalls, funding: Funding, entries: readonly (readonly [string, LedgerInfo])[]): Movement {
  // A withdrawal that came back has entries in both directions; what was asked for is the oldest.
  const oldest = (entries.at(-1) as readonly [string, LedgerInfo])[1];
  const { refid, type, subtype } = oldest;
  const withdrawal = type === "withdrawal" ? funding.withdrawals.find(refid) : undefined;
  const legs = withdrawal === undefined ? entries : entries.slice(-1);
  let status: MovementStatus = "successful";
  if (withdrawal?.status === "Failure") status = "failed";
  else if (withdrawal !== undefined && isOpen(withdrawal)) status = "in_progress";
  return {
    id: movementId(refid),
    refid,
    time: Math.round(Number(oldest.time.text) * 1000),
    type,
    subtype,
    status,
    legs: legs.map(([ledgerId, entry]) => ({
      ledgerId,
      asset: baseOf(venue, entry.asset),
      amount: decimal(entry.amount),
      fee: decimal(entry.fee),
      balance: decimal(entry.balance),
    })),
    txid: withdrawal?.txid ?? (type === "deposit" ? (funding.deposits.find(refid)?.txid ?? "") : ""),
  };
}

/** The asset of a ledger entry; that of `ETH.S` is ETH. */
function baseOf(venue: SpotCalls, id: string): SpotAsset {
  const asset = venue.markets.asset(id) ?? venue.markets.asset(id.replace(/\.[A-Z]$/, ""));
  if (asset === undefined) throw new RangeError(`no asset ${id}`);
  return asset;
}
