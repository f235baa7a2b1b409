import { Rejection } from "../base/rejection.ts";
import { blankFields, isFields, type Fields } from "../http/fields.ts";
import { MalformedText } from "../http/forms.ts";
import { parseJsonText } from "../http/jsontext.ts";

/** One page of a list. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

/** Where a page begins, and the filter of the first page, which every following page keeps. */
export interface PageStart {
  readonly fields: Fields;
  readonly after: string | undefined;
}

/** Reads a cursor back into the filter it was made under; without a cursor, the fields as sent. */
export function startOf(fields: Fields, refusal: string, name = "cursor"): PageStart {
  const cursor = fields[name];
  if (typeof cursor !== "string" || cursor === "" || cursor === "true" || cursor === "false")
    return { fields, after: undefined };
  const read = readCursor(cursor);
  if (read === undefined) throw new Rejection(refusal);
  return read;
}

/** Cuts a page out of a list; its cursor remembers the last item and the filter. */
export function pageOf<T>(
  list: readonly T[],
  start: PageStart,
  limit: number,
  idOf: (item: T) => string,
  refusal: string,
): ListPage<T> {
  const at = start.after === undefined ? -1 : list.findIndex((item) => idOf(item) === start.after);
  if (start.after !== undefined && at < 0) throw new Rejection(refusal);
  const items = list.slice(at + 1, at + 1 + limit);
  const last = items.at(-1);
  if (last === undefined || at + 1 + limit >= list.length) return { items, next: undefined };
  const text = JSON.stringify({ after: idOf(last), fields: start.fields });
  return { items, next: Buffer.from(text).toString("base64url") };
}

function readCursor(cursor: string): PageStart | undefined {
  try {
    const value = parseJsonText(Buffer.from(cursor, "base64url").toString());
    if (!isFields(value)) return undefined;
    const { after, fields } = value;
    return typeof after === "string" ? { after, fields: isFields(fields) ? fields : blankFields() } : undefined;
  } catch (error) {
    if (error instanceof MalformedText) return undefined;
    throw error;
  }
}
