import { afterAll, describe, expect, test } from "vitest";
import { at, stopAll } from "../../testing/running.ts";
import { join, openFloor as open, openSocket, product, proof, send, stock } from "../testing/futures.ts";
import type { Message } from "../testing/socket.ts";

afterAll(stopAll);

describe("private feeds", () => {
  test("orders and fills, as REST shows them", async () => {
    const floor = await open();
    const { exchange, socket, client } = floor;
    stock(floor);
    const good = await proof(socket, exchange);
    const resting = send(floor, { limitPrice: "80000", cliOrdId: "mine" });
    for (const feed of ["open_orders", "open_orders_verbose", "fills"]) await join(socket, feed, good);
    await socket.settledFutures();
    const snapshot = socket.messages.find(({ feed }) => feed === "open_orders_snapshot");
    expect(snapshot).toMatchObject({
      account: exchange.admin.account,
      orders: [
        {
          instrument: product,
          qty: 0.5,
          filled: 0,
          limit_price: 80_000,
          stop_price: 0,
          type: "limit",
          cli_ord_id: "mine",
          direction: 0,
          reduce_only: false,
        },
      ],
    });
    const orders = async (feed: string): Promise<Message[]> =>
      (await socket.settledFutures()).filter((message) => message["feed"] === feed);
    send(floor, { limitPrice: "80801", size: "1.2" });
    const lines = await socket.settledFutures();
    expect(lines.filter(({ feed }) => feed === "fills")).toMatchObject([
      {
        username: exchange.admin.account,
        fills: [
          {
            buy: true,
            qty: 1,
            remaining_order_qty: expect.any(Number) as number,
            fill_type: "taker",
            order_type: "limit",
            price: 80_801,
          },
        ],
      },
    ]);
    expect(lines.filter(({ feed }) => feed === "open_orders")).toMatchObject([
      { is_cancel: false, reason: "new_placed_order_by_user", order: { qty: 0.2, filled: 1 } },
    ]);
    send(floor, { orderType: "post", limitPrice: "80803" });
    const refusedPost = await socket.settledFutures();
    expect(refusedPost.filter(({ feed }) => feed === "open_orders")).toEqual([]);
    expect(refusedPost.filter(({ feed }) => feed === "open_orders_verbose")).toMatchObject([
      { is_cancel: true, reason: "post_order_failed_because_it_would_filled" },
    ]);
    send(floor, { orderType: "stp", side: "sell", stopPrice: "70000", triggerSignal: "index", reduceOnly: true });
    expect(await orders("open_orders")).toMatchObject([
      { order: { type: "stop", stop_price: 70_000, triggerSignal: "spot", direction: 1, reduce_only: true } },
    ]);
    exchange.parts.futures.cancelOrder(exchange.admin.account, { cliOrdId: "mine" });
    expect(await orders("open_orders")).toEqual([
      {
        feed: "open_orders",
        order_id: resting["orderId"],
        cli_ord_id: "mine",
        is_cancel: true,
        reason: "cancelled_by_user",
      },
    ]);
    const rest = JSON.parse((await client.futures("GET", "/derivatives/api/v3/openorders")).text) as Message;
    const open_ = await openSocket(exchange);
    await join(open_, "open_orders", await proof(open_, exchange));
    const again = await open_.next({ feed: "open_orders_snapshot" });
    expect(new Set((again["orders"] as Message[]).map(({ order_id }) => order_id))).toEqual(
      new Set((rest["openOrders"] as Message[]).map(({ order_id }) => order_id)),
    );
    const filtered = await openSocket(exchange);
    await join(filtered, "fills", { ...(await proof(filtered, exchange)), product_ids: ["PF_ETHUSD"] });
    expect(await filtered.next({ feed: "fills_snapshot" })).toMatchObject({
      account: exchange.admin.account,
      fills: [],
    });
  });

  test("positions, balances, margins and the log, numbered from 0", async () => {
    const floor = await open();
    const { exchange, socket, clock, client } = floor;
    stock(floor);
    const good = await proof(socket, exchange);
    for (const feed of [
      "open_positions",
      "balances",
      "account_log",
      "account_balances_and_margins",
      "notifications_auth",
    ])
      await join(socket, feed, good);
    await socket.settledFutures();
    const of = (feed: string): Message[] =>
      socket.messages.filter((message) => message["feed"] === feed && !("event" in message));
    expect(of("open_positions")).toMatchObject([{ account: exchange.admin.account, positions: [], seq: 0 }]);
    const [balances] = of("balances_snapshot");
    expect(balances).toMatchObject({
      account: exchange.admin.account,
      seq: 0,
      flex_futures: { currencies: { USD: { quantity: 500_000, haircut: 0 } } },
    });
    expect(at(balances, "futures", "F-XBT:USD")).toMatchObject({ pair: "XBT/USD", unit: "XBT", balance: 0 });
    expect(at(of("account_log_snapshot")[0], "logs", 0, "info")).toBe("cross-exchange transfer");
    expect(of("notifications_auth")).toMatchObject([{ notifications: [] }]);
    expect(of("account_balances_and_margins")).toMatchObject([{ seq: 0 }]);
    send(floor, { orderType: "mkt", size: "1" });
    await socket.settledFutures();
    expect(of("open_positions").at(-1)).toMatchObject({
      seq: 1,
      positions: [{ instrument: product, balance: 1, entry_price: 80_801, pnl_currency: "USD" }],
    });
    expect(Number(at(of("open_positions").at(-1), "positions", 0, "liquidation_threshold"))).toBe(0);
    const change = of("balances").at(-1);
    expect(change).toMatchObject({ seq: 1, flex_futures: { margin_equity: expect.any(Number) as number } });
    expect(change).not.toHaveProperty("holding");
    const rest = JSON.parse((await client.futures("GET", "/derivatives/api/v3/accounts")).text) as Message;
    expect(at(change, "flex_futures", "margin_equity")).toBe(at(rest, "accounts", "flex", "marginEquity"));
    expect(of("account_log").map(({ new_entry }) => at(new_entry, "info"))).toContain("futures trade");
    expect(of("account_balances_and_margins").at(-1)).toMatchObject({ seq: 1 });
    clock.advance(3000);
    await socket.settledFutures();
    const sequence = of("open_positions").map(({ seq }) => seq);
    expect(sequence).toEqual(sequence.map((_value, index) => index));
    expect(sequence.length).toBeGreaterThanOrEqual(5);
    exchange.parts.futures.setMode(product, { suspended: true });
    expect(await socket.next({ feed: "notifications_auth" })).toBeDefined();
  });
});

test("seq faults: a number skipped, a frame lost, subscriptions muted and refused", async () => {
  const floor = await open();
  const { exchange, socket } = floor;
  const { faults } = exchange.admin.sockets;
  await join(socket, "book", { product_ids: [product] });
  faults.add({ channel: "book", symbol: product, skip: 1, times: 1, action: { do: "skip-sequence" } });
  stock(floor);
  const seqs = (await socket.settledFutures()).filter(({ feed }) => feed === "book").map(({ seq }) => seq);
  expect(seqs).toEqual([1, 3, 4, 5, 6, 7]);
  socket.send({ event: "unsubscribe", feed: "book", product_ids: [product] });
  faults.add({ channel: "book", times: 1, action: { do: "reject-subscription", error: "Trading engine unavailable" } });
  socket.send({ event: "subscribe", feed: "book", product_ids: [product] });
  expect(await socket.next({ event: "alert" })).toMatchObject({ message: "Trading engine unavailable" });
  faults.add({ channel: "book", times: 1, action: { do: "mute-subscription" } });
  await join(socket, "book", { product_ids: [product] });
  send(floor, { limitPrice: "80000" });
  expect(await socket.settledFutures()).toEqual([]);
});
