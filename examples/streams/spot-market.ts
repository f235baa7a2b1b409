/** Every public Spot channel as an async iterable: ticker, trade, book, ohlc and instrument. */
import { WebsocketClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
// For the real Kraken: new WebsocketClient()
const client = new WebsocketClient({ environment: exchange.environment });

// Complete records: the first is the state now, each later one replaces it.
for await (const { symbol, bid, ask, last } of client.stream("ticker", { symbol: ["BTC/USD", "ETH/USD"] })) {
  console.log("ticker", symbol, { bid, ask, last });
  if (symbol === "ETH/USD") break; // leaving the loop unsubscribes
}

// Trade by trade, oldest first; the last 50 first when asked for.
let count = 0;
for await (const { side, qty, price, timestamp } of client.stream("trade", { symbol: ["BTC/USD"], snapshot: true })) {
  console.log("trade", timestamp, side, qty, "at", price);
  if ((count += 1) === 3) break;
}

// Whole messages: a snapshot of `depth` levels a side, then what changed.
for await (const { type, data } of client.stream("book", { symbol: ["BTC/USD"], depth: 25 })) {
  console.log("book", type, `${data[0]?.bids.length} bids, ${data[0]?.asks.length} asks`);
  if (type === "update") break;
}

// Past candles first, oldest first, then the one that is being made, sent again with each trade.
for await (const { interval_begin, open, high, low, close } of client.stream("ohlc", {
  symbol: ["BTC/USD"],
  interval: 1,
})) {
  console.log("ohlc", interval_begin, { open, high, low, close });
  break;
}

// Which assets and pairs there are, with their precision and minimum sizes.
for await (const { data } of client.stream("instrument", {})) {
  const pair = data.pairs.find(({ symbol }) => symbol === "BTC/USD");
  console.log("instrument", `${data.pairs.length} pairs; BTC/USD:`, pair?.price_increment, pair?.qty_min);
  break;
}

client.closeAll();
await exchange.stop();
