import { decimal, type Decimal } from "../base/decimal.ts";
import { createHash } from "node:crypto";
import type { SpotAsset, SpotMarkets } from "../markets/spot.ts";
import type { EarnWallet } from "../spot/booking.ts";

/** How money is tied up; times in seconds. */
export type LockType =
  | { readonly type: "flex" }
  | { readonly type: "instant"; readonly payout_frequency: number }
  | {
      readonly type: "bonded";
      readonly payout_frequency: number;
      readonly bonding_period: number;
      readonly bonding_period_variable: boolean;
      readonly bonding_rewards: boolean;
      readonly unbonding_period: number;
      readonly unbonding_period_variable: boolean;
      readonly unbonding_rewards: boolean;
      readonly exit_queue_period: number;
    };

/** A way of letting an asset earn. */
export interface Strategy {
  /** E.g. `ESRFUO3-Q62XD-WIOIL7`. */
  readonly id: string;
  readonly asset: SpotAsset;
  readonly lock: LockType;
  readonly wallet: EarnWallet;
  /** Yearly rate in per cent. */
  readonly apr: Decimal;
  readonly minimum: Decimal;
  readonly cap: Decimal;
  /** Seconds between two payouts. */
  readonly payout: number;
  readonly source: "staking" | "off_chain";
}

const week = 604_800;
const day = 86_400;

function bonded(bonding: number, unbonding: number): LockType {
  return {
    type: "bonded",
    payout_frequency: week,
    bonding_period: bonding,
    bonding_period_variable: false,
    bonding_rewards: false,
    unbonding_period: unbonding,
    unbonding_period_variable: false,
    unbonding_rewards: false,
    exit_queue_period: 0,
  };
}

type Row = readonly [symbol: string, lock: LockType, apr: string, minimum: string, cap: string];

const rows: readonly Row[] = [
  ["ETH", bonded(2 * day, 3 * day), "3", "0.01", "100000"],
  ["SOL", bonded(2 * day, 3 * day), "6", "0.02", "1000000"],
  ["ADA", { type: "instant", payout_frequency: week }, "2.5", "1", "10000000"],
  ["SOL", { type: "instant", payout_frequency: week }, "4", "0.02", "1000000"],
  ["USDC", { type: "flex" }, "4", "1", "10000000"],
  ["USDT", { type: "flex" }, "3.5", "1", "10000000"],
  ["BTC", { type: "flex" }, "0.25", "0.0001", "10000"],
];

/** The strategies of an exchange, for the assets it has. */
export function strategiesOf(markets: SpotMarkets): readonly Strategy[] {
  return rows.flatMap(([symbol, lock, apr, minimum, cap]) => {
    const asset = markets.asset(symbol);
    if (asset === undefined) return [];
    return [
      {
        id: idOf(`${symbol}/${lock.type}`),
        asset,
        lock,
        wallet: lock.type === "bonded" ? "S" : "B",
        apr: decimal(apr),
        minimum: decimal(minimum),
        cap: decimal(cap),
        payout: lock.type === "flex" ? week : lock.payout_frequency,
        source: lock.type === "flex" ? "off_chain" : "staking",
      } satisfies Strategy,
    ];
  });
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The same strategy has the same id in every exchange. */
function idOf(name: string): string {
  const text = [...createHash("sha256").update(name).digest()].map((byte) => letters[byte & 31]).join("");
  return `ES${text.slice(0, 5)}-${text.slice(5, 10)}-${text.slice(10, 16)}`;
}
