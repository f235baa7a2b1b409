import * as v from "valibot";
import { Rejection } from "../../base/rejection.ts";
import { blankFields, type Fields } from "../../http/fields.ts";

/** Something that turns what was sent into `T`. */
export type Reader<T> = v.GenericSchema<unknown, T>;

/** Any text of reasonable length. */
export const text: Reader<string> = v.pipe(v.string(), v.maxLength(512));

/** True or false, as JSON or as text. */
export const flag: Reader<boolean> = v.pipe(
  v.union([v.boolean(), v.picklist(["true", "false", "1", "0"])]),
  v.transform((value) => value === true || value === "true" || value === "1"),
);

/** A whole number within bounds. */
export function integer(low: number, high: number): Reader<number> {
  return v.pipe(v.string(), v.regex(/^-?\d{1,15}$/), v.transform(Number), v.minValue(low), v.maxValue(high));
}

/** A whole number out of a list. */
export function oneOf(numbers: readonly number[]): Reader<number> {
  return v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number), v.picklist(numbers));
}

/** One of a few words. */
export function word<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return v.picklist(words);
}

/** Words separated by commas, or a list of them in a JSON body. */
export function words(most: number): Reader<readonly string[]> {
  return v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((value) =>
      (typeof value === "string" ? value.split(",") : value).map((item) => item.trim()).filter((item) => item !== ""),
    ),
    v.minLength(1),
    v.maxLength(most),
  );
}

/** A signed 32-bit integer. */
export const int32: Reader<number> = integer(-2_147_483_648, 2_147_483_647);

/** Unix seconds (decimals allowed) or an id. */
export const moment: Reader<string> = v.pipe(
  v.string(),
  v.regex(/^(?:\d{1,12}(?:\.\d{1,9})?|[A-Z][A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6})$/),
);

/** Reads the arguments of a call, or refuses naming the first one that will not do; `refusal` in the product's words. */
export function read<T>(schema: Reader<T>, fields: Fields, refusal = "EGeneral:Invalid arguments"): T {
  const outcome = v.safeParse(schema, present(fields), { abortEarly: true });
  if (outcome.success) return outcome.output;
  const name = outcome.issues[0].path?.[0]?.key;
  throw new Rejection(typeof name === "string" ? `${refusal}:${name}` : refusal);
}

/** Null and empty text count as not sent. */
function present(fields: Fields): Fields {
  const sent = blankFields();
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined && value !== null && value !== "") sent[name] = value;
  }
  return sent;
}
