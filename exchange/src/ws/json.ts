import { RawNumber } from "../base/json.ts";

/** A JSON value that still knows which of its parts were numbers, and with which digits. */
export type Json = string | RawNumber | boolean | null | readonly Json[] | JsonRecord;

/** A JSON object; without a prototype, so that no name in it can mean anything else. */
export interface JsonRecord {
  readonly [name: string]: Json;
}

const maxDepth = 12;
const maxValues = 20_000;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// oxlint-disable-next-line eslint/no-control-regex -- JSON forbids exactly these characters inside a string
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const space = /[ \t\r\n]*/y;

class Malformed extends Error {}

/** Reads one JSON text; undefined for anything else, and for more nesting or values than any request has. */
export function readJson(text: string): Json | undefined {
  try {
    return new Reader(text).whole();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** Whether a value is an object. */
export function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof RawNumber);
}

/** Whether a value is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

class Reader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Json {
    const value = this.#value(0);
    this.#skip();
    if (this.#at !== this.#text.length) throw new Malformed();
    return value;
  }

  #value(depth: number): Json {
    this.#values += 1;
    if (depth > maxDepth || this.#values > maxValues) throw new Malformed();
    this.#skip();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#record(depth);
      case "[":
        return this.#list(depth);
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return new RawNumber(this.#match(number));
    }
  }

  #record(depth: number): JsonRecord {
    const record = Object.create(null) as Record<string, Json>;
    this.#at += 1;
    if (this.#takes("}")) return record;
    do {
      this.#skip();
      const name = this.#string();
      if (!this.#takes(":")) throw new Malformed();
      record[name] = this.#value(depth + 1);
    } while (this.#takes(","));
    if (!this.#takes("}")) throw new Malformed();
    return record;
  }

  #list(depth: number): readonly Json[] {
    const list: Json[] = [];
    this.#at += 1;
    if (this.#takes("]")) return list;
    do list.push(this.#value(depth + 1));
    while (this.#takes(","));
    if (!this.#takes("]")) throw new Malformed();
    return list;
  }

  #string(): string {
    const literal = this.#match(string);
    return literal.includes("\\") ? (JSON.parse(literal) as string) : literal.slice(1, -1);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw new Malformed();
    this.#at += word.length;
    return value;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new Malformed();
    this.#at += found.length;
    return found;
  }

  #takes(mark: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #skip(): void {
    space.lastIndex = this.#at;
    space.exec(this.#text);
    this.#at = space.lastIndex;
  }
}
