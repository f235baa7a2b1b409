import { Rejection } from "../../base/rejection.ts";
import type { CancelOrder, EditOrder, OrderOutcome, SendOrder } from "../../futures/order.ts";
import { isFields, textOf, type Fields } from "../../http/fields.ts";
import { MalformedText } from "../../http/forms.ts";
import { parseJsonText } from "../../http/jsontext.ts";
import type { Route, SignedCall } from "../../http/router.ts";
import { iso, Section } from "./answers.ts";
import { flag, list, moment, optional, required, whole } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";
import { eventBody, openOrderBody, reportBody } from "./words.ts";

const v3 = "/derivatives/api/v3";
/** One peer reports 100 as the most instructions of a batch; the venue states none. */
const maxBatch = 100;

/** Order Management. */
export function orderRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  return new Section(desk)
    .signed("submitOrder", "POST", `${v3}/sendorder`, { needs: "trade", cost: 10 }, ({ account, fields }) => ({
      sendStatus: sent(venue.sendOrder(account, sendRequest(fields, moment(fields, "processBefore")))),
    }))
    .signed("editOrder", "POST", `${v3}/editorder`, { needs: "trade", cost: 10 }, ({ account, fields }) => ({
      editStatus: edited(
        venue.editOrder(account, editRequest(fields, optional(fields, "orderId"), moment(fields, "processBefore"))),
      ),
    }))
    .signed("cancelOrder", "POST", `${v3}/cancelorder`, { needs: "trade", cost: 10 }, ({ account, fields }) => ({
      cancelStatus: cancelled(venue.cancelOrder(account, cancelRequest(fields, moment(fields, "processBefore")))),
    }))
    .signed("cancelAllOrders", "POST", `${v3}/cancelallorders`, { needs: "trade", cost: 25 }, ({ account, fields }) => {
      const outcome = venue.cancelAll(account, optional(fields, "symbol"));
      return {
        cancelStatus: {
          receivedTime: iso(outcome.received),
          cancelOnly: outcome.cancelOnly,
          status: outcome.status,
          cancelledOrders: outcome.cancelled.map((order) => ({ order_id: order.id, cliOrdId: order.clientId ?? null })),
          orderEvents: outcome.events.map(eventBody),
        },
      };
    })
    .signed(
      "cancelAllOrdersAfter",
      "POST",
      `${v3}/cancelallordersafter`,
      { needs: "trade", cost: 25 },
      ({ account, fields }) => {
        const at = venue.cancelAllAfter(account, whole(fields, "timeout", 0, 4_294_967_295) ?? 0);
        return { status: { currentTime: iso(desk.clock.now()), triggerTime: at === undefined ? "0" : iso(at) } };
      },
    )
    .signed("getOpenOrders", "GET", `${v3}/openorders`, { needs: "read", cost: 2 }, ({ account }) => ({
      openOrders: venue.openOrders(account).map(openOrderBody),
    }))
    .signed("getOrderStatus", "POST", `${v3}/orders/status`, { needs: "trade", cost: 1 }, ({ account, fields }) => {
      const ids = list(fields, "orderIds").map((id) => venue.orderReport(account, id, undefined));
      const clients = list(fields, "cliOrdIds").map((id) => venue.orderReport(account, undefined, id));
      return { orders: [...ids, ...clients].filter((report) => report !== undefined).map(reportBody) };
    })
    .signed(
      "batchOrderManagement",
      "POST",
      `${v3}/batchorder`,
      { needs: "trade", cost: (call) => 9 + batchSize(call) },
      (call) => ({
        batchStatus: batch(desk, call),
      }),
    ).routes;
}

/** Reads a send request; missing arguments are refused here, wrong ones by the venue. */
function sendRequest(fields: Fields, processBefore: number | undefined): SendOrder {
  return {
    orderType: required(fields, "orderType"),
    symbol: required(fields, "symbol"),
    side: required(fields, "side"),
    size: required(fields, "size"),
    limitPrice: optional(fields, "limitPrice"),
    stopPrice: optional(fields, "stopPrice"),
    cliOrdId: optional(fields, "cliOrdId"),
    triggerSignal: optional(fields, "triggerSignal"),
    reduceOnly: flag(fields, "reduceOnly"),
    trailingStopMaxDeviation: optional(fields, "trailingStopMaxDeviation"),
    trailingStopDeviationUnit: optional(fields, "trailingStopDeviationUnit"),
    limitPriceOffsetValue: optional(fields, "limitPriceOffsetValue"),
    limitPriceOffsetUnit: optional(fields, "limitPriceOffsetUnit"),
    processBefore,
  };
}

function editRequest(fields: Fields, orderId: string | undefined, processBefore: number | undefined): EditOrder {
  return {
    orderId,
    cliOrdId: optional(fields, "cliOrdId"),
    size: optional(fields, "size"),
    limitPrice: optional(fields, "limitPrice"),
    stopPrice: optional(fields, "stopPrice"),
    trailingStopMaxDeviation: optional(fields, "trailingStopMaxDeviation"),
    trailingStopDeviationUnit: optional(fields, "trailingStopDeviationUnit"),
    qtyMode: optional(fields, "qtyMode"),
    processBefore,
  };
}

function cancelRequest(fields: Fields, processBefore: number | undefined): CancelOrder {
  return { orderId: optional(fields, "order_id"), cliOrdId: optional(fields, "cliOrdId"), processBefore };
}

function sent(outcome: OrderOutcome): object {
  return {
    order_id: outcome.orderId,
    ...(outcome.cliOrdId === undefined ? {} : { cliOrdId: outcome.cliOrdId }),
    status: outcome.status,
    receivedTime: iso(outcome.received),
    orderEvents: outcome.events.map(eventBody),
  };
}

function edited(outcome: OrderOutcome): object {
  return {
    status: outcome.status,
    orderId: outcome.orderId ?? null,
    ...(outcome.cliOrdId === undefined ? {} : { cliOrdId: outcome.cliOrdId }),
    receivedTime: iso(outcome.received),
    orderEvents: outcome.events.map(eventBody),
  };
}

function cancelled(outcome: OrderOutcome): object {
  return {
    status: outcome.status,
    ...(outcome.orderId === undefined ? {} : { order_id: outcome.orderId }),
    ...(outcome.cliOrdId === undefined ? {} : { cliOrdId: outcome.cliOrdId }),
    receivedTime: iso(outcome.received),
    orderEvents: outcome.events.map(eventBody),
  };
}

/** Instructions of a batch; the text must be JSON of the documented form. */
function instructions(call: SignedCall): readonly Fields[] {
  const text = required(call.fields, "json");
  let parsed;
  try {
    parsed = parseJsonText(text);
  } catch (error) {
    if (error instanceof MalformedText) throw new Rejection("Json Parse Error");
    throw error;
  }
  const items = isFields(parsed) ? parsed["batchOrder"] : undefined;
  if (!Array.isArray(items) || items.length === 0 || items.length > maxBatch)
    throw new Rejection("invalidArgument: batchOrder");
  return items.map((item) => {
    if (!isFields(item)) throw new Rejection("Json Parse Error");
    return item;
  });
}

/** The budget is charged before the batch is read, so what cannot be read costs as one instruction. */
function batchSize(call: SignedCall): number {
  try {
    return instructions(call).length;
  } catch (error) {
    if (error instanceof Rejection) return 1;
    throw error;
  }
}

function batch(desk: FuturesDesk, call: SignedCall): readonly object[] {
  const before = moment(call.fields, "ProcessBefore") ?? moment(call.fields, "processBefore");
  const items = instructions(call);
  for (const item of items) {
    const kind = textOf(item, "order");
    if (kind !== "send" && kind !== "edit" && kind !== "cancel") throw new Rejection("invalidArgument: order");
    if (kind === "send" && optional(item, "order_tag") === undefined) throw new Rejection("requiredArgumentMissing");
  }
  return items.map((item) => instruction(desk, call.account, item, before));
}

/** One instruction; what would be refused as a whole when sent alone is refused in its place here. */
function instruction(desk: FuturesDesk, account: string, item: Fields, before: number | undefined): object {
  const tag = optional(item, "order_tag");
  const head = tag === undefined ? {} : { order_tag: tag };
  const orderId = optional(item, "order_id");
  try {
    const kind = textOf(item, "order");
    const outcome =
      kind === "send"
        ? desk.venue.sendOrder(account, sendRequest(item, before))
        : kind === "edit"
          ? desk.venue.editOrder(account, editRequest(item, orderId, before))
          : desk.venue.cancelOrder(account, cancelRequest(item, before));
    return {
      status: outcome.status,
      ...head,
      order_id: outcome.orderId ?? null,
      ...(outcome.cliOrdId === undefined ? {} : { cliOrdId: outcome.cliOrdId }),
      dateTimeReceived: iso(outcome.received),
      orderEvents: outcome.events.map(eventBody),
    };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return {
      status: error.reason,
      ...head,
      order_id: orderId ?? null,
      dateTimeReceived: iso(desk.clock.now()),
      orderEvents: [],
    };
  }
}
