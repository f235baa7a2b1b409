import { createHash, createHmac } from "node:crypto";
import { Agent, request as send } from "node:http";

/** What came back over HTTP. */
export interface Got {
  readonly status: number;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** A Spot answer. */
export interface SpotBody {
  readonly error: readonly string[];
  readonly result?: unknown;
}

type Fields = Readonly<Record<string, string>>;

/** Talks to an exchange as a stranger would: own signing, own encoding, nothing shared with the server. */
export class TestClient {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  #nonce = 1_000_000n;
  apiKey: string;
  apiSecret: string;

  constructor(url: string, credentials: { readonly apiKey: string; readonly apiSecret: string }) {
    this.#url = new URL(url);
    this.apiKey = credentials.apiKey;
    this.apiSecret = credentials.apiSecret;
  }

  /** Ends all connections. */
  close(): void {
    this.#agent.destroy();
  }

  /** One plain request. */
  http(method: string, path: string, body: string | Buffer = "", headers: Fields = {}): Promise<Got> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#url;
      // Node sends a body with DELETE without saying how long it is, unless told.
      const sized = body.length === 0 ? headers : { ...headers, "content-length": Buffer.byteLength(body) };
      const request = send({ hostname, port, method, path, headers: sized, agent: this.#agent }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const bytes = Buffer.concat(parts);
          if (!response.complete) reject(new Error("the answer was cut short"));
          else
            resolve({
              status: response.statusCode ?? 0,
              text: bytes.toString("utf8"),
              bytes,
              headers: response.headers,
            });
        });
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  /** A public Spot call. */
  async open(method: string, query = ""): Promise<SpotBody> {
    return body(await this.http("GET", `/0/public/${method}${query === "" ? "" : `?${query}`}`));
  }

  /** A private Spot call with a form body. */
  async spot(method: string, fields: Fields = {}, query = ""): Promise<SpotBody> {
    return body(await this.spotRaw(method, fields, query));
  }

  /** The same, unread. */
  spotRaw(method: string, fields: Fields = {}, query = "", headers: Fields = {}): Promise<Got> {
    const nonce = this.nextNonce();
    const text = new URLSearchParams({ nonce, ...fields }).toString();
    return this.#signed(
      `/0/private/${method}${query === "" ? "" : `?${query}`}`,
      nonce,
      text,
      "application/x-www-form-urlencoded",
      headers,
    );
  }

  /** A private Spot call with a JSON body. */
  async spotJson(method: string, fields: object = {}): Promise<SpotBody> {
    return body(await this.spotJsonRaw(method, fields));
  }

  /** The same, unread. */
  spotJsonRaw(method: string, fields: object = {}, query = "", headers: Fields = {}): Promise<Got> {
    const nonce = this.nextNonce();
    const path = `/0/private/${method}${query === "" ? "" : `?${query}`}`;
    return this.#signed(path, nonce, JSON.stringify({ nonce, ...fields }), "application/json", headers);
  }

  /** A signed Futures call; the fields travel in the query of GET and in the body of everything else. */
  async futures(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    fields: Fields = {},
    nonce = "",
  ): Promise<Got> {
    const data = new URLSearchParams(fields).toString();
    const endpoint = path.replace(/^\/derivatives/, "");
    const hash = createHash("sha256")
      .update(data + nonce + endpoint)
      .digest();
    const authent = createHmac("sha512", Buffer.from(this.apiSecret, "base64")).update(hash).digest("base64");
    const headers = { APIKey: this.apiKey, Authent: authent, ...(nonce === "" ? {} : { Nonce: nonce }) };
    if (method === "GET") return this.http(method, data === "" ? path : `${path}?${data}`, "", headers);
    return this.http(method, path, data, { ...headers, "content-type": "application/x-www-form-urlencoded" });
  }

  /** A call signed with the nonce in a header, as newer products want it: JSON body, or none. */
  header(method: string, path: string, body?: object): Promise<Got> {
    const text = body === undefined ? "" : JSON.stringify(body);
    return this.headerBytes(method, path, Buffer.from(text), body === undefined ? "" : "application/json");
  }

  /** The same with any body, e.g. a form with files. */
  headerBytes(method: string, path: string, bytes: Buffer, type: string): Promise<Got> {
    const nonce = this.nextNonce();
    const hash = createHash("sha256").update(nonce).update(bytes).digest();
    const message = Buffer.concat([Buffer.from(path), hash]);
    const sign = createHmac("sha512", Buffer.from(this.apiSecret, "base64")).update(message).digest("base64");
    const headers = { "API-Key": this.apiKey, "API-Nonce": nonce, "API-Sign": sign };
    return this.http(method, path, bytes, type === "" ? headers : { ...headers, "content-type": type });
  }

  /** The next nonce of this client. */
  nextNonce(): string {
    this.#nonce += 1n;
    return this.#nonce.toString();
  }

  #signed(path: string, nonce: string, text: string, type: string, more: Fields = {}): Promise<Got> {
    const hash = createHash("sha256")
      .update(nonce + text)
      .digest();
    const message = Buffer.concat([Buffer.from(path), hash]);
    const sign = createHmac("sha512", Buffer.from(this.apiSecret, "base64")).update(message).digest("base64");
    return this.http("POST", path, text, { ...more, "content-type": type, "API-Key": this.apiKey, "API-Sign": sign });
  }
}

function body(got: Got): SpotBody {
  return JSON.parse(got.text) as SpotBody;
}
