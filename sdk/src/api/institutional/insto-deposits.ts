/** Custody External API: deposits into vaults. */
import type { CallOptions, Routes } from "../route.ts";
import { instoRead, instoWrite } from "./rows.ts";

export interface InstoDeposits {
  /**
   * Ways to deposit one asset, with networks, fees and minimums.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/deposits/info` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/get-deposit-info
   */
  getInstoCustodyDepositInfo(
    params: InstoCustodyFundingInfoParams,
    options?: CallOptions,
  ): Promise<InstoCustodyDepositMethod[]>;
  /**
   * Ways to deposit into a vault, for one asset or for all.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/deposit-methods` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-deposit-methods
   */
  listInstoCustodyDepositMethods(
    params: InstoCustodyMethodsParams,
    options?: CallOptions,
  ): Promise<InstoCustodyDepositMethod[]>;
  /**
   * Deposit addresses a vault has for one method.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/deposit-methods/{method_id}/addresses` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-deposit-addresses
   */
  listInstoCustodyDepositAddresses(
    params: InstoCustodyDepositAddressParams,
    options?: CallOptions,
  ): Promise<InstoCustodyDepositAddress[]>;
  /**
   * Makes a new deposit address; refused with `TooManyAddresses` at the method's limit.
   *
   * `POST /v0/insto/custody/vaults/{vault_id}/deposit-methods/{method_id}/addresses` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/create-address
   */
  createInstoCustodyDepositAddress(
    params: InstoCustodyDepositAddressParams,
    options?: CallOptions,
  ): Promise<InstoCustodyDepositAddress>;
}

const addresses = "/v0/insto/custody/vaults/{vault_id}/deposit-methods/{method_id}/addresses";

export const instoDeposits: Routes<InstoDeposits> = {
  getInstoCustodyDepositInfo: instoRead(
    "/v0/insto/custody/vaults/{vault_id}/deposits/info",
    "vault_id asset asset_class",
  ),
  listInstoCustodyDepositMethods: instoRead(
    "/v0/insto/custody/vaults/{vault_id}/deposit-methods",
    "vault_id asset=asset_class",
  ),
  listInstoCustodyDepositAddresses: instoRead(addresses, "vault_id method_id"),
  createInstoCustodyDepositAddress: instoWrite(addresses, "vault_id method_id"),
};

export interface InstoCustodyFundingInfoParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** The asset, e.g. `BTC`. */
  readonly asset: string;
  /** Class of `asset`. */
  readonly asset_class: "currency";
}

export interface InstoCustodyMethodsParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** Only this asset; needs `asset_class`. All assets when left out. */
  readonly asset?: string | undefined;
  /** Class of `asset`; required with it. */
  readonly asset_class?: "currency" | undefined;
}

export interface InstoCustodyDepositAddressParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** Uuid of the deposit method. */
  readonly method_id: string;
}

/** The blockchain behind a method. */
export interface InstoCustodyNetwork {
  network: string;
  explorer?: string;
  confirmations?: string;
  confirmation_time?: string;
}

export interface InstoCustodyDepositMethod {
  name?: string;
  method_id?: string;
  fee?: string;
  minimum?: string;
  is_disabled?: boolean;
  asset: string;
  asset_class: string;
  network_info?: InstoCustodyNetwork;
}

export interface InstoCustodyDepositAddress {
  asset: string;
  asset_class: string;
  address?: string;
  /** Where the network has tags: deposits without it may be lost. */
  tag?: string;
  /** Where the network has memos: deposits without it may be lost. */
  memo?: string;
  name?: string;
  /** RFC 3339 in UTC; unix seconds as text before August 2026. */
  expire_time?: string;
  is_new?: boolean;
  fee?: string;
  minimum?: string;
  maximum?: string;
  allow_new_funding_id?: boolean;
  max_funding_ids?: number;
}
