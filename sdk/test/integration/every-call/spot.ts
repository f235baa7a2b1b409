/** Every call of `SpotClient`, in an order in which each finds what it needs. */
import { expect, test } from "vitest";
import { given, type Stage } from "./stage.ts";

/** Registers the tests. */
export function spotCalls(get: () => Stage): void {
  test("market data", async () => {
    const { spot } = get();
    const pair = "XBTUSD";
    expect((await spot.getServerTime()).result.unixtime).toBeGreaterThan(0);
    expect((await spot.getSystemStatus()).result.status).toBe("online");
    await spot.getMaintenanceSchedule();
    expect((await spot.getAssetInfo({ asset: "XBT" })).result).toHaveProperty("XXBT");
    expect((await spot.getAssetPairs({ pair })).result).toHaveProperty("XXBTZUSD");
    expect((await spot.getTicker({ pair })).result).toHaveProperty("XXBTZUSD");
    await spot.getCandles({ pair, interval: 60 });
    await spot.getOrderBook({ pair, count: 10 });
    expect((await spot.getGroupedBook({ pair })).result.bids.length).toBeGreaterThan(0);
    await spot.getLevel3OrderBook({ pair, depth: 10 });
    await spot.getRecentTrades({ pair, count: 10 });
    await spot.getRecentSpreads({ pair });
    const book = await spot.getPreTradeData({ symbol: "BTC/USD" });
    expect(book.result.bids.length).toBeGreaterThan(0);
  });

  test("orders: placed, amended, edited, cancelled one by one, in batches and all together", async () => {
    const { spot } = get();
    const order = { ordertype: "limit", type: "buy", price: "20000.0", volume: "0.01" } as const;
    const txid = given((await spot.submitOrder({ pair: "XBTUSD", ...order })).result.txid?.[0], "txid");
    expect((await spot.getOpenOrders()).result.open).toHaveProperty(txid);
    expect((await spot.amendOrder({ txid, limit_price: "20001.0" })).result.amend_id).toMatch(/^T/);
    expect((await spot.getOrderAmends({ order_id: txid })).result.amends.length).toBe(2);
    const edited = given((await spot.editOrder({ txid, pair: "XBTUSD", volume: "0.02" })).result.txid, "txid");
    expect((await spot.cancelOrder({ txid: edited })).result.count).toBe(1);
    const batch = await spot.submitBatchOrders({ pair: "XBTUSD", orders: [order, order, order] });
    const ids = batch.result.orders.map(({ txid: id }) => given(id, "txid"));
    expect((await spot.cancelBatchOrders({ orders: ids.slice(0, 2) })).result.count).toBe(2);
    expect((await spot.cancelAllOrdersAfter({ timeout: 60 })).result.triggerTime).toBeTruthy();
    await spot.cancelAllOrdersAfter({ timeout: 0 });
    expect((await spot.cancelAllOrders()).result.count).toBe(1);
    expect((await spot.getOrders({ txid: edited })).result[edited]).toMatchObject({ status: "canceled" });
    expect((await spot.getClosedOrders()).result.closed).toHaveProperty(edited);
  });

  test("an account: what it has, what it traded, and its history as a file", async () => {
    const { spot, clock } = get();
    const bought = await spot.submitOrder({ pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.05" });
    const txid = given(bought.result.txid?.[0], "txid");
    await spot.submitOrder({ pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.01", leverage: "2" });
    expect((await spot.getAccountBalance()).result).toHaveProperty("XXBT");
    expect((await spot.getExtendedBalance()).result["XXBT"]).toHaveProperty("hold_trade");
    await spot.getCreditLines();
    await spot.getTradeBalance();
    expect(Object.keys((await spot.getOpenPositions()).result)).toHaveLength(1);
    const trades = (await spot.getTradesHistory()).result.trades;
    const trade = given(Object.entries(trades).find(([, { ordertxid }]) => ordertxid === txid)?.[0], "trade");
    expect((await spot.getTrades({ txid: trade })).result).toHaveProperty(trade);
    const entry = given(Object.keys((await spot.getLedgersInfo({ type: "trade" })).result.ledger)[0], "entry");
    expect((await spot.getLedgers({ id: entry })).result).toHaveProperty(entry);
    await spot.getTradingVolume({ pair: "XBTUSD" });
    expect((await spot.getApiKeyInfo()).result.permissions).toContain("query-funds");
    expect((await spot.getWalletAccounts()).result.accounts).toHaveLength(1);
    expect((await spot.getWebSocketsToken()).result.token).not.toBe("");
    expect((await spot.getPostTradeData({ symbol: "BTC/USD" })).result.count).toBeGreaterThan(0);

    const { id } = (await spot.requestLedgersExport({ report: "ledgers", description: "all" })).result;
    clock.advance(2_000);
    expect((await spot.getLedgersExportStatus({ report: "ledgers" })).result).toMatchObject([
      { id, status: "Processed" },
    ]);
    const file = await spot.getLedgersExport({ id });
    expect(new Uint8Array(file).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]));
    expect((await spot.deleteLedgersExport({ id, type: "delete" })).result).toEqual({ delete: true });
  });

  test("funding: in, out and to Futures, the same in old words and new", async () => {
    const { spot, exchange, clock, account } = get();
    const { admin } = exchange;
    const before = (await spot.getAccountBalance()).result["XXBT"];
    expect((await spot.getDepositMethods({ asset: "XBT" })).result[0]?.method).toBe("Bitcoin");
    const place = await spot.getDepositAddresses({ asset: "XBT", method: "Bitcoin", new: true });
    const refid = admin.simulateDeposit(account, "BTC", "0.5");
    clock.advance(30_000);
    const deposits = (await spot.getDepositsStatus({ asset: "XBT" })).result;
    expect(deposits).toMatchObject([{ refid, status: "Success", info: place.result[0]?.address }]);

    admin.services.addWithdrawalAddress({ account, asset: "BTC", key: "cold" });
    expect((await spot.getWithdrawalMethods({ asset: "XBT" })).result[0]?.network).toBe("Bitcoin");
    expect((await spot.getWithdrawalAddresses({ asset: "XBT" })).result[0]?.key).toBe("cold");
    const out = { asset: "XBT", key: "cold", amount: "0.2" };
    expect((await spot.getWithdrawalInfo(out)).result.fee).toBe("0.00015000");
    const sent = (await spot.submitWithdrawal(out)).result.refid;
    expect((await spot.cancelWithdrawal({ asset: "XBT", refid: sent })).result).toBe(true);
    expect((await spot.getWithdrawalsStatus({ asset: "XBT" })).result).toMatchObject([
      { refid: sent, status: "Failure", "status-prop": "canceled" },
    ]);
    const move = { asset: "XBT", from: "Spot Wallet", to: "Futures Wallet", amount: "0.5" } as const;
    expect((await spot.submitTransferToFutures(move)).result.refid).not.toBe("");
    expect((await spot.getAccountBalance()).result["XXBT"]).toBe(before);
  });

  test("Funding (Beta)", async () => {
    const { spot, clock } = get();
    const bitcoin = { class: "currency", name: "BTC" } as const;
    const { methods } = await spot.getFundingMethods({ direction: "withdraw", asset: bitcoin });
    const method_id = given(methods[0], "method").method_id;
    expect((await spot.getFundingAssets({ direction: "withdraw" })).currency).toContainEqual({ name: "BTC" });
    expect((await spot.getFundingNetworks()).networks.length).toBeGreaterThan(0);
    const fees = await spot.getFundingFees({ method_id, amount: "0.1" });
    await spot.getFundingDepositLimits({ asset_class: "currency", asset: "BTC" });
    await spot.getFundingWithdrawalLimits({ asset_class: "currency", asset: "BTC", preferred_asset: bitcoin });
    const inward = await spot.getFundingMethods({ direction: "deposit", asset: bitcoin });
    const deposit_id = given(inward.methods[0], "method").method_id;
    const claimed = await spot.claimFundingDepositAddress({ method_id: deposit_id });
    const addresses = await spot.getFundingDepositAddresses({ scope: { method_id: deposit_id } });
    expect(addresses.addresses.map(({ address_details }) => address_details)).toContainEqual(claimed.address_details);
    expect((await spot.getFundingDeposits({ asset: bitcoin, status: { list: ["success"] } })).deposits).toHaveLength(1);

    const crypto = { address: "bc1qxdsh4sdd29h6ldehz0se5c61asq8cgwyjf2y3z" };
    const { address_id } = await spot.createFundingAddress({
      scope: { method_id },
      address_details: { crypto },
      name: "beta",
    });
    await spot.updateFundingAddress({ id: address_id, name: "warm" });
    const { withdrawal_id } = await spot.submitFundingWithdrawal({
      scope: { method_id },
      address_id,
      amount: { asset_amount: { asset: bitcoin, amount: "0.1" } },
      fee: { fee_included: false, quoted_fee: { token: given(fees.withdrawal_fee_token, "token") } },
      expected_address: crypto.address,
    });
    clock.advance(60_000);
    const { withdrawals } = await spot.getFundingWithdrawals({ status: "success" });
    expect(withdrawals.map((one) => one.withdrawal_id)).toContain(withdrawal_id);
    expect(await spot.deleteFundingAddress({ id: address_id })).toEqual({ result: true });
    const names = (await spot.getFundingAddresses()).addresses.map(({ name }) => name);
    expect(names).toEqual(["cold"]);
  });

  test("subaccounts and Earn", async () => {
    const { spot, exchange, account, clock, spotWith } = get();
    await spot.createSubaccount({ username: "desk-7", email: "desk@example.com" });
    const child = given(exchange.admin.services.subaccounts(account)[0], "subaccount").account;
    const sub = spotWith(exchange.admin.createKey(child));
    const [from, to] = [(await spot.getApiKeyInfo()).result.iban, (await sub.getApiKeyInfo()).result.iban];
    await spot.submitSubaccountTransfer({
      asset: "XBT",
      amount: "1",
      from: given(from, "iban"),
      to: given(to, "iban"),
    });
    expect((await sub.getAccountBalance()).result["XXBT"]).toBe("1.0000000000");

    const strategies = await spot.getEarnStrategies({ asset: "USDC", lock_type: ["flex"] });
    const strategy_id = given(strategies.result?.items[0], "strategy").id;
    expect((await spot.allocateEarnFunds({ strategy_id, amount: "1000" })).result).toBe(true);
    expect((await spot.getEarnAllocationStatus({ strategy_id })).result?.pending).toBe(true);
    clock.advance(1_000);
    expect((await spot.deallocateEarnFunds({ strategy_id, amount: "400" })).result).toBe(true);
    clock.advance(1_000);
    expect((await spot.getEarnDeallocationStatus({ strategy_id })).result?.pending).toBe(false);
    const allocations = await spot.getEarnAllocations({ hide_zero_allocations: true });
    expect(allocations.result?.items[0]?.amount_allocated.total.native).toBe("600.00000000");
  });

  test("OAuth: tokens, and a key that works until it is deleted", async () => {
    const { spot, exchange, account, spotWith } = get();
    const { code, redirectUri } = exchange.admin.services.authorize({
      account,
      clientId: "app-1",
      clientSecret: "test secret",
    });
    const client = { client_id: "app-1", client_secret: "test secret" };
    const first = await spot.getOAuthAccessToken({
      ...client,
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
    });
    const renewed = await spot.getOAuthAccessToken({
      ...client,
      grant_type: "refresh_token",
      refresh_token: first.refresh_token,
    });
    spot.setAccessToken(first.access_token);
    await expect(spot.getOAuthUserInfo()).rejects.toThrow("invalid_token");
    spot.setAccessToken(renewed.access_token);
    expect((await spot.getOAuthUserInfo()).result.email).toMatch(/@/);
    const made = await spot.createOAuthFastApiKey({ api_key_name: "bot", permissions: { funds_query: true } });
    const bot = spotWith({ apiKey: made.result.api_key, apiSecret: made.result.secret });
    expect((await bot.getAccountBalance()).error).toEqual([]);
    await spot.updateOAuthFastApiKey({ api_key_name: "bot", new_api_key_name: "bot-2" });
    expect((await spot.listOAuthFastApiKeys()).result.map(({ api_key_name }) => api_key_name)).toEqual(["bot-2"]);
    await spot.deleteOAuthFastApiKey({ api_key_name: "bot-2" });
    await expect(bot.getAccountBalance()).rejects.toThrow("EAPI:Invalid key");
    spot.setAccessToken(undefined);
  });
}
