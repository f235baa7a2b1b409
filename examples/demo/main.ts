/**
 * The main job, on a local Kraken: market data, account and trading on Spot and Futures, first over REST, then over
 * sockets, with a forced disconnect and the recovery.
 *
 *     npm run demo              on the local exchange, everything
 *     npm run demo -- --live    on the real Kraken, the public part
 */
import { DerivativesClient, isKrakenError, SpotClient, WebsocketAPIClient } from "krakenkit";
import type { WSClientConfigurableOptions } from "krakenkit";
import { startExchange } from "krakenkit-exchange";
import { futuresAccount, futuresStreams } from "./futures-sockets.ts";
import { futuresMarket, futuresTrading } from "./futures.ts";
import { paint, print } from "./show.ts";
import { disconnect, spotOrders, spotStreams } from "./spot-sockets.ts";
import { spotMarket, spotTrading } from "./spot.ts";
import { Steps } from "./steps.ts";

const steps = new Steps();
const known = new Set(["--live"]);
const unknown = process.argv.slice(2).filter((word) => !known.has(word));

/** A client for sockets that tells its troubles here, rather than on stderr. */
function sockets(options: Omit<WSClientConfigurableOptions, "exactNumbers"> = {}): WebsocketAPIClient {
  const api = new WebsocketAPIClient(options);
  api.getWSClient().on("exception", ({ wsKey, error }) => print(paint("dim", `    ${wsKey}: ${error}`)));
  return api;
}

async function onLocal(): Promise<number> {
  const exchange = await startExchange({ seed: "demo" });
  const api = sockets({ ...exchange.credentials, environment: exchange.environment });
  const client = api.getWSClient();
  print(`${paint("bold", "A local Kraken")} runs at ${exchange.url}, seed "${exchange.seed}"`);
  try {
    const options = { ...exchange.credentials, environment: exchange.environment };
    const spot = new SpotClient(options);
    const futures = new DerivativesClient(options);
    const last = await spotMarket(steps, spot);
    if (last !== undefined) await spotTrading(steps, spot, last);
    const mark = await futuresMarket(steps, futures);
    if (mark !== undefined) await futuresTrading(steps, futures, mark);
    await spotStreams(steps, client);
    if (last !== undefined) await spotOrders(steps, api, last);
    await futuresStreams(steps, client);
    if (mark !== undefined) await futuresAccount(steps, client, futures, mark);
    await disconnect(steps, api, exchange);
    const { holds } = exchange.admin.conservation();
    await steps.run("The books of the exchange add up", "admin.conservation()", async () => {
      if (!holds) throw new Error("balances, fees and deposits do not add up");
      print("    per asset: all balances and fees = deposits − withdrawals, to the last digit");
    });
    return steps.finish([`everything above went over real HTTP and sockets to ${exchange.url}, signed and checked`]);
  } finally {
    client.closeAll();
    await exchange.stop();
  }
}

async function onKraken(): Promise<number> {
  print(paint("bold", "The real Kraken, public part only"));
  const spot = new SpotClient();
  try {
    await spot.getServerTime({}, { timeout: 10_000 });
  } catch (error) {
    if (!isKrakenError(error) || (error.kind !== "transport" && error.kind !== "timeout")) throw error;
    print(`\nKraken cannot be reached from here: ${error.message}`);
    print("Without --live the demo runs on a local exchange and needs no network.");
    return 1;
  }
  await spotMarket(steps, spot);
  await futuresMarket(steps, new DerivativesClient());
  const client = sockets().getWSClient();
  await spotStreams(steps, client);
  await futuresStreams(steps, client);
  client.closeAll();
  return steps.finish(["all answers came from Kraken: api, futures and ws.kraken.com"]);
}

if (unknown.length > 0) {
  print(`Unknown option ${unknown.join(" ")}; the only one is --live`);
  process.exitCode = 2;
} else process.exitCode = await (process.argv.includes("--live") ? onKraken() : onLocal());
