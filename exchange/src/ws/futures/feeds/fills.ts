import type { Fill, LiveType } from "../../../futures/order.ts";
import { exact } from "../../../rest/futures/answers.ts";
import type { Subscription } from "../../subscription.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type AccountFeed } from "./feed.ts";

/** Fills a snapshot shows. */
const shown = 100;

const words: Readonly<Record<LiveType, string>> = {
  lmt: "limit",
  post: "post",
  ioc: "ioc",
  mkt: "market",
  fok: "fillOrKill",
  liquidation: "liquidation",
  assignment: "assignment",
  unwind: "unwind",
  block: "block",
};

/** Fills of an account; the first message says `account` where the others say `username`. */
export function fillsFeed({ venue, pulse }: FuturesParts): AccountFeed {
  const rooms = new Rooms();
  const filters = new WeakMap<Subscription, ReadonlySet<string>>();
  const wants = (subscription: Subscription, fill: Fill): boolean =>
    filters.get(subscription)?.has(fill.contract.symbol) ?? true;
  venue.events.on(
    "fill",
    pulse.guard(({ account, fill }) => {
      const members = rooms.of(account);
      if (members === undefined) return;
      const frame = message("fills", "update", { feed: "fills", username: account, fills: [fillBody(fill)] });
      for (const subscription of members) if (wants(subscription, fill)) subscription.deliver(frame);
    }),
  );
  return {
    join: (subscription, account, products) => {
      if (products !== undefined) filters.set(subscription, new Set(products));
      const fills = venue
        .account(account)
        .fills.items.filter((fill) => wants(subscription, fill))
        .slice(-shown);
      const body = { feed: "fills_snapshot", account, fills: fills.map(fillBody) };
      subscription.deliver(message("fills", "snapshot", body));
      return rooms.join(account, subscription);
    },
  };
}

function fillBody(fill: Fill): Readonly<Record<string, unknown>> {
  return {
    instrument: fill.contract.symbol,
    time: fill.time,
    price: exact(fill.price),
    seq: fill.seq,
    buy: fill.side === "buy",
    qty: exact(fill.quantity),
    remaining_order_qty: exact(fill.remaining),
    order_id: fill.orderId,
    cli_ord_id: fill.clientId,
    fill_id: fill.id,
    fill_type: fill.type,
    fee_paid: exact(fill.fee),
    fee_currency: fill.feeCurrency,
    taker_order_type: words[fill.takerOrderType],
    order_type: words[fill.orderType],
  };
}
