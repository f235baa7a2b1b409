import { afterEach, describe, expect, test } from "vitest";
import { TestClient, type Got } from "../../testing/client.ts";
import { at, start, stopAll } from "../../testing/running.ts";

afterEach(stopAll);

const json = (got: Got, status = 200): Record<string, unknown> => {
  expect(got.status, got.text).toBe(status);
  return JSON.parse(got.text) as Record<string, unknown>;
};
const address = "bc1qxdsh4sdd29h6ldehz0se5c61asq8cgwyjf2y3z";

const begin = async () => {
  const running = await start({ limits: "off", contracts: [] });
  const { client, clock, exchange } = running;
  const { admin } = exchange;
  const insto = async (method: string, path: string, body?: object, status = 200) =>
    json(await client.header(method, `/v0/insto/custody/${path}`, body), status);
  const legacy = async (method: string, body: object = {}, query = "") => {
    const answer = await client.spotJson(`${method}${query === "" ? "" : `?${query}`}`, body);
    return answer as unknown as Record<string, unknown>;
  };
  const vault = admin.services.vaults(admin.account)[0] ?? { id: "", iiban: "", name: "" };
  /** Has instructions approved by the owner and carried out. */
  const carryOut = async (...instructions: object[]): Promise<string> => {
    const { task_id: id } = await insto("POST", "tasks", { instructions });
    expect(await insto("POST", `tasks/${String(id)}/review`, { type: "approve", comment: "fine" })).toEqual({
      state: "approved",
    });
    clock.advance(1_000);
    return String(id);
  };
  const whitelist = (name: string) =>
    carryOut({
      type: "update_withdrawal_addresses",
      vault_id: vault.id,
      operations: [{ type: "add", address: { name, address, asset: "BTC" } }],
    });
  const fill = () => {
    admin.simulateDeposit(vault.id, "BTC", "5");
    clock.advance(30_000);
  };
  return { ...running, insto, legacy, vault, carryOut, whitelist, fill };
};

describe("vaults", () => {
  test("hold deposits of their own, told alike by both families", async () => {
    const { insto, legacy, vault, fill, exchange, client } = await begin();
    const methods = (await insto(
      "GET",
      `vaults/${vault.id}/deposit-methods?asset=BTC&asset_class=currency`,
    )) as unknown as object[];
    const method_id = String(at(methods[0], "method_id"));
    const made = await insto("POST", `vaults/${vault.id}/deposit-methods/${method_id}/addresses`, {});
    expect(made).toMatchObject({ asset: "BTC", is_new: true, max_funding_ids: 5 });
    expect(await insto("GET", `vaults/${vault.id}/deposit-methods/${method_id}/addresses`)).toEqual([made]);
    const shared = JSON.parse(
      (await client.spotRaw("DepositAddresses", { asset: "BTC", method: "Bitcoin" }, "", { "x-vault-id": vault.id }))
        .text,
    ) as unknown;
    expect(at(shared, "result", 0, "address")).toBe(made["address"]);
    fill();
    expect(await insto("GET", `vaults/${vault.id}/balances?quote_asset=USD`)).toMatchObject({
      quote: { asset: "USD" },
      missing_rates: [],
      balance_diff: expect.stringMatching(/^\d+\.\d\d$/) as string,
    });
    expect(await insto("GET", `vaults/${vault.id}/assets/balances`)).toMatchObject([
      { asset: "BTC", balance: "5", available: "5", hold: "0", staked: "0" },
    ]);
    expect(await legacy("GetCustodyBalance", { vault_id: vault.id })).toEqual({
      error: [],
      result: { BTC: { balance: "5.0000000000", hold_trade: "0.0000000000" } },
    });
    const listed = await insto("GET", `vaults?id=${vault.id}`);
    expect(listed).toMatchObject({ total: 1, vaults: [{ id: vault.id, iiban: vault.iiban, status: "created" }] });
    const single = await legacy("GetCustodyVault", {}, `id=${vault.id}`);
    expect(at(single, "result", "balance_fiat")).toBe(at(listed, "vaults", 0, "balance_fiat"));
    const [organisation] = (await insto("GET", "organizations")) as unknown as { org_id: string }[];
    const path = `organizations/${encodeURIComponent(organisation?.org_id ?? "")}/balances`;
    expect(at(await insto("GET", path), "balance", "total")).toBe(at(listed, "vaults", 0, "balance_fiat"));
    expect(exchange.admin.conservation().holds).toBe(true);
  });

  test("lists filter, order and page", async () => {
    const { legacy, carryOut } = await begin();
    await carryOut(
      { type: "create_vault", name: "Treasury", description: "cold" },
      { type: "create_vault", name: "Ops" },
    );
    const names = async (body: object) =>
      ((await legacy("ListCustodyVaults", body))["result"] as object[]).map((row) => at(row, "name"));
    const by = (type: string, values: string[], more: object = {}) => ({
      filters: { and: [{ or: [{ by: "name", type, values, ...more }] }] },
    });
    expect(await names({ orderings: [{ by: "name", direction: "asc" }] })).toEqual(["Main vault", "Ops", "Treasury"]);
    expect(await names(by("starts_with", ["trea"], { case: "insensitive" }))).toEqual(["Treasury"]);
    expect(await names(by("starts_with", ["trea"]))).toEqual([]);
    const page = await legacy("ListCustodyVaults", { pagination: { limit: 1, offset: 1 } });
    expect(page).toMatchObject({ start: 1, total: 3, errors: [] });
    expect(page["result"]).toHaveLength(1);
  });
});

describe("tasks", () => {
  test("a withdrawal: quoted, asked for, approved, carried out, in every list", async () => {
    const { insto, legacy, vault, whitelist, fill, clock, exchange, errors } = await begin();
    await whitelist("cold-1");
    fill();
    expect(await insto("GET", `vaults/${vault.id}/whitelist/addresses`)).toMatchObject([
      { address_name: "cold-1", address },
    ]);
    const quote = await insto("POST", `vaults/${vault.id}/withdrawals/fee-quotes`, {
      asset: "BTC",
      asset_class: "currency",
      amount: "1.25",
      address_name: "cold-1",
    });
    expect(quote).toMatchObject({ fees: [{ amount: "0.00015" }] });
    const asked = await insto("POST", "tasks", {
      instructions: [
        { type: "request_withdrawal", vault_id: vault.id, fee_quote_id: quote["fee_quote_id"], amount: "1.25" },
      ],
    });
    const id = String(asked["task_id"]);
    expect(id).toMatch(/^T[A-Z2-7]{12}[ACEGIKMOQSUWY246]$/);
    expect(await insto("GET", `tasks/${id}`)).toMatchObject({
      state: "pending",
      can_review: true,
      vault_info: { id: vault.id },
    });
    await insto("POST", `tasks/${id}/review`, { type: "approve" });
    await insto("POST", `tasks/${id}/review`, { type: "approve" }, 403);
    clock.advance(1_000);
    const movement = async () =>
      at(await insto("GET", `vaults/${vault.id}/transactions?types=withdrawal`), "transactions", 0);
    expect(await movement()).toMatchObject({ type: "withdrawal", status: "in_progress", amount: "-1.25" });
    clock.advance(60_000);
    const done = await movement();
    expect(done).toMatchObject({ status: "completed", fee: { amount: "0.00015" } });
    const transaction = String(at(done, "id"));
    expect(await insto("GET", `vaults/${vault.id}/transactions/${transaction}`)).toEqual(done);
    expect(
      at(
        await legacy("GetCustodyTransaction", { vault_id: vault.id }, `id=${transaction}`),
        "result",
        "transaction",
        "spend",
        "total",
        "amount",
      ),
    ).toBe("1.2501500000");
    expect(await insto("GET", `tasks/${id}`)).toMatchObject({ state: "executed" });
    const task = await legacy("GetCustodyTask", {}, `id=${id}`);
    expect(task).toMatchObject({ errors: [], result: { id, state: "executed", approval_id: asked["approval_id"] } });
    const activities = await legacy("ListCustodyActivities", {
      filters: { and: [{ or: [{ by: "task_id", type: "equals", values: [id] }] }] },
      orderings: [{ by: "activity_created_at", direction: "asc" }],
    });
    const rows = activities["result"] as object[];
    expect(rows.map((row) => at(row, "type"))).toEqual(["created", "review_approved", "executed"]);
    expect(await legacy("GetCustodyActivity", {}, `id=${String(at(rows[1], "id"))}`)).toMatchObject({
      result: rows[1],
    });
    expect(exchange.admin.conservation().holds).toBe(true);
    expect(errors).toEqual([]);
  });

  test("what is denied, expired or cannot be paid moves nothing", async () => {
    const { insto, legacy, vault, whitelist, clock } = await begin();
    await whitelist("cold-1");
    const ask = (more: object = {}) =>
      insto("POST", `vaults/${vault.id}/withdrawals`, {
        asset: "BTC",
        asset_class: "currency",
        amount: "1",
        address_name: "cold-1",
        fee: { amount: "0.00015", asset: "BTC" },
        ...more,
      });
    const denied = String((await ask())["task_id"]);
    expect(await insto("POST", `tasks/${denied}/review`, { type: "deny" })).toEqual({ state: "rejected" });
    expect(at(await legacy("GetCustodyTask", {}, `id=${denied}`), "result", "state")).toBe("denied");
    const poor = String((await ask())["task_id"]);
    await insto("POST", `tasks/${poor}/review`, { type: "approve" });
    clock.advance(1_000);
    expect(await insto("GET", `tasks/${poor}`)).toMatchObject({
      state: "failed",
      activities: [{}, {}, { comment: "EFunding:Insufficient funds" }],
    });
    const late = String((await ask())["task_id"]);
    clock.advance(8 * 86_400_000);
    expect(await insto("GET", `tasks/${late}`)).toMatchObject({ state: "expired" });
    await insto("POST", "tasks", { instructions: [{ type: "conquer" }] }, 400);
    await insto("GET", "tasks/TNOPE", undefined, 404);
    await insto("GET", "vaults/VNOPE", undefined, 404);
    expect(await legacy("GetCustodyVault", {}, "id=VNOPE")).toEqual({
      errors: [{ severity: "E", errorClass: "General", type: "Unknown vault" }],
    });
  });

  test("a quorum needs several people; transfers and staking move the vault's money", async () => {
    const { insto, vault, carryOut, fill, clock, client, exchange } = await begin();
    fill();
    await carryOut(
      { type: "create_users", users: [{ full_name: "Ada", email: "ada@example.com", role: "reviewer" }] },
      {
        type: "update_vault_policies",
        vault_id: vault.id,
        operations: [{ type: "add", policy: { type: "required_approvals", quorum: 2 } }],
      },
    );
    expect(await insto("GET", `vaults/${vault.id}/policies`)).toMatchObject([
      { type: "required_approvals", quorum: 2, eligible: 2 },
      {},
    ]);
    const id = String(
      (
        await insto("POST", "tasks", {
          instructions: [{ type: "request_transfer_to_spot", vault_id: vault.id, asset: "BTC", amount: "2" }],
        })
      )["task_id"],
    );
    expect(await insto("POST", `tasks/${id}/review`, { type: "approve" })).toEqual({ state: "pending" });
    exchange.admin.services.reviewTask(exchange.admin.account, id, "ada@example.com", "approve");
    clock.advance(1_000);
    expect(await insto("GET", `tasks/${id}`)).toMatchObject({ state: "executed" });
    expect(at(await client.spot("Balance"), "result", "XXBT")).toBe("22.0000000000");
    expect(await insto("GET", `vaults/${vault.id}/assets/balances`)).toMatchObject([{ balance: "3" }]);
    expect(exchange.admin.conservation().holds).toBe(true);
  });
});

test("signatures are checked, and nobody sees another organisation's vaults", async () => {
  const { exchange, insto, vault } = await begin();
  const wrong = new TestClient(exchange.url, { ...exchange.credentials, apiSecret: "c2VjcmV0" });
  expect(json(await wrong.header("GET", "/v0/insto/custody/vaults"), 401)).toMatchObject({
    error: ["EAPI:Invalid signature"],
  });
  expect(await wrong.spotJson("ListCustodyVaults")).toEqual({
    errors: [{ severity: "E", errorClass: "API", type: "Invalid signature" }],
  });
  const { account } = exchange.admin.createAccount();
  const stranger = new TestClient(exchange.url, exchange.admin.createKey(account));
  json(await stranger.header("GET", `/v0/insto/custody/vaults/${vault.id}`), 404);
  expect((await insto("GET", "assets"))["result"]).toContainEqual(expect.objectContaining({ name: "BTC" }));
  wrong.close();
  stranger.close();
});
