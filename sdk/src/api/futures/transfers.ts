/** Transfers: between wallets, between sub-accounts, and to the Spot wallet. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresWrite, type CallOptions, type Routes } from "../route.ts";

export interface FuturesTransfers {
  /**
   * Moves funds between two wallets of the account.
   *
   * `POST /derivatives/api/v3/transfer` · General key, full access · cost 10 · https://docs.kraken.com/api-reference/transfers/initiate-wallet-transfer
   */
  submitWalletTransfer(
    params: FuturesWalletTransferParams,
    options?: CallOptions,
  ): Promise<FuturesWalletTransferResponse>;
  /**
   * Moves funds between the master account and a sub-account, or between two sub-accounts.
   *
   * `POST /derivatives/api/v3/transfer/subaccount` · General key, full access · cost 10 · https://docs.kraken.com/api-reference/transfers/initiate-sub-account-transfer
   */
  submitSubaccountTransfer(
    params: FuturesSubaccountTransferParams,
    options?: CallOptions,
  ): Promise<FuturesSubaccountTransferResponse>;
  /**
   * Moves funds from a Futures wallet to the Spot wallet.
   *
   * `POST /derivatives/api/v3/withdrawal` · key with transfer access · cost 100 · https://docs.kraken.com/api-reference/transfers/initiate-withdrawal-to-spot-wallet
   */
  submitTransferToSpot(
    params: FuturesTransferToSpotParams,
    options?: CallOptions,
  ): Promise<FuturesTransferToSpotResponse>;
}

export const futuresTransfers: Routes<FuturesTransfers> = {
  submitWalletTransfer: futuresWrite("/derivatives/api/v3/transfer", "fromAccount toAccount unit amount"),
  submitSubaccountTransfer: futuresWrite(
    "/derivatives/api/v3/transfer/subaccount",
    "fromUser toUser fromAccount toAccount unit amount",
  ),
  submitTransferToSpot: futuresWrite("/derivatives/api/v3/withdrawal", "currency amount"),
};

export interface FuturesWalletTransferParams {
  /** `cash`, `flex`, or a margin account such as `fi_xbtusd`. */
  readonly fromAccount: string;
  /** `cash`, `flex`, or a margin account such as `fi_xbtusd`. */
  readonly toAccount: string;
  /** Currency, e.g. `xbt`. */
  readonly unit: string;
  /** Amount in that currency, above 0. */
  readonly amount: string | number;
}

export interface FuturesSubaccountTransferParams {
  /** Uid of the account to take from. */
  readonly fromUser: string;
  /** Uid of the account to give to. */
  readonly toUser: string;
  /** Wallet to take from: `cash`, `flex`, or a margin account such as `fi_xbtusd`. */
  readonly fromAccount: string;
  /** Wallet to give to: `cash`, `flex`, or a margin account such as `fi_xbtusd`. */
  readonly toAccount: string;
  /** Currency, e.g. `xbt`. */
  readonly unit: string;
  /** Amount in that currency, above 0. */
  readonly amount: string | number;
}

export interface FuturesTransferToSpotParams {
  /** Currency, e.g. `xbt`. */
  readonly currency: string;
  /** Amount in that currency, above 0. */
  readonly amount: string | number;
  /** Wallet to take from. Default `cash`. */
  readonly sourceWallet?: string | undefined;
}

/** The answer of `submitWalletTransfer`: the envelope alone. */
export type FuturesWalletTransferResponse = DerivativesAPISuccessResponse<unknown>;

/** The answer of `submitSubaccountTransfer`: the envelope alone. */
export type FuturesSubaccountTransferResponse = DerivativesAPISuccessResponse<unknown>;

/** The answer of `submitTransferToSpot`. */
export type FuturesTransferToSpotResponse = DerivativesAPISuccessResponse<{
  /** Id of the withdrawal. */
  uid: string;
}>;
