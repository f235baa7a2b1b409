/** `npm run check`: format, lint, types, layers, docs, packages and size; runs all and says which failed. */
import { build } from "./build.mjs";
import { install, root, run, tool } from "./setup.mjs";

install();
build(true);

const node = (script, ...args) => run(process.execPath, [`${root}scripts/${script}`, ...args]);
const types = (project) => tool("typescript-7/bin/tsc", ["-p", project]);

const steps = {
  format: () => tool("oxfmt/bin/oxfmt", ["--check"]),
  lint: () => tool("oxlint/bin/oxlint", ["--type-aware", "--quiet"]),
  "types: sdk": () => types("sdk"),
  "types: sdk on Node, and tests": () => types("sdk/tsconfig.node.json"),
  "types: exchange": () => types("exchange"),
  "types: examples": () => types("examples"),
  "types: browser": () => types("sdk/test/browser"),
  layers: () => node("check-layers.mjs"),
  snippets: () => node("snippets.mjs"),
  packages: () => node("check-packages.mjs"),
  repository: () => node("check-repository.mjs"),
};

const wanted = process.argv.slice(2);
const failed = [];
for (const [name, step] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.some((word) => name.startsWith(word))) continue;
  console.log(`\n— ${name}`);
  const start = performance.now();
  if (step() !== 0) failed.push(name);
  console.log(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
console.log(failed.length === 0 ? "\ncheck: all fine" : `\ncheck: failed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
