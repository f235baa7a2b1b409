/** A Spot account over real sockets and REST, while orders trade and everything goes wrong. */
import { startExchange } from "krakenkit-exchange";
import type { Exchange, SocketFaultAction } from "krakenkit-exchange";
import { afterEach, describe, expect, test } from "vitest";
import { SpotAccount, SpotClient, WebsocketClient } from "krakenkit";
import type { AccountDiscrepancy, AccountState, SpotAccountFill, SpotAccountOptions } from "krakenkit";

const running: { exchange: Exchange; account: SpotAccount }[] = [];

afterEach(async () => {
  for (const { exchange, account } of running.splice(0)) {
    account.stop();
    expect(exchange.admin.conservation().holds).toBe(true);
    await exchange.stop();
  }
});

const names: Readonly<Record<string, string>> = {
  XXBT: "BTC",
  ZUSD: "USD",
  ZEUR: "EUR",
  XETH: "ETH",
  XXRP: "XRP",
  XXDG: "DOGE",
};

/** An exchange, an account that is tracked, and somebody who trades with it. */
class Scene {
  readonly fills: SpotAccountFill[] = [];
  readonly states: AccountState[] = [];
  readonly discrepancies: AccountDiscrepancy[] = [];
  readonly exchange: Exchange;
  readonly account: SpotAccount;
  readonly id: string;
  readonly other: string;
  #seed = 1;

  private constructor(exchange: Exchange, account: SpotAccount) {
    this.exchange = exchange;
    this.account = account;
    this.id = exchange.admin.account;
    this.other = exchange.admin.createAccount({ balances: { ZUSD: "10000000", XXBT: "1000" } }).account;
    account.on("fill", (fill) => this.fills.push(fill));
    account.on("state", (state) => this.states.push(state));
    account.on("discrepancy", (found) => this.discrepancies.push(found));
  }

  static async open(options: Partial<SpotAccountOptions> = {}, before?: (exchange: Exchange) => void): Promise<Scene> {
    const exchange = await startExchange({ seed: "spot-account", flow: "off", limits: "off", backfill: "off" });
    before?.(exchange);
    const account = new SpotAccount({
      ...exchange.credentials,
      environment: exchange.environment,
      socketOptions: { pingInterval: 300, pongTimeout: 300, reconnectTimeout: 20 },
      patience: 600,
      ...(options as object),
    });
    const scene = new Scene(exchange, account);
    running.push({ exchange, account });
    return scene;
  }

  get venue(): Exchange["parts"]["spot"] {
    return this.exchange.parts.spot;
  }

  /** An order of the tracked account that rests. */
  rest(type: "buy" | "sell" = "buy", price = "50.0", volume = "0.5"): string {
    return this.venue.addOrder(this.id, { pair: "BTC/USD", type, ordertype: "limit", price, volume }).txid?.[0] ?? "";
  }

  /** The other account takes from what rests. */
  hit(type: "buy" | "sell" = "sell", volume = "0.1", price = type === "sell" ? "45.0" : "90.0"): void {
    this.venue.addOrder(this.other, { pair: "BTC/USD", type, ordertype: "limit", price, volume, timeinforce: "IOC" });
  }

  random(below: number): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed % below;
  }

  /** One thing at random that a trading account goes through. */
  act(): void {
    const open = Object.keys(this.venue.openOrders(this.id));
    const one = open[this.random(Math.max(1, open.length))] ?? "";
    const volume = `0.${1 + this.random(9)}`;
    switch (this.random(7)) {
      case 0:
      case 1:
        if (open.length < 40) this.rest("buy", `49.${this.random(10)}`, volume);
        break;
      case 2:
        if (open.length < 40) this.rest("sell", `51.${this.random(10)}`, volume);
        break;
      case 3:
        this.hit("sell", volume);
        break;
      case 4:
        this.hit("buy", volume);
        break;
      case 5:
        if (one !== "") this.venue.cancelOrder(this.id, { txid: one });
        break;
      default:
        if (one !== "" && this.venue.openOrders(this.id)[one]?.vol !== "1.50000000")
          this.venue.amendOrder(this.id, { txid: one, order_qty: "1.5" });
    }
  }

  async settled(): Promise<void> {
    await expect.poll(() => this.difference(), { timeout: 15_000, interval: 20 }).toBe("");
  }

  /** What the account shows otherwise than the exchange has it; empty when all is right and `live`. */
  difference(): string {
    const { account, venue, id } = this;
    if (account.state.status !== "live") return `not live: ${account.state.reason}`;
    const truth = Object.entries(venue.openOrders(id)).map(([txid, { vol, vol_exec, descr }]) =>
      [txid, vol, vol_exec, descr.price, descr.type].join(" "),
    );
    const shown = account.orders.map(({ order_id, order_qty, cum_qty, limit_price, side }) =>
      [order_id, order_qty?.toFixed(8), cum_qty.toFixed(8), limit_price?.toFixed(1), side].join(" "),
    );
    if (truth.sort().join() !== shown.sort().join()) return `orders ${truth.join()} shown as ${shown.join()}`;
    for (const [asset, { balance, hold_trade }] of Object.entries(venue.balanceEx(id))) {
      const own = account.balance(names[asset] ?? asset);
      if (own?.total.equals(balance) !== true) return `${asset} is ${balance}, shown as ${String(own?.total)}`;
      if (!own.held.equals(hold_trade)) return `${asset} holds ${hold_trade}, shown as ${String(own.held)}`;
      if (!own.feesKnown) return `${asset}: fees not known`;
    }
    return "";
  }

  /** Every fill since the start, told once and in the order of the exchange's own history. */
  expectFills(skip = 0): void {
    const { entries } = this.venue.tradesHistory(this.id, { limit: 100, ofs: 0 });
    const pages = [entries];
    for (let ofs = 100; ofs < 100_000 && Object.keys(pages.at(-1) ?? {}).length === 100; ofs += 100)
      pages.push(this.venue.tradesHistory(this.id, { limit: 100, ofs }).entries);
    const trades = pages
      .flatMap((page) => Object.entries(page))
      .reverse()
      .slice(skip);
    expect(this.fills.map(({ exec_id }) => exec_id)).toEqual(trades.map(([id]) => id));
    for (const [at, [, trade]] of trades.entries()) {
      const fill = this.fills[at] as SpotAccountFill;
      expect([fill.order_id, fill.last_qty.toFixed(8), fill.side]).toEqual([trade.ordertxid, trade.vol, trade.type]);
      expect(fill.last_price.equals(trade.price)).toBe(true);
      expect(fill.fees[0]?.qty.minus(trade.fee).abs().compare("0.0001")).toBe(-1);
    }
  }

  drop(): void {
    this.exchange.admin.sockets.drop({ socket: "spot-private" });
  }

  fault(action: SocketFaultAction, channel: string, more: object = {}): void {
    this.exchange.admin.sockets.faults.add({
      socket: "spot-private",
      channel,
      kind: "update",
      times: 1,
      action,
      ...more,
    });
  }
}

describe("a Spot account", () => {
  test("starts with what is there, and follows it; available is what the exchange says it is", async () => {
    const scene = await Scene.open();
    const { account } = scene;
    const order = scene.rest("buy", "50.0", "4");
    for (let count = 0; count < 60; count += 1) scene.hit("sell", "0.02");
    expect(account.state.status).toBe("stale");
    await account.start();
    expect(account.state.status).toBe("live");
    expect(account.order(order)).toMatchObject({ order_status: "partially_filled", symbol: "BTC/USD", side: "buy" });
    await scene.settled();
    expect(scene.fills).toEqual([]);
    scene.hit("sell", "0.25");
    await expect.poll(() => scene.fills.length).toBe(1);
    await scene.settled();
    const mine = scene.venue.addOrder(scene.id, {
      pair: "BTC/USD",
      type: "sell",
      ordertype: "limit",
      price: "60.0",
      volume: "1",
      cl_ord_id: "mine",
    });
    await expect.poll(() => account.order("mine")?.order_id).toBe(mine.txid?.[0]);
    scene.venue.cancelOrder(scene.id, { cl_ord_id: "mine" });
    await expect.poll(() => account.order("mine")?.order_status).toBe("canceled");
    expect(account.closedOrders.at(-1)).toMatchObject({ cl_ord_id: "mine", reason: "User requested", open: false });
    await scene.settled();
    scene.expectFills(60);
    expect(scene.discrepancies).toEqual([]);
  });

  test("from a given moment on, fills from before the start are told as well", async () => {
    const scene = await Scene.open({ since: Date.now() - 60_000 });
    scene.rest("buy", "50.0", "3");
    for (let count = 0; count < 130; count += 1) scene.hit("sell", "0.02");
    await scene.account.start();
    expect(scene.fills).toHaveLength(130);
    scene.expectFills();
  });

  test("orders filled and cancelled while the connection was away, and orders that came and went", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    const [filled, cancelled, kept] = [scene.rest(), scene.rest("buy", "49.0"), scene.rest("buy", "48.0")];
    await scene.settled();
    const seen: string[] = [];
    scene.account.on("order", ({ order_id, order_status }) => seen.push(`${order_id} ${order_status}`));
    scene.exchange.admin.sockets.faults.add({ action: { do: "refuse", status: 503 }, times: 3 });
    scene.drop();
    scene.hit("sell", "0.5");
    scene.venue.cancelOrder(scene.id, { txid: cancelled });
    const brief = scene.rest("buy", "50.0", "0.3");
    scene.hit("sell", "0.3");
    const unfilled = scene.rest();
    scene.venue.cancelOrder(scene.id, { txid: unfilled });
    const partly = scene.rest("buy", "50.0", "1");
    scene.hit("sell", "0.4");
    await scene.settled();
    scene.expectFills();
    expect(scene.account.orders.map(({ order_id }) => order_id).sort()).toEqual([kept, partly].sort());
    expect(seen.sort()).toEqual(
      [
        `${filled} filled`,
        `${cancelled} canceled`,
        `${brief} filled`,
        `${unfilled} canceled`,
        `${partly} partially_filled`,
      ].sort(),
    );
    expect(scene.account.order(filled)?.cum_qty.toString()).toBe("0.50000000");
    expect(scene.states.map(({ status }) => status)).toContain("stale");
  });

  test("more happened than fits on a page", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.rest("buy", "50.0", "9");
    await scene.settled();
    scene.drop();
    for (let count = 0; count < 170; count += 1) {
      scene.hit("sell", "0.02");
      if (count % 2 === 0) scene.venue.cancelOrder(scene.id, { txid: scene.rest("buy", "40.0") });
    }
    await scene.settled();
    expect(scene.fills).toHaveLength(170);
    scene.expectFills();
  });

  test.each<[string, SocketFaultAction, string]>([
    ["a number is skipped in executions", { do: "skip-sequence" }, "executions"],
    ["a number is repeated in executions", { do: "repeat-sequence" }, "executions"],
    ["a report comes twice", { do: "duplicate" }, "executions"],
    ["two reports change places", { do: "reorder" }, "executions"],
    ["a report is lost", { do: "lose" }, "executions"],
    ["a ledger entry is lost", { do: "lose" }, "balances"],
    ["a ledger entry comes twice", { do: "duplicate" }, "balances"],
    ["two ledger entries change places", { do: "reorder" }, "balances"],
    ["the connection ends in place of a report", { do: "drop" }, "executions"],
    ["the connection goes silent in place of a report", { do: "stall" }, "executions"],
    ["reports are late", { do: "delay", ms: 200 }, "executions"],
  ])("%s", async (_, action, channel) => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.rest("buy", "50.0", "5");
    await scene.settled();
    for (let skip = 0; skip < 4; skip += 1) {
      scene.fault(action, channel, { skip });
      for (let count = 0; count < 5; count += 1) {
        scene.hit("sell", "0.1");
        await new Promise((resolve) => setImmediate(resolve));
      }
      await scene.settled();
    }
    expect(scene.fills).toHaveLength(20);
    scene.expectFills();
  });

  test("the very last report is lost: the ledger gives it away", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.rest("buy", "50.0", "5");
    await scene.settled();
    scene.fault({ do: "lose" }, "executions");
    scene.hit("sell", "0.1");
    await scene.settled();
    scene.expectFills();
    expect(scene.discrepancies).toMatchObject([{ kind: "ledger" }]);
  });

  test("REST fails while the gap is being closed", async () => {
    const scene = await Scene.open();
    await scene.account.start();
    scene.rest("buy", "50.0", "5");
    await scene.settled();
    scene.exchange.admin.faults.add({
      path: "/0/private/TradesHistory",
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
      { do: "lose" },
      { do: "duplicate" },
      { do: "reorder" },
      { do: "delay", ms: 20 },
      { do: "drop" },
    ];
    for (let round = 0; round < 25; round += 1) {
      const action = faults[scene.random(faults.length)] as SocketFaultAction;
      scene.fault(action, scene.random(2) === 0 ? "executions" : "balances", { skip: scene.random(6) });
      if (scene.random(4) === 0) scene.drop();
      if (scene.random(8) === 0) scene.exchange.admin.expireTokens();
      for (let count = 0; count < 20; count += 1) {
        scene.act();
        if (count % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    scene.exchange.admin.sockets.faults.clear();
    scene.venue.cancelOrder(scene.id, { txid: scene.rest("buy", "10.0", "0.1") });
    await scene.settled();
    expect(scene.fills.length).toBeGreaterThan(50);
    scene.expectFills();
  });

  test("over clients of the caller, whose own subscriptions stay as they are", async () => {
    const exchange = await startExchange({ seed: "shared", flow: "off", limits: "off", backfill: "off" });
    const options = { ...exchange.credentials, environment: exchange.environment };
    const sockets = new WebsocketClient({ ...options, exactNumbers: true });
    const account = new SpotAccount({ rest: new SpotClient(options), sockets });
    running.push({ exchange, account });
    const events = account.stream("order");
    await account.start();
    exchange.parts.spot.addOrder(exchange.admin.account, {
      pair: "BTC/USD",
      type: "buy",
      ordertype: "limit",
      price: "20.0",
      volume: "1",
    });
    for await (const { order_status } of events) if (order_status === "new") break;
    account.stop();
    expect(account.state).toMatchObject({ status: "stale", reason: "stopped" });
    expect(sockets.isConnected("spotPrivateV2")).toBe(true);
    await expect.poll(() => exchange.admin.sockets.list()[0]?.subscriptions).toEqual([]);
    sockets.closeAll();
  });

  test("a key without the right to look says so at the start", async () => {
    const scene = await Scene.open();
    const poor = scene.exchange.admin.createKey(scene.id, { permissions: ["query-funds", "create-ws-token"] });
    const account = new SpotAccount({ ...poor, environment: scene.exchange.environment });
    await expect(account.start()).rejects.toMatchObject({ kind: "refused", category: "permission" });
    expect(account.state.status).toBe("stale");
    const blind = scene.exchange.admin.createKey(scene.id, {
      permissions: ["query-funds", "query-open-trades", "query-closed-trades", "create-ws-token"],
    });
    const without = { ...blind, environment: scene.exchange.environment };
    const refused = new SpotAccount(without);
    await expect(refused.start()).rejects.toMatchObject({ kind: "refused", category: "permission" });
    expect(refused.state).toMatchObject({ status: "stale" });
    const enough = new SpotAccount({ ...without, ledger: false });
    await enough.start();
    enough.stop();
    await expect(scene.account.start({ signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: "aborted" });
  });
});
