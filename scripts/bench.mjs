/**
 * `npm run bench`: measures krakenkit against hand-written code, and against peers where they are installed.
 *
 *   -- --quick            the main cases, once over lightly
 *   -- book socket        only cases whose names contain one of the words
 *   -- --rounds 9         more rounds (default 5)
 *   -- --peers            installs ccxt, node-kraken-api and undici into bench/ first
 *   -- --write            puts the table into docs/performance.md
 *   -- --profile          once each with a CPU profile, and the hottest functions of each
 *   -- --build <folder>   measures that build instead of making one
 *   -- --keep before      keeps this build as `before` …
 *   -- --against before   … and lets it run beside a later one
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build as buildPackages } from "./build.mjs";
import { need, root, run } from "./setup.mjs";

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean" },
    rounds: { type: "string" },
    peers: { type: "boolean" },
    write: { type: "boolean" },
    profile: { type: "boolean" },
    build: { type: "string" },
    keep: { type: "string" },
    against: { type: "string" },
  },
});

const folder = `${root}.cache/bench`;
const current = `${folder}/current`;

/** A copy of the build, so that a build made meanwhile changes nothing. */
async function snapshot() {
  buildPackages(true);
  const { build } = await import("esbuild");
  rmSync(current, { recursive: true, force: true });
  mkdirSync(current, { recursive: true });
  cpSync(`${root}sdk/dist`, `${current}/dist`, { recursive: true, filter: (path) => !/\.d\.c?ts$/.test(path) });
  cpSync(`${root}sdk/package.json`, `${current}/package.json`);
  const settings = { bundle: true, format: "esm", platform: "node", target: "es2022", logLevel: "error" };
  await build({ ...settings, entryPoints: [`${root}bench/internals.mjs`], outfile: `${current}/internals.mjs` });
}

function installPeers() {
  const done = run(
    "npm",
    ["install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: `${root}bench`,
      shell: process.platform === "win32",
    },
  );
  need(done, "Installing the peers");
}

const machine = () =>
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ` +
  `${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()} ${arch()}; load average before ${loadavg()[0].toFixed(1)}`;

function write(results, where, rounds) {
  const path = `${root}docs/performance.md`;
  const text = readFileSync(path, "utf8");
  const [before, rest] = text.split("<!-- results -->");
  const after = rest?.split("<!-- /results -->")[1];
  if (after === undefined) throw new Error("docs/performance.md has no place for results");
  const { markdown } = results;
  writeFileSync(
    path,
    `${before}<!-- results -->\n\nMeasured ${where}; ${rounds} rounds.\n\n${markdown}\n\n<!-- /results -->${after}`,
  );
}

if (options.peers) installPeers();
if (options.build === undefined) await snapshot();
if (options.keep !== undefined) {
  rmSync(`${folder}/${options.keep}`, { recursive: true, force: true });
  cpSync(current, `${folder}/${options.keep}`, { recursive: true });
}
/** A build by its path, or by the name it was kept under. */
function kept(name) {
  const path = existsSync(`${name}/dist/index.js`) ? resolve(name) : `${folder}/${name}`;
  if (!existsSync(`${path}/dist/index.js`)) need(1, `Looking for a build in ${path}`);
  return path;
}
const builds = { "": options.build === undefined ? current : kept(options.build) };
if (options.against !== undefined) builds[options.against] = kept(options.against);

const { cases } = await import("../bench/cases/index.mjs");
const { runCase } = await import("../bench/run.mjs");
const { lines, markdown, missed } = await import("../bench/table.mjs");
const quick = options.quick === true;
const rounds = options.profile ? 1 : Number(options.rounds ?? (quick ? 1 : 5));
const times = quick ? { warm: 300, run: 500 } : { warm: 700, run: 1500 };
const where = machine();
const profiles = options.profile ? `${folder}/profiles` : undefined;
const results = [];
console.log(where);
for (const [name, one] of Object.entries(cases)) {
  if (words.length > 0 ? !words.some((word) => name.toLowerCase().includes(word.toLowerCase())) : quick && !one.quick)
    continue;
  const result = await runCase(name, one, { builds, rounds, times, profiles });
  results.push(result);
  console.log(lines(result));
}
const misses = results.flatMap(({ target, rows }) => rows.filter((row) => missed(target, row).length > 0));
console.log(`\n${results.length} cases, ${misses.length} beyond their target`);
if (options.write) write({ markdown: markdown(results) }, where, rounds);
