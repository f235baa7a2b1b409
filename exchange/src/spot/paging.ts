import { parseDecimal, roundedUnits } from "../base/decimal.ts";
import { invalid } from "./fields.ts";
import type { Page, PageQuery } from "./types.ts";

/** Default entries per page. */
export const pageSize = 50;

interface Listed {
  readonly id: string;
}

/**
 * One page of a list that is newest first. `start` is exclusive and `end` inclusive, each a time in seconds or the
 * id of an entry; an entry is inside when one of its `times` is.
 */
export function page<T extends Listed, Shown>(
  all: readonly T[],
  query: PageQuery,
  times: (item: T) => readonly bigint[],
  show: (item: T) => Shown,
): Page<Shown> {
  const after = bound(all, "start", query.start);
  const until = bound(all, "end", query.end);
  const within = (item: T, index: number): boolean => {
    if (after.index !== undefined && index >= after.index) return false;
    if (until.index !== undefined && index < until.index) return false;
    return times(item).some(
      (time) => (after.time === undefined || time > after.time) && (until.time === undefined || time <= until.time),
    );
  };
  const matching = all.filter((item, index) => within(item, index));
  const size = Math.max(1, Math.min(query.limit ?? pageSize, 100));
  const from = query.cursor === undefined || query.cursor === "" ? (query.ofs ?? 0) : position(matching, query.cursor);
  const shown = matching.slice(from, from + size);
  const last = shown.at(-1);
  const more = last !== undefined && from + size < matching.length;
  return {
    entries: Object.fromEntries(shown.map((item) => [item.id, show(item)])),
    count: matching.length,
    ...(more ? { next: Buffer.from(last.id).toString("base64url") } : {}),
  };
}

function position(list: readonly Listed[], cursor: string): number {
  const id = Buffer.from(cursor, "base64url").toString();
  const index = list.findIndex((item) => item.id === id);
  if (index < 0) throw invalid("cursor");
  return index + 1;
}

function bound(all: readonly Listed[], field: string, text: string | undefined): { time?: bigint; index?: number } {
  if (text === undefined || text === "") return {};
  const time = parseDecimal(text);
  if (time !== undefined) return { time: roundedUnits(time, 6, "floor") };
  const index = all.findIndex((item) => item.id === text);
  if (index < 0) throw invalid(field);
  return { index };
}
