/** CRC-32 of IEEE 802.3 by table; written here so that no other part's mistake can hide a wrong checksum. */
const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 of ASCII text, as an unsigned integer. */
export function crc32(text: string): number {
  let value = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    value = (value >>> 8) ^ (table[(value ^ text.charCodeAt(at)) & 0xff] ?? 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** A level, or an order of level 3, as integers of the pair's precisions. */
export interface Priced {
  readonly price: bigint;
  readonly qty: bigint;
}

/**
 * The text a book's checksum is made of: the best ten asks, then the best ten bids. Integers of the pair's
 * precisions are exactly the padded texts without point and leading zeros.
 */
export function checksumText(asks: Iterable<Priced>, bids: Iterable<Priced>): string {
  return sideText(asks) + sideText(bids);
}

function sideText(entries: Iterable<Priced>): string {
  let text = "";
  for (const { price, qty } of entries) text += `${price}${qty}`;
  return text;
}

/** The entries that belong to the best ten prices; entries of one price stand together. */
export function topTen<T extends Priced>(entries: readonly T[]): readonly T[] {
  let levels = 0;
  let last: bigint | undefined;
  for (const [at, { price }] of entries.entries()) {
    if (price === last) continue;
    last = price;
    levels += 1;
    if (levels > 10) return entries.slice(0, at);
  }
  return entries;
}

/** The checksum of a book from its entries, best first. */
export function bookChecksum(asks: readonly Priced[], bids: readonly Priced[]): number {
  return crc32(checksumText(topTen(asks), topTen(bids)));
}
