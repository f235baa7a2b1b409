import { RawNumber } from "../../base/json.ts";
import { Rejection } from "../../base/rejection.ts";
import { isList, isRecord, type Json, type JsonRecord } from "../json.ts";

/** What a parameter must be. */
export type Kind = "text" | "number" | "integer" | "flag" | "record" | "texts" | "integers" | "records";

/** The parameters a request may carry. */
export type Specs = Readonly<Record<string, Kind>>;

const words: Readonly<Record<Kind, string>> = {
  text: "a string",
  number: "a number_float",
  integer: "a number_integer",
  flag: "a boolean",
  record: "an object",
  texts: "an array",
  integers: "an array",
  records: "an array",
};

const integer = /^-?\d{1,18}$/;

/** Refuses parameters that are unknown or of the wrong kind; `of` names the request in the refusal. */
export function check(params: JsonRecord, specs: Specs, of: string): void {
  for (const [name, value] of Object.entries(params)) {
    const kind = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (kind === undefined) throw new Rejection(`Unsupported field: '${shown(name)}' for the given msg type: ${of}`);
    if (!fits(value, kind)) throw wrongKind(name, kind);
  }
}

/** The refusal of a parameter of the wrong kind. */
export function wrongKind(name: string, kind: Kind): Rejection {
  return new Rejection(`${capital(name)} field must be ${words[kind]}`);
}

/** The refusal of a parameter that is missing. */
export function missing(name: string): Rejection {
  return new Rejection(`${capital(name)}(s) not found`);
}

function fits(value: Json, kind: Kind): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return value instanceof RawNumber;
    case "integer":
      return isInteger(value);
    case "flag":
      return typeof value === "boolean";
    case "record":
      return isRecord(value);
    case "texts":
      return isList(value) && value.every((item) => typeof item === "string");
    case "integers":
      return isList(value) && value.every(isInteger);
    case "records":
      return isList(value) && value.every(isRecord);
  }
}

function isInteger(value: Json): boolean {
  return value instanceof RawNumber && integer.test(value.text);
}

/** A name as it is shown: what a client sends may be of any length. */
function shown(name: string): string {
  return name.slice(0, 64);
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1, 64);
}

/** A text parameter. */
export function textOf(params: JsonRecord, name: string): string | undefined {
  const value = params[name];
  return typeof value === "string" ? value : undefined;
}

/** A text parameter that must be there. */
export function neededText(params: JsonRecord, name: string): string {
  const value = textOf(params, name);
  if (value === undefined) throw missing(name);
  return value;
}

/** A yes or no. */
export function flagOf(params: JsonRecord, name: string): boolean | undefined {
  const value = params[name];
  return typeof value === "boolean" ? value : undefined;
}

/** The digits of a number parameter, written without an exponent. */
export function digitsOf(params: JsonRecord, name: string): string | undefined {
  const value = params[name];
  return value instanceof RawNumber ? plainDigits(value.text) : undefined;
}

/** An integer parameter. */
export function integerOf(params: JsonRecord, name: string): number | undefined {
  const value = params[name];
  return value instanceof RawNumber ? Number(value.text) : undefined;
}

/** A list of texts. */
export function textsOf(params: JsonRecord, name: string): readonly string[] | undefined {
  const value = params[name];
  return isList(value) ? value.filter((item): item is string => typeof item === "string") : undefined;
}

/** An object parameter. */
export function recordOf(params: JsonRecord, name: string): JsonRecord | undefined {
  const value = params[name];
  return isRecord(value) ? value : undefined;
}

/** One of a few words, or undefined when it was not sent; anything else is refused. */
export function wordOf<Word extends string>(
  params: JsonRecord,
  name: string,
  known: readonly Word[],
): Word | undefined {
  const value = textOf(params, name);
  if (value === undefined) return undefined;
  const word = known.find((item) => item === value);
  if (word === undefined) throw new Rejection(`EGeneral:Invalid arguments:${name}`);
  return word;
}

const largestExponent = 40;

/** Number text without an exponent: `1e-8` becomes `0.00000001`. Absurd exponents stay, and are refused later. */
export function plainDigits(text: string): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text);
  if (found === null) return text;
  const [, sign = "", whole = "", fraction = "", power = "0"] = found;
  const exponent = Number(power);
  if (Math.abs(exponent) > largestExponent) return text;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? `${"0".repeat(1 - point)}${digits}` : digits.padEnd(point, "0");
  const at = Math.max(point, 1);
  const head = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const tail = padded.slice(at);
  return `${sign}${head}${tail === "" ? "" : `.${tail}`}`;
}
