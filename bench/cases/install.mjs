/** What users install, import and ship to browsers. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { own } from "../measure.mjs";

const sizeOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, entry) => sum + sizeOf(join(path, entry)), 0)
    : statSync(path).size;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const installed = async (env) => {
  const root = join(env.root, "sdk");
  const report = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"], {
      cwd: root,
      encoding: "utf8",
      shell: process.platform === "win32",
    }),
  );
  const { unpackedSize } = Array.isArray(report) ? report[0] : Object.values(report)[0];
  const needed = Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies ?? {});
  const bytes = needed.reduce((sum, name) => sum + sizeOf(join(env.root, "node_modules", name)), unpackedSize);
  return { bytes, packages: needed.length + 1 };
};

const peerInstalled = (name) => async () => {
  try {
    const entry = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return {
      bytes: sizeOf(dirname(entry)),
      packages: 1 + Object.keys(JSON.parse(readFileSync(entry, "utf8")).dependencies ?? {}).length,
    };
  } catch {
    return undefined;
  }
};

/** Wall time and memory of fresh processes that run `code`, taking turns with bare ones. */
const starting =
  (type, code) =>
  async (env, { run }) => {
    const rounds = run < 1000 ? 3 : 9;
    const times = { bare: [], loaded: [] };
    const memory = { bare: [], loaded: [] };
    const show = ";globalThis.gc();console.log(process.memoryUsage().rss)";
    const programs = { bare: "0", loaded: code(env.build) };
    for (let at = 0; at < rounds; at += 1)
      for (const [name, program] of Object.entries(programs)) {
        const start = performance.now();
        const { stdout, stderr, status } = spawnSync(
          process.execPath,
          ["--expose-gc", `--input-type=${type}`, "--eval", program + show],
          { encoding: "utf8" },
        );
        if (status !== 0) throw new Error(stderr);
        times[name].push(performance.now() - start);
        memory[name].push(Number(stdout) / 1e6);
      }
    return { ms: median(times.loaded) - median(times.bare), rss: median(memory.loaded) - median(memory.bare) };
  };

const ws = createRequire(import.meta.url).resolve("ws");
const imported = (build) => `await import(${JSON.stringify(`file://${build}/dist/index.js`)})`;
const required = (build) => `require(${JSON.stringify(join(build, "dist/index.cjs"))})`;

const bundled = (code) => async (env) => {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: env.build },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  return { bytes: gzipSync(outputFiles[0].contents, { level: 9 }).length };
};

const from = './dist/index.js"';

export const install = {
  "installed, dependencies too": {
    target: { bytes: 1_000_000, packages: 2 },
    measure: own(),
    once: true,
    contestants: {
      krakenkit: installed,
      "ccxt, without its dependencies": peerInstalled("ccxt"),
      "node-kraken-api, without its dependencies": peerInstalled("node-kraken-api"),
    },
  },
  "import, ESM, over bare node": {
    target: { ms: 60, rss: 12 },
    measure: own(),
    once: true,
    contestants: {
      krakenkit: starting("module", imported),
      // What the first dial loads, so that putting it off hides nothing.
      "with ws": starting("module", (build) => `${imported(build)};await import(${JSON.stringify(`file://${ws}`)})`),
    },
  },
  "require, CommonJS, over bare node": {
    target: { ms: 30, rss: 12 },
    measure: own(),
    once: true,
    contestants: {
      krakenkit: starting("commonjs", required),
      "with ws": starting("commonjs", (build) => `${required(build)};require(${JSON.stringify(ws)})`),
      "ws alone": starting("commonjs", () => `require(${JSON.stringify(ws)})`),
    },
  },
  "browser bundle, gzip: SpotClient": {
    target: { bytes: 7000 },
    measure: own(),
    once: true,
    quick: true,
    contestants: { krakenkit: bundled(`export { SpotClient } from "${from}`) },
  },
  "browser bundle, gzip: SpotClient and WebsocketClient": {
    target: { bytes: 14_000 },
    measure: own(),
    once: true,
    contestants: { krakenkit: bundled(`export { SpotClient, WebsocketClient } from "${from}`) },
  },
};
