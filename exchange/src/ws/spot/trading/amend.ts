import { Rejection } from "../../../base/rejection.ts";
import { priceText } from "../../../spot/prices.ts";
import { check, digitsOf, flagOf, textOf, wordOf, type Specs } from "../fields.ts";
import { demand } from "../channels/private.ts";
import type { SpotParts } from "../parts.ts";
import { marketOf } from "../subscribe.ts";
import { deadlineOf } from "./deadline.ts";
import { typeOf } from "./known.ts";
import type { TradingMethod } from "./methods.ts";

const specs: Specs = {
  order_id: "text",
  cl_ord_id: "text",
  order_qty: "number",
  display_qty: "number",
  limit_price: "number",
  limit_price_type: "text",
  post_only: "flag",
  trigger_price: "number",
  trigger_price_type: "text",
  deadline: "text",
  symbol: "text",
  token: "text",
};
const priceTypes = ["static", "pct", "quote"] as const;

/** `amend_order` */
export function amendOrder(parts: SpotParts): TradingMethod {
  const { venue } = parts;
  return {
    check: (params) => check(params, specs, "amend_order"),
    run: (call) => {
      const { params, key, answers } = call;
      demand(key, { any: ["modify-trades", "close-trades"] });
      const { account } = key.settings;
      const txid = textOf(params, "order_id");
      const clientId = textOf(params, "cl_ord_id");
      if ((txid === undefined) === (clientId === undefined)) throw new Rejection("EGeneral:Invalid arguments:order_id");
      const limit = digitsOf(params, "limit_price");
      const trigger = digitsOf(params, "trigger_price");
      const symbol = textOf(params, "symbol");
      // An offset is the usual form for trailing stops with a limit, so the type has to be looked up.
      const usual = () => (typeOf(venue, account, txid, clientId) === "trailing-stop-limit" ? "quote" : "static");
      const limitType = wordOf(params, "limit_price_type", priceTypes);
      const triggerType = wordOf(params, "trigger_price_type", priceTypes);
      const { amend_id } = venue.amendOrder(account, {
        txid,
        cl_ord_id: clientId,
        order_qty: digitsOf(params, "order_qty"),
        display_qty: digitsOf(params, "display_qty"),
        limit_price: limit && priceText(limit, limitType ?? usual()),
        trigger_price: trigger && priceText(trigger, triggerType ?? "static"),
        post_only: flagOf(params, "post_only"),
        pair: symbol && marketOf(venue, symbol).key,
        deadline: deadlineOf(parts, call),
        via: "socket",
      });
      answers.succeed({ amend_id, order_id: txid, cl_ord_id: clientId });
    },
  };
}
