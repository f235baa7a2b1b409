/** Order books from the socket frame to the verified book, against `ws` and `JSON.parse` of the same frames alone. */
import { flood } from "../measure.mjs";
import { ownSocket, parsing } from "./sockets.mjs";

const precision = { price: 1, qty: 8 };
const floor = ["ws + JSON.parse"];

/** Frames of the SDK's socket straight into a book, every checksum verified. */
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
  const { end } = await ownSocket(env, (data) => {
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
    const { end } = await ownSocket(env, (data) => done(book, book.apply(JSON.parse(data.toString()))));
    return { end, problem: () => problem };
  }
  const frames = new FuturesFrames();
  frames.add(book);
  const { end } = await ownSocket(env, (data) => {
    if (!frames.apply(data, done)) problem ??= data.toString();
  });
  return { end, problem: () => problem };
};

/** A book that is watched: the connection, its subscription and everything that keeps it right included. */
const watched = (method, symbol, options) => async (env, seen) => {
  const { Books } = await env.sdk();
  const books = new Books({ wsUrl: env.server.socket, tokens: async () => ({ token: "T", expires: 900 }) });
  const wsKey = { watch: "spotPublicV2", watchOrders: "spotL3V2", watchFutures: "derivativesPublicV1" }[method];
  let problem;
  books.sockets.on("exception", ({ error }) => (problem ??= error));
  await books.sockets.connect(wsKey);
  // The snapshot is the first frame of the feed, which does not flow yet.
  const watching = books[method](symbol, { ...options, timeout: 0 });
  watching.then(
    (book) => {
      for (let n = book.version; n > 0; n -= 1) seen();
      book.on("update", seen);
      book.on("gap", (gap) => (problem ??= JSON.stringify(gap)));
    },
    (error) => (problem ??= String(error)),
  );
  const confirmed = () => books.sockets.getSubscriptions(wsKey).some((each) => each.confirmed);
  while (!confirmed()) await new Promise((resolve) => setImmediate(resolve));
  return { end: () => books.close(), problem: () => problem };
};

const one = (feed, pure, live, ratio, quick = false) => ({
  floor,
  target: { ratio },
  quick,
  measure: flood(feed),
  contestants: { "ws + JSON.parse": parsing, krakenkit: pure, "krakenkit Books": live },
});

const levels = (depth) => [framed("book", depth), watched("watch", "BTC/USD", { depth, precision })];
const orders = (depth) => [framed("level3", depth), watched("watchOrders", "BTC/USD", { depth, precision })];

export const books = {
  "book, depth 10": one("book 10", ...levels(10), 0.9, true),
  "book, depth 100": one("book 100", ...levels(100), 1),
  "book, depth 1000": one("book 1000", ...levels(1000), 1),
  "level 3, depth 10": one("level3 10", ...orders(10), 1.2),
  "level 3, depth 1000": one("level3 1000", ...orders(1000), 1.2),
  "Futures book": one("futures", futures, watched("watchFutures", "PF_XBTUSD", {}), 1.2, true),
};
