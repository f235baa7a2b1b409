import * as v from "valibot";
import { formatDecimal, plainText, sub, type Decimal } from "../../base/decimal.ts";
import { iibanOf } from "../../base/iiban.ts";
import { Rejection } from "../../base/rejection.ts";
import type { Vault } from "../../custody/vaults.ts";
import type { PublicRoute, SignedCall, SignedRoute } from "../../http/call.ts";
import { textsOf } from "../../http/fields.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { movementsOf, type Movement } from "../../statements/movements.ts";
import { cents, changeSince, holdingsOf, sumOf, valueOf } from "../../statements/worth.ts";
import { pageOf, startOf } from "../cursors.ts";
import { integer, read, text, word } from "../spot/arguments.ts";
import { kindOf } from "./custody-words.ts";
import { insto, secondsText, type CustodyDesk } from "./desk.ts";

const day = 86_400_000;
const usd = { asset: "USD", asset_class: "currency" } as const;
const quoteSchema = v.object({ quote_asset: v.optional(word(["USD"])) });
const vaultsSchema = v.object({
  org_iiban: v.optional(text),
  quote_asset: v.optional(word(["USD"])),
  quote_asset_class: v.optional(word(["currency"])),
  limit: v.optional(integer(0, 1000)),
  offset: v.optional(integer(0, 1_000_000)),
});
const transactionsSchema = v.object({
  page_size: v.optional(integer(1, 1000)),
  order: v.optional(word(["asc", "desc"])),
  assets: v.optional(v.unknown()),
});
const badCursor = "EGeneral:Invalid arguments:cursor";

/** Refuses an organisation that is not the caller's. */
export function checkOrganisation(account: string, wanted: string | undefined): void {
  if (wanted !== undefined && wanted.replaceAll("-", " ") !== iibanOf(account))
    throw new Rejection("EGeneral:Invalid arguments:org_iiban");
}

/** The vault a path names. */
export function vaultOf(desk: CustodyDesk, call: SignedCall): Vault {
  return desk.vaults.find(call.account, call.params["vault_id"] ?? "");
}

/** What custody can hold at all; anyone may ask. */
export function instoAssetRoutes(desk: CustodyDesk): readonly PublicRoute[] {
  return [
    {
      name: "listInstoCustodyAssets",
      method: "GET",
      path: "/v0/insto/custody/assets",
      auth: "none",
      handle: () => ({
        result: custodyAssets(desk).map((asset) => ({
          name: asset.symbol,
          asset_class: "currency",
          decimals: asset.decimals,
          networks: desk.funding.methods.list("deposit", asset).map(({ network }) => network.name),
          actions: ["deposit", "withdraw", "transfer_to_spot", "transfer_to_vault"],
        })),
      }),
    },
  ];
}

function custodyAssets({ funding }: CustodyDesk): readonly SpotAsset[] {
  const crypto = funding.methods.list("deposit").filter(({ network }) => network.kind === "crypto");
  return [...new Set(crypto.map(({ asset }) => asset))];
}

/** Organisations, vaults, what they hold and what moved. */
export function instoVaultRoutes(desk: CustodyDesk): readonly SignedRoute[] {
  const { vaults, venue, funding, clock } = desk;
  return [
    insto("listInstoCustodyOrganizations", "GET", "organizations", ({ account }) => [
      { org_id: iibanOf(account), status: "active", name: account },
    ]),
    insto("listInstoCustodyOrganizationBalances", "GET", "organizations/:org_iiban/balances", (call) => {
      read(quoteSchema, call.query);
      checkOrganisation(call.account, call.params["org_iiban"]);
      const holdings = vaults.of(call.account).flatMap((vault) => holdingsOf(venue, vault.id));
      return {
        quote_asset: "USD",
        balance: {
          total: cents(sumOf(holdings, ({ total }) => total)),
          spot: cents(sumOf(holdings, ({ spot }) => spot)),
          staked: cents(sumOf(holdings, ({ staked }) => staked)),
          pledged: "0.00",
        },
      };
    }),
    insto("listInstoCustodyVaults", "GET", "vaults", ({ account, query }) => {
      const { org_iiban, limit = 100, offset = 0 } = read(vaultsSchema, query);
      checkOrganisation(account, org_iiban);
      const wanted = (name: string, values: readonly string[]): boolean => {
        const list = textsOf(query, name);
        return list.length === 0 || list.some((value) => values.includes(value));
      };
      const people = vaults.members(account).map(({ iiban }) => iiban);
      const found = vaults
        .of(account)
        .filter(({ id, iiban }) => wanted("id", [id]) && wanted("iban", [iiban]) && wanted("member", people));
      return {
        vaults: found.slice(offset, offset + limit).map((vault) => vaultRow(desk, vault)),
        total: found.length,
        quote: usd,
      };
    }),
    insto("getInstoCustodyVault", "GET", "vaults/:vault_id", (call) => vaultRow(desk, vaultOf(desk, call))),
    insto("getInstoCustodyVaultBalance", "GET", "vaults/:vault_id/balances", (call) => {
      read(quoteSchema, call.query);
      const { balance_fiat, balance_diff, missing_rates } = vaultRow(desk, vaultOf(desk, call));
      return { balance_fiat, balance_diff, missing_rates, quote: usd };
    }),
    insto("listInstoCustodyVaultAssetBalances", "GET", "vaults/:vault_id/assets/balances", (call) => {
      read(quoteSchema, call.query);
      const vault = vaultOf(desk, call);
      return holdingsOf(venue, vault.id).map(({ asset, total, spot, held, staked, price }) => {
        const available = sub(spot, held);
        const worth = (amount: Decimal): string => cents(valueOf(amount, price));
        return {
          ...named(asset),
          name: asset.symbol,
          name_full: asset.symbol,
          symbol: asset.symbol,
          decimals: asset.decimals,
          display_decimals: asset.record.display_decimals,
          rate_decimals: 2,
          funding_decimals: Math.min(8, asset.decimals),
          min_lot: formatDecimal({ units: 1n, scale: Math.min(8, asset.decimals) }),
          reserve: false,
          virtual: false,
          metadata: {},
          balance: plainText(total),
          spot: plainText(spot),
          hold: plainText(held),
          available: plainText(available),
          staked: plainText(staked),
          pledged: "0",
          ...(price === undefined
            ? {}
            : {
                quote_balance: worth(total),
                quote_spot_balance: worth(spot),
                quote_available: worth(available),
                quote_price: formatDecimal(price, 8),
                quote_asset: "USD",
                quote_asset_class: "currency",
              }),
        };
      });
    }),
    insto("listInstoCustodyVaultPolicies", "GET", "vaults/:vault_id/policies", (call) => {
      const vault = vaultOf(desk, call);
      const reviewers = vaults.members(call.account).filter(({ role }) => role === "admin" || role === "reviewer");
      return [
        {
          type: "required_approvals",
          quorum: vault.quorum,
          minimum: 1,
          eligible: reviewers.length,
          updated_at: secondsText(vault.updated),
        },
        { type: "otc_enabled", enabled: vault.otc },
      ];
    }),
    insto("listInstoCustodyTransactions", "GET", "vaults/:vault_id/transactions", (call) => {
      const vault = vaultOf(desk, call);
      const start = startOf(call.query, badCursor);
      const { page_size = 25, order } = read(transactionsSchema, start.fields);
      const types = textsOf(start.fields, "types");
      const assets = assetNames(start.fields["assets"]).map((name) => funding.asset(name));
      const found = movementsOf(venue, funding, vault.id).filter(
        (movement) =>
          (types.length === 0 || types.includes(kindOf(movement).type)) &&
          (assets.length === 0 || movement.legs.some(({ asset }) => assets.includes(asset))),
      );
      const ordered = order === "asc" ? [...found].reverse() : found;
      const page = pageOf(ordered, start, page_size, ({ id }) => id, badCursor);
      return {
        transactions: page.items.map(transactionRow),
        ...(page.next === undefined ? {} : { next_cursor: page.next }),
      };
    }),
    insto("getInstoCustodyTransaction", "GET", "vaults/:vault_id/transactions/:transaction_id", (call) => {
      const vault = vaultOf(desk, call);
      const id = call.params["transaction_id"];
      const movement = movementsOf(venue, funding, vault.id).find((one) => one.id === id);
      if (movement === undefined) throw new Rejection("EGeneral:Unknown transaction");
      return transactionRow(movement);
    }),
  ];

  function vaultRow(of: CustodyDesk, vault: Vault): Record<"balance_fiat" | "balance_diff" | "missing_rates", unknown> {
    const holdings = holdingsOf(of.venue, vault.id);
    return {
      ...{ id: vault.id, iiban: vault.iiban, name: vault.name, status: vault.status },
      balance_fiat: cents(sumOf(holdings, ({ total }) => total)),
      balance_diff: cents(changeSince(of.venue, vault.id, clock.now() - day)),
      missing_rates: holdings.filter(({ price }) => price === undefined).map(({ asset }) => named(asset)),
      ...{ attributes: [], deposit_lock_rekeying_only: false, otc_enabled: vault.otc },
    };
  }
}

/** Asset names however a list of assets was written: objects, or names alone. */
function assetNames(field: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(field) ? field : field === undefined ? [] : [field];
  return list.flatMap((item) => {
    if (typeof item === "string") return item.startsWith("{") ? jsonAsset(item) : [item];
    const name = (item as { readonly asset?: unknown } | null)?.asset;
    return typeof name === "string" ? [name] : [];
  });
}

/** A repeated query value may carry the object as JSON. */
function jsonAsset(text: string): readonly string[] {
  try {
    const { asset } = JSON.parse(text) as { readonly asset?: unknown };
    return typeof asset === "string" ? [asset] : [];
  } catch {
    throw new Rejection("EGeneral:Invalid arguments:assets");
  }
}

/** An asset as this family names it. */
export function named(asset: SpotAsset): { readonly asset: string; readonly asset_class: string } {
  return { asset: asset.symbol, asset_class: "currency" };
}

function transactionRow(movement: Movement): object {
  const { id, status, time, refid, legs, txid } = movement;
  // Staking moves between two wallets of one vault; what left the main one tells the story.
  const leg = legs.find(({ amount }) => amount.units < 0n) ?? legs[0];
  if (leg === undefined) throw new RangeError(`movement ${id} is empty`);
  return {
    id,
    type: kindOf(movement).type,
    status: status === "successful" ? "completed" : status,
    ...named(leg.asset),
    amount: plainText(leg.amount),
    time: new Date(time).toISOString(),
    ...(txid === "" ? {} : { transaction_hash: txid }),
    ref_id: refid,
    fee: { ...named(leg.asset), amount: plainText(leg.fee) },
  };
}
