import { createHmac } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { listener, partnerTest, spend, stopEverything } from "../../testing/embed.ts";
import { at } from "../../testing/running.ts";

afterEach(stopEverything);

describe("funding", () => {
  test("addresses and withdrawals of a customer, once per token", async () => {
    const { ask, customer, of, holds, exchange, clock } = await partnerTest();
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
    const { ask, customer, of, clock, client } = await partnerTest();
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
    const { ask, customer, of, clock, exchange } = await partnerTest();
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
    const { ask } = await partnerTest();
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
  const { ask } = await partnerTest();
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
