import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { zip } from "./zip.ts";

const content = Buffer.from(`"txid","refid"\n${'"L1","R1"\n'.repeat(500)}`);

test("the local header points at the deflated content", () => {
  const archive = zip("ledgers.csv", content, Date.UTC(2026, 9, 1, 12, 30, 58));
  expect(archive.readUInt32LE(0)).toBe(0x04034b50);
  const nameLength = archive.readUInt16LE(26);
  const packed = archive.readUInt32LE(18);
  expect(archive.subarray(30, 30 + nameLength).toString()).toBe("ledgers.csv");
  expect(inflateRawSync(archive.subarray(30 + nameLength, 30 + nameLength + packed))).toEqual(content);
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  const directory = archive.readUInt32LE(end + 16);
  expect(archive.readUInt32LE(directory)).toBe(0x02014b50);
  expect(archive.readUInt32LE(end + 12)).toBe(end - directory);
});

test("an independent reader accepts the archive", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "zip-"));
  try {
    writeFileSync(join(folder, "a.zip"), zip("trades.csv", content, Date.UTC(2026, 9, 1)));
    const script =
      "import zipfile,sys;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;sys.stdout.buffer.write(z.read('trades.csv'))";
    let read: Buffer;
    try {
      read = execFileSync("python3", ["-c", script, join(folder, "a.zip")]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return context.skip();
      throw error;
    }
    expect(read).toEqual(content);
    expect(readFileSync(join(folder, "a.zip")).length).toBeLessThan(content.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
