/** What users install: the packed tarballs in an empty project, run as the README says. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fencesOf } from "./readme.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "krakenkit-project-"));
const npm = (args: readonly string[], cwd: string): string =>
  execFileSync("npm", [...args, "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

beforeAll(() => {
  for (const name of ["sdk", "exchange"])
    npm(["pack", "--ignore-scripts", "--pack-destination", folder], join(root, name));
  const tarballs = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  expect(tarballs).toHaveLength(2);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", private: true }));
  npm(["install", "--prefer-offline", ...tarballs.map((name) => `./${name}`)], folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (file: string, text: string): { status: number | null; output: string } => {
  writeFileSync(join(folder, file), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, output: stdout + stderr };
};

describe("the README's quick start, from the tarballs", () => {
  const quickStarts = fencesOf("README.md").filter(({ words }) => words.includes("quick-start"));

  test("there is one for each module system", () => {
    expect(quickStarts.map(({ language }) => language)).toEqual(["ts", "cjs"]);
  });

  test("ESM", () => {
    const { status, output } = run("quick-start.mjs", quickStarts[0]?.text ?? "");
    expect(output).toMatch(
      /^best ask \d+\.\d+\nbought: buy 0\.01000000 XBTUSD @ market \[ 'O[A-Z0-9-]+' \]\nnow holding \d+\.\d{10} BTC\n$/,
    );
    expect(status).toBe(0);
  });

  test("CommonJS", () => {
    const { status, output } = run("quick-start.cjs", quickStarts[1]?.text ?? "");
    expect(output).toMatch(/^the exchange's clock says \w{3}, /);
    expect(status).toBe(0);
  });
});

describe("the first dial finds ws", () => {
  const dial = `
    const address = new URL("ws://127.0.0.1");
    const server = new WebSocketServer({ port: 0, host: address.hostname }, async () => {
      address.port = server.address().port;
      const names = ["spotPublicV2", "spotPrivateV2", "spotL3V2", "derivativesPublicV1", "derivativesPrivateV1"];
      const sockets = Object.fromEntries(names.map((name) => [name, address.href]));
      const client = new WebsocketClient({ environment: { name: "test", spot: "", futures: "", embed: "", sockets } });
      const { ws } = await client.connect("spotPublicV2");
      console.log(ws.readyState);
      client.closeAll();
      server.close();
    });`;
  const esm = `import { WebsocketClient } from "krakenkit"; import { WebSocketServer } from "ws"; ${dial}`;
  const cjs = `const { WebsocketClient } = require("krakenkit"); const { WebSocketServer } = require("ws"); ${dial}`;
  const open = { status: 0, output: "1\n" };

  test("from ESM", () => expect(run("dial.mjs", esm)).toEqual(open));
  test("from CommonJS", () => expect(run("dial.cjs", cjs)).toEqual(open));

  test.each([
    ["everything in one ESM file", "esm", [], "dial.mjs"],
    ["ESM that leaves ws outside", "esm", ["ws"], "dial.mjs"],
    ["everything in one CommonJS file, from ESM", "cjs", [], "dial.mjs"],
    ["everything in one CommonJS file", "cjs", [], "dial.cjs"],
  ] as const)("bundled for Node: %s", async (_, format, external, entry) => {
    writeFileSync(join(folder, entry), entry === "dial.mjs" ? esm : cjs);
    // ws itself asks for Node's modules by require.
    const require = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
    const { outputFiles } = await build({
      format,
      external: [...external],
      banner: { js: format === "esm" ? require : "" },
      absWorkingDir: folder,
      entryPoints: [entry],
      bundle: true,
      write: false,
      platform: "node",
      target: "node20",
      logLevel: "error",
    });
    expect(run(`bundle.${format === "esm" ? "mjs" : "cjs"}`, outputFiles[0]?.text ?? "")).toEqual(open);
  });
});

describe("the installed packages", () => {
  test("the SDK brings ws and nothing else", () => {
    const alone = mkdtempSync(join(folder, "alone-"));
    const [tarball = ""] = readdirSync(folder).filter((name) => /^krakenkit-\d.*\.tgz$/.test(name));
    writeFileSync(join(alone, "package.json"), JSON.stringify({ name: "alone", private: true }));
    npm(["install", "--prefer-offline", `../${tarball}`], alone);
    expect(readdirSync(join(alone, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "krakenkit",
      "ws",
    ]);
  });

  test("importing does nothing: no output, no handle that keeps the process alive, no global", () => {
    const program = `
      const before = new Set(Reflect.ownKeys(globalThis));
      await import("krakenkit");
      await import("krakenkit-exchange");
      const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key));
      console.log(JSON.stringify({ added: added.map(String), handles: process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|Immediate/.test(name)) }));`;
    expect(run("import.mjs", program)).toEqual({ status: 0, output: '{"added":[],"handles":[]}\n' });
  });

  test("importing loads neither ws nor what it and requests need of Node", () => {
    const program = `
      const { createRequire } = require("node:module");
      const before = new Set(process.moduleLoadList);
      require("krakenkit");
      const loaded = process.moduleLoadList.filter((name) => !before.has(name) && /^NativeModule (https?|tls|net|zlib|crypto)$/.test(name));
      const packages = Object.keys(require.cache).filter((path) => /node_modules.ws./.test(path));
      console.log(JSON.stringify({ loaded, packages }));`;
    expect(run("lazy.cjs", program)).toEqual({ status: 0, output: '{"loaded":[],"packages":[]}\n' });
  });

  test("errors are recognised across the ESM and the CommonJS copy", () => {
    const program = `
      import { createRequire } from "node:module";
      import { isKrakenError } from "krakenkit";
      const { SpotClient, KrakenError } = createRequire(import.meta.url)("krakenkit");
      const error = await new SpotClient().getAccountBalance().catch((error) => error);
      console.log(isKrakenError(error), error instanceof KrakenError, error.kind);`;
    expect(run("brand.mjs", program)).toEqual({ status: 0, output: "true true usage\n" });
  });

  test("nonces of a key are one sequence across both copies", () => {
    const program = `
      import { createRequire } from "node:module";
      import { SpotClient } from "krakenkit";
      const other = createRequire(import.meta.url)("krakenkit");
      const seen = [];
      const http = async ({ body }) => (seen.push(BigInt(new URLSearchParams(body).get("nonce"))), { status: 200, headers: {}, body: new TextEncoder().encode('{"error":[],"result":{}}') });
      const options = { apiKey: "shared", apiSecret: "c2VjcmV0", http };
      const clients = [new SpotClient(options), new other.SpotClient(options)];
      await Promise.all(Array.from({ length: 50 }, (_, at) => clients[at % 2].getAccountBalance()));
      console.log(seen.length, seen.every((nonce, at) => at === 0 || nonce > seen[at - 1]));`;
    expect(run("nonces.mjs", program)).toEqual({ status: 0, output: "50 true\n" });
  });

  test("npx krakenkit-exchange starts, says how to use it, and stops cleanly", () => {
    const { status, stdout } = spawnSync("npx", ["krakenkit-exchange", "--help"], { cwd: folder, encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toContain("--coverage");
  });
});
