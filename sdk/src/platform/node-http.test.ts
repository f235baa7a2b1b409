import { Agent } from "node:https";
import { inspect } from "node:util";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { failure, get, textOf } from "../../test/support/http.ts";
import { httpServer, httpsServer, proxyServer, tls } from "../../test/support/servers.ts";
import type { TestServer } from "../../test/support/servers.ts";
import type { Progress } from "../ports.ts";
import { nodeHttp } from "./node-http.ts";
import { proxyFromEnvironment } from "./node-proxy.ts";

const running: TestServer[] = [];
const keep = async (server: Promise<TestServer>): Promise<TestServer> => {
  running.push(await server);
  return server;
};
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

describe("requests", () => {
  test("method, path, headers and body travel as given; the connection is kept", async () => {
    const server = await keep(
      httpServer((request, answer) => {
        let body = "";
        request.on("data", (chunk) => (body += String(chunk)));
        request.on("end", () =>
          answer
            .setHeader("X-Seen", "1")
            .end(
              `${request.method} ${request.url} ${String(request.headers["x-mine"])} ${request.headers["content-length"]} ${body}`,
            ),
        );
      }),
    );
    const http = nodeHttp({});
    const request = {
      method: "POST",
      url: `http://127.0.0.1:${server.port}/a?b=%20`,
      headers: { "X-Mine": "yes" },
      body: "ä=1",
    };
    const first = await http(request);
    expect(textOf(first)).toBe("POST /a?b=%20 yes 4 ä=1");
    expect(first).toMatchObject({ status: 200, headers: { "x-seen": "1" } });
    await http(request);
    expect(server.connections()).toBe(1);
    await nodeHttp({ keepAlive: false })(request);
    expect(server.connections()).toBe(2);
  });

  test("a redirect is an answer, never followed", async () => {
    let asked = 0;
    const server = await keep(
      httpServer((_, answer) => {
        asked += 1;
        answer.writeHead(302, { Location: "/elsewhere" }).end();
      }),
    );
    expect(await nodeHttp({})(get(server.port))).toMatchObject({ status: 302, headers: { location: "/elsewhere" } });
    expect(asked).toBe(1);
  });
});

describe("failures say whether the request may have arrived", () => {
  test("a refused connection: unsent", async () => {
    const server = await httpServer(() => undefined);
    await server.stop();
    expect(await failure(nodeHttp({})(get(server.port)))).toMatchObject({
      kind: "transport",
      delivery: "unsent",
      transient: true,
    });
  });

  test("a name that does not exist: unsent", async () => {
    const request = { method: "GET", url: "http://no-such-host.invalid/", headers: {} };
    expect(await failure(nodeHttp({})(request))).toMatchObject({ delivery: "unsent" });
  });

  test("a certificate nobody trusts: unsent", async () => {
    const server = await keep(httpsServer((_, answer) => answer.end("never")));
    const request = { method: "GET", url: `https://127.0.0.1:${server.port}/`, headers: {} };
    const error = await failure(nodeHttp({})(request));
    expect(error).toMatchObject({ kind: "transport", delivery: "unsent" });
    expect(error.message).toContain("SELF_SIGNED");
  });

  test("a reset before any answer: unknown", async () => {
    const server = await keep(httpServer((request) => request.socket.destroy()));
    expect(await failure(nodeHttp({})(get(server.port)))).toMatchObject({ kind: "transport", delivery: "unknown" });
  });

  test("a reset in the middle of the body: unknown", async () => {
    const server = await keep(
      httpServer((request, answer) => {
        answer.writeHead(200, { "Content-Length": "100" });
        answer.write("half", () => request.socket.destroy());
      }),
    );
    expect(await failure(nodeHttp({})(get(server.port)))).toMatchObject({ kind: "transport", delivery: "unknown" });
  });

  test("an answer of chunks cut off: unknown", async () => {
    const server = await keep(
      httpServer((request, answer) => {
        answer.writeHead(200);
        answer.write("half", () => request.socket.destroy());
      }),
    );
    expect(await failure(nodeHttp({})(get(server.port)))).toMatchObject({ kind: "transport", delivery: "unknown" });
  });

  test("a change of protocol nobody asked for: unknown, and no call hangs", async () => {
    const server = await keep(
      httpServer((request) => {
        request.socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
      }),
    );
    expect(await failure(nodeHttp({})(get(server.port)))).toMatchObject({ kind: "transport", delivery: "unknown" });
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("an answer packed with %s is unpacked", async (coding, pack) => {
    const server = await keep(
      httpServer((_, answer) => answer.setHeader("Content-Encoding", coding).end(pack('{"error":[]}'))),
    );
    expect(textOf(await nodeHttp({})(get(server.port)))).toBe('{"error":[]}');
  });

  test("an answer that cannot be unpacked: unknown", async () => {
    const server = await keep(
      httpServer((_, answer) => answer.setHeader("Content-Encoding", "gzip").end("this is not gzip")),
    );
    expect(await failure(nodeHttp({})(get(server.port)))).toMatchObject({ kind: "transport", delivery: "unknown" });
  });

  test("a header Node refuses: unsent, saying which, without its value", async () => {
    const error = await failure(nodeHttp({})({ ...get(1), headers: { "X-Mine": "a\r\nX-Evil: 1" } }));
    expect(error).toMatchObject({ delivery: "unsent", transient: false });
    expect(error.message).toContain("X-Mine");
    expect(error.message).not.toContain("X-Evil");
  });

  test("an abort while the server is silent ends at once and frees the connection", async () => {
    const server = await keep(httpServer(() => undefined));
    const stop = new AbortController();
    const progress: Progress = { left: true };
    const waiting = failure(nodeHttp({})(get(server.port), stop.signal, progress));
    while (!progress.left || server.connections() === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("enough"));
    expect(await waiting).toMatchObject({ delivery: "unknown", cause: new Error("enough") });
  });

  test("an abort before the connection stands: unsent", async () => {
    const progress: Progress = { left: true };
    const waiting = failure(nodeHttp({})(get(9), AbortSignal.abort("no"), progress));
    expect(progress.left).toBe(false);
    expect(await waiting).toMatchObject({ delivery: "unsent" });
  });
});

describe("proxies and agents", () => {
  test("an explicit proxy tunnels, with credentials, TLS end to end", async () => {
    const tunnels: unknown[] = [];
    const target = await keep(httpsServer((request, answer) => answer.end(`secure ${request.url}`)));
    const proxy = await keep(
      proxyServer((address, authorization) => {
        tunnels.push([address, authorization]);
        return 200;
      }),
    );
    const auth = { username: "me", password: "pass:word" };
    const http = nodeHttp({ proxy: { protocol: "http", host: "127.0.0.1", port: proxy.port, auth } });
    const error = await failure(http({ method: "GET", url: `https://127.0.0.1:${target.port}/x`, headers: {} }));
    expect(error.message).toContain("SELF_SIGNED");
    expect(error.delivery).toBe("unsent");
    expect(tunnels).toEqual([[`127.0.0.1:${target.port}`, `Basic ${Buffer.from("me:pass:word").toString("base64")}`]]);
    const plain = await keep(httpServer((request, answer) => answer.end(`plain ${request.url}`)));
    expect(textOf(await http(get(plain.port, "/y")))).toBe("plain /y");
    expect(textOf(await http(get(plain.port, "/z")))).toBe("plain /z");
    expect(tunnels).toHaveLength(2);
  });

  test("a proxy that refuses: unsent, with its status", async () => {
    const proxy = await keep(proxyServer(() => 407));
    const http = nodeHttp({ proxy: { host: "127.0.0.1", port: proxy.port } });
    const error = await failure(http(get(1)));
    expect(error.delivery).toBe("unsent");
    expect(String((error.cause as Error).message)).toContain("HTTP 407");
  });

  test.each(["http://me:pass%ZZword@p:1", "http://me:pass-word@p:port"])(
    "a proxy in the environment that is no address is refused without showing its password",
    (address) => {
      const refused = (): unknown => proxyFromEnvironment(new URL("https://h/"), { HTTPS_PROXY: address });
      expect(refused).toThrow(expect.objectContaining({ kind: "usage", field: "proxy" }));
      try {
        refused();
      } catch (error) {
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("word");
      }
    },
  );

  test("an agent of the user's own brings its certificate authority", async () => {
    const server = await keep(httpsServer((_, answer) => answer.end("trusted")));
    const http = nodeHttp({ httpsAgent: new Agent({ ca: tls.cert }) });
    expect(textOf(await http({ method: "GET", url: `https://127.0.0.1:${server.port}/`, headers: {} }))).toBe(
      "trusted",
    );
  });

  test.each([
    [{ proxy: { host: "", port: 1 } }, "proxy.host"],
    [{ proxy: { host: "x", port: 0 } }, "proxy.port"],
    [{ proxy: { protocol: "socks5", host: "x", port: 1 } }, "proxy.protocol"],
    [{ httpsAgent: {} }, "httpsAgent"],
  ])("refuses %j", (options, field) => {
    expect(() => nodeHttp(options)).toThrow(expect.objectContaining({ kind: "usage", field }));
  });

  test.each([
    ["https://api.kraken.com/", { HTTPS_PROXY: "http://p:8080" }, { protocol: "http", host: "p", port: 8080 }],
    ["https://api.kraken.com/", { https_proxy: "p:3128" }, { protocol: "http", host: "p", port: 3128 }],
    [
      "https://api.kraken.com/",
      { HTTPS_PROXY: "http://u:p%40ss@p:1" },
      { host: "p", port: 1, auth: { username: "u", password: "p@ss" } },
    ],
    ["https://api.kraken.com/", { HTTPS_PROXY: "http://p:1", NO_PROXY: "localhost,.kraken.com" }, undefined],
    ["https://api.kraken.com/", { HTTPS_PROXY: "http://p:1", no_proxy: "*" }, undefined],
    ["https://api.kraken.com/", { HTTPS_PROXY: "http://p:1", NO_PROXY: "api.kraken.com:80" }, { host: "p" }],
    ["http://127.0.0.1:8080/", { HTTPS_PROXY: "http://p:1" }, undefined],
    ["http://127.0.0.1:8080/", { HTTP_PROXY: "http://q:2" }, { host: "q", port: 2 }],
    ["https://api.kraken.com/", {}, undefined],
  ])("the environment of %s with %j", (url, env, expected) => {
    const proxy = proxyFromEnvironment(new URL(url), env);
    if (expected === undefined) expect(proxy).toBeUndefined();
    else expect(proxy).toMatchObject(expected);
  });
});
