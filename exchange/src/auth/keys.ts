import { createSecretKey, type KeyObject } from "node:crypto";
import { Nonces } from "./nonces.ts";
import type { FuturesPermissions, SpotPermission } from "./permissions.ts";

/** What is decided when a key is made. */
export interface KeySettings {
  readonly key: string;
  /** Base64 text of the secret bytes. */
  readonly secret: string;
  readonly account: string;
  readonly name: string;
  readonly permissions: ReadonlySet<SpotPermission>;
  readonly futures: FuturesPermissions;
  /** How far below the highest nonce a Spot nonce may be, in units of the nonce. */
  readonly nonceWindow: bigint;
  /** The same for Futures, where a little disorder is always tolerated. */
  readonly futuresTolerance: bigint;
  /** Second password of the key, when it has one. */
  readonly otp?: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

/** How many failures lock a key, and for how long. */
export interface LockoutRule {
  readonly failures: number;
  readonly ms: number;
}

/** An API key and everything that changes as it is used. */
export class ApiKey {
  readonly settings: KeySettings;
  /** The secret as node:crypto wants it, made once. */
  readonly hmacKey: KeyObject;
  readonly spotNonces: Nonces;
  readonly futuresNonces: Nonces;
  /** Last successful use, milliseconds since the epoch. */
  lastUsed: number | undefined;
  #failures = 0;
  #lockedUntil = 0;

  constructor(settings: KeySettings) {
    this.settings = settings;
    this.hmacKey = createSecretKey(Buffer.from(settings.secret, "base64"));
    this.spotNonces = new Nonces(settings.nonceWindow);
    this.futuresNonces = new Nonces(settings.futuresTolerance);
  }

  /** True while the key is locked out; asking while locked starts the time again. */
  isLocked(now: number, rule: LockoutRule): boolean {
    if (now >= this.#lockedUntil) return false;
    this.#lockedUntil = now + rule.ms;
    return true;
  }

  /** Counts a failed authentication; enough of them in a row lock the key. */
  failed(now: number, rule: LockoutRule): void {
    this.#failures += 1;
    if (this.#failures < rule.failures) return;
    this.#failures = 0;
    this.#lockedUntil = now + rule.ms;
  }

  /** A successful authentication ends a row of failures. */
  succeeded(now: number): void {
    this.#failures = 0;
    this.lastUsed = now;
  }
}
