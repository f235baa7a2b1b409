import { createHash } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { ApiKey, type KeyTerms } from "./keys.ts";
import { spotPermissions, type FuturesPermissions, type SpotPermission } from "./permissions.ts";

/** What a new key may do and how strict it is. */
export interface KeyOptions {
  /** Public part; made up when left out. */
  readonly key?: string;
  /** Base64 text of 64 secret bytes; made up when left out. */
  readonly secret?: string;
  readonly name?: string;
  /** Spot rights; all when left out. */
  readonly permissions?: readonly SpotPermission[];
  /** Futures rights; full access when left out. */
  readonly futures?: FuturesPermissions;
  /** How far below the highest nonce a nonce may be. Default 0. */
  readonly nonceWindow?: number | bigint;
  /** How far out of order Futures nonces may come. Default 10 000. */
  readonly futuresTolerance?: number | bigint;
  /** Second password every Spot call of this key must carry. */
  readonly otp?: string;
  /** Where and until when the key is good. Default: everywhere and for ever. */
  readonly terms?: Pick<KeyTerms, "addresses" | "validUntil" | "queryFrom" | "queryTo">;
}

const full: FuturesPermissions = { general: "FULL_ACCESS", transfer: "FULL_ACCESS" };

/** All API keys of the exchange. Keys made up here follow from the seed, so a run can be repeated. */
export class KeyRing {
  readonly #clock: Clock;
  readonly #seed: string;
  readonly #keys = new Map<string, ApiKey>();
  #made = 0;

  constructor(clock: Clock, seed: string) {
    this.#clock = clock;
    this.#seed = seed;
  }

  /** Makes a key for an account. */
  create(account: string, options: KeyOptions = {}): ApiKey {
    this.#made += 1;
    const key = options.key ?? this.#bytes("key").subarray(0, 42).toString("base64");
    if (this.#keys.has(key)) throw new RangeError("that API key exists already");
    const made = new ApiKey({
      key,
      secret: options.secret ?? this.#bytes("secret").toString("base64"),
      account,
      name: options.name ?? `key-${this.#made}`,
      permissions: new Set(options.permissions ?? spotPermissions),
      futures: options.futures ?? full,
      nonceWindow: BigInt(options.nonceWindow ?? 0),
      futuresTolerance: BigInt(options.futuresTolerance ?? 10_000),
      ...options.terms,
      ...(options.otp === undefined ? {} : { otp: options.otp }),
      created: this.#clock.now(),
    });
    this.#keys.set(key, made);
    return made;
  }

  /** The key with this public part, while it can be used. */
  find(key: string): ApiKey | undefined {
    const found = this.#keys.get(key);
    return found?.isUsable(this.#clock.now()) === true ? found : undefined;
  }

  /** Takes a key away; false when there was none. */
  revoke(key: string): boolean {
    return this.#keys.delete(key);
  }

  /** Keys of one account. */
  of(account: string): readonly ApiKey[] {
    return [...this.#keys.values()].filter((key) => key.settings.account === account);
  }

  #bytes(label: string): Buffer {
    return createHash("sha512").update(`${this.#seed}/${label}/${this.#made}`).digest();
  }
}
