/**
 * What our types cost a user's compiler: CPU seconds for a project that imports all four clients, less those of an empty
 * one. It informs and never fails; the aim is under 3 s with every compiler.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "./build.mjs";
import { root } from "./setup.mjs";

const aim = 3;
const runs = 5;
const compilers = { 5.9: "typescript-5", "6.0": "typescript", "7.0": "typescript-7" };
const programs = {
  empty: "export const nothing = 0;\n",
  full: `import { DerivativesClient, InstitutionalClient, PartnerClient, SpotClient } from "krakenkit";
export const spot = new SpotClient();
export const answers = [
  spot.getTicker({ pair: "XBTUSD" }),
  new DerivativesClient().getTickers(),
  new InstitutionalClient().listInstoCustodyAssets(),
  new PartnerClient().listRampCountries(),
] as const;
`,
};

/** User CPU seconds of all ended children so far: Linux tells, in hundredths of a second. */
function childSeconds() {
  if (!existsSync("/proc/self/stat")) return undefined;
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return Number(fields[13]) / 100;
}

function seconds(compiler, name) {
  const folder = `${root}.cache/type-cost/${name}`;
  const args = [`${root}node_modules/${compiler}/bin/tsc`, "-p", folder];
  const before = childSeconds();
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${compiler} does not compile the ${name} project:\n${stdout}`);
  return before === undefined ? (performance.now() - start) / 1000 : childSeconds() - before;
}

const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];

build(true);
for (const [name, text] of Object.entries(programs)) {
  const folder = `${root}.cache/type-cost/${name}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/main.mts`, text);
  const compilerOptions = { module: "nodenext", target: "es2022", strict: true, noEmit: true, skipLibCheck: false };
  Object.assign(compilerOptions, { lib: ["es2022", "dom"], types: [] });
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ["main.mts"] }));
}
const unit = childSeconds() === undefined ? "s (wall clock)" : "s of user CPU";
for (const [version, compiler] of Object.entries(compilers)) {
  const all = { empty: [], full: [] };
  for (let run = 0; run < runs; run += 1) for (const name of ["empty", "full"]) all[name].push(seconds(compiler, name));
  const [empty, full] = [median(all.empty), median(all.full)];
  const more = full - empty;
  const verdict = more < aim ? "fine" : `above the aim of ${aim}`;
  console.log(
    `TypeScript ${version}: ${more.toFixed(2)} ${unit} more (${full.toFixed(2)} against ${empty.toFixed(2)}): ${verdict}`,
  );
}
