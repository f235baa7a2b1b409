import type { HostName } from "../api/route.ts";
import { UsageError } from "../base/errors.ts";

/** The connections of `WebsocketClient`, by the names of `WS_KEY_MAP`. */
export type SocketName =
  | "spotPublicV2"
  | "spotPrivateV2"
  | "spotL3V2"
  | "spotBetaPublicV2"
  | "spotBetaPrivateV2"
  | "derivativesPublicV1"
  | "derivativesPrivateV1";

/** All addresses of one exchange: Kraken itself, its Futures demo, or a local one. */
export interface Environment {
  readonly name: string;
  /** REST base of Spot, Funding, OAuth, OTC, Prime, Custody and Pay. */
  readonly spot: string;
  /** REST base of Futures. Empty where the environment has none. */
  readonly futures: string;
  /** REST base of Embed and Ramp. */
  readonly embed: string;
  readonly sockets: Readonly<Record<SocketName, string>>;
}

/** Kraken's production hosts. https://docs.kraken.com/api/docs/guides/global-intro */
export const live: Environment = {
  name: "live",
  spot: "https://api.kraken.com",
  futures: "https://futures.kraken.com",
  embed: "https://nexus.kraken.com",
  sockets: {
    spotPublicV2: "wss://ws.kraken.com/v2",
    spotPrivateV2: "wss://ws-auth.kraken.com/v2",
    spotL3V2: "wss://ws-l3.kraken.com/v2",
    spotBetaPublicV2: "wss://beta-ws.kraken.com/v2",
    spotBetaPrivateV2: "wss://beta-ws-auth.kraken.com/v2",
    derivativesPublicV1: "wss://futures.kraken.com/ws/v1",
    derivativesPrivateV1: "wss://futures.kraken.com/ws/v1",
  },
};

/** The Futures demo, with keys of its own. Spot has no demo, so everything else is empty. */
export const demo: Environment = {
  name: "demo",
  spot: "",
  futures: "https://demo-futures.kraken.com",
  embed: "",
  sockets: {
    spotPublicV2: "",
    spotPrivateV2: "",
    spotL3V2: "",
    spotBetaPublicV2: "",
    spotBetaPrivateV2: "",
    derivativesPublicV1: "wss://demo-futures.kraken.com/ws/v1",
    derivativesPrivateV1: "wss://demo-futures.kraken.com/ws/v1",
  },
};

/** What selects the addresses, on every client. */
export interface EnvironmentOptions {
  /** `"live"` (default), `"demo"` (Futures only), or an object such as the `environment` of a local exchange. */
  readonly environment?: "live" | "demo" | Environment | undefined;
  /** The same as `environment: "demo"`. Futures only. */
  readonly testnet?: boolean | undefined;
}

export function environmentOf(options: EnvironmentOptions): Environment {
  const { environment, testnet } = options;
  if (testnet && environment !== undefined && environment !== "demo")
    throw new UsageError("testnet and environment contradict each other; give one of them", "testnet");
  if (testnet || environment === "demo") return demo;
  if (environment === undefined || environment === "live") return live;
  if (typeof environment !== "object" || environment === null || typeof environment.sockets !== "object")
    throw new UsageError('environment must be "live", "demo" or an Environment object', "environment");
  return environment;
}

/** The REST bases of an environment; `baseUrl` replaces all of them. */
export function basesOf(
  options: EnvironmentOptions & { readonly baseUrl?: string | undefined; readonly insecure?: boolean | undefined },
): Readonly<Record<HostName, string>> {
  const { spot, futures, embed } = environmentOf(options);
  const bases = options.baseUrl === undefined ? { spot, futures, embed } : all(options.baseUrl);
  const checked = (field: string, base: string): string =>
    base === "" && field === "environment" ? "" : address(field, base, options.insecure);
  const field = options.baseUrl === undefined ? "environment" : "baseUrl";
  return {
    spot: checked(field, bases.spot),
    futures: checked(field, bases.futures),
    embed: checked(field, bases.embed),
  };
}

const all = (base: string): Record<HostName, string> => ({ spot: base, futures: base, embed: base });

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function address(field: string, base: string, insecure: boolean | undefined): string {
  let url: URL | undefined;
  try {
    url = typeof base === "string" ? new URL(base) : undefined;
  } catch {
    url = undefined;
  }
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // What has an @ may have a password in front of it.
    const given = String(base).includes("@") ? "" : `, not ${JSON.stringify(base)}`;
    throw new UsageError(`${field} must be an http(s) address as text${given}`, field);
  }
  if (url.username || url.password || /[?#]/.test(base))
    throw new UsageError(`${field} must be a plain address without credentials, query or fragment`, field);
  if (url.protocol === "http:" && !loopback.test(url.hostname) && !insecure)
    throw new UsageError(
      `${field}: plain http would expose your calls to the network; use https, or say insecure: true`,
      field,
    );
  return (url.origin + url.pathname).replace(/\/+$/, "");
}
