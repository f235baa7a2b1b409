/** Order books from the socket frame to the verified book, against `ws` and `JSON.parse` of the same frames alone. */
import { flood } from "../measure.mjs";
import { parsing, plainSocket } from "./sockets.mjs";

const precision = { price: 1, qty: 8 };
const floor = ["ws + JSON.parse"];

/** Frames of `ws` straight into a book, every checksum verified. */
const framed = (kind, depth) => async (env, seen) => {
  const krakenkit = await env.internals();
  const frames = kind === "book" ? new krakenkit.BookFrames() : new krakenkit.Level3Frames();
  const Book = kind === "book" ? krakenkit.OrderBook : krakenkit.Level3Book;
  frames.add(new Book({ symbol: "BTC/USD", depth, precision }));
  let problem;
  const done = (_, result) => {
    if (result.status === "ok") seen();
    else problem ??= JSON.stringify(result);
  };
  const { end } = await plainSocket(env, (data) => {
    if (!frames.apply(data, done)) problem ??= data.toString();
  });
  return { end, problem: () => problem };
};

const futures = async (env, seen) => {
  const { FuturesBook, FuturesFrames } = await env.internals();
  const book = new FuturesBook({ symbol: "PF_XBTUSD" });
  let problem;
  const done = (_, result) => {
    if (result.status === "ok") seen();
    else problem ??= JSON.stringify(result);
  };
  if (FuturesFrames === undefined) {
    const { end } = await plainSocket(env, (data) => done(book, book.apply(JSON.parse(data.toString()))));
    return { end, problem: () => problem };
  }
  const frames = new FuturesFrames();
  frames.add(book);
  const { end } = await plainSocket(env, (data) => {
    if (!frames.apply(data, done)) problem ??= data.toString();
  });
  return { end, problem: () => problem };
};

const one = (feed, krakenkit, ratio, quick = false) => ({
  floor,
  target: { ratio },
  quick,
  measure: flood(feed),
  contestants: { "ws + JSON.parse": parsing, krakenkit },
});

export const books = {
  "book, depth 10": one("book 10", framed("book", 10), 0.9, true),
  "book, depth 100": one("book 100", framed("book", 100), 1),
  "book, depth 1000": one("book 1000", framed("book", 1000), 1),
  "level 3, depth 10": one("level3 10", framed("level3", 10), 1.2),
  "level 3, depth 1000": one("level3 1000", framed("level3", 1000), 1.2),
  "Futures book": one("futures", futures, 1.2, true),
};
