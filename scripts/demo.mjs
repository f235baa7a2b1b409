/** `npm run demo`: installs and builds what is missing, then runs examples/demo on a local exchange. */
import { build } from "./build.mjs";
import { root, run } from "./setup.mjs";

build(true);
process.exit(run(process.execPath, ["--import", "tsx", `${root}examples/demo/main.ts`, ...process.argv.slice(2)]));
