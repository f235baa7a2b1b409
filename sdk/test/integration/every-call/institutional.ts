/** Every call of `InstitutionalClient`, in an order in which each finds what it needs. */
import { expect, test } from "vitest";
import { given, type Stage } from "./stage.ts";

const address = "bc1qxdsh4sdd29h6ldehz0se5c61asq8cgwyjf2y3z";
const btc = { asset: "BTC", asset_class: "currency" } as const;

/** Registers the tests. */
export function institutionalCalls(get: () => Stage): void {
  const vaultOf = ({ exchange, account }: Stage): string =>
    given(exchange.admin.services.vaults(account)[0], "vault").id;

  test("custody: a vault is paid, an address is approved, money leaves by task", async () => {
    const { institutional, exchange, clock } = get();
    const vault_id = vaultOf(get());
    const { result: assets } = await institutional.listInstoCustodyAssets();
    expect(assets.map(({ name }) => name)).toContain("BTC");
    const [organization] = await institutional.listInstoCustodyOrganizations();
    const org_iiban = given(organization, "organization").org_id;
    const methods = await institutional.listInstoCustodyDepositMethods({ vault_id, ...btc });
    expect(await institutional.getInstoCustodyDepositInfo({ vault_id, ...btc })).toEqual(methods);
    const method_id = given(methods[0]?.method_id, "method");
    const made = await institutional.createInstoCustodyDepositAddress({ vault_id, method_id });
    expect(await institutional.listInstoCustodyDepositAddresses({ vault_id, method_id })).toEqual([made]);
    exchange.admin.simulateDeposit(vault_id, "BTC", "3");
    clock.advance(30_000);

    const approve = async (instruction: {
      readonly type: string;
      readonly [field: string]: unknown;
    }): Promise<string> => {
      const { task_id } = await institutional.createInstoCustodyTask({
        instructions: [{ version: 1, ...instruction }],
        org_iiban,
      });
      const { state } = await institutional.reviewInstoCustodyTask({ task_id, type: "approve" });
      expect(state).toBe("approved");
      clock.advance(1_000);
      return task_id;
    };
    await approve({
      type: "update_withdrawal_addresses",
      vault_id,
      operations: [{ type: "add", address: { name: "cold-1", address, asset: "BTC" } }],
    });
    const listed = await institutional.listInstoCustodyWhitelistAddresses({ vault_id, ...btc });
    expect(listed).toMatchObject([{ address_name: "cold-1", address }]);
    await institutional.getInstoCustodyWithdrawalInfo({ vault_id, ...btc });
    await institutional.listInstoCustodyWithdrawalMethods({ vault_id, ...btc });
    const { fee_quote_id } = await institutional.createInstoCustodyWithdrawalFeeQuote({
      vault_id,
      ...btc,
      amount: "1",
      address_name: "cold-1",
    });
    const task_id = await approve({ type: "request_withdrawal", vault_id, fee_quote_id });
    expect((await institutional.getInstoCustodyTask({ task_id })).state).toBe("executed");
    const { transactions } = await institutional.listInstoCustodyTransactions({ vault_id, types: ["withdrawal"] });
    const transaction = given(transactions[0], "transaction");
    expect(transaction.amount).toBe("-1");
    const read = await institutional.getInstoCustodyTransaction({ vault_id, transaction_id: transaction.id });
    expect(read).toEqual(transaction);
    const direct = await institutional.createInstoCustodyWithdrawal({
      vault_id,
      ...btc,
      amount: "0.5",
      address_name: "cold-1",
      fee: { amount: "0.00015", ...btc, included: false, level: "normal" },
    });
    await institutional.reviewInstoCustodyTask({ task_id: direct.task_id, type: "deny" });
    const denied = await institutional.listInstoCustodyTasks({ state: ["rejected"] });
    expect(denied.result.map(({ id }) => id)).toEqual([direct.task_id]);
    const balances = await institutional.listInstoCustodyVaultAssetBalances({ vault_id });
    expect(balances).toMatchObject([{ asset: "BTC", balance: "1.99985" }]);
    const vaults = await institutional.listInstoCustodyVaults({ id: [vault_id] });
    expect(vaults.vaults).toEqual([await institutional.getInstoCustodyVault({ vault_id })]);
    const fiat = await institutional.getInstoCustodyVaultBalance({ vault_id, quote_asset: "USD" });
    const total = await institutional.listInstoCustodyOrganizationBalances({ org_iiban });
    expect(total.balance.total).toBe(fiat.balance_fiat);
    const policies = await institutional.listInstoCustodyVaultPolicies({ vault_id });
    expect(policies.map(({ type }) => type)).toContain("required_approvals");
  });

  test("custody as it was before: the same vault in the older words", async () => {
    const { institutional } = get();
    const vault_id = vaultOf(get());
    expect((await institutional.listCustodyVaults()).result?.map(({ id }) => id)).toEqual([vault_id]);
    const vault = (await institutional.getCustodyVaultbyId({ id: vault_id })).result;
    expect(vault?.asset_details[0]?.total_balance.quantity).toBe("1.99985");
    expect((await institutional.getCustodyBalance({ vault_id })).result?.["BTC"]?.balance).toBe("1.9998500000");
    const header = { "x-vault-id": vault_id };
    const methods = await institutional.getCustodyDepositMethods({ ...header, category: "custody", asset: "BTC" });
    expect(methods.result?.[0]?.method).toBe("Bitcoin");
    const own = await institutional.getCustodyDepositAddresses({ ...header, asset: "BTC", method: "Bitcoin" });
    expect(own.result).toHaveLength(1);
    const ways = await institutional.getCustodyWithdrawMethods({ ...header, category: "custody", asset: "BTC" });
    expect(ways.result?.[0]?.asset).toBe("BTC");
    const saved = await institutional.getCustodyWithdrawAddresses({ ...header, preferred_asset_name: "new" });
    expect(saved.result).toMatchObject([{ key: "cold-1", address }]);
    const list = await institutional.listCustodyTransactions({ id: vault_id, types: ["deposit"] });
    const transaction = given(list.result?.transactions[0], "transaction");
    const read = await institutional.getCustodyTransactionbyId({ id: transaction.id, vault_id });
    expect(read.result?.transaction).toEqual(transaction);
    const tasks = (await institutional.listCustodyTasks()).result ?? [];
    const task = given(tasks[0], "task");
    expect((await institutional.getCustodyTaskbyId({ id: task.id })).result?.state).toBe("denied");
    const activities = (await institutional.listCustodyActivities()).result ?? [];
    const activity = given(activities[0], "activity");
    expect((await institutional.getCustodyActivitybyId({ id: activity.id })).result?.type).toBe(activity.type);
  });

  test("OTC: quoted, accepted, remembered", async () => {
    const { institutional, spot } = get();
    expect((await institutional.checkOtcClient()).result?.permissions).toContain("otc-quote-approve");
    expect((await institutional.getOtcPairs()).result?.spot_pairs.length).toBeGreaterThan(0);
    const before = Number((await spot.getAccountBalance()).result["XXBT"]);
    const asked = await institutional.createOtcQuoteRequest({ base: "BTC", quote: "USD", type: "buy", amount: "1" });
    const quote_id = given(asked.result?.quote.quote_id, "quote");
    expect((await institutional.getOtcActiveQuotes()).result?.map((quote) => quote.quote_id)).toEqual([quote_id]);
    expect(Number((await institutional.getOtcExposures()).result?.used_rfq)).toBeGreaterThan(0);
    await institutional.updateOtcQuote({ quote_id, status: "accepted" });
    expect(Number((await spot.getAccountBalance()).result["XXBT"])).toBeCloseTo(before + 1, 8);
    const [deal] = (await institutional.getOtcHistoricalQuotes()).result ?? [];
    expect(deal).toMatchObject({ quote_id, settlement_status: "settled" });
  });

  test("Prime: settlement, users and their keys", async () => {
    const { institutional, exchange, clock, account, spotWith } = get();
    exchange.admin.services.primeTrade(account, "XBTUSD", "buy", "1", "60000");
    const { batch } = (await institutional.createPrimeSettlementBatch()).result;
    clock.advance(1_000);
    for (const asset of ["BTC", "USD"])
      await institutional.settlePrimeSettlementBatchAsset({ batch_id: batch.id, asset });
    const settled = (await institutional.getPrimeSettlementBatch({ batch_id: batch.id })).result.batch;
    expect(settled.attributes.status).toBe("settled");
    const { data } = (await institutional.listPrimeSettlementBatches({ statuses: ["settled"] })).result;
    expect(data.map(({ id }) => id)).toEqual([batch.id]);

    const user = (await institutional.createPrimeApiUser({ name: "desk", role: "Viewer" })).result;
    const user_id = user.id;
    await institutional.updatePrimeApiUser({ user_id, name: "desk 2" });
    await institutional.updatePrimeApiUserRoles({ user_id, role: "Trader" });
    const read = (await institutional.getPrimeApiUser({ user_id })).result.data;
    expect(read).toEqual({ id: user_id, name: "desk 2", status: "Enabled", roles: ["Trader"] });
    expect((await institutional.listPrimeApiUsers()).result.data).toEqual([read]);
    const key = (await institutional.createPrimeApiUserKey({ user_id })).result;
    const desk = spotWith({ apiKey: key.api_key, apiSecret: key.api_secret });
    expect((await desk.getOpenOrders()).error).toEqual([]);
    await institutional.updatePrimeApiUserKey({ user_id, key_id: key.id, whitelisted_ips: ["203.0.113.7"] });
    await expect(desk.getOpenOrders()).rejects.toThrow("EGeneral:Permission denied");
    const keys = (await institutional.listPrimeApiUserKeys({ user_id })).result.data;
    expect(keys).toMatchObject([{ id: key.id, key: key.api_key, whitelisted_ips: ["203.0.113.7"] }]);
    expect((await institutional.deletePrimeApiUserKey({ user_id, key_id: key.id })).result.deleted).toBe(true);
    await expect(desk.getOpenOrders()).rejects.toThrow("EAPI:Invalid key");
  });
}
