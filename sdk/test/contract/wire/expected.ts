/**
 * What a call looks like on the wire according to Kraken's documentation. Written from the documents alone: it shares no
 * code with `sdk/src`, so that a mistake there cannot agree with itself.
 */
import type { Documented, Values } from "./documented.ts";

/** A request but for its signature. */
export interface Expected {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** Who calls. */
export interface Identity {
  readonly key: string;
  readonly secret: string;
  readonly token: string;
  readonly nonce: string;
  readonly boundary: string;
  readonly userAgent: string;
}

/** Where the server takes form or JSON, these calls need JSON: some of their arguments are no comma lists but JSON lists. */
const nested = new Set(["getEarnStrategies", "getLedgersInfo", "getTradingVolume"]);

/** Numbers never in exponent form, which Kraken's parsers do not all read. */
const numberText = (value: number): string =>
  value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 });

const text = (value: unknown): string => (typeof value === "number" ? numberText(value) : String(value));

function json(value: unknown): string {
  const marked = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "number" ? `<number>${numberText(inner)}</number>` : inner,
  );
  return marked.replace(/"<number>(.*?)<\/number>"/g, "$1");
}

type Pair = readonly [name: string, text: string];

/** How lists travel: `a=x,y` on Spot, `a[0]=x&a[1]=y` inside objects of Funding (Beta), `a=x&a=y` elsewhere. */
function pairs(call: Documented, name: string, value: unknown, inside = false): Pair[] {
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    if (list.some((entry) => typeof entry === "object") || (inside && call.path.startsWith("/funding/")))
      return list.flatMap((entry, at) => pairs(call, `${name}[${at}]`, entry, true));
    if (call.path.startsWith("/0/")) return [[name, list.map(text).join(",")]];
    return list.map((entry) => [name, text(entry)]);
  }
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([field, inner]) => pairs(call, `${name}[${field}]`, inner, true));
  return [[name, text(value)]];
}

const encoded = (all: readonly Pair[]): string => all.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");

/** Arguments of Futures that are JSON text within a field. */
const isText = (call: Documented, value: unknown): boolean =>
  call.host === "https://futures.kraken.com" &&
  typeof value === "object" &&
  (!Array.isArray(value) || value.some((entry) => typeof entry === "object"));

/** Where an argument travels; `close` stands for `close[ordertype]` and its like. */
function placeOf(call: Documented, name: string): string {
  const found =
    call.params.find((param) => param.name === name) ?? call.params.find((param) => param.name.startsWith(`${name}[`));
  if (found !== undefined) return found.in;
  if (name === "otp" && call.signing === "header-nonce") return "otp header";
  if (name.startsWith("client_") && call.signing === "oauth-basic") return "basic";
  // The one call whose documentation says that there are further filters.
  if (call.name === "listInstoCustodyTasks") return "query";
  throw new Error(`${call.name}: ${name} is not documented`);
}

async function multipart(fields: Values, boundary: string): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const { data, filename, type } = value as { data?: Uint8Array | Blob; filename?: string; type?: string };
    const file = data === undefined ? "" : `; filename="${filename}"\r\nContent-Type: ${type}`;
    parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`));
    if (data === undefined) parts.push(Buffer.from(typeof value === "string" ? value : json(value)));
    else parts.push(data instanceof Blob ? Buffer.from(await data.arrayBuffer()) : Buffer.from(data));
    parts.push(Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

/** Nonces are numbers in the JSON of OTC, Prime and legacy custody, and text in that of Spot and Pay. */
const isNumericNonce = (call: Documented): boolean => call.client === "InstitutionalClient";

/** The request that makes `call` with `params`, in the caller's order of parameters. */
export async function expected(call: Documented, params: Values, by: Identity): Promise<Expected> {
  const placed: Record<string, [string, unknown][]> = { path: [], query: [], body: [], header: [], basic: [] };
  const headers: Record<string, string> = { "user-agent": by.userAgent };
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    const place = placeOf(call, name);
    if (place === "otp header") headers["api-otp"] = text(value);
    else if (place === "header") headers[name.toLowerCase()] = text(value);
    else placed[place]?.push([name, isText(call, value) ? json(value) : value]);
  }
  const { path = [], query = [], body = [], basic = [] } = placed;
  const filled = call.path.replace(/\{(.*?)\}/g, (_, name: string) =>
    encodeURIComponent(text(path.find(([given]) => given === name)?.[1])),
  );
  const search = encoded(query.flatMap(([name, value]) => pairs(call, name, value)));
  const request = {
    method: call.verb,
    url: `${call.host}${filled}${search === "" ? "" : `?${search}`}`,
    headers,
  };

  if (call.host === "https://nexus.kraken.com") headers["payward-version"] = "2025-04-15";
  if (call.signing === "futures") Object.assign(headers, { apikey: by.key, nonce: by.nonce });
  if (call.signing.endsWith("-nonce")) headers["api-key"] = by.key;
  if (call.signing === "header-nonce") headers["api-nonce"] = by.nonce;
  if (call.signing === "oauth-bearer") headers["authorization"] = `Bearer ${by.token}`;
  if (call.signing === "oauth-basic") {
    const given = Object.fromEntries(basic);
    const { client_id: id = by.key, client_secret: secret = by.secret } = given;
    headers["authorization"] = `Basic ${Buffer.from(`${text(id)}:${text(secret)}`).toString("base64")}`;
  }

  const inBody = call.signing === "body-nonce";
  if (call.body === "query") return { ...request, body: undefined };
  if (call.body === "multipart") {
    headers["content-type"] = `multipart/form-data; boundary=${by.boundary}`;
    return { ...request, body: await multipart(Object.fromEntries(body), by.boundary) };
  }
  if (call.body === "json" || nested.has(call.name)) {
    headers["content-type"] = "application/json";
    const nonce = isNumericNonce(call) ? Number(by.nonce) : by.nonce;
    return { ...request, body: json({ ...(inBody ? { nonce } : {}), ...Object.fromEntries(body) }) };
  }
  headers["content-type"] = "application/x-www-form-urlencoded";
  const fields = body.flatMap(([name, value]) => pairs(call, name, value));
  const form = encoded(inBody ? [["nonce", by.nonce], ...fields] : fields);
  return { ...request, body: form === "" ? undefined : form };
}
