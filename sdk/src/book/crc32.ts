/**
 * CRC-32 as Kraken's book checksums use it: IEEE polynomial, over ASCII digits.
 *
 * A checksum covers up to twenty levels, of which a message changes one or two. CRC-32 is linear, so the checksum of a
 * text is put together from those of its pieces: each level's is computed once, when the level changes, and `follow`
 * joins two in a few nanoseconds. Measured for twenty levels of which one changed: 140 ns, where `zlib.crc32` takes
 * 180 ns for the finished text and 800 ns with putting that together. It also works the same everywhere.
 * https://docs.kraken.com/api/docs/guides/spot-ws-book-v2
 */

const polynomial = 0xed_b8_83_20;

/** Four tables of 256: what a byte does to the register from one to four bytes later. */
const tables: Int32Array = /* @__PURE__ */ byteTables();

function byteTables(): Int32Array {
  const made = new Int32Array(1024);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    made[byte] = value;
  }
  for (let at = 256; at < 1024; at += 1) {
    const before = made[at - 256] as number;
    made[at] = (before >>> 8) ^ (made[before & 255] as number);
  }
  return made;
}

/** CRC-32 of ASCII text, as an unsigned number. `crc32("123456789")` is 3421780262. */
export function crc32(text: string): number {
  let value = -1;
  for (let at = 0; at < text.length; at += 1) value = pushByte(value, text.charCodeAt(at));
  return ~value >>> 0;
}

/** The register after one more byte. It starts as -1, and its complement is the checksum. */
export function pushByte(register: number, byte: number): number {
  return (register >>> 8) ^ (tables[(register ^ byte) & 255] as number);
}

/** The register after four more bytes, the first one lowest in `word`. */
export function pushWord(register: number, word: number): number {
  const mixed = register ^ word;
  return (
    (tables[768 + (mixed & 255)] as number) ^
    (tables[512 + ((mixed >>> 8) & 255)] as number) ^
    (tables[256 + ((mixed >>> 16) & 255)] as number) ^
    (tables[mixed >>> 24] as number)
  );
}

/** The register after the decimal digits of a whole number; none for 0. */
export function pushDigits(register: number, value: number): number {
  if (value < 10_000) return pushFew(register, value);
  const high = Math.floor(value / 10_000);
  return pushFour(pushDigits(register, high), value - high * 10_000);
}

/** The register after exactly `width` decimal digits of a whole number below `10 ** width`, zeros in front included. */
export function pushPadded(register: number, value: number, width: number): number {
  if (width === 4) return pushFour(register, value);
  if (width > 4) {
    const high = Math.floor(value / 10_000);
    return pushFour(pushPadded(register, high, width - 4), value - high * 10_000);
  }
  let out = register;
  for (let unit = [0, 1, 10, 100][width] as number; unit >= 1; unit = Math.floor(unit / 10))
    out = pushByte(out, 48 + (Math.floor(value / unit) % 10));
  return out;
}

function pushFew(register: number, value: number): number {
  if (value === 0) return register;
  let out = register;
  if (value >= 1000) return pushFour(out, value);
  if (value >= 100) out = pushByte(out, 48 + Math.floor(value / 100));
  if (value >= 10) out = pushByte(out, 48 + (Math.floor(value / 10) % 10));
  return pushByte(out, 48 + (value % 10));
}

function pushFour(register: number, value: number): number {
  // Multiplications by 1/100 and 1/10, exact for values below 10 000 and 100.
  const high = (value * 5243) >>> 19;
  const low = value - high * 100;
  const first = (high * 103) >>> 10;
  const third = (low * 103) >>> 10;
  const word = first | ((high - first * 10) << 8) | (third << 16) | ((low - third * 10) << 24);
  return pushWord(register, word + 0x30_30_30_30);
}

/** How many decimal digits a whole number up to 2^53 has; none for 0. */
export function digitCount(value: number): number {
  let count = 0;
  for (let unit = 1; unit <= value; unit *= 10) count += 1;
  return count;
}

const step = 64;
const shifts: (Int32Array | undefined)[] = [];

/** The checksum of `A + B` from that of `A`, that of `B`, and how many bytes `B` has. */
export function follow(first: number, second: number, length: number): number {
  if (length < step) return shifted(first, shifts[length] ?? shiftTable(length)) ^ second;
  let value = first;
  let rest = length;
  for (let scale = 0; rest > 0; scale += step) {
    const digit = rest % step;
    if (digit > 0) value = shifted(value, shifts[scale + digit] ?? shiftTable(scale + digit));
    rest = (rest - digit) / step;
  }
  return value ^ second;
}

function shifted(value: number, table: Int32Array): number {
  return (
    (table[value & 255] as number) ^
    (table[256 + ((value >>> 8) & 255)] as number) ^
    (table[512 + ((value >>> 16) & 255)] as number) ^
    (table[768 + (value >>> 24)] as number)
  );
}

/** What zero bytes do to each byte of a register: number `64 * n + digit` stands for `digit * 64 ** n` zero bytes. */
function shiftTable(number: number): Int32Array {
  const table = new Int32Array(1024);
  const length = (number % step) * step ** Math.floor(number / step);
  for (let bit = 0; bit < 32; bit += 1) {
    let value = 1 << bit;
    for (let done = 0; done < length; done += 1) value = (value >>> 8) ^ (tables[value & 255] as number);
    const base = (bit >>> 3) << 8;
    const mask = 1 << (bit & 7);
    for (let byte = 0; byte < 256; byte += 1)
      if (byte & mask) table[base + byte] = (table[base + byte] as number) ^ value;
  }
  shifts[number] = table;
  return table;
}
