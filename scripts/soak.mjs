/** `npm run soak -- --minutes 30 --seed 7`: the clients under random faults for a long time; see sdk/test/integration/soak.ts. */
import { build } from "./build.mjs";
import { root, run } from "./setup.mjs";

build(true);
process.exit(
  run(process.execPath, ["--import", "tsx", `${root}sdk/test/integration/soak-run.ts`, ...process.argv.slice(2)]),
);
