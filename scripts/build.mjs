/** Builds both packages. `--if-needed` leaves a build alone that is newer than every source. */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { install, need, root, run } from "./setup.mjs";

const newest = (path) => {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(`${path}/${name}`)));
};

export function build(ifNeeded) {
  install();
  for (const name of ["sdk", "exchange"]) {
    const from = `${root}${name}`;
    const out = `${from}/dist/index.js`;
    const sources = ["src", "package.json", "tsdown.config.ts", "../scripts/compact.mjs"].map(
      (path) => `${from}/${path}`,
    );
    if (ifNeeded && existsSync(out) && Math.max(...sources.map(newest)) < statSync(out).mtimeMs) continue;
    console.log(`Building ${name} …`);
    rmSync(`${from}/dist`, { recursive: true, force: true });
    const tsdown = `${root}node_modules/tsdown/dist/run.mjs`;
    need(run(process.execPath, [tsdown, "--log-level", "warn"], { cwd: from }), `Building ${name}`);
  }
}

if (import.meta.url === `file://${process.argv[1]}`) build(process.argv.includes("--if-needed"));
