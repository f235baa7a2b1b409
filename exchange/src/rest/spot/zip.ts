import { crc32, deflateRawSync } from "node:zlib";

/** A ZIP archive with one deflated file. */
export function zip(name: string, content: Buffer, modified: number): Buffer {
  const data = deflateRawSync(content);
  const fileName = Buffer.from(name, "utf8");
  const { date, time } = dosTime(modified);
  // Fields a local header and its directory entry have in common: version 2.0, UTF-8 names, deflate.
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(0x0800, 2);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt16LE(time, 6);
  shared.writeUInt16LE(date, 8);
  shared.writeUInt32LE(crc32(content), 10);
  shared.writeUInt32LE(data.length, 14);
  shared.writeUInt32LE(content.length, 18);
  shared.writeUInt16LE(fileName.length, 22);
  const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), shared, fileName, data]);
  const madeBy = Buffer.from([20, 0]);
  const directory = Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2]), madeBy, shared, Buffer.alloc(14), fileName]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

/** The two-second clock of the archive format, which starts in 1980. */
function dosTime(ms: number): { readonly date: number; readonly time: number } {
  const at = new Date(Math.max(ms, Date.UTC(1980, 0, 1)));
  return {
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  };
}
