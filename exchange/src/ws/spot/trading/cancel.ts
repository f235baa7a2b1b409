import { RawNumber } from "../../../base/json.ts";
import { Rejection } from "../../../base/rejection.ts";
import type { Need } from "../../../auth/permissions.ts";
import type { CancelTarget } from "../../../spot/types.ts";
import { isList, type JsonRecord } from "../../json.ts";
import { check, integerOf, missing, textsOf } from "../fields.ts";
import { demand } from "../channels/private.ts";
import type { SpotParts } from "../parts.ts";
import { reasonOf } from "../subscribe.ts";
import type { TradingMethod } from "./methods.ts";

const either: Need = { any: ["modify-trades", "close-trades"] };
const mostCancels = 50;

interface Wish {
  readonly target: CancelTarget;
  /** The identifier as it is repeated in the answer. */
  readonly echo: Readonly<Record<string, unknown>>;
}

/** `cancel_order`: one answer for every identifier. */
export function cancelOrder({ venue }: SpotParts): TradingMethod {
  return {
    check: (params) =>
      check(
        params,
        { order_id: "texts", cl_ord_id: "texts", order_userref: "integers", token: "text" },
        "cancel_order",
      ),
    run: ({ params, key, answers }) => {
      demand(key, either);
      const wishes = wishesOf(params);
      if (wishes.length === 0) throw missing("order_id");
      if (wishes.length > mostCancels) throw new Rejection("EGeneral:Invalid arguments:order_id");
      for (const { target, echo } of wishes) {
        try {
          venue.cancelOrder(key.settings.account, target);
          answers.succeed(echo);
        } catch (error) {
          answers.fail(reasonOf(error));
        }
      }
    },
  };
}

function wishesOf(params: JsonRecord): readonly Wish[] {
  const { order_userref: refs } = params;
  const numbers = isList(refs) ? refs.filter((ref) => ref instanceof RawNumber) : [];
  return [
    ...(textsOf(params, "order_id") ?? []).map((id) => ({ target: { txid: id }, echo: { order_id: id } })),
    ...(textsOf(params, "cl_ord_id") ?? []).map((id) => ({ target: { cl_ord_id: id }, echo: { cl_ord_id: id } })),
    ...numbers.map((ref) => ({ target: { userref: ref.text }, echo: { order_userref: ref } })),
  ];
}

/** `cancel_all` */
export function cancelAll({ venue }: SpotParts): TradingMethod {
  return {
    check: (params) => check(params, { token: "text" }, "cancel_all"),
    run: ({ key, answers }) => {
      demand(key, either);
      const { count } = venue.cancelAll(key.settings.account);
      answers.succeed({ count });
    },
  };
}

/** `cancel_all_orders_after`: the dead man's switch. */
export function cancelAllOrdersAfter({ venue }: SpotParts): TradingMethod {
  return {
    check: (params) => check(params, { timeout: "integer", token: "text" }, "cancel_all_orders_after"),
    run: ({ params, key, answers }) => {
      demand(key, either);
      const timeout = integerOf(params, "timeout");
      if (timeout === undefined) throw missing("timeout");
      const { currentTime, triggerTime } = venue.cancelAllOrdersAfter(key.settings.account, timeout);
      answers.succeed({ currentTime: moment(currentTime), triggerTime: moment(triggerTime) });
    },
  };
}

/** Whole seconds as RFC3339; none is `0`. */
function moment(seconds: number): string {
  return seconds === 0 ? "0" : new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** `batch_cancel` */
export function batchCancel({ venue, options }: SpotParts): TradingMethod {
  return {
    check: (params) => check(params, { orders: "texts", cl_ord_id: "texts", token: "text" }, "batch_cancel"),
    run: ({ params, key, answers }) => {
      demand(key, either);
      const targets: CancelTarget[] = [
        ...(textsOf(params, "orders") ?? []).map((txid) => ({ txid })),
        ...(textsOf(params, "cl_ord_id") ?? []).map((clientId) => ({ cl_ord_id: clientId })),
      ];
      if (targets.length === 0) throw missing("orders");
      if (targets.length < 2 || targets.length > mostCancels) throw new Rejection("EGeneral:Invalid arguments:orders");
      const { count } = venue.cancelOrders(key.settings.account, targets);
      if (options.batchCancel === "documented") answers.succeed({ count });
      else answers.succeed(undefined, { orders_cancelled: count });
    },
  };
}
