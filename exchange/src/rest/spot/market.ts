import * as v from "valibot";
import type { PublicRoute } from "../../http/call.ts";
import type { FeeSchedule, SpotAsset, SpotMarket } from "../../markets/spot.ts";
import { num, type RawNumber } from "../../base/json.ts";
import { plainText } from "../../base/decimal.ts";
import { oneOf, read, text, word, words } from "./arguments.ts";
import type { Maintenance, SpotDesk } from "./desk.ts";
import { isoSeconds } from "./format.ts";
import { assetOf, pairKey, pairOf } from "./names.ts";

const version = v.optional(oneOf([1]));
const assetClasses = ["currency", "tokenized_asset"] as const;
const venues = ["international", "bitnomial_exchange"] as const;

const assetsSchema = v.object({
  asset: v.optional(words(500)),
  aclass: v.optional(word(assetClasses)),
  assetVersion: version,
});
const pairsSchema = v.object({
  pair: v.optional(words(2_000)),
  aclass_base: v.optional(word(assetClasses)),
  info: v.optional(word(["info", "leverage", "fees", "margin"])),
  country_code: v.optional(v.pipe(text, v.regex(/^[A-Za-z]{2}(?:[-:][A-Za-z0-9]{1,3})?$/))),
  execution_venue: v.optional(
    v.pipe(
      words(2),
      v.everyItem((item) => (venues as readonly string[]).includes(item)),
    ),
  ),
  assetVersion: version,
});

/** Server time, status, assets and pairs. */
export function marketRoutes(desk: SpotDesk): readonly PublicRoute[] {
  const { clock, venue } = desk;
  const { markets } = venue;
  return [
    {
      name: "getServerTime",
      method: "GET",
      path: "/0/public/Time",
      auth: "none",
      handle: () => ({ unixtime: Math.floor(clock.now() / 1000), rfc1123: rfc1123(clock.now()) }),
    },
    {
      name: "getSystemStatus",
      method: "GET",
      path: "/0/public/SystemStatus",
      auth: "none",
      handle: () => ({
        status: venue.systemMode(),
        timestamp: isoSeconds(clock.now()),
        upcoming_maintenance: announced(desk, 3),
        emergency: [],
      }),
    },
    {
      name: "getMaintenanceSchedule",
      method: "GET",
      path: "/0/public/MaintenanceSchedule",
      auth: "none",
      handle: () => ({ events: announced(desk, 7) }),
    },
    {
      name: "getAssetInfo",
      method: "GET",
      path: "/0/public/Assets",
      auth: "none",
      handle: (call) => {
        const args = read(assetsSchema, call.fields);
        const named = args.asset?.map((name) => assetOf(markets, name));
        const listed = named ?? markets.assets.filter((asset) => asset.record.aclass === (args.aclass ?? "currency"));
        return Object.fromEntries(
          listed.map((asset) => [args.assetVersion === 1 ? asset.symbol : asset.id, asset.record]),
        );
      },
    },
    {
      name: "getAssetPairs",
      method: "GET",
      path: "/0/public/AssetPairs",
      auth: "none",
      handle: (call) => {
        const args = read(pairsSchema, call.fields);
        const aclass = args.aclass_base ?? "currency";
        const wanted = args.execution_venue ?? ["international"];
        const asked = args.pair?.map((name) => ({ market: pairOf(markets, name, aclass), name }));
        const all =
          asked ??
          markets.all
            .filter(({ record }) => record.aclass_base === aclass)
            .map((market) => ({ market, name: undefined }));
        return Object.fromEntries(
          all
            .filter(({ market }) => wanted.includes(market.record.execution_venue))
            .map(({ market, name }) => {
              const key = pairKey(market, name, args.assetVersion);
              return [key, pairRecord(desk, market, args.info ?? "info", key === market.symbol)];
            }),
        );
      },
    },
  ];
}

function pairRecord(desk: SpotDesk, market: SpotMarket, info: string, display: boolean): Record<string, unknown> {
  const { record } = market;
  const name = (asset: SpotAsset): string => (display ? asset.symbol : asset.id);
  const volumeAsset = desk.venue.markets.asset(record.fee_volume_currency);
  const fees = {
    fees: desk.feesInAssetPairs ? feeRows(market.fees, "taker") : [],
    fees_maker: desk.feesInAssetPairs ? feeRows(market.fees, "maker") : [],
    fee_volume_currency: volumeAsset === undefined ? record.fee_volume_currency : name(volumeAsset),
  };
  if (info === "leverage") return { leverage_buy: record.leverage_buy, leverage_sell: record.leverage_sell };
  if (info === "fees") return fees;
  if (info === "margin") return { margin_call: record.margin_call, margin_level: record.margin_stop };
  return {
    ...record,
    base: name(market.base),
    quote: name(market.quote),
    ...fees,
    status: desk.venue.pairMode(market.key),
  };
}

function feeRows(schedule: FeeSchedule, side: "taker" | "maker"): readonly (readonly [RawNumber, RawNumber])[] {
  return schedule[side].map(({ volume, rate }) => [num(volume.toString()), num(plainText({ units: rate, scale: 4 }))]);
}

/** Day and month names as Kraken prints them, with a year of two digits. */
function rfc1123(ms: number): string {
  const parts = new Date(ms).toUTCString().split(" ");
  return `${parts[0]} ${parts[1]} ${parts[2]} ${(parts[3] ?? "").slice(-2)} ${parts[4]} +0000`;
}

const hour = 3_600_000;
const phases: readonly (readonly [within: number, phase: string, action: string])[] = [
  [30_000, "final_warning_30s", "disconnect_and_wait"],
  [300_000, "imminent_5m", "cancel_open_orders"],
  [1_800_000, "approaching_30m", "stop_new_orders"],
  [24 * hour, "reminder_24h", "reduce_activity"],
];

function announced({ clock, maintenance }: SpotDesk, days: number): readonly Record<string, unknown>[] {
  const now = clock.now();
  return maintenance
    .filter(({ start, end }) => end > now && start < now + days * 24 * hour)
    .sort((a, b) => a.start - b.start)
    .map((event) => announcement(event, now));
}

function announcement(event: Maintenance, now: number): Record<string, unknown> {
  const left = event.start - now;
  const [, phase, action] = phases.find(([within]) => left <= within) ?? [0, "announced", "continue"];
  return {
    event_id: event.event_id,
    title: event.title,
    expected_start_utc: isoSeconds(event.start),
    expected_end_utc: isoSeconds(event.end),
    time_to_start_s: Math.max(0, Math.floor(left / 1000)),
    phase,
    affected_services: event.affected_services ?? ["spot_rest", "spot_ws", "spot_trading"],
    order_submission: left > 0 ? "enabled" : "disabled",
    recommended_action: action,
    cancel_before_utc: isoSeconds(event.start),
    source_url: "https://status.kraken.com",
  };
}
