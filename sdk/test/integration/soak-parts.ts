/** The parts of a soak: the exchange as it is controlled, the clients as they are watched, and time. */
import assert from "node:assert/strict";
import { DialBudget, WebsocketAPIClient } from "krakenkit";
import type { Clock, Environment, WebsocketClient, WsKey } from "krakenkit";
import type { Choice } from "./soak-plan.ts";

/** What a soak saw. */
export interface SoakReport {
  rounds: number;
  acts: number;
  frames: number;
  reconnected: number;
  exceptions: number;
  readonly calls: { made: number; accepted: number; refused: number; unsent: number; unknown: number };
  /** Bytes in use after each round, garbage collected. */
  readonly heap: number[];
}

/** How much faster than everybody's the clients' clocks run, so that waits of seconds do not make up the soak. */
export const haste = 10;

/** A clock in a hurry, which knows how many of its timers are pending. */
export class HastyClock implements Clock {
  pending = 0;

  now(): number {
    return Date.now();
  }

  steady(): number {
    return performance.now() * haste;
  }

  after(delay: number, run: () => void, background: boolean = false): () => void {
    let over = false;
    this.pending += 1;
    const stop = (): void => {
      if (over) return;
      over = true;
      this.pending -= 1;
      clearTimeout(timer);
    };
    const timer = setTimeout(() => {
      stop();
      run();
    }, delay / haste);
    if (background) timer.unref();
    return stop;
  }
}

/** The exchange by its admin calls. */
export class World {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await fetch(`${this.#url}/admin/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${text}`);
    return JSON.parse(text) as Answer;
  }
}

/** One client and what it ought to be subscribed to. */
export class Soaker {
  readonly api: WebsocketAPIClient;
  readonly wanted: Set<Choice> = new Set();
  readonly open: Set<Promise<void>> = new Set();
  readonly clock: HastyClock = new HastyClock();

  constructor(options: { apiKey: string; apiSecret: string; environment: Environment }, report: SoakReport) {
    const silent = ["ticker", "book", "executions", "balances", "level3", "fills", "open_orders", "instrument"];
    this.api = new WebsocketAPIClient({
      ...options,
      clock: this.clock,
      pingInterval: 1500,
      pongTimeout: 1500,
      connectTimeout: 3000,
      ackTimeout: 4000,
      silenceLimits: Object.fromEntries(silent.map((channel) => [channel, 20_000])),
      dialBudget: new DialBudget(1e9),
    });
    this.client.on("message", () => void (report.frames += 1));
    this.client.on("reconnected", () => void (report.reconnected += 1));
    this.client.on("exception", () => void (report.exceptions += 1));
  }

  get client(): WebsocketClient {
    return this.api.getWSClient();
  }

  /** What it says it is subscribed to on a connection. */
  says(wsKey: WsKey): { listed: string; confirmed: boolean }[] {
    return this.client.getSubscriptions(wsKey).map(({ topic, symbol, confirmed }) => ({
      listed: symbol === undefined ? topic : `${topic} ${symbol}`,
      confirmed,
    }));
  }
}
