import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unzip } from "./zip.ts";

interface Made {
  readonly name: string;
  readonly content: Buffer;
  readonly stored?: boolean;
  readonly crc?: number;
  readonly size?: number;
  readonly method?: number;
  readonly flags?: number;
}

function crcOf(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** An archive, written the straightforward way. */
function zip(files: readonly Made[], comment = ""): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, crc, size, method, flags = 0 } of files) {
    const data = stored ? content : deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method ?? (stored ? 0 : 8), 4);
    fields.writeUInt32LE(crc ?? crcOf(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(size ?? content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), fields, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), fields, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...locals, directory, end, Buffer.from(comment)]);
}

const content = Buffer.from("txid,time\n".repeat(500));

test("deflated and stored files, a comment at the end", async () => {
  const made = zip(
    [
      { name: "ledgers.csv", content },
      { name: "é.txt", content: Buffer.from("stored"), stored: true },
    ],
    "made by hand",
  );
  const files = await unzip(made);
  expect(files.map(({ name }) => name)).toEqual(["ledgers.csv", "é.txt"]);
  expect(Buffer.from(files[0]?.bytes ?? []).equals(content)).toBe(true);
  expect(Buffer.from(files[1]?.bytes ?? []).toString()).toBe("stored");
});

test("an archive that is a part of a larger buffer, and an empty one", async () => {
  const around = Buffer.concat([Buffer.alloc(7, 1), zip([{ name: "a", content }])]);
  expect((await unzip(new Uint8Array(around).subarray(7)))[0]?.bytes.length).toBe(content.length);
  expect(await unzip(zip([]))).toEqual([]);
});

describe("refused", () => {
  test.each<[string, Buffer, string]>([
    ["a wrong checksum", zip([{ name: "a", content, crc: 1 }]), "does not fit its checksum"],
    ["fewer bytes than announced", zip([{ name: "a", content, size: content.length + 1 }]), "instead of"],
    ["more bytes than announced", zip([{ name: "a", content, size: content.length - 1 }]), "cannot be unpacked"],
    ["a size that cannot be", zip([{ name: "a", content, size: 0xfffffff0 }]), "cannot have"],
    ["ZIP64", zip([{ name: "a", content, size: 0xffffffff }]), "ZIP64"],
    ["encryption", zip([{ name: "a", content, flags: 1 }]), "is encrypted"],
    ["another method", zip([{ name: "a", content, method: 12 }]), "method 12"],
    ["HTML", Buffer.from("<html>".repeat(20)), "no directory"],
    ["nothing", Buffer.alloc(0), "no directory"],
  ])("%s", async (_, archive, message) => {
    await expect(unzip(archive)).rejects.toMatchObject({
      kind: "protocol",
      message: expect.stringContaining(message) as string,
    });
  });

  test("damaged deflate data", async () => {
    const archive = zip([{ name: "a", content }]);
    archive.fill(0xff, 31, 40);
    await expect(unzip(archive)).rejects.toMatchObject({ kind: "protocol" });
  });

  test("an archive cut off or bent anywhere: never anything but its content or an error", async () => {
    const archive = zip([{ name: "a.csv", content }]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(archive.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, flip, cut) => {
          const bent = Buffer.from(archive);
          bent[at] = (bent[at] as number) ^ flip;
          const broken = cut ? archive.subarray(0, at) : bent;
          const outcome = await unzip(broken).catch((error: unknown) => error);
          if (Array.isArray(outcome))
            for (const { bytes } of outcome as { bytes: Uint8Array }[])
              expect(Buffer.from(bytes).equals(content)).toBe(true);
          else expect(outcome).toMatchObject({ kind: "protocol" });
        },
      ),
      { numRuns: 300 },
    );
  });
});
