/**
 * Reads ZIP archives as the exchange makes them: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * Stored and deflated files; sizes and checksums are verified. What the format offers beyond that (ZIP64, encryption,
 * several disks, other methods) is refused by name.
 */
import { fromUtf8 } from "../base/bytes.ts";
import { ProtocolError } from "../base/errors.ts";
import { pushByte } from "../book/crc32.ts";

/** One file of an archive. */
export interface ZipFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Undoes raw DEFLATE; `size` is what must come out, so that more can be given up early. */
export type Inflate = (bytes: Uint8Array, size: number) => Promise<Uint8Array>;

const localHeader = 0x04_03_4b_50;
const directoryEntry = 0x02_01_4b_50;
const directoryEnd = 0x06_05_4b_50;
const longest = 0xff_ff_ff_ff;

/** The files of an archive, in the order of its directory. */
export async function unzip(archive: Uint8Array, inflate: Inflate = inflateRaw): Promise<ZipFile[]> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xff_ff || at === longest) throw broken("it is a ZIP64 archive, which is not supported");
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count)
    throw broken("it is spread over several disks");
  const files: ZipFile[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = entryAt(view, at);
    files.push({ name: entry.name, bytes: await contentOf(view, entry, inflate) });
    at += entry.length;
  }
  return files;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly local: number;
  /** Bytes the entry takes in the directory. */
  readonly length: number;
}

/** The end record: the last thing in an archive but for a comment of up to 65 535 bytes. */
function endOf(view: DataView): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= 0 && at >= last - 0xff_ff; at -= 1)
    if (view.getUint32(at, true) === directoryEnd && at + 22 + view.getUint16(at + 20, true) === view.byteLength)
      return at;
  throw broken("it has no directory; it may have been cut off");
}

function entryAt(view: DataView, at: number): Entry {
  need(view, at, 46);
  if (view.getUint32(at, true) !== directoryEntry) throw broken("its directory is damaged");
  const nameLength = view.getUint16(at + 28, true);
  const length = 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  need(view, at, length);
  const name = fromUtf8(bytesAt(view, at + 46, nameLength));
  const entry = {
    name,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    local: view.getUint32(at + 42, true),
    length,
  };
  if (view.getUint16(at + 8, true) & 1) throw broken(`${name} is encrypted`);
  if ([entry.packed, entry.size, entry.local].includes(longest))
    throw broken(`${name} needs ZIP64, which is not supported`);
  return entry;
}

async function contentOf(view: DataView, entry: Entry, inflate: Inflate): Promise<Uint8Array> {
  const { name, local, packed, size, method } = entry;
  need(view, local, 30);
  if (view.getUint32(local, true) !== localHeader) throw broken(`${name} is not where the directory says`);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  need(view, start, packed);
  const data = bytesAt(view, start, packed);
  if (method !== 0 && method !== 8) throw broken(`${name} is packed with method ${method}, which is not supported`);
  const bytes = method === 0 ? data : await inflated(name, data, size, inflate);
  if (bytes.length !== size) throw broken(`${name} has ${bytes.length} bytes instead of ${size}`);
  if (crc32(bytes) !== entry.crc) throw broken(`${name} does not fit its checksum`);
  return bytes;
}

async function inflated(name: string, data: Uint8Array, size: number, inflate: Inflate): Promise<Uint8Array> {
  // DEFLATE packs 1032 to 1 at best: a size beyond that is a damaged one, and not worth the memory.
  if (size > data.length * 1032) throw broken(`${name} cannot have ${size} bytes`);
  try {
    return await inflate(data, size);
  } catch (cause) {
    throw broken(`${name} cannot be unpacked`, cause);
  }
}

const bytesAt = (view: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, length);

function need(view: DataView, at: number, length: number): void {
  if (at + length > view.byteLength) throw broken("it is cut off");
}

function crc32(bytes: Uint8Array): number {
  let register = -1;
  for (const byte of bytes) register = pushByte(register, byte);
  return ~register >>> 0;
}

function broken(what: string, cause?: unknown): ProtocolError {
  return new ProtocolError(`The archive cannot be read: ${what}`, { delivery: "answered", cause });
}

/** By the web's own means, which Node (from 20.12), Bun, Deno and browsers all have. */
export const inflateRaw: Inflate = async (bytes, size) => {
  const unpacking = new DecompressionStream("deflate-raw");
  const writer = unpacking.writable.getWriter();
  // A failure shows where the result is read; here it would only be a second, unhandled one.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = unpacking.readable.getReader();
  const all = new Uint8Array(size);
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return at === size ? all : all.subarray(0, at);
    if (at + value.length > size) {
      await reader.cancel();
      throw new RangeError(`more than the ${size} bytes announced`);
    }
    all.set(value, at);
    at += value.length;
  }
};
