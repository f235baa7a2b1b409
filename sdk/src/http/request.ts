/** From a route and the caller's parameters to the bytes on the wire. Pure but for the hashes. */
import type { Params, Route } from "../api/route.ts";
import { UsageError } from "../base/errors.ts";
import type { Secret } from "../base/secret.ts";
import type { CryptoPort, WireRequest } from "../ports.ts";
import { fillPath, formText, jsonText } from "../wire/encode.ts";
import type { ListStyle } from "../wire/encode.ts";
import { checkRules } from "../wire/rules.ts";
import { futuresMessage, spotMessage } from "../wire/sign.ts";
import { basic } from "./credentials.ts";
import type { Credentials } from "./credentials.ts";

type Values = Readonly<Record<string, unknown>>;

/** Writes a body with files; only the client that has such calls brings it along. */
export type MultipartEncoder = (fields: Values) => Promise<{ body: Uint8Array; contentType: string }>;

/** A request complete but for nonce and signature: made once, signed anew for every attempt. */
export interface Draft {
  readonly route: Route;
  /** Path with query, as it is signed and sent. */
  readonly target: string;
  readonly path: string;
  readonly query: string;
  /** The parameters of a form or JSON body, as text without the nonce; or a finished body. */
  readonly body: string | Uint8Array | undefined;
  readonly contentType: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly otp: string | undefined;
  /** The OAuth client of this call; `public` has no secret, undefined leaves it to the client's own key. */
  readonly basicAuth: readonly [id: string, secret: string] | "public" | undefined;
}

const form = "application/x-www-form-urlencoded";
const json = "application/json";

/** How a call is named in messages. */
export const nameOf = (route: Route): string => `${route.verb} ${route.path}`;

const listStyle = (route: Route): ListStyle =>
  route.host !== "spot" ? "repeat" : route.signing === "header-nonce" ? "index" : "comma";

/** Splits the parameters of a call over path, query and body; refuses what cannot be right. */
export function draft(
  route: Route,
  params: Params | undefined,
  options: { readonly strict: boolean; readonly multipart?: MultipartEncoder | undefined },
): Draft | Promise<Draft> {
  const all = (params ?? {}) as Values;
  if (typeof all !== "object" || Array.isArray(all))
    throw new UsageError(
      `${nameOf(route)}: parameters must be an object, not ${Array.isArray(all) ? "a list" : typeof all}`,
    );
  refuseHidden(route, all);
  if (options.strict) refuseUndefined(route, all);
  if (route.rules !== undefined) checkRules(route.rules, all, nameOf(route));
  const filled = fillPath(route.path, all);
  // Nearly all routes only read their parameters, and a copy of them would be the dearest part of a draft.
  const rest: Record<string, unknown> = takesApart(route) ? { ...filled.rest } : filled.rest;
  for (const name of words(route.asJson))
    if (rest[name] !== undefined && typeof rest[name] !== "string") rest[name] = jsonText(rest[name], name);
  const headers = route.inHeader === undefined ? route.headers : { ...route.headers, ...inHeaders(route, rest) };
  const otp = route.signing === "header-nonce" ? take(rest, "otp") : undefined;
  const basicAuth = route.signing === "oauth-basic" ? client(rest) : undefined;
  const kind = route.body ?? (route.verb === "GET" || route.verb === "DELETE" ? "query" : "form");
  const style = listStyle(route);
  const query = kind === "query" ? formText(rest, style) : formText(inQuery(route, rest), style);
  const target = query === "" ? filled.path : `${filled.path}?${query}`;
  const done = (body: string | Uint8Array | undefined, contentType: string | undefined): Draft => ({
    route,
    target,
    path: filled.path,
    query,
    headers,
    otp,
    basicAuth,
    body,
    contentType,
  });
  if (kind === "query") return done(undefined, undefined);
  if (kind === "form") return done(formText(rest, style), form);
  if (kind === "json") return done(jsonText(rest), json);
  if (options.multipart === undefined) throw new UsageError(`${nameOf(route)} needs a client that can send files`);
  return options.multipart(rest).then(({ body, contentType }) => done(body, contentType));
}

const nothing: readonly string[] = [];
const words = (list: string | undefined): readonly string[] => (list === undefined ? nothing : list.split(" "));

/** Whether drafting changes or removes parameters. */
const takesApart = (route: Route): boolean =>
  route.asJson !== undefined ||
  route.inHeader !== undefined ||
  route.inQuery !== undefined ||
  route.signing === "header-nonce" ||
  route.signing === "oauth-basic";

/** Takes out the parameters that travel as headers. */
function inHeaders(route: Route, rest: Record<string, unknown>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of words(route.inHeader)) {
    const value = take(rest, name);
    if (value === undefined) continue;
    if (!/^[\x20-\x7e]*$/.test(value)) throw new UsageError(`${name} must be printable ASCII, as every header`, name);
    headers[name] = value;
  }
  return headers;
}

/** Takes out the parameters that travel in the query beside a body. */
function inQuery(route: Route, rest: Record<string, unknown>): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  for (const name of words(route.inQuery)) {
    query[name] = rest[name];
    delete rest[name];
  }
  return query;
}

/**
 * Only an object's own fields travel. One that also has inherited fields or getters of a class would lose them on the
 * way: an order its `validate`, a cancel the id it is for.
 */
function refuseHidden(route: Route, params: Values): void {
  let of: unknown = Object.getPrototypeOf(params);
  // The last in line is Object.prototype, be it that of another realm.
  while (typeof of === "object" && of !== null && Object.getPrototypeOf(of) !== null) {
    for (const [name, { enumerable, get }] of Object.entries(Object.getOwnPropertyDescriptors(of)))
      if (enumerable === true || get !== undefined)
        throw new UsageError(
          `${nameOf(route)}: ${name} is not a field of the parameters' own; copy it into a plain object`,
          name,
        );
    of = Object.getPrototypeOf(of);
  }
}

function refuseUndefined(route: Route, params: Values): void {
  const field = Object.keys(params).find((name) => params[name] === undefined);
  if (field !== undefined)
    throw new UsageError(`${nameOf(route)}: ${field} is undefined, which strictParamValidation forbids`, field);
}

function take(values: Record<string, unknown>, name: string): string | undefined {
  const value = values[name];
  delete values[name];
  if (value === undefined || typeof value === "string") return value;
  throw new UsageError(`${name} must be text`, name);
}

/** OAuth client credentials; a public client has no secret and names itself in the body. */
function client(values: Record<string, unknown>): Draft["basicAuth"] {
  const { client_id: id } = values;
  const secret = take(values, "client_secret");
  if (typeof id !== "string") return undefined;
  if (secret === undefined) return "public";
  delete values["client_id"];
  return [id, secret];
}

/** What signing needs beside the draft. */
export interface Authority {
  readonly credentials: Credentials | undefined;
  readonly accessToken: Secret | undefined;
  readonly nonce: string;
  readonly hashes: CryptoPort;
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The request of one attempt: nonce, body, headers and signature. At once where signing is. */
export function signed(from: Draft, by: Authority): WireRequest | Promise<WireRequest> {
  const { route, target } = from;
  const headers: Record<string, string> = { ...by.headers, ...from.headers };
  if (from.contentType !== undefined) headers["Content-Type"] = from.contentType;
  const send = (body: string | Uint8Array | undefined): WireRequest =>
    body === undefined
      ? { method: route.verb, url: by.base + target, headers }
      : { method: route.verb, url: by.base + target, headers, body };
  const sign = (name: string, message: Uint8Array | Promise<Uint8Array>, body: string | Uint8Array | undefined) => {
    const add = (signature: string): WireRequest => {
      headers[name] = signature;
      return send(body);
    };
    const made = owned(by.credentials).sign(message);
    return typeof made === "string" ? add(made) : made.then(add);
  };
  const { nonce, hashes } = by;
  switch (route.signing) {
    case "none":
      return send(from.body);
    case "body-nonce": {
      headers["API-Key"] = owned(by.credentials).key;
      const body = withNonce(from, nonce);
      return sign("API-Sign", spotMessage(target, nonce, body, hashes), body);
    }
    case "header-nonce": {
      headers["API-Key"] = owned(by.credentials).key;
      headers["API-Nonce"] = nonce;
      if (from.otp !== undefined) headers["API-OTP"] = from.otp;
      return sign("API-Sign", spotMessage(target, nonce, from.body ?? "", hashes), from.body);
    }
    case "futures": {
      const postData = typeof from.body === "string" ? from.query + from.body : from.query;
      headers["APIKey"] = owned(by.credentials).key;
      headers["Nonce"] = nonce;
      const body = from.body === "" ? undefined : from.body;
      return sign("Authent", futuresMessage(from.path, nonce, postData, hashes), body);
    }
    case "oauth-basic": {
      const { basicAuth = [by.credentials?.key, by.credentials?.secret.reveal()] as const } = from;
      const [id, secret] = basicAuth === "public" ? [] : basicAuth;
      if (id !== undefined && secret !== undefined) headers["Authorization"] = basic(id, secret);
      return send(from.body);
    }
    case "oauth-bearer":
      headers["Authorization"] = `Bearer ${owned(by.accessToken).reveal()}`;
      return send(from.body);
  }
}

function owned<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new UsageError("credentials are missing");
  return value;
}

/** The nonce comes first, so that the rest of the body is the caller's text unchanged. */
function withNonce(from: Draft, nonce: string): string | Uint8Array {
  const { body, contentType, route } = from;
  if (body instanceof Uint8Array) throw new UsageError(`${nameOf(route)} cannot carry files`);
  if (contentType === json) {
    const rest = (body ?? "{}").slice(1);
    return `{"nonce":${route.numericNonce ? nonce : `"${nonce}"`}${rest === "}" ? rest : `,${rest}`}`;
  }
  return body ? `nonce=${nonce}&${body}` : `nonce=${nonce}`;
}
