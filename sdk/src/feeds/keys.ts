/** Every WebSocket connection this library can hold, by name; each value equals its name. */
export const WS_KEY_MAP: {
  readonly spotPublicV2: "spotPublicV2";
  readonly spotPrivateV2: "spotPrivateV2";
  readonly spotL3V2: "spotL3V2";
  readonly spotBetaPublicV2: "spotBetaPublicV2";
  readonly spotBetaPrivateV2: "spotBetaPrivateV2";
  readonly derivativesPublicV1: "derivativesPublicV1";
  readonly derivativesPrivateV1: "derivativesPrivateV1";
} = {
  spotPublicV2: "spotPublicV2",
  spotPrivateV2: "spotPrivateV2",
  spotL3V2: "spotL3V2",
  spotBetaPublicV2: "spotBetaPublicV2",
  spotBetaPrivateV2: "spotBetaPrivateV2",
  derivativesPublicV1: "derivativesPublicV1",
  derivativesPrivateV1: "derivativesPrivateV1",
};

/** The name of one connection. */
export type WsKey = keyof typeof WS_KEY_MAP;

/** How a connection authenticates: not at all, by a Spot token, or by a signed Futures challenge. */
export type KeyAuth = "none" | "token" | "challenge";

/** What distinguishes the connections from each other. */
export interface KeyTraits {
  readonly venue: "spot" | "futures";
  readonly auth: KeyAuth;
  /** Whether orders can be sent over it. */
  readonly trades: boolean;
}

/** The traits of each connection. */
export const keyTraits: Readonly<Record<WsKey, KeyTraits>> = {
  spotPublicV2: { venue: "spot", auth: "none", trades: false },
  spotPrivateV2: { venue: "spot", auth: "token", trades: true },
  spotL3V2: { venue: "spot", auth: "token", trades: false },
  spotBetaPublicV2: { venue: "spot", auth: "none", trades: false },
  spotBetaPrivateV2: { venue: "spot", auth: "token", trades: true },
  derivativesPublicV1: { venue: "futures", auth: "none", trades: false },
  derivativesPrivateV1: { venue: "futures", auth: "challenge", trades: false },
};
