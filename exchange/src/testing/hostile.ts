import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../admin/admin.ts";
import { Random } from "../base/random.ts";
import type { Route } from "../http/call.ts";
import type { WireRequest } from "../http/router.ts";
import { names, numbers, texts, usual, words } from "./words.ts";

/** Makes requests nobody should send, reproducibly. */
export class Hostile {
  readonly #random: Random;
  readonly #routes: readonly Route[];
  readonly #credentials: Credentials;
  #nonce = 1n << 40n;

  constructor(seed: string, routes: readonly Route[], credentials: Credentials) {
    this.#random = new Random(seed);
    this.#routes = routes;
    this.#credentials = credentials;
  }

  /** One request: half of them correctly signed, so that they reach the handlers. */
  request(): WireRequest {
    const random = this.#random;
    const route = random.pick(this.#routes);
    const method = random.chance(0.97)
      ? route.method
      : random.pick(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "TRACE"]);
    const path = this.#path(route);
    const kind = random.next();
    if (kind < 0.08)
      return this.#bare(
        method,
        `${path}?${this.#noise(60)}`,
        Buffer.from(this.#noise(200), "latin1"),
        this.#anyHeaders(),
      );
    if (kind < 0.2) return this.#bare(method, path, Buffer.from(this.#form()), this.#anyHeaders());
    const fields = this.#fields(route.path.split("/").at(-1) ?? "");
    if (route.auth === "none") return this.#bare(method, `${path}?${fields}`, Buffer.alloc(0), {});
    return route.auth === "futures" ? this.#futures(method, path, fields) : this.#spot(method, path, fields);
  }

  /** A correctly signed Spot order with believable fields, to keep the books moving under the noise. */
  order(): WireRequest {
    const random = this.#random;
    const ordertype = random.pick(["limit", "limit", "limit", "market", "stop-loss", "iceberg"]);
    const fields = {
      pair: "XBTUSD",
      type: random.pick(["buy", "sell"]),
      ordertype,
      price: String(random.int(59_900, 60_100)),
      volume: (random.int(1, 400) / 1000).toFixed(3),
      ...(ordertype === "iceberg" ? { displayvol: "0.04" } : {}),
      ...(random.chance(0.2) ? { leverage: "2" } : {}),
      ...(random.chance(0.1) ? { oflags: "post" } : {}),
    };
    return this.#signedSpot("POST", "/0/private/AddOrder", `&${new URLSearchParams(fields).toString()}`);
  }

  /** Bytes that are no HTTP, or almost HTTP. */
  garbage(): Buffer {
    const random = this.#random;
    const line = `${random.pick(["GET", "POST", "P\u0000ST", "", "get"])} ${random.pick(["/0/public/Time", "*", "", "http://x/y", "/%"])} HTTP/${random.pick(["1.1", "1.0", "9.9", "2", ""])}`;
    const headers = random.pick([
      "Host: x",
      "Content-Length: -1",
      "Content-Length: 99999999999999999999",
      "Transfer-Encoding: chunked\r\n\r\nzz",
      "Transfer-Encoding: chunked\r\nContent-Length: 4",
      ": nothing",
      "A\u0000B: c",
      `X: ${"y".repeat(random.int(1, 20_000))}`,
      "Expect: 100-continue\r\nContent-Length: 10",
      "Connection: Upgrade\r\nUpgrade: websocket",
    ]);
    const text = random.chance(0.8) ? `${line}\r\n${headers}\r\n\r\n${this.#noise(50)}` : this.#noise(400);
    return Buffer.from(text, "latin1");
  }

  #path(route: Route): string {
    const random = this.#random;
    const path = route.path.replaceAll(
      /:\w+/g,
      () => encodeURIComponent(random.pick([...texts, ...words]).slice(0, 40)) || "x",
    );
    if (random.chance(0.94)) return path;
    return random.pick([
      `${path}/`,
      `${path}/..`,
      path.slice(0, -1),
      path.toUpperCase(),
      `/${this.#noise(20).replaceAll(/[?# ]/g, "")}`,
      "//",
      "/0/private/__proto__",
    ]);
  }

  #value(): string {
    return this.#random.pick(this.#random.chance(0.45) ? words : this.#random.chance(0.6) ? numbers : texts);
  }

  #form(): string {
    const random = this.#random;
    const pairs = Array.from({ length: random.int(0, 9) }, () => {
      const value = this.#value();
      return `${random.pick(names)}=${random.chance(0.9) ? encodeURIComponent(value) : value}`;
    });
    return pairs.join("&");
  }

  #json(depth = 0): unknown {
    const random = this.#random;
    const kind = random.int(0, depth > 3 ? 3 : 5);
    if (kind === 0) return random.pick([null, true, false, 0, -1, 1e21, 1e-7, 0.1]);
    if (kind <= 3) return this.#value();
    if (kind === 4) return Array.from({ length: random.int(0, 4) }, () => this.#json(depth + 1));
    return Object.fromEntries(
      Array.from({ length: random.int(0, 5) }, () => [random.pick(names), this.#json(depth + 1)]),
    );
  }

  /** Right arguments with one of them spoiled, or nonsense throughout. */
  #fields(name: string): string {
    const random = this.#random;
    const right = Object.hasOwn(usual, name) ? usual[name] : undefined;
    if (right === undefined || random.chance(0.3)) return this.#form();
    const pairs = right.split("&");
    if (random.chance(0.8)) {
      const at = random.int(0, pairs.length - 1);
      pairs[at] = `${(pairs[at] ?? "").split("=")[0]}=${encodeURIComponent(this.#value())}`;
    }
    if (random.chance(0.3)) pairs.push(this.#form());
    return pairs.join("&");
  }

  #spot(method: string, path: string, fields: string): WireRequest {
    const random = this.#random;
    if (random.chance(0.25)) {
      const values = Object.fromEntries(
        Array.from({ length: random.int(0, 8) }, () => [random.pick(names), this.#json()]),
      );
      const nonce = this.#next();
      return this.#sign(method, path, nonce, JSON.stringify({ ...values, nonce }), "application/json");
    }
    return this.#signedSpot(method, path, `&${fields.replaceAll(/(^|&)nonce=/g, "$1n=")}`);
  }

  #signedSpot(method: string, path: string, rest: string): WireRequest {
    const nonce = this.#next();
    return this.#sign(method, path, nonce, `nonce=${nonce}${rest}`, "application/x-www-form-urlencoded");
  }

  #sign(method: string, path: string, nonce: string, body: string, type: string): WireRequest {
    const hash = createHash("sha256")
      .update(nonce + body)
      .digest();
    const sign = createHmac("sha512", Buffer.from(this.#credentials.apiSecret, "base64"))
      .update(path)
      .update(hash)
      .digest("base64");
    return this.#bare(method, path, Buffer.from(body), {
      "content-type": type,
      "api-key": this.#credentials.apiKey,
      "api-sign": sign,
    });
  }

  #futures(method: string, path: string, fields: string): WireRequest {
    const data = path.endsWith("batchorder")
      ? `json=${encodeURIComponent(JSON.stringify({ batchOrder: this.#json() }))}`
      : fields;
    const hash = createHash("sha256")
      .update(data + path.replace(/^\/derivatives/, ""))
      .digest();
    const authent = createHmac("sha512", Buffer.from(this.#credentials.apiSecret, "base64"))
      .update(hash)
      .digest("base64");
    const headers = { apikey: this.#credentials.apiKey, authent };
    if (method === "GET") return this.#bare(method, `${path}?${data}`, Buffer.alloc(0), headers);
    return this.#bare(method, path, Buffer.from(data), {
      ...headers,
      "content-type": "application/x-www-form-urlencoded",
    });
  }

  #anyHeaders(): Record<string, string> {
    const random = this.#random;
    return {
      "content-type": random.pick([
        "application/json",
        "text/plain",
        "",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
      ]),
      "api-key": random.pick([this.#credentials.apiKey, "x", ""]),
      "api-sign": random.pick(["", "AAAA", "🙂"]),
      apikey: random.pick([this.#credentials.apiKey, ""]),
      authent: random.pick(["", "AAAA"]),
      nonce: random.pick(["", "1", "-1", "x"]),
    };
  }

  #bare(method: string, target: string, body: Buffer, headers: Record<string, string>): WireRequest {
    return { method, target, headers, body, remote: "127.0.0.1" };
  }

  #noise(length: number): string {
    return Array.from({ length: this.#random.int(0, length) }, () =>
      String.fromCharCode(this.#random.int(0, 255)),
    ).join("");
  }

  #next(): string {
    this.#nonce += 1n;
    return this.#nonce.toString();
  }
}
