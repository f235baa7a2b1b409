/**
 * The long soak: the exchange in one process, the clients in this one, so that the memory watched is theirs alone.
 * Run by `npm run soak -- --minutes 30 --seed 7`.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startExchange } from "krakenkit-exchange";
import { soak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    clients: { type: "string", default: "4" },
    exchange: { type: "boolean", default: false },
  },
});
const [minutes, seed, clients] = [values.minutes, values.seed, values.clients].map(Number) as [number, number, number];
const megabyte = 2 ** 20;

/** The other process: an exchange that lives as long as its parent. */
async function serve(): Promise<void> {
  const exchange = await startExchange({
    seed,
    limits: "off",
    backfill: "off",
    flow: { mode: "live", speed: 2, levels: 60 },
    pairs: ["XBTUSD", "ETHUSD", "SOLUSD"],
    contracts: ["PF_XBTUSD", "PI_XBTUSD"],
    account: { balances: { ZUSD: "1000000000", XXBT: "1000" } },
    onError: (error, where) => console.error(`exchange, ${where}:`, error),
  });
  process.on("disconnect", () => void exchange.stop());
  process.send?.(exchange.url);
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

async function main(): Promise<number> {
  console.log(`soak: ${minutes} minutes, seed ${seed}, ${clients} clients`);
  const exchange = fork(fileURLToPath(import.meta.url), ["--exchange", "--seed", String(seed)]);
  const [url] = (await once(exchange, "message")) as [string];
  const end = performance.now() + minutes * 60_000;
  const report = await soak({
    url,
    seed,
    clients,
    length: 300,
    enough: () => performance.now() > end,
    print: (line) => console.log(line),
  });
  exchange.disconnect();
  await once(exchange, "exit");
  const { heap, ...counts } = report;
  console.log(JSON.stringify(counts));
  // The first rounds fill caches; from then on it must not matter how long the clients have run.
  const settled = heap.slice(5);
  const third = Math.floor(settled.length / 3);
  const growth = median(settled.slice(-third)) - median(settled.slice(0, third));
  console.log(`heap: ${(growth / megabyte).toFixed(2)} MB more at the end than at the beginning`);
  if (third >= 3 && growth > 3 * megabyte) {
    console.error("memory grows");
    return 1;
  }
  const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout");
  if (timers.length > 0) {
    console.error(`left over: ${timers.join(", ")}`);
    return 1;
  }
  console.log("nothing was violated and nothing is left");
  return 0;
}

if (values.exchange) await serve();
else process.exitCode = await main();
