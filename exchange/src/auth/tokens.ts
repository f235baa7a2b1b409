import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { ApiKey } from "./keys.ts";

/** Seconds in which a token must be used for the first time. */
export const tokenLifetime = 900;

interface Issued {
  readonly key: ApiKey;
  readonly expires: number;
  readonly connections: Set<string>;
}

/** Tokens of GetWebSocketsToken: good for 15 minutes, and beyond for the connections that use them. */
export class Tokens {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Makes a token for a key. */
  issue(key: ApiKey): string {
    const now = this.#clock.now();
    for (const [text, known] of this.#issued) {
      if (known.connections.size === 0 && now >= known.expires) this.#issued.delete(text);
    }
    const token = this.#ids.token();
    this.#issued.set(token, { key, expires: now + tokenLifetime * 1000, connections: new Set() });
    return token;
  }

  /** The key behind a token a connection presents, and ties the two together; undefined when it is not good. */
  use(token: string, connection: string): ApiKey | undefined {
    const known = this.#issued.get(token);
    if (known === undefined) return undefined;
    if (this.#clock.now() >= known.expires && !known.connections.has(connection)) return undefined;
    known.connections.add(connection);
    return known.key;
  }

  /** Unties a connection that closed or gave up its private subscriptions. */
  release(connection: string): void {
    for (const known of this.#issued.values()) known.connections.delete(connection);
  }

  /** Makes every token worthless at once, used ones included. */
  expireAll(): void {
    this.#issued.clear();
  }
}
