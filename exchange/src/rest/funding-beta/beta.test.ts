import { afterEach, describe, expect, test } from "vitest";
import { TestClient, type Got } from "../../testing/client.ts";
import { at, result, start, stopAll } from "../../testing/running.ts";

afterEach(stopAll);

const json = (got: Got, status = 200): unknown => {
  expect(got.status, got.text).toBe(status);
  return JSON.parse(got.text) as unknown;
};
const begin = async () => {
  const running = await start({ limits: "off", account: { balances: { ZUSD: "10000", XXBT: "2", XETH: "10" } } });
  const { client } = running;
  const get = async (path: string, status = 200) => json(await client.header("GET", `/funding/${path}`), status);
  const send = async (method: string, path: string, body?: object, status = 200) =>
    json(await client.header(method, `/funding/${path}`, body), status);
  const methods = await get("v1/methods/withdraw?asset%5Bclass%5D=currency&asset%5Bname%5D=BTC");
  return { ...running, get, send, bitcoin: String(at(methods, "methods", 0, "method_id")) };
};
const address = "bc1qxdsh4sdd29h6ldehz0se5c61asq8cgwyjf2y3z";

describe("methods", () => {
  test("lists page by page, keeping direction and filter", async () => {
    const { get } = await begin();
    const first = await get("v1/methods/deposit?limit=3");
    expect(at(first, "methods", 0)).toMatchObject({
      asset: { class: "currency" },
      deposit: { address_generation: { limit: 5 } },
    });
    const second = await get(`v1/methods/deposit?cursor=${String(at(first, "next_cursor"))}`);
    const id = (page: unknown, index: number) => at(page, "methods", index, "method_id");
    expect(id(second, 0)).not.toBe(id(first, 2));
    const all = await get("v1/methods/deposit");
    expect(id(all, 3)).toBe(id(second, 0));
    expect(at(all, "next_cursor")).toBeNull();
    await get("v1/methods/sideways", 400);
    await get("v1/methods/deposit?cursor=zzz", 400);
  });

  test("assets, networks, fees and limits agree with each other", async () => {
    const { get, send, bitcoin } = await begin();
    expect(at(await get("v1/assets/withdraw?asset_class=currency"), "currency")).toContainEqual({ name: "BTC" });
    const networks = await get("v1/networks");
    expect(at(networks, "network_groups", 0)).toMatchObject({ name: "EVM" });
    const fees = await get(`v1/fees/${bitcoin}?amount=0.5&fee_included=true`);
    expect(fees).toMatchObject({
      fee: { asset: { class: "currency", name: "BTC" }, amount: "0.0001500000" },
      gross_amount: { amount: "0.5000000000" },
      net_amount: { amount: "0.4998500000" },
    });
    expect(await get("v1/limits/withdrawal/currency/BTC")).toMatchObject({
      available_balance: { amount: "2.0000000000" },
      withdrawal_limits: [
        { method_id: bitcoin, maximum_reason: "balance", maximum_amount: { amount: "2.0000000000" } },
        {},
      ],
    });
    expect(at(await get("v1/limits/deposit/currency/ETH"), "deposit_limits", 0, "limits")).toEqual([]);
    await get("v1/limits/deposit/stones/ETH", 400);
    await send("POST", `v1/fees/${bitcoin}`, {}, 405);
  });
});

describe("addresses", () => {
  test("are made, read back, renamed and deleted", async () => {
    const { get, send, bitcoin, client } = await begin();
    const body = {
      scope: { method_id: bitcoin },
      address_details: { crypto: { address } },
      name: "cold",
      description: "vault",
    };
    const { address_id: id } = (await send("POST", "v1/addresses", body)) as { address_id: string };
    expect(await get(`v1/addresses?scope%5Bmethod_id%5D=${bitcoin}`)).toMatchObject({
      addresses: [
        {
          address_id: id,
          name: "cold",
          description: "vault",
          address_details: { crypto: { address } },
          verified: true,
        },
      ],
    });
    await send("POST", "v1/addresses", body, 400);
    await send("POST", "v1/addresses", { ...body, name: "x", address_details: { crypto: { address: "0xnope" } } }, 400);
    await send("POST", "v1/addresses", { ...body, name: "y", scope: { method_id: bitcoin, network_id: "z" } }, 400);
    expect(await send("PUT", `v1/addresses/${id}`, { name: "warm" })).toEqual({ verified: true });
    await send("PUT", `v1/addresses/${id}`, {}, 400);
    // The legacy calls see the same address book.
    expect(at(result(await client.spot("WithdrawAddresses", { asset: "XBT" })), 0, "key")).toBe("warm");
    expect(await send("DELETE", `v1/addresses/${id}`)).toEqual({ result: true });
    await send("DELETE", `v1/addresses/${id}`, undefined, 404);
    expect(await get("v1/addresses")).toMatchObject({ addresses: [] });
  });

  test("of our own: claimed once, the same afterwards", async () => {
    const { get, send } = await begin();
    const deposit = await get("v1/methods/deposit?asset%5Bclass%5D=currency&asset%5Bname%5D=XRP");
    const method_id = String(at(deposit, "methods", 0, "method_id"));
    const claimed = await send("PUT", "v1/deposit/address", { method_id });
    expect(claimed).toMatchObject({
      address_details: {
        crypto: { address: expect.stringMatching(/^r/) as string, tag: expect.any(String) as string },
      },
    });
    expect(await send("PUT", "v1/deposit/address", { method_id })).toEqual(claimed);
    expect(await get("v2/deposit/addresses")).toMatchObject({ addresses: [{ method_id, ...(claimed as object) }] });
  });
});

describe("transfers", () => {
  test("a withdrawal with a quoted fee: listed, done, in the ledger", async () => {
    const { get, send, bitcoin, client, clock, exchange, errors } = await begin();
    const made = await send("POST", "v1/addresses", {
      scope: { method_id: bitcoin },
      address_details: { crypto: { address } },
      name: "cold",
    });
    const address_id = String(at(made, "address_id"));
    const token = String(at(await get(`v1/fees/${bitcoin}?amount=0.5`), "withdrawal_fee_token"));
    const order = {
      scope: { method_id: bitcoin },
      address_id,
      amount: { asset_amount: { asset: { class: "currency", name: "BTC" }, amount: "0.5" } },
      fee: { fee_included: false, quoted_fee: { token } },
      expected_address: address,
    };
    const sent = await send("POST", "v1/withdrawals", order);
    expect(sent).toMatchObject({
      net_amount: { asset_amount: { amount: "0.5000000000" } },
      gross_amount: { asset_amount: { amount: "0.5001500000" } },
    });
    const withdrawal_id = String(at(sent, "withdrawal_id"));
    expect(await get("v1/withdrawals?status=pending")).toMatchObject({
      withdrawals: [{ withdrawal_id, status: "pending", address_id }],
    });
    expect(at(result(await client.spot("Balance")), "XXBT")).toBe("1.4998500000");
    expect(at(result(await client.spot("WithdrawStatus")), 0, "refid")).toBe(withdrawal_id);
    clock.advance(60_000);
    expect(await get("v1/withdrawals")).toMatchObject({
      withdrawals: [{ status: "success", onchain_transaction: expect.any(String) as string }],
    });
    clock.advance(300_000);
    await send("POST", "v1/withdrawals", order, 400);
    const current = (amount: string) => ({
      ...order,
      fee: {
        fee_included: true,
        current_fee: { max_fee: { asset_amount: { asset: { class: "currency", name: "BTC" }, amount } } },
      },
    });
    await send("POST", "v1/withdrawals", current("0.0001"), 400);
    await send("POST", "v1/withdrawals", { ...current("0.001"), expected_address: "bc1qelse" }, 400);
    await send("POST", "v1/withdrawals", { ...current("0.001"), address_id: "nope" }, 404);
    await send("POST", "v1/withdrawals", current("0.001"));
    expect(exchange.admin.conservation().holds).toBe(true);
    expect(errors).toEqual([]);
  });

  test("deposits by status and page", async () => {
    const { get, clock, exchange } = await begin();
    const { admin } = exchange;
    const first = admin.simulateDeposit(admin.account, "BTC", "0.1");
    clock.advance(30_000);
    const second = admin.simulateDeposit(admin.account, "ETH", "1");
    const ids = async (query: string) =>
      (at(await get(`v1/deposits${query === "" ? "" : `?${query}`}`), "deposits") as object[]).map((row) =>
        at(row, "deposit_id"),
      );
    expect(await ids("")).toEqual([second, first]);
    expect(await ids("status%5Blist%5D%5B0%5D=success")).toEqual([first]);
    expect(await ids("status%5Brange%5D%5Bend%5D=settled")).toEqual([second]);
    const page = await get("v1/deposits?limit=1");
    expect(await ids(`cursor=${String(at(page, "next_cursor"))}`)).toEqual([first]);
    await get("v1/deposits?status%5Blist%5D%5B0%5D=lost", 400);
  });
});

test("signatures, nonces, rights and wallets are checked", async () => {
  const { client, exchange } = await begin();
  const path = "/funding/v1/networks";
  const wrong = new TestClient(exchange.url, { ...exchange.credentials, apiSecret: "c2VjcmV0" });
  expect(json(await wrong.header("GET", path), 401)).toMatchObject({ error: ["EAPI:Invalid signature"], status: 401 });
  expect((await wrong.header("GET", path)).headers["content-type"]).toBe("application/problem+json");
  const repeated = await client.header("GET", path);
  expect(repeated.status).toBe(200);
  const weak = new TestClient(
    exchange.url,
    exchange.admin.createKey(exchange.admin.account, { permissions: ["query-ledger"] }),
  );
  expect(json(await weak.header("GET", path), 403)).toMatchObject({ error: ["EGeneral:Permission denied"] });
  expect(json(await client.header("GET", `${path}?account_id=AA00-NOPE`), 400)).toMatchObject({
    error: ["EGeneral:Invalid arguments:account_id"],
  });
  weak.close();
  wrong.close();
});
