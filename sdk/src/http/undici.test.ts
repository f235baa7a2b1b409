import { gzipSync } from "node:zlib";
import { startExchange } from "krakenkit-exchange";
import { Agent, Pool } from "undici";
import { afterEach, describe, expect, test } from "vitest";
import { failure, get, textOf } from "../../test/support/http.ts";
import { httpServer, httpsServer, tls } from "../../test/support/servers.ts";
import type { TestServer } from "../../test/support/servers.ts";
import type { KrakenError } from "../base/errors.ts";
import { SpotClient } from "../clients/spot.ts";
import type { HttpPort, Progress } from "../ports.ts";
import { undiciHttp } from "./undici.ts";

const running: { stop?(): Promise<unknown>; destroy?(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await (each.stop?.() ?? each.destroy?.());
});
const keep = async (server: Promise<TestServer>): Promise<TestServer> => {
  running.push(await server);
  return server;
};
const agent = (options: Agent.Options = {}): HttpPort => {
  const made = new Agent(options);
  running.push(made);
  return undiciHttp(made);
};

describe("requests", () => {
  test("method, path, headers and body travel as given; the connection is kept", async () => {
    const server = await keep(
      httpServer((request, answer) => {
        let body = "";
        request.on("data", (chunk) => (body += String(chunk)));
        request.on("end", () =>
          answer
            .setHeader("X-Seen", ["1", "2"])
            .end(
              `${request.method} ${request.url} ${String(request.headers["x-mine"])} ${request.headers["content-length"]} ${body}`,
            ),
        );
      }),
    );
    const http = agent({ connections: 1 });
    const url = `http://127.0.0.1:${server.port}/a?b=%20`;
    const request = { method: "POST", url, headers: { "X-Mine": "yes" }, body: "ä=1" };
    const first = await http(request);
    expect(textOf(first)).toBe("POST /a?b=%20 yes 4 ä=1");
    expect(first).toMatchObject({ status: 200, headers: { "x-seen": "1, 2" } });
    expect(textOf(await http({ ...request, body: new TextEncoder().encode("bytes") }))).toContain("bytes");
    expect(server.connections()).toBe(1);
  });

  test("a redirect is an answer, never followed", async () => {
    const server = await keep(httpServer((_, answer) => answer.writeHead(302, { Location: "/elsewhere" }).end()));
    expect(await agent()(get(server.port))).toMatchObject({ status: 302, headers: { location: "/elsewhere" } });
  });

  test("a large answer comes whole", async () => {
    const long = "x".repeat(3_000_000);
    const server = await keep(httpServer((_, answer) => answer.end(long)));
    expect(textOf(await agent()(get(server.port)))).toBe(long);
  });

  test("calls of a client, public and signed, against the local exchange", async () => {
    const exchange = await startExchange({ flow: "quiet", backfill: "off", pairs: ["XBTUSD"] });
    running.push(exchange);
    const pool = new Pool(exchange.url, { connections: 4 });
    running.push(pool);
    const spot = new SpotClient({
      ...exchange.credentials,
      environment: exchange.environment,
      http: undiciHttp(pool),
      timeout: 500,
    });
    expect((await spot.getServerTime()).result.unixtime).toBeGreaterThan(0);
    const order = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000", volume: "0.01" } as const;
    await Promise.all(Array.from({ length: 5 }, () => spot.submitOrder(order)));
    expect(Object.keys((await spot.getOpenOrders()).result.open)).toHaveLength(5);
    exchange.admin.faults.add({ path: "/0/private/AddOrder", times: 1, action: { do: "hang", when: "after" } });
    expect(await failure(spot.submitOrder(order))).toMatchObject({ kind: "timeout", delivery: "unknown" });
    exchange.admin.faults.add({ path: "/0/private/AddOrder", times: 1, action: { do: "accept-then-drop" } });
    expect(await failure(spot.submitOrder(order))).toMatchObject({ kind: "transport", delivery: "unknown" });
    expect(Object.keys((await spot.getOpenOrders()).result.open)).toHaveLength(7);
  });
});

describe("failures say whether the request may have arrived", () => {
  test("a refused connection: unsent", async () => {
    const server = await httpServer(() => undefined);
    await server.stop();
    const expected = { kind: "transport", delivery: "unsent", transient: true };
    expect(await failure(agent()(get(server.port)))).toMatchObject(expected);
  });

  test("a certificate nobody trusts: unsent, and one that is trusted", async () => {
    const server = await keep(httpsServer((_, answer) => answer.end("there")));
    const request = { method: "GET", url: `https://localhost:${server.port}/`, headers: {} };
    const error = await failure(agent()(request));
    expect(error).toMatchObject({ kind: "transport", delivery: "unsent" });
    expect(error.message).toContain("SELF_SIGNED");
    expect(textOf(await agent({ connect: { ca: tls.cert } })(request))).toBe("there");
  });

  test.each<[string, Parameters<typeof httpServer>[0]]>([
    ["a reset before any answer", (request) => request.socket.destroy()],
    [
      "a reset in the middle of the body",
      (request, answer) => {
        answer.writeHead(200, { "Content-Length": "100" });
        answer.write("half", () => request.socket.destroy());
      },
    ],
    [
      "an answer of chunks cut off",
      (request, answer) => {
        answer.writeHead(200);
        answer.write("half", () => request.socket.destroy());
      },
    ],
    [
      "a change of protocol nobody asked for",
      (request) =>
        request.socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
    ],
    ["an answer that is packed", (_, answer) => answer.setHeader("Content-Encoding", "gzip").end(gzipSync("{}"))],
    ["an answer that is no HTTP", (request) => request.socket.end("SSH-2.0\r\n\r\n")],
  ])("%s: unknown", async (_, serve) => {
    const server = await keep(httpServer(serve));
    expect(await failure(agent()(get(server.port)))).toMatchObject({ kind: "transport", delivery: "unknown" });
  });

  test("a header undici refuses: unsent, without its value", async () => {
    const error = await failure(agent()({ ...get(1), headers: { "X-Mine": "a\r\nX-Evil: 1" } }));
    expect(error).toMatchObject({ delivery: "unsent", transient: false });
    expect(error.message).not.toContain("X-Evil");
  });

  test("an abort while the server is silent ends at once", async () => {
    const server = await keep(httpServer(() => undefined));
    const stop = new AbortController();
    const progress: Progress = { left: true };
    const waiting = failure(agent()(get(server.port), stop.signal, progress));
    while (!progress.left) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("enough"));
    expect(await waiting).toMatchObject({ delivery: "unknown", cause: new Error("enough") });
  });

  test("one that is given up while it waits for a connection never leaves", async () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const server = await keep(
      httpServer((request, answer) => {
        asked.push(request.url ?? "");
        answers.push(() => answer.end("done"));
      }),
    );
    const http = agent({ connections: 1, pipelining: 1 });
    const first = http(get(server.port, "/first"));
    const progress: Progress = { left: true };
    const second = failure(http(get(server.port, "/second"), undefined, progress));
    await expect.poll(() => asked).toEqual(["/first"]);
    expect(progress.left).toBe(false);
    progress.stop?.(new Error("too late"));
    expect(await second).toMatchObject({ delivery: "unsent" });
    answers[0]?.();
    expect(textOf(await first)).toBe("done");
    const third = http(get(server.port, "/third"));
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.();
    expect(textOf(await third)).toBe("done");
    expect(asked).toEqual(["/first", "/third"]);
  });

  test("an abort before anything began: unsent", async () => {
    expect(await failure(agent()(get(9), AbortSignal.abort("no")))).toMatchObject({ delivery: "unsent" });
  });
});

test("what is no dispatcher is refused, naming it", () => {
  for (const wrong of [undefined, null, {}, "undici"])
    expect(() => undiciHttp(wrong as never)).toThrow(
      expect.objectContaining({ kind: "usage", field: "dispatcher" }) as KrakenError,
    );
});
