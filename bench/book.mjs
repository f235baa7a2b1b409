/**
 * Book updates against the floor: `JSON.parse` alone of the same frames, with nothing done about them.
 *
 * `node bench/book.mjs [rounds]`. Each measurement is a fresh process, contestants take turns, and the ratio is that of
 * the medians of CPU time. Every update is verified against its checksum, and a run with a single mismatch fails.
 */
import { fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bookFrames, futuresFrames, orderFrames } from "./book-frames.mjs";

const self = fileURLToPath(import.meta.url);
const root = join(dirname(self), "..");
const bundle = join(root, ".cache/bench/book.mjs");

const cases = {
  "L2 depth 10": { frames: () => bookFrames({ depth: 10, updates: 10_000 }), depth: 10 },
  "L2 depth 100": { frames: () => bookFrames({ depth: 100, updates: 10_000 }), depth: 100 },
  "L2 depth 1000": { frames: () => bookFrames({ depth: 1000, updates: 5000 }), depth: 1000 },
  "L3 depth 10": { frames: () => orderFrames({ depth: 10, updates: 10_000 }), depth: 10, orders: true },
  "L3 depth 100": { frames: () => orderFrames({ depth: 100, updates: 10_000 }), depth: 100, orders: true },
  "L3 depth 1000": { frames: () => orderFrames({ depth: 1000, updates: 5000 }), depth: 1000, orders: true },
  "Futures 1000 levels": { frames: () => futuresFrames({ depth: 1000, updates: 10_000 }), futures: true },
};

const precision = { price: 1, qty: 8 };
const text = (frame) => frame.toString();

/** Contestant → a function that takes one frame and says whether all was well. */
const contestants = {
  "JSON.parse": () => (frame) => JSON.parse(text(frame)) !== null,
  book: (krakenkit, { depth, orders, futures }) => {
    if (futures) {
      const book = new krakenkit.FuturesBook({ symbol: "PF_XBTUSD" });
      return (frame) => book.apply(JSON.parse(text(frame))).status === "ok";
    }
    const frames = orders ? new krakenkit.Level3Frames() : new krakenkit.BookFrames();
    frames.add(new krakenkit[orders ? "Level3Book" : "OrderBook"]({ symbol: "BTC/USD", depth, precision }));
    let good = false;
    const done = (_, result) => {
      good = result.status === "ok";
    };
    return (frame) => frames.apply(frame, done) && good;
  },
  "book of parsed floats": (krakenkit, { depth, orders, futures }) => {
    if (futures) return undefined;
    const book = new krakenkit[orders ? "Level3Book" : "OrderBook"]({ symbol: "BTC/USD", depth, precision });
    return (frame) => book.apply(JSON.parse(text(frame))).status === "ok";
  },
};

async function measure(name, contestant) {
  const krakenkit = await import(bundle);
  const frames = cases[name].frames().map((frame) => Buffer.from(frame));
  const apply = contestants[contestant](krakenkit, cases[name]);
  if (apply === undefined) return undefined;
  const pass = () => {
    for (const frame of frames)
      if (!apply(frame)) throw new Error(`${contestant} failed at ${text(frame).slice(0, 300)}`);
  };
  const warm = process.hrtime.bigint() + 700_000_000n;
  while (process.hrtime.bigint() < warm) pass();
  const before = process.cpuUsage();
  const end = process.hrtime.bigint() + 1_000_000_000n;
  let done = 0;
  while (process.hrtime.bigint() < end) {
    pass();
    done += frames.length;
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / done) * 1000;
}

const inChild = (name, contestant) =>
  new Promise((resolve, reject) => {
    const child = fork(self, ["--measure", name, contestant]);
    let value;
    child.on("message", (message) => (value = message.nanoseconds));
    child.on("exit", (code) =>
      code === 0 ? resolve(value) : reject(new Error(`${name}, ${contestant}: exit ${code}`)),
    );
  });

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function main(rounds) {
  const { build } = await import("esbuild");
  mkdirSync(dirname(bundle), { recursive: true });
  const entryPoints = [join(root, "sdk/src/book/index.ts")];
  await build({ entryPoints, bundle: true, format: "esm", target: "es2022", outfile: bundle });
  console.log(`CPU nanoseconds a frame, ${rounds} rounds, Node ${process.version}\n`);
  console.log(
    `${"case".padEnd(22)}${"contestant".padEnd(24)}${"median".padStart(8)}${"min".padStart(8)}${"max".padStart(8)}   ratio`,
  );
  for (const name of Object.keys(cases)) {
    const results = new Map();
    for (let round = 0; round < rounds; round += 1)
      for (const contestant of Object.keys(contestants)) {
        const value = await inChild(name, contestant);
        if (value !== undefined) results.set(contestant, [...(results.get(contestant) ?? []), value]);
      }
    const floor = median(results.get("JSON.parse"));
    for (const [contestant, values] of results) {
      const numbers = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
        value.toFixed(0).padStart(8),
      );
      console.log(
        `${name.padEnd(22)}${contestant.padEnd(24)}${numbers.join("")}${(median(values) / floor).toFixed(2).padStart(8)}`,
      );
    }
  }
}

if (process.argv[2] === "--measure") {
  process.send({ nanoseconds: await measure(process.argv[3], process.argv[4]) });
  process.disconnect();
} else await main(Number(process.argv[2] ?? 5));
