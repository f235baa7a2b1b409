/** What users install and what browsers load: contents of the tarballs, number and size of packages, size of bundles. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root } from "./setup.mjs";

/** Ceilings, in bytes. Lower them when something got smaller; `docs/performance.md` says what bounds them. */
const budgets = {
  bundles: {
    "SpotClient alone": { code: 'export { SpotClient } from "krakenkit"', gzip: 16_300 },
    "SpotClient and WebsocketClient": {
      code: 'export { SpotClient, WebsocketClient } from "krakenkit"',
      gzip: 37_600,
    },
    "isKrakenError alone": { code: 'export { isKrakenError } from "krakenkit"', gzip: 135 },
  },
  installed: 1_625_000,
  packages: 2,
};

const problems = [];
const row = (what, value, limit) => {
  const over = value > limit;
  console.log(`  ${what.padEnd(34)} ${String(value).padStart(9)} of ${limit}${over ? "  too much" : ""}`);
  if (over) problems.push(what);
};

function pack(name) {
  const { stdout, status } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"], {
    cwd: join(root, name),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm pack failed in ${name}`);
  const report = JSON.parse(stdout);
  return Array.isArray(report) ? report[0] : Object.values(report)[0];
}

for (const name of ["sdk", "exchange"]) {
  const { files, unpackedSize } = pack(name);
  const paths = files.map(({ path }) => path);
  for (const wanted of [
    "package.json",
    "README.md",
    "LICENSE",
    "dist/index.js",
    "dist/index.cjs",
    "dist/index.d.ts",
    "dist/index.d.cts",
  ])
    if (!paths.includes(wanted)) problems.push(`${name}: ${wanted} is missing from the tarball`);
  for (const path of paths)
    if (!/^(dist\/|package\.json$|README\.md$|LICENSE$)/.test(path))
      problems.push(`${name}: ${path} should not be in the tarball`);
  if (name === "sdk") {
    const sizeOf = (path) =>
      statSync(path).isDirectory()
        ? readdirSync(path).reduce((sum, entry) => sum + sizeOf(join(path, entry)), 0)
        : statSync(path).size;
    const { dependencies = {} } = JSON.parse(readFileSync(join(root, "sdk/package.json"), "utf8"));
    const needed = Object.keys(dependencies);
    row(
      "installed bytes, dependencies too",
      needed.reduce((sum, dependency) => sum + sizeOf(join(root, "node_modules", dependency)), unpackedSize),
      budgets.installed,
    );
    row("packages", needed.length + 1, budgets.packages);
  }
}

/** Whether every module system and resolution finds code and types that belong together. */
async function resolves(name) {
  const folder = join(root, ".cache/packed");
  mkdirSync(folder, { recursive: true });
  const { stdout } = spawnSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder],
    {
      cwd: join(root, name),
      encoding: "utf8",
      shell: process.platform === "win32",
    },
  );
  const report = JSON.parse(stdout);
  const { filename } = Array.isArray(report) ? report[0] : Object.values(report)[0];
  const tarball = new Uint8Array(readFileSync(join(folder, filename)));
  const { problems: found } = await checkPackage(createPackageFromTarballData(tarball));
  // The resolution of Node 10 predates `exports`; the minimum is Node 20.
  for (const problem of found)
    if (problem.resolutionKind !== "node10") problems.push(`${name}: ${JSON.stringify(problem)}`);
  const manifest = JSON.parse(readFileSync(join(root, name, "package.json"), "utf8"));
  const { messages } = await publint({ pkgDir: join(root, name), strict: true });
  for (const message of messages) problems.push(`${name}: ${formatMessage(message, manifest)}`);
}
for (const name of ["sdk", "exchange"]) await resolves(name);

if (!existsSync(join(root, "sdk/dist/index.js"))) throw new Error("build first");
for (const [what, { code, gzip }] of Object.entries(budgets.bundles)) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(root, "sdk") },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  row(`${what}, gzip`, gzipSync(outputFiles[0].contents, { level: 9 }).length, gzip);
}

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
