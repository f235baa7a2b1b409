import type { Agenda } from "../base/agenda.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotCalls } from "../spot/calls.ts";
import { movementId } from "../statements/movements.ts";
import { priceTrade, settleTrade, type PricedTrade, type TradeAction } from "./pricing.ts";
import type { EmbedUser } from "./users.ts";
import type { Webhooks } from "./webhooks.ts";

/** How far a quote is. */
export type QuoteStatus = "new" | "accepted" | "order_complete" | "quote_cancelled" | "quote_execution_failed";

/** A price held for a customer. */
export interface EmbedQuote {
  readonly id: string;
  readonly user: EmbedUser;
  readonly trade: PricedTrade;
  /** Milliseconds. */
  readonly expires: number;
  status: QuoteStatus;
  transactionId: string | undefined;
}

const quoteMs = 120_000;

/** Quotes of all customers: held for two minutes, executed at what they said. */
export class EmbedQuotes {
  readonly #agenda: Agenda;
  readonly #ids: Ids;
  readonly #venue: SpotCalls;
  readonly #webhooks: Webhooks;
  readonly #quotes: Map<string, EmbedQuote> = new Map();

  constructor(agenda: Agenda, ids: Ids, venue: SpotCalls, webhooks: Webhooks) {
    this.#agenda = agenda;
    this.#ids = ids;
    this.#venue = venue;
    this.#webhooks = webhooks;
  }

  /** Holds a price. */
  request(user: EmbedUser, action: TradeAction): EmbedQuote {
    const trade = priceTrade(this.#venue, action);
    const expires = this.#agenda.now() + quoteMs;
    const id = this.#ids.named("QT");
    const quote: EmbedQuote = { id, user, trade, expires, status: "new", transactionId: undefined };
    this.#quotes.set(id, quote);
    this.#agenda.after(quoteMs, () => {
      if (quote.status === "new") this.#become(quote, "quote_cancelled", "quote.cancelled");
    });
    return quote;
  }

  /** The quote of an id. */
  find(user: EmbedUser, id: string): EmbedQuote {
    const quote = this.#quotes.get(id);
    if (quote?.user !== user) throw new Rejection("ENexus:Unknown quote");
    return quote;
  }

  /** The customer accepts: the money moves at once, or the quote has failed for good. */
  execute(quote: EmbedQuote): void {
    if (quote.status === "quote_cancelled") throw new Rejection("ENexus:Quote expired");
    if (quote.status !== "new") throw new Rejection("ENexus:Quote executed already");
    const { user, trade } = quote;
    try {
      const parties = { customer: user.iiban, partner: user.partner };
      quote.transactionId = movementId(settleTrade(this.#venue, parties, trade, "simple_order"));
    } catch (error) {
      if (error instanceof Rejection) this.#become(quote, "quote_execution_failed", "quote.execution_failed");
      throw error;
    }
    this.#become(quote, "order_complete", "quote.executed");
  }

  #become(quote: EmbedQuote, status: QuoteStatus, event: string): void {
    quote.status = status;
    const more = quote.transactionId === undefined ? {} : { transaction_id: quote.transactionId };
    this.#webhooks.tell(quote.user.partner, event, quote.user.iiban, quote.id, more);
  }
}
