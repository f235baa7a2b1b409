/**
 * Clients under random subscriptions, orders and faults, round after round. After each round everything calms down, and
 * then what was wanted, what the clients say and what the exchange says must be the same, every call must be settled
 * as its error said, and nothing may be left over.
 */
import assert from "node:assert/strict";
import { getEventListeners, setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isKrakenError, SpotClient } from "krakenkit";
import type { Environment } from "krakenkit";
import type { ConnectionInfo } from "krakenkit-exchange";
import { haste, Soaker, World } from "./soak-parts.ts";
import type { SoakReport } from "./soak-parts.ts";
import { choices, plan, wsKeys } from "./soak-plan.ts";
import type { Act, Choice } from "./soak-plan.ts";

/** What a soak is made of. */
export interface SoakOptions {
  /** Base address of a local exchange without limits. */
  readonly url: string;
  readonly seed: number;
  readonly clients: number;
  /** Steps of a round. */
  readonly length: number;
  /** Asked after each round. */
  readonly enough: (round: number) => boolean;
  readonly print?: (line: string) => void;
}

interface Order {
  readonly userref: number;
  settled: number;
  outcome: "accepted" | "refused" | "unsent" | "unknown" | undefined;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Runs a soak; rejects with what was violated, naming seed and round. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { url, seed, clients, length, enough, print = () => undefined } = options;
  const world = new World(url);
  const access = await world.ask<{ environment: Environment; credentials: { apiKey: string; apiSecret: string } }>(
    "GET",
    "environment",
  );
  const report: SoakReport = {
    rounds: 0,
    acts: 0,
    frames: 0,
    reconnected: 0,
    exceptions: 0,
    calls: { made: 0, accepted: 0, refused: 0, unsent: 0, unknown: 0 },
    heap: [],
  };
  const own = { ...access.credentials, environment: access.environment };
  const soakers = Array.from({ length: clients }, () => new Soaker(own, report));
  const spot = new SpotClient(own);
  const life = new AbortController();
  setMaxListeners(0, life.signal);
  const run = new Round(world, soakers, spot, life.signal, report);
  try {
    for (let round = 0; ; round += 1) {
      try {
        await run.round(plan(seed, round, length, clients));
      } catch (error) {
        throw new Error(`seed ${seed}, round ${round}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
      report.rounds = round + 1;
      collect();
      report.heap.push(process.memoryUsage().heapUsed);
      const { calls, frames, reconnected } = report;
      const mb = ((report.heap.at(-1) ?? 0) / 2 ** 20).toFixed(1);
      print(`round ${round + 1}: ${calls.made} calls, ${reconnected} reconnects, ${frames} frames, ${mb} MB`);
      if (enough(round + 1)) break;
    }
    assert.equal(getEventListeners(life.signal, "abort").length, 0, "listeners were left on a signal");
  } finally {
    for (const { client } of soakers) client.closeAll();
  }
  await until(async () =>
    assert.deepEqual(await world.ask("GET", "sockets"), [], "connections were left after closeAll"),
  );
  for (const { clock } of soakers) assert.equal(clock.pending, 0, "timers were left after closeAll");
  return report;
}

/** Asks until it holds, 20 s at most: the longest a client may wait on purpose, and some. */
async function until(expectation: () => Promise<void> | void): Promise<void> {
  const end = performance.now() + 20_000;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await pause(20);
  }
}

/** Compares lists as multisets, and says what is surplus on either side. */
function same(found: readonly (string | undefined)[], ought: readonly (string | undefined)[], what: string): void {
  const missing = ought.map(String);
  const surplus = found.map(String).filter((each) => {
    const at = missing.indexOf(each);
    if (at >= 0) missing.splice(at, 1);
    return at < 0;
  });
  assert.ok(
    surplus.length + missing.length === 0,
    `${what}: surplus ${surplus.join(", ")}; missing ${missing.join(", ")}`,
  );
}

class Round {
  readonly #world: World;
  readonly #soakers: readonly Soaker[];
  readonly #spot: SpotClient;
  readonly #life: AbortSignal;
  readonly #report: SoakReport;
  #orders: Order[] = [];
  #calls: Promise<void>[] = [];
  #ids: string[] = [];

  constructor(world: World, soakers: readonly Soaker[], spot: SpotClient, life: AbortSignal, report: SoakReport) {
    this.#world = world;
    this.#soakers = soakers;
    this.#spot = spot;
    this.#life = life;
    this.#report = report;
  }

  async round(acts: readonly Act[]): Promise<void> {
    const start = Math.floor(Date.now() / 1000) - 1;
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    for (const act of acts) {
      await this.#carryOut(act, stop.signal);
      this.#report.acts += 1;
    }
    stop.abort();
    await this.#calm();
    await this.#compare(start);
  }

  async #carryOut(act: Act, stop: AbortSignal): Promise<void> {
    const soaker = this.#soakers["client" in act ? act.client : 0] as Soaker;
    const { client, wanted } = soaker;
    switch (act.do) {
      case "subscribe":
      case "unsubscribe":
      case "resubscribe":
        for (const choice of act.choices.map((at) => choices[at] as Choice)) {
          client[act.do]({ topic: choice.topic, payload: choice.payload } as never, choice.wsKey);
          if (act.do === "subscribe" && choice.listed !== undefined) wanted.add(choice);
          if (act.do === "unsubscribe") wanted.delete(choice);
        }
        return undefined;
      case "stream":
        return this.#stream(soaker, choices[act.choice] as Choice, act.entries, stop);
      case "order":
        this.#calls.push(this.#order(soaker, act));
        return undefined;
      case "fault":
        return this.#world.ask("POST", "sockets/faults", act.fault);
      case "drop":
        return this.#world.ask("POST", "sockets/drop", { how: act.how, ...(act.socket && { socket: act.socket }) });
      case "stall":
        return this.#world.ask("POST", "sockets/stall", { ms: act.ms, ...(act.socket && { socket: act.socket }) });
      case "close":
        return client.close(act.wsKey, act.force);
      case "connect":
        void client.connect(act.wsKey, { timeout: 1000, signal: this.#life });
        return undefined;
      case "mode":
        return this.#world.ask("POST", "mode", { mode: act.mode });
      case "expire-tokens":
        return this.#world.ask("POST", "expire-tokens", {});
      case "lose-token":
        return this.#world.ask("POST", "faults", {
          path: "/0/private/GetWebSocketsToken",
          times: 1,
          action: { do: "accept-then-drop" },
        });
      case "pause":
        await pause(act.ms);
    }
  }

  /** Reads some entries and leaves, or is left without a word. */
  #stream({ client, open }: Soaker, { wsKey, topic, payload }: Choice, entries: number, stop: AbortSignal): void {
    const buffer = { size: 50, overflow: "drop-oldest" } as const;
    const stream = client.stream(topic as never, payload as never, { wsKey, buffer, signal: stop } as never);
    const reading = (async (): Promise<void> => {
      let left = entries;
      try {
        for await (const _ of stream) if ((left -= 1) <= 0) break;
      } catch (error) {
        assert.ok(isKrakenError(error), String(error));
      }
    })();
    open.add(reading);
    void reading.finally(() => open.delete(reading));
  }

  async #order({ api }: Soaker, act: Extract<Act, { do: "order" }>): Promise<void> {
    const { userref, timeout, patient, how } = act;
    const placing = how === "add" || how === "market" || how === "batch";
    const orders: Order[] = placing
      ? [0, ...(how === "batch" ? [1] : [])].map((more) => ({
          userref: userref + more,
          settled: 0,
          outcome: undefined,
        }))
      : [];
    this.#orders.push(...orders);
    const one = { order_type: "limit", side: "buy", order_qty: "0.001", limit_price: "20000.0" } as const;
    const abort = new AbortController();
    const timer = act.abort === undefined ? undefined : setTimeout(() => abort.abort(), act.abort);
    const limits = {
      timeout: timeout * haste,
      waitForConnection: patient,
      signal: act.abort === undefined ? this.#life : abort.signal,
    };
    const id = this.#ids[userref % Math.max(1, this.#ids.length)];
    const { calls } = this.#report;
    calls.made += 1;
    const settle = (outcome: NonNullable<Order["outcome"]>, of: Order[] = orders): void => {
      for (const order of of) {
        order.settled += 1;
        order.outcome = outcome;
      }
    };
    const start = performance.now();
    try {
      if (how === "add" || how === "market") {
        const order = how === "add" ? one : ({ order_type: "market", side: "buy", order_qty: "0.001" } as const);
        const { result } = await api.submitSpotOrder(
          { ...order, symbol: "BTC/USD", order_userref: userref },
          undefined,
          limits,
        );
        this.#ids.push(result.order_id);
      } else if (how === "batch") {
        const { result } = await api.batchSubmitSpotOrders(
          { symbol: "BTC/USD", orders: orders.map((order) => ({ ...one, order_userref: order.userref })) },
          undefined,
          limits,
        );
        settle(
          "refused",
          orders.filter((_, at) => result[at]?.order_id === undefined),
        );
        settle(
          "accepted",
          orders.filter((_, at) => result[at]?.order_id !== undefined),
        );
      } else if (how === "amend" && id !== undefined)
        await api.amendSpotOrder({ order_id: id, limit_price: "20001.0" }, undefined, limits);
      else if (how === "cancel" && id !== undefined) await api.cancelSpotOrder({ order_id: [id] }, undefined, limits);
      else await api.cancelAllSpotOrders(undefined, limits);
      if (how !== "batch") settle("accepted");
      calls.accepted += 1;
    } catch (error) {
      assert.ok(isKrakenError(error), String(error));
      const outcome = error.delivery === "answered" ? "refused" : error.delivery;
      assert.notEqual(error.kind, "usage", error.message);
      settle(outcome);
      calls[outcome] += 1;
    } finally {
      clearTimeout(timer);
    }
    assert.ok(performance.now() - start < timeout + 2000, `a call took ${performance.now() - start} ms`);
  }

  /** Ends all faults and lets the clients recover. */
  async #calm(): Promise<void> {
    await this.#world.ask("DELETE", "sockets/faults", {});
    await this.#world.ask("DELETE", "faults", {});
    await this.#world.ask("POST", "mode", { mode: "online" });
    await this.#world.ask("POST", "sockets/resume", {});
    await Promise.all(this.#calls);
    this.#calls = [];
    for (const { client, open } of this.#soakers) {
      await Promise.all(open);
      for (const wsKey of wsKeys)
        if (client.getSubscriptions(wsKey).length > 0) await client.connect(wsKey, { timeout: 150_000 });
    }
  }

  async #compare(start: number): Promise<void> {
    await until(async () => {
      const connections = await this.#world.ask<ConnectionInfo[]>("GET", "sockets");
      for (const soaker of this.#soakers) {
        for (const wsKey of wsKeys) {
          const told = soaker.says(wsKey);
          const ought = [...soaker.wanted].filter((choice) => choice.wsKey === wsKey).map(({ listed }) => listed);
          same(
            told.map(({ listed }) => listed),
            ought,
            `wanted on ${wsKey}`,
          );
          same(
            told.filter(({ confirmed }) => !confirmed).map(({ listed }) => listed),
            [],
            `unconfirmed on ${wsKey}`,
          );
        }
      }
      for (const socket of ["spot-public", "spot-private", "spot-l3", "futures"]) {
        const there = connections
          .filter((connection) => connection.socket === socket)
          .flatMap(({ subscriptions }) => subscriptions)
          .map(({ channel, symbol }) => (symbol === undefined ? channel : `${channel} ${symbol}`));
        const ought = this.#soakers
          .flatMap(({ wanted }) => [...wanted])
          .filter((choice) => choice.socket === socket)
          .map(({ listed }) => listed);
        same(there, ought, `subscribed at ${socket}`);
      }
      const held = this.#soakers.flatMap(({ client }) => wsKeys.filter((wsKey) => client.isConnected(wsKey)));
      assert.equal(connections.length, held.length, "connections of the clients and of the exchange");
    });
    await this.#checkOrders(start);
    const { holds } = await this.#world.ask<{ holds: boolean }>("GET", "conservation");
    assert.ok(holds, "the exchange's books do not add up");
  }

  /** Every call settled once, and what it said about its orders is true. */
  async #checkOrders(start: number): Promise<void> {
    const there = new Map<number, number>();
    const count = (userref: number | null | undefined): void => {
      if (typeof userref === "number") there.set(userref, (there.get(userref) ?? 0) + 1);
    };
    for (const order of Object.values((await this.#spot.getOpenOrders()).result.open ?? {})) count(order.userref);
    for (let ofs = 0; ;) {
      const { closed } = (await this.#spot.getClosedOrders({ start, ofs })).result;
      const orders = Object.values(closed);
      for (const order of orders) count(order.userref);
      ofs += orders.length;
      if (orders.length === 0) break;
    }
    for (const { userref, settled, outcome } of this.#orders) {
      assert.equal(settled, 1, `order ${userref} settled ${settled} times`);
      const found = there.get(userref) ?? 0;
      if (outcome === "accepted") assert.equal(found, 1, `accepted order ${userref} is there ${found} times`);
      else if (outcome === "unknown") assert.ok(found <= 1, `order ${userref} is there ${found} times`);
      else assert.equal(found, 0, `${outcome} order ${userref} is there`);
    }
    await this.#spot.cancelAllOrders();
    this.#orders = [];
    this.#ids = [];
  }
}
