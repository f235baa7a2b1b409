import type { Clock } from "../base/clock.ts";
import type { Decimal } from "../base/decimal.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { FundingMethod } from "./methods.ts";

interface Pinned {
  readonly method: FundingMethod;
  readonly fee: Decimal;
  readonly expires: number;
}

/** Fees that were quoted and hold for a while, however often they are used. */
export class FeeTokens {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #prefix: string;
  readonly #ms: number;
  readonly #pinned: Map<string, Pinned> = new Map();

  constructor(clock: Clock, ids: Ids, prefix: string, ms: number) {
    this.#clock = clock;
    this.#ids = ids;
    this.#prefix = prefix;
    this.#ms = ms;
  }

  /** Pins the fee of a method; answers the token that stands for it. */
  pin(method: FundingMethod): string {
    const now = this.#clock.now();
    for (const [token, { expires }] of this.#pinned) if (now >= expires) this.#pinned.delete(token);
    const token = this.#prefix + this.#ids.text(32, "abcdefghijklmnopqrstuvwxyz0123456789");
    this.#pinned.set(token, { method, fee: method.fee, expires: now + this.#ms });
    return token;
  }

  /** The fee a token stands for; refuses tokens that are unknown, too old, or for something else. */
  fee(token: string, method: FundingMethod): Decimal {
    const pinned = this.#pinned.get(token);
    if (pinned?.method !== method || this.#clock.now() >= pinned.expires)
      throw new Rejection("EFunding:Invalid fee token");
    return pinned.fee;
  }
}
