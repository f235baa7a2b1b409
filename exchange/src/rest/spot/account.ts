import * as v from "valibot";
import { formatUnits } from "../../base/decimal.ts";
import { iibanOf } from "../../base/iiban.ts";
import { Rejection } from "../../base/rejection.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import type { FeeSchedule } from "../../markets/spot.ts";
import type { VolumeInfo } from "../../spot/types.ts";
import { flag, read, text, word } from "./arguments.ts";
import type { SpotDesk } from "./desk.ts";
import { assetOf, pairOf } from "./names.ts";
import { checkWallet, walletOf } from "./wallets.ts";

const view = v.object({ rebase_multiplier: v.optional(word(["rebased", "base"])) });
const valuation = v.object({ asset: v.optional(text), rebase_multiplier: v.optional(word(["rebased", "base"])) });
const pairItem = v.union([
  v.string(),
  v.pipe(
    v.object({
      pair: v.string(),
      aclass: v.optional(v.string()),
      class: v.optional(v.string()),
      asset_class: v.optional(v.string()),
    }),
    v.transform((item) => {
      const aclass = item.aclass ?? item.class ?? item.asset_class ?? "forex";
      if (aclass !== "forex" && aclass !== "currency") throw new Rejection("EQuery:Unknown asset pair");
      return item.pair;
    }),
  ),
]);
const volumeSchema = v.object({
  pair: v.optional(
    v.union([
      v.pipe(
        text,
        v.transform((names) => names.split(",").map((name) => name.trim())),
      ),
      v.pipe(v.array(pairItem), v.maxLength(500)),
    ]),
  ),
  "fee-info": v.optional(flag),
  fee_schedule: v.optional(flag),
});

/** Balances, volume, credit, key and wallet information. */
export function accountRoutes(desk: SpotDesk): readonly SignedRoute[] {
  const { venue } = desk;
  const funds = { all: ["query-funds"] } as const;
  const checked = (call: SignedCall): void => {
    checkWallet(call);
    read(view, call.body);
  };
  return [
    {
      name: "getAccountBalance",
      method: "POST",
      path: "/0/private/Balance",
      auth: "body-nonce",
      needs: funds,
      cost: 1,
      handle: (call) => {
        checked(call);
        return venue.balance(call.account);
      },
    },
    {
      name: "getExtendedBalance",
      method: "POST",
      path: "/0/private/BalanceEx",
      auth: "body-nonce",
      needs: funds,
      cost: 1,
      handle: (call) => {
        checked(call);
        return venue.balanceEx(call.account);
      },
    },
    {
      name: "getCreditLines",
      method: "POST",
      path: "/0/private/CreditLines",
      auth: "body-nonce",
      needs: funds,
      cost: 1,
      handle: (call) => {
        checked(call);
        // No account of this exchange has a credit line, and the answer to those is null.
        return null;
      },
    },
    {
      name: "getTradeBalance",
      method: "POST",
      path: "/0/private/TradeBalance",
      auth: "body-nonce",
      needs: funds,
      cost: 1,
      handle: (call) => {
        checkWallet(call);
        const { asset } = read(valuation, call.body);
        return venue.tradeBalance(call.account, asset === undefined ? undefined : assetOf(venue.markets, asset).id);
      },
    },
    {
      name: "getTradingVolume",
      method: "POST",
      path: "/0/private/TradeVolume",
      auth: "body-nonce",
      needs: funds,
      cost: 1,
      handle: (call) => {
        const args = read(volumeSchema, call.body);
        const pairs = args.pair?.map((name) => pairOf(venue.markets, name).key);
        const info = venue.tradeVolume(call.account, pairs);
        return args.fee_schedule === true ? { ...info, ...schedules(desk, info, pairs ?? []) } : info;
      },
    },
    {
      name: "getApiKeyInfo",
      method: "POST",
      path: "/0/private/GetApiKeyInfo",
      auth: "body-nonce",
      cost: 1,
      handle: ({ key, account }) => {
        const { settings, spotNonces, lastUsed } = key;
        const seconds = (ms: number): string => String(Math.floor(ms / 1000));
        return {
          api_key_name: settings.name,
          api_key: settings.key,
          nonce: spotNonces.highest.toString(),
          nonce_window: settings.nonceWindow,
          permissions: [...settings.permissions],
          iban: iibanOf(account),
          valid_until: String(settings.validUntil ?? 0),
          query_from: String(settings.queryFrom ?? 0),
          query_to: String(settings.queryTo ?? 0),
          created_time: seconds(settings.created),
          modified_time: seconds(settings.modified ?? settings.created),
          ip_allowlist: settings.addresses ?? [],
          last_used: lastUsed === undefined ? null : seconds(lastUsed),
        };
      },
    },
    {
      name: "getWalletAccounts",
      method: "POST",
      path: "/0/private/ListWalletAccounts",
      auth: "body-nonce",
      needs: funds,
      cost: 1,
      handle: ({ account }) => ({
        accounts: [
          {
            account_id: walletOf(account),
            flags: { user_defined: false, active: true },
            status: "active",
            type: "main",
            name: "Main",
          },
        ],
        cursor: {},
      }),
    },
  ];
}

/** What `fee_schedule` adds to TradeVolume: every step of the schedules, and which one applies. */
function schedules(desk: SpotDesk, info: VolumeInfo, pairs: readonly string[]): Record<string, unknown> {
  const volume = BigInt(info.volume.split(".")[0] ?? "0");
  return {
    asset_class: "currency",
    inputs: {
      domain_spot_volume_30d: info.volume,
      domain_futures_volume_30d: "0.0000",
      domain_assets_on_platform: "0.0000",
    },
    schedules: pairs.map((pair) => ({
      pair,
      class: "forex",
      tiers: tiers(pairOf(desk.venue.markets, pair).fees, volume),
    })),
  };
}

function tiers(schedule: FeeSchedule, volume: bigint): readonly Record<string, unknown>[] {
  const steps = [...new Set([...schedule.taker, ...schedule.maker].map((step) => step.volume))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  const rate = (side: "taker" | "maker", at: bigint): string =>
    formatUnits(schedule[side].filter((step) => step.volume <= at).at(-1)?.rate ?? 0n, 4);
  const reached = steps.filter((step) => step <= volume).at(-1);
  return steps.map((step) => ({
    maker_fee: rate("maker", step),
    taker_fee: rate("taker", step),
    min_spot_volume: `${step}.0000`,
    min_futures_volume: "0.0000",
    min_assets_on_platform: "0.0000",
    active: step === reached,
  }));
}
