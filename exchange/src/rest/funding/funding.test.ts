import { afterEach, describe, expect, test } from "vitest";
import { TestClient } from "../../testing/client.ts";
import { at, result, start, stopAll, type Running } from "../../testing/running.ts";

afterEach(stopAll);

const alone = {
  limits: "off",
  account: { balances: { ZUSD: "10000", XXBT: "2", XETH: "10" }, futuresBalances: {} },
} as const;
const begin = () => start(alone);
const balance = async ({ client }: Running, asset: string): Promise<unknown> =>
  at(result(await client.spot("Balance")), asset);
const intact = ({ exchange, errors }: Running): void => {
  expect(exchange.admin.conservation().holds).toBe(true);
  expect(errors).toEqual([]);
};

describe("deposits", () => {
  test("methods, addresses, money that arrives after its confirmations", async () => {
    const running = await begin();
    const { client, clock, exchange } = running;
    const methods = result(await client.spot("DepositMethods", { asset: "XBT" })) as unknown as object[];
    expect(methods[0]).toEqual({
      method: "Bitcoin",
      limit: false,
      fee: "0.0000000000",
      "address-setup-fee": "0.0000000000",
      "gen-address": true,
      minimum: "0.00010000",
    });
    const ask = { asset: "XBT", method: "Bitcoin" };
    expect(result(await client.spot("DepositAddresses", ask))).toEqual([]);
    const made = at(result(await client.spot("DepositAddresses", { ...ask, new: "true" })), 0);
    expect(made).toMatchObject({
      address: expect.stringMatching(/^bc1q[a-z0-9]{38}$/) as string,
      expiretm: "0",
      new: true,
    });

    const refid = exchange.admin.simulateDeposit(exchange.admin.account, "BTC", "0.5");
    expect(refid).toMatch(/^FT[A-Za-z0-9]{5}-[A-Za-z0-9]{22}$/);
    const pending = at(result(await client.spot("DepositStatus", { asset: "XBT" })), 0);
    expect(pending).toMatchObject({
      refid,
      status: "Pending",
      asset: "XXBT",
      amount: "0.50000000",
      info: at(made, "address"),
    });
    expect(await balance(running, "XXBT")).toBe("2.0000000000");
    clock.advance(30_000);
    expect(at(result(await client.spot("DepositStatus")), 0)).toMatchObject({ refid, status: "Success" });
    expect(await balance(running, "XXBT")).toBe("2.5000000000");
    const ledger = Object.values(
      at(result(await client.spot("Ledgers", { type: "deposit", asset: "XBT" })), "ledger") as object,
    );
    expect(ledger[0]).toMatchObject({ refid, amount: "0.5000000000", balance: "2.5000000000" });
    expect(at(result(await client.spot("DepositAddresses", ask)), 0)).not.toHaveProperty("new");
    intact(running);
  });

  test("pages follow the filter of the first one", async () => {
    const { client, exchange } = await begin();
    const { admin } = exchange;
    for (const amount of ["1", "2", "3"]) admin.simulateDeposit(admin.account, "ETH", amount);
    admin.simulateDeposit(admin.account, "BTC", "0.1");
    const first = result(await client.spot("DepositStatus", { asset: "ETH", cursor: "true", limit: "2" }));
    expect(at(first, "deposits", 0, "amount")).toBe("3.00000000");
    const cursor = String(at(first, "next_cursor"));
    const second = result(await client.spot("DepositStatus", { cursor }));
    expect((at(second, "deposits") as object[]).map((row) => at(row, "amount"))).toEqual(["1.00000000"]);
    expect(at(second, "next_cursor")).toBeNull();
    expect(await client.spot("DepositStatus", { cursor: "nonsense" })).toEqual({
      error: ["EGeneral:Invalid arguments:cursor"],
    });
  });

  test("refusals", async () => {
    const { client } = await begin();
    const ask = { asset: "XBT", method: "Bitcoin", new: "true" };
    for (let count = 0; count < 5; count++) result(await client.spot("DepositAddresses", ask));
    expect((await client.spot("DepositAddresses", ask)).error).toEqual(["EFunding:Too many addresses"]);
    expect((await client.spot("DepositMethods", { asset: "NOPE" })).error).toEqual(["EFunding:Unknown asset"]);
    expect((await client.spot("DepositMethods")).error).toEqual(["EGeneral:Invalid arguments:asset"]);
    expect((await client.spot("DepositAddresses", { asset: "XBT", method: "SEPA" })).error).toEqual([
      "EFunding:No funding method",
    ]);
  });
});

describe("withdrawals", () => {
  const send = { asset: "XBT", key: "cold", amount: "0.725" };
  const ready = async () => {
    const running = await begin();
    const { admin } = running.exchange;
    const address = admin.services.addWithdrawalAddress({ account: admin.account, asset: "BTC", key: "cold" });
    return { ...running, address };
  };
  const state = async (client: TestClient) => at(result(await client.spot("WithdrawStatus", { asset: "XBT" })), 0);

  test("pay at once, fee included, and are done after a while", async () => {
    const running = await ready();
    const { client, clock, address } = running;
    expect(at(result(await client.spot("WithdrawAddresses", { asset: "XBT" })), 0)).toEqual({
      address,
      asset: "XBT",
      method: "Bitcoin",
      key: "cold",
      verified: true,
    });
    expect(result(await client.spot("WithdrawInfo", send))).toEqual({
      method: "Bitcoin",
      limit: "1.99985000",
      amount: "0.72485000",
      fee: "0.00015000",
    });
    const { refid } = result(await client.spot("Withdraw", { ...send, address, max_fee: "0.0002" }));
    expect(await state(client)).toMatchObject({
      refid,
      status: "Initial",
      amount: "0.72485000",
      fee: "0.00015000",
      key: "cold",
      info: address,
    });
    expect(await balance(running, "XXBT")).toBe("1.2750000000");
    clock.advance(20_000);
    expect(await state(client)).toMatchObject({ status: "Pending", txid: "" });
    clock.advance(40_000);
    expect(await state(client)).toMatchObject({
      status: "Success",
      txid: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(result(await client.spot("WithdrawCancel", { asset: "XBT", refid: String(refid) }))).toBe(false);
    intact(running);
  });

  test("cancelled or failed, everything comes back", async () => {
    const running = await ready();
    const { client, clock, exchange } = running;
    const first = String(result(await client.spot("Withdraw", send))["refid"]);
    expect(result(await client.spot("WithdrawCancel", { asset: "XBT", refid: first }))).toBe(true);
    expect(await state(client)).toMatchObject({ status: "Failure", "status-prop": "canceled" });
    expect(await balance(running, "XXBT")).toBe("2.0000000000");
    const second = String(result(await client.spot("Withdraw", send))["refid"]);
    exchange.admin.services.failWithdrawal(second);
    expect(await balance(running, "XXBT")).toBe("2.0000000000");
    clock.advance(60_000);
    expect(await state(client)).toMatchObject({ refid: second, status: "Failure" });
    intact(running);
  });

  test.each([
    [{ key: "nowhere" }, "EFunding:Unknown withdraw key"],
    [{ amount: "5" }, "EFunding:Insufficient funds"],
    [{ amount: "0.0003" }, "EFunding:Invalid amount"],
    [{ amount: "-1" }, "EFunding:Invalid amount"],
    [{ max_fee: "0.0001" }, "EFunding:Max fee exceeded"],
    [{ address: "bc1qsomebodyelse" }, "EFunding:Invalid withdrawal address"],
    [{ asset: "ETH" }, "EFunding:Unknown withdraw key"],
  ])("%j: %s", async (change, error) => {
    const running = await ready();
    expect((await running.client.spot("Withdraw", { ...send, ...change })).error).toEqual([error]);
    expect(await balance(running, "XXBT")).toBe("2.0000000000");
    intact(running);
  });

  test("the daily limit counts what is under way", async () => {
    const running = await start({ ...alone, services: { dailyWithdrawalUsd: "5000" } });
    const { client, exchange } = running;
    const { admin } = exchange;
    admin.services.addWithdrawalAddress({ account: admin.account, asset: "USD", key: "bank" });
    const wire = { asset: "ZUSD", key: "bank", amount: "3000" };
    result(await client.spot("Withdraw", wire));
    expect((await client.spot("Withdraw", wire)).error).toEqual(["EFunding:Invalid amount"]);
    expect(
      at(result(await client.spot("WithdrawMethods", { asset: "USD" })), 0, "limits", 0, "limits", "86400"),
    ).toEqual({
      remaining: "2000.00",
      used: "3000.00",
      maximum: "5000.00",
    });
  });

  test("needs the right to withdraw, and nobody else's id is any good", async () => {
    const { client, exchange } = await ready();
    const refid = String(result(await client.spot("Withdraw", send))["refid"]);
    const { admin } = exchange;
    const weak = new TestClient(exchange.url, admin.createKey(admin.account, { permissions: ["query-funds"] }));
    for (const method of ["Withdraw", "WithdrawInfo", "WithdrawStatus", "WithdrawMethods", "WithdrawAddresses"])
      expect((await weak.spot(method, send)).error, method).toEqual(["EGeneral:Permission denied"]);
    expect((await weak.spot("WithdrawCancel", { asset: "XBT", refid })).error).toEqual(["EGeneral:Permission denied"]);
    const stranger = new TestClient(exchange.url, admin.createKey(admin.createAccount().account));
    expect((await stranger.spot("WithdrawCancel", { asset: "XBT", refid })).error).toEqual([
      "EFunding:Unknown reference id",
    ]);
    weak.close();
    stranger.close();
  });
});

describe("transfers", () => {
  test("to Futures: gone here, there at once", async () => {
    const running = await begin();
    const { client } = running;
    const args = { asset: "XBT", from: "Spot Wallet", to: "Futures Wallet", amount: "0.75" };
    const { refid } = result(await client.spot("WalletTransfer", args));
    expect(await balance(running, "XXBT")).toBe("1.2500000000");
    const ledger = Object.values(at(result(await client.spot("Ledgers", { type: "transfer" })), "ledger") as object);
    expect(ledger[0]).toMatchObject({ refid, subtype: "spottofutures", amount: "-0.7500000000" });
    const { text } = await client.futures("GET", "/derivatives/api/v3/accounts");
    expect(at(JSON.parse(text), "accounts", "cash", "balances", "xbt")).toBe(0.75);
    expect((await client.spot("WalletTransfer", { ...args, amount: "9" })).error).toEqual([
      "EFunding:Insufficient funds",
    ]);
    expect((await client.spot("WalletTransfer", { ...args, to: "Moon" })).error).toEqual([
      "EGeneral:Invalid arguments:to",
    ]);
    expect((await client.spot("WalletTransfer", { ...args, asset: "ACA" })).error).toEqual(["EFunding:Unknown asset"]);
    intact(running);
  });

  test("to a subaccount and back, by the master alone", async () => {
    const running = await begin();
    const { client, exchange } = running;
    const child = { username: "desk-7", email: "desk+7@example.com" };
    expect(result(await client.spot("CreateSubaccount", child))).toBe(true);
    expect((await client.spot("CreateSubaccount", child)).error).toEqual(["EGeneral:Invalid arguments:username"]);
    const { account } = exchange.admin.services.subaccounts(exchange.admin.account)[0] ?? { account: "" };
    const sub = new TestClient(exchange.url, exchange.admin.createKey(account));
    const from = String(result(await client.spot("GetApiKeyInfo"))["iban"]);
    const to = String(result(await sub.spot("GetApiKeyInfo"))["iban"]);
    const args = { asset: "XBT", amount: "1.5", from, to };
    expect(result(await client.spot("AccountTransfer", args))).toMatchObject({ status: "complete" });
    expect(at(result(await sub.spot("Balance")), "XXBT")).toBe("1.5000000000");
    expect(await balance(running, "XXBT")).toBe("0.5000000000");
    const back = { ...args, amount: "0.5", from: to, to: from };
    expect((await sub.spot("AccountTransfer", back)).error).toEqual(["EGeneral:Permission denied"]);
    result(await client.spot("AccountTransfer", back));
    expect(await balance(running, "XXBT")).toBe("1.0000000000");
    expect((await client.spot("AccountTransfer", { ...args, to: "AA00 NOPE" })).error).toEqual([
      "EGeneral:Invalid arguments:to",
    ]);
    const family = JSON.parse((await client.futures("GET", "/derivatives/api/v3/subaccounts")).text) as unknown;
    expect(at(family, "subaccounts", 0, "email")).toBe(child.email);
    sub.close();
    intact(running);
  });
});
