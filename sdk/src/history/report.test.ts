import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { ManualClock } from "../../test/support/clock.ts";
import { AbortedError, TransportError } from "../base/errors.ts";
import { spotReport } from "./report.ts";
import type { SpotReportOf, SpotReportOptions, SpotReportProgress } from "./report.ts";

const csv =
  '"txid","refid","time","type","subtype","aclass","asset","wallet","amount","fee","balance"\n"L1","T1","2026-01-31 12:34:56.7890","trade","","currency","ZUSD","spot / main",-10.0000,0.0400,90.0000\n';

/** A ZIP of one deflated file, whose checksum only the reader's own check depends on. */
function archive(text: string): ArrayBuffer {
  const content = Buffer.from(text);
  let crc = -1;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const data = deflateRawSync(content);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(~crc >>> 0, 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(11, 22);
  const name = Buffer.from("ledgers.csv");
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), fields, name, data]);
  const directory = Buffer.concat([Buffer.from("PK\u0001\u0002\0\0"), fields, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return new Uint8Array(Buffer.concat([local, directory, end])).buffer;
}

type Look = { readonly status?: string; readonly error?: string } | "missing";

/** An exchange that shows a report in these states, one after the other; and what was asked of it. */
function exchange(looks: readonly Look[], text = csv) {
  const asked: string[] = [];
  const told: SpotReportProgress[] = [];
  let look = 0;
  const call = (name: string, params: object): void => void asked.push(`${name} ${JSON.stringify(params)}`);
  const spot = {
    async requestLedgersExport(params: object) {
      call("order", params);
      return { error: [], result: { id: "ABCD" } };
    },
    async getLedgersExportStatus(params: object) {
      call("look", params);
      const state = looks[Math.min(look, looks.length - 1)] as Look;
      look += 1;
      const others = [{ id: "OTHR", status: "Processed" }];
      return { error: [], result: state === "missing" ? others : [...others, { id: "ABCD", ...state }] };
    },
    async getLedgersExport(params: object) {
      call("fetch", params);
      return archive(text);
    },
    async deleteLedgersExport(params: { type: string }) {
      call("remove", params);
      return { error: [], result: { [params.type]: true } };
    },
  };
  const clock = new ManualClock();
  const read = (params: Partial<SpotReportOf<"ledgers">> = {}, options: SpotReportOptions = {}) =>
    spotReport(
      spot as never,
      { report: "ledgers", ...params },
      {
        clock,
        pollEvery: 1000,
        onProgress: (progress) => told.push(progress),
        ...options,
      },
    );
  return { spot, asked, told, clock, read, steps: () => told.map(({ step, elapsed }) => `${step} ${elapsed}`) };
}

const stages: readonly Look[] = ["missing", { status: "Queued" }, { status: "Processing" }, { status: "Processed" }];

test("ordered, waited for, fetched, unpacked, read, removed", async () => {
  const { read, asked, clock, steps } = exchange(stages);
  const done = read({ since: "2026-01-01", until: "2026-02-01", description: "taxes" }, { remove: true });
  await clock.advance(3000);
  expect(await done).toEqual({
    id: "ABCD",
    columns: ["txid", "refid", "time", "type", "subtype", "aclass", "asset", "wallet", "amount", "fee", "balance"],
    rows: [
      {
        txid: "L1",
        refid: "T1",
        time: "2026-01-31 12:34:56.7890",
        type: "trade",
        subtype: "",
        aclass: "currency",
        asset: "ZUSD",
        wallet: "spot / main",
        amount: "-10.0000",
        fee: "0.0400",
        balance: "90.0000",
      },
    ],
    removed: true,
  });
  expect(asked).toEqual([
    'order {"report":"ledgers","description":"taxes","format":"CSV","starttm":1767225600,"endtm":1769904000}',
    ...Array.from({ length: 4 }, () => 'look {"report":"ledgers"}'),
    'fetch {"id":"ABCD"}',
    'remove {"id":"ABCD","type":"delete"}',
  ]);
  expect(steps()).toEqual([
    "ordered 0",
    "queued 1000",
    "processing 2000",
    "fetching 3000",
    "reading 3000",
    "done 3000",
  ]);
  expect(clock.pending).toBe(0);
});

test("a report ordered before is only waited for and stays", async () => {
  const { read, asked } = exchange([{ status: "Processed" }]);
  expect((await read({ id: "ABCD" })).removed).toBe(false);
  expect(asked.map((line) => line.split(" ")[0])).toEqual(["look", "fetch"]);
});

test("an abort ends waiting at once and cancels what nobody will fetch", async () => {
  const { read, asked, clock } = exchange([{ status: "Queued" }]);
  const stop = new AbortController();
  const reason = new Error("user left");
  const done = read({}, { signal: stop.signal });
  const outcome = done.catch((error: unknown) => error);
  await clock.advance(2500);
  stop.abort(reason);
  expect(await outcome).toMatchObject({ kind: "aborted", cause: reason });
  expect(asked.at(-1)).toBe('remove {"id":"ABCD","type":"cancel"}');
  expect(clock.pending).toBe(0);
});

test("an abort leaves alone what was ordered elsewhere, unless removal is asked for", async () => {
  for (const remove of [false, true]) {
    const { read, asked, clock } = exchange([{ status: "Queued" }]);
    const stop = new AbortController();
    const outcome = read({ id: "ABCD" }, { signal: stop.signal, remove }).catch((error: unknown) => error);
    await clock.advance(500);
    stop.abort();
    expect(await outcome).toMatchObject({ kind: "aborted" });
    expect(asked.some((line) => line.startsWith("remove"))).toBe(remove);
  }
});

test("out of time: the report stays, and the error says how to fetch it later", async () => {
  const { read, asked, clock } = exchange([{ status: "Processing" }]);
  const outcome = read({}, { timeout: 5000 }).catch((error: unknown) => error);
  await clock.advance(5000);
  expect(await outcome).toMatchObject({ kind: "timeout", message: expect.stringContaining('id: "ABCD"') as string });
  expect(asked.some((line) => line.startsWith("remove"))).toBe(false);
});

test("a report that could not be made is the exchange's refusal", async () => {
  const { read } = exchange([{ status: "Processed", error: "EExport:Too large" }]);
  await expect(read()).rejects.toMatchObject({ kind: "refused", reasons: ["EExport:Too large"] });
});

test("a report that vanishes is not waited for", async () => {
  const { read, clock } = exchange(["missing"]);
  const outcome = read().catch((error: unknown) => error);
  await clock.advance(2000);
  expect(await outcome).toMatchObject({ kind: "protocol", message: expect.stringContaining("ABCD") as string });
});

test("a file without the columns of its kind is an error; the report is deleted all the same when asked", async () => {
  const { read, asked } = exchange([{ status: "Processed" }], '"txid","time"\n');
  await expect(read({}, { remove: true })).rejects.toMatchObject({
    kind: "protocol",
    message: expect.stringContaining("refid") as string,
  });
  expect(asked.at(-1)).toBe('remove {"id":"ABCD","type":"delete"}');
});

test("failing to remove hides neither the rows nor the error", async () => {
  const good = exchange([{ status: "Processed" }]);
  const refuse = async (): Promise<never> => Promise.reject(new TransportError("reset"));
  good.spot.deleteLedgersExport = refuse;
  expect(await good.read({}, { remove: true })).toMatchObject({ removed: false, rows: [{ txid: "L1" }] });
  const bad = exchange([{ status: "Queued" }]);
  bad.spot.deleteLedgersExport = refuse;
  bad.spot.getLedgersExportStatus = async () => Promise.reject(new AbortedError("aborted"));
  await expect(bad.read()).rejects.toMatchObject({ kind: "aborted" });
});

test("an order that fails leaves nothing to clean up", async () => {
  const { spot, asked, read } = exchange(stages);
  spot.requestLedgersExport = async () => Promise.reject(new TransportError("reset"));
  await expect(read({}, { remove: true })).rejects.toMatchObject({ kind: "transport" });
  expect(asked).toEqual([]);
});
