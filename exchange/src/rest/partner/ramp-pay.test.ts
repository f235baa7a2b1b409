import { createHmac, createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { TestClient } from "../../testing/client.ts";
import { json, listener, stopEverything } from "../../testing/embed.ts";
import { at, result, start } from "../../testing/running.ts";

afterEach(stopEverything);

test("Ramp: places, limits, a quote that adds up, a checkout whose updates are signed", async () => {
  const { client, exchange } = await start({ limits: "off", contracts: [] });
  exchange.parts.spot.seedTrade("XBTUSD", "60000");
  const get = async (path: string, status = 200) => json(await client.header("GET", `/b2b/ramp/${path}`), status);
  const route = "in_asset=USD&in_method=creditCard&out_asset=BTC&out_method=Bitcoin&country=US&subdivision=CA";
  expect(at(await get("countries"), "result", "countries")).toContainEqual({ country: "DE" });
  expect(at(await get("fiat-currencies?country=DE"), "result", "currencies", 0)).toEqual({
    asset: "USD",
    asset_class: "currency",
  });
  expect(at(await get("payment-methods?country=DE"), "result", "methods", 0)).toEqual({
    funding_type: "creditCard",
    external_id: "card",
  });
  expect(at(await get("buy/crypto?country=US&subdivision=CA"), "result", "assets", 0)).toMatchObject({
    asset: "BTC",
    networks: ["Bitcoin", "Lightning"],
  });
  await get("buy/crypto?country=XX", 400);
  await get("buy/crypto?country=US&subdivision=NY", 400);
  await get("buy/crypto", 400);
  expect(at(await get(`limits?${route}`), "result", "limits")).toMatchObject({
    deposit: { minimum: { amount: "10" }, maximum: { amount: "5000" } },
    withdrawal: { minimum: { amount: "0.0004" } },
  });
  const quote = at(await get(`quotes/prospective?${route}&in_amount=100.00&affiliate_fee_bps=250`), "result");
  expect(quote).toMatchObject({
    spend: { total: "100.00", deposit_fee: "1.00", fee: "0.50", affiliate_fee: "2.50", subtotal: "96.00" },
    receive: { subtotal: "0.0016", withdrawal_fee: "0.00015", total: "0.00145" },
    unit_price: { asset: "BTC", denomination_asset: "USD" },
  });
  await get(`quotes/prospective?${route}&in_amount=1`, 400);
  const checkout = at(await get(`checkout?${route}&in_amount=100&external_user_id=customer-1`), "result");
  expect(checkout).toMatchObject({ request_data: { in_amount: "100", external_user_id: "customer-1", memo: null } });
  const page = new URL(String(at(checkout, "checkout_url")));
  const view = json(await client.http("GET", page.pathname));
  expect(view).toMatchObject({ result: { status: "new", request_data: { in_asset: "USD" } } });
  const { url, heard } = await listener();
  const id = String(at(view, "result", "transaction_id"));
  exchange.admin.services.updatePurchase(id, "completed", { url, secret: "agreed" });
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  const { body = "", headers } = heard[0] ?? {};
  expect(headers?.["x-signature"]).toBe(createHmac("sha256", "agreed").update(body).digest("hex"));
  expect(JSON.parse(body)).toMatchObject({
    status: "completed",
    payload: { transaction_id: id, external_user_id: "customer-1" },
  });
});

const begin = async () => {
  const running = await start({ limits: "off", contracts: [] });
  const { exchange, client } = running;
  const { admin } = exchange;
  const friend = admin.createAccount({ balances: { ZEUR: "100" } }).account;
  admin.services.setKraktag(friend, "ada");
  const { url, heard } = await listener();
  admin.services.setPayCallback(admin.account, url);
  const { keys } = json(await client.http("GET", "/.well-known/pay-callback-keys.json")) as {
    keys: (JsonWebKey & { kid: string })[];
  };
  /** The next callback, its signature checked. */
  const callback = async (count: number): Promise<unknown> => {
    await vi.waitFor(() => expect(heard).toHaveLength(count));
    const [head = "", claims = "", signature = ""] = (heard[count - 1]?.body ?? "").split(".");
    const { kid } = JSON.parse(Buffer.from(head, "base64url").toString()) as { kid: string };
    const jwk = keys.find((key) => key.kid === kid);
    const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
    const signed = verify(
      "sha256",
      Buffer.from(`${head}.${claims}`),
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
    expect(signed).toBe(true);
    return JSON.parse(Buffer.from(claims, "base64url").toString());
  };
  const pay = (path: string, fields: object) => client.spotJson(`Pay/${path}`, fields);
  const euros = (account: string): string | undefined => exchange.parts.spot.balance(account)["ZEUR"];
  return { ...running, admin, friend, callback, pay, euros, heard };
};
const external_id = "AAECAwQFBgcICQoLDA0ODw";
const refusal = (type: string) => ({ error: [{ severity: "E", errorClass: "Funding", type }] });

test("Pay: a transfer arrives, another is taken back, both are told of", async () => {
  const { pay, callback, clock, admin, friend, euros, exchange, errors } = await begin();
  const transfer = { amount: "12.50", asset: "EUR", to: "ada", external_id };
  expect(await pay("transfer/create", transfer)).toEqual({ error: [], result: {} });
  expect(await pay("transfer/create", transfer)).toEqual({ error: [], result: {} });
  expect([euros(admin.account), euros(friend)]).toEqual(["499987.5000", "100.0000"]);
  clock.advance(1_000);
  expect(euros(friend)).toBe("112.5000");
  expect(await callback(1)).toMatchObject({
    iss: "kraken-pay",
    payload: { external_id, status: "success", customer_kraktag: "ada" },
  });
  expect((await pay("transfer/create", { ...transfer, amount: "13" })).error).toMatchObject([
    { type: "Invalid arguments", errorMessage: "external_id" },
  ]);
  result(await pay("transfer/create", { ...transfer, external_id: "AQ" }));
  expect(await pay("transfer/cancel", { external_id: "AQ" })).toEqual({ error: [], result: {} });
  expect(await callback(2)).toMatchObject({ payload: { external_id: "AQ", status: "cancelled" } });
  clock.advance(1_000);
  expect([euros(admin.account), euros(friend)]).toEqual(["499987.5000", "112.5000"]);
  expect(await pay("transfer/cancel", { external_id: "AQ" })).toEqual(refusal("Invalid reference id"));
  expect(await pay("transfer/create", { ...transfer, to: "nobody", external_id: "Ag" })).toEqual(
    refusal("Unknown recipient"),
  );
  expect(await pay("transfer/create", { ...transfer, amount: "9999999", external_id: "Aw" })).toEqual(
    refusal("Insufficient funds"),
  );
  expect(exchange.admin.conservation().holds).toBe(true);
  expect(errors).toEqual([]);
});

test("Pay: requests are paid, declined, cancelled or expire", async () => {
  const { pay, callback, clock, admin, friend, euros, client } = await begin();
  const request = { amount: "40", asset: "EUR", external_id, from: "ada" };
  const link = new URL(String(at(result(await pay("request/create", request)), "view_link")));
  expect(json(await client.http("GET", link.pathname))).toMatchObject({
    result: { asset: "EUR", amount: "40", status: "pending" },
  });
  admin.services.answerPayRequest(admin.account, external_id, friend);
  expect([euros(admin.account), euros(friend)]).toEqual(["500040.0000", "60.0000"]);
  expect(await callback(1)).toMatchObject({ payload: { status: "success", customer_kraktag: "ada" } });
  result(await pay("request/create", { ...request, external_id: "AQ" }));
  admin.services.answerPayRequest(admin.account, "AQ", friend, false);
  expect(await callback(2)).toMatchObject({ payload: { status: "declined" } });
  result(await pay("request/create", { ...request, external_id: "Ag" }));
  expect(await pay("request/cancel", { external_id: "Ag" })).toEqual({ error: [], result: {} });
  expect(await callback(3)).toMatchObject({ payload: { status: "cancelled" } });
  result(await pay("request/create", { ...request, external_id: "Aw", expire_after_seconds: 60 }));
  clock.advance(60_000);
  expect(await callback(4)).toMatchObject({ payload: { external_id: "Aw", status: "expired" } });
  expect(euros(friend)).toBe("60.0000");
});

test("Pay: a link holds money until it is claimed, or a week has passed", async () => {
  const { pay, callback, clock, admin, friend, euros } = await begin();
  const link = { amount: "5", asset: "EUR", external_id };
  result(await pay("paylink/create", link));
  expect((await pay("paylink/get", { external_id })).error).toMatchObject([{ type: "Paylink is not ready" }]);
  clock.advance(1_000);
  const { code } = result(await pay("paylink/get", { external_id }));
  admin.services.claimPaylink(String(code), friend);
  expect([euros(admin.account), euros(friend)]).toEqual(["499995.0000", "105.0000"]);
  expect(await callback(1)).toMatchObject({ payload: { status: "success", customer_kraktag: "ada" } });
  const { expire_time } = result(await pay("paylink/config", {}));
  expect(expire_time).toBe(604_800);
  result(await pay("paylink/create", { ...link, external_id: "AQ" }));
  result(await pay("transfer/cancel", { external_id: "AQ" }));
  result(await pay("paylink/create", { ...link, external_id: "Ag" }));
  clock.advance(Number(expire_time) * 1000);
  await callback(3);
  expect(euros(admin.account)).toBe("499995.0000");
  expect(admin.conservation().holds).toBe(true);
});

test("Pay: rights and signatures", async () => {
  const { admin, exchange } = await begin();
  const weak = new TestClient(exchange.url, admin.createKey(admin.account, { permissions: ["query-funds"] }));
  const denied = { error: [{ severity: "E", errorClass: "General", type: "Permission denied" }] };
  expect(await weak.spotJson("Pay/transfer/create", { external_id })).toEqual(denied);
  expect(await weak.spotJson("Pay/request/create", { external_id })).toEqual(denied);
  result(await weak.spotJson("Pay/paylink/config"));
  weak.close();
});
