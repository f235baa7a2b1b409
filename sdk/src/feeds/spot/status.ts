/** The engine's state, pushed on connecting and on every change. https://docs.kraken.com/api/docs/websocket-v2/status */
import type { WSSpotFrame } from "./shared.ts";

/** The engine's state. */
export interface WSSpotStatus {
  /** `cancel_only` and `post_only` say what is still accepted, without matching; `maintenance` accepts nothing. */
  system: "online" | "cancel_only" | "maintenance" | "post_only";
  api_version: string;
  /** Exceeds 2^53: the digits survive only with the option `exactNumbers`. */
  connection_id: number;
  version: string;
}

/** A frame of `status`, which nobody needs to subscribe to. */
export type WSSpotStatusMessage = WSSpotFrame<"status", "update", WSSpotStatus[]>;
