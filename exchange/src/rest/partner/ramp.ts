import * as v from "valibot";
import {
  compare,
  decimal,
  div,
  formatDecimal,
  mul,
  parseDecimal,
  plainText,
  sub,
  withScale,
  zero,
  type Decimal,
} from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import { quoteDecimals } from "../../embed/pricing.ts";
import type { FundingMethod } from "../../funding/methods.ts";
import type { PublicRoute, SignedRoute } from "../../http/call.ts";
import { textOf, type Fields } from "../../http/fields.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import type { Purchases } from "../../ramp/purchases.ts";
import { text } from "../spot/arguments.ts";
import { assetOf, invalid, nexus, readArgs, type PartnerDesk } from "./desk.ts";

/** Where Ramp is offered here, and in which parts where not everywhere. */
const countries: Readonly<Record<string, readonly string[]>> = {
  US: ["CA", "FL", "TX", "WA"],
  CA: ["BC", "ON"],
  DE: [],
  ES: [],
  FR: [],
  GB: [],
  IT: [],
  NL: [],
};
const payments = [
  { funding_type: "creditCard", external_id: "card" },
  { funding_type: "debitCard", external_id: "debit-card" },
  { funding_type: "applePay", external_id: "apple-pay" },
];
const fiats = ["USD", "EUR", "GBP"];
/** Shares of what is paid: of the payment provider, and of the exchange. */
const [providerBps, exchangeBps] = [decimal("100"), decimal("50")];
const whole = decimal("10000");
const least = decimal("10");
const most = decimal("5000");

const short = v.optional(v.pipe(v.string(), v.maxLength(36)));
const placeSchema = v.object({ country: text, subdivision: v.optional(text) });
const routeSchema = v.object({
  in_asset: text,
  in_method: text,
  out_asset: text,
  out_method: text,
  country: v.optional(text),
  subdivision: v.optional(text),
});
const bps = v.optional(v.pipe(v.string(), v.regex(/^\d{1,4}(?:\.\d{1,4})?$/)));
const quoteSchema = v.object({ ...routeSchema.entries, in_amount: text, affiliate_fee_bps: bps });
const link = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(2048),
    v.check((value) => URL.canParse(value)),
  ),
);
const checkoutSchema = v.object({
  ...quoteSchema.entries,
  network: v.optional(text),
  wallet_address: v.optional(text),
  memo: v.optional(text),
  redirect_url: link,
  failure_url: link,
  external_user_id: short,
  external_partner_id: v.optional(text),
  external_transaction_id: short,
  external_metadata: v.optional(v.pipe(v.string(), v.maxLength(1000))),
});

interface Way {
  readonly from: SpotAsset;
  readonly to: SpotAsset;
  readonly method: FundingMethod;
}

interface RampQuote extends Way {
  readonly paid: Decimal;
  readonly deposit: Decimal;
  readonly fee: Decimal;
  readonly affiliate: Decimal;
  readonly spent: Decimal;
  readonly bought: Decimal;
  readonly received: Decimal;
  readonly price: Decimal;
}

/** Buying coins with cards: what is possible, what it costs, and where to send the customer. */
export function rampRoutes(desk: PartnerDesk, purchases: Purchases): readonly (SignedRoute | PublicRoute)[] {
  const { funding, venue } = desk;
  const checkPlace = (query: Fields): void => {
    const { country, subdivision } = readArgs(placeSchema, query);
    place(country, subdivision);
  };
  const fiatAssets = (): readonly SpotAsset[] => fiats.flatMap((name) => venue.markets.asset(name) ?? []);
  const coins = (): readonly SpotAsset[] => {
    const crypto = funding.methods.list("withdraw").filter(({ network }) => network.kind === "crypto");
    return [...new Set(crypto.map(({ asset }) => asset))];
  };
  const wayOf = (args: v.InferOutput<typeof routeSchema>): Way => {
    if (args.country !== undefined) place(args.country, args.subdivision);
    const [from, to] = [assetOf(desk, args.in_asset), assetOf(desk, args.out_asset)];
    if (!fiatAssets().includes(from) || !coins().includes(to)) throw new Rejection("ENexus:Asset disabled");
    if (!payments.some(({ funding_type }) => funding_type === args.in_method))
      throw new Rejection(`${invalid}:in_method`);
    const method = funding.methods
      .list("withdraw", to)
      .find(({ id, name, network }) => [id, name, network.name].includes(args.out_method));
    if (method === undefined) throw new Rejection(`${invalid}:out_method`);
    return { from, to, method };
  };
  const quoteOf = (args: v.InferOutput<typeof quoteSchema>): RampQuote => {
    const way = wayOf(args);
    const paid = parseDecimal(args.in_amount);
    if (paid === undefined || paid.scale > 2) throw new Rejection(`${invalid}:in_amount`);
    if (compare(paid, least) < 0) throw new Rejection("EAPI:Quantity is too small for asset");
    if (compare(paid, most) > 0) throw new Rejection("EAPI:Quantity is too large for asset");
    const share = (of: Decimal): Decimal => div(mul(paid, of), whole, 2, "ceil");
    const [deposit, fee, affiliate] = [
      share(providerBps),
      share(exchangeBps),
      share(decimal(args.affiliate_fee_bps ?? "0")),
    ];
    const spent = sub(sub(sub(paid, deposit), fee), affiliate);
    const price = venue.price(way.to.id, way.from.id, 12);
    if (price === undefined || price.units === 0n) throw new Rejection("EPTL:Not enough depth on book");
    const bought = compare(spent, zero) > 0 ? div(spent, price, quoteDecimals(way.to), "floor") : zero;
    const received = sub(bought, way.method.fee);
    if (compare(received, zero) <= 0) throw new Rejection("EAPI:Quantity is too small for asset");
    return { ...way, paid, deposit, fee, affiliate, spent, bought, received, price };
  };
  return [
    nexus("listRampBuyCryptoAssets", "GET", "ramp/buy/crypto", ({ query }) => {
      checkPlace(query);
      return {
        assets: coins().map((asset) => ({
          asset: asset.symbol,
          asset_class: "currency",
          networks: funding.methods.list("withdraw", asset).map(({ network }) => network.name),
          withdrawal_methods: funding.methods
            .list("withdraw", asset)
            .map(({ id, name, network }) => ({ method_id: id, name, network: network.name })),
        })),
      };
    }),
    nexus("listRampFiatCurrencies", "GET", "ramp/fiat-currencies", ({ query }) => {
      checkPlace(query);
      return { currencies: fiatAssets().map(({ symbol }) => ({ asset: symbol, asset_class: "currency" })) };
    }),
    nexus("listRampPaymentMethods", "GET", "ramp/payment-methods", ({ query }) => {
      checkPlace(query);
      return { methods: payments };
    }),
    nexus("listRampCountries", "GET", "ramp/countries", () => ({
      countries: Object.entries(countries).map(([country, subdivisions]) => ({
        country,
        ...(subdivisions.length === 0 ? {} : { subdivisions }),
      })),
    })),
    nexus("getRampLimits", "GET", "ramp/limits", ({ query }) => {
      const { from, to, method } = wayOf(readArgs(routeSchema, query));
      const range = (asset: SpotAsset, low: Decimal, high?: Decimal): object => ({
        minimum: { asset: asset.symbol, amount: plainText(low), asset_class: "currency" },
        ...(high === undefined
          ? {}
          : { maximum: { asset: asset.symbol, amount: plainText(high), asset_class: "currency" } }),
      });
      const price = venue.price(from.id, to.id, 18) ?? zero;
      const out = (amount: Decimal): Decimal => withScale(mul(amount, price), quoteDecimals(to), "floor");
      return {
        limits: { deposit: range(from, least, most), withdrawal: range(to, method.minimum) },
        final_combined: { in_asset: range(from, least, most), out_asset: range(to, out(least), out(most)) },
      };
    }),
    nexus("getRampProspectiveQuote", "GET", "ramp/quotes/prospective", ({ query }) =>
      quoteRow(quoteOf(readArgs(quoteSchema, query))),
    ),
    nexus("getRampCheckoutUrl", "GET", "ramp/checkout", ({ account, query }) => {
      const args = readArgs(checkoutSchema, query);
      const quote = quoteOf(args);
      if (args.wallet_address !== undefined && !quote.method.network.accepts(args.wallet_address))
        throw new Rejection(`${invalid}:wallet_address`);
      const request = Object.fromEntries(
        Object.keys(checkoutSchema.entries).map((name) => [name, textOf(query, name) ?? null]),
      );
      const purchase = purchases.open({
        account,
        request,
        outAmount: plainText(quote.received),
        affiliateFee: plainText(quote.affiliate),
      });
      return { checkout_url: `${desk.url()}/ramp/c/${purchase.id}`, request_data: request };
    }),
    {
      // Where Kraken's own checkout page would be.
      name: "viewRampCheckout",
      method: "GET",
      path: "/ramp/c/:id",
      auth: "none",
      handle: ({ params }) => {
        const purchase = purchases.find(params["id"] ?? "");
        if (purchase === undefined) throw new Rejection("ENexus:Unknown order");
        const { id, status, request, outAmount } = purchase;
        return { transaction_id: id, status, out_amount: outAmount, request_data: request };
      },
    },
  ];
}

function place(country: string, subdivision: string | undefined): void {
  const parts = Object.hasOwn(countries, country) ? countries[country] : undefined;
  if (parts === undefined) throw new Rejection(`${invalid}:country`);
  if (subdivision !== undefined && parts.length > 0 && !parts.includes(subdivision))
    throw new Rejection(`${invalid}:subdivision`);
}

function quoteRow(quote: RampQuote): object {
  const { from, to, method, paid, deposit, fee, affiliate, spent, bought, received, price } = quote;
  return {
    spend: {
      asset: from.symbol,
      asset_class: "currency",
      total: formatDecimal(paid, 2),
      subtotal: formatDecimal(spent, 2),
      fee: formatDecimal(fee, 2),
      deposit_fee: formatDecimal(deposit, 2),
      affiliate_fee: formatDecimal(affiliate, 2),
    },
    receive: {
      asset: to.symbol,
      asset_class: "currency",
      total: plainText(received),
      subtotal: plainText(bought),
      withdrawal_fee: plainText(method.fee),
    },
    unit_price: {
      asset: to.symbol,
      unit_price: formatDecimal(price, 8),
      denomination_asset: from.symbol,
      asset_class: "currency",
      denomination_asset_class: "currency",
    },
  };
}
