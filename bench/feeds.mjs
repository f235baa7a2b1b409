/** What the loopback server sends: frames and answers in the exchange's layout, from a seed. */
import { bookFrames, futuresFrames, orderFrames, seeded } from "./book-frames.mjs";

const stamp = (at) => new Date(1_790_000_000_000 + at * 7).toISOString().replace("Z", "123Z");

/** Names of `count` markets. */
export const symbolsOf = (count) => Array.from({ length: count }, (_, at) => `COIN${at}/USD`);

function ticker(symbol, random, type = "update") {
  const last = 20_000 + Math.floor(random() * 100_000) / 10;
  const qty = () => Number((random() * 30).toFixed(8));
  return JSON.stringify({
    channel: "ticker",
    type,
    data: [
      {
        symbol,
        bid: last,
        bid_qty: qty(),
        ask: last + 0.1,
        ask_qty: qty(),
        last,
        volume: qty() * 100,
        vwap: last - 12.34,
        low: last - 500,
        high: last + 500,
        change: Number((random() * 800 - 400).toFixed(1)),
        change_pct: Number((random() * 4 - 2).toFixed(2)),
      },
    ],
  });
}

function trade(symbol, random, id) {
  const fills = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, at) => ({
    symbol,
    side: random() < 0.5 ? "buy" : "sell",
    price: 45_000 + Math.floor(random() * 1000) / 10,
    qty: Number(random().toFixed(8)),
    ord_type: "limit",
    trade_id: 4_000_000 + id * 3 + at,
    timestamp: stamp(id),
  }));
  return JSON.stringify({ channel: "trade", type: "update", data: fills });
}

export const heartbeat = '{"channel":"heartbeat"}';

/** What a connection with a few channels carries: mostly book updates, then tickers, trades and heartbeats. */
function mixed() {
  const random = seeded(7);
  const books = bookFrames({ depth: 10, updates: 7000, seed: 7 });
  const frames = [];
  for (const book of books) {
    frames.push(book);
    const kind = random();
    if (kind < 0.3) frames.push(ticker("BTC/USD", random));
    else if (kind < 0.55) frames.push(trade("BTC/USD", random, frames.length));
    else if (kind < 0.6) frames.push(heartbeat);
  }
  return frames;
}

/** One ticker each of `count` symbols, many times over. */
function manySymbols(count) {
  const random = seeded(9);
  const symbols = symbolsOf(count);
  return Array.from({ length: 10_000 }, (_, at) => ticker(symbols[at % count], random));
}

/** Frames of a feed by its name, in the order in which they are sent. */
export const feeds = {
  mixed,
  "book 10": () => bookFrames({ depth: 10, updates: 10_000 }),
  "book 100": () => bookFrames({ depth: 100, updates: 10_000 }),
  "book 1000": () => bookFrames({ depth: 1000, updates: 5000 }),
  "level3 10": () => orderFrames({ depth: 10, updates: 10_000 }),
  "level3 1000": () => orderFrames({ depth: 1000, updates: 5000 }),
  futures: () => futuresFrames({ depth: 1000, updates: 10_000 }),
  "symbols 1": () => manySymbols(1),
  "symbols 500": () => manySymbols(500),
};

/** All tickers over REST: about 300 kB. */
export function tickers() {
  const random = seeded(3);
  const price = () => (20 + random() * 60_000).toFixed(5);
  const result = {};
  for (const name of symbolsOf(1060).map((symbol) => symbol.replace("/", "")))
    result[name] = {
      a: [price(), "1", "1.000"],
      b: [price(), "2", "2.000"],
      c: [price(), (random() * 3).toFixed(8)],
      v: [(random() * 900).toFixed(8), (random() * 2000).toFixed(8)],
      p: [price(), price()],
      t: [Math.floor(random() * 9000), Math.floor(random() * 20_000)],
      l: [price(), price()],
      h: [price(), price()],
      o: price(),
    };
  return JSON.stringify({ error: [], result });
}

/** A pair as `getAssetPairs` describes it. */
export const pair = {
  altname: "XBTUSD",
  wsname: "XBT/USD",
  aclass_base: "currency",
  base: "XXBT",
  aclass_quote: "currency",
  quote: "ZUSD",
  cost_decimals: 5,
  pair_decimals: 1,
  lot_decimals: 8,
  lot_multiplier: 1,
  leverage_buy: [2, 3, 4, 5],
  leverage_sell: [2, 3, 4, 5],
  fee_volume_currency: "ZUSD",
  margin_call: 80,
  margin_stop: 40,
  ordermin: "0.00005",
  costmin: "0.5",
  tick_size: "0.1",
  status: "online",
};
