/** The books of one channel on one connection: which frame is for which of them. */
import type { KrakenError } from "../base/errors.ts";
import type { Book, BookPrecision, BookResult } from "../book/index.ts";
import type { Topic } from "../feeds/feed.ts";
import type { WsKey } from "../feeds/keys.ts";
import type { Session } from "../link/session.ts";
import type { Tap } from "../link/taps.ts";
import { KeptBook } from "./books-kept.ts";
import type { BookReader } from "./books-kept.ts";

/** Applies frames to books by their symbols. */
export interface BookScanner<Kept extends Book> {
  add(book: Kept): void;
  delete(symbol: string): void;
  apply(frame: Uint8Array | string, done: (book: Kept, result: BookResult) => void): boolean;
}

/** What distinguishes the kinds of books. */
export interface BookKind<Kept extends Book> {
  /** The connection it is on. */
  readonly wsKey: WsKey;
  /** Books on one connection. */
  readonly most: number;
  /** Depths that can be subscribed; none where a book is whole. */
  readonly depths: readonly number[] | undefined;
  topic(symbol: string, depth: number): Topic;
  scanner(): BookScanner<Kept>;
  book(symbol: string, depth: number, precision: BookPrecision | undefined): Kept;
}

/** What a lane is told besides its kind. */
export interface LaneSetup {
  /** Milliseconds a snapshot may take. */
  readonly patience: number;
  /** Decimals of a pair as they are known now; the same object until they change. */
  precision(symbol: string): BookPrecision | undefined;
}

/** One connection's books of one kind. */
export class BookLane<Kept extends Book> implements Tap {
  readonly #session: Session;
  readonly #kind: BookKind<Kept>;
  readonly #setup: LaneSetup;
  readonly #scanner: BookScanner<Kept>;
  /** By symbol, and by the key of the subscription. */
  readonly #books: Map<string, KeptBook<Kept>> = new Map();
  readonly #keys: Map<string, KeptBook<Kept>> = new Map();
  #now = 0;
  #found: Topic | undefined;
  readonly #done = (book: Kept, result: BookResult): void => {
    const kept = this.#books.get(book.symbol);
    if (kept === undefined) return;
    this.#found = kept.topic;
    kept.took(result, this.#now);
  };

  constructor(session: Session, kind: BookKind<Kept>, setup: LaneSetup) {
    this.#session = session;
    this.#kind = kind;
    this.#setup = setup;
    this.#scanner = kind.scanner();
    session.taps.add(this);
  }

  get empty(): boolean {
    return this.#books.size === 0;
  }

  /** The book of a subscription, if it is kept here. */
  find(key: string): KeptBook<Kept> | undefined {
    return this.#keys.get(key);
  }

  /** Begins to keep a book; nothing when this connection has no place for it. */
  keep(topic: Topic): KeptBook<Kept> | undefined {
    const { symbol = "" } = topic;
    const session = this.#session;
    if (this.#books.has(symbol) || this.#books.size >= this.#kind.most) return undefined;
    // One that nobody holds is unsubscribed before ours is sent, unless it still waits for its own acknowledgement.
    const taken = session.subscriptions
      .rivals(topic)
      .some(({ holders, state }) => holders.size > 0 || state === "subscribing");
    if (taken) return undefined;
    let precision: BookPrecision | undefined;
    const kept = new KeptBook<Kept>(topic, {
      clock: session.clock,
      patience: this.#setup.patience,
      remake: (before) => {
        const now = this.#setup.precision(symbol);
        if (before !== undefined && now === precision) {
          before.reset();
          return before;
        }
        precision = now;
        const book = this.#kind.book(symbol, topic.params["depth"] as number, now);
        this.#scanner.add(book);
        return book;
      },
      renew: () => session.renew([topic], true),
      confirmed: () => session.subscriptions.find(topic.key)?.state === "confirmed",
      report: (error) => session.report(error),
    });
    this.#books.set(symbol, kept);
    this.#keys.set(topic.key, kept);
    const subscribed = session.subscriptions.find(topic.key)?.state;
    session.want([topic], this);
    // Somebody else has had the snapshot.
    if (subscribed === "confirmed") session.renew([topic]);
    else if (subscribed === "subscribing") kept.asked("subscribe");
    return kept;
  }

  /** A reader leaves; the last one takes the subscription along. */
  leave(kept: KeptBook<Kept>, reader: BookReader): void {
    kept.delete(reader);
    if (kept.readers > 0 || kept.health === "closed") return;
    this.#forget(kept);
    kept.end();
    this.#session.drop([kept.topic], this);
  }

  /** Gives up the connection, where it is ours. */
  close(ours: boolean): void {
    for (const kept of [...this.#books.values()]) {
      this.#forget(kept);
      this.#session.drop([kept.topic], this);
      kept.end();
    }
    this.#session.taps.delete(this);
    if (ours) this.#session.close(false);
  }

  frame(data: string | Uint8Array, now: number): Topic | undefined {
    if (this.#books.size === 0) return undefined;
    this.#now = now;
    this.#found = undefined;
    this.#scanner.apply(data, this.#done);
    return this.#found;
  }

  asked(method: "subscribe" | "unsubscribe", key: string): void {
    this.#keys.get(key)?.asked(method);
  }

  lost(): void {
    for (const kept of this.#books.values()) kept.lost();
  }

  refused({ key }: Topic, error: KrakenError): void {
    const kept = this.#keys.get(key);
    if (kept === undefined) return;
    this.#forget(kept);
    kept.end(error);
  }

  ended(error: KrakenError | undefined): void {
    for (const kept of [...this.#books.values()]) {
      this.#forget(kept);
      this.#session.drop([kept.topic], this);
      kept.end(error);
    }
  }

  #forget({ topic: { key, symbol = "" } }: KeptBook<Kept>): void {
    this.#keys.delete(key);
    this.#books.delete(symbol);
    this.#scanner.delete(symbol);
  }
}
