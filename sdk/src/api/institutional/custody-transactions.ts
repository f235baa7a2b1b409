/** Custody (legacy): transactions. Superseded by the Custody External API. */
import type { CallOptions, Routes } from "../route.ts";
import type { CustodyErrorAnswer, CustodyErrorsAnswer } from "./custody-vaults.ts";
import { numericRead } from "./rows.ts";

export interface CustodyTransactionsCalls {
  /**
   * Transactions of a vault, page by page.
   *
   * `POST /0/private/ListCustodyTransactions` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/portfolios/list-custody-transactions
   */
  listCustodyTransactions(
    params: CustodyTransactionsParams,
    options?: CallOptions,
  ): Promise<CustodyErrorsAnswer<CustodyTransactions>>;
  /**
   * One transaction of a vault.
   *
   * `POST /0/private/GetCustodyTransaction` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/portfolios/get-transaction-by-id
   */
  getCustodyTransactionbyId(
    params: CustodyTransactionParams,
    options?: CallOptions,
  ): Promise<CustodyErrorAnswer<CustodyTransactionResult>>;
}

export const custodyTransactions: Routes<CustodyTransactionsCalls> = {
  listCustodyTransactions: numericRead("/0/private/ListCustodyTransactions", "id", { inQuery: "id" }),
  getCustodyTransactionbyId: numericRead("/0/private/GetCustodyTransaction", "id vault_id", { inQuery: "id" }),
};

export interface CustodyTransactionsParams {
  /** Id of the vault, `V` and 13 base32 characters; travels in the query and is signed with the path. */
  readonly id: string;
  /** Transactions per page. Default 25. */
  readonly page_size?: number | undefined;
  /** Adds `quoted_*` amounts in this asset, as far as they can be had. */
  readonly quote?: CustodyAssetName | undefined;
  /** Which asset names the answer uses. */
  readonly preferred_asset_name?: string | undefined;
  /** By time. Default `descending`, newest first. */
  readonly sorting?: { readonly order?: "descending" | "ascending" | undefined } | undefined;
  /** `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
  /** Only these kinds; all when left out. */
  readonly types?: readonly CustodyTransactionType[] | undefined;
  /** Only these transactions. */
  readonly ids?: readonly string[] | undefined;
  /** Only these assets; all when left out. */
  readonly assets?: readonly CustodyAssetName[] | undefined;
  /** Only what belongs to these references. */
  readonly ref_ids?: readonly CustodyReference[] | undefined;
}

/** An asset and its class. */
export interface CustodyAssetName {
  /** The asset, e.g. `BTC`. */
  readonly asset: string;
  /** Its class. */
  readonly class:
    | "currency"
    | "forex"
    | "equity"
    | "equity_pair"
    | "nft"
    | "derivatives"
    | "tokenized_asset"
    | "futures_contract";
}

/** A reference from another part of the exchange. */
export interface CustodyReference {
  /** What kind of reference it is. */
  readonly type:
    | "funding"
    | "trade"
    | "adjustment"
    | "transfer"
    | "custody_transfer"
    | "nft_transaction"
    | "nft_id"
    | "equity_trade"
    | "legacy_staking_reward"
    | "legacy_staking"
    | "earn_ledger"
    | "earn_strategy"
    | "simple_trade"
    | "simple_order_quote"
    | "legacy_custody_transaction";
  /** The reference. */
  readonly ref_id: string;
}

export interface CustodyTransactionParams {
  /** Id of the transaction; travels in the query and is signed with the path. */
  readonly id: string;
  /** Id of the vault, `V` and 13 base32 characters. */
  readonly vault_id: string;
  /** Whether to wait longer for a complete answer; see `result_type`. */
  readonly with_long_timeout?: boolean | null | undefined;
  /** Adds `quoted_*` amounts in this asset, as far as they can be had. */
  readonly quote?: CustodyAssetName | null | undefined;
}

export interface CustodyTransactions {
  transactions: CustodyTransaction[];
  stats?: { transactions_seen?: number } | null;
  /** Absent or null on the last page. */
  next_cursor?: string | null;
}

export interface CustodyTransactionResult {
  transaction: CustodyTransaction;
  result_type: "complete" | "incomplete_requires_long_timeout" | "incomplete" | (string & {});
}

export interface CustodyTransaction {
  id: string;
  time: string;
  type: CustodyTransactionType | (string & {});
  category: CustodyTransactionCategory | (string & {});
  area: CustodyTransactionArea | (string & {});
  status?: "unspecified" | "in_progress" | "successful" | "failed" | (string & {}) | null;
  ref_id: string;
  ref_id2?: string | null;
  /** What left the vault. */
  spend?: CustodyTransactionSide | null;
  /** What came into the vault. */
  receive?: CustodyTransactionSide | null;
  details?: Record<string, unknown> | null;
  custody_extended?: CustodyTransactionExtension;
}

/** One side of a transaction; `quoted_*` only when a `quote` asset was asked for. */
export interface CustodyTransactionSide {
  ledger_id?: string | null;
  time?: string | null;
  subtype?: string | null;
  amount: CustodyAmount;
  quoted_amount?: CustodyAmount | null;
  fee?: CustodyAmount | null;
  quoted_fee?: CustodyAmount | null;
  total?: CustodyAmount | null;
  quoted_total?: CustodyAmount | null;
  balance?: CustodyAmount | null;
  wallet?: Record<string, unknown> | null;
}

/** An amount of an asset. */
export interface CustodyAmount {
  amount: string;
  asset: string;
  class: string;
}

export interface CustodyTransactionExtension {
  custody_type: string;
  ref_id_2: number;
  approval_id: string | null;
  internal_transaction_id: string | null;
  transaction_hash: string | null;
  loan_id: string | null;
}

/** Which part of the exchange a transaction belongs to. */
export type CustodyTransactionArea =
  | "unspecified"
  | "funding"
  | "transfer"
  | "krak_card"
  | "spot_margin"
  | "equity"
  | "earn"
  | "simple_trading"
  | "custody"
  | "staking"
  | "nft"
  | "other";

/** The broad kind of a transaction. */
export type CustodyTransactionCategory =
  | "unspecified"
  | "deposit"
  | "withdrawal"
  | "transfer"
  | "krak_card"
  | "trade"
  | "margin_trade"
  | "margin_rollover"
  | "margin_settle"
  | "earn"
  | "earn_rewards"
  | "simple_trading"
  | "nft"
  | "block_trade"
  | "credit"
  | "equity_trade"
  | "equity_acats"
  | "equity_dividend"
  | "reward_bonus"
  | "conversion"
  | "reward"
  | "custody"
  | "legacy_staking"
  | "legacy_staking_rewards"
  | "equity_fee"
  | "equity_journal"
  | "corporate_action"
  | "fpsl_reward"
  | "subscription"
  | "other";

/** The exact kind of a transaction. */
export type CustodyTransactionType =
  | "unspecified"
  | "deposit"
  | "withdrawal"
  | "trade"
  | "margin"
  | "adjustment"
  | "rollover"
  | "interest"
  | "credit"
  | "transfer"
  | "transfer_peer_to_peer"
  | "settle"
  | "dividend"
  | "nft_trade"
  | "reward"
  | "nft_creator_fee"
  | "nft_rebate"
  | "nft_airdrop"
  | "simple_order"
  | "simple_order_with_deposit"
  | "simple_order_failed"
  | "custom_simple_order"
  | "custom_simple_order_with_deposit"
  | "custom_simple_order_failed"
  | "recurring_simple_order"
  | "recurring_simple_order_with_deposit"
  | "recurring_simple_order_failed"
  | "simple_order_opposite_side"
  | "reserved_fee"
  | "fee_sweep"
  | "ic_settlement"
  | "fee_sweep_dlt"
  | "reward_sweep"
  | "reward_sweep_old"
  | "interest_sweep"
  | "conversion"
  | "dust_sweep"
  | "futures_transfer"
  | "custody_transfer"
  | "deposit_action"
  | "withdrawal_action"
  | "legacy_staking_allocation"
  | "legacy_staking_deallocation"
  | "legacy_staking_reward"
  | "earn_legacy_migration"
  | "block_trade"
  | "equity_trade"
  | "equity_acats"
  | "earn_staking_allocation"
  | "earn_staking_deallocation"
  | "earn_staking_reward"
  | "earn_staking_auto_allocation"
  | "earn_oir_allocation"
  | "earn_oir_deallocation"
  | "earn_oir_reward"
  | "earn_oir_auto_allocation"
  | "earn_base_reward"
  | "earn_base_auto_allocation"
  | "earn_base_auto_deallocation"
  | "custody_staking"
  | "custody_unstaking"
  | "custody_staking_reward"
  | "custody_staking_reward_aggregated"
  | "credit_rollover"
  | "airdrop"
  | "earn_oir_auto_deallocation"
  | "earn_staking_auto_deallocation"
  | "bridge_deposit"
  | "bridge_simple_order"
  | "simple_order_deposit_action"
  | "otc_buy"
  | "otc_sell"
  | "bundle_trade"
  | "equity_fee"
  | "equity_journal"
  | "corporate_action"
  | "user_account_transfer"
  | "earn_restaking"
  | "subscription"
  | "custody_otc_loan_pledge"
  | "custody_otc_collateral_liquidation"
  | "paytag_transfer"
  | "paylink_transfer"
  | "paytag_request_transfer"
  | "paylink_request_transfer"
  | "kard_transfer"
  | "krak_card"
  | "custody_otc_loan_release"
  | "fpsl_reward"
  | "fcm_trade"
  | "boost"
  | "fcm_misc";
