/** How many decimals the numbers of each pair have: the `instrument` channel, subscribed once and followed. */
import { fromUtf8 } from "../base/bytes.ts";
import type { BookPrecision } from "../book/index.ts";
import { topicsOf } from "../feeds/feed.ts";
import type { Topic } from "../feeds/feed.ts";
import { spotInstrument } from "../feeds/spot/instrument.ts";
import type { WSSpotPair } from "../feeds/spot/instrument.ts";
import type { Session } from "../link/session.ts";
import type { Tap } from "../link/taps.ts";
import { Audience } from "../link/waiting.ts";

/** The channel's name comes first in every frame; no other frame is looked at further. */
const head = 40;

export class Precisions implements Tap {
  readonly #session: Session;
  readonly #patience: number;
  readonly #pairs: Map<string, BookPrecision> = new Map();
  readonly #waiting: Audience;
  #topic: Topic | undefined;

  constructor(session: Session, patience: number) {
    this.#session = session;
    this.#patience = patience;
    this.#waiting = new Audience(session.clock);
  }

  /** The decimals of a pair as last heard. */
  get(symbol: string): BookPrecision | undefined {
    return this.#pairs.get(symbol);
  }

  /**
   * Resolves when the pairs are known, or when they should have been: books then read the decimals from the digits of
   * their messages, and the checksum tells whether that was right.
   */
  async known(signal: AbortSignal | undefined): Promise<void> {
    if (this.#pairs.size > 0) return;
    const waiting = this.#waiting.join("the precisions of the pairs", { signal, timeout: this.#patience });
    this.#subscribe();
    try {
      await waiting;
    } catch (error) {
      if (signal?.aborted) throw error;
    }
  }

  close(): void {
    this.#waiting.resolve();
    if (this.#topic === undefined) return;
    this.#session.taps.delete(this);
    this.#session.drop([this.#topic], this);
    this.#topic = undefined;
  }

  frame(data: string | Uint8Array): Topic | undefined {
    const start = typeof data === "string" ? data.slice(0, head) : fromUtf8(data.subarray(0, head));
    if (!start.includes('"instrument"')) return undefined;
    try {
      this.#read(JSON.parse(typeof data === "string" ? data : fromUtf8(data)));
    } catch {
      return undefined;
    }
    return this.#topic;
  }

  asked(): void {
    // Nothing depends on when it is asked for.
  }

  lost(): void {
    // What was known stays the best that is known; the next connection brings a snapshot.
  }

  refused({ key }: Topic): void {
    if (key === this.#topic?.key) this.close();
  }

  ended(): void {
    this.close();
  }

  #subscribe(): void {
    if (this.#topic !== undefined) return;
    const [plain] = topicsOf(spotInstrument, {}, []);
    const { key } = plain as Topic;
    const { subscriptions, taps } = this.#session;
    const known = subscriptions.find(key);
    // Whoever has subscribed to it already has chosen its parameters; their snapshot has passed, so it has to come again.
    this.#topic = known?.topic ?? (plain as Topic);
    taps.add(this);
    this.#session.want([this.#topic], this);
    if (known?.state === "confirmed") this.#session.renew([this.#topic]);
  }

  #read(message: unknown): void {
    const { data } = Object(message) as { readonly data?: { readonly pairs?: readonly Partial<WSSpotPair>[] } };
    for (const { symbol, price_precision: price, qty_precision: qty } of data?.pairs ?? [])
      if (typeof symbol === "string" && isDecimals(price) && isDecimals(qty)) this.#note(symbol, price, qty);
    if (this.#pairs.size > 0) this.#waiting.resolve();
  }

  #note(symbol: string, price: number, qty: number): void {
    const known = this.#pairs.get(symbol);
    if (known?.price !== price || known.qty !== qty) this.#pairs.set(symbol, { price, qty });
  }
}

const isDecimals = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 15;
