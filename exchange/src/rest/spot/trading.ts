import * as v from "valibot";
import { tokenLifetime } from "../../auth/tokens.ts";
import { Rejection } from "../../base/rejection.ts";
import type { SignedRoute } from "../../http/call.ts";
import type { BatchItem, CancelTarget } from "../../spot/types.ts";
import { flag, integer, read, text, words } from "./arguments.ts";
import type { SpotDesk } from "./desk.ts";
import { isoSeconds } from "./format.ts";

const close = v.object({ ordertype: text, price: v.optional(text), price2: v.optional(text) });
const order = {
  ordertype: text,
  type: text,
  volume: v.optional(text),
  displayvol: v.optional(text),
  price: v.optional(text),
  price2: v.optional(text),
  trigger: v.optional(text),
  leverage: v.optional(text),
  reduce_only: v.optional(flag),
  stptype: v.optional(text),
  oflags: v.optional(words(10)),
  timeinforce: v.optional(text),
  starttm: v.optional(text),
  expiretm: v.optional(text),
  close: v.optional(close),
  userref: v.optional(text),
  cl_ord_id: v.optional(text),
};
const timing = { deadline: v.optional(text), validate: v.optional(flag) };
const broker = { broker: v.optional(text) };
const assetClass = { asset_class: v.optional(text) };

const addSchema = v.object({ pair: text, ...order, ...assetClass, ...timing, ...broker });
const batchSchema = v.object({
  pair: text,
  orders: v.pipe(v.array(v.object(order)), v.minLength(2), v.maxLength(15)),
  ...assetClass,
  ...timing,
  ...broker,
});
const amendSchema = v.object({
  txid: v.optional(text),
  cl_ord_id: v.optional(text),
  order_qty: v.optional(text),
  display_qty: v.optional(text),
  limit_price: v.optional(text),
  trigger_price: v.optional(text),
  pair: v.optional(text),
  post_only: v.optional(flag),
  deadline: v.optional(text),
});
const editSchema = v.object({
  txid: text,
  pair: text,
  volume: v.optional(text),
  displayvol: v.optional(text),
  price: v.optional(text),
  price2: v.optional(text),
  oflags: v.optional(words(10)),
  reduce_only: v.optional(flag),
  userref: v.optional(text),
  cancel_response: v.optional(flag),
  ...assetClass,
  ...timing,
});
const cancelSchema = v.object({ txid: v.optional(text), cl_ord_id: v.optional(text) });
const target = v.union([
  text,
  v.pipe(
    v.object({ txid: text }),
    v.transform((item) => item.txid),
  ),
]);
const ids = v.union([words(50), v.pipe(v.array(target), v.maxLength(50))]);
const cancelBatchSchema = v.object({ orders: v.optional(ids), cl_ord_ids: v.optional(words(50)) });
const afterSchema = v.object({ timeout: integer(0, 86_399) });

/** Orders and the socket token. */
export function tradingRoutes(desk: SpotDesk): readonly SignedRoute[] {
  const { venue, tokens } = desk;
  const modify = { all: ["modify-trades"] } as const;
  const both = { all: ["modify-trades", "close-trades"] } as const;
  const either = { any: ["modify-trades", "close-trades"] } as const;
  return [
    {
      name: "submitOrder",
      method: "POST",
      path: "/0/private/AddOrder",
      auth: "body-nonce",
      needs: modify,
      handle: (call) => {
        const { descr, txid } = venue.addOrder(call.account, { ...read(addSchema, call.body), via: "rest" });
        return { descr, txid };
      },
    },
    {
      name: "submitBatchOrders",
      method: "POST",
      path: "/0/private/AddOrderBatch",
      auth: "body-nonce",
      needs: both,
      handle: (call) => {
        const items = venue.addOrders(call.account, { ...read(batchSchema, call.body), via: "rest" });
        return { orders: items.map(batchItem) };
      },
    },
    {
      name: "amendOrder",
      method: "POST",
      path: "/0/private/AmendOrder",
      auth: "body-nonce",
      needs: either,
      handle: (call) => venue.amendOrder(call.account, { ...read(amendSchema, call.body), via: "rest" }),
    },
    {
      name: "editOrder",
      method: "POST",
      path: "/0/private/EditOrder",
      auth: "body-nonce",
      needs: both,
      handle: (call) => {
        const { cancel_response: _, ...args } = read(editSchema, call.body);
        return venue.editOrder(call.account, { ...args, via: "rest" });
      },
    },
    {
      name: "cancelOrder",
      method: "POST",
      path: "/0/private/CancelOrder",
      auth: "body-nonce",
      needs: either,
      handle: (call) => {
        const args = read(cancelSchema, call.body);
        if ((args.txid === undefined) === (args.cl_ord_id === undefined))
          throw new Rejection("EGeneral:Invalid arguments:txid");
        return venue.cancelOrder(call.account, args);
      },
    },
    {
      name: "cancelAllOrders",
      method: "POST",
      path: "/0/private/CancelAll",
      auth: "body-nonce",
      needs: either,
      handle: (call) => venue.cancelAll(call.account),
    },
    {
      name: "cancelAllOrdersAfter",
      method: "POST",
      path: "/0/private/CancelAllOrdersAfter",
      auth: "body-nonce",
      needs: either,
      handle: (call) => {
        const { currentTime, triggerTime } = venue.cancelAllOrdersAfter(
          call.account,
          read(afterSchema, call.body).timeout,
        );
        const iso = (seconds: number): string => (seconds === 0 ? "0" : isoSeconds(seconds * 1000));
        return { currentTime: iso(currentTime), triggerTime: iso(triggerTime) };
      },
    },
    {
      name: "cancelBatchOrders",
      method: "POST",
      path: "/0/private/CancelOrderBatch",
      auth: "body-nonce",
      needs: either,
      handle: (call) => {
        const args = read(cancelBatchSchema, call.body);
        const targets: CancelTarget[] = [
          ...(args.orders ?? []).map((txid) => ({ txid })),
          ...(args.cl_ord_ids ?? []).map((cl_ord_id) => ({ cl_ord_id })),
        ];
        if (targets.length === 0 || targets.length > 50) throw new Rejection("EGeneral:Invalid arguments:orders");
        return venue.cancelOrders(call.account, targets);
      },
    },
    {
      name: "getWebSocketsToken",
      method: "POST",
      path: "/0/private/GetWebSocketsToken",
      auth: "body-nonce",
      needs: { all: ["create-ws-token"] },
      cost: 1,
      handle: ({ key }) => ({ token: tokens.issue(key), expires: tokenLifetime }),
    },
  ];
}

/** One order of a batch answer; the conditional close stands beside the description, not in it. */
function batchItem(item: BatchItem): Record<string, unknown> {
  if ("error" in item) return { error: item.error };
  const { order, close } = item.descr;
  return { descr: { order }, ...(close === undefined ? {} : { close }), txid: item.txid?.[0] };
}
