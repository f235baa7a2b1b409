/** JSON in which chosen fields are numbers with exactly the digits the caller gave. */
import { UsageError } from "../base/errors.ts";
import { plainNumber } from "../base/number-text.ts";

const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * The text of a number as it goes on the wire: never an exponent, never a float in between. Spot v2 refuses numbers
 * sent as strings, and `JSON.stringify` would write 0.0000001 as 1e-7.
 */
export function numberText(value: unknown, field: string): string {
  const written = typeof value === "number" && Number.isFinite(value) ? plainNumber(value) : value;
  if (typeof written !== "string" || !decimal.test(written))
    throw new UsageError(`${field} must be a number or a decimal text such as "0.00012", not ${show(value)}`, field);
  return written;
}

const show = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));

// All but control characters, quotes, backslashes and halves of surrogate pairs is written as it is.
const special = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Text as JSON. Most is written as it is, and finding that out takes a third of what `JSON.stringify` takes. */
export const quoted = (text: string): string => (special.test(text) ? JSON.stringify(text) : `"${text}"`);

/** Writes `value` as JSON; fields named in `numeric`, at any depth, become numbers. `undefined` fields are left out. */
export function numberJson(value: unknown, numeric: ReadonlySet<string>): string {
  if (Array.isArray(value)) return `[${value.map((item) => numberJson(item, numeric)).join(",")}]`;
  if (typeof value === "number") return numberText(value, "A parameter");
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  // A loop, because every order passes here: entries, filter and map take four times as long.
  const given = value as Readonly<Record<string, unknown>>;
  let text = "{";
  for (const name of Object.keys(given)) {
    const content = given[name];
    if (content === undefined) continue;
    // In few pieces: each one is an object of its own until the text is written.
    const head = text === "{" ? `${quoted(name)}:` : `,${quoted(name)}:`;
    if (numeric.has(name) && !Array.isArray(content)) text += head + numberText(content, name);
    else text += head + (typeof content === "string" ? quoted(content) : numberJson(content, numeric));
  }
  return `${text}}`;
}
