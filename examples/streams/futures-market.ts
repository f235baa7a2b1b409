/** Every public Futures feed: ticker, ticker_lite, trade, book, candles and heartbeat. */
import { WebsocketClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
const client = new WebsocketClient({ environment: exchange.environment });
const product_ids = ["PF_XBTUSD"];

for await (const { product_id, bid, ask, markPrice, funding_rate } of client.stream("ticker", { product_ids })) {
  console.log("ticker", product_id, { bid, ask, markPrice, funding_rate });
  break;
}

for await (const { product_id, bid, ask, volume } of client.stream("ticker_lite", { product_ids })) {
  console.log("ticker_lite", product_id, { bid, ask, volume });
  break;
}

let count = 0;
for await (const { side, qty, price, type } of client.stream("trade", { product_ids })) {
  console.log("trade", type, side, qty, "at", price);
  if ((count += 1) === 3) break;
}

// The whole book first, then one changed level per message; `seq` counts up by one.
for await (const message of client.stream("book", { product_ids })) {
  if (message.feed === "book_snapshot") console.log("book", message.seq, `${message.bids.length} bids`);
  else {
    console.log("book", message.seq, message.side, message.qty, "at", message.price);
    break;
  }
}

for await (const { feed } of client.stream("candles_trade_1m", { product_ids })) {
  console.log("candles", feed);
  break;
}

for await (const { time } of client.stream("heartbeat", {}, { wsKey: "derivativesPublicV1" })) {
  console.log("heartbeat", new Date(time).toISOString());
  break;
}

client.closeAll();
await exchange.stop();
