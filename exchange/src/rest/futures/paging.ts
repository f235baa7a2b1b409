import { backwards } from "../../futures/tail.ts";
import { Rejection } from "../../base/rejection.ts";
import type { Raw } from "../../http/router.ts";
import type { Fields } from "../../http/fields.ts";
import { json } from "./answers.ts";
import { optional, whole, word } from "./arguments.ts";

/** Page size when none is asked for, and the most that is given. */
const usualPage = 100;
const largestPage = 1000;
const latest = 9_999_999_999_999;

/** One row of a history, in the order in which it happened. */
export interface Row {
  readonly uid: string;
  /** Milliseconds. */
  readonly time: number;
  readonly event: object;
}

/**
 * One page of a history: `since` and `before` in milliseconds (both inclusive), `sort`, `count`, and a token that
 * says behind which row to go on. The token is also sent as a header.
 */
export function page(fields: Fields, rows: readonly Row[], head: object): Raw {
  const since = whole(fields, "since", 0, latest) ?? 0;
  const before = whole(fields, "before", 0, latest) ?? latest;
  const sort = word(fields, "sort", ["asc", "desc"]) ?? "desc";
  const count = Math.min(whole(fields, "count", 1, Number.MAX_SAFE_INTEGER) ?? usualPage, largestPage);
  const token = optional(fields, "continuation_token");
  let wanted = rows.filter((row) => row.time >= since && row.time <= before);
  if (sort === "desc") wanted = backwards(wanted);
  if (token !== undefined) {
    const uid = Buffer.from(token, "base64url").toString("utf8");
    const at = wanted.findIndex((row) => row.uid === uid);
    if (at < 0) throw new Rejection("invalidArgument: continuation_token");
    wanted = wanted.slice(at + 1);
  }
  const elements = wanted.slice(0, count);
  const last = elements.at(-1);
  const next =
    last && wanted.length > elements.length ? Buffer.from(last.uid, "utf8").toString("base64url") : undefined;
  return json(
    200,
    {
      ...head,
      len: elements.length,
      elements: elements.map((row) => ({ uid: row.uid, timestamp: row.time, event: row.event })),
      ...(next === undefined ? {} : { continuationToken: next }),
    },
    next === undefined ? {} : { "Next-Continuation-Token": next },
  );
}
