/** Parameters as text on the wire: forms, queries and JSON, numbers always written out, `undefined` never sent. */
import { UsageError } from "../base/errors.ts";
import { plainNumber } from "../base/number-text.ts";

/** No call nests deeper by far; an object that contains itself would have no end. */
const deepest = 32;
const tooDeep = (field: string): UsageError =>
  new UsageError(`${field.slice(0, 60)} is nested too deep; does it contain itself?`, field);

/** How a list travels in a form or query: `a=x,y`, `a=x&a=y`, or `a[0]=x&a[1]=y`. */
export type ListStyle = "comma" | "repeat" | "index";

/** One value as text. Dates are refused because every product group writes time in a unit of its own. */
function scalar(value: unknown, field: string): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      if (Number.isFinite(value)) return plainNumber(value);
      break;
    case "boolean":
    case "bigint":
      return String(value);
    default:
  }
  const what =
    value instanceof Date
      ? "a Date"
      : value === null
        ? "null"
        : typeof value === "number"
          ? String(value)
          : `a ${typeof value}`;
  throw new UsageError(`${field} must be text, a finite number or a boolean, not ${what}`, field);
}

/** Percent-encodes; a lone surrogate has no UTF-8 and is the caller's mistake. */
export function percent(text: string, field: string): string {
  try {
    // Addresses are normalised by what sends them, and a signature must hold for what is sent.
    return encodeURIComponent(text).replaceAll("'", "%27");
  } catch {
    throw new UsageError(`${field} must be well-formed text`, field);
  }
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);

/** `a=1&b%5Bc%5D=2`, in the caller's order. */
export function formText(params: Readonly<Record<string, unknown>>, lists: ListStyle): string {
  const pairs: string[] = [];
  const add = (key: string, value: unknown, depth: number): void => {
    if (value === undefined) return;
    if (depth > deepest) throw tooDeep(key);
    if (isList(value)) addList(key, Array.from(value), depth);
    else if (isPlain(value))
      for (const [name, inner] of Object.entries(value)) add(`${key}[${name}]`, inner, depth + 1);
    else pairs.push(`${percent(key, key)}=${percent(scalar(value, key), key)}`);
  };
  const addList = (key: string, list: readonly unknown[], depth: number): void => {
    if (list.some((entry) => isPlain(entry) || isList(entry)) || (lists === "index" && depth > 0))
      list.forEach((entry, at) => add(`${key}[${at}]`, entry, depth + 1));
    else if (lists === "comma") {
      if (list.length > 0) add(key, list.map((entry) => scalar(entry, key)).join(","), depth);
    } else for (const entry of list) add(key, entry, depth);
  };
  for (const key of Object.keys(params)) add(key, params[key], 0);
  return pairs.join("&");
}

/** JSON as `JSON.stringify` writes it, but with numbers written out and nothing turned into something else silently. */
export function jsonText(value: unknown, field: string = "body", depth: number = 0): string {
  if (depth > deepest) throw tooDeep(field);
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null) return "null";
  if (isList(value))
    return `[${Array.from(value, (entry, at) => jsonText(entry, `${field}[${at}]`, depth + 1)).join(",")}]`;
  if (isPlain(value)) {
    const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${jsonText(inner, name, depth + 1)}`).join(",")}}`;
  }
  return scalar(value, field);
}

/** Fills the `{name}` parts of a path; returns the path and the parameters that are left. */
export function fillPath(
  path: string,
  params: Readonly<Record<string, unknown>>,
): { path: string; rest: Readonly<Record<string, unknown>> } {
  if (!path.includes("{")) return { path, rest: params };
  const rest = { ...params };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === null) throw new UsageError(`${name} is required`, name);
    const text = scalar(value, name);
    if (text === "" || text === "." || text === "..") throw new UsageError(`${name} must not be "${text}"`, name);
    delete rest[name];
    return percent(text, name);
  });
  return { path: filled, rest };
}
