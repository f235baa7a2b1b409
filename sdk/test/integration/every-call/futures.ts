/** Every call of `DerivativesClient`, in an order in which each finds what it needs. */
import { expect, test } from "vitest";
import { DerivativesClient } from "krakenkit";
import { given, type Stage } from "./stage.ts";

const symbol = "PF_XBTUSD";

/** Registers the tests. */
export function futuresCalls(get: () => Stage): void {
  test("markets, instruments and fees", async () => {
    const { futures } = get();
    expect((await futures.getOrderbook({ symbol })).orderBook.bids.length).toBeGreaterThan(0);
    await futures.getTradeHistory({ symbol });
    expect((await futures.getTickers()).tickers.length).toBeGreaterThan(0);
    expect((await futures.getTicker({ symbol })).ticker.symbol).toBe(symbol);
    expect((await futures.getInstruments()).instruments.length).toBeGreaterThan(0);
    await futures.getTradingInstruments();
    await futures.getInstrumentStatusList();
    await futures.getInstrumentStatus({ symbol });
    expect((await futures.getFeeSchedules()).feeSchedules.length).toBeGreaterThan(0);
    await futures.getFeeScheduleVolumes();
    await futures.getNotifications();
    await futures.getHistoricalFundingRates({ symbol });
  });

  test("orders: placed, edited, cancelled, in batches and by the switch", async () => {
    const { futures } = get();
    const order = { orderType: "lmt", symbol, side: "buy", size: 0.01, limitPrice: 20_000 } as const;
    const placed = await futures.submitOrder({ ...order, cliOrdId: "every" });
    const orderId = given(placed.sendStatus.order_id, "order id");
    expect((await futures.getOpenOrders()).openOrders.map(({ order_id }) => order_id)).toContain(orderId);
    expect((await futures.editOrder({ orderId, size: 0.02 })).editStatus.status).toBe("edited");
    expect((await futures.getOrderStatus({ orderIds: [orderId] })).orders).toHaveLength(1);
    expect((await futures.cancelOrder({ order_id: orderId })).cancelStatus.status).toBe("cancelled");
    const batch = await futures.batchOrderManagement({
      json: { batchOrder: [{ order: "send", order_tag: "1", ...order }] },
    });
    expect(batch.batchStatus[0]?.status).toBe("placed");
    expect((await futures.cancelAllOrdersAfter({ timeout: 60 })).status.triggerTime).not.toBe("0");
    await futures.cancelAllOrdersAfter({ timeout: 0 });
    expect((await futures.cancelAllOrders()).cancelStatus.status).toBe("cancelled");
    const filled = await futures.submitOrder({ orderType: "mkt", symbol, side: "buy", size: 0.01 });
    expect(filled.sendStatus.status).toBe("placed");
    expect((await futures.getFills()).fills.length).toBeGreaterThan(0);
    expect((await futures.getOpenPositions()).openPositions[0]?.symbol).toBe(symbol);
  });

  test("settings stick", async () => {
    const { futures } = get();
    await futures.setPnlPreference({ symbol, pnlPreference: "USD" });
    expect((await futures.getPnlPreferences()).preferences).toMatchObject([{ symbol, pnlCurrency: "USD" }]);
    await futures.setLeverageSettings({ symbol: "PF_ETHUSD", maxLeverage: 5 });
    expect((await futures.getLeverageSettings()).leveragePreferences).toMatchObject([{ symbol: "PF_ETHUSD" }]);
    await futures.setRfqAssignmentMaxLeverage({ maxLeverage: 3 });
    expect((await futures.getRfqAssignmentMaxLeverage()).result).toBe("success");
    await futures.deleteRfqAssignmentMaxLeverage();
    await futures.updateSelfTradeStrategy({ strategy: "CANCEL_MAKER_SELF" });
    expect((await futures.getSelfTradeStrategy()).strategy).toBe("CANCEL_MAKER_SELF");
    const side = {
      contractType: "flex",
      acceptLong: true,
      acceptShort: false,
      timeFrame: "ALL",
      enabled: true,
    } as const;
    const { id } = await futures.addAssignmentPreference(side);
    expect((await futures.getAssignmentPrograms()).participants.map((one) => one.id)).toContain(id);
    await futures.deleteAssignmentPreference({ id });
    expect((await futures.getAssignmentPreferencesHistory()).participants).toHaveLength(2);
  });

  test("accounts, margins and money", async () => {
    const { futures, spot, exchange, account } = get();
    const cash = async (): Promise<number> => {
      const { accounts } = await futures.getAccounts();
      return Number((accounts["cash"] as { balances: Record<string, number> }).balances["xbt"]);
    };
    expect(await cash()).toBe(0.5);
    await futures.getPositionPercentile();
    await futures.getPortfolioMarginParameters();
    await futures.simulateMarginRequirements({
      json: { balances: { USD: 10_000 }, positions: [{ symbol, size: 0.5 }] },
    });
    await futures.submitWalletTransfer({ fromAccount: "cash", toAccount: "flex", unit: "xbt", amount: 0.1 });
    const before = (await spot.getAccountBalance()).result["XXBT"];
    await futures.submitTransferToSpot({ currency: "xbt", amount: 0.2 });
    expect(await cash()).toBeCloseTo(0.2, 10);
    expect(Number((await spot.getAccountBalance()).result["XXBT"]) - Number(before)).toBeCloseTo(0.2, 8);
    const { masterAccountUid, subaccounts } = await futures.getSubaccounts();
    const subaccountUid = given(subaccounts[0], "subaccount").accountUid;
    await futures.submitSubaccountTransfer({
      fromUser: masterAccountUid,
      toUser: subaccountUid,
      fromAccount: "cash",
      toAccount: "cash",
      unit: "xbt",
      amount: 0.05,
    });
    await futures.updateSubaccountTradingStatus({ subaccountUid, tradingEnabled: false });
    expect((await futures.getSubaccountTradingStatus({ subaccountUid })).tradingEnabled).toBe(false);
    await futures.getInitialMarginRequirements({ orderType: "mkt", symbol, side: "buy", size: 1 });
    await futures.getMaxOrderSize({ orderType: "mkt", symbol });
    await futures.checkApiKeyV3();
    await futures.getAccountMarketShare();
    expect(exchange.admin.accounts).toContain(`${account}/desk-7`);
  });

  test("RFQs between two accounts", async () => {
    const { futures, exchange } = get();
    const maker = exchange.admin.createAccount({ futuresBalances: { USD: "1000000" } }).account;
    const other = new DerivativesClient({ ...exchange.admin.createKey(maker), environment: exchange.environment });
    const ask = async (client: DerivativesClient): Promise<string> => {
      const answer = await client.submitRFQ({ json: { legs: [{ symbol, size: 0.1 }] } });
      return given("rfqUid" in answer ? answer.rfqUid : undefined, "rfq");
    };
    const price = Math.round(Number((await futures.getTicker({ symbol })).ticker.markPrice));
    const rfqUid = await ask(futures);
    expect((await futures.getAccountOpenRFQs()).rfqs).toHaveLength(1);
    expect((await futures.getOpenRFQs()).rfqs).toHaveLength(1);
    expect((await futures.getOpenRFQ({ rfqUid })).rfq).toMatchObject({ uid: rfqUid });
    expect(await other.submitRFQNewOffer({ rfqUid, ask: price })).toMatchObject({ status: "placed" });
    expect(await futures.acceptRFQOffer({ rfqUid, askAccepted: price })).toMatchObject({ result: "success" });
    expect((await futures.getOpenRFQ({ rfqUid })).rfq).toMatchObject({ status: "filled_ask_side" });
    const withdrawn = await ask(futures);
    await futures.cancelRFQ({ rfqUid: withdrawn });
    expect((await futures.getOpenRFQs()).rfqs).toEqual([]);

    const theirs = await ask(other);
    await futures.submitRFQNewOffer({ rfqUid: theirs, ask: price });
    await futures.updateRFQOpenOffer({ rfqUid: theirs, ask: price + 1 });
    expect((await futures.getRFQOpenOffers()).offers).toMatchObject([{ rfqUid: theirs, ask: String(price + 1) }]);
    await futures.cancelRFQOffer({ rfqUid: theirs });
    expect((await futures.getRFQClosedOffers()).offers).toMatchObject([{ rfqUid: theirs, status: "cancelled" }]);
  });

  test("history and charts", async () => {
    const { futures } = get();
    expect((await futures.getExecutionEvents()).elements.length).toBeGreaterThan(0);
    expect((await futures.getOrderEvents()).elements.length).toBeGreaterThan(0);
    await futures.getTriggerEvents();
    await futures.getPositionEvents();
    expect((await futures.getAccountLog()).logs.length).toBeGreaterThan(0);
    expect(await futures.getAccountLogCsv()).toContain(",");
    await futures.getPublicExecutionEvents({ tradeable: symbol });
    await futures.getPublicOrderEvents({ tradeable: symbol });
    await futures.getPublicMarkPriceEvents({ tradeable: symbol });
    expect(await futures.getTickTypes()).toContain("trade");
    expect(await futures.getMarketsForTickType({ tick_type: "trade" })).toContain(symbol);
    expect(await futures.getResolutions({ tick_type: "trade", symbol })).toContain("1h");
    await futures.getCandles({ tick_type: "trade", symbol, resolution: "1h" });
    await futures.getLiquidityPoolStatistic({ since: 1_790_000_000, interval: 3600 });
    await futures.getMarketAnalytics({ symbol, analytics_type: "open-interest", since: 1_790_000_000, interval: 3600 });
  });
}
