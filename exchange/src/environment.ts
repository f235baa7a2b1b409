/** Where the exchange is: what every client of the SDK takes as its `environment` option. */
export interface ExchangeEnvironment {
  readonly name: "local";
  /** Base address of Spot REST. */
  readonly spot: string;
  /** Base address of Futures REST. */
  readonly futures: string;
  /** Base address of Embed and Ramp REST. */
  readonly embed: string;
  /** Addresses of the sockets, by connection. */
  readonly sockets: {
    readonly spotPublicV2: string;
    readonly spotPrivateV2: string;
    readonly spotL3V2: string;
    readonly spotBetaPublicV2: string;
    readonly spotBetaPrivateV2: string;
    readonly derivativesPublicV1: string;
    readonly derivativesPrivateV1: string;
  };
}

/** Paths of the sockets on the exchange's one port. */
export const socketPaths = {
  spotPublic: "/ws/spot/public/v2",
  spotPrivate: "/ws/spot/private/v2",
  spotL3: "/ws/spot/l3/v2",
  futures: "/ws/futures/v1",
} as const;

/** The addresses of an exchange at `http://host:port`. */
export function environmentAt(url: string): ExchangeEnvironment {
  const ws = url.replace(/^http/, "ws");
  return {
    name: "local",
    spot: url,
    futures: url,
    embed: url,
    sockets: {
      spotPublicV2: ws + socketPaths.spotPublic,
      spotPrivateV2: ws + socketPaths.spotPrivate,
      spotL3V2: ws + socketPaths.spotL3,
      spotBetaPublicV2: ws + socketPaths.spotPublic,
      spotBetaPrivateV2: ws + socketPaths.spotPrivate,
      derivativesPublicV1: ws + socketPaths.futures,
      derivativesPrivateV1: ws + socketPaths.futures,
    },
  };
}
