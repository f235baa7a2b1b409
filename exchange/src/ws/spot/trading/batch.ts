import { Rejection } from "../../../base/rejection.ts";
import type { BatchItem } from "../../../spot/types.ts";
import { isList, isRecord, type JsonRecord } from "../../json.ts";
import { check, flagOf, missing, neededText, type Specs } from "../fields.ts";
import { demand } from "../channels/private.ts";
import type { SpotParts } from "../parts.ts";
import { marketOf } from "../subscribe.ts";
import { deadlineOf } from "./deadline.ts";
import type { TradingMethod } from "./methods.ts";
import { checkOrder, deprecated, orderOf, orderSpecs } from "./order.ts";

const specs: Specs = { symbol: "text", orders: "records", deadline: "text", validate: "flag", token: "text" };

/** `batch_add` */
export function batchAdd(parts: SpotParts): TradingMethod {
  const { venue } = parts;
  return {
    check: (params) => {
      check(params, specs, "batch_add");
      for (const order of ordersOf(params)) {
        check(order, orderSpecs, "batch_add");
        checkOrder(order, "batch_add");
      }
    },
    run: (call) => {
      const { params, key, answers } = call;
      demand(key, { all: ["modify-trades", "close-trades"] });
      const orders = ordersOf(params);
      if (orders.length === 0) throw missing("orders");
      if (orders.length < 2 || orders.length > 15) throw new Rejection("EGeneral:Invalid arguments:orders");
      const items = venue.addOrders(key.settings.account, {
        pair: marketOf(venue, neededText(params, "symbol")).key,
        orders: orders.map(orderOf),
        deadline: deadlineOf(parts, call),
        validate: flagOf(params, "validate"),
        via: "socket",
      });
      answers.succeed(items.map((item, at) => answerOf(item, orders[at])));
    },
  };
}

function ordersOf(params: JsonRecord): readonly JsonRecord[] {
  const { orders } = params;
  return isList(orders) ? orders.filter(isRecord) : [];
}

/** One entry of the result; the place of a refused order says why it was refused. */
function answerOf(item: BatchItem, order: JsonRecord | undefined): Readonly<Record<string, unknown>> {
  if ("error" in item) return { error: item.error, cl_ord_id: item.cl_ord_id };
  const warnings = order === undefined ? [] : deprecated(order);
  return {
    order_id: item.txid?.[0],
    cl_ord_id: item.cl_ord_id,
    order_userref: item.order_userref,
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
