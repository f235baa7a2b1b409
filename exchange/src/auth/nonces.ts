const largest = 2n ** 64n - 1n;

/**
 * The nonces one key has used. A nonce above all others is always good; one up to `window` below the
 * highest is good once; everything else is refused.
 */
export class Nonces {
  #window: bigint;
  #highest = 0n;
  #used = new Set<bigint>();
  #pruneAt = 64;

  constructor(window: bigint) {
    this.#window = window;
  }

  /** Highest nonce taken so far; 0 before the first. */
  get highest(): bigint {
    return this.#highest;
  }

  /** Changes the window. */
  widen(window: bigint): void {
    this.#window = window;
  }

  /** Uses up a nonce, or says why it cannot be used. */
  take(nonce: bigint): "taken" | "duplicate" | "below" {
    if (nonce <= 0n || nonce > largest || nonce < this.#highest - this.#window) return "below";
    if (this.#used.has(nonce)) return "duplicate";
    this.#used.add(nonce);
    if (nonce > this.#highest) this.#highest = nonce;
    if (this.#used.size >= this.#pruneAt) this.#prune();
    return "taken";
  }

  /** Forgets what lies below the window; waiting for the set to double keeps the price per nonce constant. */
  #prune(): void {
    const floor = this.#highest - this.#window;
    for (const nonce of this.#used) if (nonce < floor) this.#used.delete(nonce);
    this.#pruneAt = Math.max(64, this.#used.size * 2);
  }
}

/** Reads a nonce as it travels: the decimal digits of an unsigned integer. */
export function readNonce(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}
