import { rescale, unitsAt } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { Side } from "../engine/book.ts";
import type { SpotMarket } from "../markets/spot.ts";
import type { CloseTemplate, Floor, Offset, OrderType, SelfTrade, TimeInForce, Trigger } from "./model.ts";
import { isLimitPriced, isTrailing, triggerKind } from "./model.ts";
import { costScale, touchPrice } from "./money.ts";
import type { PriceText } from "./prices.ts";
import { offsetUnits, onTick, resolvePrice, staticPrice } from "./prices.ts";
import * as fields from "./fields.ts";
import type { State } from "./state.ts";
import type { CloseRequest, OrderRequest } from "./types.ts";

/** An order request that passed every check which needs neither the account nor the book's orders. */
export interface Draft {
  readonly floor: Floor;
  readonly side: Side;
  readonly type: OrderType;
  /** Lots; 0n asks to close the whole position. */
  readonly qty: bigint;
  readonly cash: bigint | undefined;
  readonly limit: bigint | undefined;
  readonly limitText: PriceText | undefined;
  readonly trigger: Trigger | undefined;
  readonly display: bigint | undefined;
  readonly leverage: number | undefined;
  readonly reduceOnly: boolean;
  readonly stp: SelfTrade;
  readonly post: boolean;
  readonly feeIn: "base" | "quote";
  readonly oflags: readonly string[];
  readonly tif: TimeInForce;
  readonly startAt: bigint | undefined;
  readonly expireAt: bigint | undefined;
  readonly close: CloseTemplate | undefined;
  readonly userref: number | undefined;
  readonly clOrdId: string | undefined;
  readonly senderSubId: string | undefined;
}

/** Refuses what the pair's mode does not take. */
export function checkMode(
  state: State,
  floor: Floor,
  order: { type: string; post: boolean; reduceOnly: boolean },
): void {
  const mode = state.modeOf(floor);
  if (mode === "online") return;
  if (mode === "maintenance") throw new Rejection("EService:Unavailable");
  if (mode === "post_only" && order.type === "limit" && order.post) return;
  if (mode === "limit_only" && (order.type === "iceberg" || order.type.endsWith("limit"))) return;
  if (mode === "reduce_only" && order.reduceOnly) return;
  throw new Rejection(`EService:Market in ${mode} mode`);
}

/** Reads an order request and checks it, in the venue's order: mode, words, flags, decimals, tick, minima. */
export function readOrder(state: State, request: OrderRequest): Draft {
  const floor = state.floor(request.pair);
  const { market } = floor;
  if (request.asset_class !== undefined && request.asset_class !== market.record.aclass_base) {
    throw request.asset_class === "tokenized_asset"
      ? new Rejection("EQuery:Unknown asset pair")
      : fields.invalid("asset_class");
  }
  const oflags = fields.readFlags(request.oflags);
  const reduceOnly = request.reduce_only ?? false;
  checkMode(state, floor, { type: request.ordertype, post: oflags.includes("post"), reduceOnly });
  const words = readWords(state, request, market);
  const draft = { ...words, floor, oflags, reduceOnly, post: oflags.includes("post") };
  checkFlags(request, draft);
  const amounts = readAmounts(request, draft);
  const prices = readPrices(draft, request);
  const complete: Draft = { ...draft, ...amounts, ...prices, feeIn: oflags.includes("fcib") ? "base" : "quote" };
  checkMinima(state, complete);
  return complete;
}

type Words = Pick<
  Draft,
  "side" | "type" | "leverage" | "stp" | "tif" | "startAt" | "expireAt" | "userref" | "clOrdId" | "senderSubId"
> & { readonly reference: "last" | "index"; readonly close: CloseTemplate | undefined };

function readWords(state: State, request: OrderRequest, market: SpotMarket): Words {
  const now = state.now();
  if (request.type !== "buy" && request.type !== "sell") throw fields.invalid("type");
  const expireAt = fields.readTime("expiretm", request.expiretm, now, 5n);
  const type = fields.readType(request.ordertype);
  const reference = fields.readWord("trigger", request.trigger, ["last", "index"]);
  if (reference === "index" && market.leverageBuy.length === 0) {
    throw new Rejection("EGeneral:Invalid arguments:Index unavailable");
  }
  const words = {
    type,
    side: request.type as Side,
    leverage: readLeverage(request, request.type === "buy" ? market.leverageBuy : market.leverageSell),
    reference,
    stp: fields.readWord("stptype", request.stptype, ["cancel-newest", "cancel-oldest", "cancel-both"]),
    tif: fields.readTimeInForce(request.timeinforce, expireAt !== undefined),
    startAt: fields.readTime("starttm", request.starttm, now, 0n),
    expireAt,
    userref: fields.readUserref(request.userref),
    clOrdId: fields.readClientId("cl_ord_id", request.cl_ord_id),
    senderSubId: fields.readClientId("sender_sub_id", request.sender_sub_id),
    close: readClose(market, request.close),
  };
  fields.checkDeadline(request.deadline, request.via, now);
  return words;
}

function readLeverage(request: OrderRequest, offered: readonly number[]): number | undefined {
  const text = request.leverage ?? "";
  if (text === "" || text === "none" || text === "0" || text === "1" || text === "1:1") {
    if (request.margin !== true) return undefined;
    const most = offered.filter((leverage) => leverage <= 5).at(-1);
    if (most === undefined) throw fields.invalid("leverage");
    return most;
  }
  const found = /^(\d{1,3})(?::1)?$/.exec(text);
  const leverage = Number(found?.[1]);
  if (!offered.includes(leverage)) throw fields.invalid("leverage");
  return leverage;
}

function readClose(market: SpotMarket, request: CloseRequest | undefined): CloseTemplate | undefined {
  if (request === undefined || request.ordertype === "") return undefined;
  const type = fields.readType(request.ordertype);
  if (type === "market" || type === "settle-position" || type === "iceberg") throw fields.invalid("close[ordertype]");
  const price = fields.readPrice("close[price]", request.price);
  const price2 = fields.readPrice("close[price2]", request.price2);
  if (price === undefined) throw fields.invalid("close[price]");
  if (isTrailing(type) && (price.kind !== "offset" || price.sign !== "+")) throw fields.invalid("close[price]");
  if (type.endsWith("-limit") && price2 === undefined) throw fields.invalid("close[price2]");
  for (const text of [price, price2]) if (text?.kind === "static") staticPrice(market, text.value);
  return { type, price, price2 };
}

type Flagged = Words & Pick<Draft, "floor" | "oflags" | "reduceOnly" | "post">;

function checkFlags(request: OrderRequest, draft: Flagged): void {
  const { type, tif, oflags, close } = draft;
  if (draft.post && !(request.via === "socket" ? isLimitPriced(type) : type === "limit" || type === "iceberg")) {
    throw fields.invalid("oflags");
  }
  if (draft.post && (tif === "IOC" || tif === "FOK")) throw fields.invalid("timeinforce");
  if (oflags.includes("viqc") && (type !== "market" || draft.side !== "buy" || draft.leverage !== undefined)) {
    throw fields.invalid("oflags");
  }
  if (tif === "FOK" && type !== "limit") throw fields.invalid("timeinforce");
  if (tif === "IOC" && type === "iceberg") throw fields.invalid("timeinforce");
  if ((tif === "GTD") !== (draft.expireAt !== undefined)) throw fields.invalid("expiretm");
  if (draft.startAt !== undefined && draft.expireAt !== undefined && draft.expireAt <= draft.startAt) {
    throw fields.invalid("expiretm");
  }
  if (draft.reduceOnly && draft.leverage === undefined) throw fields.invalid("reduce_only");
  if (draft.clOrdId !== undefined && draft.userref !== undefined) throw fields.invalid("cl_ord_id");
  if (draft.clOrdId !== undefined && close !== undefined) throw fields.invalid("cl_ord_id");
  if (close !== undefined && type === "settle-position") throw fields.invalid("close[ordertype]");
}

function readAmounts(request: OrderRequest, draft: Flagged): Pick<Draft, "qty" | "cash" | "display"> {
  const { market } = draft.floor;
  const volume = fields.readAmount("volume", request.volume);
  if (volume === undefined) throw fields.invalid("volume");
  const shown = fields.readAmount("displayvol", request.displayvol);
  if ((draft.type === "iceberg") !== (shown !== undefined)) throw fields.invalid("displayvol");
  if (draft.oflags.includes("viqc")) {
    const units = unitsAt(volume, market.costDecimals);
    if (units === undefined || units === 0n) throw fields.invalid("volume");
    return { qty: 0n, cash: rescale(units, market.costDecimals, costScale(market), "truncate"), display: undefined };
  }
  const qty = fields.inLots(market, "volume", volume);
  const closesAll = draft.leverage !== undefined || draft.type === "settle-position";
  if (qty === 0n && !(closesAll && draft.type !== "iceberg")) throw fields.invalid("volume");
  if (shown === undefined) return { qty, cash: undefined, display: undefined };
  return { qty, cash: undefined, display: fields.inLots(market, "displayvol", shown) };
}

type Priced = Pick<Draft, "limit" | "limitText" | "trigger">;

function readPrices(draft: Flagged, request: OrderRequest): Priced {
  const { floor, side, type } = draft;
  if (type === "market" || type === "settle-position") {
    return { limit: undefined, limitText: undefined, trigger: undefined };
  }
  const price = fields.readPrice("price", request.price);
  if (price === undefined) throw fields.invalid("price");
  const price2 = fields.readPrice("price2", request.price2);
  if (type.endsWith("-limit") && price2 === undefined) throw fields.invalid("price2");
  if (type === "limit" || type === "iceberg") {
    const limit = resolvePrice(floor.market, price, side, "limit", floor.last);
    return { limit, limitText: price, trigger: undefined };
  }
  return readTriggered(floor, side, type, { price, price2, reference: draft.reference });
}

/** The prices of an order that waits, e.g. of a new one or of a conditional close. */
export function readTriggered(
  floor: Floor,
  side: Side,
  type: OrderType,
  given: { price: PriceText; price2: PriceText | undefined; reference: "last" | "index" },
): Priced {
  const kind = triggerKind(type) ?? "stop";
  const { price: text, price2, reference } = given;
  const from = referencePrice(floor, reference);
  const waits = { kind, reference, text, status: "untriggered", firedBy: undefined, firedAt: undefined } as const;
  const limitText = type.endsWith("-limit") ? price2 : undefined;
  if (isTrailing(type)) {
    if (text.kind !== "offset" || text.sign !== "+" || text.value.units === 0n) throw fields.invalid("price");
    if (limitText !== undefined && (limitText.kind !== "offset" || limitText.sign === "#"))
      throw fields.invalid("price2");
    if (from === undefined) throw new Rejection("EOrder:Invalid price");
    const price = trailingPrice(floor.market, side, text, from);
    if (price <= 0n) throw new Rejection("EOrder:Invalid price");
    return { limit: undefined, limitText, trigger: { ...waits, price, trail: text, peak: from } };
  }
  const price = resolvePrice(floor.market, text, side, kind, from);
  const limit = limitText && resolvePrice(floor.market, limitText, side, kind, from);
  return { limit, limitText, trigger: { ...waits, price, trail: undefined, peak: undefined } };
}

/** What a trigger looks at now; the last price stands in for a missing index. */
export function referencePrice(floor: Floor, reference: "last" | "index"): bigint | undefined {
  return reference === "index" ? (floor.index ?? floor.last) : floor.last;
}

/** Where a trailing stop fires when `peak` is the best price seen. */
export function trailingPrice(market: SpotMarket, side: Side, trail: Offset, peak: bigint): bigint {
  const distance = offsetUnits(market, trail, peak);
  return onTick(market, side === "sell" ? peak - distance : peak + distance);
}

function checkMinima(state: State, draft: Draft): void {
  const { floor, qty, display, cash } = draft;
  const { market } = floor;
  if (display !== undefined) {
    if (display > qty || display * 15n < qty || display < market.orderMin) throw fields.invalid("displayvol");
  }
  if (cash === undefined && qty === 0n) return;
  const price = draft.limit ?? draft.trigger?.price ?? touchPrice(floor, draft.side);
  const wanted = cash === undefined || price === undefined ? qty : cash / price;
  if ((cash === undefined || price !== undefined) && wanted < market.orderMin) {
    const { minimumText } = state.settings;
    throw minimumText === "new"
      ? fields.invalid("volume minimum not met")
      : new Rejection("EOrder:Order minimum not met");
  }
  if (price === undefined) return;
  if ((cash ?? qty * price) < market.costMin) throw new Rejection("EOrder:Cost minimum not met");
}
