/** The account's balances and ledger. https://docs.kraken.com/api/docs/websocket-v2/balances */
import type { Feed } from "../feed.ts";
import { firstMessage, spotFeed, unlessAllUsers } from "./shared.ts";
import type { WSSpotFrame } from "./shared.ts";

/** What `balances` takes. */
export interface WSSpotBalancesParams {
  /** Default true. */
  readonly snapshot?: boolean;
  /** xStocks in units of the underlying. Default true. */
  readonly rebased?: boolean;
  /** Master accounts: entries of sub-accounts too, and no snapshot. */
  readonly users?: "all";
}

/** What one wallet holds of an asset. */
export interface WSSpotWallet {
  type: "spot" | "earn";
  id: "main" | "flex" | "bonded" | "flexible" | "liquid" | "locked" | "closed";
  balance: number;
}

/** The total of one asset. Holds for open orders are not subtracted. */
export interface WSSpotBalance {
  asset: string;
  asset_class: string;
  balance: number;
  wallets: WSSpotWallet[];
}

/** One ledger entry. A trade makes two frames, one per asset, with the same `ref_id`. */
export interface WSSpotLedgerEntry {
  ledger_id: string;
  ref_id: string;
  timestamp: string;
  type: string;
  subtype?: string;
  category?: string;
  asset: string;
  asset_class: string;
  wallet_type: "spot" | "earn";
  wallet_id: string;
  /** Signed, without the fee. */
  amount: number;
  fee: number;
  /** The new total. */
  balance: number;
  /** With `users: "all"`. */
  user?: string;
}

/** A frame of `balances`. `sequence` is 1 for the snapshot and rises by one with each frame. */
export type WSSpotBalancesMessage =
  | (WSSpotFrame<"balances", "snapshot", WSSpotBalance[]> & { sequence: number })
  | (WSSpotFrame<"balances", "update", WSSpotLedgerEntry[]> & { sequence: number });

export const spotBalances: Feed = spotFeed({
  channel: "balances",
  private: true,
  symbols: "none",
  defaults: { snapshot: true, rebased: true },
  snapshot: unlessAllUsers,
  first: firstMessage,
});
