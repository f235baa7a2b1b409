import { check, digitsOf, flagOf, integerOf, neededText, recordOf, type Specs } from "../fields.ts";
import { demand } from "../channels/private.ts";
import type { SpotParts } from "../parts.ts";
import { marketOf } from "../subscribe.ts";
import { deadlineOf } from "./deadline.ts";
import { typeOf } from "./known.ts";
import type { TradingMethod } from "./methods.ts";
import { deprecated, flagsOf, limitOf, triggerOf, triggerSpecs } from "./order.ts";

const specs: Specs = {
  order_id: "text",
  symbol: "text",
  order_qty: "number",
  limit_price: "number",
  display_qty: "number",
  fee_preference: "text",
  order_userref: "integer",
  post_only: "flag",
  reduce_only: "flag",
  triggers: "record",
  deadline: "text",
  validate: "flag",
  no_mpp: "flag",
  price: "number",
  trigger: "text",
  stop_price: "number",
  token: "text",
};

/** `edit_order`: cancel and replace. */
export function editOrder(parts: SpotParts): TradingMethod {
  const { venue } = parts;
  return {
    check: (params) => {
      check(params, specs, "edit_order");
      const triggers = recordOf(params, "triggers");
      if (triggers !== undefined) check(triggers, triggerSpecs, "edit_order");
    },
    run: (call) => {
      const { params, key, answers } = call;
      demand(key, { all: ["modify-trades", "close-trades"] });
      const { account } = key.settings;
      const txid = neededText(params, "order_id");
      const type = typeOf(venue, account, txid, undefined) ?? "limit";
      const limit = limitOf(params, type) ?? digitsOf(params, "price");
      const trigger = triggerOf(params).price;
      const waits = type !== "limit" && type !== "iceberg";
      const { txid: next, originaltxid } = venue.editOrder(account, {
        txid,
        pair: marketOf(venue, neededText(params, "symbol")).key,
        volume: digitsOf(params, "order_qty"),
        displayvol: digitsOf(params, "display_qty"),
        price: waits ? trigger : limit,
        price2: waits ? limit : undefined,
        oflags: flagsOf(params),
        reduce_only: flagOf(params, "reduce_only"),
        userref: integerOf(params, "order_userref"),
        deadline: deadlineOf(parts, call),
        validate: flagOf(params, "validate"),
        via: "socket",
      });
      const warnings = deprecated(params);
      answers.succeed({
        order_id: next === "" ? undefined : next,
        original_order_id: originaltxid,
        ...(warnings.length === 0 ? {} : { warnings }),
      });
    },
  };
}
