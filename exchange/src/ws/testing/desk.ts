import { readFileSync } from "node:fs";
import type { ExchangeOptions } from "../../options.ts";
import { result, start, type Running } from "../../testing/running.ts";
import { openPrivate, stockBook, tokenOf } from "./spot.ts";
import type { Message, TestSocket } from "./socket.ts";

/** Recorded answers, one per line. */
export const recorded: readonly string[] = readFileSync(
  new URL("../spot/vectors/recorded_spot_v2_responses.ndjson", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n");
/** An answer without what differs every time. */
export const layout: (text: string) => string = (text) =>
  text
    .replace(/"time_(in|out)":"[^"]+"/g, '"time_$1":""')
    .replace(/[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{6}/g, "ID")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME");
/** A limit order that rests. */
export const order = { order_type: "limit", side: "buy", symbol: "BTC/USD", order_qty: 0.5, limit_price: 40_000 };

/** A private connection at an exchange with a stocked book. */
export interface Desk extends Running {
  readonly socket: TestSocket;
  readonly token: string;
  ask(method: string, params: object): Promise<Message>;
  text(method: string, params: object): Promise<string>;
}

/** Starts an exchange and opens its private socket. */
export async function openDesk(options: ExchangeOptions = {}): Promise<Desk> {
  const running = await start(options);
  stockBook(running.exchange);
  const socket = await openPrivate(running.exchange);
  const token = tokenOf(running.exchange);
  let id = 0;
  const text = async (method: string, params: object): Promise<string> => {
    id += 1;
    socket.send({ method, params: { ...params, token }, req_id: id });
    return socket.nextText({ req_id: id });
  };
  return { ...running, socket, token, text, ask: async (...call) => JSON.parse(await text(...call)) as Message };
}

/** Open orders as REST sees them. */
export async function openOrders({ client }: Running): Promise<Record<string, Message>> {
  return result(await client.spot("OpenOrders"))["open"] as Record<string, Message>;
}
