/**
 * Clients and the local Kraken on one virtual clock and one network in memory, in one process: hours of trading take
 * seconds, and the same seed gives the same run to the last message.
 */
import { startExchange } from "krakenkit-exchange";
import type { Exchange, ExchangeOptions } from "krakenkit-exchange";
import { DialBudget } from "krakenkit";
import { processWide } from "../../src/base/process-wide.ts";
import { nodeCrypto } from "../../src/platform/node-crypto.ts";
import { wsSocket } from "../../src/platform/ws-socket.ts";
import { nodeHttp } from "../../src/platform/node-http.ts";
import type { Random, CryptoPort, HttpPort } from "../../src/ports.ts";
import { VirtualClock } from "./clock.ts";
import { Network } from "./network.ts";
import type { Latency } from "./network.ts";
import { generator } from "./random.ts";

/** Options by which clients live in a world. */
export interface WorldClients {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly crypto: CryptoPort;
  readonly http: HttpPort;
  readonly wsOptions: { readonly agent: unknown };
  readonly dialBudget: DialBudget;
}

export interface World {
  readonly exchange: Exchange;
  readonly clock: VirtualClock;
  readonly network: Network;
  /** To be spread into the options of every client. */
  readonly clients: WorldClients;
  /** Lets time pass until `main` has come to its end. */
  run<Result>(main: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Opens a world; everything random in it follows from the seed. */
export async function openWorld(
  seed: number,
  options: ExchangeOptions = {},
  latency: Latency = { least: 0.2, spread: 1.5 },
): Promise<World> {
  const clock = new VirtualClock();
  const exchange = await startExchange({ ...options, seed: `world-${seed}`, clock });
  await ready();
  // What the process remembers of a key is from another time: the world before this one.
  processWide("lanes", () => new Map<string, unknown>()).clear();
  const network = new Network(clock, generator(seed ^ 0x6e65), latency, (stream) => exchange.accept(stream));
  const agent = network.agent();
  const bytes = generator(seed ^ 0x6279);
  const clients: WorldClients = {
    clock,
    random: generator(seed ^ 0x7264),
    crypto: { ...nodeCrypto, random: (length) => Uint8Array.from({ length }, () => Math.floor(bytes() * 256)) },
    http: nodeHttp({ httpAgent: agent }),
    wsOptions: { agent },
    dialBudget: new DialBudget(),
  };
  return {
    exchange,
    clock,
    network,
    clients,
    run: (main) => passing(clock, main),
    close: () => exchange.stop(),
  };
}

/** The first dial of a process waits for `ws` to be read from disk, which takes as long as it takes. */
const ready = (): Promise<void> =>
  new Promise((resolve) => {
    const nothing = (): void => undefined;
    wsSocket("nowhere", { open: nothing, message: nothing, pong: nothing, close: () => resolve() });
  });

/** Everything that is ready happens before time moves on: microtasks and ticks first, then what they left to the loop. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Milliseconds after which nobody believes any more that a run will end. */
const longest = 2 * 86_400_000;

async function passing<Result>(clock: VirtualClock, main: () => Promise<Result>): Promise<Result> {
  const run = { over: false };
  const running = main().finally(() => {
    run.over = true;
  });
  // A failure is told by `running` itself, once time has stopped.
  running.catch(() => undefined);
  const patience = clock.steady() + longest;
  for (await settled(); !run.over; await settled()) {
    if (!clock.next()) throw new Error("The run has not ended, and nothing is left that could happen");
    if (clock.steady() > patience) throw new Error("The run has not ended within two days of its own time");
  }
  return running;
}
