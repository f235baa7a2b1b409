/** Whether a connection is alive, judged by when something was last heard. */

/** What is known about a connection, in steady milliseconds. */
export interface Vitals {
  /** When the last frame, pong or other sign of life came. */
  readonly heard: number;
  /** When we last sent a ping. */
  readonly pinged: number;
  /** Whether nothing came since. */
  readonly asked: boolean;
}

/** How long silence may last. */
export interface Patience {
  /** Milliseconds of silence before we ask. */
  readonly pingInterval: number;
  /** Milliseconds from asking to giving up. */
  readonly pongTimeout: number;
  /** Milliseconds between pings although frames arrive: servers close what sends nothing for a minute. */
  readonly keepAlive: number;
}

/** What to do now, and when to look again. */
export type Verdict = { readonly do: "ping" | "nothing"; readonly again: number } | { readonly do: "give-up" };

/** Judges a connection at `now`. */
export function judge({ heard, pinged, asked }: Vitals, now: number, patience: Patience): Verdict {
  const { pingInterval, pongTimeout, keepAlive } = patience;
  if (now - heard >= pingInterval) {
    // The pong may be the last sign of life, so the next look is not later than one after any other.
    if (!asked) return { do: "ping", again: Math.min(pongTimeout, pingInterval) };
    // Silence counts from when we asked, so a machine that slept gives the server its chance to answer.
    const left = pinged + pongTimeout - now;
    return left <= 0 ? { do: "give-up" } : { do: "nothing", again: left };
  }
  if (now - pinged >= keepAlive) return { do: "ping", again: Math.max(1, heard + pingInterval - now) };
  return { do: "nothing", again: Math.max(1, Math.min(heard + pingInterval, pinged + keepAlive) - now) };
}
