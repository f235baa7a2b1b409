/** The Futures half of the demo over sockets: live feeds, and the account's feeds while orders go over REST. */
import type { DerivativesClient, WebsocketClient, WSStream } from "krakenkit";
import { paint, print, table } from "./show.ts";
import { ensure } from "./steps.ts";
import type { Steps } from "./steps.ts";

const product = "PF_XBTUSD";
const product_ids = [product];
const within = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(10_000) });
const time = (ms: number): string => new Date(ms).toISOString().slice(11, 23);

/** A moment of what happens on the market. */
export async function futuresStreams(steps: Steps, client: WebsocketClient): Promise<void> {
  steps.section("Futures market data, live");
  await steps.run("Ticker", "stream('ticker', { product_ids })", async () => {
    for await (const one of client.stream("ticker", { product_ids }, within())) {
      print(`    ${time(one.time)}  ${one.bid} / ${one.ask}  mark ${one.markPrice}  index ${one.index}`);
      break;
    }
  });
  await steps.run("Book", "stream('book', { product_ids })", async () => {
    let shown = 0;
    for await (const message of client.stream("book", { product_ids }, within())) {
      if (message.feed === "book_snapshot")
        print(`    seq ${message.seq}: ${message.bids.length} bids, ${message.asks.length} asks`);
      else {
        print(`    seq ${message.seq}: ${message.side} ${message.qty} at ${message.price}`);
        if ((shown += 1) === 4) break;
      }
    }
  });
  await steps.run("Trades", "stream('trade', { product_ids })", async () => {
    const rows: (string | number)[][] = [];
    const trades = client.stream("trade", { product_ids }, within());
    for await (const trade of trades) {
      rows.push([time(trade.time), trade.side, trade.price, trade.qty, trade.type]);
      if (trades.buffered === 0) break;
    }
    print(`    the last ${rows.length} at once, of which the newest four`);
    table(["time", "side", "price", "qty", "type"], rows.slice(-4));
  });
}

/** Orders over REST, and what the account's feeds say about them. */
export async function futuresAccount(
  steps: Steps,
  client: WebsocketClient,
  futures: DerivativesClient,
  mark: number,
): Promise<void> {
  const orders = client.stream("open_orders", {}, within());
  const fills = client.stream("fills", {}, within());
  const positions = client.stream("open_positions", {}, within());
  const next = async <Item>(stream: WSStream<Item>): Promise<Item> => {
    const { value, done } = await stream.next();
    ensure(done !== true, "the stream ended");
    return value as Item;
  };
  const arrow = (feed: string): string => paint("cyan", `← ${feed.padEnd(14)}`);

  steps.section("Futures trading, watched over the socket");
  await steps.run(
    "Subscribed with a signed challenge",
    "stream('open_orders' | 'fills' | 'open_positions')",
    async () => {
      const first = await next(orders);
      print(`    ${arrow(first.feed)} ${"orders" in first ? first.orders.length : 0} orders`);
      const { positions: held } = await next(positions);
      print(
        `    ${arrow("open_positions")} ${held.map(({ instrument, balance }) => `${instrument} ${balance}`).join()}`,
      );
    },
  );
  await steps.run("A limit order that rests, then is cancelled", "submitOrder(), cancelOrder() over REST", async () => {
    const limitPrice = Math.floor(mark * 0.9);
    const order = { orderType: "lmt", symbol: product, side: "buy", size: 0.01, limitPrice } as const;
    const { sendStatus } = await futures.submitOrder(order);
    const placed = await next(orders);
    ensure(placed.feed === "open_orders", "a change should come");
    print(`    ${arrow(placed.feed)} ${placed.reason}`);
    await futures.cancelOrder({ order_id: sendStatus.order_id ?? "" });
    const gone = await next(orders);
    ensure(gone.feed === "open_orders" && gone.is_cancel, "the order should go");
    print(`    ${arrow(gone.feed)} ${gone.reason}`);
  });
  await steps.run("A market order that fills", "submitOrder({ orderType: 'mkt' }) over REST", async () => {
    const started = Date.now();
    await futures.submitOrder({ orderType: "mkt", symbol: product, side: "sell", size: 0.05 });
    let left = 0.05;
    for (let fill = await next(fills); left > 1e-9;) {
      if (fill.time >= started - 1000 && !fill.buy) {
        print(`    ${arrow("fills")} sold ${fill.qty} at ${fill.price}, fee ${fill.fee_paid} ${fill.fee_currency}`);
        left -= fill.qty;
      }
      if (left > 1e-9) fill = await next(fills);
    }
    // The list comes again with every change of a price; the one with the new size is the answer.
    for (let size = 0.1; size > 0.075;) {
      const held = (await next(positions)).positions.find(({ instrument }) => instrument === product);
      size = held?.balance ?? 0;
      if (size <= 0.075) print(`    ${arrow("open_positions")} ${product} ${size} from ${held?.entry_price}`);
    }
  });
  for (const stream of [orders, fills, positions]) await stream.return?.();
}
