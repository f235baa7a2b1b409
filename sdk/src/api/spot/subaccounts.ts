/** Subaccounts: for institutional clients with a key of the master account. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedWrite, type CallOptions, type Routes } from "../route.ts";
import type { OtpParam, SpotAssetClass } from "./shared.ts";

export interface SpotSubaccounts {
  /**
   * Creates a subaccount.
   *
   * `POST /0/private/CreateSubaccount` · Funds permissions - Withdraw · counter +1 ·
   * https://docs.kraken.com/api-reference/subaccounts/create-subaccount
   */
  createSubaccount(params: SpotCreateSubaccountParams, options?: CallOptions): Promise<SpotAPISuccessResponse<boolean>>;

  /**
   * Moves an asset between the master account and a subaccount.
   *
   * `POST /0/private/AccountTransfer` · Funds permissions - Withdraw · counter +1 ·
   * https://docs.kraken.com/api-reference/subaccounts/account-transfer
   */
  submitSubaccountTransfer(
    params: SpotSubaccountTransferParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotSubaccountTransfer>>;
}

export const spotSubaccounts: Routes<SpotSubaccounts> = {
  createSubaccount: signedWrite("/0/private/CreateSubaccount", "username email"),
  submitSubaccountTransfer: signedWrite("/0/private/AccountTransfer", "asset amount from to"),
};

/** Parameters of `createSubaccount`. */
export interface SpotCreateSubaccountParams extends OtpParam {
  /** User name of the subaccount. */
  readonly username: string;
  /** E-mail address of the subaccount. */
  readonly email: string;
}

/** Parameters of `submitSubaccountTransfer`. */
export interface SpotSubaccountTransferParams extends OtpParam {
  /** Asset to move. */
  readonly asset: string;
  /** Class of the asset; `tokenized_asset` for xStocks. Default `currency`. */
  readonly asset_class?: SpotAssetClass;
  /** Amount to move, in the asset. Text is sent digit by digit. */
  readonly amount: string | number;
  /** Public account id (IIBAN, e.g. `AA88 N84G AET3 RAOA`) it comes from. */
  readonly from: string;
  /** Public account id (IIBAN) it goes to. */
  readonly to: string;
}

/** A transfer between accounts. */
export interface SpotSubaccountTransfer {
  transfer_id: string;
  status: "pending" | "complete";
}
