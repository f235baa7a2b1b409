import type { Clock } from "../base/clock.ts";
import { add, compare, decimal, div, mul, plainText, withScale, zero, type Decimal } from "../base/decimal.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import { amountOf } from "../funding/amounts.ts";
import type { SpotAsset, SpotMarket } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";

/** A price for a deal, good for a few seconds. */
export interface OtcQuote {
  readonly id: string;
  readonly account: string;
  readonly market: SpotMarket;
  readonly type: "buy" | "sell";
  readonly amount: Decimal;
  readonly price: Decimal;
  readonly total: Decimal;
  readonly expires: number;
  /** Undefined while the client may still decide. */
  decision: "accepted" | "rejected" | undefined;
  decided: number;
  tradeId: string | undefined;
}

/** What is asked for: exactly one of base amount and quote total. */
export interface OtcRequest {
  readonly base: string;
  readonly quote: string;
  readonly type: "buy" | "sell";
  readonly amount?: string | undefined;
  readonly total?: string | undefined;
}

/** The desk's own terms. */
interface Terms {
  /** Milliseconds a quote holds. */
  readonly quoteMs: number;
  /** What the desk earns on each side. */
  readonly spread: Decimal;
  /** Smallest and largest deal, in USD. */
  readonly minUsd: Decimal;
  readonly maxUsd: Decimal;
}

/** What the desk deals in. */
export const otcTerms: Terms = {
  quoteMs: 15_000,
  spread: decimal("0.001"),
  minUsd: decimal("1000"),
  maxUsd: decimal("10000000"),
};

/** Deals with the exchange's own desk, beside the order books. */
export class OtcDesk {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #venue: SpotCalls;
  readonly #quotes: Map<string, OtcQuote[]> = new Map();

  constructor(clock: Clock, ids: Ids, venue: SpotCalls) {
    this.#clock = clock;
    this.#ids = ids;
    this.#venue = venue;
  }

  /** Quotes of an account, newest first. */
  of(account: string): readonly OtcQuote[] {
    return this.#quotes.get(account) ?? [];
  }

  /** Whether a quote can still be decided about. */
  isOpen(quote: OtcQuote): boolean {
    return quote.decision === undefined && this.#clock.now() < quote.expires;
  }

  /** Quotes a price. */
  request(account: string, request: OtcRequest): OtcQuote {
    const market = this.#market(request);
    if ((request.amount === undefined) === (request.total === undefined))
      throw new Rejection("EGeneral:Invalid arguments:amount");
    const price = this.#price(market, request.type);
    const { amount, total } = sizes(market, price, request);
    const usd = mul(amount, this.#venue.price(market.base.id, "USD", 12) ?? zero);
    if (compare(usd, otcTerms.minUsd) < 0) throw new Rejection("EOrder:Order minimum not met");
    if (compare(usd, otcTerms.maxUsd) > 0) throw new Rejection("EOrder:Order maximum exceeded");
    const quote: OtcQuote = {
      id: this.#ids.uuid(),
      account,
      market,
      type: request.type,
      amount,
      price,
      total,
      expires: this.#clock.now() + otcTerms.quoteMs,
      decision: undefined,
      decided: 0,
      tradeId: undefined,
    };
    this.#quotes.set(account, [quote, ...this.of(account)]);
    return quote;
  }

  /** The client decides; an accepted quote is dealt and settled at once. */
  decide(account: string, id: string, decision: "accepted" | "rejected"): OtcQuote {
    const quote = this.of(account).find((one) => one.id === id);
    if (quote === undefined) throw new Rejection("EOrder:Unknown quote");
    if (quote.decision !== undefined) throw new Rejection("EOrder:Quote already decided");
    if (!this.isOpen(quote)) throw new Rejection("EOrder:Quote expired");
    if (decision === "accepted") quote.tradeId = this.#deal(quote);
    quote.decision = decision;
    quote.decided = this.#clock.now();
    return quote;
  }

  /** USD value of the quotes an account may still accept. */
  exposure(account: string): Decimal {
    return this.of(account)
      .filter((quote) => this.isOpen(quote))
      .reduce(
        (sum, { amount, market }) => add(sum, mul(amount, this.#venue.price(market.base.id, "USD", 12) ?? zero)),
        zero,
      );
  }

  #market({ base, quote }: OtcRequest): SpotMarket {
    const { markets } = this.#venue;
    const found = markets.all.find(
      (market) => market.base === markets.asset(base) && market.quote === markets.asset(quote),
    );
    if (found === undefined) throw new Rejection("EQuery:Unknown asset pair");
    return found;
  }

  #price(market: SpotMarket, type: "buy" | "sell"): Decimal {
    const middle = this.#venue.price(market.base.id, market.quote.id, 18);
    if (middle === undefined || middle.units === 0n) throw new Rejection("EService:Unavailable");
    const one = decimal("1");
    const { spread } = otcTerms;
    const factor = add(one, type === "buy" ? spread : { ...spread, units: -spread.units });
    return withScale(mul(middle, factor), market.priceDecimals, type === "buy" ? "ceil" : "floor");
  }

  #deal(quote: OtcQuote): string {
    const { account, market, type, amount, total } = quote;
    const tradeId = this.#ids.trade();
    const sign = (out: boolean, value: Decimal): string => (out ? "-" : "") + plainText(value);
    const legs = (who: { account?: string }, buys: boolean): { account?: string; asset: string; amount: string }[] => [
      { ...who, asset: market.base.id, amount: sign(!buys, amount) },
      { ...who, asset: market.quote.id, amount: sign(buys, total) },
    ];
    this.#venue.book({
      refid: tradeId,
      type: "trade",
      category: "block-trade",
      short: "EOrder:Insufficient funds",
      legs: [...legs({ account }, type === "buy"), ...legs({}, type !== "buy")],
    });
    return tradeId;
  }
}

/** Base amount and quote total of a deal; the ledger of the quote asset sets the last digit, in the desk's favour. */
function sizes(
  market: SpotMarket,
  price: Decimal,
  request: OtcRequest,
): { readonly amount: Decimal; readonly total: Decimal } {
  const round = request.type === "buy" ? "ceil" : "floor";
  const scale = quoteScale(market.quote);
  const wrong = (name: string): string => `EGeneral:Invalid arguments:${name}`;
  if (request.amount !== undefined) {
    const amount = withScale(amountOf(market.base, request.amount, wrong("amount")), market.lotDecimals, "floor");
    if (compare(amount, zero) <= 0) throw new Rejection(wrong("amount"));
    return { amount, total: withScale(mul(amount, price), scale, round) };
  }
  const wanted = amountOf(market.quote, request.total ?? "", wrong("total"));
  const amount = div(wanted, price, market.lotDecimals, "floor");
  if (compare(amount, zero) <= 0) throw new Rejection(wrong("total"));
  return { amount, total: withScale(mul(amount, price), scale, round) };
}

function quoteScale(asset: SpotAsset): number {
  return Math.min(8, asset.decimals);
}
