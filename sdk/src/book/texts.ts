/** Short texts as bytes, by the slot of what they belong to: a string each would be most of what an order costs. */

/** Longer texts, and those that are not plain ASCII, are kept as strings. */
export const mostText = 40;

const asString = 255;
/** Up to here the room of a message's texts is kept. */
const mostRoom = 65_536;

/** Texts one behind the other, with the hash `Cursor.text` would give them, so that frames and messages agree. */
export class TextRoom {
  bytes: Uint8Array = new Uint8Array(256);
  /** Where the text added last lies. */
  at = 0;
  /** Its hash. */
  hash = 0;
  #end = 0;

  clear(): void {
    this.#end = 0;
    if (this.bytes.length > mostRoom) this.bytes = new Uint8Array(256);
  }

  /** Adds a text; false when it is no plain one, as `Cursor.text` would not read it either. */
  add(text: string): boolean {
    const { length } = text;
    if (length > mostText) return false;
    if (this.#end + length > this.bytes.length) this.#grow();
    const { bytes } = this;
    const start = this.#end;
    let hash = 0;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (code < 32 || code > 126 || code === 34 || code === 92) return false;
      bytes[start + at] = code;
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    this.at = start;
    this.hash = hash;
    this.#end = start + length;
    return true;
  }

  #grow(): void {
    const grown = new Uint8Array(this.bytes.length * 4);
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

/** Texts by slot. */
export class Texts {
  #bytes: Uint8Array;
  #lengths: Uint8Array;
  readonly #strings = new Map<number, string>();

  constructor(width: number) {
    this.#bytes = new Uint8Array(width * mostText);
    this.#lengths = new Uint8Array(width);
  }

  grow(width: number): void {
    const bytes = new Uint8Array(width * mostText);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    const lengths = new Uint8Array(width);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }

  clear(): void {
    this.#strings.clear();
    this.#lengths.fill(0);
  }

  /** Keeps at most `mostText` bytes of plain text. */
  set(slot: number, from: Uint8Array, at: number, length: number): void {
    if (this.#lengths[slot] === asString) this.#strings.delete(slot);
    const bytes = this.#bytes;
    const to = slot * mostText;
    for (let index = 0; index < length; index += 1) bytes[to + index] = from[at + index] as number;
    this.#lengths[slot] = length;
  }

  /** Keeps any other text. */
  setString(slot: number, text: string): void {
    this.#strings.set(slot, text);
    this.#lengths[slot] = asString;
  }

  /** Whether a text is these bytes. */
  is(slot: number, other: Uint8Array, at: number, length: number): boolean {
    if (this.#lengths[slot] !== length) return false;
    const bytes = this.#bytes;
    const from = slot * mostText;
    for (let index = 0; index < length; index += 1) if (bytes[from + index] !== other[at + index]) return false;
    return true;
  }

  get(slot: number): string {
    const length = this.#lengths[slot] as number;
    if (length === asString) return this.#strings.get(slot) as string;
    const from = slot * mostText;
    const codes = this.#bytes.subarray(from, from + length);
    return String.fromCharCode.apply(null, codes as unknown as number[]);
  }
}
