/** What a careless program gives a client, and what an unkind network answers: refused clearly, reported truly, no secret told. */
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { DerivativesClient, SpotClient } from "krakenkit";
import type { HttpPort, WireRequest } from "krakenkit";
import { answer, recording } from "../support/http.ts";
import { failure } from "./stage.ts";

const apiKey = "KEY-nobody-may-see";
const apiSecret = "c2VjcmV0c2VjcmV0c2VjcmV0";
const keys = { apiKey, apiSecret };
const order = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "1", volume: "1" } as const;
type Options = ConstructorParameters<typeof SpotClient>[0];
type Network = ConstructorParameters<typeof SpotClient>[1];

const saying = (text: string, status = 200): HttpPort => recording(answer(text, status)).http;
const client = (http: HttpPort, options: Options = {}): SpotClient => new SpotClient({ ...keys, http, ...options });

/** Every text an error can be turned into. */
const surfaces = (error: Error): string =>
  [
    error.message,
    error.stack,
    String(error),
    inspect(error, { depth: 12, showHidden: true }),
    JSON.stringify(error),
  ].join("\n");

describe("parameters", () => {
  class Inherited {
    readonly pair: string = "XBTUSD";
    get validate(): boolean {
      return true;
    }
  }
  const fails = (): never => {
    throw new Error("no");
  };
  const knot: Record<string, unknown> = { ordertype: "stop-loss" };
  knot["price"] = knot;

  test.each<[string, object]>([
    ["getters of a class", Object.assign(new Inherited(), order)],
    ["inherited fields", Object.assign(Object.create({ validate: true }) as object, order)],
    ["a Map", new Map(Object.entries(order))],
    ["an object that contains itself", { ...order, close: knot }],
    ["a getter that throws", Object.defineProperty({ ...order }, "price", { enumerable: true, get: fails })],
    ["a list with a hole", { ...order, oflags: Object.assign(["post"], { length: 2 }) }],
    ["NaN", { ...order, volume: Number.NaN }],
    ["a lone surrogate", { ...order, broker: "\ud800" }],
    ["a symbol", { ...order, broker: Symbol("s") }],
    ["a Date", { ...order, starttm: new Date(0) }],
  ])("%s: refused, nothing sent", async (_, params) => {
    const { http, sent } = recording();
    expect(await failure(client(http).submitOrder(params as never))).toMatchObject({
      kind: "usage",
      delivery: "unsent",
    });
    expect(sent).toEqual([]);
  });

  test("own fields of any object, frozen or without prototype, travel as they are", async () => {
    const { http, sent } = recording(answer({ error: [], result: { txid: ["O"] } }));
    class Order {
      readonly pair: string = "XBTUSD";
      readonly type: "buy" = "buy" as const;
      readonly ordertype: "market" = "market" as const;
      readonly volume: string = "1";
    }
    await client(http).submitOrder(Object.freeze(new Order()));
    await client(http).submitOrder(Object.assign(Object.create(null) as object, order));
    expect(sent.map(({ body }) => String(body).replace(/nonce=\d+&/, ""))).toEqual([
      "pair=XBTUSD&type=buy&ordertype=market&volume=1",
      "pair=XBTUSD&type=buy&ordertype=limit&price=1&volume=1",
    ]);
  });

  test("__proto__ among parsed parameters changes no prototype", async () => {
    const { http, sent } = recording(answer({ error: [], result: {} }));
    const params = { ...order, ...(JSON.parse('{"__proto__":{"validate":true}}') as object) };
    await client(http).submitOrder(params);
    expect(String(sent[0]?.body)).not.toContain("&validate");
    expect(({} as { validate?: unknown }).validate).toBeUndefined();
  });

  test("an apostrophe in an address is written so that nothing rewrites what is signed", async () => {
    const { http, sent } = recording(answer({ result: "success", serverTime: "", openOrders: [] }));
    await new DerivativesClient({ ...keys, http }).getExecutionEvents({ tradeable: "it's" });
    const url = sent[0]?.url ?? "";
    expect(url).toContain("it%27s");
    expect(new URL(url).href).toBe(url);
  });
});

describe("options", () => {
  test.each<[Options, string]>([
    [{ timeout: Number.NaN }, "timeout"],
    [{ timeout: "5" as never }, "timeout"],
    [{ attempts: 0 }, "attempts"],
    [{ nonceSpacing: -1 }, "nonceSpacing"],
    [{ nonceWindow: Number.NaN }, "nonceWindow"],
    [{ maxSockets: 0.5 }, "maxSockets"],
    [{ keepAliveMsecs: -1 }, "keepAliveMsecs"],
    [{ customTimestampFn: 5 as never }, "customTimestampFn"],
    [{ customSignMessageFn: "sign" as never }, "customSignMessageFn"],
    [{ parseJson: {} as never }, "parseJson"],
    [{ http: {} as never }, "http"],
    [{ nonces: {} as never }, "nonces.next"],
    [{ logger: {} as never }, "logger.trace"],
    [{ baseUrl: "" }, "baseUrl"],
    [{ baseUrl: "api.kraken.com" }, "baseUrl"],
    [{ baseUrl: "https://x/?" }, "baseUrl"],
    [{ baseUrl: "https://:a-password@x" }, "baseUrl"],
    [{ baseUrl: "ftp://me:a-password@x" }, "baseUrl"],
    [{ baseUrl: new URL("https://x") as never }, "baseUrl"],
    [{ environment: {} as never }, "environment"],
    [{ environment: { sockets: {} } as never }, "environment"],
  ])("refuses %j", (options, field) => {
    const made = (): unknown => new SpotClient({ ...keys, ...options });
    expect(made).toThrow(expect.objectContaining({ kind: "usage", field }));
    try {
      made();
    } catch (error) {
      expect(surfaces(error as Error)).not.toContain("a-password");
    }
  });

  test.each<[Network]>([
    [{ headers: { "X-Mine": "a\r\nX-Evil: 1" } }],
    [{ headers: { "X Mine": "a" } }],
    [{ headers: { "content-length": "5" } }],
  ])("refuses %j", (network) => {
    expect(() => new SpotClient(keys, network)).toThrow(expect.objectContaining({ kind: "usage", field: "headers" }));
  });

  test("an address with a path and spaces around it is used in its plain form", async () => {
    const { http, sent } = recording(answer({ error: [], result: {} }));
    await client(http, { baseUrl: " https://gate.test/kraken/ " }).getAccountBalance();
    expect(sent[0]?.url).toBe("https://gate.test/kraken/0/private/Balance");
  });

  test.each([Infinity, 2 ** 40])("a timeout of %d ms does not end the call at once", async (timeout) => {
    let answered: (() => void) | undefined;
    const http: HttpPort = () =>
      new Promise((resolve) => (answered = () => resolve(answer({ error: [], result: { unixtime: 1 } }))));
    const call = client(http, { timeout }).getServerTime();
    await new Promise((resolve) => setTimeout(resolve, 5));
    answered?.();
    expect(await call).toMatchObject({ result: { unixtime: 1 } });
  });

  test.each<[string, Options, object]>([
    ["a clock in microseconds", { customTimestampFn: () => Date.now() * 1000 }, { kind: "usage" }],
    ["a clock that gives NaN", { customTimestampFn: () => Number.NaN }, { kind: "usage" }],
    ["nonces with more than a number", { nonces: { next: () => "1&type=sell" } }, { kind: "usage" }],
    ["nonces that are numbers", { nonces: { next: () => 5 as never } }, { kind: "usage" }],
    ["nonces that are missing", { nonces: { next: () => undefined as never } }, { kind: "usage" }],
    [
      "a store of nonces that is down",
      { nonces: { next: () => Promise.reject(new Error("down")) } },
      { kind: "transport" },
    ],
    ["a signature with a line end", { customSignMessageFn: () => "c2lnbmF0dXJl\n" }, { kind: "usage" }],
    ["no signature", { customSignMessageFn: () => undefined as never }, { kind: "usage" }],
    [
      "a signer that fails",
      { customSignMessageFn: (_, text) => Promise.reject(new Error(text)) },
      { kind: "transport" },
    ],
  ])("%s: unsent, and the key goes on working", async (_, options, expected) => {
    const { http, sent } = recording(answer({ error: [], result: {} }));
    const error = await failure(client(http, options).submitOrder(order));
    expect(error).toMatchObject({ ...expected, delivery: "unsent" });
    expect(surfaces(error)).not.toContain(apiSecret);
    await client(http).getAccountBalance();
    expect(String(sent[0]?.body)).toMatch(/^nonce=\d{16}$/);
  });

  test.each([{ signal: {} }, { timeout: "1" }, { attempts: Infinity }])("a call refuses %j", async (options) => {
    expect(await failure(client(saying("{}")).getServerTime({}, options as never))).toMatchObject({ kind: "usage" });
  });
});

describe("answers that leave open what became of an order", () => {
  test.each([
    ["", 204],
    ["", 408],
    ['{"error":[]}', 408],
    ['{"error":[]}', 200],
    ["{}", 200],
    ["null", 200],
    ["[]", 200],
    ['"ok"', 200],
    ["", 200],
    ["", 302],
  ])("%j with %d on Spot", async (text, status) => {
    const { http, sent } = recording(answer(text, status));
    expect(await failure(client(http).submitOrder(order))).toMatchObject({ delivery: "unknown", code: status });
    expect(sent).toHaveLength(1);
  });

  test.each([
    ["", 204],
    ["{}", 200],
    ["null", 200],
    ["{}", 408],
  ])("%j with %d on Futures", async (text, status) => {
    const futures = new DerivativesClient({ ...keys, http: saying(text, status) });
    const sent = futures.submitOrder({ orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: 1 });
    expect(await failure(sent)).toMatchObject({ delivery: "unknown", code: status });
  });

  test("a call that ends while it waits to be tried again never left", async () => {
    const stop = new AbortController();
    let asked = 0;
    const http: HttpPort = async () => {
      asked += 1;
      queueMicrotask(() => setTimeout(() => stop.abort(), 1));
      return answer("<html>521</html>", 521);
    };
    const error = await failure(client(http, { random: () => 0.99 }).submitOrder(order, { signal: stop.signal }));
    expect(error).toMatchObject({ kind: expect.stringMatching(/aborted|protocol/), delivery: "unsent" });
    expect(asked).toBe(1);
  });
});

describe("secrets", () => {
  const token = "WS-TOKEN-nobody-may-see";

  test.each([
    `{"error":[],"result":{"token":"${token}","exp`,
    `{"error":[],"result":{"token":"${token}`,
    `{"token":"${token}"}x`,
    `x {"access_token" : "${token}"}`,
    `https://x/?token=${token}&a=1`,
  ])("a token in an answer that is no JSON: %s", async (text) => {
    const error = await failure(client(saying(text), { attempts: 1 }).getWebSocketsToken());
    expect(surfaces(error)).not.toContain(token);
  });

  test("a one-time password that is a number, and one the exchange quotes", async () => {
    const quoted = saying(JSON.stringify({ error: ["EGeneral:Invalid arguments:otp 48291177"] }));
    for (const otp of [48_291_177, "48291177"]) {
      const error = await failure(client(quoted).submitOrder({ ...order, otp: otp as string }));
      expect(surfaces(error)).not.toContain("48291177");
    }
  });

  test("a gateway that shows the request it could not pass on", async () => {
    let sent: WireRequest | undefined;
    const http: HttpPort = async (request) => {
      sent = request;
      return answer(`<html>${JSON.stringify(request.headers)} ${String(request.body)}</html>`, 502);
    };
    const error = await failure(client(http).submitOrder({ ...order, otp: "otp-123456" }));
    const signature = sent?.headers["API-Sign"] ?? expect.fail("it was not signed");
    for (const hidden of [apiKey, apiSecret, signature, "otp-123456"]) expect(surfaces(error)).not.toContain(hidden);
  });

  test("a port whose failure quotes the headers", async () => {
    const http: HttpPort = async ({ headers }) => {
      const inner = new Error(`invalid header ${String(headers["API-Sign"])} of ${String(headers["API-Key"])}`);
      throw new TypeError("fetch failed", { cause: inner });
    };
    const error = await failure(client(http).submitOrder(order));
    expect(surfaces(error)).not.toContain(apiKey);
  });

  test("a logger hears nothing secret", async () => {
    const lines: unknown[] = [];
    const note = (...params: unknown[]): void => void lines.push(params);
    const logger = { trace: note, info: note, error: note };
    const refusing = saying(JSON.stringify({ error: [`EAPI:Rate limit exceeded:${apiKey}`] }));
    await failure(client(refusing, { logger, timeout: 1500 }).getAccountBalance());
    expect(lines.length).toBeGreaterThan(1);
    expect(inspect(lines, { depth: 9 })).not.toContain(apiKey);
  });

  test("an error about big integers, or an answer nested beyond measure, can still be told", async () => {
    const deep = `{"error":["EOrder:No"],"more":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    const error = await failure(client(saying(deep)).submitOrder({ ...order, volume: 10n as never }));
    expect(error).toMatchObject({ kind: "refused", reasons: ["EOrder:No"], requestParams: { volume: "10" } });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name: "RefusedError" });
  });
});
