/**
 * Paged histories as one stream of rows: every row once, in a documented order, from any position.
 *
 * A source knows one call of the exchange: how a page is asked for and what comes after it. Everything else is the same
 * for all of them and is here: seams, limits, positions, progress, stopping.
 */
import { platform } from "#platform";
import type { CallOptions } from "../api/route.ts";
import { AbortedError, isKrakenError, ProtocolError, UsageError } from "../base/errors.ts";
import type { Clock } from "../ports.ts";
import { pause } from "../base/pause.ts";
import { Turns } from "./pace.ts";
import type { Pace } from "./pace.ts";

/** How far reading has come. Times are milliseconds since 1970. */
export interface HistoryProgress {
  /** Rows read so far, those of the page that just arrived included. */
  readonly items: number;
  /** Pages read so far. */
  readonly pages: number;
  /** Where to resume: behind the last row that was handed over. `undefined` before the first. */
  readonly position: string | undefined;
  /** Time of the oldest row read; `undefined` where rows have no time. */
  readonly oldest: number | undefined;
  /** Time of the newest row read; `undefined` where rows have no time. */
  readonly newest: number | undefined;
  /** Rows in all, where the exchange says so. */
  readonly total: number | undefined;
  /** Set while a rate limit is waited for: milliseconds until the next attempt. */
  readonly waiting: number | undefined;
}

/** Options of every history. */
export interface HistoryOptions {
  /** Ends reading; its reason becomes the error's `cause`. */
  readonly signal?: AbortSignal | undefined;
  /** Told after every page, and when a rate limit has to be waited for. */
  readonly onProgress?: ((progress: HistoryProgress) => void) | undefined;
  /** Rows to hand over at most. Default: all. */
  readonly limit?: number | undefined;
  /** Position to resume from, as `position` of an earlier history of the same kind said. Default: the beginning. */
  readonly from?: string | undefined;
  /** Milliseconds between two requests; 0 for no pauses. Default: what the documented limits of the call allow. */
  readonly spacing?: number | undefined;
  /** Rows per request, where the call has a choice. Default: the most it gives. */
  readonly pageSize?: number | undefined;
  /** Milliseconds for one request, its retries included. Default: that of the client. */
  readonly timeout?: number | undefined;
  /** How often one request may be tried. Default: that of the client. */
  readonly attempts?: number | undefined;
  /** Replaces the clock; for tests. */
  readonly clock?: Clock | undefined;
}

/** One page as a source read it. */
export interface Page<Item, Cursor> {
  /** Rows in the order of the history. */
  readonly items: readonly Item[];
  /** What to ask for next, given how many of the rows were new; `undefined` at the end. */
  readonly next: (fresh: number) => Cursor | undefined;
  /** Rows in all, where the exchange says so. */
  readonly total?: number | undefined;
  /** What asks for this page again, where that is not what it was asked with (rows may have come in on top since). */
  readonly at?: Cursor | undefined;
}

/** One history of the exchange. */
export interface Source<Item, Cursor> {
  /** What it is a history of; a position of another one is refused. */
  readonly name: string;
  /** Asks for the first page; plain data, as it becomes part of positions. */
  readonly first: Cursor;
  /** What the exchange allows. */
  readonly pace: Pace;
  /** Ids of a page's rows, by which repetitions are recognised. */
  keys(items: readonly Item[]): readonly string[];
  /** Time of a row in milliseconds since 1970. */
  time?(item: Item): number | undefined;
  fetch(cursor: Cursor, options: CallOptions): Promise<Page<Item, Cursor>>;
  /** What asks for a page that begins at a row or a little before it, and will still do so tomorrow. */
  resume?(item: Item): Cursor;
  /** How many ids to remember. Default 10 000; more only where rows can move further than a page. */
  readonly remember?: number;
}

/** Rows of a history, newest or oldest first as its function says. Use it with `for await`. */
export class History<Item> implements AsyncIterator<Item, undefined>, AsyncIterable<Item> {
  readonly #rows: AsyncGenerator<Item, undefined>;
  readonly #stop = new AbortController();
  #position: () => string | undefined;

  constructor(
    read: (stop: AbortController, move: (position: () => string) => void) => AsyncGenerator<Item, undefined>,
    from?: string,
  ) {
    this.#position = () => from;
    this.#rows = read(this.#stop, (position) => {
      this.#position = position;
    });
  }

  /** Where to resume: behind the row handed over last. Keep it, and pass it as `from` another day. */
  get position(): string | undefined {
    return this.#position();
  }

  /** The next row. */
  next(): Promise<IteratorResult<Item, undefined>> {
    return this.#rows.next();
  }

  /** Stops reading and gives up a request under way; what `break` in a `for await` does. */
  async return(): Promise<IteratorResult<Item, undefined>> {
    this.#stop.abort(new Error("the history was left"));
    return this.#rows.return(undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Makes the stream of a source. */
export function historyOf<Item, Cursor>(source: Source<Item, Cursor>, options: HistoryOptions = {}): History<Item> {
  checkOptions(options);
  const start = options.from === undefined ? { at: source.first } : readPosition<Cursor>(source.name, options.from);
  return new History<Item>((stop, move) => read(source, options, start, stop, move), options.from);
}

function checkOptions({ limit, spacing, pageSize }: HistoryOptions): void {
  const whole = (value: number | undefined, least: number, field: string): void => {
    if (value !== undefined && !(Number.isInteger(value) && value >= least))
      throw new UsageError(`${field} must be a whole number from ${least}, not ${String(value)}`, field);
  };
  whole(limit, 0, "limit");
  whole(pageSize, 1, "pageSize");
  if (spacing !== undefined && !(spacing >= 0 && Number.isFinite(spacing)))
    throw new UsageError(`spacing must be a number of milliseconds from 0, not ${String(spacing)}`, "spacing");
}

/** Where reading begins: at a page, and behind one of its rows. */
interface Start<Cursor> {
  readonly at: Cursor;
  readonly after?: string;
}

function readPosition<Cursor>(name: string, text: string): Start<Cursor> {
  let position: unknown;
  try {
    position = JSON.parse(text);
  } catch (cause) {
    throw new UsageError("from is not a position of a history", "from", { cause });
  }
  const { of, at, after } = (position ?? {}) as Record<string, unknown>;
  if (typeof of !== "string" || typeof at !== "object" || at === null || typeof after !== "string")
    throw new UsageError("from is not a position of a history", "from");
  if (of !== name) throw new UsageError(`from is a position in "${of}", not in "${name}"`, "from");
  return { at: at as Cursor, after };
}

/** Ids seen lately. */
class Seam {
  readonly #ids = new Set<string>();
  readonly #most: number;
  constructor(most: number) {
    this.#most = most;
  }
  /** Remembers an id; false when it was known. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#most) break;
      this.#ids.delete(oldest);
    }
    return true;
  }
}

async function* read<Item, Cursor>(
  source: Source<Item, Cursor>,
  options: HistoryOptions,
  start: Start<Cursor>,
  stop: AbortController,
  move: (position: () => string) => void,
): AsyncGenerator<Item, undefined> {
  const { signal, limit = Infinity } = options;
  const abort = (): void => stop.abort(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener("abort", abort, { once: true });
  const reader = new Reader(source, options, stop.signal);
  try {
    let { at: cursor, after } = start as { at: Cursor; after?: string | undefined };
    let left = limit;
    while (left > 0) {
      reader.check();
      const page = await reader.page(cursor);
      const rows: { readonly item: Item; readonly key: string }[] = [];
      let fresh = 0;
      const keys = source.keys(page.items);
      page.items.forEach((item, index) => {
        const key = keys[index] as string;
        if (!reader.seam.add(key)) return;
        fresh += 1;
        if (after === undefined) rows.push({ item, key });
        else if (key === after) after = undefined;
      });
      const handed = rows.slice(0, left);
      reader.arrived(
        handed.map(({ item }) => item),
        page.total,
      );
      for (const { item, key } of handed) {
        const at = source.resume?.(item) ?? page.at ?? cursor;
        reader.position = () => JSON.stringify({ of: source.name, at, after: key });
        move(reader.position);
        left -= 1;
        yield item;
        reader.check();
      }
      const next = page.next(fresh);
      if (next === undefined) break;
      if (fresh === 0 && JSON.stringify(next) === JSON.stringify(cursor))
        throw new ProtocolError(`${source.name}: the exchange answers with the same page again and again`, {
          delivery: "answered",
        });
      cursor = next;
    }
    if (after !== undefined && left > 0)
      throw new ProtocolError(`${source.name}: the row behind which to resume ("${after}") is no longer there`, {
        delivery: "answered",
      });
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  return undefined;
}

/** Asks for pages at the right pace and keeps count of them. */
class Reader<Item, Cursor> {
  readonly seam: Seam;
  position: (() => string) | undefined;
  readonly #source: Source<Item, Cursor>;
  readonly #options: HistoryOptions;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  readonly #turns: Turns;
  #items = 0;
  #pages = 0;
  #oldest: number | undefined;
  #newest: number | undefined;
  #total: number | undefined;

  constructor(source: Source<Item, Cursor>, options: HistoryOptions, signal: AbortSignal) {
    const { spacing, clock = platform.clock } = options;
    this.seam = new Seam(source.remember ?? 10_000);
    this.#source = source;
    this.#options = options;
    this.#signal = signal;
    this.#clock = clock;
    this.#turns = new Turns(spacing === undefined ? source.pace : { burst: 1, every: spacing }, clock);
  }

  /** Throws when the caller wants no more. */
  check(): void {
    if (this.#signal.aborted) throw this.#aborted(this.#signal.reason);
  }

  /** One page; a rate limit that a few quick retries do not get past is waited for, however long it takes. */
  async page(cursor: Cursor): Promise<Page<Item, Cursor>> {
    const { timeout, attempts } = this.#options;
    await this.#wait(this.#turns.take());
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#source.fetch(cursor, { signal: this.#signal, timeout, attempts });
      } catch (error) {
        if (!isKrakenError(error) || error.kind !== "refused" || error.category !== "limit") throw error;
        const wait = Math.max(250, error.retryAfter ?? Math.min(60_000, 2000 * 2 ** attempt));
        this.#report(wait);
        await this.#wait(wait);
      }
    }
  }

  /** Notes what a page brought and tells the caller. */
  arrived(items: readonly Item[], total: number | undefined): void {
    this.#items += items.length;
    this.#pages += 1;
    this.#total = total ?? this.#total;
    for (const item of items) {
      const time = this.#source.time?.(item);
      if (time === undefined) continue;
      this.#oldest = Math.min(time, this.#oldest ?? time);
      this.#newest = Math.max(time, this.#newest ?? time);
    }
    this.#report(undefined);
  }

  #report(waiting: number | undefined): void {
    this.#options.onProgress?.({
      items: this.#items,
      pages: this.#pages,
      position: this.position?.() ?? this.#options.from,
      oldest: this.#oldest,
      newest: this.#newest,
      total: this.#total,
      waiting,
    });
  }

  async #wait(ms: number): Promise<void> {
    if (ms <= 0) return;
    try {
      await pause(ms, this.#clock, this.#signal);
    } catch (reason) {
      throw this.#aborted(reason);
    }
  }

  #aborted(cause: unknown): AbortedError {
    return new AbortedError(`${this.#source.name}: aborted by the caller`, { delivery: "unsent", cause });
  }
}
