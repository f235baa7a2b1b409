import * as v from "valibot";
import { integer, type Reader } from "../spot/arguments.ts";

interface Condition {
  readonly by: string;
  readonly type: "equals" | "starts_with" | "contains" | "in";
  readonly values?: readonly string[] | undefined;
  readonly left?: number | undefined;
  readonly right?: number | undefined;
  readonly case?: "sensitive" | "insensitive" | undefined;
}

/** What a list is asked for. */
export interface ListWish {
  readonly filters?: { readonly and: readonly { readonly or: readonly Condition[] }[] } | undefined;
  readonly pagination?: { readonly limit?: number | undefined; readonly offset?: number | undefined } | undefined;
  readonly orderings?: readonly { readonly by: string; readonly direction?: "asc" | "desc" | undefined }[] | undefined;
}

const word = v.pipe(v.string(), v.maxLength(64));
const bound = v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)));
const condition = v.object({
  by: word,
  type: v.picklist(["equals", "starts_with", "contains", "in"]),
  values: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(256))), v.maxLength(1000))),
  left: bound,
  right: bound,
  case: v.optional(v.picklist(["sensitive", "insensitive"])),
});

/** The three arguments every legacy list takes. */
export const listSchema: Reader<ListWish> = v.object({
  filters: v.optional(
    v.object({
      and: v.pipe(v.array(v.object({ or: v.pipe(v.array(condition), v.maxLength(100)) })), v.maxLength(100)),
    }),
  ),
  pagination: v.optional(v.object({ limit: v.optional(integer(1, 1000)), offset: v.optional(integer(0, 1_000_000)) })),
  orderings: v.optional(
    v.pipe(v.array(v.object({ by: word, direction: v.optional(v.picklist(["asc", "desc"])) })), v.maxLength(10)),
  ),
});

/** A value of an item, by the name filters and orderings use; a list holds when one of its members does. */
export type Property = string | number | readonly string[] | undefined;

/** Filters, orders and cuts a list. */
export function select<T>(
  all: readonly T[],
  wish: ListWish,
  property: (item: T, by: string) => Property,
): { readonly items: readonly T[]; readonly start: number; readonly total: number } {
  const groups = wish.filters?.and ?? [];
  const found = all.filter((item) => groups.every(({ or }) => or.some((one) => holds(property(item, one.by), one))));
  const orderings = wish.orderings ?? [];
  if (orderings.length > 0) {
    // Lists come newest first; of items with equal values the older one is the smaller.
    if (orderings[0]?.direction === "asc") found.reverse();
    found.sort((a, b) => {
      for (const { by, direction = "desc" } of orderings) {
        const order = compare(property(a, by), property(b, by));
        if (order !== 0) return direction === "asc" ? order : -order;
      }
      return 0;
    });
  }
  const start = wish.pagination?.offset ?? 0;
  return { items: found.slice(start, start + (wish.pagination?.limit ?? 100)), start, total: found.length };
}

function holds(value: Property, { type, values = [], left, right, case: letters }: Condition): boolean {
  if (value === undefined) return false;
  if (type === "in") {
    const at = Number(value);
    return (left === undefined || at >= left) && (right === undefined || at <= right);
  }
  const fold = (text: string): string => (letters === "insensitive" ? text.toLowerCase() : text);
  const texts = (typeof value === "object" ? value : [String(value)]).map(fold);
  return values.map(fold).some((wanted) =>
    texts.some((text) => {
      if (type === "equals") return text === wanted;
      return type === "starts_with" ? text.startsWith(wanted) : text.includes(wanted);
    }),
  );
}

function compare(a: Property, b: Property): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a ?? ""), String(b ?? "")];
  return left < right ? -1 : left > right ? 1 : 0;
}
