import type { Clock } from "../base/clock.ts";
import type { Decimal } from "../base/decimal.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { FundingMethod } from "../funding/methods.ts";
import type { Vault } from "./vaults.ts";

/** A fee that holds for a while, and the withdrawal it is for. */
export interface FeeQuote {
  readonly id: string;
  readonly vault: Vault;
  readonly method: FundingMethod;
  readonly amount: Decimal;
  readonly included: boolean;
  readonly addressName: string | undefined;
  readonly expires: number;
}

const lastsMs = 600_000;

/** Fee quotes of vault withdrawals. */
export class FeeQuotes {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #quotes: Map<string, FeeQuote> = new Map();

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Quotes the fee of a withdrawal. */
  make(quote: Omit<FeeQuote, "id" | "expires">): FeeQuote {
    const now = this.#clock.now();
    for (const [id, { expires }] of this.#quotes) if (now >= expires) this.#quotes.delete(id);
    const made: FeeQuote = { ...quote, id: this.#ids.custody("Q"), expires: now + lastsMs };
    this.#quotes.set(made.id, made);
    return made;
  }

  /** A quote that still holds. */
  find(id: string, vault: Vault): FeeQuote {
    const quote = this.#quotes.get(id);
    if (quote?.vault !== vault || this.#clock.now() >= quote.expires) throw new Rejection("EGeneral:Unknown quote");
    return quote;
  }
}
