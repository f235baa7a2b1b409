/** What only a whole process can show: that it ends by itself, and what escapes as an uncaught error. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { rmSync } from "node:fs";
import { afterAll } from "vitest";
import { Stage } from "./stage.ts";

const stage = new Stage();
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const outfile = at(`../../../.cache/socket-programs-${process.pid}/program.mjs`);

beforeAll(async () => {
  await build({
    entryPoints: [at("programs/sockets.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["ws"],
    alias: { "#platform": at("../../src/platform/node.ts"), krakenkit: at("../../src/index.ts") },
  });
});
afterAll(() => rmSync(at(`../../../.cache/socket-programs-${process.pid}`), { recursive: true, force: true }));

/** Runs an act; rejects when the process does not end by itself within 10 s of its start. */
const run = (act: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const { customSignMessageFn: _, ...options } = stage.options;
    execFile(process.execPath, [outfile, JSON.stringify(options), act], { timeout: 10_000 }, (error, out, err) => {
      if (error) reject(new Error(`${error.message}\n${out}\n${err}`));
      else resolve({ ...(JSON.parse(out) as object), stderr: err });
    });
  });

test("closeAll ends sockets, timers, streams and calls, and the process with them", async () => {
  expect(await run("closing")).toEqual({ cancelled: 0, late: ["closed", "unknown"], ended: true, stderr: "" });
});

test("closing before anything is open leaves nothing either", async () => {
  expect(await run("closing-early")).toEqual({ connecting: "closed", never: "closed", stderr: "" });
});

test("a listener that throws is heard of as an uncaught error and harms nothing else", async () => {
  expect(await run("throwing")).toEqual({
    symbol: "BTC/USD",
    connected: true,
    others: true,
    uncaught: ["from a listener", "from open"],
    stderr: "",
  });
});

test("refused credentials without any listener: logged, nothing escapes, the process ends", async () => {
  expect(await run("bad-credentials")).toEqual({
    printed: [
      ...Array.from({ length: 3 }, () => expect.stringContaining("EAPI:Invalid key")),
      expect.stringContaining("stopped until connect() or subscribe() is called"),
    ],
    uncaught: [],
    stderr: "",
  });
});
