import { Rejection } from "../../base/rejection.ts";
import { abs, parseFixed, times, type Fixed } from "../../futures/fixed.ts";
import type { BlockLeg, BlockRefusal } from "../../futures/blocks.ts";
import { isFields, textOf, type Field, type Fields } from "../../http/fields.ts";
import { MalformedText } from "../../http/forms.ts";
import { parseJsonText } from "../../http/jsontext.ts";
import type { Route, SignedCall } from "../../http/router.ts";
import { exact, iso, Section } from "./answers.ts";
import { optional, required } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";
import { QuoteBook, type Leg, type Offer, type Request, type SidePrice } from "./quotes.ts";

const v3 = "/derivatives/api/v3/rfqs";
const usualLife = 5 * 60_000;
const shortestLife = 5000;
const mostOpen = 20;
const mostLegs = 20;
const farthest = 2n * 10n ** 17n;

/**
 * RFQs. The venue wants an option leg; the local exchange lists no options and takes packages of futures instead.
 * A request's JSON is `{"legs": [{"symbol", "size"}], "expiry": ISO time or milliseconds from now}`.
 */
export function rfqRoutes(desk: FuturesDesk): readonly Route[] {
  const quotes = new QuoteBook(desk);
  const rfqs = new Rfqs(desk, quotes);
  const uid = (call: SignedCall): string => call.params["rfqUid"] ?? "";
  const section = new Section(desk)
    .open("getOpenRFQs", "GET", v3, () => ({ rfqs: rfqs.open().map((request) => rfqs.body(request)) }))
    .open("getOpenRFQ", "GET", `${v3}/:rfqUid`, ({ params }) => ({ rfq: rfqs.body(rfqs.find(params["rfqUid"] ?? "")) }))
    .signed("getRFQOpenOffers", "GET", `${v3}/open-offers`, { needs: "read" }, ({ account }) => ({
      offers: rfqs.offers(account, true),
    }))
    .signed("getRFQClosedOffers", "GET", `${v3}/closed-offers`, { needs: "read" }, ({ account }) => ({
      offers: rfqs.offers(account, false),
    }))
    .signed("getAccountOpenRFQs", "GET", `${v3}/open-rfqs`, { needs: "read" }, ({ account }) => ({
      rfqs: rfqs
        .open()
        .filter((request) => request.account === account)
        .map((request) => ({ ...rfqs.body(request), ...rfqs.quoted(request) })),
    }))
    .signed("submitRFQ", "POST", `${v3}/open-rfqs`, { needs: "trade" }, (call) => rfqs.submit(call))
    .signed("cancelRFQ", "DELETE", `${v3}/open-rfqs/:rfqUid`, { needs: "trade" }, (call) =>
      rfqs.cancel(call, uid(call)),
    )
    .signed("acceptRFQOffer", "POST", `${v3}/open-rfqs/accept-offer/:rfqUid`, { needs: "trade" }, (call) =>
      rfqs.accept(call, uid(call)),
    )
    .signed("updateRFQOpenOffer", "PUT", `${v3}/:rfqUid/replace-offer`, { needs: "trade" }, (call) =>
      rfqs.replace(call, uid(call)),
    );
  // The documented paths of 2026 and those of the year before.
  for (const path of [`${v3}/place-offer/:rfqUid`, `${v3}/:rfqUid/place-offer`])
    section.signed("submitRFQNewOffer", "POST", path, { needs: "trade" }, (call) => rfqs.offer(call, uid(call)));
  for (const path of [`${v3}/cancel-offer/:rfqUid`, `${v3}/:rfqUid/cancel-offer`])
    section.signed("cancelRFQOffer", "DELETE", path, { needs: "trade" }, (call) => rfqs.withdraw(call, uid(call)));
  return section.routes;
}

const failed = (reason: string): object => ({ status: "failed", reason });

class Rfqs {
  readonly #desk: FuturesDesk;
  readonly #quotes: QuoteBook;

  constructor(desk: FuturesDesk, quotes: QuoteBook) {
    this.#desk = desk;
    this.#quotes = quotes;
  }

  open(): readonly Request[] {
    this.#quotes.tidy();
    return [...this.#quotes.requests.values()].filter((request) => request.status === "open");
  }

  find(uid: string): Request {
    this.#quotes.tidy();
    const request = this.#quotes.requests.get(uid);
    if (!request) throw new Rejection("notFound");
    return request;
  }

  body(request: Request): object {
    const { venue } = this.#desk;
    return {
      uid: request.uid,
      expiry: iso(request.expiry),
      markPrice: exact(this.#quotes.mark(request.legs)),
      legs: request.legs.map(({ market, size }) => {
        const { symbol } = market.contract;
        const [bid, ask] = [venue.book(symbol, "buy", 1)[0], venue.book(symbol, "sell", 1)[0]];
        return {
          symbol,
          size: exact(size),
          markPrice: exact(venue.markPrice(market)),
          ...(bid ? { bestBid: exact(bid.price) } : {}),
          ...(ask ? { bestAsk: exact(ask.price) } : {}),
        };
      }),
      status: request.status,
    };
  }

  /** The best quotes, which only the requester sees. */
  quoted(request: Request): object {
    const [bid, ask] = [this.#quotes.best(request, "bid")?.bid, this.#quotes.best(request, "ask")?.ask];
    return {
      ...(bid ? { bestBid: exact(bid.total), ...(bid.legs ? { bidSide: legPrices(bid) } : {}) } : {}),
      ...(ask ? { bestAsk: exact(ask.total), ...(ask.legs ? { askSide: legPrices(ask) } : {}) } : {}),
    };
  }

  offers(account: string, open: boolean): readonly object[] {
    this.#quotes.tidy();
    return [...this.#quotes.offers.values()]
      .filter((offer) => offer.account === account && (offer.status === "open") === open)
      .map(offerBody);
  }

  submit(call: SignedCall): object {
    const wanted = parsed(required(call.fields, "json"));
    const legs = isFields(wanted) ? legsOf(this.#desk, wanted["legs"]) : failed("orderError");
    if (!Array.isArray(legs)) return legs;
    const now = this.#desk.clock.now();
    const expiry = isFields(wanted) ? expiryOf(wanted, now) : undefined;
    if (expiry === undefined) return failed("invalidExpiry");
    if (expiry < now + shortestLife) return failed("expiryTooShort");
    if (this.open().filter((request) => request.account === call.account).length >= mostOpen)
      return failed("tooManyOpenRfqs");
    const request: Request = {
      uid: this.#desk.ids.uuid(),
      account: call.account,
      legs: legs as readonly Leg[],
      expiry,
      status: "open",
    };
    this.#quotes.requests.set(request.uid, request);
    return { status: "placed", rfqUid: request.uid };
  }

  cancel(call: SignedCall, uid: string): object {
    const request = this.#mine(call.account, uid);
    if (!request) return failed("rfqNotFound");
    this.#quotes.close(request, "cancelled");
    return { status: "cancelled", rfqUid: uid };
  }

  /** Makes an offer; a second one of the same account replaces the first. */
  offer(call: SignedCall, uid: string): object {
    const request = this.open().find((item) => item.uid === uid);
    if (!request || request.account === call.account) return failed("rfqNotFound");
    const sides = this.#sides(request, call.fields);
    if (!("bid" in sides)) return sides;
    const known = this.#quotes.offersTo(request).find((offer) => offer.account === call.account);
    const refused =
      this.#carries(call.account, request, sides.bid, 1n) ?? this.#carries(call.account, request, sides.ask, -1n);
    if (refused) return failed(refused === "maxPositionExceeded" ? "maxPositionExceed" : refused);
    const now = this.#desk.clock.now();
    if (known) {
      Object.assign(known, { bid: sides.bid, ask: sides.ask, updated: now });
      return { status: "placed", offerUId: known.uid };
    }
    const offer: Offer = {
      uid: this.#desk.ids.uuid(),
      request,
      account: call.account,
      placed: now,
      updated: now,
      bid: sides.bid,
      ask: sides.ask,
      status: "open",
    };
    this.#quotes.offers.set(offer.uid, offer);
    return { status: "placed", offerUId: offer.uid };
  }

  replace(call: SignedCall, uid: string): object {
    const answer = this.offer(call, uid);
    if ("reason" in answer) throw new Rejection(answer.reason === "rfqNotFound" ? "notFound" : "invalidArgument");
    return {};
  }

  withdraw(call: SignedCall, uid: string): object {
    const request = this.open().find((item) => item.uid === uid);
    if (!request) return failed("rfqNotFound");
    const wanted = optional(call.fields, "offerUid");
    const offer = this.#quotes
      .offersTo(request)
      .find((item) => item.account === call.account && (wanted === undefined || item.uid === wanted));
    if (!offer) return failed("offerNotFound");
    offer.status = "cancelled";
    offer.updated = this.#desk.clock.now();
    return { status: "cancelled" };
  }

  /** Takes the best offer of a side when it still stands at the accepted price. */
  accept(call: SignedCall, uid: string): object {
    const request = this.#mine(call.account, uid);
    if (!request) return failed("rfqNotFound");
    const [bidText, askText] = [optional(call.fields, "bidAccepted"), optional(call.fields, "askAccepted")];
    if (bidText === undefined && askText === undefined) return failed("noBidOrAskProvided");
    if (bidText !== undefined && askText !== undefined) return failed("bidAndAskProvided");
    const side = bidText === undefined ? "ask" : "bid";
    const offer = this.#quotes.best(request, side);
    const price = offer?.[side];
    if (!offer || !price) return failed("offerNotFound");
    if (price.total !== parseFixed(bidText ?? askText ?? "")) return failed("offerNoLongerValid");
    // Who accepts a bid sells the package.
    const legs = this.#quotes.blocks(request.legs, price, side === "bid" ? -1n : 1n);
    const refused = this.#desk.venue.blockTrade(call.account, offer.account, legs);
    if (refused) return failed(refused);
    offer.status = `filled_${side}_side`;
    offer.updated = this.#desk.clock.now();
    this.#quotes.close(request, `filled_${side}_side`);
    return { status: "placed", rfqUid: uid };
  }

  #mine(account: string, uid: string): Request | undefined {
    return this.open().find((request) => request.uid === uid && request.account === account);
  }

  #carries(account: string, request: Request, side: SidePrice | undefined, sign: 1n | -1n): BlockRefusal | undefined {
    if (!side) return undefined;
    const legs: readonly BlockLeg[] = this.#quotes.blocks(request.legs, side, sign);
    return this.#desk.venue.blockRefusal(account, legs);
  }

  #sides(
    request: Request,
    fields: Fields,
  ): { readonly bid: SidePrice | undefined; readonly ask: SidePrice | undefined } | object {
    const totals = [optional(fields, "bid"), optional(fields, "ask")];
    const perLeg = [optional(fields, "bidSide"), optional(fields, "askSide")];
    if (totals.some((text) => text !== undefined) && perLeg.some((text) => text !== undefined))
      return failed("perLegAndPackagePricesProvided");
    const sides: (SidePrice | undefined)[] = [];
    for (const index of [0, 1]) {
      const side = sideOf(this.#quotes, request, totals[index], perLeg[index]);
      if (side && "reason" in side) return side;
      if (side && this.#far(request, side)) return failed("priceTooFarFromMarket");
      sides.push(side);
    }
    const [bid, ask] = sides;
    return bid || ask ? { bid, ask } : failed("noBidOrAskProvided");
  }

  /** More than a fifth of the package's gross value away from mark. */
  #far(request: Request, side: SidePrice): boolean {
    const { venue } = this.#desk;
    const [first] = request.legs;
    const single = first && request.legs.length === 1;
    const gross = single
      ? venue.markPrice(first.market)
      : request.legs.reduce((sum, leg) => sum + times(abs(leg.size), venue.markPrice(leg.market)), 0n);
    return abs(side.total - this.#quotes.mark(request.legs)) > times(gross, farthest);
  }
}

function sideOf(
  quotes: QuoteBook,
  request: Request,
  total: string | undefined,
  perLeg: string | undefined,
): SidePrice | { readonly reason: string; readonly status: "failed" } | undefined {
  if (total !== undefined) {
    const value = parseFixed(total);
    if (value === undefined) throw new Rejection("invalidArgument");
    return { total: value, legs: undefined };
  }
  if (perLeg === undefined) return undefined;
  const list = parsed(perLeg);
  const prices: { tradeable: string; price: Fixed }[] = [];
  for (const item of Array.isArray(list) ? list : []) {
    const tradeable = isFields(item) ? textOf(item, "tradeable")?.toUpperCase() : undefined;
    const price = isFields(item) ? parseFixed(textOf(item, "price") ?? "") : undefined;
    if (tradeable === undefined || price === undefined || price <= 0n) throw new Rejection("invalidArgument");
    if (!request.legs.some((leg) => leg.market.contract.symbol === tradeable))
      return { status: "failed", reason: "legMismatch" };
    prices.push({ tradeable, price });
  }
  if (prices.length < request.legs.length) return { status: "failed", reason: "incompleteSide" };
  return { total: quotes.total(request.legs, prices), legs: prices };
}

function legPrices(side: SidePrice): readonly object[] {
  return (side.legs ?? []).map((leg) => ({ tradeable: leg.tradeable, price: exact(leg.price) }));
}

function offerBody(offer: Offer): object {
  return {
    uid: offer.uid,
    rfqUid: offer.request.uid,
    placementDate: iso(offer.placed),
    lastUpdateDate: iso(offer.updated),
    ...(offer.bid
      ? { bid: exact(offer.bid.total).text, ...(offer.bid.legs ? { bidSide: legPrices(offer.bid) } : {}) }
      : {}),
    ...(offer.ask
      ? { ask: exact(offer.ask.total).text, ...(offer.ask.legs ? { askSide: legPrices(offer.ask) } : {}) }
      : {}),
    status: offer.status,
  };
}

/** Reads the legs of a request, or says why they will not do. */
function legsOf(desk: FuturesDesk, value: Field | undefined): readonly Leg[] | object {
  if (!Array.isArray(value) || value.length === 0) return failed("noLegsSpecified");
  if (value.length > mostLegs) return failed("tooManyLegs");
  const legs: Leg[] = [];
  for (const item of value) {
    const market = isFields(item) ? desk.venue.market(textOf(item, "symbol") ?? "") : undefined;
    if (!market || market.expired) return failed("symbolNotFound");
    const size = isFields(item) ? parseFixed(textOf(item, "size") ?? "") : undefined;
    if (size === undefined || size === 0n || size % market.contract.lot !== 0n) return failed("invalidQuantity");
    if (market.contract.wallet !== "flex") return failed("marketRestricted");
    if (legs.some((leg) => leg.market.contract.underlying !== market.contract.underlying))
      return failed("mixedCurrencyPairs");
    if (legs.some((leg) => leg.market === market)) return failed("orderError");
    legs.push({ market, size });
  }
  return legs;
}

/** Expiry as ISO time, as milliseconds since the epoch, or as milliseconds from now; five minutes when left out. */
function expiryOf(wanted: Fields, now: number): number | undefined {
  const text = textOf(wanted, "expiry");
  if (text === undefined) return now + usualLife;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(value)) return undefined;
  return value < 86_400_000 ? now + value : value;
}

function parsed(text: string): Field {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (error instanceof MalformedText) throw new Rejection("Json Parse Error");
    throw error;
  }
}
