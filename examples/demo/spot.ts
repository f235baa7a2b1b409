/** The Spot half of the demo, over REST. */
import { Decimal } from "krakenkit";
import type { SpotCandle, SpotClient, SpotRecentTrade, SpotSpread } from "krakenkit";
import { chart, picture, print, table } from "./show.ts";
import { ensure } from "./steps.ts";
import type { Steps } from "./steps.ts";

const pair = "XBTUSD";

/** The rows of an answer that is keyed by the pair's name. */
const rowsOf = <Row>(result: Readonly<Record<string, Row[] | string | number>>): Row[] =>
  Object.entries(result).flatMap(([name, rows]) => (name !== "last" && Array.isArray(rows) ? rows : []));

const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 23);

/** What needs no keys; gives the last price. */
export async function spotMarket(steps: Steps, spot: SpotClient): Promise<string | undefined> {
  steps.section("Spot market data");
  await steps.run("Server time", "getServerTime()", async () => {
    const { result } = await spot.getServerTime();
    print(`    ${result.rfc1123} (${result.unixtime})`);
  });
  await steps.run("System status", "getSystemStatus()", async () => {
    const { result } = await spot.getSystemStatus();
    print(`    ${result.status} since ${result.timestamp}`);
  });
  await steps.run("Assets", "getAssetInfo({ asset })", async () => {
    const { result } = await spot.getAssetInfo({ asset: ["XBT", "ETH", "SOL", "ZUSD"] });
    const rows = Object.entries(result).map(([name, asset]) => [name, asset.altname, asset.decimals, asset.status]);
    table(["asset", "altname", "decimals", "status"], rows);
  });
  await steps.run("Pairs", "getAssetPairs({ pair })", async () => {
    const { result } = await spot.getAssetPairs({ pair: ["XBTUSD", "ETHUSD", "SOLUSD"] });
    const rows = Object.entries(result).map(([name, rules]) => [
      name,
      rules.wsname ?? "",
      rules.tick_size ?? "",
      rules.ordermin ?? "",
      rules.costmin ?? "",
    ]);
    table(["pair", "wsname", "tick", "ordermin", "costmin"], rows);
  });
  const last = await steps.run("Ticker", "getTicker({ pair })", async () => {
    const { result } = await spot.getTicker({ pair: ["XBTUSD", "ETHUSD", "SOLUSD"] });
    const rows = Object.entries(result).map(([name, { b, a, c, v, h, l }]) => [
      name,
      b[0],
      a[0],
      c[0],
      v[1],
      l[1],
      h[1],
    ]);
    table(["pair", "bid", "ask", "last", "volume 24h", "low", "high"], rows);
    return Object.entries(result).find(([name]) => name.includes("XBT"))?.[1].c[0];
  });
  await steps.run("Order book", "getOrderBook({ pair, count: 6 })", async () => {
    const { result } = await spot.getOrderBook({ pair, count: 6 });
    const [book] = Object.values(result);
    ensure(book !== undefined && book.asks.length > 0, "the book is empty");
    const level = ([price, qty]: [string, string, number]): { price: string; qty: string } => ({ price, qty });
    picture(book.asks.map(level), book.bids.map(level));
  });
  await steps.run("Candles", "getCandles({ pair, interval: 15 })", async () => {
    const { result } = await spot.getCandles({ pair, interval: 15 });
    const candles = rowsOf<SpotCandle>(result).slice(-60);
    ensure(candles.length > 0, "there are no candles");
    chart(candles.map(([, open, high, low, close]) => ({ open: +open, high: +high, low: +low, close: +close })));
  });
  await steps.run("Recent trades", "getRecentTrades({ pair, count: 5 })", async () => {
    const { result } = await spot.getRecentTrades({ pair, count: 5 });
    const trades = rowsOf<SpotRecentTrade>(result);
    table(
      ["time", "side", "price", "volume"],
      trades.map(([price, volume, time, side]) => [clock(time), side === "b" ? "buy" : "sell", price, volume]),
    );
  });
  await steps.run("Spreads", "getRecentSpreads({ pair })", async () => {
    const { result } = await spot.getRecentSpreads({ pair });
    const spreads = rowsOf<SpotSpread>(result).slice(-4);
    table(
      ["time", "bid", "ask"],
      spreads.map(([time, bid, ask]) => [clock(time), bid, ask]),
    );
  });
  return last;
}

/** What moves money. */
export async function spotTrading(steps: Steps, spot: SpotClient, last: string): Promise<void> {
  const price = (factor: string): string => Decimal.of(last).times(factor).roundTo("0.1", "down").toString();
  const limit = { pair, type: "buy", ordertype: "limit", volume: "0.01" } as const;

  steps.section("Spot account and trading");
  await steps.run("Balances", "getAccountBalance()", async () => {
    const { result } = await spot.getAccountBalance();
    table(["asset", "balance"], Object.entries(result));
  });
  await steps.run("Trade balance", "getTradeBalance({ asset: 'ZUSD' })", async () => {
    const { result } = await spot.getTradeBalance({ asset: "ZUSD" });
    print(`    equivalent balance ${result.eb} USD, equity ${result.e}, free margin ${result.mf}`);
  });
  await steps.run("An order validated only", "submitOrder({ …, validate: true })", async () => {
    const { result } = await spot.submitOrder({ ...limit, price: price("0.9"), validate: true });
    ensure(result.txid === undefined, "a validated order must not get an id");
    print(`    ${result.descr.order}: valid, not placed`);
  });
  const cl_ord_id = spot.generateNewOrderID();
  const txid = await steps.run("A limit order that rests", "submitOrder({ …, cl_ord_id })", async () => {
    const { result } = await spot.submitOrder({ ...limit, price: price("0.9"), cl_ord_id });
    print(`    ${result.descr.order}\n    ${result.txid?.join()} (cl_ord_id ${cl_ord_id})`);
    return result.txid?.[0];
  });
  if (txid !== undefined) {
    await steps.run("Its state", "getOrders({ txid })", async () => {
      const order = (await spot.getOrders({ txid })).result[txid];
      ensure(order?.status === "open", `the order should be open, not ${order?.status}`);
      print(`    ${order.status}: ${order.vol_exec} of ${order.vol} executed at limit ${order.descr.price}`);
    });
    await steps.run("Amended in place", "amendOrder({ txid, limit_price, order_qty })", async () => {
      const { result } = await spot.amendOrder({ txid, limit_price: price("0.91"), order_qty: "0.02" });
      const order = (await spot.getOrders({ txid })).result[txid];
      ensure(order?.vol === "0.02000000", `the volume should be 0.02, not ${order?.vol}`);
      print(`    amend ${result.amend_id}: ${order.vol} at ${order.descr.price}, same id, same fills`);
    });
    await steps.run("Cancelled", "cancelOrder({ txid })", async () => {
      const { result } = await spot.cancelOrder({ txid });
      ensure(result.count === 1, "one order should be cancelled");
      print(`    ${result.count} cancelled`);
    });
  }
  await steps.run("A market order and what it changed", "submitOrder({ ordertype: 'market' })", async () => {
    const before = (await spot.getAccountBalance()).result;
    const { result } = await spot.submitOrder({ pair, type: "buy", ordertype: "market", volume: "0.05" });
    const id = result.txid?.[0] ?? "";
    const order = (await spot.getOrders({ txid: id, trades: true })).result[id];
    ensure(order?.status === "closed", `the order should be closed, not ${order?.status}`);
    print(
      `    ${result.descr.order}: filled ${order.vol_exec} at ${order.price} on average, cost ${order.cost}, fee ${order.fee}`,
    );
    const after = (await spot.getAccountBalance()).result;
    const rows = Object.keys(after).map((asset) => {
      const change = Decimal.of(after[asset] ?? "0").minus(before[asset] ?? "0");
      return [asset, before[asset] ?? "0", after[asset] ?? "0", `${change.sign() > 0 ? "+" : ""}${change.toPlain()}`];
    });
    table(
      ["asset", "before", "after", "change"],
      rows.filter(([, , , change]) => change !== "0"),
    );
  });
  await steps.run("A batch of two", "submitBatchOrders({ pair, orders })", async () => {
    const order = { type: "buy", ordertype: "limit", volume: "0.01" } as const;
    const orders = [
      { ...order, price: price("0.88") },
      { ...order, price: price("0.87") },
    ];
    const { result } = await spot.submitBatchOrders({ pair, orders });
    table(
      ["order", "txid"],
      result.orders.map((placed) => [placed.descr?.order ?? "", placed.txid ?? placed.error ?? ""]),
    );
  });
  await steps.run("Open orders", "getOpenOrders()", async () => {
    const { result } = await spot.getOpenOrders();
    table(
      ["txid", "order", "status"],
      Object.entries(result.open ?? {}).map(([id, order]) => [id, order.descr.order, order.status]),
    );
  });
  await steps.run("All cancelled, and closed orders", "cancelAllOrders(), getClosedOrders()", async () => {
    const { count } = (await spot.cancelAllOrders()).result;
    const { closed } = (await spot.getClosedOrders()).result;
    print(`    ${count} cancelled`);
    table(
      ["txid", "order", "status"],
      Object.entries(closed)
        .slice(0, 6)
        .map(([id, order]) => [id, order.descr.order, order.status]),
    );
  });
}
