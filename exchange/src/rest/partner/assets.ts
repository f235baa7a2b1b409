import * as v from "valibot";
import { decimal, div, formatDecimal, mul, plainText, sub, zero, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { text, word } from "../spot/arguments.ts";
import { assetOf, invalid, iso, listOf, member, nexus, numbered, readArgs, userOf, type PartnerDesk } from "./desk.ts";

const platformStatuses = ["enabled", "deposit_only", "withdrawal_only", "funding_temporarily_disabled", "disabled"];
const sorts = [
  "trending",
  ...["market_cap_rank", "symbol", "name", "listing_date"].flatMap((name) => [name, `-${name}`]),
  ...["1h", "24h", "7d", "30d", "1y"].flatMap((span) => [`change_percent_${span}`, `-change_percent_${span}`]),
];
const viewSchema = v.object({ quote: v.optional(text), lang: v.optional(v.pipe(v.string(), v.maxLength(35))) });
const listSchema = v.object({ ...viewSchema.entries, sort: v.optional(v.picklist(sorts)) });
const intervals: Readonly<Record<string, number>> = {
  PT1M: 1,
  PT5M: 5,
  PT15M: 15,
  PT30M: 30,
  PT60M: 60,
  PT4H: 240,
  P1D: 1440,
  P7D: 10_080,
  P15D: 21_600,
};
const ratesSchema = v.object({
  quote: v.optional(text),
  start_time: v.optional(v.string()),
  end_time: v.optional(v.string()),
  interval: v.optional(word(Object.keys(intervals))),
});
/** Points of one page of rates. */
const mostRates = 720;

const names: Readonly<Record<string, string>> = {
  BTC: "Bitcoin",
  ETH: "Ethereum",
  SOL: "Solana",
  XRP: "XRP",
  DOGE: "Dogecoin",
  ADA: "Cardano",
  SHIB: "Shiba Inu",
  USDT: "Tether",
  USDC: "USD Coin",
  PEPE: "Pepe",
  ACA: "Acala",
  USD: "US Dollar",
  EUR: "Euro",
  GBP: "Pound Sterling",
};

/** The name people know an asset by. */
export function englishName(asset: SpotAsset): string {
  return names[asset.symbol] ?? asset.symbol;
}

/** What there is to trade, and what it was worth. */
export function assetRoutes(desk: PartnerDesk): readonly SignedRoute[] {
  const { venue, tape, agenda } = desk;
  const quoteOf = (name: string | undefined): SpotAsset => assetOf(desk, name ?? "USD", "quote ");
  const change = (asset: SpotAsset): Decimal => {
    const figures = tape.market(`${asset.symbol}/USD`)?.statistics(agenda.now());
    const open = figures?.day.open;
    if (figures?.last === undefined || open === undefined || open === 0n) return zero;
    return div({ units: (figures.last - open) * 100n, scale: 0 }, { units: open, scale: 0 }, 4, "half-up");
  };
  const row = (asset: SpotAsset, quote: SpotAsset): object => {
    const price = venue.price(asset.id, quote.id, 12);
    return {
      symbol: asset.symbol,
      english_name: englishName(asset),
      links: {
        self: { href: `${desk.url()}/b2b/assets/${asset.symbol}`, type: "application/json" },
        logo: {
          width: 64,
          height: 64,
          href: `https://assets.example/${asset.symbol.toLowerCase()}.png`,
          type: "image/png",
        },
      },
      market_cap_rank: venue.markets.assets.indexOf(asset) + 1,
      change_percent_24h: plainText(change(asset)),
      ...(price === undefined ? {} : { price: plainText(price), price_currency: quote.symbol }),
    };
  };
  return [
    nexus("listEmbedAssets", "GET", "assets", (call) => {
      const args = readArgs(listSchema, call.query);
      const filter = (name: string): readonly string[] => listOf(member(call.query, "filter", name));
      if (member(call.query, "filter", "user") !== undefined) filterUser(desk, call);
      const wanted = filter("assets");
      const statuses = filter("platform_statuses");
      if (wanted.length > 100) throw new Rejection(`${invalid}:filter`);
      if (!statuses.every((status) => platformStatuses.includes(status))) throw new Rejection(`${invalid}:filter`);
      const chosen = new Set(wanted.map((name) => assetOf(desk, name)));
      const onlyTradable = member(call.query, "filter", "tradable_only") === "true";
      const found = venue.markets.assets.filter(
        (asset) =>
          (chosen.size === 0 || chosen.has(asset)) &&
          (statuses.length === 0 || statuses.includes("enabled")) &&
          (!onlyTradable || venue.price(asset.id, "USD", 4) !== undefined),
      );
      const page = numbered(desk, call, sorted(found, args.sort, change), 20);
      const quote = quoteOf(args.quote);
      return {
        assets: page.items.map((asset) => ({ ...row(asset, quote), platform_status: "enabled" })),
        links: page.links,
        meta: page.meta,
      };
    }),
    nexus("getEmbedAsset", "GET", "assets/:asset", (call) => {
      const quote = quoteOf(readArgs(viewSchema, call.query).quote);
      return row(assetOf(desk, call.params["asset"] ?? ""), quote);
    }),
    nexus("listEmbedAssetRates", "GET", "assets/:asset/rates", (call) => {
      const args = readArgs(ratesSchema, call.query);
      const asset = assetOf(desk, call.params["asset"] ?? "", "base ");
      const quote = quoteOf(args.quote);
      const minutes = intervals[args.interval ?? "PT60M"] ?? 60;
      const end = time(args.end_time, "end") ?? agenda.now();
      const start = time(args.start_time, "start") ?? end - 100 * minutes * 60_000;
      if (start > end) throw new Rejection("ENexus:Invalid start time");
      if ((end - start) / (minutes * 60_000) > mostRates) throw new Rejection("ENexus:Interval is too large");
      const rates = ratesOf(desk, asset, quote, minutes, start, end);
      const [oldest, newest] = [rates[0], rates.at(-1)];
      if (oldest === undefined || newest === undefined) return { rates: [], meta: {} };
      const gain = sub(decimal(newest.price), decimal(oldest.price));
      return {
        rates,
        meta: {
          page_oldest_rate: oldest,
          page_newest_rate: newest,
          page_price_change_value: plainText(gain),
          page_price_change_percent: formatDecimal(div(mul(gain, decimal("100")), decimal(oldest.price), 4, "half-up")),
        },
      };
    }),
  ];
}

function filterUser(desk: PartnerDesk, call: SignedCall): void {
  const name = member(call.query, "filter", "user");
  if (typeof name !== "string") throw new Rejection(`${invalid}:filter`);
  userOf(desk, { ...call, params: { user: name } });
}

function sorted(assets: readonly SpotAsset[], sort = "trending", change: (asset: SpotAsset) => Decimal): SpotAsset[] {
  const list = [...assets];
  const by = sort.replace(/^-/, "");
  if (by === "symbol") list.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  else if (by === "name") list.sort((a, b) => (englishName(a) < englishName(b) ? -1 : 1));
  else if (by.startsWith("change_percent")) list.sort((a, b) => Number(plainText(sub(change(a), change(b)))));
  return sort.startsWith("-") ? list.reverse() : list;
}

interface Rate {
  readonly timestamp: string;
  readonly price: string;
}

/** Closes of the pair's own candles; without such a pair those in USD, carried over at today's rate. */
function ratesOf(
  { tape, venue, agenda }: PartnerDesk,
  asset: SpotAsset,
  quote: SpotAsset,
  minutes: number,
  start: number,
  end: number,
): readonly Rate[] {
  const own = tape.market(`${asset.symbol}/${quote.symbol}`);
  const log = own ?? tape.market(`${asset.symbol}/USD`);
  if (log === undefined) throw new Rejection("ENexus:Unknown quote asset");
  const factor = own === undefined ? (venue.price("USD", quote.id, 12) ?? zero) : decimal("1");
  const range = { from: start, to: end, limit: mostRates };
  return (log.candles(minutes, agenda.now(), range) ?? []).map((candle) => ({
    timestamp: iso(candle.start),
    price: plainText(mul({ units: candle.close, scale: log.priceDecimals }, factor)),
  }));
}

function time(text: string | undefined, role: "start" | "end"): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new Rejection(`ENexus:Invalid ${role} time`);
  return at;
}
