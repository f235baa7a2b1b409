/** Custody External API: assets and organisations. */
import type { CallOptions, NoParams, Routes } from "../route.ts";
import { publicRead } from "../route.ts";
import { instoRead } from "./rows.ts";

export interface InstoOrganizations {
  /**
   * Assets that custody accepts for deposit, with what can be done with each.
   *
   * `GET /v0/insto/custody/assets` · no credentials · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-assets
   */
  listInstoCustodyAssets(params?: NoParams, options?: CallOptions): Promise<{ result: InstoCustodyAsset[] }>;
  /**
   * Organisations the key belongs to.
   *
   * `GET /v0/insto/custody/organizations` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-organizations
   */
  listInstoCustodyOrganizations(params?: NoParams, options?: CallOptions): Promise<InstoCustodyOrganization[]>;
  /**
   * What an organisation holds in all its vaults, valued in one asset.
   *
   * `GET /v0/insto/custody/organizations/{org_iiban}/balances` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-balances
   */
  listInstoCustodyOrganizationBalances(
    params: InstoCustodyOrganizationBalancesParams,
    options?: CallOptions,
  ): Promise<InstoCustodyOrganizationBalances>;
}

export const instoOrganizations: Routes<InstoOrganizations> = {
  listInstoCustodyAssets: publicRead("/v0/insto/custody/assets"),
  listInstoCustodyOrganizations: instoRead("/v0/insto/custody/organizations"),
  listInstoCustodyOrganizationBalances: instoRead("/v0/insto/custody/organizations/{org_iiban}/balances", "org_iiban"),
};

export interface InstoCustodyOrganizationBalancesParams {
  /** The organisation's IIBAN: 16 characters in four groups, e.g. `AA88 N84G AET3 RAOA`. */
  readonly org_iiban: string;
  /** Asset to value the holdings in. Default `USD`, the only one today. */
  readonly quote_asset?: string | undefined;
}

/** One asset; beyond `name` the documentation does not name the fields. */
export interface InstoCustodyAsset {
  name: string;
  [field: string]: unknown;
}

export interface InstoCustodyOrganization {
  /** Mid-2026 name of the identifier; the paths call it `org_iiban` since. */
  org_id: string;
  status: "active" | "onboarding" | "disabled" | "closed" | (string & {});
  name?: string;
}

export interface InstoCustodyOrganizationBalances {
  quote_asset: string;
  balance: { total: string; spot: string; staked: string; pledged: string };
}
