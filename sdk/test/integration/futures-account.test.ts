/** A Futures account over real sockets and REST, while orders trade and everything goes wrong. */
import { startExchange } from "krakenkit-exchange";
import type { Exchange, SocketFaultAction } from "krakenkit-exchange";
import { afterEach, describe, expect, test } from "vitest";
import { Decimal, FuturesAccount } from "krakenkit";
import type { AccountDiscrepancy, AccountState, FuturesAccountFill, FuturesAccountOptions } from "krakenkit";

const running: { exchange: Exchange; account: FuturesAccount }[] = [];

afterEach(async () => {
  for (const { exchange, account } of running.splice(0)) {
    account.stop();
    expect(exchange.admin.conservation().holds).toBe(true);
    await exchange.stop();
  }
});

const symbol = "PF_XBTUSD";
/** The exchange counts in units of 10^-18. */
const exact = (units: bigint): Decimal => Decimal.scaled(units, 18);

/** An exchange, an account that is tracked, and somebody who trades with it. */
class Scene {
  readonly fills: FuturesAccountFill[] = [];
  readonly states: AccountState[] = [];
  readonly discrepancies: AccountDiscrepancy[] = [];
  readonly exchange: Exchange;
  readonly account: FuturesAccount;
  readonly id: string;
  #seed = 1;

  private constructor(exchange: Exchange, account: FuturesAccount) {
    this.exchange = exchange;
    this.account = account;
    this.id = exchange.admin.account;
    this.venue.setIndex("XBT", "80000");
    this.venue.openAccount("maker", { house: true });
    account.on("fill", (fill) => this.fills.push(fill));
    account.on("state", (state) => this.states.push(state));
    account.on("discrepancy", (found) => this.discrepancies.push(found));
  }

  static async open(options: Partial<FuturesAccountOptions> = {}): Promise<Scene> {
    const exchange = await startExchange({ seed: "futures-account", flow: "off", limits: "off", backfill: "off" });
    const account = new FuturesAccount({
      ...exchange.credentials,
      environment: exchange.environment,
      socketOptions: { pingInterval: 300, pongTimeout: 300, reconnectTimeout: 20 },
      patience: 500,
      ...(options as object),
    });
    const scene = new Scene(exchange, account);
    running.push({ exchange, account });
    return scene;
  }

  get venue(): Exchange["parts"]["futures"] {
    return this.exchange.parts.futures;
  }

  send(account: string, orderType: string, side: string, size: string, limitPrice?: string, more: object = {}): string {
    const order = { orderType, symbol, side, size, ...(limitPrice === undefined ? {} : { limitPrice }), ...more };
    return this.venue.sendOrder(account, order).orderId ?? "";
  }

  /** An order of the tracked account that rests. */
  rest(side: "buy" | "sell" = "buy", price = "79900", size = "0.5"): string {
    return this.send(this.id, "lmt", side, size, price);
  }

  /** Somebody takes from what rests. */
  hit(side: "buy" | "sell" = "sell", size = "0.1"): void {
    this.send("maker", "ioc", side, size, side === "sell" ? "79000" : "81000");
  }

  /** The account takes from somebody, without ever having an order in the book. */
  take(side: "buy" | "sell", size = "0.05"): void {
    const price = side === "buy" ? "80100" : "79950";
    const made = this.send("maker", "lmt", side === "buy" ? "sell" : "buy", size, price);
    this.send(this.id, "ioc", side, size, price);
    this.venue.cancelOrder("maker", { orderId: made });
  }

  random(below: number): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed % below;
  }

  /** One thing at random that a trading account goes through. */
  act(): void {
    const open = this.venue.openOrders(this.id);
    const one = open[this.random(Math.max(1, open.length))];
    const size = `0.0${1 + this.random(9)}`;
    switch (this.random(8)) {
      case 0:
        if (open.length < 30) this.rest("buy", String(79_800 + this.random(100)), size);
        break;
      case 1:
        if (open.length < 30) this.rest("sell", String(80_200 + this.random(100)), size);
        break;
      case 2:
        this.hit("sell", size);
        break;
      case 3:
        this.hit("buy", size);
        break;
      case 4:
        this.take("buy", size);
        break;
      case 5:
        this.take("sell", size);
        break;
      case 6:
        if (one !== undefined) this.venue.cancelOrder(this.id, { orderId: one.id });
        break;
      default:
        if (one !== undefined) this.venue.editOrder(this.id, { orderId: one.id, size: "0.2" });
    }
  }

  async settled(): Promise<void> {
    await expect.poll(() => this.difference(), { timeout: 15_000, interval: 20 }).toBe("");
  }

  /** What the account shows otherwise than the exchange has it; empty when all is right and `live`. */
  difference(): string {
    const { account, venue, id } = this;
    if (account.state.status !== "live") return `not live: ${account.state.reason}`;
    const truth = venue
      .openOrders(id)
      .map((order) =>
        [order.id, order.side, exact(order.quantity - order.filled).toPlain(), exact(order.filled).toPlain()].join(" "),
      );
    const shown = account.orders.map(({ order_id, side, qty, filled }) =>
      [order_id, side, qty.toPlain(), filled.toPlain()].join(" "),
    );
    if (truth.sort().join() !== shown.sort().join()) return `orders ${truth.join()} shown as ${shown.join()}`;
    const sizes = venue.positions(id).map(({ contract, size }) => `${contract.symbol} ${exact(size).toPlain()}`);
    const positions = account.positions.map(({ instrument, balance }) => `${instrument} ${balance.toPlain()}`);
    if (sizes.join() !== positions.join()) return `positions ${sizes.join()} shown as ${positions.join()}`;
    for (const [currency, amount] of venue.account(id).wallets.get("flex") ?? []) {
      const balance = account.wallets["flex"]?.balances[currency];
      if (balance === undefined || !balance.equals(exact(amount)))
        return `${currency} is ${exact(amount).toPlain()}, shown as ${String(balance)}`;
    }
    return "";
  }

  /** Every fill since the start, told once and in the order of the exchange's own history. */
  expectFills(skip = 0): void {
    const trades = this.venue.account(this.id).fills.items.slice(skip);
    expect(this.fills.map(({ fill_id }) => fill_id)).toEqual(trades.map(({ id }) => id));
    for (const [at, trade] of trades.entries()) {
      const fill = this.fills[at] as FuturesAccountFill;
      expect([fill.order_id, fill.side, fill.instrument]).toEqual([trade.orderId, trade.side, symbol]);
      expect(fill.qty.equals(exact(trade.quantity)) && fill.price.equals(exact(trade.price))).toBe(true);
      expect(fill.fee_paid?.equals(exact(trade.fee))).toBe(true);
    }
  }

  drop(): void {
    this.exchange.admin.sockets.drop({ socket: "futures" });
  }

  fault(action: SocketFaultAction, channel: string, more: object = {}): void {
    this.exchange.admin.sockets.faults.add({ socket: "futures", channel, kind: "update", times: 1, action, ...more });
  }
}

describe("a Futures account", () => {
  test("starts with what is there, and follows it", async () => {
    const scene = await Scene.open();
    const { account } = scene;
    const order = scene.rest("buy", "79900", "2");
    for (let count = 0; count < 130; count += 1) scene.hit("sell", "0.01");
    await account.start();
    await scene.settled();
    expect(scene.fills).toEqual([]);
    expect(account.order(order)).toMatchObject({ status: "open", side: "buy", instrument: symbol });
    expect(account.order(order)?.filled.toPlain()).toBe("1.3");
    scene.hit("sell", "0.25");
    scene.take("sell", "0.5");
    await expect.poll(() => scene.fills.length).toBe(2);
    const mine = scene.send(scene.id, "lmt", "sell", "0.1", "90000", { cliOrdId: "mine" });
    await expect.poll(() => account.order("mine")?.order_id).toBe(mine);
    scene.venue.cancelOrder(scene.id, { cliOrdId: "mine" });
    await expect.poll(() => account.order("mine")?.status).toBe("cancelled");
    expect(account.closedOrders.at(-1)).toMatchObject({ cli_ord_id: "mine", reason: "cancelled_by_user", open: false });
    scene.hit("sell", "0.45");
    await expect.poll(() => account.order(order)?.status).toBe("filled");
    await scene.settled();
    scene.expectFills(130);
    expect(account.position(symbol)?.balance.toPlain()).toBe("1.5");
    expect(scene.discrepancies).toEqual([]);
  });

  test("from a given moment on, fills from before the start are told as well, however many", async () => {
    const scene = await Scene.open({ since: Date.now() - 60_000 });
    scene.rest("buy", "79900", "9");
    for (let count = 0; count < 333; count += 1) scene.hit("sell", "0.01");
    await scene.account.start();
    expect(scene.fills).toHaveLength(333);
    scene.expectFills();
  });

  test("orders filled and cancelled while the connection was away, and orders that came and went", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    const [filled, cancelled, kept] = [scene.rest(), scene.rest("buy", "79800"), scene.rest("buy", "79700")];
    await scene.settled();
    const seen: string[] = [];
    scene.account.on("order", ({ order_id, status, filled: sum }) =>
      seen.push(`${order_id} ${status} ${sum.toPlain()}`),
    );
    scene.drop();
    scene.hit("sell", "0.5");
    scene.venue.cancelOrder(scene.id, { orderId: cancelled });
    const brief = scene.rest("buy", "79900", "0.3");
    scene.hit("sell", "0.3");
    const unfilled = scene.rest();
    scene.venue.cancelOrder(scene.id, { orderId: unfilled });
    const partly = scene.rest("buy", "79900", "1");
    scene.hit("sell", "0.4");
    await scene.settled();
    scene.expectFills();
    expect(scene.account.orders.map(({ order_id }) => order_id).sort()).toEqual([kept, partly].sort());
    expect(seen.sort()).toEqual(
      [
        `${filled} filled 0.5`,
        `${cancelled} cancelled 0`,
        `${brief} filled 0.3`,
        `${unfilled} cancelled 0`,
        `${partly} open 0.4`,
      ].sort(),
    );
  });

  test("more happened than a snapshot of fills shows, several in one millisecond", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.rest("buy", "79900", "9");
    await scene.settled();
    scene.drop();
    for (let count = 0; count < 450; count += 1) scene.hit("sell", "0.01");
    await scene.settled();
    expect(scene.fills).toHaveLength(450);
    scene.expectFills();
  });

  test("a stop that is triggered goes on as another order under the same id", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.send("maker", "lmt", "buy", "5", "79500");
    const stop = scene.send(scene.id, "stp", "sell", "0.2", undefined, { stopPrice: "79800", triggerSignal: "last" });
    await expect.poll(() => scene.account.order(stop)?.type).toBe("stop");
    scene.rest("buy", "79600", "0.1");
    scene.send("maker", "ioc", "sell", "0.1", "79600");
    await expect.poll(() => scene.account.order(stop)?.status).toBe("filled");
    await scene.settled();
    scene.expectFills();
    expect(scene.discrepancies).toEqual([]);
  });

  test.each<[string, SocketFaultAction, string]>([
    ["a fill is lost", { do: "lose" }, "fills"],
    ["a fill comes twice", { do: "duplicate" }, "fills"],
    ["a number of the fills is skipped", { do: "skip-sequence" }, "fills"],
    ["a number of the fills comes again", { do: "repeat-sequence" }, "fills"],
    ["an order's change is lost", { do: "lose" }, "open_orders_verbose"],
    ["an order's change comes twice", { do: "duplicate" }, "open_orders_verbose"],
    ["balances are lost", { do: "lose" }, "balances"],
    ["an entry of the log is lost", { do: "lose" }, "account_log"],
    ["positions are lost", { do: "lose" }, "open_positions"],
    ["the connection ends in place of a fill", { do: "drop" }, "fills"],
    ["the connection goes silent in place of a fill", { do: "stall" }, "fills"],
    ["fills are late", { do: "delay", ms: 200 }, "fills"],
  ])("%s", async (_, action, channel) => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.rest("buy", "79900", "5");
    await scene.settled();
    for (let skip = 0; skip < 4; skip += 1) {
      scene.fault(action, channel, { skip });
      for (let count = 0; count < 5; count += 1) {
        scene.hit("sell", "0.1");
        await new Promise((resolve) => setImmediate(resolve));
      }
      await scene.settled();
      await expect.poll(() => scene.fills.length).toBe((skip + 1) * 5);
    }
    scene.expectFills();
  });

  test("the very last fill is lost, and its order was never in the book: the account log gives it away", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.take("buy");
    await expect.poll(() => scene.fills.length).toBe(1);
    scene.fault({ do: "lose" }, "fills");
    scene.take("buy");
    await expect.poll(() => scene.fills.length).toBe(2);
    await scene.settled();
    scene.expectFills();
  });

  test("REST fails while the gap is being closed", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.rest("buy", "79900", "5");
    await scene.settled();
    scene.exchange.admin.faults.add({
      path: "/api/history/v3/orders",
      times: 7,
      action: { do: "status", status: 502 },
    });
    scene.drop();
    for (let count = 0; count < 20; count += 1) scene.hit("sell", "0.1");
    await expect.poll(() => scene.states.some(({ reason }) => reason.startsWith("REST did not answer"))).toBe(true);
    await scene.settled();
    scene.expectFills();
  });

  test("everything at once, again and again", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    const faults: readonly SocketFaultAction[] = [
      { do: "skip-sequence" },
      { do: "duplicate" },
      { do: "delay", ms: 20 },
      { do: "drop" },
      { do: "lose" },
    ];
    const channels = ["fills", "open_orders_verbose", "balances", "open_positions", "account_log"];
    for (let round = 0; round < 20; round += 1) {
      const action = faults[scene.random(faults.length)] as SocketFaultAction;
      const channel = channels[scene.random(channels.length)] as string;
      scene.fault(action, channel, { skip: scene.random(6) });
      if (scene.random(4) === 0) scene.drop();
      for (let count = 0; count < 20; count += 1) {
        scene.act();
        if (count % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    scene.exchange.admin.sockets.faults.clear();
    scene.take("buy");
    await scene.settled();
    const told = new Set(scene.fills.map(({ fill_id }) => fill_id));
    expect(told.size).toBe(scene.fills.length);
    expect(told).toEqual(new Set(scene.venue.account(scene.id).fills.items.map(({ id }) => id)));
    expect(told.size).toBeGreaterThan(50);
  });
});
