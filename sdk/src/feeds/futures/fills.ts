/** The account's fills. https://docs.kraken.com/api/docs/futures-api/websocket/fills */
import type { Feed } from "../feed.ts";
import { accountFeed, listed } from "./shared.ts";

/** What `fills` takes: nothing, or the products to be told about. */
export interface WSFuturesFillsParams {
  readonly product_ids?: readonly string[];
}

/** One fill. */
export interface WSFuturesFill {
  instrument: string;
  /** Milliseconds since 1970. */
  time: number;
  price: number;
  seq: number;
  buy: boolean;
  qty: number;
  remaining_order_qty: number;
  order_id: string;
  cli_ord_id?: string;
  fill_id: string;
  fill_type: string;
  /** Negative for a rebate. */
  fee_paid: number;
  fee_currency: string;
  taker_order_type: string;
  order_type: string;
}

/** A frame of `fills`. The account is called `account` in the snapshot and `username` afterwards. */
export type WSFuturesFillsMessage =
  | { feed: "fills_snapshot"; account: string; fills: WSFuturesFill[] }
  | { feed: "fills"; username: string; fills: WSFuturesFill[] };

export const futuresFillsFeed: Feed = accountFeed({ channel: "fills", symbols: "optional", items: listed("fills") });
