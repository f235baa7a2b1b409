/** From what a connection reports to what users are told. */
import type { Events } from "../base/events.ts";
import { keyTraits } from "../feeds/keys.ts";
import type { WsKey } from "../feeds/keys.ts";
import type { Problem } from "../link/inbox.ts";
import type { SessionSink } from "../link/setup.ts";
import type { Log } from "../ports.ts";
import type { WSEvents } from "./ws-events.ts";
import type { SocketLimits } from "./ws-limits.ts";
import type { Readers } from "./ws-readers.ts";

/** Who is told. */
export interface Audience<Exact extends boolean> {
  readonly events: Events<WSEvents<Exact>>;
  readonly readers: Readers;
  readonly limits: SocketLimits | undefined;
  readonly log: Log;
}

/** Tells users what happens on the connection of `wsKey`; `native` is its platform WebSocket at the moment. */
export function sinkFor<Exact extends boolean>(
  wsKey: WsKey,
  wsUrl: string,
  native: () => unknown,
  audience: Audience<Exact>,
): SessionSink {
  const { events, readers } = audience;
  const limits = keyTraits[wsKey].trades ? audience.limits?.shared : undefined;
  const opened = (type: string): { wsKey: WsKey; event: { type: string }; wsUrl: string; ws: unknown } => ({
    wsKey,
    event: { type },
    wsUrl,
    ws: native(),
  });
  return {
    open: () => events.emit("open", opened("open")),
    reconnected: () => events.emit("reconnected", opened("reconnected")),
    reconnecting: () => events.emit("reconnecting", { wsKey, event: { type: "reconnecting" } }),
    close: (code, reason) => {
      limits?.unheard();
      events.emit("close", { wsKey, event: { type: "close", code, reason } });
    },
    authenticated: () => events.emit("authenticated", { wsKey, event: { type: "authenticated" } }),
    message: (frame) => {
      frame["wsKey"] = wsKey;
      limits?.heard(frame);
      events.emit("message", frame as never);
      readers.deliver(wsKey, frame);
    },
    response: (frame, isWSAPIResponse) => {
      limits?.heard(frame);
      if (events.count("response") > 0) events.emit("response", { ...frame, wsKey, isWSAPIResponse });
    },
    exception: (problem) => complain(wsKey, problem, audience),
    refused: (topics, error) => readers.refuse(wsKey, topics, error),
    ended: (error) => readers.end(wsKey, error),
  };
}

/** For a further connection of a key, which no stream and no `message` listener reads: only trouble is of interest. */
export const furtherSink = (sink: SessionSink): SessionSink => ({
  ...sink,
  message: nothing,
  refused: nothing,
  ended: nothing,
});

const nothing = (): void => undefined;

/** Tells of trouble: by `exception`, or in the log when nobody listens. */
export function complain<Exact extends boolean>(
  wsKey: WsKey,
  { error, frame, request, call }: Problem,
  { events, log }: Audience<Exact>,
): void {
  const words = typeof frame?.["error"] === "string" ? frame["error"] : error.message;
  if (events.count("exception") === 0) {
    // Whoever made the call learns of its refusal by its promise.
    if (call !== true) log.error(`${wsKey}: ${words}`);
  } else
    events.emit("exception", {
      ...frame,
      wsKey,
      error: words,
      cause: error,
      ...(request === undefined ? {} : { request }),
      ...(call === true ? { isWSAPIResponse: true } : {}),
    });
}
