/** A sign of life about once per second, on request. https://docs.kraken.com/api/docs/futures-api/websocket/heartbeat */
import type { Feed } from "../feed.ts";
import { futuresFeed } from "./shared.ts";

/** The server's clock. */
export interface WSFuturesHeartbeatMessage {
  feed: "heartbeat";
  /** Milliseconds since 1970. */
  time: number;
}

export const futuresHeartbeat: Feed = futuresFeed({ channel: "heartbeat", symbols: "none", idle: 10_000 });
