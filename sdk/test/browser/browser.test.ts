/** The built package in a real browser: fetch, Web Crypto and CORS instead of Node's fast path, and its own WebSocket. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { startExchange } from "krakenkit-exchange";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { httpServer } from "../support/servers.ts";

const executablePath = process.env["CHROMIUM_PATH"] || "/usr/bin/chromium";
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

test.skipIf(!existsSync(executablePath))(
  "the clients work in Chromium: signed calls, streams and orders over its own WebSocket",
  async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL("page.ts", import.meta.url))],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
    });
    const script = outputFiles[0]?.text ?? "";
    const exchange = await startExchange({ flow: "quiet", limits: "off" });
    const gone = await startExchange({ flow: "off", backfill: "off" });
    await gone.stop();
    const setup = { ...exchange.credentials, environment: exchange.environment, nobodyAt: gone.url };
    const site = await httpServer((request, answer) => {
      const page = `<script>window.setup = ${JSON.stringify(setup)}</script><script type="module" src="/page.js"></script>`;
      const isScript = request.url === "/page.js";
      answer.setHeader("Content-Type", isScript ? "text/javascript" : "text/html").end(isScript ? script : page);
    });
    const browser = await chromium.launch({ executablePath, args });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${site.port}/`);
      await page.waitForFunction("window.report !== undefined", undefined, { timeout: 15_000 });
      expect(await page.evaluate("window.report")).toEqual({
        time: expect.any(Number),
        balances: Array.from({ length: 20 }, () => "1000000.0000"),
        placed: 1,
        cancelled: 1,
        refused: ["refused", "answered", "POST /0/private/AddOrder: EOrder:Insufficient funds"],
        unreachable: ["transport", "unknown"],
        sockets: {
          seen: ["BTC/USD", "book_snapshot", "open_positions"],
          placed: "string",
          reports: ["pending_new", "new", "canceled"],
          cancelled: 1,
          refused: ["refused", "answered", "add_order was refused: EOrder:Insufficient funds"],
          troubles: ["EOrder:Insufficient funds"],
          closed: "spotPrivateV2",
          ended: [true, true],
        },
      });
      await expect.poll(() => exchange.admin.sockets.list()).toEqual([]);
    } finally {
      await browser.close();
      await site.stop();
      await exchange.stop();
    }
  },
  60_000,
);
