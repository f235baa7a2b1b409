/**
 * One REST operation as data, and how a class is assembled from such rows.
 *
 * A section of Kraken's documentation is one file: an interface that carries the docs, a table of rows that says how
 * each call travels, and the parameter and answer types.
 */

/** Which of the exchange's hosts serves a route. */
export type HostName = "spot" | "futures" | "embed";

/** How a request is authenticated; the schemes are those of `docs/signing.md`. */
export type Signing = "none" | "body-nonce" | "header-nonce" | "futures" | "oauth-basic" | "oauth-bearer";

export interface Route {
  readonly verb: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{name}` is replaced by the parameter of that name. */
  readonly path: string;
  readonly host: HostName;
  readonly signing: Signing;
  /** A `write` is never repeated when it may have been carried out. */
  readonly effect: "read" | "write";
  /**
   * How the parameters travel. `form` and `json` are bodies; `multipart` is a body with files;
   * `query` puts everything into the address. Default: `query` for GET and DELETE, `form` otherwise.
   */
  readonly body?: "query" | "form" | "json" | "multipart";
  /** Space-separated parameters that go into the query although the rest is a body. */
  readonly inQuery?: string;
  /** Space-separated parameters that travel as headers of the same name (legacy custody: `x-vault-id`). */
  readonly inHeader?: string;
  /** Space-separated parameters sent as one field holding JSON text. */
  readonly asJson?: string;
  /** Default `json`; `text` (CSV) and `bytes` (archives) are handed over as they came. */
  readonly answer?: "json" | "text" | "bytes";
  /** Sends nonces as JSON numbers (OTC, Prime, legacy custody) instead of text. */
  readonly numericNonce?: boolean;
  /** Extra headers the route always carries. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * What can be said about the parameters before sending, as space-separated rules:
   * `a` must be given, `a|b` at least one of them, `a^b` not both, `a=b` if a is given then b too.
   */
  readonly rules?: string;
}

/** Parameters as the caller gives them. */
export type Params = object;

/** For calls that take no parameters today; options given in their place do not compile. */
export type NoParams = Readonly<Record<string, never>>;

/** What every call accepts after its parameters. */
export interface CallOptions {
  /** Cancels the call; its reason becomes the error's `cause`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, waiting and retries included. Default 10 000; 0 means no limit. */
  readonly timeout?: number | undefined;
  /** How often the call may be tried in all, where repeating it is safe. Default 3. */
  readonly attempts?: number | undefined;
}

/** Carries out one call: checks, limits, signs, sends, decodes, retries. */
export type Caller = (route: Route, params: Params | undefined, options: CallOptions | undefined) => Promise<unknown>;

/** One row per method: a missing or a surplus row does not compile. */
export type Routes<Methods> = { readonly [Name in keyof Methods]: Route };

type Extra = Partial<Omit<Route, "path" | "signing" | "effect">>;

/** Spot `/0/public`: GET, no credentials. */
// @__NO_SIDE_EFFECTS__
export const publicRead = (path: string, rules?: string, extra?: Extra): Route => ({
  verb: "GET",
  host: "spot",
  path,
  signing: "none",
  effect: "read",
  ...(rules ? { rules } : {}),
  ...extra,
});

/** `/0/private` call that changes nothing: POST with the nonce in the body. */
// @__NO_SIDE_EFFECTS__
export const signedRead = (path: string, rules?: string, extra?: Extra): Route => ({
  ...publicRead(path, rules, extra),
  verb: "POST",
  signing: "body-nonce",
});

/** `/0/private` call that changes something. */
// @__NO_SIDE_EFFECTS__
export const signedWrite = (path: string, rules?: string, extra?: Extra): Route => ({
  ...signedRead(path, rules, extra),
  effect: "write",
});

/** Futures GET without credentials. */
// @__NO_SIDE_EFFECTS__
export const futuresPublic = (path: string, rules?: string, extra?: Extra): Route => ({
  ...publicRead(path, rules, extra),
  host: "futures",
});

/** Futures GET with credentials. */
// @__NO_SIDE_EFFECTS__
export const futuresRead = (path: string, rules?: string, extra?: Extra): Route => ({
  ...futuresPublic(path, rules, extra),
  signing: "futures",
});

/** Futures call that changes something; POST with a form body unless `extra` says otherwise. */
// @__NO_SIDE_EFFECTS__
export const futuresWrite = (path: string, rules?: string, extra?: Extra): Route => ({
  ...futuresRead(path, rules),
  verb: "POST",
  effect: "write",
  ...extra,
});

/** A class whose instances have every method of `Methods`, each carried out by `call`. */
export type Routed<Methods> = new (call: Caller) => Methods;

/** Makes the class: one prototype method per row, named as in the table. */
// @__NO_SIDE_EFFECTS__
export function withRoutes<Methods>(tables: readonly Readonly<Record<string, Route>>[]): Routed<Methods> {
  class Client {
    readonly #call: Caller;
    constructor(call: Caller) {
      this.#call = call;
    }
    static {
      for (const table of tables) {
        for (const [name, route] of Object.entries(table)) {
          const method = {
            [name](this: Client, params?: Params, options?: CallOptions): Promise<unknown> {
              return this.#call(route, params, options);
            },
          }[name];
          Object.defineProperty(Client.prototype, name, { value: method, writable: true, configurable: true });
        }
      }
    }
  }
  return Client as unknown as Routed<Methods>;
}
