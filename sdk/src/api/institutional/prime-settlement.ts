/** Prime Settlement: batches of Prime trades and their transfers to Spot. */
import type { SpotAPISuccessResponse } from "../envelope.ts";
import type { CallOptions, Routes } from "../route.ts";
import { numericRead, numericWrite } from "./rows.ts";

export interface PrimeSettlement {
  /**
   * Gathers the unsettled trades into a new batch; one batch per asset kind can be active.
   *
   * `POST /0/private/CreatePrimeSettlementBatch` · Orders and trades - Create & modify orders · https://docs.kraken.com/api-reference/settlement/create-prime-settlement-batch
   */
  createPrimeSettlementBatch(
    params?: CreatePrimeSettlementBatchParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<PrimeSettlementBatchResult>>;
  /**
   * One batch with its legs.
   *
   * `POST /0/private/GetPrimeSettlementBatch` · Orders and trades - Query open orders & trades · https://docs.kraken.com/api-reference/settlement/get-prime-settlement-batch
   */
  getPrimeSettlementBatch(
    params: PrimeSettlementBatchParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<PrimeSettlementBatchResult>>;
  /**
   * Batches by status and time, page by page.
   *
   * `POST /0/private/ListPrimeSettlementBatches` · Orders and trades - Query open orders & trades · https://docs.kraken.com/api-reference/settlement/list-prime-settlement-batches
   */
  listPrimeSettlementBatches(
    params?: PrimeSettlementBatchesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<PrimeSettlementBatches>>;
  /**
   * Settles one leg of a confirmed batch; the leg must have `can_settle` true.
   *
   * `POST /0/private/SettlePrimeSettlementBatchAsset` · Orders and trades - Create & modify orders · https://docs.kraken.com/api-reference/settlement/settle-prime-settlement-batch-asset
   */
  settlePrimeSettlementBatchAsset(
    params: SettlePrimeSettlementBatchAssetParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<PrimeSettlementTransferResult>>;
}

export const primeSettlement: Routes<PrimeSettlement> = {
  createPrimeSettlementBatch: numericWrite("/0/private/CreatePrimeSettlementBatch"),
  getPrimeSettlementBatch: numericRead("/0/private/GetPrimeSettlementBatch", "batch_id"),
  listPrimeSettlementBatches: numericRead("/0/private/ListPrimeSettlementBatches"),
  settlePrimeSettlementBatchAsset: numericWrite("/0/private/SettlePrimeSettlementBatchAsset", "batch_id asset"),
};

export interface CreatePrimeSettlementBatchParams {
  /** Which trades to gather. Default `currency`. */
  readonly asset_kind?: "currency" | "tokenized_equity" | undefined;
}

export interface PrimeSettlementBatchParams {
  /** Id of the batch. */
  readonly batch_id: string;
}

export interface PrimeSettlementBatchesParams {
  /** Only batches in one of these states; all when left out. */
  readonly statuses?: readonly ("unsettled" | "partially_settled" | "settled" | "completed")[] | undefined;
  /** Unix milliseconds, exclusive. */
  readonly from?: number | undefined;
  /** Unix milliseconds, inclusive. */
  readonly until?: number | undefined;
  /** Batches per page, at most 200. Default 50. */
  readonly limit?: number | undefined;
  /** Batches to skip. Default 0. */
  readonly offset?: number | undefined;
}

export interface SettlePrimeSettlementBatchAssetParams {
  /** Id of a confirmed batch. */
  readonly batch_id: string;
  /** Asset of the leg to settle. */
  readonly asset: string;
}

export interface PrimeSettlementBatchResult {
  batch: PrimeSettlementBatch;
}

export interface PrimeSettlementBatch {
  id: string;
  attributes: {
    status: "unsettled" | "partially_settled" | "settled" | "completed" | (string & {});
    confirmed: boolean;
    /** Unix milliseconds. */
    created_at: number;
    trade_count: number;
    asset_kind?: "currency" | "tokenized_equity" | (string & {});
    /** Unix milliseconds. */
    updated_at: number;
  };
  legs: PrimeSettlementLeg[];
  trade_ids?: string[];
}

export interface PrimeSettlementLeg {
  status: string;
  asset: string;
  amount: string;
  direction?: string;
  can_settle: boolean;
  /** Unix milliseconds. */
  settled_at?: number;
  /** The transfer that last moved this leg; its fields are not documented. */
  latest_spot_transfer?: Record<string, unknown>;
}

export interface PrimeSettlementBatches {
  data: PrimeSettlementBatch[];
  pagination: { has_more: boolean; limit: number; offset: number };
}

export interface PrimeSettlementTransferResult {
  transfer: {
    id: string;
    attributes: { transfer_status: string; transfer_amount: string; transfer_asset: string };
    relationships: { leg: PrimeSettlementLeg };
  };
}
