/** Live books against the engine's own, over real sockets, while everything goes wrong that can. */
import { startExchange } from "krakenkit-exchange";
import type { Exchange } from "krakenkit-exchange";
import { Books, Decimal } from "krakenkit";
import type { BookGap, BooksOptions, LiveBook, LiveFuturesBook, LiveOrders } from "krakenkit";
import { afterEach, describe, expect, test } from "vitest";
import { text } from "../property/book-server.ts";
import { holds, Stage } from "./stage.ts";

const stage = new Stage({ flow: { mode: "quiet", speed: 10 } });
const opened: Books[] = [];

afterEach(async () => {
  for (const books of opened.splice(0)) books.close();
});

function open(options: BooksOptions = {}): Books {
  const books = new Books({ ...stage.options, patience: 300, ...options } as BooksOptions);
  books.sockets.on("exception", () => undefined);
  opened.push(books);
  return books;
}

/** The engine's own book of a Spot pair. */
function engineLevels({ parts: { spot } }: Exchange, symbol: string, depth: number) {
  const market = spot.markets.bySymbol(symbol);
  if (market === undefined) throw new Error(`no market ${symbol}`);
  const { bids, asks } = spot.depth(market.key, depth);
  const shown = (levels: typeof bids) =>
    levels.map(({ price, qty }) => [text(price, market.priceDecimals), text(qty, market.lotDecimals)]);
  return { bids: shown(bids), asks: shown(asks) };
}

/** The engine's own orders of a Spot pair, in queue order. */
function engineOrders({ parts: { spot } }: Exchange, symbol: string, depth: number) {
  const market = spot.markets.bySymbol(symbol);
  if (market === undefined) throw new Error(`no market ${symbol}`);
  const { bids, asks } = spot.orders(market.key, depth);
  const shown = (orders: typeof bids) =>
    orders.map(({ id, price, qty }) => [id, text(price, market.priceDecimals), text(qty, market.lotDecimals)]);
  return { bids: shown(bids), asks: shown(asks) };
}

function engineFutures({ parts: { futures } }: Exchange, symbol: string) {
  const shown = (side: "buy" | "sell") =>
    futures
      .book(symbol, side)
      .map(({ price, quantity }) => [Decimal.scaled(price, 18).toPlain(), Decimal.scaled(quantity, 18).toPlain()]);
  return { bids: shown("buy"), asks: shown("sell") };
}

const listed = (book: LiveOrders) => {
  const side = (name: "bids" | "asks") =>
    book.orders(name).map(({ order_id, limit_price, order_qty }) => [order_id, limit_price, order_qty]);
  return { bids: side("bids"), asks: side("asks") };
};

/** Waits for a book to say exactly what the engine says, while nothing moves there. */
const agrees = (book: LiveBook, exchange: Exchange = stage.exchange): Promise<void> =>
  holds(() => {
    expect(book.health).toBe("good");
    const { bids, asks } = book.snapshot();
    expect({ bids, asks }).toEqual(
      book.depth === undefined ? engineFutures(exchange, book.symbol) : engineLevels(exchange, book.symbol, book.depth),
    );
  });

const ordersAgree = async (book: LiveOrders): Promise<void> => {
  await agrees(book);
  await holds(() => expect(listed(book)).toEqual(engineOrders(stage.exchange, book.symbol, book.depth ?? 0)));
};

/** Lets the market move: `times` stretches of `ms` each, every one of which is told to subscribers. */
async function move(times: number, ms = 100, exchange: Exchange = stage.exchange): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    exchange.parts.flow.step(ms);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Why a book was lost, from now on; from that moment nobody may read it. */
const gapsOf = (book: LiveBook): BookGap["reason"][] => {
  const reasons: BookGap["reason"][] = [];
  book.on("gap", ({ reason }) => {
    reasons.push(reason);
    expect(() => book.bestBid).toThrow("check its health before reading");
  });
  return reasons;
};

describe("in a moving market", () => {
  test("Spot books of every depth are the engine's at every instant that can be compared", async () => {
    const books = open();
    const watched = await Promise.all(
      ([10, 25, 100, 500, 1000] as const).map((depth) => books.watch("BTC/USD", { depth })),
    );
    expect(stage.connections("spot-public")).toHaveLength(5);
    for (let round = 0; round < 10; round += 1) {
      await move(30);
      for (const book of watched) await agrees(book);
    }
    for (const book of watched) {
      const { applied, verified, mismatches, gaps } = book.checks;
      expect(applied).toBeGreaterThan(200);
      expect({ verified, mismatches, gaps }).toEqual({ verified: applied, mismatches: 0, gaps: 0 });
    }
    const rest = Object.values((await stage.spot.getOrderBook({ pair: "XBTUSD", count: 500 })).result)[0];
    const deep = watched[4] as LiveBook;
    expect(deep.bids(500).map(({ price }) => Number(price))).toEqual(rest?.bids.map(([price]) => Number(price)));
    expect(deep.asks(500).map(({ price }) => Number(price))).toEqual(rest?.asks.map(([price]) => Number(price)));
  });

  test("level 3 in queue order, and the place of one's own order in it", async () => {
    const books = open();
    const [ten, hundred] = await Promise.all([
      books.watchOrders("BTC/USD"),
      books.watchOrders("BTC/USD", { depth: 100 }),
    ]);
    for (let round = 0; round < 8; round += 1) {
      await move(25);
      await ordersAgree(ten);
      await ordersAgree(hundred);
    }
    expect(hundred.checks.verified).toBe(hundred.checks.applied);
    const { price } = hundred.bids(5)[4] ?? { price: "" };
    const order = { pair: "XBTUSD", type: "buy", ordertype: "limit", price, volume: "0.05", oflags: "post" } as const;
    const [txid = ""] = (await stage.spot.submitOrder(order)).result.txid ?? [];
    await holds(() => expect(hundred.order(txid)).toBeDefined());
    const before = hundred.ordersAt("bids", price).slice(0, -1);
    expect(hundred.position(txid)).toMatchObject({
      side: "bids",
      limit_price: price,
      order_qty: "0.05000000",
      ordersAhead: before.length,
      qtyAhead: before.reduce((sum, { order_qty }) => sum.plus(order_qty), Decimal.of("0")).toString(),
      levelsAhead: 4,
    });
    await stage.spot.cancelAllOrders();
    await holds(() => expect(hundred.order(txid)).toBeUndefined());
  });

  test("Futures books are the engine's, by sequence", async () => {
    const book = await open().watchFutures("pf_xbtusd");
    for (let round = 0; round < 8; round += 1) {
      await move(25);
      await agrees(book);
    }
    expect(book.checks.applied).toBeGreaterThan(1000);
    expect(book.checks).toMatchObject({ verified: book.checks.applied, mismatches: 0, gaps: 0 });
  });

  test("a loop over the book sees only readable books, in order, and misses nothing in the end", async () => {
    const book = await open().watch("BTC/USD", { depth: 25 });
    const seen: number[] = [];
    const looping = (async () => {
      for await (const view of book) {
        expect(Number(view.spread)).toBeGreaterThan(0);
        seen.push(view.version);
      }
    })();
    await move(100);
    await agrees(book);
    await holds(() => expect(seen.at(-1)).toBe(book.version));
    book.close();
    await looping;
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  });

  test("fill and depth say what a market order then costs", async () => {
    const book = await open().watch("BTC/USD", { depth: 1000 });
    await agrees(book);
    const { notional, average, worst, complete } = book.fill("buy", "1.5");
    expect(complete).toBe(true);
    expect(book.depthTo("asks", worst ?? "").levels).toBeGreaterThan(0);
    const order = { pair: "XBTUSD", type: "buy", ordertype: "market", volume: "1.5" } as const;
    const [txid = ""] = (await stage.spot.submitOrder(order)).result.txid ?? [];
    const placed = (await stage.spot.getOrders({ txid })).result[txid];
    expect(Number(placed?.cost)).toBeCloseTo(Number(notional), 4);
    expect(Number(placed?.price)).toBeCloseTo(Number(average), 1);
    await agrees(book);
  });
});

describe("when something goes wrong", () => {
  const watchAll = async (): Promise<[LiveBook, LiveOrders, LiveFuturesBook]> => {
    const books = open();
    return Promise.all([books.watch("BTC/USD"), books.watchOrders("BTC/USD"), books.watchFutures("PF_XBTUSD")]);
  };

  test.each([["book"], ["level3"]] as const)("%s: a corrupt checksum loses that symbol alone", async (channel) => {
    const books = open();
    const watch = (symbol: string): Promise<LiveBook> =>
      channel === "book" ? books.watch(symbol) : books.watchOrders(symbol);
    const [bitcoin, ether] = [await watch("BTC/USD"), await watch("ETH/USD")];
    const [gaps, others] = [gapsOf(bitcoin), gapsOf(ether)];
    stage.fault({ do: "corrupt-checksum" }, { channel, symbol: "BTC/USD", kind: "update" });
    await move(20);
    await holds(() => expect(gaps).toEqual(["checksum"]));
    await agrees(bitcoin);
    await agrees(ether);
    expect(gaps).toEqual(["checksum"]);
    expect(others).toEqual([]);
    expect(bitcoin.checks.mismatches).toBe(1);
    expect(stage.connections(channel === "book" ? "spot-public" : "spot-l3")).toHaveLength(1);
  });

  test.each([["lose"], ["duplicate"], ["reorder"]] as const)("frames that are damaged by %s", async (what) => {
    const [levels, orders, futures] = await watchAll();
    for (const [book, channel, socket] of [
      [levels, "book", "spot-public"],
      [orders, "level3", "spot-l3"],
      [futures, "book", "futures"],
    ] as const) {
      for (let round = 0; round < 2; round += 1) {
        stage.fault({ do: what }, { channel, socket, kind: "update" });
        await move(10);
        await agrees(book);
      }
      expect(book.health).toBe("good");
    }
    await ordersAgree(orders);
    if (what === "lose") expect(futures.checks.gaps).toBe(2);
    if (what === "duplicate") expect(futures.checks.gaps).toBe(0);
  });

  test.each([["skip-sequence"], ["repeat-sequence"]] as const)("Futures, %s: fetched anew", async (what) => {
    const book = await open().watchFutures("PF_XBTUSD");
    const gaps = gapsOf(book);
    // The first one after the snapshot might as well be from before it.
    stage.fault({ do: what }, { channel: "book", socket: "futures", skip: 2 });
    await move(5);
    await agrees(book);
    expect(gaps).toEqual(["sequence"]);
    await move(5);
    await agrees(book);
  });

  test.each([
    ["an abrupt", "abrupt"],
    ["a clean", "clean"],
  ] as const)("%s end of all connections", async (_, how) => {
    const watched = await watchAll();
    const gaps = watched.map(gapsOf);
    for (let round = 1; round <= 3; round += 1) {
      await move(5);
      stage.exchange.admin.sockets.drop({ how });
      await holds(() => {
        for (const reasons of gaps) expect(reasons).toHaveLength(round);
      });
      await move(5);
      for (const book of watched) await agrees(book);
    }
    expect(gaps).toEqual(watched.map(() => ["connection", "connection", "connection"]));
  });

  test("a half-open connection is stale as soon as it is noticed", async () => {
    const books = open({ pingInterval: 100, pongTimeout: 100 });
    const book = await books.watch("BTC/USD");
    const gaps = gapsOf(book);
    stage.exchange.admin.sockets.stall();
    await move(5);
    await holds(() => expect(gaps[0]).toBe("connection"));
    await agrees(book);
  });

  test("acknowledged and never delivered: asked for again until it comes", async () => {
    stage.fault({ do: "mute-subscription" }, { channel: "book", times: 2 });
    const books = open();
    const book = await books.watch("BTC/USD");
    await agrees(book);
    stage.fault({ do: "mute-subscription" }, { channel: "book", socket: "futures" });
    await agrees(await books.watchFutures("PF_XBTUSD"));
    const again = gapsOf(book);
    stage.fault({ do: "mute-subscription" }, { channel: "book", socket: "spot-public" });
    stage.fault({ do: "corrupt-checksum" }, { channel: "book", socket: "spot-public", kind: "update" });
    await move(5);
    await holds(() => expect(again).toEqual(["checksum", "silence"]));
    await agrees(book);
  });

  test("snapshots that are corrupt again and again: backed off, reported, healed", async () => {
    const books = open();
    const troubles: string[] = [];
    books.sockets.on("exception", ({ error }) => void troubles.push(error));
    const book = await books.watch("BTC/USD");
    stage.fault({ do: "corrupt-checksum" }, { channel: "book", kind: "update" });
    stage.fault({ do: "corrupt-checksum" }, { channel: "book", kind: "snapshot", times: 3 });
    await move(3);
    await agrees(book);
    expect(book.checks.mismatches).toBe(4);
    expect(troubles.map((trouble) => trouble.replace(/;.*/, ""))).toEqual([
      "The book of BTC/USD failed 3 times in a row (checksum)",
      "The book of BTC/USD failed 4 times in a row (checksum)",
    ]);
  });

  test("refused: unknown markets, and a refusal at the reconnect ends the book with its reason", async () => {
    const books = open();
    await expect(books.watch("NOPE/USD")).rejects.toMatchObject({ kind: "refused", category: "symbol" });
    await expect(books.watchFutures("PF_NOPE")).rejects.toMatchObject({ kind: "refused" });
    const book = await books.watch("BTC/USD");
    const ends: unknown[] = [];
    book.on("closed", ({ error }) => void ends.push(error));
    stage.fault({ do: "reject-subscription", error: "Currency pair not supported BTC/USD" }, { channel: "book" });
    stage.exchange.admin.sockets.drop();
    await holds(() => expect(ends).toMatchObject([{ kind: "refused" }]));
    expect(book.health).toBe("closed");
  });

  test("expired tokens do not harm level 3", async () => {
    const orders = await open().watchOrders("BTC/USD");
    stage.exchange.admin.sockets.expire("tokens");
    stage.fault({ do: "corrupt-checksum" }, { channel: "level3", kind: "update" });
    await move(5);
    await ordersAgree(orders);
    expect(orders.checks.gaps).toBe(1);
  });
});

describe("many at once", () => {
  test("every pair of the exchange on one connection, thousands of updates, then nothing is left", async () => {
    const exchange = await startExchange({
      flow: { mode: "quiet", levels: 12, speed: 5 },
      backfill: "off",
      limits: "off",
      contracts: ["PF_XBTUSD"],
    });
    const books = new Books({ ...exchange.credentials, environment: exchange.environment });
    try {
      const symbols = exchange.parts.spot.markets.all.map(({ symbol }) => symbol);
      const watched = await Promise.all(symbols.map((symbol) => books.watch(symbol)));
      expect(exchange.admin.sockets.list()).toHaveLength(1);
      await move(250, 100, exchange);
      for (const book of watched) await agrees(book, exchange);
      const applied = watched.reduce((sum, { checks }) => sum + checks.applied, 0);
      expect(applied).toBeGreaterThan(2000);
      for (const { checks } of watched) expect(checks.verified).toBe(checks.applied);
      for (const book of watched) book.close();
      await holds(() =>
        expect(exchange.admin.sockets.list()[0]?.subscriptions.map(({ channel }) => channel)).toEqual(["instrument"]),
      );
      books.close();
      await holds(() => expect(exchange.admin.sockets.list()).toEqual([]));
    } finally {
      books.close();
      await exchange.stop();
    }
  });

  test("a live market at high speed", async () => {
    const exchange = await startExchange({
      flow: { mode: "live", speed: 30 },
      backfill: "off",
      limits: "off",
      pairs: ["XBTUSD", "ETHUSD"],
      contracts: ["PF_XBTUSD"],
    });
    const books = new Books({ ...exchange.credentials, environment: exchange.environment });
    try {
      const watched: LiveBook[] = await Promise.all([
        books.watch("BTC/USD", { depth: 100 }),
        books.watch("ETH/USD", { depth: 1000 }),
        books.watchOrders("BTC/USD", { depth: 1000 }),
        books.watchFutures("PF_XBTUSD"),
      ]);
      for (let round = 1; round <= 3; round += 1) {
        await holds(() => {
          for (const { version } of watched) expect(version).toBeGreaterThan(round * 60);
        });
        exchange.parts.flow.stop();
        for (const book of watched) await agrees(book, exchange);
        exchange.parts.flow.start();
      }
      for (const { checks } of watched) expect(checks).toMatchObject({ mismatches: 0, gaps: 0 });
    } finally {
      books.close();
      await exchange.stop();
    }
  });
});
