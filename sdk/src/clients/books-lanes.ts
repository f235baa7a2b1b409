/** The connections that the books of one kind are spread over. */
import type { Book } from "../book/index.ts";
import type { Session } from "../link/session.ts";
import { BookLane } from "./books-lane.ts";
import type { BookKind, LaneSetup } from "./books-lane.ts";
import type { BookReader, KeptBook } from "./books-kept.ts";

/** A book and how to give it up. */
export interface Place<Kept extends Book> {
  readonly kept: KeptBook<Kept>;
  leave(reader: BookReader): void;
}

/**
 * Lane 0 is the connection of the client. The exchange keeps one depth of a symbol on a connection and a limited number
 * of symbols, so what finds no place there gets a further connection, which is closed with its last book.
 */
export class BookLanes<Kept extends Book> {
  readonly #kind: BookKind<Kept>;
  readonly #session: (lane: number) => Session;
  readonly #setup: LaneSetup;
  readonly #lanes: Map<number, BookLane<Kept>> = new Map();

  constructor(kind: BookKind<Kept>, session: (lane: number) => Session, setup: LaneSetup) {
    this.#kind = kind;
    this.#session = session;
    this.#setup = setup;
  }

  get kind(): BookKind<Kept> {
    return this.#kind;
  }

  /** The book of a symbol and depth: the one that is kept already, or a new one where there is a place for it. */
  take(symbol: string, depth: number): Place<Kept> {
    const topic = this.#kind.topic(symbol, depth);
    for (const lane of this.#lanes.values()) {
      const kept = lane.find(topic.key);
      if (kept !== undefined) return this.#place(lane, kept);
    }
    for (let number = 0; ; number += 1) {
      const lane = this.#lanes.get(number) ?? new BookLane(this.#session(number), this.#kind, this.#setup);
      this.#lanes.set(number, lane);
      const kept = lane.keep(topic);
      if (kept !== undefined) return this.#place(lane, kept);
    }
  }

  /** Gives up all books, and with them the connections that only they used. */
  close(own: boolean): void {
    for (const [number, lane] of this.#lanes) lane.close(own || number > 0);
    this.#lanes.clear();
  }

  #place(lane: BookLane<Kept>, kept: KeptBook<Kept>): Place<Kept> {
    return {
      kept,
      leave: (reader) => {
        lane.leave(kept, reader);
        if (!lane.empty) return;
        for (const [number, each] of this.#lanes)
          if (each === lane && number > 0) {
            this.#lanes.delete(number);
            lane.close(true);
          }
      },
    };
  }
}
