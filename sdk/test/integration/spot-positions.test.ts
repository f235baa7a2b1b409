/** Margin positions of a Spot account over real sockets and REST, against the exchange's own book of positions. */
import { startExchange } from "krakenkit-exchange";
import type { Exchange, SocketFaultAction } from "krakenkit-exchange";
import { afterEach, describe, expect, test } from "vitest";
import { SpotAccount } from "krakenkit";
import type { AccountDiscrepancy, AccountState, SpotAccountPosition } from "krakenkit";

const running: Desk[] = [];

afterEach(async () => {
  for (const { exchange, account } of running.splice(0)) {
    account.stop();
    expect(exchange.admin.conservation().holds).toBe(true);
    await exchange.stop();
  }
});

/** An exchange, a tracked account that trades on margin, and somebody who makes its market. */
class Desk {
  readonly exchange: Exchange;
  readonly account: SpotAccount;
  readonly discrepancies: AccountDiscrepancy[] = [];
  readonly told: SpotAccountPosition[] = [];
  readonly states: AccountState[] = [];
  readonly #maker: string;
  #seed = 7;

  private constructor(exchange: Exchange) {
    this.exchange = exchange;
    this.account = new SpotAccount({
      ...exchange.credentials,
      environment: exchange.environment,
      socketOptions: { pingInterval: 300, pongTimeout: 300, reconnectTimeout: 20 },
      patience: 600,
    });
    this.#maker = exchange.admin.createAccount({
      balances: { ZUSD: "100000000", XXBT: "10000", XETH: "10000" },
    }).account;
    this.account.on("discrepancy", (found) => this.discrepancies.push(found));
    this.account.on("position", (position) => this.told.push(position));
    this.account.on("state", (state) => this.states.push(state));
    for (const [pair, bid, ask] of [
      ["BTC/USD", "49990.0", "50010.0"],
      ["ETH/USD", "2990.00", "3010.00"],
    ] as const) {
      const base = { pair, ordertype: "limit", volume: "500" } as const;
      exchange.parts.spot.addOrder(this.#maker, { ...base, type: "buy", price: bid });
      exchange.parts.spot.addOrder(this.#maker, { ...base, type: "sell", price: ask });
    }
    running.push(this);
  }

  static async open(): Promise<Desk> {
    return new Desk(await startExchange({ seed: "margin", flow: "off", limits: "off", backfill: "off" }));
  }

  trade(type: "buy" | "sell", volume: string, pair = "BTC/USD", ordertype = "market"): void {
    const { spot } = this.exchange.parts;
    spot.addOrder(this.exchange.admin.account, { pair, type, ordertype, volume, leverage: "2" });
  }

  random(below: number): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed % below;
  }

  /** The exchange's book of the account's positions: signed open volume by market. */
  get truth(): string[] {
    const sums = new Map<string, number>();
    for (const { pair, type, vol, vol_closed } of Object.values(
      this.exchange.parts.spot.openPositions(this.exchange.admin.account),
    )) {
      const left = Math.round((Number(vol) - Number(vol_closed)) * 1e8);
      sums.set(pair, (sums.get(pair) ?? 0) + (type === "buy" ? left : -left));
    }
    return [...sums].map(([pair, units]) => `${pair} ${units}`).sort();
  }

  get shown(): string[] {
    const keys: Readonly<Record<string, string>> = { "BTC/USD": "XXBTZUSD", "ETH/USD": "XETHZUSD" };
    return this.account.positions
      .map(
        ({ symbol, side, qty }) => `${keys[symbol]} ${(side === "long" ? 1 : -1) * Math.round(qty.toNumber() * 1e8)}`,
      )
      .sort();
  }

  async settled(): Promise<void> {
    const difference = (): string =>
      this.account.state.status === "live" ? "" : `not live: ${this.account.state.reason}`;
    await expect
      .poll(
        () =>
          difference() ||
          (this.shown.join() === this.truth.join() ? "" : `${this.shown.join()} for ${this.truth.join()}`),
        {
          timeout: 15_000,
          interval: 20,
        },
      )
      .toBe("");
  }

  fault(action: SocketFaultAction, channel: string, skip = 0): void {
    this.exchange.admin.sockets.faults.add({ socket: "spot-private", channel, kind: "update", times: 1, action, skip });
  }
}

describe("margin positions", () => {
  test("from before the start, opened, added to, turned round and closed", async () => {
    const desk = await Desk.open();
    desk.trade("buy", "0.5");
    await desk.account.start();
    await desk.settled();
    const [position] = desk.account.positions;
    expect(position).toMatchObject({ symbol: "BTC/USD", side: "long", current: true });
    expect([position?.qty.toPlain(), position?.avg_price?.toPlain(), position?.margin.toPlain()]).toEqual([
      "0.5",
      "50010",
      "12502.5",
    ]);
    desk.trade("buy", "0.25");
    desk.trade("sell", "1", "ETH/USD");
    await desk.settled();
    expect(desk.account.position("ETH/USD")?.side).toBe("short");
    desk.trade("sell", "1.75");
    await desk.settled();
    expect(desk.account.position("BTC/USD")).toMatchObject({ side: "short" });
    desk.trade("buy", "1");
    desk.trade("buy", "1", "ETH/USD");
    await desk.settled();
    expect(desk.account.positions).toEqual([]);
    expect(desk.told.at(-1)?.qty.sign()).toBe(0);
    expect(desk.discrepancies).toEqual([]);
  });

  test("figures follow a fill, over the same REST client", async () => {
    const desk = await Desk.open();
    await desk.account.start();
    desk.trade("buy", "0.5");
    await expect.poll(() => desk.account.position("BTC/USD")?.current, { timeout: 12_000 }).toBe(true);
    const position = desk.account.position("BTC/USD");
    const [id, truth] = Object.entries(desk.exchange.parts.spot.openPositions(desk.exchange.admin.account))[0] ?? [];
    expect(position?.entries.map(({ position_id }) => position_id)).toEqual([id]);
    expect(position?.entries[0]?.order_id).toBe(truth?.ordertxid);
    for (const name of ["cost", "fee", "margin"] as const)
      expect(position?.[name].equals(truth?.[name] ?? ""), name).toBe(true);
    expect(desk.account.fills.at(-1)?.exec_id).toBe(id);
  }, 20_000);

  test("settled with own funds, which no fill tells of, connected and not", async () => {
    const desk = await Desk.open();
    await desk.account.start();
    desk.trade("buy", "0.5");
    await desk.settled();
    desk.trade("sell", "0.2", "BTC/USD", "settle-position");
    await desk.settled();
    expect(desk.account.position("BTC/USD")?.qty.toPlain()).toBe("0.3");
    desk.exchange.admin.sockets.drop({ socket: "spot-private" });
    desk.trade("sell", "0", "BTC/USD", "settle-position");
    await desk.settled();
    expect(desk.account.positions).toEqual([]);
    expect(desk.discrepancies).toEqual([]);
  });

  test("opened and closed while the connection was away", async () => {
    const desk = await Desk.open();
    await desk.account.start();
    desk.trade("buy", "0.5");
    await desk.settled();
    desk.exchange.admin.sockets.faults.add({ action: { do: "refuse", status: 503 }, times: 3 });
    desk.exchange.admin.sockets.drop({ socket: "spot-private" });
    desk.trade("sell", "2");
    desk.trade("buy", "3", "ETH/USD");
    desk.trade("sell", "1", "ETH/USD");
    await desk.settled();
    expect(desk.shown).toEqual(["XETHZUSD 200000000", "XXBTZUSD -150000000"]);
    expect(desk.states.map(({ status }) => status)).toContain("stale");
    expect(desk.discrepancies).toEqual([]);
  });

  test("OpenPositions fails while a gap is closed: not live before it answers", async () => {
    const desk = await Desk.open();
    await desk.account.start();
    desk.trade("buy", "0.5");
    await desk.settled();
    const path = "/0/private/OpenPositions";
    desk.exchange.admin.faults.add({ path, times: 7, action: { do: "status", status: 502 } });
    desk.exchange.admin.sockets.drop({ socket: "spot-private" });
    desk.trade("buy", "0.5");
    const reason = "waiting for the margin positions to add up";
    await expect.poll(() => desk.states.some((state) => state.reason === reason)).toBe(true);
    await desk.settled();
    expect(desk.account.position("BTC/USD")?.qty.toPlain()).toBe("1");
  });

  test("every fault, again and again", async () => {
    const desk = await Desk.open();
    await desk.account.start();
    const faults: readonly SocketFaultAction[] = [
      { do: "skip-sequence" },
      { do: "lose" },
      { do: "duplicate" },
      { do: "reorder" },
      { do: "delay", ms: 20 },
      { do: "drop" },
    ];
    for (let round = 0; round < 20; round += 1) {
      const action = faults[desk.random(faults.length)] as SocketFaultAction;
      desk.fault(action, desk.random(3) === 0 ? "balances" : "executions", desk.random(5));
      if (desk.random(4) === 0) desk.exchange.admin.sockets.drop({ socket: "spot-private" });
      for (let count = 0; count < 6; count += 1) {
        const pair = desk.random(2) === 0 ? "BTC/USD" : "ETH/USD";
        desk.trade(desk.random(2) === 0 ? "buy" : "sell", `0.${1 + desk.random(9)}`, pair);
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (round % 5 === 4) {
        desk.exchange.admin.sockets.faults.clear();
        desk.trade("buy", "0.1");
        await desk.settled();
      }
    }
    expect(desk.told.length).toBeGreaterThan(50);
    expect(desk.discrepancies.filter(({ kind }) => kind === "position")).toEqual([]);
  }, 60_000);
});
