/** One channel as an async iterable. */
import { AbortedError, UsageError } from "../base/errors.ts";

/** How much a stream keeps for a reader that is slower than the market. */
export interface WSBufferOptions {
  /** Entries. Default 1000. */
  readonly size?: number | undefined;
  /** What happens when it is full. Default `error`: the stream ends with an error, so that nothing is lost silently. */
  readonly overflow?: "drop-oldest" | "drop-newest" | "error" | undefined;
}

/** Options of a stream. */
export interface WSStreamOptions {
  /** Ends the stream with an `AbortedError`. */
  readonly signal?: AbortSignal | undefined;
  readonly buffer?: WSBufferOptions | undefined;
}

/**
 * What `stream` returns: entries for one reader, until it leaves the loop, the signal fires or the subscription is
 * refused (which both throw), or the connection is closed by `close` (which ends it).
 */
export interface WSStream<Item> extends AsyncIterableIterator<Item> {
  /** Entries that wait to be read. */
  readonly buffered: number;
  /** Entries lost to a full buffer. */
  readonly dropped: number;
  [Symbol.asyncIterator](): WSStream<Item>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Reader<Item> {
  resolve(result: IteratorResult<Item, undefined>): void;
  reject(error: Error): void;
}

type End = { readonly error: Error | undefined };

/** The writing end of a stream is the client's. */
export class Stream<Item> implements WSStream<Item> {
  readonly #size: number;
  readonly #overflow: "drop-oldest" | "drop-newest" | "error";
  readonly #leave: () => void;
  #items: Item[] = [];
  #first = 0;
  #readers: Reader<Item>[] = [];
  #end: End | undefined;
  #dropped = 0;
  readonly #unlisten: () => void;

  /** `leave` runs once, when the stream ends for whatever reason. */
  constructor(options: WSStreamOptions, leave: () => void) {
    const { size = 1000, overflow = "error" } = options.buffer ?? {};
    if (!Number.isInteger(size) || size < 1)
      throw new UsageError(`buffer.size must be a whole number of at least 1, not ${String(size)}`, "buffer.size");
    if (!["drop-oldest", "drop-newest", "error"].includes(overflow))
      throw new UsageError(
        `buffer.overflow must be drop-oldest, drop-newest or error, not ${overflow}`,
        "buffer.overflow",
      );
    this.#size = size;
    this.#overflow = overflow;
    this.#leave = leave;
    const { signal } = options;
    const abort = (): void => {
      this.#items = [];
      this.#first = 0;
      this.finish(new AbortedError("The stream was aborted", { delivery: "answered", cause: signal?.reason }));
    };
    this.#unlisten = () => signal?.removeEventListener("abort", abort);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  }

  get buffered(): number {
    return this.#items.length - this.#first;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Adds an entry. */
  push(item: Item): void {
    if (this.#end !== undefined) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) return reader.resolve({ done: false, value: item });
    if (this.buffered >= this.#size) {
      if (this.#overflow === "error")
        return this.finish(new UsageError(`The reader fell behind by ${this.#size} entries`, "buffer"));
      this.#dropped += 1;
      if (this.#overflow === "drop-newest") return undefined;
      this.#take();
    }
    this.#items.push(item);
    return undefined;
  }

  /** Ends the stream after what is buffered. */
  finish(error?: Error): void {
    if (this.#end !== undefined) return;
    const [first, ...rest] = this.#readers;
    this.#readers = [];
    this.#end = { error: first === undefined ? error : undefined };
    this.#unlisten();
    if (first !== undefined && error !== undefined) first.reject(error);
    else first?.resolve({ done: true, value: undefined });
    for (const reader of rest) reader.resolve({ done: true, value: undefined });
    this.#leave();
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    if (this.buffered > 0) return Promise.resolve({ done: false, value: this.#take() });
    if (this.#end === undefined) return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
    const { error } = this.#end;
    this.#end = { error: undefined };
    return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    this.#items = [];
    this.#first = 0;
    this.finish();
    this.#end = { error: undefined };
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  // Shifting a long array copies it; the read position moves instead, and the read part goes when it is half.
  #take(): Item {
    const item = this.#items[this.#first] as Item;
    this.#first += 1;
    if (this.#first > 32 && this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }
}
