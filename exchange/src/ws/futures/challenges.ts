import type { ApiKey } from "../../auth/keys.ts";
import type { Clock } from "../../base/clock.ts";
import type { KeyRing } from "../../auth/keyring.ts";
import { permits } from "../../auth/permissions.ts";
import { challengeDigest, matches } from "../../auth/signature.ts";
import type { Ids } from "../../base/ids.ts";
import type { Connection } from "../connection.ts";
import type { JsonRecord } from "../json.ts";

/** Challenges a connection may have open. */
const mostOpen = 16;

interface Issued {
  readonly challenge: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Hands out challenges and checks what clients make of them. */
export class Challenges {
  readonly #ids: Ids;
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #lifetime: number;
  #issued: WeakMap<Connection, readonly Issued[]> = new WeakMap();

  /** A challenge is good on its connection for `lifetime` milliseconds. */
  constructor(ids: Ids, keys: KeyRing, clock: Clock, lifetime: number) {
    this.#ids = ids;
    this.#keys = keys;
    this.#clock = clock;
    this.#lifetime = lifetime;
  }

  /** Makes every challenge worthless at once. */
  expireAll(): void {
    this.#issued = new WeakMap();
  }

  /** A challenge for a connection, whatever the key: the exchange does not look at it here. */
  issue(connection: Connection): string {
    const challenge = this.#ids.uuid();
    const open = this.#issued.get(connection) ?? [];
    this.#issued.set(connection, [...open, { challenge, at: this.#clock.now() }].slice(-mostOpen));
    return challenge;
  }

  /** The key a request proves, undefined when it proves none. */
  prove(connection: Connection, request: JsonRecord): ApiKey | undefined {
    const { api_key: name, original_challenge: challenge, signed_challenge: signed } = request;
    if (typeof name !== "string" || typeof challenge !== "string" || typeof signed !== "string") return undefined;
    const issued = this.#issued.get(connection)?.find((item) => item.challenge === challenge);
    if (issued === undefined || this.#clock.now() - issued.at >= this.#lifetime) return undefined;
    const key = this.#keys.find(name);
    if (key === undefined || !matches(challengeDigest(key.hmacKey, challenge), signed)) return undefined;
    return permits(key.settings.permissions, key.settings.futures, { futures: "read" }) ? key : undefined;
  }
}
