import * as v from "valibot";
import { add, formatDecimal, fromUnits, mul, plainText, zero, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { SignedRoute } from "../../http/call.ts";
import { textOf } from "../../http/fields.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { cents } from "../../statements/worth.ts";
import { flag, text } from "../spot/arguments.ts";
import { assetOf, invalid, iso, listOf, nexus, readArgs, userOf, type PartnerDesk } from "./desk.ts";

const currencySchema = v.object({ currency: v.optional(text) });
const toggleSchema = v.object({ want_enabled: flag });
/** Ledger units of accrued rewards are counted this much finer. */
const fineDecimals = 6;

/** Customers' assets that earn by themselves. */
export function embedEarnRoutes(desk: PartnerDesk): readonly SignedRoute[] {
  const { autoEarn, venue } = desk;
  const valueIn = (quote: SpotAsset, asset: SpotAsset, amount: Decimal): Decimal =>
    mul(amount, venue.price(asset.id, quote.id, 12) ?? zero);
  const sum = (values: readonly Decimal[]): string => cents(values.reduce(add, zero));
  return [
    nexus("listEmbedEarnAssets", "GET", "earn/assets", (call) => {
      const { currency } = readArgs(currencySchema, call.query);
      const user = textOf(call.query, "user") === undefined ? undefined : userOf(desk, call);
      if (user !== undefined && currency === undefined) throw new Rejection(`${invalid}:currency`);
      const wanted = listOf(call.query["assets"]).map((name) => assetOf(desk, name));
      const quote = assetOf(desk, currency ?? "USD");
      const rows = [...autoEarn.rates].filter(([asset]) => wanted.length === 0 || wanted.includes(asset));
      return {
        assets: Object.fromEntries(
          rows.map(([asset, apr]) => {
            const balance = user && fromUnits(autoEarn.balance(user, asset), asset.decimals);
            return [
              asset.symbol,
              {
                apr: formatDecimal(apr, 2),
                ...(balance === undefined
                  ? {}
                  : { balance: { native: plainText(balance), converted: cents(valueIn(quote, asset, balance)) } }),
              },
            ];
          }),
        ),
      };
    }),
    nexus("getEmbedEarnSummary", "GET", "earn/:user", (call) => {
      const user = userOf(desk, call);
      const quote = assetOf(desk, readArgs(currencySchema, call.query).currency ?? "USD");
      const state = autoEarn.of(user);
      const enabled = state?.enabled === true;
      const held = [...autoEarn.rates.keys()].map((asset) => ({
        asset,
        amount: fromUnits(autoEarn.balance(user, asset), asset.decimals),
      }));
      const earning = enabled ? held.filter(({ amount }) => amount.units > 0n) : [];
      const rewarded = [...(state?.earnings.values() ?? [])].map(({ asset, paid }) =>
        valueIn(quote, asset, fromUnits(paid, asset.decimals)),
      );
      const told = (asset: SpotAsset, amount: Decimal): object => ({
        native: formatDecimal(amount, asset.decimals),
        converted: cents(valueIn(quote, asset, amount)),
      });
      return {
        auto_earn_eligible: true,
        auto_earn_enabled: enabled,
        ...(state === undefined ? {} : { auto_earn_last_changed: iso(state.changed) }),
        payout_period: `P${autoEarn.period}D`,
        total_allocated_converted: sum(earning.map(({ asset, amount }) => valueIn(quote, asset, amount))),
        // Rates of the days of payment are not kept; both are told at today's.
        total_rewarded_converted_true_rates: sum(rewarded),
        total_rewarded_converted_current_rate: sum(rewarded),
        num_earning_assets: earning.length,
        upcoming_rewards: enabled
          ? [...state.earnings.values()].map(({ asset, accrued }) => ({
              date: iso(state.nextPayout),
              asset: asset.symbol,
              accumulated_amount: told(asset, fromUnits(accrued, asset.decimals + fineDecimals)),
              estimated_pending_amount: told(asset, fromUnits(accrued, asset.decimals + fineDecimals)),
            }))
          : [],
      };
    }),
    nexus("toggleEmbedAutoEarn", "PUT", "earn/:user/auto", (call) => {
      autoEarn.toggle(userOf(desk, call, true), readArgs(toggleSchema, call.query).want_enabled);
      return {};
    }),
  ];
}
