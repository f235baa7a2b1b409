/** What the calls of Funding (Beta) have in common: how they travel, and the shapes they share. */

import { publicRead, type Route } from "../route.ts";
import type { OtpParam, SpotAssetClass, WalletParam } from "./shared.ts";

/** GET with everything in the query, nested fields in brackets. */
// @__NO_SIDE_EFFECTS__
export const fundingRead = (path: string, rules?: string): Route => ({
  ...publicRead(path, rules),
  signing: "header-nonce",
});

/** A call that changes something: JSON body, but the wallet in the query. */
// @__NO_SIDE_EFFECTS__
export const fundingWrite = (verb: "POST" | "PUT", path: string, rules: string): Route => ({
  ...fundingRead(path, rules),
  verb,
  effect: "write",
  body: "json",
  inQuery: "account_id",
});

/** DELETE without a body. */
// @__NO_SIDE_EFFECTS__
export const fundingDelete = (path: string, rules: string): Route => ({
  ...fundingRead(path, rules),
  verb: "DELETE",
  effect: "write",
});

/** What every call of Funding (Beta) accepts. The one-time password travels as the header `API-OTP`. */
export interface FundingParams extends OtpParam, WalletParam {}

/** For lists in pages. A page after the first is asked for by `cursor` and no other filter. */
export interface FundingPageParams extends FundingParams {
  /** `next_cursor` of the page before. */
  readonly cursor?: string;
  /** Rows per page, up to 500. */
  readonly limit?: number;
}

/** One asset as answers name it. */
export interface SpotFundingAsset {
  class: SpotAssetClass;
  name: string;
}

/** An amount of one asset. */
export interface SpotFundingAmount {
  asset: SpotFundingAsset;
  /** Exact text. */
  amount: string;
}

/** Asset to look for: a whole class, or one of its assets. */
export interface SpotFundingAssetFilter {
  readonly class: SpotAssetClass;
  /** Name of the asset; the whole class when left out. */
  readonly name?: string;
}

/** By method, network or group of networks: one of the three. */
export type SpotFundingScope =
  | {
      /** Id of a method, from `getFundingMethods`. */
      readonly method_id: string;
      readonly network_id?: undefined;
      readonly network_group_id?: undefined;
    }
  | {
      readonly method_id?: undefined;
      /** Id of a network, from `getFundingNetworks`. */
      readonly network_id: string;
      readonly network_group_id?: undefined;
    }
  | {
      readonly method_id?: undefined;
      readonly network_id?: undefined;
      /** Id of a group of networks, from `getFundingNetworks`. */
      readonly network_group_id: string;
    };

/** Where crypto is sent to. */
export interface SpotCryptoAddress {
  address: string;
  /** Destination tag; needed where present. */
  tag?: string;
  /** Memo; needed where present. */
  memo?: string;
}

/** Where fiat is sent to; which fields are there depends on the country. */
export interface SpotFiatAddress {
  account?: string;
  account_type?: string;
  address?: string;
  bank?: string;
  bank_code?: string;
  bic?: string;
  branch?: string;
  bank_address?: string;
  bsb?: string;
  iban?: string;
  memo?: string;
  name_on_account?: string;
  routing?: string;
  sort?: string;
  swift?: string;
  tag?: string;
  transit?: string;
}

/** Where a deposit is sent to: crypto or fiat. */
export interface SpotDepositAddressDetails {
  crypto?: SpotCryptoAddress;
  fiat?: SpotFiatAddress;
}
