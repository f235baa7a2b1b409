import { blankFields, type Field } from "./fields.ts";
import { MalformedText } from "./forms.ts";

const maxDepth = 24;
const maxValues = 20_000;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// oxlint-disable-next-line eslint/no-control-regex -- JSON forbids exactly these characters inside a string
const plain = /[^"\\\u0000-\u001f]*/y;
const space = /[ \t\r\n]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Reads JSON, keeping every number as its own text. Throws MalformedText for anything that is not JSON. */
export function parseJsonText(text: string): Field {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Field {
    this.#values += 1;
    if (depth > maxDepth || this.#values > maxValues) throw new MalformedText("JSON too large");
    this.#skip();
    const next = this.#text[this.#at];
    if (next === "{") return this.#record(depth);
    if (next === "[") return this.#list(depth);
    if (next === '"') return this.#string();
    if (next === "t") return this.#word("true", true);
    if (next === "f") return this.#word("false", false);
    if (next === "n") return this.#word("null", null);
    return this.#match(number);
  }

  end(): void {
    this.#skip();
    if (this.#at !== this.#text.length) throw new MalformedText("JSON has trailing text");
  }

  #record(depth: number): Field {
    const record = blankFields();
    this.#at += 1;
    if (this.#takes("}")) return record;
    do {
      this.#skip();
      const name = this.#string();
      this.#expect(":");
      record[name] = this.value(depth + 1);
    } while (this.#takes(","));
    this.#expect("}");
    return record;
  }

  #list(depth: number): Field {
    const list: Field[] = [];
    this.#at += 1;
    if (this.#takes("]")) return list;
    do list.push(this.value(depth + 1));
    while (this.#takes(","));
    this.#expect("]");
    return list;
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') throw new MalformedText("JSON name expected");
    this.#at += 1;
    let out = "";
    for (;;) {
      plain.lastIndex = this.#at;
      out += plain.exec(this.#text)?.[0] ?? "";
      this.#at = plain.lastIndex;
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === '"') return out;
      if (next !== "\\") throw new MalformedText("JSON string not closed");
      out += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at] ?? "";
    this.#at += 1;
    if (letter === "u") {
      const digits = this.#text.slice(this.#at, this.#at + 4);
      if (!/^[0-9A-Fa-f]{4}$/.test(digits)) throw new MalformedText("JSON escape");
      this.#at += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meant = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (meant === undefined) throw new MalformedText("JSON escape");
    return meant;
  }

  #word(word: string, value: Field): Field {
    if (!this.#text.startsWith(word, this.#at)) throw new MalformedText("JSON value expected");
    this.#at += word.length;
    return value;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new MalformedText("JSON value expected");
    this.#at += found.length;
    return found;
  }

  #takes(mark: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#takes(mark)) throw new MalformedText(`JSON ${mark} expected`);
  }

  #skip(): void {
    space.lastIndex = this.#at;
    space.exec(this.#text);
    this.#at = space.lastIndex;
  }
}
