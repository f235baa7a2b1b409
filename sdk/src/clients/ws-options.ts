/** Options of the WebSocket clients, and what follows from them. */
import { platform } from "#platform";
import { signedRead } from "../api/route.ts";
import type { SpotAPISuccessResponse } from "../api/envelope.ts";
import { UsageError } from "../base/errors.ts";
import { keyTraits } from "../feeds/keys.ts";
import type { WsKey } from "../feeds/keys.ts";
import { credentialsOf } from "../http/credentials.ts";
import { spotVenue } from "../http/venue.ts";
import type { CustomSigning } from "../http/credentials.ts";
import { ChallengeAuthority, TokenAuthority } from "../link/authority.ts";
import type { Authority, SpotToken, TokenSource } from "../link/authority.ts";
import { processWide } from "../base/process-wide.ts";
import { DialBudget } from "../link/backoff.ts";
import type { LimitKeeper } from "../limits/registry.ts";
import type { Clock, CryptoPort, Random, SocketOptions, SocketPort } from "../ports.ts";
import { challengeMessage } from "../wire/sign.ts";
import { environmentOf } from "./environment.ts";
import type { EnvironmentOptions } from "./environment.ts";
import { checkGiven } from "./given.ts";
import { connect } from "./rest.ts";
import type { RestClientOptions, RestNetworkOptions } from "./rest.ts";

/** Options of `WebsocketClient` and `WebsocketAPIClient`. Times are milliseconds. */
export interface WSClientConfigurableOptions extends EnvironmentOptions, CustomSigning {
  /** The public half of an API key. Needed for private connections, together with `apiSecret`. */
  readonly apiKey?: string | undefined;
  /** The private half, in base64 as Kraken shows it once. */
  readonly apiSecret?: string | undefined;
  /** Silence after which the connection is asked whether it lives. Default 3500. */
  readonly pingInterval?: number | undefined;
  /** How long the answer may take before the connection counts as dead. Default 2000. */
  readonly pongTimeout?: number | undefined;
  /** Wait before the second attempt to reconnect (the first comes at once); it doubles up to 30 s, at random. Default 500. */
  readonly reconnectTimeout?: number | undefined;
  /** How long a connection may take to open. Default 10 000. */
  readonly connectTimeout?: number | undefined;
  /** How long a subscription may wait for its acknowledgement before it is sent again. Default 10 000. */
  readonly ackTimeout?: number | undefined;
  /** Silence, per channel, after which a subscription is renewed; 0 never. Defaults: those of each channel. */
  readonly silenceLimits?: Readonly<Record<string, number>> | undefined;
  /** One address for every connection. */
  readonly wsUrl?: string | undefined;
  /** Delivers numbers as the exact decimal text the exchange sent. Default false: what `JSON.parse` gives. */
  readonly exactNumbers?: boolean | undefined;
  /** Options of the REST call that fetches tokens. */
  readonly restOptions?: RestClientOptions | undefined;
  /** Network options of that call. */
  readonly requestOptions?: RestNetworkOptions | undefined;
  /** Options of the sockets: `protocols`, and in Node `agent`, `headers` and whatever `ws` takes. */
  readonly wsOptions?: SocketOptions | undefined;
  /** Accepted for compatibility: every new connection is authenticated anew. */
  readonly reauthWSAPIOnReconnect?: boolean | undefined;
  /** Accepted for compatibility: the exchange knows no such window. Use `deadline` on an order. */
  readonly recvWindow?: number | undefined;
  /** The allowance of connection attempts. Share one among clients that reach the exchange from one address. */
  readonly dialBudget?: DialBudget | undefined;
  /**
   * Keeps the matching engine's limits for the account of `tier`, together with the REST clients of the same key: trading
   * requests wait for their turn, or fail unsent with `mode: "fail"`. Default false: nothing is held back.
   */
  readonly limits?: false | LimitKeeper | undefined;
  /** Replaces sockets, hashes, time or randomness; for tests and unusual runtimes. */
  readonly socket?: SocketPort | undefined;
  readonly crypto?: CryptoPort | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** Replaces the REST call that fetches Spot tokens. */
  readonly tokens?: TokenSource | undefined;
}

/** Options with every gap filled. */
export interface WSSettings {
  readonly pingInterval: number;
  readonly pongTimeout: number;
  readonly reconnectTimeout: number;
  readonly connectTimeout: number;
  readonly ackTimeout: number;
  readonly silenceLimits: Readonly<Record<string, number>>;
  readonly exactNumbers: boolean;
  readonly socket: SocketPort;
  readonly socketOptions: SocketOptions | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly budget: DialBudget;
  /** Whether limits are kept for the Pro tier, which may subscribe level 3 faster. */
  readonly pro: boolean;
  address(wsKey: WsKey): string;
  /** Where credentials come from; one per client for Spot, one per connection for Futures. */
  authority(wsKey: WsKey): Authority | undefined;
}

/** Checks options, naming the one at fault. */
export function settingsOf(options: WSClientConfigurableOptions): WSSettings {
  checkGiven(options);
  const clock = options.clock ?? platform.clock;
  const hashes = options.crypto ?? platform.crypto;
  const environment = environmentOf(options);
  const credentials = credentialsOf(options, hashes);
  const tokens = new TokenAuthority(options.tokens ?? tokenSource(options), () => clock.steady());
  const times = {
    pingInterval: milliseconds(options, "pingInterval", 3500),
    pongTimeout: milliseconds(options, "pongTimeout", 2000),
    reconnectTimeout: milliseconds(options, "reconnectTimeout", 500),
    connectTimeout: milliseconds(options, "connectTimeout", 10_000),
    ackTimeout: milliseconds(options, "ackTimeout", 10_000),
  };
  if (options.wsUrl !== undefined) checkedAddress(options.wsUrl, "wsUrl");
  return {
    ...times,
    silenceLimits: options.silenceLimits ?? {},
    exactNumbers: options.exactNumbers === true,
    socket: options.socket ?? platform.socket,
    socketOptions: options.wsOptions,
    clock,
    random: options.random ?? platform.random,
    budget: options.dialBudget ?? sharedBudget(options),
    pro: options.limits ? options.limits.options.tier === "pro" : false,
    address(wsKey) {
      const url = options.wsUrl ?? environment.sockets[wsKey];
      if (url === undefined || url === "")
        throw new UsageError(
          `${wsKey} does not exist in the ${environment.name} environment: only Futures has a demo`,
          "testnet",
        );
      return checkedAddress(url, options.wsUrl === undefined ? "environment" : "wsUrl");
    },
    authority(wsKey) {
      const { auth } = keyTraits[wsKey];
      if (auth === "none") return undefined;
      if (auth === "token" && options.tokens !== undefined) return tokens;
      if (credentials === undefined) throw new UsageError(`${wsKey} needs apiKey and apiSecret`, "apiKey");
      if (auth === "token") return tokens;
      const { key, sign } = credentials;
      return new ChallengeAuthority(key, async (challenge) => sign(await challengeMessage(challenge, hashes)));
    },
  };
}

function milliseconds(
  options: WSClientConfigurableOptions,
  name: keyof WSClientConfigurableOptions,
  standard: number,
): number {
  const value = options[name] ?? standard;
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0)
    throw new UsageError(`${name} must be a positive number of milliseconds, not ${JSON.stringify(value)}`, name);
  return value;
}

function checkedAddress(url: string, field: string): string {
  let protocol: string | undefined;
  try {
    ({ protocol } = new URL(url));
  } catch {
    protocol = undefined;
  }
  if (protocol !== "ws:" && protocol !== "wss:")
    throw new UsageError(`${field} must be a ws(s) address, not ${url}`, field);
  return url;
}

const tokenRoute = signedRead("/0/private/GetWebSocketsToken");

/** Fetches tokens by REST, with a caller made when the first one is needed. */
function tokenSource(options: WSClientConfigurableOptions): TokenSource {
  let fetch: (() => Promise<unknown>) | undefined;
  const make = (): (() => Promise<unknown>) => {
    const { apiKey, apiSecret, environment, clock, random, crypto, limits } = options;
    const own = { apiKey, apiSecret, environment, clock, random, crypto, limits };
    const signing: CustomSigning =
      options.customSignMessageFn === undefined
        ? {}
        : { customSignMessageFn: options.customSignMessageFn.bind(options) };
    const { call } = connect(
      "spot",
      spotVenue,
      { ...own, ...signing, ...options.restOptions },
      options.requestOptions ?? {},
    );
    return () => call(tokenRoute, undefined, undefined);
  };
  return async () => {
    fetch ??= make();
    const { result } = (await fetch()) as SpotAPISuccessResponse<SpotToken>;
    return result;
  };
}

/** The exchange counts attempts per address, so everything in the process that dials shares one budget, unless time is simulated. */
const sharedBudget = (options: WSClientConfigurableOptions): DialBudget =>
  options.clock === undefined ? processWide("dial-budget", () => new DialBudget()) : new DialBudget();
