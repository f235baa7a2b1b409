import { afterEach, describe, expect, test } from "vitest";
import { TestClient } from "../../testing/client.ts";
import { json, metadata, partnerTest, profile, spend, stopEverything } from "../../testing/embed.ts";
import { at, result } from "../../testing/running.ts";

afterEach(stopEverything);

describe("customers", () => {
  test("sign up, hand in papers with files, are verified, and may trade only then", async () => {
    const { ask, of, client, clock } = await partnerTest();
    const user = String(at(await ask("POST", "users", profile), "user"));
    const path = encodeURIComponent(user);
    expect(await ask("GET", `users/${path}`)).toMatchObject({
      user,
      external_id: "customer-1",
      status: { state: "pending", required_actions: [{ verification_type: "identity_document" }] },
    });
    await ask("POST", "users", profile, 409);
    await ask("POST", `quotes?${of(user)}`, spend("100"), 403);
    const boundary = "xyz";
    const parts = [
      ['name="type"', "identity_document"],
      ['name="metadata"', JSON.stringify(metadata)],
      ['name="front"; filename="front.jpg"', "\u00ff\u00d8\r\n--not the boundary"],
    ].map(([head, body]) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`);
    const form = Buffer.from(`${parts.join("")}--${boundary}--\r\n`, "latin1");
    const type = `multipart/form-data; boundary=${boundary}`;
    const sent = json(await client.headerBytes("POST", `/b2b/verifications/${path}`, form, type));
    expect(at(sent, "result", "verification_id")).toMatch(/^[0-9a-f-]{36}$/);
    clock.advance(2_000);
    expect(await ask("GET", `users/${path}`)).toMatchObject({ status: { state: "verified", required_actions: [] } });
    expect(await ask("PATCH", `users/${path}`, { phone: "+4912345678" })).toBe("success");
    await ask("PATCH", `users/${path}`, { phone: "call me" }, 400);
    await ask("POST", `quotes/prospective?${of(user)}`, { action: spend("100") });
    const child = String(at(await ask("POST", "subaccounts", { external_id: "sub-1" }), "user"));
    expect(await ask("GET", `users/${encodeURIComponent(child)}`)).toMatchObject({ status: { state: "verified" } });
    await ask("GET", "users/AA00%20NOPE%20NOPE%20NOPE", undefined, 404);
  });

  test("belong to one partner, whose signature is checked", async () => {
    const { customer, exchange } = await partnerTest();
    const user = await customer();
    const other = new TestClient(exchange.url, exchange.admin.createKey(exchange.admin.createAccount().account));
    json(await other.header("GET", `/b2b/users/${encodeURIComponent(user)}`), 404);
    const forged = new TestClient(exchange.url, { ...exchange.credentials, apiSecret: "c2VjcmV0" });
    expect(json(await forged.header("GET", "/b2b/assets"), 401)).toEqual({ error: ["EAPI:Invalid signature"] });
    other.close();
    forged.close();
  });
});

describe("quotes", () => {
  test("executed at what they said: customer, partner and desk come out even", async () => {
    const { ask, customer, of, holds, client, exchange, errors } = await partnerTest();
    const user = await customer();
    const before = String(at(result(await client.spot("Balance")), "ZUSD"));
    const quote = await ask("POST", `quotes?${of(user)}`, spend("1000.00", { quote_currency: "EUR" }));
    expect(quote).toMatchObject({
      type: "spend",
      status: "new",
      spend: { asset: "USD", total: "1000.00", fee: "10.00", subtotal: "990.00" },
      receive: { asset: "BTC", total: "0.01650000", fee: "0" },
      unit_price: { asset: "BTC", unit_price: "60000.00000000", denomination_asset: "USD" },
      quoted_spend: { asset: "EUR" },
    });
    const id = String(at(quote, "quote_id"));
    const done = await ask("PUT", `quotes/${id}?${of(user)}`);
    expect(done).toMatchObject({ quote_id: id, status: "order_complete" });
    expect(await ask("GET", `quotes/${id}?${of(user)}`)).toMatchObject({
      status: "order_complete",
      transaction_id: at(done, "transaction_id"),
    });
    expect(await holds(user)).toEqual({ USD: "9000", BTC: "0.0165" });
    expect(Number(at(result(await client.spot("Balance")), "ZUSD")) - Number(before)).toBe(10);
    const list = await ask("GET", `portfolio/${encodeURIComponent(user)}/transactions?types=simple_order`);
    expect(at(list, "transactions")).toMatchObject([
      {
        id: at(done, "transaction_id"),
        spend: { amount: { amount: "1000" } },
        receive: { amount: { amount: "0.0165" } },
      },
    ]);
    await ask("PUT", `quotes/${id}?${of(user)}`, undefined, 409);
    expect(exchange.admin.conservation().holds).toBe(true);
    expect(errors).toEqual([]);
  });

  test("expire, fail without funds, and know their limits", async () => {
    const { ask, customer, of, clock } = await partnerTest();
    const user = await customer();
    const late = String(at(await ask("POST", `quotes?${of(user)}`, spend("100")), "quote_id"));
    clock.advance(120_000);
    expect(await ask("GET", `quotes/${late}?${of(user)}`)).toMatchObject({ status: "quote_cancelled" });
    await ask("PUT", `quotes/${late}?${of(user)}`, undefined, 400);
    const poor = String(at(await ask("POST", `quotes?${of(user)}`, spend("20000")), "quote_id"));
    expect(await ask("PUT", `quotes/${poor}?${of(user)}`, undefined, 400)).toEqual({
      error: ["EOrder:Insufficient funds"],
    });
    expect(await ask("GET", `quotes/${poor}?${of(user)}`)).toMatchObject({ status: "quote_execution_failed" });
    const limits = await ask("GET", `quotes/limits?${of(user)}&base_asset=USD&quote_asset=BTC&quote_type=spend`);
    expect(limits).toMatchObject({ asset: "USD", minimum: "1", maximum: "100000", precision: 2 });
    for (const [body, error] of [
      [spend("0.50"), "EAPI:Quantity is too small for asset"],
      [spend("200000"), "EAPI:Quantity is too large for asset"],
      [spend("1", { quote: { asset: "NOPE" } }), "ENexus:Unknown quote asset"],
      [spend("1.001"), "EAPI:InvalidParameter:amount"],
      [spend("100", { fee_bps: "-1" }), "EAPI:InvalidParameter:fee_bps"],
    ] as const)
      expect(await ask("POST", `quotes?${of(user)}`, body, 400)).toEqual({ error: [error] });
    expect(at(await ask("GET", `quotes/assets?${of(user)}&tradable=true`), "assets")).toContainEqual(
      expect.objectContaining({ name: "BTC", decimals: 8 }),
    );
  });

  test("custom orders wait for their price", async () => {
    const { ask, customer, of, holds, clock, exchange } = await partnerTest();
    const user = await customer();
    const order = (target: string) => ({
      trigger: { type: "price", base_asset: "BTC", quote_asset: "USD", target_price: target, condition: "lte" },
      action: spend("1000"),
      name: "Dip",
    });
    const made = await ask("POST", `custom-orders?${of(user)}`, order("59000"));
    expect(made).toMatchObject({ order: { name: "Dip", status: { status: "active" } } });
    const id = String(at(made, "order", "id"));
    const second = String(at(await ask("POST", `custom-orders?${of(user)}`, order("1000")), "order", "id"));
    clock.advance(5_000);
    expect(await ask("GET", `custom-orders/${id}?${of(user)}`)).toMatchObject({
      order: { status: { status: "active" } },
    });
    exchange.parts.spot.seedTrade("XBTUSD", "58000");
    clock.advance(5_000);
    expect(await ask("GET", `custom-orders/${id}?${of(user)}`)).toMatchObject({
      order: { status: { status: "completed" } },
    });
    expect(await holds(user)).toEqual({ USD: "9000", BTC: "0.01706896" });
    expect(await ask("POST", `custom-orders/${second}/cancel?${of(user)}`)).toMatchObject({
      order: { status: { status: "cancelled", reason: "requested" } },
    });
    await ask("POST", `custom-orders/${second}/cancel?${of(user)}`, undefined, 409);
    const ids = async (query: string) =>
      (at(await ask("GET", `custom-orders?${of(user)}${query}`), "orders") as object[]).map((row) => at(row, "id"));
    expect(await ids("")).toEqual([second, id]);
    expect(await ids("&statuses=completed")).toEqual([id]);
    expect(exchange.admin.conservation().holds).toBe(true);
  });
});

describe("portfolio and earn", () => {
  test("value, history and gains follow deposits and prices", async () => {
    const { ask, customer, exchange, clock } = await partnerTest();
    const user = await customer({ BTC: "1" });
    const path = `portfolio/${encodeURIComponent(user)}`;
    exchange.parts.spot.seedTrade("XBTUSD", "61000");
    expect(await ask("GET", `${path}/summary?include%5Bcurrent_day_pnl%5D=true`)).toMatchObject({
      currency: "USD",
      portfolio_value: "61000.00",
      available_balance: "61000.00",
      current_day_pnl: { since: "2026-10-15T00:00:00.000Z", pnl: "0.00" },
    });
    clock.advance(2 * 86_400_000);
    const history = await ask(
      "GET",
      `${path}/history?start_date=2026-10-14&end_date=2026-10-17&include%5Btotal_balance%5D=true&include%5Bassets%5D%5B%5D=BTC`,
    );
    expect(
      (at(history, "history") as object[]).map((point) => [
        at(point, "date"),
        at(point, "total_balance"),
        at(point, "assets", "BTC", "balance"),
      ]),
    ).toEqual([
      ["2026-10-14", "0.00", "0"],
      ["2026-10-15", "61000.00", "1"],
      ["2026-10-16", "61000.00", "1"],
      ["2026-10-17", "61000.00", "1"],
    ]);
    await ask("GET", `${path}/history?start_date=2026-10-18&end_date=2026-10-17`, undefined, 400);
  });

  test("Auto Earn pays weekly on what lies there", async () => {
    const { ask, customer, holds, clock, exchange } = await partnerTest();
    const user = await customer({ USDC: "36500" });
    const path = `earn/${encodeURIComponent(user)}`;
    await ask("PUT", `${path}/auto?want_enabled=true`);
    expect(await ask("GET", path)).toMatchObject({
      auto_earn_enabled: true,
      num_earning_assets: 1,
      payout_period: "P7D",
    });
    clock.advance(86_400_000);
    expect(at(await ask("GET", path), "upcoming_rewards", 0, "accumulated_amount", "native")).toBe("4.00000000");
    clock.advance(6 * 86_400_000);
    expect(await holds(user)).toEqual({ USDC: "36528" });
    await ask("PUT", `${path}/auto?want_enabled=false`);
    clock.advance(14 * 86_400_000);
    expect(await holds(user)).toEqual({ USDC: "36528" });
    expect(
      at(await ask("GET", `earn/assets?assets=USDC&user=${encodeURIComponent(user)}&currency=USD`), "assets", "USDC"),
    ).toMatchObject({ apr: "4.00", balance: { native: "36528" } });
    expect(exchange.admin.conservation().holds).toBe(true);
  });
});
