import { createHash } from "node:crypto";
import type { Random } from "./random.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const mixedLetters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const tokenLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The UUID that always stands for the same thing, e.g. for a way of depositing. */
export function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Makes the identifiers Kraken hands out, reproducibly from one random stream. */
export class Ids {
  readonly #random: Random;

  /** All identifiers are drawn from this stream. */
  constructor(random: Random) {
    this.#random = random;
  }

  /** A Spot order id such as `OQCLML-BW3P3-BUCMWZ`. */
  order(): string {
    return this.#sixFiveSix("O");
  }

  /** A trade, execution or amend id such as `THVRQM-33VKH-UCI7BS`. */
  trade(): string {
    return this.#sixFiveSix("T");
  }

  /** A ledger entry id such as `L4UESK-KG3EQ-UFO4T5`. */
  ledger(): string {
    return this.#sixFiveSix("L");
  }

  /** A reference id of a deposit, withdrawal or transfer such as `QGBCOYA-UNP53O-F4JHNK`. */
  reference(): string {
    return `${this.#text(7)}-${this.#text(6)}-${this.#text(6)}`;
  }

  /** A deposit or withdrawal such as `FTQcuak-V6Za8qrWnhzTx67yYHz8Tg`. */
  funding(): string {
    return `FT${this.text(5, mixedLetters)}-${this.text(22, mixedLetters)}`;
  }

  /** A custody id of 14 characters such as the task `TGWOJ4JQPOTZT2`. */
  custody(first: "V" | "T" | "A" | "Q"): string {
    return first + this.#text(12) + this.text(1, "ACEGIKMOQSUWY246");
  }

  /** An id that begins with its kind, such as the strategy `ESRFUO3-Q62XD-WIOIL7`: two letters and 5, 5, 6 more. */
  named(kind: string): string {
    return this.#sixFiveSix(kind);
  }

  /** A UUID of version 4 form. */
  uuid(): string {
    let hex = "";
    for (let word = 0; word < 4; word++) hex += this.#random.uint32().toString(16).padStart(8, "0");
    const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) & 3] ?? "8";
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Random text of the base64 alphabet, e.g. a WebSocket token. */
  token(length = 43): string {
    let text = "";
    for (let index = 0; index < length; index++) text += tokenLetters[this.#random.uint32() >>> 26];
    return text;
  }

  /** So many characters out of an alphabet. */
  text(length: number, alphabet: string): string {
    let text = "";
    for (let index = 0; index < length; index++) text += alphabet[this.#random.int(0, alphabet.length - 1)];
    return text;
  }

  #sixFiveSix(first: string): string {
    const text = this.#text(16);
    return `${first}${text.slice(0, 5)}-${text.slice(5, 10)}-${text.slice(10)}`;
  }

  #text(length: number): string {
    let text = "";
    let bits = 0;
    for (let index = 0; index < length; index++) {
      if (index % 6 === 0) bits = this.#random.uint32();
      text += letters[bits & 31];
      bits >>>= 5;
    }
    return text;
  }
}
