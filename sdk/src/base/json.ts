/**
 * JSON in which every number stays the text it was on the wire, so that `0.03740000` does not become `0.0374`.
 *
 * Accepts and refuses exactly what `JSON.parse` does; numbers come out as strings of the original digits.
 */
export function parseExact(text: string): unknown {
  return new Reader(text).whole();
}

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

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail();
    return value;
  }

  #fail(): never {
    throw new SyntaxError(
      this.#at < this.#text.length
        ? `Unexpected character in JSON at position ${this.#at}`
        : "Unexpected end of JSON input",
    );
  }

  /** Skips white space; returns the code of the next character. */
  #space(): number {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code;
      this.#at += 1;
    }
  }

  #value(): unknown {
    switch (this.#space()) {
      case 123:
        return this.#object();
      case 91:
        return this.#list();
      case 34:
        return this.#string();
      case 116:
        return this.#word("true", true);
      case 102:
        return this.#word("false", false);
      case 110:
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #word<Value>(word: string, value: Value): Value {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #number(): string {
    number.lastIndex = this.#at;
    const found = number.exec(this.#text)?.[0];
    if (found === undefined) this.#fail();
    this.#at += found.length;
    return found;
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.#at += 1;
    if (this.#space() === 125) {
      this.#at += 1;
      return object;
    }
    for (;;) {
      if (this.#space() !== 34) this.#fail();
      const key = this.#string();
      if (this.#space() !== 58) this.#fail();
      this.#at += 1;
      const value = this.#value();
      // An assignment to `__proto__` would change the prototype instead of adding the field.
      if (key === "__proto__")
        Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      else object[key] = value;
      const next = this.#space();
      this.#at += 1;
      if (next === 125) return object;
      if (next !== 44) {
        this.#at -= 1;
        this.#fail();
      }
    }
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    this.#at += 1;
    if (this.#space() === 93) {
      this.#at += 1;
      return list;
    }
    for (;;) {
      list.push(this.#value());
      const next = this.#space();
      this.#at += 1;
      if (next === 93) return list;
      if (next !== 44) {
        this.#at -= 1;
        this.#fail();
      }
    }
  }

  #string(): string {
    const text = this.#text;
    let start = this.#at + 1;
    let done = "";
    for (let at = start; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 34) {
        this.#at = at + 1;
        return done + text.slice(start, at);
      }
      if (code === 92) {
        done += text.slice(start, at);
        const [char, length] = this.#escape(at + 1);
        done += char;
        at += length;
        start = at + 1;
      } else if (!(code >= 32)) {
        this.#at = at;
        this.#fail();
      }
    }
  }

  /** The character an escape stands for, and how many characters the escape takes after its backslash. */
  #escape(at: number): readonly [string, number] {
    const kind = this.#text[at] ?? "";
    const simple = Object.hasOwn(escapes, kind) ? escapes[kind] : undefined;
    if (simple !== undefined) return [simple, 1];
    const hex = this.#text.slice(at + 1, at + 5);
    if (kind !== "u" || !/^[\da-fA-F]{4}$/.test(hex)) {
      this.#at = at;
      this.#fail();
    }
    return [String.fromCharCode(Number.parseInt(hex, 16)), 5];
  }
}
