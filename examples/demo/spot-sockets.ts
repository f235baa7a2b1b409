/** The Spot half of the demo over sockets: live market data, orders with what they set off, and a forced disconnect. */
import { Decimal } from "krakenkit";
import type { WebsocketAPIClient, WebsocketClient, WSSpotExecution } from "krakenkit";
import type { Exchange } from "krakenkit-exchange";
import { paint, picture, print, table } from "./show.ts";
import { ensure } from "./steps.ts";
import type { Steps } from "./steps.ts";

const symbol = "BTC/USD";
const within = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(10_000) });
const time = (stamp: string | undefined): string => (stamp ?? "").slice(11, 23);

/** A few seconds of what happens on the market. */
export async function spotStreams(steps: Steps, client: WebsocketClient): Promise<void> {
  steps.section("Spot market data, live");
  await steps.run("Ticker", "stream('ticker', { symbol, event_trigger: 'bbo' })", async () => {
    let lines = 0;
    for await (const one of client.stream("ticker", { symbol: [symbol, "ETH/USD"], event_trigger: "bbo" }, within())) {
      print(`    ${time(one.timestamp)}  ${one.symbol}  ${one.bid} / ${one.ask}  last ${one.last}`);
      if ((lines += 1) === 6) break;
    }
  });
  await steps.run("Book", "stream('book', { symbol, depth: 10 })", async () => {
    let updates = 0;
    let levels = 0;
    for await (const { type, data } of client.stream("book", { symbol: [symbol], depth: 10 }, within())) {
      const [book] = data;
      ensure(book !== undefined, "a frame without a book");
      if (type === "snapshot") {
        const level = ({ price, qty }: { price: number; qty: number }): { price: string; qty: string } => ({
          price: price.toFixed(1),
          qty: qty.toFixed(8),
        });
        picture(book.asks.slice(0, 5).map(level), book.bids.slice(0, 5).map(level));
      } else {
        updates += 1;
        levels += book.bids.length + book.asks.length;
      }
      if (updates === 12) break;
    }
    print(`    then ${updates} updates with ${levels} changed levels, a checksum with each`);
  });
  await steps.run("Trades", "stream('trade', { symbol, snapshot: true })", async () => {
    const rows: (string | number)[][] = [];
    for await (const trade of client.stream("trade", { symbol: [symbol], snapshot: true }, within())) {
      rows.push([time(trade.timestamp), trade.side, trade.price, trade.qty, trade.trade_id]);
      if (rows.length === 52) break;
    }
    print("    the last 50 at once, of which the newest three, and two that were made meanwhile");
    table(["time", "side", "price", "qty", "id"], rows.slice(-5));
  });
}

/** Orders over the socket, each with what the account's streams say about it. */
export async function spotOrders(steps: Steps, api: WebsocketAPIClient, last: string): Promise<void> {
  const client = api.getWSClient();
  const price = (factor: string): string => Decimal.of(last).times(factor).roundTo("0.1", "down").toString();
  const limit = { order_type: "limit", side: "buy", symbol, order_qty: "0.01" } as const;
  const executions = client.stream("executions", { snap_orders: false }, within());
  const balances = client.stream("balances", { snapshot: false }, within());
  const told = async (last: WSSpotExecution["exec_type"]): Promise<void> => {
    for (;;) {
      const { value } = await executions.next();
      ensure(value !== undefined, "the stream ended");
      const traded = value.exec_type === "trade" ? ` ${value.last_qty} at ${value.last_price}` : "";
      print(`    ${paint("cyan", "← executions")}  ${value.exec_type} ${value.order_id}${traded}`);
      if (value.exec_type === last) return;
    }
  };

  steps.section("Spot trading over the socket");
  await steps.run("Connected and authenticated", "connectWSAPI()", async () => {
    await api.connectWSAPI();
    print(`    ${client.isConnected("spotPrivateV2") ? "open" : "closed"}, the token was fetched once for everything`);
  });
  const order_id = await steps.run("A limit order that rests", "submitSpotOrder({ … })", async () => {
    const { result } = await api.submitSpotOrder({ ...limit, limit_price: price("0.9") });
    print(`    ${result.order_id}, buy 0.01 at ${price("0.9")}`);
    await told("new");
    return result.order_id;
  });
  if (order_id !== undefined) {
    await steps.run("Amended in place", "amendSpotOrder({ order_id, limit_price })", async () => {
      const { result } = await api.amendSpotOrder({ order_id, limit_price: price("0.91") });
      print(`    ${result.amend_id}: now at ${price("0.91")}`);
      await told("amended");
    });
    await steps.run("Cancelled", "cancelSpotOrder({ order_id: [order_id] })", async () => {
      await api.cancelSpotOrder({ order_id: [order_id] });
      await told("canceled");
    });
  }
  await steps.run("A market order that fills", "submitSpotOrder({ order_type: 'market' })", async () => {
    await api.submitSpotOrder({ order_type: "market", side: "buy", symbol, order_qty: "0.02" });
    await told("filled");
    for (const asset of ["USD", "BTC"]) {
      const { value } = await balances.next();
      ensure(value !== undefined && "ledger_id" in value, `there should be a ledger entry for ${asset}`);
      print(
        `    ${paint("cyan", "← balances")}    ${value.type} ${value.asset} ${value.amount}, fee ${value.fee}, now ${value.balance}`,
      );
    }
  });
  await executions.return?.();
  await balances.return?.();
}

/** Cuts every connection of the exchange, loses an answer on the way, and shows how all of it comes back. */
export async function disconnect(steps: Steps, api: WebsocketAPIClient, exchange: Exchange): Promise<void> {
  const client = api.getWSClient();
  steps.section("A forced disconnect");
  await steps.run("Everything is cut in the middle of an order", "admin: drop-answer, sockets.drop()", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: [symbol, "ETH/USD"] } }, "spotPublicV2");
    client.subscribe({ topic: "book", payload: { symbol: [symbol] } }, "spotPublicV2");
    client.subscribe(["executions", "balances"], "spotPrivateV2");
    await Promise.all([client.connect("spotPublicV2"), client.connect("spotPrivateV2")]);
    const confirmed = (): number =>
      (["spotPublicV2", "spotPrivateV2"] as const)
        .flatMap((key) => client.getSubscriptions(key))
        .filter((one) => one.confirmed).length;
    while (confirmed() < 5) await new Promise((resolve) => client.once("response", resolve));

    const start = performance.now();
    const ms = (): string => `${(performance.now() - start).toFixed(1).padStart(7)} ms`;
    const stop = new AbortController();
    const listen = { signal: stop.signal };
    client.on("close", ({ wsKey, event }) => print(`    ${ms()}  ${wsKey} lost (${event.code})`), listen);
    client.on("reconnecting", ({ wsKey }) => print(`    ${ms()}  ${wsKey} reconnecting`), listen);
    client.on("authenticated", ({ wsKey }) => print(`    ${ms()}  ${wsKey} authenticated`), listen);
    const back = new Promise<void>((resolve) => {
      const away = new Set(["spotPublicV2", "spotPrivateV2"]);
      client.on(
        "reconnected",
        ({ wsKey }) => {
          const all = client.getSubscriptions(wsKey);
          print(`    ${ms()}  ${paint("green", `${wsKey} is back`)}, ${all.length} subscriptions confirmed`);
          away.delete(wsKey);
          if (away.size === 0) resolve();
        },
        listen,
      );
    });

    exchange.admin.sockets.faults.add({ channel: "add_order", times: 1, action: { do: "drop-answer" } });
    const order = { order_type: "limit", side: "buy", symbol, order_qty: "0.01", limit_price: "20000.0" } as const;
    const lost = api.submitSpotOrder({ ...order, cl_ord_id: crypto.randomUUID() }).then(
      () => undefined,
      (error: { delivery: string; message: string }) => error,
    );
    exchange.admin.sockets.drop({ socket: "spot-public" });
    const error = await lost;
    ensure(error?.delivery === "unknown", "the order's answer should be lost");
    print(`    ${ms()}  ${paint("yellow", `the order: delivery ${error.delivery}`)} (${error.message})`);
    await back;
    stop.abort();
    const { result } = await api.cancelAllSpotOrders();
    ensure(result.count === 1, "the order should be there once");
    print(`    ${ms()}  the exchange had carried it out: ${result.count} order was open, now cancelled`);
  });
}
