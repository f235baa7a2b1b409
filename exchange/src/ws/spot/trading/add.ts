import { check, flagOf, neededText, type Specs } from "../fields.ts";
import { demand } from "../channels/private.ts";
import type { SpotParts } from "../parts.ts";
import { marketOf } from "../subscribe.ts";
import { deadlineOf } from "./deadline.ts";
import type { TradingMethod } from "./methods.ts";
import { checkOrder, deprecated, orderOf, orderSpecs } from "./order.ts";

const specs: Specs = { ...orderSpecs, symbol: "text", deadline: "text", validate: "flag", token: "text" };

/** `add_order` */
export function addOrder(parts: SpotParts): TradingMethod {
  const { venue } = parts;
  return {
    check: (params) => {
      check(params, specs, "add_order");
      checkOrder(params, "add_order");
    },
    run: (call) => {
      const { params, key, answers } = call;
      demand(key, { all: ["modify-trades"] });
      const pair = marketOf(venue, neededText(params, "symbol")).key;
      const { txid, cl_ord_id, order_userref } = venue.addOrder(key.settings.account, {
        ...orderOf(params),
        pair,
        deadline: deadlineOf(parts, call),
        validate: flagOf(params, "validate"),
        via: "socket",
      });
      const warnings = deprecated(params);
      answers.succeed({
        order_id: txid?.[0],
        cl_ord_id,
        order_userref,
        ...(warnings.length === 0 ? {} : { warnings }),
      });
    },
  };
}
