/** A price level as it was written. */
export interface Level {
  readonly price: string;
  readonly qty: string;
}

/** A frame of the book channel with the digits it came with. */
export interface BookFrame {
  readonly type: string;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly checksum: number;
}

/** Reads a book frame by pattern, so that no JSON reader loses a zero. */
export function readBook(text: string): BookFrame {
  const side = (name: string): Level[] => {
    const rows = new RegExp(`"${name}":\\[(.*?)\\]`).exec(text)?.[1] ?? "";
    return [...rows.matchAll(/\{"price":([\d.]+),"qty":([\d.]+)\}/g)].map(([, price = "", qty = ""]) => ({
      price,
      qty,
    }));
  };
  return {
    type: /"type":"(\w+)"/.exec(text)?.[1] ?? "",
    bids: side("bids"),
    asks: side("asks"),
    checksum: Number(/"checksum":(\d+)/.exec(text)?.[1]),
  };
}

/** A client's book in the simplest form: sort everything, every time. */
export class NaiveBook {
  readonly #depth: number;
  bids: Level[] = [];
  asks: Level[] = [];

  constructor(depth: number) {
    this.#depth = depth;
  }

  apply(frame: BookFrame): void {
    if (frame.type === "snapshot") [this.bids, this.asks] = [[], []];
    this.bids = this.#merged(this.bids, frame.bids, -1);
    this.asks = this.#merged(this.asks, frame.asks, 1);
  }

  checksum(): number {
    const text = (side: readonly Level[]): string =>
      side
        .slice(0, 10)
        .map(({ price, qty }) => strip(price) + strip(qty))
        .join("");
    return slowCrc(text(this.asks) + text(this.bids));
  }

  #merged(side: readonly Level[], changes: readonly Level[], sign: number): Level[] {
    const levels = new Map(side.map((level) => [level.price, level]));
    for (const level of changes) {
      if (Number(level.qty) === 0) levels.delete(level.price);
      else levels.set(level.price, level);
    }
    return [...levels.values()].sort((a, b) => sign * (Number(a.price) - Number(b.price))).slice(0, this.#depth);
  }
}

/** Without point and leading zeros. */
export function strip(text: string): string {
  return text.replace(".", "").replace(/^0+/, "");
}

/** CRC-32 bit by bit, after the textbook and nothing else. */
export function slowCrc(text: string): number {
  let value = 0xffffffff;
  for (const byte of Buffer.from(text, "ascii")) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (0xedb88320 & -(value & 1));
  }
  return ~value >>> 0;
}
