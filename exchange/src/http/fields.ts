/**
 * One value a client sent. Numbers are kept as the text that travelled, so a nonce above 2^53 and a
 * price with trailing zeros arrive unharmed, whether the body was a form or JSON.
 */
export type Field = string | boolean | null | readonly Field[] | Fields;

/** Named values of a query string or a body; objects without a prototype, so no name is special. */
export interface Fields {
  readonly [name: string]: Field | undefined;
}

/** No fields at all. */
export const noFields: Fields = Object.freeze(Object.create(null) as Fields);

/** An empty record that can hold any name, `__proto__` included, as plain data. */
export function blankFields(): Record<string, Field> {
  return Object.create(null) as Record<string, Field>;
}

/** Both sets in one; where a name occurs in both, `second` wins. */
export function joinFields(first: Fields, second: Fields): Fields {
  const joined = blankFields();
  for (const source of [first, second]) {
    for (const name of Object.keys(source)) {
      const value = source[name];
      if (value !== undefined) joined[name] = value;
    }
  }
  return joined;
}

/** True when the value is a record of further fields. */
export function isFields(value: Field | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a field sent once; `undefined` when it is missing, empty of meaning, or not plain. */
export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  return undefined;
}

/** Every text sent under a name: none, one, or several (`symbol=a&symbol=b`). */
export function textsOf(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === "string");
}
