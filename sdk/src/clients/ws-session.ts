/** Assembles the session of one connection. */
import { parseExact } from "../base/json.ts";
import { topicsOf } from "../feeds/feed.ts";
import type { Topic } from "../feeds/feed.ts";
import { futuresHeartbeat } from "../feeds/futures/heartbeat.ts";
import { keyTraits } from "../feeds/keys.ts";
import type { WsKey } from "../feeds/keys.ts";
import { backoff } from "../link/backoff.ts";
import { Session } from "../link/session.ts";
import type { SessionSink } from "../link/setup.ts";
import { futuresDialect } from "../wire/futures-frames.ts";
import { spotDialect } from "../wire/spot-frames.ts";
import type { WSSettings } from "./ws-options.ts";

// Nothing that holds a connection open may be silent for longer: Spot closes after a minute, Futures asks for a ping within one.
const keepAlive = 25_000;

/** The session of `wsKey` at `url`; `nextId` numbers requests over all connections of a client. */
export function sessionOn(
  wsKey: WsKey,
  url: string,
  settings: WSSettings,
  nextId: () => number,
  sink: SessionSink,
): Session {
  const spot = keyTraits[wsKey].venue === "spot";
  const authority = settings.authority(wsKey);
  const { silenceLimits, pingInterval, pongTimeout } = settings;
  return new Session({
    url,
    socket: settings.socket,
    socketOptions: settings.socketOptions,
    clock: settings.clock,
    dialect: spot ? spotDialect : futuresDialect,
    authority,
    policy: {
      authorizes: authority !== undefined,
      delay: backoff(settings.reconnectTimeout, 30_000, settings.random),
      distance: 5000,
      stable: 10_000,
      denials: 3,
      goodbye: 2000,
    },
    patience: { pingInterval, pongTimeout, keepAlive },
    dialTimeout: settings.connectTimeout,
    budget: settings.budget,
    heartbeat: spot ? undefined : topicsOf(futuresHeartbeat, {}, [])[0],
    rules: {
      ackTimeout: settings.ackTimeout,
      batch: 100,
      // Some room for pings and the challenge.
      rate: spot ? undefined : 95,
      pro: settings.pro,
      nextId,
      silence: ({ feed }: Topic) => {
        const limit = silenceLimits[feed.channel];
        if (limit === undefined) return undefined;
        return limit === 0 ? {} : { first: Math.min(limit, feed.first ?? limit), idle: limit };
      },
    },
    parse: settings.exactNumbers ? parseExact : JSON.parse,
    sink,
  });
}
