/** REST calls against hand-written ones: `node:http` with a keep-alive agent, and undici where it is installed. */
import { createHash, createHmac, createSecretKey } from "node:crypto";
import { Agent, request } from "node:http";
import { calls, repeated } from "../measure.mjs";

export const apiKey = "K9zPz4Xz8bB4rXsRzB3m5l2zQ7vNq1Jt0aKfYcEoWuHdGiLpSxMvTyRb";
export const apiSecret = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==";
const headers = { "User-Agent": "bench" };
const order = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "27500.0", volume: "1.25" };

/** What a program without a library would do: one request, its body as text. */
function handWritten(base) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname: host, port } = new URL(base);
  return {
    send: (method, path, body, extra) =>
      new Promise((resolve, reject) => {
        const sent = request(
          {
            agent,
            host,
            port,
            method,
            path,
            headers: body === undefined ? headers : { ...headers, ...extra, "Content-Length": Buffer.byteLength(body) },
          },
          (answer) => {
            const chunks = [];
            answer.on("data", (chunk) => chunks.push(chunk));
            answer.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
            answer.on("error", reject);
          },
        );
        sent.on("error", reject);
        sent.end(body);
      }),
    end: () => agent.destroy(),
  };
}

function handWrittenUndici(env) {
  const undici = env.peer("undici");
  if (undici === undefined) return undefined;
  const pool = new undici.Pool(env.server.rest, { connections: 64 });
  return {
    send: async (method, path, body, extra) => {
      const answer = await pool.request({ method, path, body, headers: { ...headers, ...extra } });
      return JSON.parse(await answer.body.text());
    },
    end: () => pool.close(),
  };
}

let last = Date.now() * 1000;
const nextNonce = () => String((last += 1));

/** Signs with the key object made once, which is the fastest `node:crypto` has to offer. */
export function signer() {
  const key = createSecretKey(Buffer.from(apiSecret, "base64"));
  return (path, nonce, body) =>
    createHmac("sha512", key)
      .update(path)
      .update(
        createHash("sha256")
          .update(nonce + body)
          .digest(),
      )
      .digest("base64");
}

const timeBy = (make) => async (env) => {
  const by = make(env);
  return by && { op: () => by.send("GET", "/0/public/Time"), end: by.end };
};

const tickerBy = (make) => async (env) => {
  const by = make(env);
  return by && { op: () => by.send("GET", "/0/public/Ticker"), end: by.end };
};

const orderBy = (make) => async (env) => {
  const by = make(env);
  if (by === undefined) return undefined;
  const sign = signer();
  const path = "/0/private/AddOrder";
  const op = () => {
    const nonce = nextNonce();
    const body = new URLSearchParams({ nonce, ...order }).toString();
    return by.send("POST", path, body, {
      "Content-Type": "application/x-www-form-urlencoded",
      "API-Key": apiKey,
      "API-Sign": sign(path, nonce, body),
    });
  };
  return { op, end: by.end };
};

const floors = {
  "node:http": (make) => make((env) => handWritten(env.server.rest)),
  undici: (make) => make(handWrittenUndici),
};
const byHand = (make) => Object.fromEntries(Object.entries(floors).map(([name, floor]) => [name, floor(make)]));
const floor = Object.keys(floors);

const client = async (env, options = {}) => {
  const { SpotClient } = await env.sdk();
  return new SpotClient({ baseUrl: env.server.rest, apiKey, apiSecret, ...options });
};
const krakenkit =
  (call, options = {}) =>
  async (env) => {
    const spot = await client(env, options);
    return { op: () => call(spot) };
  };

/** The same on undici, for those who have it; a pool like the hand-written one's. */
const onUndici =
  (call, options = {}) =>
  async (env) => {
    const undici = env.peer("undici");
    const { undiciHttp } = await env.sdk();
    if (undici === undefined || undiciHttp === undefined) return undefined;
    const pool = new undici.Pool(env.server.rest, { connections: 64 });
    const spot = await client(env, { ...options, http: undiciHttp(pool) });
    return { op: () => call(spot), end: () => pool.close() };
  };

const ccxt = (call) => async (env) => {
  const found = env.peer("ccxt");
  if (found === undefined) return undefined;
  const kraken = new found.kraken({ apiKey, secret: apiSecret, enableRateLimit: false });
  kraken.urls.api = { public: `${env.server.rest}`, private: `${env.server.rest}` };
  return { op: () => call(kraken), end: () => kraken.close?.() };
};

const time = (spot) => spot.getServerTime();
const tickers = (spot) => spot.getTicker();
const submit = (spot) => spot.submitOrder(order);
const window = { nonceWindow: 10_000 };

export const rest = {
  "public call, one after the other": {
    floor,
    target: { ratio: 1.15, rate: 0.9 },
    quick: true,
    measure: calls(1),
    contestants: {
      ...byHand(timeBy),
      krakenkit: krakenkit(time),
      "krakenkit on undici": onUndici(time),
      ccxt: ccxt((kraken) => kraken.publicGetTime()),
    },
  },
  "public call, 50 in flight": {
    floor,
    target: { ratio: 1.15, rate: 0.9 },
    measure: calls(50),
    contestants: {
      ...byHand(timeBy),
      krakenkit: krakenkit(time),
      "krakenkit on undici": onUndici(time),
      ccxt: ccxt((kraken) => kraken.publicGetTime()),
    },
  },
  "signed AddOrder, one after the other": {
    floor,
    target: { ratio: 1.2 },
    quick: true,
    measure: calls(1),
    contestants: {
      ...byHand(orderBy),
      krakenkit: krakenkit(submit),
      "krakenkit on undici": onUndici(submit),
      ccxt: ccxt((kraken) => kraken.privatePostAddOrder(order)),
    },
  },
  "signed AddOrder, 50 in flight": {
    floor,
    target: { ratio: 1.2 },
    quick: true,
    measure: calls(50),
    contestants: {
      ...byHand(orderBy),
      krakenkit: krakenkit(submit, window),
      "krakenkit on undici": onUndici(submit, window),
      "krakenkit, key without nonce window": krakenkit(submit),
      ccxt: ccxt((kraken) => kraken.privatePostAddOrder(order)),
    },
  },
  "answer of 300 kB": {
    floor,
    target: { ratio: 1.1 },
    quick: true,
    shows: ["block"],
    settled: 100,
    measure: calls(1),
    contestants: {
      ...byHand(tickerBy),
      krakenkit: krakenkit(tickers),
      "krakenkit on undici": onUndici(tickers),
      ccxt: ccxt((kraken) => kraken.publicGetTicker()),
    },
  },
  "a call without the network": {
    measure: repeated(),
    contestants: {
      "krakenkit, public": krakenkit(time, { http: canned('{"error":[],"result":{"unixtime":1790000000}}') }),
      "krakenkit, signed": krakenkit(submit, { ...window, http: canned('{"error":[],"result":{"txid":["O"]}}') }),
    },
  },
  "signing alone": {
    floor: ["node:crypto"],
    target: { ratio: 2 },
    quick: true,
    measure: repeated(),
    contestants: {
      "node:crypto": async () => {
        const sign = signer();
        return {
          op: () =>
            sign(
              "/0/private/AddOrder",
              "1616492376594",
              "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25",
            ),
        };
      },
      krakenkit: async (env) => {
        const { credentialsOf, spotMessage, nodeCrypto } = await env.internals();
        const { sign } = credentialsOf({ apiKey, apiSecret }, nodeCrypto);
        const body = "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25";
        return { op: () => sign(spotMessage("/0/private/AddOrder", "1616492376594", body, nodeCrypto)) };
      },
    },
  },
};

/** An HTTP port that has the answer before the question. */
function canned(text) {
  const answer = { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(text) };
  return Object.assign(() => Promise.resolve(answer), { stoppable: true });
}
