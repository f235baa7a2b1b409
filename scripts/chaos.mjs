/** `npm run chaos -- --orders 3000 --seed 7`: the chaos test with as many orders per bot as you like, and what came of it. */
import { parseArgs } from "node:util";
import { install, tool } from "./setup.mjs";

install();
const { values } = parseArgs({
  options: { orders: { type: "string", default: "1000" }, seed: { type: "string", default: "7" } },
});
const env = { ...process.env, CHAOS_ORDERS: values.orders, CHAOS_SEED: values.seed };
process.exit(tool("vitest/vitest.mjs", ["run", "sdk/test/chaos", "--disableConsoleIntercept"], { env }));
