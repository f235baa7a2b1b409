/** The ways in which the exchange pages: along time, by cursors it hands out, by counting rows. */
import type { CallOptions } from "../api/route.ts";
import { ProtocolError } from "../base/errors.ts";
import type { Page, Source } from "./history.ts";
import { nanosecondsOf } from "./time.ts";
import type { HistoryTime } from "./time.ts";

type Common<Item, Cursor> = Omit<Source<Item, Cursor>, "first" | "fetch">;

/** Which part of a history is wanted. */
export interface HistorySpan {
  /** Rows from this moment on, inclusive: a `Date`, milliseconds since 1970, or ISO 8601 text. Default: the oldest. */
  readonly since?: HistoryTime | undefined;
  /** Rows up to this moment, inclusive: a `Date`, milliseconds since 1970, or ISO 8601 text. Default: now. */
  readonly until?: HistoryTime | undefined;
}

/** A span in nanoseconds since 1970. */
export interface Span {
  readonly since: bigint | undefined;
  readonly until: bigint | undefined;
}

export function spanOf({ since, until }: HistorySpan): Span {
  return {
    since: since === undefined ? undefined : nanosecondsOf(since, "since"),
    until: until === undefined ? undefined : nanosecondsOf(until, "until"),
  };
}

/** Ids of rows that have none: the row itself, and which of its equals it is within the page. */
export function keysByContent(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return texts.map((text) => {
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return count === 1 ? text : `${text} #${count}`;
  });
}

/** Where a walk along time is: rows behind this moment come next, so many at a time. */
export interface TimeCursor {
  readonly behind: string;
  readonly count?: number;
}

/** A call that gives the oldest rows after a moment. */
export interface Rising<Item> extends Common<Item, TimeCursor> {
  readonly since: bigint;
  /** The last moment wanted; asked once, with the first page. */
  until(options: CallOptions): Promise<bigint> | bigint;
  /** Nanoseconds of a row, as exact as the row tells. */
  at(item: Item): bigint;
  /** Rows to ask for; and the most that can be asked for, where more than one row can carry the same time. */
  readonly count: number;
  readonly most: number;
  /** The finest step of the call's cursor, nanoseconds. */
  readonly step: bigint;
  /** Rows after a moment, oldest first, and the exact time of the last one where the answer tells it. */
  read(
    behind: bigint,
    count: number,
    options: CallOptions,
  ): Promise<{ readonly rows: readonly Item[]; readonly last?: bigint | undefined }>;
}

/**
 * Walks forward in time. Every page begins a step before the last row of the page before, because rows of one moment may
 * lie on both sides of a seam; what comes twice is recognised by its id.
 */
export function rising<Item>(walk: Rising<Item>): Source<Item, TimeCursor> {
  let until: bigint | undefined;
  const { since, count, most, step } = walk;
  return {
    ...walk,
    first: { behind: String(since > step ? since - step : 0n) },
    async fetch(cursor, options): Promise<Page<Item, TimeCursor>> {
      const size = cursor.count ?? count;
      const end = (until ??= await walk.until(options));
      const { rows, last } = await walk.read(BigInt(cursor.behind), size, options);
      const edge = last ?? (rows.length === 0 ? 0n : walk.at(rows[rows.length - 1] as Item));
      const items = rows.filter((row) => walk.at(row) >= since && walk.at(row) <= end);
      return {
        items,
        next(fresh) {
          if (rows.length === 0 || edge > end) return undefined;
          if (fresh > 0 || items.length < rows.length) {
            const behind = edge > step ? edge - step : 0n;
            // A page of rows from before `since` alone must still lead onwards.
            return { behind: String(fresh === 0 && behind <= BigInt(cursor.behind) ? edge : behind) };
          }
          // Nothing new: the end, unless the page is too small for all the rows of one moment.
          if (rows.length < size) return undefined;
          if (size < most) return { ...cursor, count: Math.min(most, size * 2) };
          throw crowded(walk.name, size);
        },
      };
    },
  };
}

/** A call that gives the newest rows before a moment, always the same number of them. */
export interface Falling<Item> extends Common<Item, Partial<TimeCursor>> {
  readonly span: Span;
  readonly count: number;
  readonly step: bigint;
  at(item: Item): bigint;
  /** Rows before a moment (all of them when left out), newest first. */
  read(before: bigint | undefined, options: CallOptions): Promise<readonly Item[]>;
}

/** Walks back in time, every page beginning a step after the last row of the page before. */
export function falling<Item>(walk: Falling<Item>): Source<Item, Partial<TimeCursor>> {
  const { since = 0n, until } = walk.span;
  const behind = (edge: bigint): TimeCursor => ({ behind: String(edge + walk.step) });
  return {
    ...walk,
    first: until === undefined ? {} : behind(until),
    resume: (item) => behind(walk.at(item)),
    async fetch(cursor, options) {
      const rows = await walk.read(cursor.behind === undefined ? undefined : BigInt(cursor.behind), options);
      const items = rows.filter((row) => walk.at(row) >= since && (until === undefined || walk.at(row) <= until));
      return {
        items,
        next(fresh) {
          const last = rows[rows.length - 1];
          if (last === undefined || walk.at(last) < since) return undefined;
          if (fresh > 0 || items.length < rows.length) return behind(walk.at(last));
          if (rows.length < walk.count) return undefined;
          throw crowded(walk.name, walk.count);
        },
      };
    },
  };
}

function crowded(name: string, count: number): ProtocolError {
  return new ProtocolError(
    `${name}: more than ${count} rows carry the same time, and this call cannot tell them apart; some would be lost`,
    { delivery: "answered" },
  );
}

/** Where a list by cursor is; empty for its first page. */
export interface TokenCursor {
  readonly cursor?: string;
}

/** A call that says where its next page begins. */
export interface ByToken<Item> extends Common<Item, TokenCursor> {
  read(
    cursor: string | undefined,
    options: CallOptions,
  ): Promise<{
    readonly rows: readonly Item[];
    readonly next: string | null | undefined;
    readonly total?: number | undefined;
  }>;
}

/** Follows the cursors the exchange hands out. */
export function byToken<Item>(walk: ByToken<Item>): Source<Item, TokenCursor> {
  return {
    ...walk,
    first: {},
    async fetch({ cursor }, options) {
      const { rows, next, total } = await walk.read(cursor, options);
      return { items: rows, total, next: () => (next ? { cursor: next } : undefined) };
    },
  };
}

/** Where a list by counting is. */
export interface OffsetCursor {
  readonly offset: number;
}

/** A call that skips as many rows as it is told. */
export interface ByOffset<Item> extends Common<Item, OffsetCursor> {
  /** Offset of the first page: 0 for rows, 1 for numbered pages. */
  readonly from?: number;
  read(
    offset: number,
    options: CallOptions,
  ): Promise<{
    readonly rows: readonly Item[];
    readonly total?: number | undefined;
    /** How far the next page is; `undefined` at the end. */
    readonly step: number | undefined;
  }>;
}

/** Counts through a list. Rows that come in on top push others onto the next page; all ids are remembered for that. */
export function byOffset<Item>(walk: ByOffset<Item>): Source<Item, OffsetCursor> {
  return {
    remember: Infinity,
    ...walk,
    first: { offset: walk.from ?? 0 },
    async fetch({ offset }, options) {
      const { rows, total, step } = await walk.read(offset, options);
      return { items: rows, total, next: () => (step === undefined ? undefined : { offset: offset + step }) };
    },
  };
}
