/** Funding (Beta): deposit addresses and saved withdrawal addresses. Answers come without an envelope. */

import type { CallOptions, Routes } from "../route.ts";
import {
  fundingDelete,
  fundingRead,
  fundingWrite,
  type FundingPageParams,
  type FundingParams,
  type SpotCryptoAddress,
  type SpotDepositAddressDetails,
  type SpotFundingAssetFilter,
  type SpotFundingScope,
} from "./funding-beta-shared.ts";
import type { OrOther } from "./shared.ts";

export interface SpotFundingAddressBook {
  /**
   * Claims an address to deposit to by one method.
   *
   * `PUT /funding/v1/deposit/address` · Funds permissions - Deposit · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/claim-funding-deposit-address
   */
  claimFundingDepositAddress(
    params: SpotClaimFundingDepositAddressParams,
    options?: CallOptions,
  ): Promise<SpotClaimedFundingAddress>;

  /**
   * Deposit addresses claimed so far.
   *
   * `GET /funding/v2/deposit/addresses` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-claimed-addresses-v2
   */
  getFundingDepositAddresses(
    params?: SpotFundingDepositAddressesParams,
    options?: CallOptions,
  ): Promise<SpotFundingDepositAddresses>;

  /**
   * Saved addresses to withdraw to.
   *
   * `GET /funding/v1/addresses` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-addresses
   */
  getFundingAddresses(params?: SpotFundingAddressesParams, options?: CallOptions): Promise<SpotFundingAddresses>;

  /**
   * Saves a crypto address to withdraw to. Addresses saved this way are verified at once.
   *
   * `POST /funding/v1/addresses` · Funds permissions - Add withdrawal addresses · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/create-funding-address
   */
  createFundingAddress(
    params: SpotCreateFundingAddressParams,
    options?: CallOptions,
  ): Promise<SpotCreatedFundingAddress>;

  /**
   * Changes the name or the description of a saved address.
   *
   * `PUT /funding/v1/addresses/{id}` · Funds permissions - Add withdrawal addresses · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/update-funding-address
   */
  updateFundingAddress(
    params: SpotUpdateFundingAddressParams,
    options?: CallOptions,
  ): Promise<SpotUpdatedFundingAddress>;

  /**
   * Deletes a saved address.
   *
   * `DELETE /funding/v1/addresses/{id}` · Funds permissions - Add withdrawal addresses · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/delete-funding-address
   */
  deleteFundingAddress(
    params: SpotDeleteFundingAddressParams,
    options?: CallOptions,
  ): Promise<SpotDeletedFundingAddress>;
}

export const spotFundingAddressBook: Routes<SpotFundingAddressBook> = {
  claimFundingDepositAddress: fundingWrite("PUT", "/funding/v1/deposit/address", "method_id"),
  getFundingDepositAddresses: fundingRead("/funding/v2/deposit/addresses", "cursor^scope cursor^asset"),
  getFundingAddresses: fundingRead("/funding/v1/addresses", "cursor^scope"),
  createFundingAddress: fundingWrite("POST", "/funding/v1/addresses", "scope address_details name"),
  updateFundingAddress: fundingWrite("PUT", "/funding/v1/addresses/{id}", "id name|description"),
  deleteFundingAddress: fundingDelete("/funding/v1/addresses/{id}", "id"),
};

/** Parameters of `claimFundingDepositAddress`. */
export interface SpotClaimFundingDepositAddressParams extends FundingParams {
  /** Id of the method, from `getFundingMethods`. */
  readonly method_id: string;
}

/** An address to deposit to. */
export interface SpotClaimedFundingAddress {
  address_details: SpotDepositAddressDetails;
}

/** Parameters of `getFundingDepositAddresses`. */
export interface SpotFundingDepositAddressesParams extends FundingPageParams {
  /** Only addresses of this method or network. Not together with `cursor`. */
  readonly scope?: Exclude<SpotFundingScope, { readonly network_group_id: string }>;
  /** Only addresses for this asset or class. Not together with `cursor`. */
  readonly asset?: SpotFundingAssetFilter;
}

/** One page of deposit addresses. */
export interface SpotFundingDepositAddresses {
  addresses: SpotFundingDepositAddress[];
  /** `cursor` of the next page; absent or null on the last. */
  next_cursor?: string | null;
}

/** One deposit address. */
export interface SpotFundingDepositAddress {
  method_id: string;
  /** Method whose addresses serve this one as well. */
  shares_addresses_with_method_id?: string;
  id: string;
  /** ISO 8601. */
  last_used?: string;
  /** ISO 8601. */
  expire_time?: string;
  address_details: SpotDepositAddressDetails;
}

/** Parameters of `getFundingAddresses`. */
export interface SpotFundingAddressesParams extends FundingPageParams {
  /** Only addresses of this method, network or group of networks. Not together with `cursor`. */
  readonly scope?: SpotFundingScope;
}

/** One page of saved addresses. */
export interface SpotFundingAddresses {
  addresses: SpotFundingAddress[];
  /** `cursor` of the next page; absent or null on the last. */
  next_cursor?: string | null;
}

/** A saved address. */
export interface SpotFundingAddress {
  address_id: string;
  /** What it can be used for: one of the three. */
  scope: { method_id?: string; network_id?: string; network_group_id?: string };
  address_details: {
    crypto?: SpotCryptoAddress & { beneficiary?: Record<string, string> };
    fiat?: Record<string, unknown>;
  };
  name: string;
  description?: string;
  /** `third_party` when it belongs to somebody else. */
  modifier?: OrOther<"third_party">;
  /** Withdrawals go to verified addresses only. */
  verified: boolean;
}

/** Parameters of `createFundingAddress`. */
export interface SpotCreateFundingAddressParams extends FundingParams {
  /** What the address can be used for. */
  readonly scope: SpotFundingScope;
  /** The address; only crypto can be saved this way. */
  readonly address_details: { readonly crypto: Readonly<SpotCryptoAddress> };
  /** Name to save it under: not blank, unlike all others. */
  readonly name: string;
  /** Note for yourself. */
  readonly description?: string;
}

/** A saved address was made. */
export interface SpotCreatedFundingAddress {
  address_id: string;
  verified: boolean;
}

/** Parameters of `updateFundingAddress`. One of `name` and `description` is needed. */
export interface SpotUpdateFundingAddressParams extends FundingParams {
  /** `address_id` of the saved address. */
  readonly id: string;
  /** New name: not blank, unlike all others. */
  readonly name?: string;
  /** New note. */
  readonly description?: string;
}

/** A saved address was changed. */
export interface SpotUpdatedFundingAddress {
  verified: boolean;
}

/** Parameters of `deleteFundingAddress`. */
export interface SpotDeleteFundingAddressParams extends FundingParams {
  /** `address_id` of the saved address. */
  readonly id: string;
}

/** Whether the address was deleted. */
export interface SpotDeletedFundingAddress {
  result: boolean;
}
