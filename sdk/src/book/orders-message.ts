/** Messages of the `level3` channel, and their orders read but not yet applied. */
import { Entries } from "./entries.ts";
import type { Numbers, WireNumber } from "./message.ts";
import { TextRoom } from "./texts.ts";

/** A message of the `level3` channel, its numbers exact text or floats. */
export interface Level3Message {
  readonly channel: "level3";
  readonly type: "snapshot" | "update";
  readonly data: readonly Level3MessageData[];
}

/** The orders of one pair. */
export interface Level3MessageData {
  readonly symbol: string;
  readonly bids: readonly Level3MessageOrder[];
  readonly asks: readonly Level3MessageOrder[];
  readonly checksum: WireNumber;
  readonly timestamp?: string;
}

/** A resting order of the snapshot, or with `event` what happened to one. */
export interface Level3MessageOrder {
  readonly event?: "add" | "modify" | "delete";
  readonly order_id: string;
  readonly limit_price: WireNumber;
  readonly order_qty: WireNumber;
  readonly timestamp: string;
}

/** What happens to an order. */
export type OrderEvent = "add" | "modify" | "delete";

/** The same, as entries note it. */
export const added = 0;
export const modified = 1;
export const deleted = 2;

/** A text that is no plain one: it lies in `strings`. */
export const asString = -1;

/** Up to here the arrays of a message are kept. */
const fewOrders = 256;

/** The orders of one side in a message. One object is filled again and again. */
export class OrderEntries {
  readonly numbers: Entries = new Entries();
  /** These hold `numbers.count` elements; what lies behind is left from before. */
  events: Uint8Array = new Uint8Array(fewOrders);
  /** Where the texts lie in `bytes`, how long they are, and the hash of the id as `Cursor.text` has it. */
  ids: Int32Array = new Int32Array(fewOrders);
  idLengths: Int32Array = new Int32Array(fewOrders);
  hashes: Int32Array = new Int32Array(fewOrders);
  timestamps: Int32Array = new Int32Array(fewOrders);
  timestampLengths: Int32Array = new Int32Array(fewOrders);
  /** The frame, or the texts of a message. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Texts that are no plain ones; their place is an index into this. */
  strings: string[] = [];
  readonly #texts = new TextRoom();

  clear(): void {
    this.numbers.clear();
    this.strings = noStrings;
    if (this.events.length > fewOrders) this.#resize(fewOrders);
  }

  /** Forgets the frame, which would be kept alive otherwise. */
  done(): void {
    this.bytes = nothing;
  }

  /** Notes what happened, before the numbers of the order are added. */
  event(event: number): void {
    const at = this.numbers.count;
    if (at === this.events.length) this.#resize(at * 4);
    this.events[at] = event;
  }

  /** Notes an id that lies in `bytes`. */
  id(at: number, length: number, hash: number): void {
    const { count } = this.numbers;
    this.ids[count] = at;
    this.idLengths[count] = length;
    this.hashes[count] = hash;
  }

  /** Notes a timestamp that lies in `bytes`. */
  timestamp(at: number, length: number): void {
    const { count } = this.numbers;
    this.timestamps[count] = at;
    this.timestampLengths[count] = length;
  }

  /** Reads the orders of a message; false when they are something else. */
  read(list: unknown, numbers: Numbers): boolean {
    this.clear();
    if (!Array.isArray(list)) return false;
    const texts = this.#texts;
    texts.clear();
    for (const one of list as readonly unknown[]) {
      const { event = "add", order_id, limit_price, order_qty, timestamp } = Object(one) as Partial<Level3MessageOrder>;
      const number = eventNumbers.indexOf(event);
      if (number < 0) return false;
      if (typeof order_id !== "string" || typeof timestamp !== "string") return false;
      if (!numbers.price(limit_price)) return false;
      this.event(number);
      if (texts.add(order_id)) this.id(texts.at, order_id.length, texts.hash);
      else this.id(this.#string(order_id), asString, 0);
      if (texts.add(timestamp)) this.timestamp(texts.at, timestamp.length);
      else this.timestamp(this.#string(timestamp), asString);
      this.numbers.price(numbers.digits);
      if (!numbers.qty(order_qty)) return false;
      this.numbers.qty(numbers.digits);
    }
    this.bytes = texts.bytes;
    return true;
  }

  #string(text: string): number {
    if (this.strings === noStrings) this.strings = [];
    return this.strings.push(text) - 1;
  }

  #resize(width: number): void {
    const resized = <Values extends Int32Array | Uint8Array>(to: Values, from: Values): Values => {
      to.set(from.subarray(0, to.length));
      return to;
    };
    this.events = resized(new Uint8Array(width), this.events);
    this.ids = resized(new Int32Array(width), this.ids);
    this.idLengths = resized(new Int32Array(width), this.idLengths);
    this.hashes = resized(new Int32Array(width), this.hashes);
    this.timestamps = resized(new Int32Array(width), this.timestamps);
    this.timestampLengths = resized(new Int32Array(width), this.timestampLengths);
  }
}

const nothing = /* @__PURE__ */ new Uint8Array(0);
const noStrings: string[] = [];
const eventNumbers: readonly string[] = ["add", "modify", "delete"] satisfies readonly OrderEvent[];

/** The orders of one frame. */
export class OrderChanges {
  snapshot = false;
  readonly bids: OrderEntries = new OrderEntries();
  readonly asks: OrderEntries = new OrderEntries();
  checksum = 0;
}
