/** Where the chaos happens: in memory on virtual time, or over loopback in real time. */
import { startExchange } from "krakenkit-exchange";
import type { Exchange, ExchangeOptions } from "krakenkit-exchange";
import { DialBudget } from "krakenkit";
import { systemClock } from "../../src/platform/clock.ts";
import type { Clock } from "../../src/ports.ts";
import { openWorld } from "../simulation/world.ts";
import type { WorldClients } from "../simulation/world.ts";

/** What clients, bots and weather stand on. */
export interface Ground {
  readonly exchange: Exchange;
  readonly clock: Clock;
  /** To be spread into the options of every client. */
  readonly clients: Partial<WorldClients> & { readonly dialBudget: DialBudget };
  /** What only a network in memory can do; undefined over loopback. */
  readonly network: { down: boolean; strike(how: "cut" | "silence"): boolean } | undefined;
  wait(ms: number): Promise<void>;
  run<Result>(main: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** A repeatable ground: the same seed gives the same run. */
export async function inMemory(seed: number, options: ExchangeOptions): Promise<Ground> {
  const world = await openWorld(seed, options);
  return { ...world, wait: (ms) => world.clock.wait(ms) };
}

/** The real thing: TCP on this machine, and the machine's own time. The seed fixes what is tried, not how it interleaves. */
export async function overLoopback(seed: number, options: ExchangeOptions): Promise<Ground> {
  const exchange = await startExchange({ ...options, seed: `chaos-${seed}` });
  return {
    exchange,
    clock: systemClock,
    // Chaos dials more often than the exchange allows anybody; the allowance is tested where time is virtual.
    clients: { dialBudget: new DialBudget(1_000_000) },
    network: undefined,
    wait: (ms) => new Promise((resolve) => void systemClock.after(ms, resolve)),
    run: (main) => main(),
    close: () => exchange.stop(),
  };
}
