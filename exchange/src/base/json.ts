const numberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A JSON number whose digits are written exactly as given. */
export class RawNumber {
  readonly text: string;

  /** The text must be a JSON number; throws a RangeError otherwise. */
  constructor(text: string) {
    if (!numberText.test(text)) throw new RangeError(`not a JSON number: ${text.slice(0, 64)}`);
    this.text = text;
  }

  /** The digits. */
  toString(): string {
    return this.text;
  }

  /** What `JSON.stringify` would make of it; only `stringify` keeps the digits. */
  toJSON(): number {
    return Number(this.text);
  }
}

/** A JSON number with exactly these digits. */
export function num(text: string): RawNumber {
  return new RawNumber(text);
}

/** JSON text of plain data; `RawNumber` and bigint are written digit for digit, undefined fields are left out. */
export function stringify(value: unknown): string {
  return written(value) ?? "null";
}

function written(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Number.isFinite(value) ? String(value) : "null";
    case "bigint":
      return value.toString();
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return writtenObject(value);
    default:
      return undefined;
  }
}

function writtenObject(value: object | null): string {
  if (value === null) return "null";
  if (value instanceof RawNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => written(item) ?? "null").join(",")}]`;
  if (value instanceof Date) return JSON.stringify(value);
  let text = "";
  for (const [key, item] of Object.entries(value)) {
    const part = written(item);
    if (part === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${part}`;
  }
  return `{${text}}`;
}
