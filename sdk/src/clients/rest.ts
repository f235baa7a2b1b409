/** What the REST clients share: their options, and how a caller is made from them. */
import * as platform from "#platform";
import type { Caller, HostName } from "../api/route.ts";
import { UsageError } from "../base/errors.ts";
import { microsecondNonces } from "../base/nonce.ts";
import { Secret } from "../base/secret.ts";
import { sweepsOf } from "../base/sweeps.ts";
import type { Sweeps } from "../base/sweeps.ts";
import { callerOf } from "../http/caller.ts";
import { credentialsOf } from "../http/credentials.ts";
import type { CustomSigning } from "../http/credentials.ts";
import { laneOf } from "../http/lane.ts";
import type { MultipartEncoder } from "../http/request.ts";
import type { Venue } from "../http/venue.ts";
import type { KeyLimits, LimitsState } from "../limits/key-limits.ts";
import type { LimitKeeper } from "../limits/registry.ts";
import type { NetworkOptions } from "../platform/network.ts";
import type { Clock, CryptoPort, HttpPort, Log, NonceSource, Random } from "../ports.ts";
import { basesOf } from "./environment.ts";
import type { EnvironmentOptions } from "./environment.ts";
import { checkGiven } from "./given.ts";

/** Options of every REST client. */
export interface RestClientOptions
  extends EnvironmentOptions, CustomSigning, Omit<NetworkOptions, "proxy" | "httpsAgent" | "httpAgent"> {
  /** The public half of an API key. Needed for private calls, together with `apiSecret`. */
  readonly apiKey?: string | undefined;
  /** The private half, in base64 as Kraken shows it once. */
  readonly apiSecret?: string | undefined;
  /** An OAuth access token (Kraken Connect); see also `setAccessToken()`. */
  readonly apiAccessToken?: string | undefined;
  /** Refuses parameters that are given as `undefined` instead of leaving them out. Default false. */
  readonly strictParamValidation?: boolean | undefined;
  /** Replaces every REST host. */
  readonly baseUrl?: string | undefined;
  /** Allows a plain `http:` address that is not this machine. Default false. */
  readonly insecure?: boolean | undefined;
  /** Accepted for compatibility: every failure is a `KrakenError` that carries the raw answer in `body`. */
  readonly parseExceptions?: boolean | undefined;
  /** Milliseconds since 1970, as the source of nonces. Default: this machine's clock. */
  readonly customTimestampFn?: (() => number) | undefined;
  /** Milliseconds for a whole call, waiting and retries included. Default 10 000; 0 means no limit. */
  readonly timeout?: number | undefined;
  /** How often a call is tried in all, where repeating it is safe. Default 3. */
  readonly attempts?: number | undefined;
  /** The nonce window set on the API key at Kraken. Above 0, signed calls are not sent one by one. Default 0. */
  readonly nonceWindow?: number | undefined;
  /** Milliseconds after which a signed call may follow one that is not answered yet. Default 250. */
  readonly nonceSpacing?: number | undefined;
  /**
   * Keeps Kraken's limits: `keepLimits({ tier })`. Signed calls then wait for their turn, or fail unsent with
   * `mode: "fail"`. Shared by all clients of the key in this process. Default false: nothing is held back.
   */
  readonly limits?: false | LimitKeeper | undefined;
  /** Replaces the nonces of this process, for example to share one key among several. */
  readonly nonces?: NonceSource | undefined;
  /** Reads answers. Default `JSON.parse`; `parseExact` gives every number as decimal text. */
  readonly parseJson?: ((text: string) => unknown) | undefined;
  /** Told what is sent and retried; never a secret. Default: nobody. */
  readonly logger?: Log | undefined;
  /** Replaces HTTP, hashes, time or randomness; for tests and unusual runtimes. */
  readonly http?: HttpPort | undefined;
  readonly crypto?: CryptoPort | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** The second argument of every REST client: how requests reach the network. */
export interface RestNetworkOptions extends NetworkOptions {
  /** Milliseconds for a whole call; the same as the option of the first argument, which wins. */
  readonly timeout?: number | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The OAuth token of a client; it can be replaced while calls are under way. */
export class AccessToken {
  #token: Secret | undefined;
  constructor(text: string | undefined) {
    this.set(text);
  }
  set(text: string | undefined): void {
    if (text !== undefined && (typeof text !== "string" || text === "" || /[^\x21-\x7e]/.test(text)))
      throw new UsageError("apiAccessToken must be a token as the exchange issued it", "apiAccessToken");
    this.#token = text === undefined ? undefined : new Secret(text);
  }
  get = (): Secret | undefined => this.#token;
}

/** What a client is assembled from. */
export interface Connection {
  readonly call: Caller;
  readonly token: AccessToken;
  readonly crypto: CryptoPort;
  /** The limits at this moment; undefined when they are not kept. */
  readonly limits: () => LimitsState | undefined;
  readonly sweeps: Sweeps;
}

/** The limits that clients with these options share; undefined when they are off or there is no key. */
export function limitsFor(options: RestClientOptions, clock: Clock): KeyLimits | undefined {
  const { limits, apiKey } = options;
  if (limits === undefined || limits === false) return undefined;
  const { spot, futures } = basesOf(options);
  return limits.of(apiKey ?? "", `${spot} ${futures}`, clock, options.clock !== undefined);
}

/** Makes the caller of a client for `host`; refuses options that cannot work, naming them. */
export function connect(
  host: HostName,
  venue: Venue,
  options: RestClientOptions,
  network: RestNetworkOptions,
  multipart?: MultipartEncoder,
): Connection {
  checkGiven(options);
  checkGiven(network, "networkOptions");
  checkOptions(options, network);
  const hashes = options.crypto ?? platform.crypto;
  const bases = basesOf(options);
  if (bases[host] === "")
    throw new UsageError(
      `The ${host === "spot" ? "Spot" : "Embed"} API has no demo environment; use a local exchange to test`,
      "testnet",
    );
  const clock = options.clock ?? platform.clock;
  const credentials = credentialsOf(options, hashes);
  const token = new AccessToken(options.apiAccessToken);
  const lane = laneOf(credentials?.key ?? "");
  const time = options.customTimestampFn;
  const limits = limitsFor(options, clock);
  const sweeps = sweepsOf(host, credentials?.key ?? "");
  const call = callerOf({
    http: options.http ?? platform.http({ ...defined(options), ...defined(network) }),
    venue,
    hashes,
    clock,
    random: options.random ?? platform.random,
    log: options.logger,
    bases,
    headers: { ...(platform.userAgent === undefined ? {} : { "User-Agent": platform.userAgent }), ...network.headers },
    credentials,
    accessToken: token.get,
    nonces: options.nonces ?? microsecondNonces(time === undefined ? clock : { now: time }, lane),
    lane: options.nonceWindow !== undefined && options.nonceWindow > 0 ? undefined : lane,
    spacing: options.nonceSpacing ?? 250,
    limits: options.limits ? limits?.gate(options.limits.options.mode ?? "wait") : undefined,
    timeout: options.timeout ?? network.timeout ?? 10_000,
    attempts: options.attempts ?? 3,
    strict: options.strictParamValidation ?? false,
    parse: options.parseJson ?? JSON.parse,
    multipart,
    sweeps,
  });
  return { call, token, crypto: hashes, limits: () => limits?.state(), sweeps };
}

/** Refuses what could only fail later, or worse: what would be taken for something else. */
function checkOptions(options: RestClientOptions, network: RestNetworkOptions): void {
  const all = { ...defined(options), ...defined(network) };
  const { timeout = network.timeout ?? 0, attempts = 1, nonceSpacing = 0, nonceWindow = 0, nonces, logger } = options;
  const { keepAliveMsecs = 0, maxSockets = 1 } = all;
  const amounts = { timeout, nonceSpacing, nonceWindow, keepAliveMsecs };
  for (const [field, value] of Object.entries(amounts))
    if (!(typeof value === "number" && value >= 0))
      throw new UsageError(`${field} must be a number from 0, not ${String(value)}`, field);
  for (const [field, value] of Object.entries({ attempts, maxSockets }))
    if (!((Number.isInteger(value) || value === Infinity) && value >= 1))
      throw new UsageError(`${field} must be a whole number from 1, not ${String(value)}`, field);
  const { customTimestampFn, customSignMessageFn, parseJson, http, random } = options;
  const functions = { customTimestampFn, customSignMessageFn, parseJson, http, random };
  const methods = { "nonces.next": nonces && (nonces.next ?? null), "logger.trace": logger && (logger.trace ?? null) };
  for (const [field, value] of Object.entries({ ...functions, ...methods }))
    if (value !== undefined && typeof value !== "function") throw new UsageError(`${field} must be a function`, field);
  for (const [name, value] of Object.entries(network.headers ?? {})) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || typeof value !== "string" || !/^[\t\x20-\x7e]*$/.test(value))
      throw new UsageError(`headers: ${JSON.stringify(name)} is not a header with a printable text`, "headers");
    if (/^(content-length|content-type|transfer-encoding)$/i.test(name))
      throw new UsageError(`headers: ${name} depends on the call and is set by the client`, "headers");
  }
}

/** The network settings among a client's options. */
function defined({ keepAlive, keepAliveMsecs, maxSockets, ...rest }: NetworkOptions): NetworkOptions {
  const { proxy, httpsAgent, httpAgent } = rest;
  const all = { keepAlive, keepAliveMsecs, maxSockets, proxy, httpsAgent, httpAgent };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
