import { connect } from "node:net";
import { Agent, request as send } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "./base/clock.ts";
import { startExchange, type Exchange } from "./exchange.ts";
import { TestClient } from "./testing/client.ts";
import { Hostile } from "./testing/hostile.ts";
import type { WireReply, WireRequest } from "./http/router.ts";

const direct = 94_000;
const overHttp = 5_000;
const malformed = 1_000;

let exchange: Exchange;
let clock: ManualClock;
let hostile: Hostile;
const internal: string[] = [];

beforeAll(async () => {
  clock = new ManualClock(Date.UTC(2026, 9, 15, 12));
  exchange = await startExchange({
    clock,
    flow: "off",
    backfill: "off",
    limits: "off",
    lockout: { failures: 1_000_000_000 },
    // Few markets and short histories: what is at stake here is survival, not how long lists are printed.
    pairs: ["XBTUSD", "ETHUSD", "XBTEUR", "ACAEUR"],
    contracts: ["PF_XBTUSD", "PI_XBTUSD", "PF_ETHUSD"],
    spot: { retention: 300 },
    server: { headerMs: 1_000, requestMs: 2_000 },
    onError: (error, where) =>
      internal.push(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  });
  exchange.admin.services.addWithdrawalAddress({ account: exchange.admin.account, asset: "BTC", key: "cold" });
  hostile = new Hostile("hostile", exchange.parts.gate.routes, exchange.credentials);
});

afterAll(async () => {
  await exchange.stop();
});

function checkReply(reply: WireReply, request: WireRequest): void {
  const where = `${request.method} ${request.target} ${request.body.toString("latin1")}`;
  if (reply.status < 200 || reply.status > 599) throw new Error(`status ${reply.status} for ${where}`);
  if (reply.status === 204 || !(reply.headers["content-type"] ?? "").startsWith("application/json")) return;
  try {
    JSON.parse(reply.body.toString());
  } catch {
    throw new Error(`no JSON for ${where}: ${reply.body.toString()}`);
  }
}

test(`${direct} hostile requests at the gate`, () => {
  const { gate } = exchange.parts;
  for (let count = 1; count <= direct; count++) {
    const request = count % 16 === 0 ? hostile.order() : hostile.request();
    checkReply(gate.answer(request), request);
    if (count % 500 === 0) clock.advance(1_700);
    if (count % 10_000 === 0) expect(exchange.admin.conservation().holds).toBe(true);
  }
  expect(internal).toEqual([]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
}, 240_000);

test(`${overHttp} hostile requests over HTTP`, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let answered = 0;
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const { method, target, headers, body } = hostile.request();
      try {
        const request = send(
          { host: "127.0.0.1", port: exchange.port, method, path: target, headers, agent },
          (response) => {
            response.on("data", () => undefined);
            response.on("close", () => ((answered += 1), resolve()));
          },
        );
        request.on("error", () => resolve());
        request.end(method === "GET" || method === "HEAD" || method === "TRACE" ? undefined : body);
      } catch {
        // Node's own client refuses some of these; the garbage test sends their like over bare sockets.
        resolve();
      }
    });
  const worker = async (share: number): Promise<void> => {
    for (let count = 0; count < share; count++) await one();
  };
  await Promise.all(Array.from({ length: 8 }, () => worker(overHttp / 8)));
  agent.destroy();
  expect(answered).toBeGreaterThan(overHttp * 0.8);
  expect(internal).toEqual([]);
}, 240_000);

test(`${malformed} connections that speak no HTTP`, async () => {
  const one = (bytes: Buffer, abort: boolean): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(exchange.port, "127.0.0.1", () => {
        socket.write(bytes, () => {
          if (abort) socket.resetAndDestroy();
          else socket.end();
        });
      });
      socket.on("data", () => undefined);
      socket.on("error", () => resolve());
      socket.on("close", () => resolve());
    });
  for (let batch = 0; batch < malformed / 50; batch++) {
    await Promise.all(Array.from({ length: 50 }, (_, at) => one(hostile.garbage(), at % 3 === 0)));
  }
  expect(internal).toEqual([]);
}, 240_000);

test("afterwards it answers, and no money has appeared or vanished", async () => {
  const client = new TestClient(exchange.url, exchange.admin.createKey(exchange.admin.account));
  expect((await client.open("Time")).error).toEqual([]);
  expect((await client.spot("Balance")).error).toEqual([]);
  expect((await client.spot("CancelAll")).error).toEqual([]);
  const { holds, spot, futures } = exchange.admin.conservation();
  expect(holds, JSON.stringify({ spot, futures })).toBe(true);
  client.close();
});
