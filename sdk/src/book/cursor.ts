/** Reads a frame's bytes from front to back. */
import { Digits, mostDecimals } from "./digits.ts";

/** The bytes of ASCII text, to be looked for. */
export type Pattern = Uint8Array;

/** Makes a pattern. */
export function pattern(text: string): Pattern {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Up to here whole digits cannot exceed what a float holds exactly. */
const mostDigits = 15;

/** By byte, whether it may be in plain text. */
const ordinary: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 32 && byte <= 126 && byte !== 34 && byte !== 92 ? 1 : 0,
);

/** A place in a frame. Whatever is asked of it says whether it was there, and moves past it only then. */
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** The number read last. */
  readonly digits: Digits = new Digits();
  /** A hash of the text read last. */
  hash = 0;
  #end = 0;
  #room: Uint8Array | undefined;

  /** Starts at the front of a frame. Text becomes bytes first, so that there is one reader for both. */
  start(frame: Uint8Array | string): void {
    this.at = 0;
    if (typeof frame !== "string") {
      this.bytes = frame;
      this.#end = frame.length;
      return;
    }
    if (this.#room === undefined || this.#room.length < frame.length * 3)
      this.#room = new Uint8Array(Math.max(4096, frame.length * 4));
    this.bytes = this.#room;
    this.#end = new TextEncoder().encodeInto(frame, this.#room).written;
  }

  /** Whether everything was read. */
  get ended(): boolean {
    return this.at === this.#end;
  }

  /** Skips exactly these bytes. (Four at a time through a `DataView` was measured to take three times as long.) */
  skip(expected: Pattern): boolean {
    const { bytes, at } = this;
    const { length } = expected;
    if (at + length > this.#end) return false;
    for (let index = 0; index < length; index += 1) if (bytes[at + index] !== expected[index]) return false;
    this.at = at + length;
    return true;
  }

  /** Skips one byte. */
  take(byte: number): boolean {
    if (this.at >= this.#end || this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Skips plain text of at most `limit` characters and the quote behind it; no escapes, nothing beyond ASCII. */
  text(limit: number): boolean {
    const { bytes } = this;
    const end = Math.min(this.#end, this.at + limit + 1);
    let hash = 0;
    for (let at = this.at; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === 34) {
        this.at = at + 1;
        this.hash = hash;
        return true;
      }
      if (byte === 92 || byte < 32 || byte > 126) return false;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    return false;
  }

  /** Skips what `text` would, without hashing it. */
  quoted(limit: number): boolean {
    const { bytes } = this;
    const end = Math.min(this.#end, this.at + limit + 1);
    let { at } = this;
    while (at < end && ordinary[bytes[at] as number] === 1) at += 1;
    if (at === end || bytes[at] !== 34) return false;
    this.at = at + 1;
    return true;
  }

  /** Reads a number without sign and exponent into `digits`. */
  number(): boolean {
    const { bytes, digits } = this;
    const end = this.#end;
    let { at } = this;
    let whole = 0;
    let code = 0;
    const start = at;
    for (; at < end; at += 1) {
      code = bytes[at] as number;
      if (code < 48 || code > 57) break;
      whole = whole * 10 + (code - 48);
    }
    const length = at - start;
    // JSON has no number that begins with a zero and goes on with a digit.
    if (length === 0 || length > mostDigits || (length > 1 && bytes[start] === 48)) return false;
    digits.whole = whole;
    if (code !== 46 || at >= end) {
      digits.fraction = 0;
      digits.decimals = 0;
      this.at = at;
      return true;
    }
    let fraction = 0;
    const point = (at += 1);
    for (; at < end; at += 1) {
      code = bytes[at] as number;
      if (code < 48 || code > 57) break;
      fraction = fraction * 10 + (code - 48);
    }
    const decimals = at - point;
    if (decimals === 0 || decimals > mostDecimals) return false;
    digits.fraction = fraction;
    digits.decimals = decimals;
    this.at = at;
    return true;
  }

  /** Skips plain text that is the same as the one given, and the quote behind it. */
  reads(text: string): boolean {
    const { bytes, at } = this;
    const { length } = text;
    if (at + length >= this.#end || bytes[at + length] !== 34) return false;
    for (let index = 0; index < length; index += 1) if (text.charCodeAt(index) !== bytes[at + index]) return false;
    this.at = at + length + 1;
    return true;
  }

  /** Whether the bytes from `from` on spell some text. */
  spells(text: string, from: number, length: number): boolean {
    if (text.length !== length) return false;
    for (let at = 0; at < length; at += 1) if (text.charCodeAt(at) !== this.bytes[from + at]) return false;
    return true;
  }

  /** The bytes between two places as text of their own: a slice of the frame's text would keep all of it alive. */
  slice(from: number, to: number): string {
    const codes: number[] = [];
    for (let at = from; at < to; at += 1) codes.push(this.bytes[at] as number);
    return String.fromCharCode.apply(null, codes);
  }

  /** Whether ASCII text occurs from here on. */
  finds(text: string): boolean {
    const { bytes } = this;
    const first = text.charCodeAt(0);
    const last = this.#end - text.length;
    for (let at = bytes.indexOf(first, this.at); at >= 0 && at <= last; at = bytes.indexOf(first, at + 1)) {
      let index = 1;
      while (index < text.length && bytes[at + index] === text.charCodeAt(index)) index += 1;
      if (index === text.length) return true;
    }
    return false;
  }
}
