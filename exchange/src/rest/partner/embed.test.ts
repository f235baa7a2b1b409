import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { TestClient, type Got } from "../../testing/client.ts";
import { at, result, start, stopAll } from "../../testing/running.ts";

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const servers: Server[] = [];
afterEach(async () => {
  await stopAll();
  for (const server of servers.splice(0)) server.close();
});

/** Somebody who listens for webhooks. */
async function listener(status: () => number = () => 200): Promise<{ readonly url: string; readonly heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      response.writeHead(status()).end("thanks");
    });
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard };
}

const json = (got: Got, status = 200): unknown => {
  expect(got.status, got.text).toBe(status);
  return JSON.parse(got.text) as unknown;
};
const profile = {
  email: "ada@example.com",
  external_id: "customer-1",
  tos_version_accepted: 1,
  full_name: { first_name: "Ada", last_name: "Partner" },
  date_of_birth: "1990-12-31",
  residence: { line1: "Example Street 1", city: "Berlin", postal_code: "10115", country: "DE" },
  phone: "+49301234567",
  nationalities: ["DE"],
  occupation: "science",
};
const metadata = {
  identity: { full_name: profile.full_name, date_of_birth: "1990-12-31" },
  document_type: "passport",
  document_number: "C01X00T47",
  issuing_country: "DE",
  verifier: "example-kyc",
  verified_at: "2026-01-01T00:00:00Z",
};

const begin = async () => {
  const running = await start({ limits: "off", contracts: [] });
  const { client, clock, exchange } = running;
  exchange.parts.spot.seedTrade("XBTUSD", "60000");
  const ask = async (method: string, path: string, body?: object, status = 200) => {
    const answer = json(await client.header(method, `/b2b/${path}`, body), status);
    return status === 200 ? at(answer, "result") : answer;
  };
  /** A verified customer with money. */
  const customer = async (funds: Record<string, string> = { USD: "10000" }): Promise<string> => {
    const user = String(at(await ask("POST", "users", profile), "user"));
    await ask("POST", `verifications/${encodeURIComponent(user)}/url`, {
      type: "identity_document",
      metadata,
      front_url: "https://files.example.com/front.jpg",
    });
    for (const [asset, amount] of Object.entries(funds)) exchange.admin.simulateDeposit(user, asset, amount);
    clock.advance(30_000);
    return user;
  };
  const of = (user: string): string => `user=${encodeURIComponent(user)}`;
  const holds = async (user: string): Promise<Record<string, unknown>> => {
    const details = (at(await ask("GET", `portfolio/${encodeURIComponent(user)}/details`), "assets") ?? []) as object[];
    return Object.fromEntries(details.map((row) => [String(at(row, "asset")), at(row, "cash_balance")]));
  };
  return { ...running, ask, customer, of, holds };
};
const spend = (amount: string, more: object = {}) => ({
  type: "spend",
  amount: { asset: "USD", amount },
  quote: { asset: "BTC" },
  fee_bps: "100",
  spread_bps: "0",
  ...more,
});

describe("customers", () => {
  test("sign up, hand in papers with files, are verified, and may trade only then", async () => {
    const { ask, of, client, clock } = await begin();
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
    const { customer, exchange } = await begin();
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
    const { ask, customer, of, holds, client, exchange, errors } = await begin();
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
    const { ask, customer, of, clock } = await begin();
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
    const { ask, customer, of, holds, clock, exchange } = await begin();
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
    const { ask, customer, exchange, clock } = await begin();
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
    const { ask, customer, holds, clock, exchange } = await begin();
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

describe("funding", () => {
  test("addresses and withdrawals of a customer, once per token", async () => {
    const { ask, customer, of, holds, exchange, clock } = await begin();
    const user = await customer({ BTC: "2" });
    const method = at(await ask("GET", `funds/withdrawals/methods/BTC?${of(user)}`), "methods", 0);
    const method_id = String(at(method, "method_id"));
    const address = "bc1qxdsh4sdd29h6ldehz0se5c61asq8cgwyjf2y3z";
    const place = { asset: "BTC", method_id, address };
    expect(await ask("POST", `funds/withdrawals/addresses/validate?${of(user)}`, place)).toEqual({ valid: true });
    expect(await ask("POST", `funds/withdrawals/addresses/validate?${of(user)}`, { ...place, address: "0x1" })).toEqual(
      { valid: false },
    );
    await ask("POST", `funds/withdrawals/addresses?${of(user)}`, { ...place, key: "my wallet/1" });
    const key = encodeURIComponent("my wallet/1");
    expect(await ask("PATCH", `funds/withdrawals/addresses/${key}?${of(user)}`, { new_key: "w2" })).toMatchObject({
      key: "w2",
      address,
    });
    const send = {
      asset: "BTC",
      key: "w2",
      amount: "0.5",
      idempotency_token: "0b9d1a5e-7a1c-4f4e-9a55-0f0d1c2b3a49",
      fee_token: at(method, "fee_token"),
    };
    expect(await ask("POST", `funds/withdrawals?${of(user)}`, { ...send, preview: true })).toMatchObject({
      amount: "0.5",
      fee: "0.00015",
      total: "0.50015",
    });
    const sent = await ask("POST", `funds/withdrawals?${of(user)}`, send);
    expect(await ask("POST", `funds/withdrawals?${of(user)}`, send)).toEqual(sent);
    await ask("POST", `funds/withdrawals?${of(user)}`, { ...send, amount: "0.6" }, 409);
    expect(await holds(user)).toEqual({ BTC: "1.49985" });
    clock.advance(60_000);
    expect(at(await ask("GET", "funds/transactions?type=withdrawal"), "transactions")).toMatchObject([
      { status: "success", ref_id: at(sent, "ref_id"), amount: "0.5" },
    ]);
    expect(at(await ask("GET", "funds/transactions?type=deposit"), "transactions")).toMatchObject([
      { status: "success", asset: "BTC" },
    ]);
    await ask("DELETE", `funds/withdrawals/addresses/w2?${of(user)}`);
    expect(at(await ask("GET", `funds/withdrawals/addresses?${of(user)}`), "addresses")).toEqual([]);
    const deposit = String(at(await ask("GET", `funds/deposits/methods/ETH?${of(user)}`), "methods", 0, "method_id"));
    const made = await ask("POST", `funds/deposits/addresses?${of(user)}`, { asset: "ETH", method_id: deposit });
    expect(
      at(
        await ask("GET", `funds/deposits/addresses?${of(user)}&asset=ETH&method_id=${deposit}`),
        "addresses",
        0,
        "address",
      ),
    ).toBe(at(made, "address"));
    expect(exchange.admin.conservation().holds).toBe(true);
  });

  test("settlement reports of days that are over can be downloaded", async () => {
    const { ask, customer, of, clock, client } = await begin();
    const user = await customer();
    const quote = String(at(await ask("POST", `quotes?${of(user)}`, spend("100")), "quote_id"));
    await ask("PUT", `quotes/${quote}?${of(user)}`);
    expect(at(await ask("GET", "reports/settlement"), "reports")).toEqual([]);
    clock.advance(86_400_000);
    const list = await ask("GET", "reports/settlement?filter%5Breport_type%5D%5B%5D=trades&page%5Bsize%5D=1");
    expect(list).toMatchObject({
      meta: { total_items: 1 },
      reports: [{ type: "trades", name: "trades-2026-10-15.csv" }],
    });
    const report = await ask("GET", `reports/settlement/${String(at(list, "reports", 0, "id"))}`);
    const link = new URL(String(at(report, "download_url")));
    const file = await client.http("GET", link.pathname + link.search);
    expect(file.bytes).toHaveLength(Number(at(report, "size")));
    expect(file.text.trim().split("\n")).toHaveLength(3);
    expect((await client.http("GET", link.pathname + link.search.replace(/signature=../, "signature=zz"))).status).toBe(
      403,
    );
    clock.advance(3_600_000);
    expect((await client.http("GET", link.pathname + link.search)).status).toBe(403);
  });
});

describe("webhooks", () => {
  test("are delivered with a signature anyone can check, and tried again", async () => {
    const { ask, customer, of, clock, exchange } = await begin();
    let status = 500;
    const { url, heard } = await listener(() => status);
    const made = await ask("POST", "webhooks", { url, events: ["quote.executed", "user.verified"] });
    const { secret } = made as { secret: string };
    const id = String(at(made, "webhook", "id"));
    const user = await customer();
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(JSON.parse(heard[0]?.body ?? "")).toMatchObject({ event_type: "user.verified", iiban: user });
    await vi.waitFor(() => expect(exchange.admin.services.deliveries[0]?.responses).toHaveLength(1));
    status = 200;
    clock.advance(5_000);
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    for (const { headers, body } of heard) {
      const [, time = "", sign = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-signature"])) ?? [];
      expect(sign).toBe(createHmac("sha256", Buffer.from(secret, "base64")).update(`${time}.${body}`).digest("hex"));
    }
    expect(await ask("POST", `webhooks/${id}/test`)).toMatchObject({
      result: "success",
      http_status: 200,
      response_body: "thanks",
      error_message: null,
    });
    expect(heard[2]?.body).toMatch(/webhook\.test/);
    expect(await ask("PATCH", `webhooks/${id}`, { enabled: false })).toMatchObject({ webhook: { enabled: false } });
    const quote = String(at(await ask("POST", `quotes?${of(user)}`, spend("100")), "quote_id"));
    await ask("PUT", `quotes/${quote}?${of(user)}`);
    expect(exchange.admin.services.deliveries).toHaveLength(1);
    expect(at(await ask("GET", "webhooks"), "webhooks")).toMatchObject([
      { id, url, subscribed_events: ["quote.executed", "user.verified"] },
    ]);
    expect(await ask("DELETE", `webhooks/${id}`)).toMatchObject({ webhook_id: id });
    await ask("POST", `webhooks/${id}/test`, undefined, 404);
    for (const far of ["https://example.com/", "http://192.0.2.1/", "http://user@127.0.0.1/", "file:///etc/passwd"])
      await ask("POST", "webhooks", { url: far }, 400);
  });

  test("a test of an address nobody listens at says so", async () => {
    const { ask } = await begin();
    const made = await ask("POST", "webhooks", { url: "http://127.0.0.1:9/hook" });
    expect(await ask("POST", `webhooks/${String(at(made, "webhook", "id"))}/test`)).toMatchObject({
      result: "failure",
      http_status: 0,
      response_body: null,
      error_message: expect.stringMatching(/ECONNREFUSED/) as string,
    });
  });
});

test("assets are listed page by page, with rates", async () => {
  const { ask } = await begin();
  const list = await ask("GET", "assets?sort=symbol&page%5Bsize%5D=3&page%5Bnumber%5D=2");
  expect((at(list, "assets") as object[]).map((row) => at(row, "symbol"))).toEqual(["DOGE", "ETH", "EUR"]);
  expect(list).toMatchObject({
    meta: { page_size: 3, page_number: 2 },
    links: { prev: expect.stringMatching(/number%5D=1$/) as string },
  });
  expect(await ask("GET", "assets/BTC?quote=EUR")).toMatchObject({ symbol: "BTC", english_name: "Bitcoin" });
  expect(await ask("GET", "assets/BTC/rates?interval=PT60M")).toMatchObject({
    rates: expect.any(Array) as unknown[],
    meta: {},
  });
  await ask("GET", "assets/NOPE", undefined, 400);
  await ask("GET", "assets/BTC/rates?interval=PT1M&start_time=2020-01-01T00:00:00Z", undefined, 400);
});
