/**
 * The main job, on a local Kraken: market data, account and trading on Spot and Futures through the SDK's own HTTP path.
 *
 *     npm run demo              on the local exchange, everything
 *     npm run demo -- --live    on the real Kraken, the public part
 */
import { DerivativesClient, SpotClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";
import { futuresMarket, futuresTrading } from "./futures.ts";
import { paint, print } from "./show.ts";
import { spotMarket, spotTrading } from "./spot.ts";
import { Steps } from "./steps.ts";

const steps = new Steps();
const known = new Set(["--live"]);
const unknown = process.argv.slice(2).filter((word) => !known.has(word));

async function onLocal(): Promise<number> {
  const exchange = await startExchange({ seed: "demo" });
  print(`${paint("bold", "A local Kraken")} runs at ${exchange.url}, seed "${exchange.seed}"`);
  try {
    const options = { ...exchange.credentials, environment: exchange.environment };
    const spot = new SpotClient(options);
    const futures = new DerivativesClient(options);
    const last = await spotMarket(steps, spot);
    if (last !== undefined) await spotTrading(steps, spot, last);
    const mark = await futuresMarket(steps, futures);
    if (mark !== undefined) await futuresTrading(steps, futures, mark);
    const { holds } = exchange.admin.conservation();
    await steps.run("The books of the exchange add up", "admin.conservation()", async () => {
      if (!holds) throw new Error("balances, fees and deposits do not add up");
      print("    per asset: all balances and fees = deposits − withdrawals, to the last digit");
    });
    return steps.finish([`everything above went over real HTTP to ${exchange.url}, signed and checked`]);
  } finally {
    await exchange.stop();
  }
}

async function onKraken(): Promise<number> {
  print(paint("bold", "The real Kraken, public part only"));
  await spotMarket(steps, new SpotClient());
  await futuresMarket(steps, new DerivativesClient());
  return steps.finish(["all answers came from api.kraken.com and futures.kraken.com"]);
}

if (unknown.length > 0) {
  print(`Unknown option ${unknown.join(" ")}; the only one is --live`);
  process.exitCode = 2;
} else process.exitCode = await (process.argv.includes("--live") ? onKraken() : onLocal());
