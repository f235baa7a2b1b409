/** One book kept from one subscription: whether it can be trusted, and what is done when it cannot. */
import { ProtocolError } from "../base/errors.ts";
import type { KrakenError } from "../base/errors.ts";
import type { BookResult } from "../book/index.ts";
import type { Book } from "../book/index.ts";
import type { Topic } from "../feeds/feed.ts";
import type { Clock, StopTimer } from "../ports.ts";

/**
 * Whether a book may be read.
 *
 * - `good`: every message since the snapshot was applied and proven.
 * - `resyncing`: known to be wrong, or not there yet; a new snapshot has been asked for.
 * - `stale`: the connection is away.
 * - `closed`: nobody keeps it any more.
 */
export type BookHealth = "good" | "resyncing" | "stale" | "closed";

/** Why a book cannot be read for a while. */
export interface BookGap {
  /**
   * - `checksum`: the book differs from the exchange's.
   * - `sequence`: messages were lost (Futures).
   * - `unreadable`: a message is not what the protocol promises.
   * - `silence`: no snapshot came.
   * - `renewed`: the subscription was renewed, after long silence or by `resubscribe`.
   * - `connection`: the connection was lost.
   */
  readonly reason: "checksum" | "sequence" | "unreadable" | "silence" | "renewed" | "connection";
  /** The checksum the exchange sent, or the sequence number that should have come. */
  readonly expected?: number;
  /** The checksum of the book, or the sequence number that came. */
  readonly actual?: number;
  /** Failures in a row, this one included; 0 when nothing failed but the connection. */
  readonly failures: number;
  /** Milliseconds until a new snapshot is asked for. */
  readonly retryIn: number;
}

/** What has been counted about a book. */
export interface BookChecks {
  /** Messages applied. */
  readonly applied: number;
  /** Those of them that were proven: by checksum on Spot, by sequence number on Futures. */
  readonly verified: number;
  /** Checksums that differed and sequence numbers that were missing. */
  readonly mismatches: number;
  /** Times the book was lost, for whatever reason. */
  readonly gaps: number;
}

/** Who is told about a kept book. */
export interface BookReader {
  /** Check every nth message; 0 checks none. */
  readonly verify: number;
  updated(): void;
  lost(gap: BookGap): void;
  restored(after: number): void;
  ended(error: KrakenError | undefined): void;
}

/** What a kept book needs from the connection. */
export interface BookSource<Kept extends Book> {
  readonly clock: Clock;
  /** Milliseconds a snapshot may take. */
  readonly patience: number;
  /** The book again, empty; another one if the precision of the pair has changed meanwhile. */
  remake(before: Kept | undefined): Kept;
  /** Subscribes afresh. */
  renew(): void;
  /** Whether the exchange acknowledged the subscription. */
  confirmed(): boolean;
  report(error: KrakenError): void;
}

/** Milliseconds a book must have been good for its failures to be forgotten. */
const calm = 10_000;
const longestWait = 30_000;
/** Failures in a row after which users are told by `exception` as well. */
const worrying = 3;

type Phase = "waiting" | "asked" | "good" | "failed" | "leaving" | "away" | "closed";

const healths: Readonly<Record<Phase, BookHealth>> = {
  waiting: "stale",
  asked: "resyncing",
  good: "good",
  failed: "resyncing",
  leaving: "resyncing",
  away: "stale",
  closed: "closed",
};

/** A book, its subscription and its readers. */
export class KeptBook<Kept extends Book = Book> {
  readonly topic: Topic;
  readonly #source: BookSource<Kept>;
  #book: Kept;
  /** Replaced, never changed: a reader may leave while all are being told something. */
  #readers: readonly BookReader[] = [];
  #phase: Phase = "waiting";
  #stop: StopTimer | undefined;
  #failures = 0;
  /** When the book became good, and when it was lost. */
  #goodSince = 0;
  #lostAt: number | undefined;
  #gap: BookGap | undefined;
  #heard: number | undefined;
  #applied = 0;
  #verified = 0;
  #mismatches = 0;
  #gaps = 0;
  #every = 1;
  #checking = true;
  #error: KrakenError | undefined;

  constructor(topic: Topic, source: BookSource<Kept>) {
    this.topic = topic;
    this.#source = source;
    this.#book = source.remake(undefined);
  }

  get book(): Kept {
    return this.#book;
  }

  get good(): boolean {
    return this.#phase === "good";
  }

  get health(): BookHealth {
    return healths[this.#phase];
  }

  /** Messages applied. */
  get applied(): number {
    return this.#applied;
  }

  /** Milliseconds since the last message was applied. */
  get age(): number {
    return this.#heard === undefined ? Number.POSITIVE_INFINITY : this.#source.clock.steady() - this.#heard;
  }

  get checks(): BookChecks {
    return { applied: this.#applied, verified: this.#verified, mismatches: this.#mismatches, gaps: this.#gaps };
  }

  /** Why it was lost last. */
  get gap(): BookGap | undefined {
    return this.#gap;
  }

  /** Why it ended. */
  get error(): KrakenError | undefined {
    return this.#error;
  }

  get readers(): number {
    return this.#readers.length;
  }

  add(reader: BookReader): void {
    this.#readers = [...this.#readers, reader];
    this.#weigh();
  }

  delete(reader: BookReader): void {
    this.#readers = this.#readers.filter((each) => each !== reader);
    this.#weigh();
  }

  /** A message was applied to the book, at `now` on the steady clock. */
  took(result: BookResult, now: number): void {
    switch (result.status) {
      case "ok":
        if (this.#phase === "good" || this.#phase === "asked") this.#applies(now);
        // A snapshot of a subscription that is being given up: nothing would follow it.
        else this.#book.reset();
        break;
      case "mismatch":
        this.#mismatches += 1;
        this.#fails("checksum", result.expected, result.actual);
        break;
      case "gap":
        this.#mismatches += 1;
        this.#fails("sequence", result.expected, result.actual);
        break;
      case "unreadable":
        this.#fails("unreadable");
        break;
      case "ignored":
        break;
    }
  }

  /** A request about the subscription leaves. */
  asked(method: "subscribe" | "unsubscribe"): void {
    if (this.#phase === "closed") return;
    this.#stop?.();
    if (method === "unsubscribe") return this.#lose("leaving", "renewed");
    this.#phase = "asked";
    this.#book = this.#source.remake(this.#book);
    this.#check(this.#every > 0);
    this.#await();
    return undefined;
  }

  /** The connection is gone. */
  lost(): void {
    if (this.#phase === "closed") return;
    this.#stop?.();
    this.#lose("away", "connection");
  }

  /** Nobody keeps it any more. */
  end(error?: KrakenError): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#error = error;
    this.#stop?.();
    this.#book.reset();
    const readers = this.#readers;
    this.#readers = [];
    for (const reader of readers) reader.ended(error);
  }

  #applies(now: number): void {
    this.#heard = now;
    this.#applied += 1;
    if (this.#checking) this.#verified += 1;
    if (this.#every > 1) this.#check((this.#applied + 1) % this.#every === 0);
    const first = this.#phase === "asked";
    if (first) this.#restore(now);
    const readers = this.#readers;
    for (let at = 0; at < readers.length; at += 1) (readers[at] as BookReader).updated();
  }

  #restore(now: number): void {
    this.#stop?.();
    this.#phase = "good";
    this.#goodSince = now;
    const lostAt = this.#lostAt;
    this.#lostAt = undefined;
    if (lostAt !== undefined) for (const reader of this.#readers) reader.restored(now - lostAt);
  }

  #fails(reason: BookGap["reason"], expected?: number, actual?: number): void {
    if (this.#phase !== "good" && this.#phase !== "asked") return this.#book.reset();
    const { clock } = this.#source;
    this.#stop?.();
    if (this.#phase === "good" && clock.steady() - this.#goodSince >= calm) this.#failures = 0;
    const retryIn = this.#failures === 0 ? 0 : Math.min(longestWait, 500 * 2 ** (this.#failures - 1));
    this.#failures += 1;
    const numbers = expected === undefined || actual === undefined ? {} : { expected, actual };
    this.#tell("failed", { reason, ...numbers, failures: this.#failures, retryIn });
    if (this.#failures >= worrying) this.#complain(retryIn);
    // A listener may have closed it.
    if (this.health === "closed") return undefined;
    if (retryIn === 0) this.#source.renew();
    else this.#stop = clock.after(retryIn, () => this.#source.renew(), true);
    return undefined;
  }

  /** Leaves the book unread; says so only if it could be read. */
  #lose(phase: Phase, reason: BookGap["reason"]): void {
    if (this.#phase === "good") return this.#tell(phase, { reason, failures: 0, retryIn: 0 });
    this.#phase = phase;
    this.#book.reset();
    return undefined;
  }

  #tell(phase: Phase, gap: BookGap): void {
    this.#phase = phase;
    this.#book.reset();
    this.#gap = gap;
    this.#gaps += 1;
    this.#lostAt ??= this.#source.clock.steady();
    for (const reader of this.#readers) reader.lost(gap);
  }

  #complain(retryIn: number): void {
    const { feed, symbol } = this.topic;
    const what = `The ${feed.channel} of ${symbol ?? ""} failed ${this.#failures} times in a row (${this.#gap?.reason})`;
    const error = new ProtocolError(`${what}; the next attempt is in ${retryIn} ms`, { delivery: "answered" });
    this.#source.report(error);
  }

  /** Waits for the snapshot; before the acknowledgement there is nothing to wait for. */
  #await(): void {
    const { clock, patience } = this.#source;
    this.#stop = clock.after(
      patience,
      () => {
        if (this.#phase !== "asked") return;
        if (this.#source.confirmed()) this.#fails("silence");
        else this.#await();
      },
      true,
    );
  }

  /** The strictest reader decides how often to check. */
  #weigh(): void {
    const wishes = this.#readers.map(({ verify }) => verify).filter((verify) => verify > 0);
    this.#every = wishes.length === 0 ? 0 : Math.min(...wishes);
    if (this.#phase !== "good" || this.#every <= 1) this.#check(this.#every > 0);
  }

  #check(on: boolean): void {
    this.#checking = on;
    if ("verify" in this.#book) this.#book.verify = on;
  }
}
