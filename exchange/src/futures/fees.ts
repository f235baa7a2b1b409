import type { Contract } from "../markets/futures.ts";
import type { FuturesAccount } from "./account.ts";
import { fixed, type Fixed } from "./fixed.ts";

/** One step of a fee schedule; fees are percent. */
export interface FeeTier {
  readonly makerFee: string;
  readonly takerFee: string;
  readonly usdVolume: string;
}

/** A fee schedule. */
export interface FeeSchedule {
  readonly uid: string;
  readonly name: string;
  readonly tiers: readonly FeeTier[];
}

const base: readonly FeeTier[] = [
  { makerFee: "0.02", takerFee: "0.05", usdVolume: "0" },
  { makerFee: "0.0175", takerFee: "0.045", usdVolume: "5000000" },
];

/** Fee schedules recorded in September 2026; only their first two steps were captured. */
export const feeSchedules: readonly FeeSchedule[] = [
  { uid: "723888f7-0a8e-4183-8648-f920a22339e3", name: "MTF Linear Rebate Fees", tiers: base },
  { uid: "a6cbc326-9477-4a6c-911a-d4cb3ed7481e", name: "Inverse Single-Collateral Rebate Fees", tiers: base },
  { uid: "97ae0cc8-2964-43ea-91e9-d8e720b02b19", name: "Linear Multi-Collateral Rebate Fees", tiers: base },
];

const window = 30 * 86_400_000;

/** USD volume of the last 30 days under a schedule. */
export function volume30d(account: FuturesAccount, uid: string, now: number): Fixed {
  let sum = 0n;
  for (const { time, usd } of account.volumes.get(uid) ?? []) if (time > now - window) sum += usd;
  return sum;
}

/** Counts a trade; the rows of one hour are kept as one, and old ones are dropped. */
export function countVolume(account: FuturesAccount, uid: string, now: number, usd: Fixed): void {
  const rows = account.volumes.get(uid) ?? [];
  const last = rows.at(-1);
  if (last && now - last.time < 3_600_000) rows[rows.length - 1] = { time: last.time, usd: last.usd + usd };
  else rows.push({ time: now, usd });
  while (rows[0] && rows[0].time <= now - window) rows.shift();
  account.volumes.set(uid, rows);
}

/** Relative fee of the account's step in the schedule of a contract. */
export function feeRate(account: FuturesAccount, contract: Contract, role: "maker" | "taker", now: number): Fixed {
  const uid = contract.record.feeScheduleUid;
  const schedule = feeSchedules.find((row) => row.uid === uid);
  if (!schedule) return 0n;
  const volume = volume30d(account, uid, now);
  let rate = 0n;
  for (const tier of schedule.tiers) {
    if (fixed(tier.usdVolume) <= volume) rate = fixed(role === "maker" ? tier.makerFee : tier.takerFee) / 100n;
  }
  return rate;
}
