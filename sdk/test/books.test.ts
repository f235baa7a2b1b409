import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isKrakenError } from "../src/base/errors.ts";
import { Books } from "../src/clients/books.ts";
import type { BooksOptions } from "../src/clients/books.ts";
import type { BookGap } from "../src/clients/books-kept.ts";
import { WebsocketClient } from "../src/clients/websocket.ts";
import type { WSClientConfigurableOptions } from "../src/clients/ws-options.ts";
import { frameOf, seeded, Server } from "./property/book-server.ts";
import type { Message } from "./property/book-server.ts";
import { FakeSockets, futuresExchange, spotExchange } from "./support/fake-sockets.ts";
import type { FakeSocket } from "./support/fake-sockets.ts";
import { ManualClock, settle } from "./support/clock.ts";

const precision = { price: 1, qty: 8 };
const stamp = "2026-08-26T15:16:16.637831Z";

let clock: ManualClock;
let sockets: FakeSockets;
let books: Books;
let market: Server;
/** What the exchange does with a subscription to the book, besides acknowledging it. */
let serve: (socket: FakeSocket, symbol: string, depth: number) => void;
const exceptions: unknown[] = [];

const base = (): WSClientConfigurableOptions => ({
  apiKey: "KEY",
  apiSecret: "c2VjcmV0",
  socket: sockets.port,
  clock,
  random: () => 0.5,
  tokens: async () => ({ token: "TOKEN", expires: 900 }),
});

function make(options: BooksOptions = {}): Books {
  const made = new Books({ ...base(), ...options } as BooksOptions);
  made.sockets.on("exception", (trouble) => void exceptions.push(trouble.cause));
  return made;
}

const spoil = (message: Message): Message => ({ ...message, checksum: (message.checksum ^ 1) >>> 0 });
const send = (message: Message, symbol = "BTC/USD", socket = sockets.last): void =>
  socket.receive(frameOf(symbol, message, stamp));

/** Acknowledges, and serves snapshots of the market; `instrument` knows BTC/USD and ETH/USD. */
function exchange(frame: Record<string, unknown>, socket: FakeSocket): void {
  spotExchange(frame, socket);
  const {
    channel,
    symbol = [],
    depth = 10,
  } = Object(frame["params"]) as {
    channel?: string;
    symbol?: string[];
    depth?: number;
  };
  if (frame["method"] !== "subscribe") return;
  if (channel === "instrument") socket.receive(instruments());
  if (channel === "book") for (const each of symbol) serve(socket, each, depth);
}

const instruments = (digits: { price: number; qty: number } = precision): object => ({
  channel: "instrument",
  type: "snapshot",
  data: {
    assets: [],
    pairs: ["BTC/USD", "ETH/USD"].map((symbol) => ({
      symbol,
      price_precision: digits.price,
      qty_precision: digits.qty,
    })),
  },
});

beforeEach(() => {
  clock = new ManualClock();
  sockets = new FakeSockets();
  market = new Server({ depth: 10, precision, middle: 450_000n, most: 300_000_000n }, seeded(7));
  serve = (socket, symbol) => send(market.snapshot(), symbol, socket);
  sockets.onDial = (socket) => {
    socket.answer = exchange;
    queueMicrotask(() => socket.open());
  };
  exceptions.length = 0;
  books = make();
});

afterEach(async () => {
  books.close();
  books.sockets.closeAll(true);
  await settle();
  expect(clock.pending).toBe(0);
  expect(sockets.alive).toBe(0);
});

/** Requests about the book that were sent, as `subscribe BTC/USD`. */
const asked = (): string[] =>
  sockets.all.flatMap(({ frames }) =>
    frames
      .filter(({ params }) => Object(params).channel === "book")
      .map(({ method, params }) => `${String(method)} ${Object(params).symbol.join(",")}`),
  );

const top = ({ bids }: Message, count = 3): { price: string; qty: string }[] =>
  bids.slice(0, count).map(([price, qty]) => ({ price, qty }));

describe("watching", () => {
  test("resolves with the verified snapshot, and is kept by the updates", async () => {
    const book = await books.watch("BTC/USD");
    expect(book.health).toBe("good");
    expect(book.bids(3)).toEqual(top(market.snapshot()));
    let updates = 0;
    book.on("update", (view) => {
      expect(view).toBe(book);
      updates += 1;
    });
    for (let n = 0; n < 2000; n += 1) send(market.update());
    expect(updates).toBe(2000);
    const { bids, asks } = market.snapshot();
    expect(book.snapshot()).toEqual({ symbol: "BTC/USD", bids, asks, timestamp: stamp });
    expect(book.checks).toEqual({ applied: 2001, verified: 2001, mismatches: 0, gaps: 0 });
    await clock.advance(250);
    expect(book.age).toBe(250);
  });

  test("the precision comes from one subscription to `instrument`, or from the caller without it", async () => {
    await Promise.all([books.watch("BTC/USD"), books.watch("ETH/USD")]);
    const channels = sockets.last.named("subscribe").map(({ params }) => (params as { channel: string }).channel);
    expect(channels.filter((channel) => channel === "instrument")).toHaveLength(1);
    const others = make();
    await others.watch("BTC/USD", { precision });
    expect(sockets.last.named("subscribe").map(({ params }) => (params as { channel: string }).channel)).toEqual([
      "book",
    ]);
    others.close();
    others.sockets.closeAll(true);
  });

  test("where `instrument` does not answer, the digits of the frames tell", async () => {
    sockets.onDial = (socket) => {
      socket.answer = (frame) => {
        if (Object(frame["params"]).channel === "instrument") spotExchange(frame, socket);
        else exchange(frame, socket);
      };
      queueMicrotask(() => socket.open());
    };
    const watching = books.watch("BTC/USD");
    await clock.advance(5000);
    expect((await watching).checks.verified).toBe(1);
  });

  test("a precision that changes is followed when the book is fetched anew", async () => {
    const book = await books.watch("BTC/USD");
    market = new Server({ depth: 10, precision: { price: 0, qty: 4 }, middle: 45_000n, most: 30_000n }, seeded(8));
    sockets.last.receive(instruments({ price: 0, qty: 4 }));
    send(market.update());
    expect(book.health).toBe("resyncing");
    await settle();
    expect(book.health).toBe("good");
    expect(book.bids(3)).toEqual(top(market.snapshot()));
  });

  test("the same twice shares a subscription, which ends with the last of them", async () => {
    const [one, two] = await Promise.all([books.watch("BTC/USD"), books.watch("BTC/USD")]);
    expect(asked()).toEqual(["subscribe BTC/USD"]);
    one.close();
    await settle();
    expect(asked()).toEqual(["subscribe BTC/USD"]);
    expect([one.health, two.health]).toEqual(["closed", "good"]);
    expect(() => one.bestBid).toThrow("The book of BTC/USD is closed");
    two.close();
    two.close();
    await settle();
    expect(asked()).toEqual(["subscribe BTC/USD", "unsubscribe BTC/USD"]);
    const again = await books.watch("BTC/USD");
    expect(again.health).toBe("good");
  });

  test("closed and watched again at once, it gets a snapshot of its own", async () => {
    const one = await books.watch("BTC/USD");
    one.close();
    send(market.update());
    expect((await books.watch("BTC/USD")).bids(3)).toEqual(top(market.snapshot()));
  });

  test("another depth of a symbol gets a connection of its own, closed with its last book", async () => {
    const [ten, hundred] = await Promise.all([books.watch("BTC/USD"), books.watch("BTC/USD", { depth: 100 })]);
    expect(sockets.alive).toBe(2);
    expect((await books.watch("BTC/USD", { depth: 100 })).checks).toEqual(hundred.checks);
    expect(sockets.alive).toBe(2);
    hundred.close();
    await settle();
    expect(sockets.alive).toBe(2);
    await clock.advance(10);
    for (const book of [hundred, ten]) expect(book.depth).toBe(book === ten ? 10 : 100);
  });

  test("refused: the promise rejects with the exchange's words, and nothing is left", async () => {
    sockets.onDial = (socket) => {
      socket.answer = (frame) => {
        if (Object(frame["params"]).channel !== "book") return exchange(frame, socket);
        const error = "Currency pair not supported NO/PE";
        return socket.receive({
          method: frame["method"],
          req_id: frame["req_id"],
          success: false,
          error,
          symbol: "NO/PE",
        });
      };
      queueMicrotask(() => socket.open());
    };
    await expect(books.watch("NO/PE")).rejects.toMatchObject({
      kind: "refused",
      reasons: ["Currency pair not supported NO/PE"],
    });
    await settle();
    expect(asked()).toEqual(["subscribe NO/PE"]);
  });

  test("too late: the promise rejects and the subscription is given up", async () => {
    serve = () => undefined;
    const late = books.watch("BTC/USD", { timeout: 1000 }).catch((error: unknown) => error);
    await clock.advance(1000);
    expect(await late).toMatchObject({ kind: "timeout" });
    await settle();
    expect(asked()).toEqual(["subscribe BTC/USD", "unsubscribe BTC/USD"]);
  });

  test.each([
    ["depth", { depth: 7 }],
    ["verify", { verify: -1 }],
    ["verify", { verify: 1.5 }],
    ["precision", { precision: { price: -1, qty: 8 } }],
  ] as const)("a wrong %s is refused before anything is sent", async (field, options) => {
    await expect(books.watch("BTC/USD", options as never)).rejects.toMatchObject({ kind: "usage", field });
    await settle();
    expect(asked()).toEqual([]);
  });

  test("an aborted watch rejects, an aborted book ends", async () => {
    const stop = new AbortController();
    serve = () => undefined;
    const aborted = books.watch("BTC/USD", { signal: stop.signal }).catch((error: unknown) => error);
    await settle();
    stop.abort("enough");
    expect(await aborted).toMatchObject({ kind: "aborted", cause: "enough" });
    await expect(books.watch("BTC/USD", { signal: stop.signal })).rejects.toMatchObject({ kind: "aborted" });
    serve = (socket, symbol) => send(market.snapshot(), symbol, socket);
    const later = new AbortController();
    const book = await books.watch("BTC/USD", { signal: later.signal });
    const ends: unknown[] = [];
    book.on("closed", ({ error }) => void ends.push(error));
    const loop = book[Symbol.asyncIterator]();
    await loop.next();
    const next = loop.next().catch((error: unknown) => error);
    later.abort();
    expect(await next).toMatchObject({ kind: "aborted" });
    expect(ends).toMatchObject([{ kind: "aborted" }]);
    expect(book.health).toBe("closed");
  });
});

test("hundreds of symbols on one connection, each with its own market", async () => {
  const markets = new Map<string, Server>();
  for (let n = 0; n < 300; n += 1)
    markets.set(
      `C${n}/USD`,
      new Server({ depth: 10, precision, middle: 4500n * BigInt(n + 1), most: 10n ** 12n }, seeded(n)),
    );
  serve = (socket, symbol) => send((markets.get(symbol) as Server).snapshot(), symbol, socket);
  const watched = await Promise.all([...markets.keys()].map((symbol) => books.watch(symbol, { precision })));
  expect(sockets.alive).toBe(1);
  const random = seeded(300);
  for (let n = 0; n < 6000; n += 1) {
    const symbol = `C${Math.floor(random() * 300)}/USD`;
    send((markets.get(symbol) as Server).update(), symbol);
  }
  expect(watched.reduce((sum, { checks }) => sum + checks.verified, 0)).toBe(6300);
  for (const book of watched) {
    const { bids, asks } = (markets.get(book.symbol) as Server).snapshot();
    expect(book.snapshot()).toMatchObject({ bids, asks });
  }
});

describe("when a book is wrong", () => {
  /** A watched book and all it says. */
  async function watched(options: Parameters<Books["watch"]>[1] = {}) {
    const book = await books.watch("BTC/USD", options);
    const said: (BookGap | string)[] = [];
    book.on("gap", (gap) => {
      // Nobody may read it from the moment it is known.
      expect(() => book.bestBid).toThrow("is being fetched anew; check its health");
      said.push(gap);
    });
    book.on("good", ({ after }) => void said.push(`good after ${after}`));
    return { book, said };
  }

  test("a checksum that differs: unreadable at once, fetched anew over the same connection, then good", async () => {
    const { book, said } = await watched();
    await books.watch("ETH/USD");
    const wrong = spoil(market.update());
    send(wrong);
    expect(book.health).toBe("resyncing");
    expect(said).toEqual([
      { reason: "checksum", expected: wrong.checksum, actual: (wrong.checksum ^ 1) >>> 0, failures: 1, retryIn: 0 },
    ]);
    await settle();
    expect(asked()).toEqual(["subscribe BTC/USD", "subscribe ETH/USD", "unsubscribe BTC/USD", "subscribe BTC/USD"]);
    expect(book.health).toBe("good");
    expect(said[1]).toBe("good after 0");
    expect(book.bids(3)).toEqual(top(market.snapshot()));
    expect(book.checks).toMatchObject({ mismatches: 1, gaps: 1 });
    expect(sockets.all).toHaveLength(1);
    expect(exceptions).toEqual([]);
  });

  test("updates meanwhile change nothing, and neither does a snapshot of the subscription that is given up", async () => {
    const { book } = await watched();
    sockets.last.answer = undefined;
    send(spoil(market.update()));
    await settle();
    expect(asked().at(-1)).toBe("unsubscribe BTC/USD");
    send(market.update());
    send(market.snapshot());
    send(market.update());
    expect(book.health).toBe("resyncing");
    expect(book.checks.applied).toBe(1);
    const { req_id } = sockets.last.named("unsubscribe")[0] as { req_id: number };
    sockets.last.answer = exchange;
    sockets.last.receive({
      method: "unsubscribe",
      req_id,
      success: true,
      result: { channel: "book", symbol: "BTC/USD" },
    });
    await settle();
    expect(book.health).toBe("good");
    send(market.update());
    expect(book.bids(3)).toEqual(top(market.snapshot()));
  });

  test("failures in a row wait longer and longer and are reported, a calm while forgets them", async () => {
    const { book, said } = await watched();
    serve = (socket, symbol) => send(spoil(market.snapshot()), symbol, socket);
    send(spoil(market.update()));
    await settle();
    for (const wait of [500, 1000, 2000, 4000]) {
      await clock.advance(wait - 1);
      const before = asked().length;
      await clock.advance(1);
      expect(asked()).toHaveLength(before + 2);
    }
    expect(said.map((gap) => (gap as BookGap).retryIn)).toEqual([0, 500, 1000, 2000, 4000, 8000]);
    expect(exceptions).toHaveLength(4);
    expect(exceptions[0]).toMatchObject({
      kind: "protocol",
      message: "The book of BTC/USD failed 3 times in a row (checksum); the next attempt is in 1000 ms",
    });
    serve = (socket, symbol) => send(market.snapshot(), symbol, socket);
    await clock.advance(8000);
    expect(book.health).toBe("good");
    expect(said.at(-1)).toBe("good after 15500");
    await clock.advance(10_000);
    send(spoil(market.update()));
    expect(said.at(-1)).toMatchObject({ failures: 1, retryIn: 0 });
  });

  test("a snapshot that never comes is asked for again", async () => {
    const { book, said } = await watched();
    serve = () => undefined;
    send(spoil(market.update()));
    await settle();
    expect(book.health).toBe("resyncing");
    send(market.update());
    serve = (socket, symbol) => send(market.snapshot(), symbol, socket);
    await clock.advance(5000);
    expect(said.slice(1)).toEqual([{ reason: "silence", failures: 2, retryIn: 500 }]);
    await clock.advance(500);
    expect(book.health).toBe("good");
  });

  test("before the acknowledgement no snapshot is missed", async () => {
    const { book, said } = await watched();
    const late = sockets.last;
    late.answer = (frame) => {
      if (frame["method"] !== "subscribe") spotExchange(frame, late);
    };
    send(spoil(market.update()));
    await clock.advance(6000);
    expect(said).toHaveLength(1);
    const { req_id } = late.named("subscribe").at(-1) as { req_id: number };
    late.receive({ method: "subscribe", req_id, success: true, result: { channel: "book", symbol: "BTC/USD" } });
    late.answer = exchange;
    await clock.advance(4000);
    expect(said[1]).toMatchObject({ reason: "silence" });
    await clock.advance(500);
    expect(book.health).toBe("good");
  });

  test("a corrupt snapshot that comes before its acknowledgement is fetched anew as well", async () => {
    let first = true;
    sockets.onDial = (socket) => {
      socket.answer = (frame) => {
        const { channel } = Object(frame["params"]) as { channel?: string };
        if (channel === "book" && frame["method"] === "subscribe" && first) {
          first = false;
          send(spoil(market.snapshot()), "BTC/USD", socket);
          return spotExchange(frame, socket);
        }
        return exchange(frame, socket);
      };
      queueMicrotask(() => socket.open());
    };
    const book = await books.watch("BTC/USD");
    expect(book.checks).toMatchObject({ applied: 1, mismatches: 1 });
    expect(asked()).toEqual(["subscribe BTC/USD", "unsubscribe BTC/USD", "subscribe BTC/USD"]);
  });

  test("unreadable messages count as gaps", async () => {
    const { book, said } = await watched();
    sockets.last.receive({ channel: "book", type: "update", data: [{ symbol: "BTC/USD", bids: 7, asks: [] }] });
    expect(said).toMatchObject([{ reason: "unreadable" }]);
    await settle();
    expect(book.health).toBe("good");
  });

  test("renewed from outside or by silence it is not read between the two snapshots", async () => {
    const { book, said } = await watched();
    await clock.advance(60_000);
    expect(book.health).toBe("good");
    sockets.last.answer = undefined;
    books.sockets.resubscribe({ topic: "book", payload: { symbol: ["BTC/USD"], depth: 10 } }, "spotPublicV2");
    await settle();
    expect(said).toEqual([{ reason: "renewed", failures: 0, retryIn: 0 }]);
    expect(book.health).toBe("resyncing");
  });

  test("every nth message only, when asked for", async () => {
    const { book } = await watched({ verify: 4 });
    for (let n = 0; n < 7; n += 1) send(n % 4 === 3 - 1 ? market.update() : spoil(market.update()));
    expect(book.checks).toEqual({ applied: 8, verified: 3, mismatches: 0, gaps: 0 });
    send(spoil(market.update()));
    send(spoil(market.update()));
    send(spoil(market.update()));
    send(spoil(market.update()));
    expect(book.health).toBe("resyncing");
    // The strictest reader decides.
    await settle();
    await books.watch("BTC/USD");
    send(spoil(market.update()));
    expect(book.health).toBe("resyncing");
  });

  test("none, when asked for", async () => {
    const { book } = await watched({ verify: false });
    send(spoil(market.update()));
    expect(book.health).toBe("good");
    expect(book.checks).toEqual({ applied: 2, verified: 0, mismatches: 0, gaps: 0 });
  });
});

describe("when the connection goes", () => {
  test("stale until the next one has brought a snapshot", async () => {
    const book = await books.watch("BTC/USD");
    const said: unknown[] = [];
    book.on("gap", ({ reason }) => void said.push(reason));
    book.on("good", ({ after }) => void said.push(after));
    sockets.onDial = (socket) => {
      socket.answer = exchange;
    };
    sockets.last.drop();
    expect(book.health).toBe("stale");
    expect(() => book.bids()).toThrow("The book of BTC/USD is stale: the connection is away; check its health");
    await clock.advance(100);
    sockets.last.open();
    await settle();
    expect(book.health).toBe("good");
    expect(said).toEqual(["connection", 100]);
    for (let n = 0; n < 10; n += 1) send(market.update());
    expect(book.bids(3)).toEqual(top(market.snapshot()));
  });

  test("closed by its owner the books end, and watching again opens it again", async () => {
    const book = await books.watch("BTC/USD");
    const ends: unknown[] = [];
    book.on("closed", ({ error }) => void ends.push(error));
    const loop = book[Symbol.asyncIterator]();
    await loop.next();
    const next = loop.next();
    books.sockets.closeAll(true);
    expect(await next).toEqual({ done: true, value: undefined });
    expect(ends).toEqual([undefined]);
    expect(book.health).toBe("closed");
    await settle();
    expect((await books.watch("BTC/USD")).health).toBe("good");
  });

  test("closed while a book is awaited, the promise rejects", async () => {
    serve = () => undefined;
    const watching = books.watch("BTC/USD").catch((error: unknown) => error);
    await settle();
    books.close();
    const error = await watching;
    expect(isKrakenError(error) && error.kind).toBe("closed");
    await expect(books.watch("BTC/USD")).rejects.toMatchObject({ kind: "closed", message: "These books are closed" });
  });
});

describe("loops", () => {
  test("a slow reader gets the latest state, never a backlog", async () => {
    const book = await books.watch("BTC/USD");
    const seen: number[] = [];
    for await (const view of book) {
      expect(view.bids(3)).toEqual(top(market.snapshot()));
      seen.push(view.version);
      if (seen.length === 3) break;
      for (let n = 0; n < 100; n += 1) send(market.update());
    }
    expect(seen).toEqual([1, 101, 201]);
    expect(book.health).toBe("good");
  });

  test("woken by a frame that arrived together with a bad one, it waits for the book to be good again", async () => {
    const book = await books.watch("BTC/USD");
    const loop = book[Symbol.asyncIterator]();
    await loop.next();
    let woken = false;
    const next = loop.next().finally(() => (woken = true));
    const { last } = sockets;
    last.answer = undefined;
    send(market.update());
    send(spoil(market.update()));
    await settle();
    expect([book.health, woken]).toEqual(["resyncing", false]);
    const { req_id } = last.named("unsubscribe")[0] as { req_id: number };
    last.answer = exchange;
    last.receive({ method: "unsubscribe", req_id, success: true, result: { channel: "book", symbol: "BTC/USD" } });
    const { value } = (await next) as IteratorYieldResult<typeof book>;
    expect(value.health).toBe("good");
    expect(value.bids(3)).toEqual(top(market.snapshot()));
    expect(value.checks.mismatches).toBe(1);
  });

  test("several loops are independent; each ends with the book", async () => {
    const book = await books.watch("BTC/USD");
    const [one, two] = [book[Symbol.asyncIterator](), book[Symbol.asyncIterator]()];
    await Promise.all([one.next(), two.next()]);
    await one.return?.();
    const next = two.next();
    send(market.update());
    expect((await next).done).toBe(false);
    const last = two.next();
    book.close();
    expect(await last).toEqual({ done: true, value: undefined });
    expect(await one.next()).toEqual({ done: true, value: undefined });
    expect((await book[Symbol.asyncIterator]().next()).done).toBe(true);
  });

  test("a listener that closes the book in the middle of an update ends everything", async () => {
    const [one, two] = await Promise.all([books.watch("BTC/USD"), books.watch("BTC/USD")]);
    let told = 0;
    one.on("update", () => {
      one.close();
      two.close();
    });
    two.on("update", () => (told += 1));
    send(market.update());
    expect(told).toBe(0);
    await settle();
    expect(asked().at(-1)).toBe("unsubscribe BTC/USD");
  });
});

describe("on the connections of a client that has its own uses for them", () => {
  let client: WebsocketClient;
  let messages: string[];
  let shared: Books;

  beforeEach(() => {
    messages = [];
    client = new WebsocketClient(base());
    client.on("message", ({ channel, type }) => void messages.push(`${String(channel)} ${String(type)}`));
    shared = new Books({ sockets: client });
  });

  afterEach(() => client.closeAll(true));

  test("frames of watched books are not parsed for `message`, unless they were subscribed for it too", async () => {
    await shared.watch("BTC/USD");
    send(market.update());
    expect(messages).toEqual([]);
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    send(market.update());
    expect(messages).toEqual(["book update"]);
    client.unsubscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    send(market.update());
    expect(messages).toEqual(["book update"]);
  });

  test("a book that was subscribed before is fetched anew for its snapshot", async () => {
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await settle();
    await settle();
    const book = await shared.watch("BTC/USD");
    expect(book.bids(3)).toEqual(top(market.snapshot()));
    book.close();
    await settle();
    send(market.update());
    expect(messages.at(-1)).toBe("book update");
    expect(asked().filter((request) => request.startsWith("unsubscribe"))).toHaveLength(1);
  });

  test("a book that is being subscribed shares the snapshot to come", async () => {
    sockets.onDial = (socket) => queueMicrotask(() => socket.open());
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await settle();
    const watching = shared.watch("BTC/USD", { precision });
    exchange(sockets.last.named("subscribe")[0] as Record<string, unknown>, sockets.last);
    expect((await watching).bids(3)).toEqual(top(market.snapshot()));
    expect(asked()).toEqual(["subscribe BTC/USD"]);
    expect(messages).toEqual(["book snapshot"]);
  });

  test("another depth that was subscribed there sends the book to a further connection", async () => {
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"], depth: 25 } }, "spotPublicV2");
    await settle();
    const book = await shared.watch("BTC/USD");
    expect(book.health).toBe("good");
    expect(sockets.alive).toBe(2);
    messages.length = 0;
    send(market.update(), "BTC/USD", sockets.last);
    expect(messages).toEqual([]);
  });

  test("closing the books leaves the client's connection and subscriptions alone", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await shared.watch("BTC/USD");
    shared.close();
    await settle();
    expect(client.isConnected("spotPublicV2")).toBe(true);
    expect(client.getSubscriptions("spotPublicV2").map(({ topic }) => topic)).toEqual(["ticker"]);
    send(market.update());
    expect(messages).toEqual(["book update"]);
  });

  test("two Books on one client do not disturb each other", async () => {
    const other = new Books({ sockets: client });
    const one = await shared.watch("BTC/USD");
    const two = await other.watch("BTC/USD");
    send(market.update());
    expect(one.snapshot()).toEqual(two.snapshot());
    expect(messages).toEqual([]);
    one.close();
    send(market.update());
    expect(two.bids(3)).toEqual(top(market.snapshot()));
    expect(messages).toEqual([]);
  });
});

describe("level 3", () => {
  test("more symbols than a connection takes are spread over several, at the pace the exchange allows", async () => {
    sockets.onDial = (socket) => {
      socket.answer = (frame) => {
        exchange(frame, socket);
        const { channel, symbol = [] } = Object(frame["params"]) as { channel?: string; symbol?: string[] };
        if (frame["method"] !== "subscribe" || channel !== "level3") return;
        for (const each of symbol)
          socket.receive({
            channel: "level3",
            type: "snapshot",
            data: [{ symbol: each, checksum: 0, bids: [], asks: [] }],
          });
      };
      queueMicrotask(() => socket.open());
    };
    const names = Array.from({ length: 203 }, (_, n) => `C${n}/USD`);
    const watching = Promise.all(names.map((name) => books.watchOrders(name, { timeout: 0 })));
    await clock.advance(10_000);
    const watched = await watching;
    expect(watched.every(({ health, orderCount }) => health === "good" && orderCount === 0)).toBe(true);
    // One for `instrument`, two for the orders.
    expect(sockets.alive).toBe(3);
    for (const book of watched.slice(200)) book.close();
    await settle();
    sockets.last.drop();
    expect(watched[0]?.health).toBe("good");
  });
});

describe("frames as text, as browsers deliver them", () => {
  test("are read like bytes", async () => {
    const book = await books.watch("BTC/USD");
    for (let n = 0; n < 50; n += 1) sockets.last.events.message(frameOf("BTC/USD", market.update(), stamp));
    expect(book.bids(3)).toEqual(top(market.snapshot()));
    expect(book.checks.verified).toBe(51);
  });
});

describe("Futures", () => {
  let seq: number;
  const snapshot = (): object => ({
    feed: "book_snapshot",
    product_id: "PF_XBTUSD",
    timestamp: 1_790_000_000_000,
    seq,
    tickSize: null,
    bids: [{ price: 80_000 - seq, qty: 1.5 }],
    asks: [{ price: 80_010, qty: 0.25 }],
  });
  const delta = (fields: object = {}): object => ({
    feed: "book",
    product_id: "PF_XBTUSD",
    side: "buy",
    seq: (seq += 1),
    price: 79_000 + seq,
    qty: 2,
    timestamp: 1_790_000_000_001,
    ...fields,
  });

  beforeEach(() => {
    seq = 100;
    sockets.onDial = (socket) => {
      socket.answer = (frame) => {
        futuresExchange(frame, socket);
        if (frame["event"] === "subscribe" && frame["feed"] === "book") socket.receive(snapshot());
      };
      queueMicrotask(() => socket.open());
    };
  });

  test("kept by its sequence; names in any case", async () => {
    const book = await books.watchFutures("pf_xbtusd");
    expect(book.symbol).toBe("PF_XBTUSD");
    expect(book.bestAsk).toEqual({ price: "80010", qty: "0.25" });
    for (let n = 0; n < 1000; n += 1) sockets.last.receive(delta());
    expect(book.seq).toBe(1100);
    expect(book.bestBid).toEqual({ price: "80100", qty: "2" });
    expect(book.checks).toEqual({ applied: 1001, verified: 1001, mismatches: 0, gaps: 0 });
    expect(book.depth).toBeUndefined();
  });

  test("a missing number is a gap; numbers from before are not", async () => {
    const book = await books.watchFutures("PF_XBTUSD");
    const gaps: BookGap[] = [];
    book.on("gap", (gap) => void gaps.push(gap));
    sockets.last.receive(delta());
    sockets.last.receive(delta({ seq: 90 }));
    expect(book.health).toBe("good");
    // Building the one from before has used up a number.
    sockets.last.receive(delta());
    expect(gaps).toEqual([{ reason: "sequence", expected: 102, actual: 103, failures: 1, retryIn: 0 }]);
    await settle();
    expect(book.health).toBe("good");
    expect(book.seq).toBe(103);
    expect(sockets.last.named("unsubscribe")).toHaveLength(1);
  });
});
