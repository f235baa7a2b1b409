/** The local Kraken: its engine, orders through REST, market data to many, and what a closed order leaves behind. */
import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { seeded } from "../book-frames.mjs";
import { own, repeated } from "../measure.mjs";

const WebSocket = createRequire(import.meta.url)("ws");

/** Orders that rest, meet and are cancelled, straight into the matching engine. */
const engine = async (env) => {
  const { EngineBook, match } = await env.internals();
  const book = new EngineBook();
  const random = seeded(5);
  const rules = { fill: () => undefined };
  const resting = [];
  let id = 0;
  const op = () => {
    id += 1;
    const side = random() < 0.5 ? "buy" : "sell";
    const price = BigInt(500_000 + Math.floor((random() + random() - 1) * 200) + (side === "buy" ? -20 : 20));
    const qty = BigInt(1 + Math.floor(random() * 1e8));
    const { left } = match(book, { side, qty, limit: price }, BigInt(id), rules);
    if (left > 0n) {
      book.add({ id: String(id), side, price, qty: left, time: BigInt(id), tag: undefined });
      resting.push(String(id));
    }
    // The book stays of one size.
    if (resting.length > 2000) {
      const at = Math.floor(random() * resting.length);
      book.remove(resting[at]);
      resting[at] = resting.at(-1);
      resting.pop();
    }
  };
  return { op };
};

async function startHost(env) {
  const child = fork(fileURLToPath(new URL("../exchange-host.mjs", import.meta.url)), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const next = () => new Promise((resolve) => child.once("message", resolve));
  child.send({ root: env.root });
  const addresses = await next();
  const ask = (question) => {
    child.send(question);
    return next();
  };
  return { ...addresses, ask, stop: () => child.disconnect() };
}

/** Two accounts whose orders meet, turn by turn; orders of one account would not trade with each other. */
const traders = (exchange) => {
  const { spot } = exchange.parts;
  const { account: other } = exchange.admin.createAccount({ balances: { ZUSD: "1000000000", XXBT: "100000" } });
  let buys = true;
  return () => {
    buys = !buys;
    spot.addOrder(buys ? exchange.admin.account : other, {
      pair: "XBTUSD",
      type: buys ? "buy" : "sell",
      ordertype: "limit",
      price: "50000.0",
      volume: "0.0001",
    });
  };
};

/** Orders through the whole exchange but the network: checks, holds, matching, fees, events. */
const venue = async (env) => {
  const { startExchange } = await env.exchange();
  const exchange = await startExchange({ flow: "off", backfill: "off", limits: "off" });
  const op = traders(exchange);
  return { op, end: () => exchange.stop() };
};

const throughRest = async (env, { run }) => {
  const host = await startHost(env);
  const { SpotClient } = await env.sdk();
  const client = (credentials) =>
    new SpotClient({ environment: host.environment, ...credentials, nonceWindow: 1_000_000 });
  const clients = { buy: client(host.credentials), sell: client(host.secondCredentials) };
  const order = { pair: "XBTUSD", ordertype: "limit", price: "50000.0", volume: "0.0001" };
  let done = 0;
  const phase = async (ms) => {
    const until = performance.now() + ms;
    const lane = async (type) => {
      while (performance.now() < until) {
        await clients[type].submitOrder({ ...order, type });
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, at) => lane(at % 2 === 0 ? "buy" : "sell")));
  };
  await phase(run);
  const { cpu: before } = await host.ask({});
  done = 0;
  const start = performance.now();
  await phase(run);
  const elapsed = performance.now() - start;
  const { cpu } = await host.ask({});
  host.stop();
  return { rate: (done / elapsed) * 1000, serverCpu: (cpu - before) / done };
};

/** CPU of the exchange per order while `count` sockets follow the book, and what each of them adds. */
const followedBy =
  (count) =>
  async (env, { run }) => {
    const host = await startHost(env);
    const url = host.environment.sockets.spotPublicV2;
    let heard = 0;
    const sockets = await Promise.all(
      Array.from({ length: count }, async () => {
        const socket = new WebSocket(url, { perMessageDeflate: false });
        await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
        await new Promise((resolve) => {
          socket.on("message", (data) => {
            if (data.includes("snapshot")) resolve();
            heard += 1;
          });
          socket.send('{"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":10}}');
        });
        return socket;
      }),
    );
    const orders = Math.max(200, Math.round((run * 20) / Math.max(1, count / 4)));
    await host.ask({ orders: Math.min(orders, 500) });
    const { cpu: before } = await host.ask({});
    heard = 0;
    const start = performance.now();
    const { cpu } = await host.ask({ orders });
    const elapsed = performance.now() - start;
    for (const socket of sockets) socket.terminate();
    host.stop();
    return {
      serverCpu: (cpu - before) / orders,
      each: (cpu - before) / Math.max(1, heard),
      rate: (orders / elapsed) * 1000,
    };
  };

/** Heap that a closed order leaves behind once the account keeps no more of them. */
const closed = async (env) => {
  const { startExchange } = await env.exchange();
  const exchange = await startExchange({ flow: "off", backfill: "off", limits: "off", spot: { retention: 2000 } });
  const one = traders(exchange);
  const trade = (orders) => {
    for (let at = 0; at < orders; at += 1) one();
  };
  const heap = () => {
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  };
  trade(60_000);
  const before = heap();
  trade(20_000);
  const perOrder = (heap() - before) / 20_000;
  await exchange.stop();
  return { perOrder };
};

const followers = (count) => ({
  measure: own(),
  contestants: { "local Kraken": followedBy(count) },
});

export const exchange = {
  "matching engine alone": {
    target: { atLeast: 200_000 },
    measure: repeated(),
    quick: true,
    contestants: { "local Kraken": engine },
  },
  "order through the whole venue, no network": { measure: repeated(), contestants: { "local Kraken": venue } },
  "order through REST, 20 in flight": { measure: own(), contestants: { "local Kraken": throughRest } },
  "order with 1 follower of the book": followers(1),
  "order with 100 followers": followers(100),
  "order with 1000 followers": followers(1000),
  "memory per closed order, after retention": {
    target: { perOrder: 20 },
    measure: own(),
    contestants: { "local Kraken": closed },
  },
};
