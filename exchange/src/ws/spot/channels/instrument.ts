import { decimal, plainText } from "../../../base/decimal.ts";
import { num, stringify, type RawNumber } from "../../../base/json.ts";
import { Rejection } from "../../../base/rejection.ts";
import type { SpotAsset, SpotMarket } from "../../../markets/spot.ts";
import { Frame } from "../../frame.ts";
import type { Subscription } from "../../subscription.ts";
import { flagOf, textOf } from "../fields.ts";
import type { SpotParts } from "../parts.ts";
import type { WholeChannel, Wanted } from "./channel.ts";

const venues = ["international", "bitnomial-exchange"] as const;
const warnings = ["tick_size is deprecated, use price_increment"];
const tokenized = "tokenized_asset";

interface InstrumentWanted extends Wanted {
  readonly tokenized: boolean;
  readonly venue: (typeof venues)[number];
}

/** Assets and pairs, and changes of their status. */
export function instrumentChannel(parts: SpotParts): WholeChannel<InstrumentWanted> {
  const subscribers = new Map<Subscription, InstrumentWanted>();
  const { venue, pulse } = parts;
  venue.events.on(
    "status",
    pulse.guard(({ market }) => {
      for (const [subscription, wanted] of subscribers) {
        const pairs = listed(parts, wanted).filter((pair) => market === undefined || pair.key === market.key);
        if (pairs.length > 0) subscription.deliver(frameOf("update", parts, [], pairs));
      }
    }),
  );
  return {
    name: "instrument",
    access: "public",
    specs: { include_tokenized_assets: "flag", execution_venue: "text" },
    read: (params) => {
      const wanted = venues.find((word) => word === (textOf(params, "execution_venue") ?? "international"));
      if (wanted === undefined) throw new Rejection("Subscription execution_venue not supported");
      return {
        slot: "",
        echo: {},
        warnings,
        snapshot: flagOf(params, "snapshot") ?? true,
        tokenized: flagOf(params, "include_tokenized_assets") ?? false,
        venue: wanted,
      };
    },
    join: (subscription, wanted) => {
      subscribers.set(subscription, wanted);
      if (wanted.snapshot) {
        const assets = venue.markets.assets.filter(({ record }) => wanted.tokenized || record.aclass !== tokenized);
        subscription.deliver(frameOf("snapshot", parts, assets, listed(parts, wanted)));
      }
      return () => subscribers.delete(subscription);
    },
  };
}

function listed({ venue }: SpotParts, wanted: InstrumentWanted): readonly SpotMarket[] {
  return venue.markets.all.filter(
    ({ record }) =>
      record.execution_venue.replaceAll("_", "-") === wanted.venue &&
      (wanted.tokenized || record.aclass_base !== tokenized),
  );
}

function frameOf(
  kind: "snapshot" | "update",
  { venue }: SpotParts,
  assets: readonly SpotAsset[],
  pairs: readonly SpotMarket[],
): Frame {
  const system = venue.systemMode();
  const data = {
    assets: assets.map(assetRow),
    pairs: pairs.map((pair) => pairRow(pair, system === "online" ? venue.pairMode(pair.key) : system)),
  };
  return new Frame(
    { kind, channel: "instrument" },
    `{"channel":"instrument","type":"${kind}","data":${stringify(data)}}`,
  );
}

function assetRow({ symbol, decimals, marginRate, record }: SpotAsset): Readonly<Record<string, unknown>> {
  return {
    id: symbol,
    status: record.status.replaceAll("_", ""),
    precision: decimals,
    precision_display: record.display_decimals,
    borrowable: marginRate !== undefined,
    collateral_value: num((record.collateral_value ?? 0).toFixed(2)),
    ...(record.margin_rate === undefined ? {} : { margin_rate: num(Number(record.margin_rate).toFixed(6)) }),
  };
}

function pairRow(market: SpotMarket, status: string): Readonly<Record<string, unknown>> {
  const { record, priceDecimals, lotDecimals } = market;
  const leverage = Math.max(0, ...market.leverageBuy, ...market.leverageSell);
  const tick = plainNumber(record.tick_size);
  return {
    symbol: market.symbol,
    base: market.base.symbol,
    quote: market.quote.symbol,
    status,
    qty_precision: lotDecimals,
    qty_increment: lotDecimals === 0 ? num("1") : num(`1e-${String(lotDecimals).padStart(2, "0")}`),
    qty_min: plainNumber(record.ordermin),
    price_precision: priceDecimals,
    price_increment: tick,
    tick_size: tick,
    cost_precision: market.costDecimals,
    cost_min: num(record.costmin),
    marginable: leverage > 0,
    has_index: leverage > 0,
    ...(leverage === 0
      ? {}
      : {
          margin_initial: num((1 / leverage).toFixed(2)),
          position_limit_long: record.long_position_limit ?? 0,
          position_limit_short: record.short_position_limit ?? 0,
        }),
  };
}

function plainNumber(text: string): RawNumber {
  return num(plainText(decimal(text)));
}
