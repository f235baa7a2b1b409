import { expect } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { startExchange, type Exchange } from "../exchange.ts";
import type { ExchangeOptions } from "../options.ts";
import { TestClient, type SpotBody } from "./client.ts";

/** An exchange under test, with a client of its first account. */
export interface Running {
  readonly exchange: Exchange;
  readonly client: TestClient;
  readonly clock: ManualClock;
  /** Errors that should not happen. */
  readonly errors: readonly unknown[];
}

/** When every exchange under test begins. */
export const beginning: number = Date.UTC(2026, 9, 15, 12);

const open: Running[] = [];

/** Starts an exchange with empty books on a clock that stands still. */
export async function start(options: ExchangeOptions = {}): Promise<Running> {
  const clock = new ManualClock(beginning);
  const errors: unknown[] = [];
  const exchange = await startExchange({
    clock,
    flow: "off",
    backfill: "off",
    onError: (error) => errors.push(error),
    ...options,
  });
  const running = { exchange, clock, errors, client: new TestClient(exchange.url, exchange.credentials) };
  open.push(running);
  return running;
}

/** Stops everything that was started. */
export async function stopAll(): Promise<void> {
  for (const { exchange, client } of open.splice(0)) {
    client.close();
    await exchange.stop();
  }
}

/** The result of an answer without errors. */
export function result(body: SpotBody): Record<string, unknown> {
  expect(body.error).toEqual([]);
  return body.result as Record<string, unknown>;
}

/** Something inside an answer. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, step) => (found as Record<string | number, unknown>)[step], value);
}
