import { blankFields, isFields, type Field, type Fields } from "./fields.ts";

/** More pairs than this in one form are refused. */
export const maxFormPairs = 2_000;
const maxDepth = 6;

/** Thrown for text no reading makes sense of; the caller decides how its product words that. */
export class MalformedText extends Error {
  override readonly name = "MalformedText";
}

/**
 * Reads a query string or a form body.
 * `+` is a space, escapes that are not escapes stay as they are, repeated names become a list,
 * `close[price]` and `orders[0][type]` become nested values.
 */
export function parseForm(text: string): Fields {
  const root = blankFields();
  if (text === "") return root;
  const pairs = text.split("&", maxFormPairs + 1);
  if (pairs.length > maxFormPairs) throw new MalformedText("too many fields");
  for (const pair of pairs) {
    if (pair === "") continue;
    const cut = pair.indexOf("=");
    const name = decodeText(cut < 0 ? pair : pair.slice(0, cut));
    store(root, pathOf(name), cut < 0 ? "" : decodeText(pair.slice(cut + 1)));
  }
  return listed(root) as Fields;
}

/** Gives names written with brackets in a JSON body the same meaning as in a form. */
export function unbracket(fields: Fields): Fields {
  const names = Object.keys(fields);
  if (!names.some((name) => name.includes("["))) return fields;
  const root = blankFields();
  for (const name of names) store(root, pathOf(name), fields[name] ?? null);
  return listed(root) as Fields;
}

/** Percent-decodes form text; what is not a valid escape is kept literally. */
export function decodeText(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  // Runs of escapes are decoded together because one character may need several of them.
  return spaced.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
  );
}

function pathOf(name: string): readonly string[] {
  const open = name.indexOf("[");
  if (open <= 0 || !name.endsWith("]")) return [name];
  const steps = name.slice(open + 1, -1).split("][");
  if (steps.length >= maxDepth || steps.some((step) => /[[\]]/.test(step))) return [name];
  return [name.slice(0, open), ...steps];
}

function store(root: Record<string, Field>, path: readonly string[], value: Field): void {
  let at = root;
  for (const step of path.slice(0, -1)) {
    const next = at[step];
    if (isFields(next)) {
      at = next as Record<string, Field>;
      continue;
    }
    const made = blankFields();
    // A plain value under the same name stays visible as a list item, so validation can object to it.
    at[step] = next === undefined ? made : [...asList(next), made];
    at = made;
  }
  const last = path.at(-1) ?? "";
  const name = last === "" && path.length > 1 ? String(Object.keys(at).length) : last;
  const present = at[name];
  at[name] = present === undefined ? value : [...asList(present), value];
}

function asList(value: Field): readonly Field[] {
  return Array.isArray(value) ? value : [value];
}

/** Turns nested records whose names are 0, 1, 2 … into lists. */
function listed(value: Field, top = true): Field {
  if (!isFields(value)) return value;
  const names = Object.keys(value);
  const items = names.map((name) => listed(value[name] ?? null, false));
  if (!top && names.length > 0 && names.every((name, index) => name === String(index))) return items;
  const record = blankFields();
  names.forEach((name, index) => (record[name] = items[index] ?? null));
  return record;
}
