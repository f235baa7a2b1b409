import { connect, type Socket } from "node:net";
import { Agent, request as send, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import type { WireRequest } from "./call.ts";
import { json } from "./dialect.ts";
import type { Delivery } from "./gate.ts";
import { HttpServer, type ServerLimits } from "./server.ts";

const running: HttpServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

interface Setup {
  readonly limits?: ServerLimits;
  readonly how?: Delivery["how"];
  readonly fail?: boolean;
}

async function start({ limits, how = "whole", fail = false }: Setup = {}) {
  const seen: WireRequest[] = [];
  const reported: unknown[] = [];
  const server = new HttpServer({
    deliver: async (request) => {
      seen.push(request);
      if (fail) throw new Error("bug");
      return { reply: json(200, { length: request.body.length, padding: "x".repeat(1000) }), how };
    },
    admin: () => json(200, { admin: true }),
    upgrade: () => false,
    report: (error) => reported.push(error),
    now: () => 0,
    ...(limits === undefined ? {} : { limits }),
  });
  running.push(server);
  const port = await server.listen(0, "127.0.0.1");
  return { port, seen, reported };
}

interface Got {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingMessage["headers"];
}

function call(
  port: number,
  method: string,
  path: string,
  body = "",
  options: { headers?: Record<string, string>; agent?: Agent } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = send(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        headers: options.headers ?? {},
        ...(options.agent ? { agent: options.agent } : {}),
      },
      (response) => {
        let text = "";
        response.on("data", (part: Buffer) => (text += part.toString()));
        response.on("error", reject);
        response.on("end", () =>
          response.complete
            ? resolve({ status: response.statusCode ?? 0, text, headers: response.headers })
            : reject(new Error("cut short")),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, "127.0.0.1");
    let got = "";
    socket.on("data", (part) => (got += part.toString()));
    socket.on("error", () => resolve(got));
    socket.on("close", () => resolve(got));
    socket.write(text);
  });
}

describe("what is sent arrives byte for byte", () => {
  test("target, headers and body", async () => {
    const { port, seen } = await start();
    await call(port, "POST", "/0/private/Balance?a=%20&b", "nonce=1&x=%2B", { headers: { "API-Key": "K" } });
    expect(seen[0]).toMatchObject({ method: "POST", target: "/0/private/Balance?a=%20&b", remote: "127.0.0.1" });
    expect(seen[0]?.body.toString()).toBe("nonce=1&x=%2B");
    expect(seen[0]?.headers["api-key"]).toBe("K");
  });

  test("connections are kept", async () => {
    const { port } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < 3; count++) expect((await call(port, "GET", "/", "", { agent })).status).toBe(200);
    expect(Object.keys(agent.freeSockets)).toHaveLength(1);
    agent.destroy();
  });
});

describe("limits", () => {
  test("a body one byte too large is refused, and so is an endless one", async () => {
    const { port, seen } = await start({ limits: { bodyBytes: 1000 } });
    expect((await call(port, "POST", "/", "x".repeat(1000))).status).toBe(200);
    expect((await call(port, "POST", "/", "x".repeat(1001))).status).toBe(413);
    expect(
      (await call(port, "POST", "/", "x".repeat(3000), { headers: { "transfer-encoding": "chunked" } })).status,
    ).toBe(413);
    expect(seen).toHaveLength(1);
  });

  test("headers too large or unreadable are answered and the connection ends", async () => {
    const { port } = await start({ limits: { headerBytes: 2000 } });
    expect(await talk(port, `GET / HTTP/1.1\r\nHost: x\r\nA: ${"x".repeat(5000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 4\d\d/,
    );
    expect(await talk(port, "\u0000\u0001garbage\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
    expect(
      await talk(port, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
    ).toMatch(/^HTTP\/1\.1 400/);
    expect((await call(port, "GET", "/")).status).toBe(200);
  });

  test("a client too slow with its headers is let go", async () => {
    const { port } = await start({ limits: { headerMs: 100 } });
    expect(await talk(port, "GET / HTTP/1.1\r\nHost:")).toMatch(/^HTTP\/1\.1 4\d\d|^$/);
  });
});

describe("browsers", () => {
  test("any origin may read, preflights are answered, admin calls stay closed", async () => {
    const { port, seen } = await start();
    const headers = { origin: "https://example.com", "access-control-request-headers": "api-key,api-sign" };
    const preflight = await call(port, "OPTIONS", "/0/private/Balance", "", { headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers["access-control-allow-headers"]).toBe("api-key,api-sign");
    expect(seen).toHaveLength(0);
    expect((await call(port, "GET", "/0/public/Time")).headers["access-control-allow-origin"]).toBe("*");
    expect((await call(port, "GET", "/admin/status")).headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("accidents on the wire", () => {
  test.each([["reset"], ["dropped"]] as const)("%s", async (how) => {
    const { port } = await start({ how });
    await expect(call(port, "GET", "/")).rejects.toThrow();
  });

  test("truncated JSON arrives as a complete answer that does not parse", async () => {
    const { port } = await start({ how: "truncated" });
    const got = await call(port, "GET", "/");
    expect(got.status).toBe(200);
    expect(() => JSON.parse(got.text) as unknown).toThrow(SyntaxError);
  });

  test("an answer that never comes ends with the server", async () => {
    const { port } = await start({ how: "never" });
    const pending = call(port, "GET", "/");
    setImmediate(() => void running.splice(0)[0]?.close());
    await expect(pending).rejects.toThrow();
  });

  test("a bug is answered in the product's shape", async () => {
    const { port, reported } = await start({ fail: true });
    expect((await call(port, "GET", "/0/public/Time")).text).toBe('{"error":["EGeneral:Internal error"]}');
    expect((await call(port, "GET", "/derivatives/api/v3/tickers")).status).toBe(500);
    expect(reported).toHaveLength(2);
  });

  test("an upgrade nobody takes is refused", async () => {
    const { port } = await start();
    const text = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    expect(await talk(port, text)).toMatch(/^HTTP\/1\.1 404/);
  });
});
