import type { ApiKey } from "../../auth/keys.ts";
import type { KeyRing } from "../../auth/keyring.ts";
import { permits } from "../../auth/permissions.ts";
import { challengeDigest, matches } from "../../auth/signature.ts";
import type { Ids } from "../../base/ids.ts";
import type { Connection } from "../connection.ts";
import type { JsonRecord } from "../json.ts";

/** Challenges a connection may have open. */
const mostOpen = 16;

/** Hands out challenges and checks what clients make of them. */
export class Challenges {
  readonly #ids: Ids;
  readonly #keys: KeyRing;
  readonly #issued: WeakMap<Connection, string[]> = new WeakMap();

  constructor(ids: Ids, keys: KeyRing) {
    this.#ids = ids;
    this.#keys = keys;
  }

  /** A challenge for a connection, whatever the key: the exchange does not look at it here. */
  issue(connection: Connection): string {
    const challenge = this.#ids.uuid();
    const open = this.#issued.get(connection) ?? [];
    this.#issued.set(connection, [...open, challenge].slice(-mostOpen));
    return challenge;
  }

  /** The key a request proves, undefined when it proves none. */
  prove(connection: Connection, request: JsonRecord): ApiKey | undefined {
    const { api_key: name, original_challenge: challenge, signed_challenge: signed } = request;
    if (typeof name !== "string" || typeof challenge !== "string" || typeof signed !== "string") return undefined;
    if (this.#issued.get(connection)?.includes(challenge) !== true) return undefined;
    const key = this.#keys.find(name);
    if (key === undefined || !matches(challengeDigest(key.hmacKey, challenge), signed)) return undefined;
    return permits(key.settings.permissions, key.settings.futures, { futures: "read" }) ? key : undefined;
  }
}
