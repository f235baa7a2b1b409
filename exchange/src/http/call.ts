import type { IncomingHttpHeaders } from "node:http";
import type { ApiKey } from "../auth/keys.ts";
import type { Need } from "../auth/permissions.ts";
import type { Fields } from "./fields.ts";

/** A request as it arrived, before anyone looked at what it means. */
export interface WireRequest {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Address of the client. */
  readonly remote: string;
}

/** What goes back. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** What will stand in this answer's place: the call has to wait for somebody outside. Never rejects. */
  readonly later?: Promise<WireReply>;
}

/** A request that found its route. */
export interface Call {
  readonly method: string;
  /** Path as sent, without the query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly queryText: string;
  readonly bodyText: string;
  /** Parts of the path named in the route's pattern. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Fields;
  readonly body: Fields;
  /** Query and body together; the body wins. */
  readonly fields: Fields;
  readonly headers: IncomingHttpHeaders;
  readonly remote: string;
}

/** A call whose signature, nonce, permission and limits have been checked. */
export interface SignedCall extends Call {
  readonly account: string;
  readonly key: ApiKey;
}

/** A whole HTTP answer made by a handler that does not want the product's envelope. */
export class Raw {
  readonly reply: WireReply;

  constructor(reply: WireReply) {
    this.reply = reply;
  }
}

/** JSON text (or text of another type) with a status of the handler's choosing. */
export function raw(
  status: number,
  body: string | Buffer,
  type = "application/json",
  headers: Readonly<Record<string, string>> = {},
): Raw {
  return new Raw({ status, body, headers: { "content-type": type, ...headers } });
}

/** An answer that has to wait for somebody outside; who cannot wait gets an empty 202. */
export function later(reply: Promise<Raw>): Raw {
  return new Raw({ status: 202, headers: {}, body: "", later: reply.then((made) => made.reply) });
}

interface RouteOf<Auth extends string, Incoming> {
  /** Name in the catalogue of documented calls. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path; `:name` stands for one segment. Spot public calls answer GET and POST alike. */
  readonly path: string;
  readonly auth: Auth;
  /** Returns what the product's envelope wraps, or a `Raw`; throws a `Rejection` to refuse. */
  readonly handle: (call: Incoming) => unknown;
}

/** A call anyone may make. */
export type PublicRoute = RouteOf<"none", Call>;

/** A call that needs a key. */
export interface SignedRoute extends RouteOf<"body-nonce" | "header-nonce" | "futures", SignedCall> {
  /** Right the key must have; left out means any valid key will do. */
  readonly needs?: Need;
  /** Cost on the product's budget: Spot REST counter, Futures budget, or history pool. Default 0. */
  readonly cost?: number | ((call: SignedCall) => number);
}

/** One served call: how it is addressed, what it asks of the caller, and who answers. */
export type Route = PublicRoute | SignedRoute;
