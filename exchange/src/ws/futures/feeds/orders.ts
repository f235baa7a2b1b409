import { num } from "../../../base/json.ts";
import { remaining, type FuturesOrder, type UpdateReason } from "../../../futures/order.ts";
import { exact } from "../../../rest/futures/answers.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type AccountFeed } from "./feed.ts";

const reasons: Readonly<Record<UpdateReason, string>> = {
  LOADING_MARKET: "market_inactive",
  NEW_USER_ORDER: "new_placed_order_by_user",
  LIQUIDATION_ORDER: "liquidation",
  STOP_ORDER_TRIGGERED: "stop_order_triggered",
  LIMIT_FROM_STOP: "limit_order_from_stop",
  PARTIAL_FILL: "partial_fill",
  FULL_FILL: "full_fill",
  CANCELLED_BY_USER: "cancelled_by_user",
  CONTRACT_EXPIRED: "contract_expired",
  NOT_ENOUGH_MARGIN: "not_enough_margin",
  MARKET_INACTIVE: "market_inactive",
  DEAD_MAN_SWITCH: "dead_man_switch",
  CANCELLED_BY_ADMIN: "cancelled_by_admin",
  POST_WOULD_EXECUTE_REASON: "post_order_failed_because_it_would_filled",
  IOC_WOULD_NOT_EXECUTE_REASON: "ioc_order_failed_because_it_would_not_be_executed",
  WOULD_EXECUTE_SELF_REASON: "would_execute_self",
  WOULD_NOT_REDUCE_POSITION: "would_not_reduce_position",
  EDITED_BY_USER: "edited_by_user",
  TRAILING_STOP_PRICE_UPDATED: "trailing_stop_price_updated",
};

/** Open orders; the verbose one also tells of post-only orders that would have crossed. */
export function ordersFeed({ venue, pulse }: FuturesParts, name: "open_orders" | "open_orders_verbose"): AccountFeed {
  const rooms = new Rooms();
  venue.events.on(
    "order",
    pulse.guard(({ account, order, closed, reason }) => {
      if (reason === "POST_WOULD_EXECUTE_REASON" && name === "open_orders") return;
      rooms.tell(account, () => message(name, "update", delta(name, order, closed, reason)));
    }),
  );
  return {
    join: (subscription, account) => {
      const orders = venue.openOrders(account).map(orderBody);
      subscription.deliver(message(name, "snapshot", { feed: `${name}_snapshot`, account, orders }));
      return rooms.join(account, subscription);
    },
  };
}

function delta(
  feed: string,
  order: FuturesOrder,
  closed: boolean,
  reason: UpdateReason,
): Readonly<Record<string, unknown>> {
  const ending = { is_cancel: closed, reason: reasons[reason] };
  if (!closed || reason === "FULL_FILL") return { feed, order: orderBody(order), ...ending };
  return { feed, order_id: order.id, cli_ord_id: order.clientId, ...ending };
}

function orderBody(order: FuturesOrder): Readonly<Record<string, unknown>> {
  const { trigger } = order;
  const kind = trigger?.kind === "stp" ? "stop" : trigger?.kind;
  return {
    instrument: order.contract.symbol,
    time: order.timestamp,
    last_update_time: order.updated,
    qty: exact(remaining(order)),
    filled: exact(order.filled),
    limit_price: order.limitPrice === undefined ? undefined : exact(order.limitPrice),
    stop_price: trigger === undefined ? num("0.0") : exact(trigger.price),
    type: kind ?? "limit",
    order_id: order.id,
    cli_ord_id: order.clientId,
    direction: order.side === "buy" ? 0 : 1,
    reduce_only: order.reduceOnly,
    triggerSignal: trigger === undefined ? undefined : trigger.signal === "index" ? "spot" : trigger.signal,
    trailing_stop_options:
      trigger?.trailing === undefined
        ? undefined
        : { max_deviation: exact(trigger.trailing.deviation), unit: trigger.trailing.unit.toLowerCase() },
  };
}
