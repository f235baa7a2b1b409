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
  /** Default: never changed. */
  readonly modified?: number;
  /** Addresses and networks the key may be used from; everywhere when left out or empty. */
  readonly addresses?: readonly string[];
  /** Unix seconds; 0 or left out: for ever. */
  readonly validUntil?: number;
  /** Bounds of what the key may query, unix seconds; 0 or left out: none. Only told, not enforced. */
  readonly queryFrom?: number;
  readonly queryTo?: number;
  /** Taken out of use for the time being. */
  readonly disabled?: boolean;
}

/** What can be changed about a key once it is made. */
export type KeyTerms = Partial<
  Pick<
    KeySettings,
    "name" | "permissions" | "nonceWindow" | "addresses" | "validUntil" | "queryFrom" | "queryTo" | "disabled"
  >
>;

/** How many failures lock a key, and for how long. */
export interface LockoutRule {
  readonly failures: number;
  readonly ms: number;
}

/** An API key and everything that changes as it is used. */
export class ApiKey {
  /** The secret as node:crypto wants it, made once. */
  readonly hmacKey: KeyObject;
  readonly spotNonces: Nonces;
  readonly futuresNonces: Nonces;
  /** Last successful use, milliseconds since the epoch. */
  lastUsed: number | undefined;
  #settings: KeySettings;
  #failures = 0;
  #lockedUntil = 0;

  constructor(settings: KeySettings) {
    this.#settings = settings;
    this.hmacKey = createSecretKey(Buffer.from(settings.secret, "base64"));
    this.spotNonces = new Nonces(settings.nonceWindow);
    this.futuresNonces = new Nonces(settings.futuresTolerance);
  }

  /** What holds for the key now. */
  get settings(): KeySettings {
    return this.#settings;
  }

  /** Changes what holds for the key from now on. */
  revise(terms: KeyTerms, now: number): void {
    this.#settings = { ...this.#settings, ...terms, modified: now };
    this.spotNonces.widen(this.#settings.nonceWindow);
  }

  /** Whether the key can be used at all. */
  isUsable(now: number): boolean {
    const { validUntil = 0, disabled = false } = this.#settings;
    return !disabled && (validUntil === 0 || now < validUntil * 1000);
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
