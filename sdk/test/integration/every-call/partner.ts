/** Every call of `PartnerClient`, in an order in which each finds what it needs. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { verifyEmbedWebhook, verifyPayCallback } from "krakenkit";
import { given, type Stage } from "./stage.ts";

const address = "bc1qxdsh4sdd29h6ldehz0se5c61asq8cgwyjf2y3z";
const full_name = { first_name: "Ada", last_name: "Partner" };
const metadata = {
  identity: { full_name, date_of_birth: "1990-12-31" },
  document_type: "passport",
  document_number: "C01X00T47",
  issuing_country: "DE",
  verifier: "example-kyc",
  verified_at: "2026-01-01T00:00:00Z",
} as const;
const action = {
  type: "spend",
  amount: { asset: "USD", amount: "1000.00" },
  quote: { asset: "BTC" },
  fee_bps: "100",
  spread_bps: "0",
} as const;

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who listens for webhooks and callbacks, for as long as the test runs. */
async function listener(): Promise<{ readonly url: string; readonly heard: readonly Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      response.end("thanks");
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard };
}

/** Registers the tests. */
export function partnerCalls(get: () => Stage): void {
  let user = "";

  test("customers: signed up, verified with files, told about", async () => {
    const { partner, clock } = get();
    const signed = await partner.createEmbedUser({
      email: "ada@example.com",
      external_id: "customer-1",
      tos_version_accepted: 1,
      full_name,
      date_of_birth: "1990-12-31",
      residence: { line1: "Example Street 1", city: "Berlin", postal_code: "10115", country: "DE" },
      phone: "+49301234567",
      nationalities: ["DE"],
      occupation: "science",
    });
    user = typeof signed.result.user === "string" ? signed.result.user : "";
    expect((await partner.getEmbedUser({ user })).result.status.state).toBe("pending");
    expect((await partner.updateEmbedUser({ user, language: "de" })).result).toBe("success");
    const front = { data: new Uint8Array([0xff, 0xd8, 0xff, 0x0d, 0x0a]), filename: "front.jpg", type: "image/jpeg" };
    const sent = await partner.submitEmbedVerification({ user, type: "identity_document", metadata, front });
    expect(sent.result.verification_id).not.toBe("");
    clock.advance(2_000);
    expect((await partner.getEmbedUser({ user })).result.status.state).toBe("verified");
    const front_url = "https://files.example.com/front.jpg";
    await partner.submitEmbedVerificationFromUrl({ user, type: "identity_document", metadata, front_url });
    await partner.createEmbedHeadlessSubaccount({ external_id: "sub-1" });
  });

  test("quotes, custom orders and what they leave behind", async () => {
    const { partner, exchange, clock } = get();
    exchange.admin.simulateDeposit(user, "USD", "10000");
    exchange.admin.simulateDeposit(user, "BTC", "1");
    clock.advance(30_000);
    expect((await partner.listEmbedAssets({ "filter[assets][]": ["BTC", "ETH"] })).result.assets).toHaveLength(2);
    expect((await partner.getEmbedAsset({ asset: "BTC" })).result.symbol).toBe("BTC");
    expect((await partner.listEmbedAssetRates({ asset: "BTC" })).result.rates.length).toBeGreaterThan(0);
    await partner.listEmbedTradableAssets({ user, tradable: true });
    await partner.getEmbedQuoteLimits({ user, base_asset: "USD", quote_asset: "BTC", quote_type: "spend" });
    const asked = (await partner.requestEmbedQuote({ user, ...action })).result;
    const { quote_id } = asked;
    expect(asked.spend).toMatchObject({ total: "1000.00", fee: "10.00", subtotal: "990.00" });
    await partner.executeEmbedQuote({ quote_id, user });
    const done = (await partner.getEmbedQuote({ quote_id, user })).result;
    expect(done.status).toBe("order_complete");
    const trigger = {
      type: "price",
      base_asset: "BTC",
      quote_asset: "USD",
      target_price: "1",
      condition: "lte",
    } as const;
    await partner.requestEmbedProspectiveQuote({ user, action, trigger });
    const { order } = (await partner.createEmbedCustomOrder({ user, action, trigger, name: "Dip" })).result;
    expect((await partner.getEmbedCustomOrder({ order_id: order.id, user })).result.order.status.status).toBe("active");
    await partner.cancelEmbedCustomOrder({ id: order.id, user });
    const orders = (await partner.listEmbedCustomOrders({ user, statuses: ["cancelled"] })).result.orders;
    expect(orders.map(({ id }) => id)).toEqual([order.id]);
    const details = (await partner.listEmbedPortfolioDetails({ user })).result.assets;
    expect(details.find(({ asset }) => asset === "USD")?.cash_balance).toBe("9000");
    const summary = (await partner.getEmbedPortfolioSummary({ user, "include[current_day_pnl]": true })).result;
    expect(Number(summary.portfolio_value)).toBeGreaterThan(9000);
    await partner.getEmbedPortfolioHistory({ user, "include[total_balance]": true });
    const list = (await partner.listEmbedPortfolioTransactions({ user, types: ["simple_order"] })).result.transactions;
    expect(list.map(({ id }) => id)).toEqual([done.transaction_id]);
  });

  test("funding, earning and reports", async () => {
    const { partner, clock } = get();
    const inward = (await partner.listEmbedDepositMethods({ asset: "BTC", user })).result.methods[0];
    const into = { user, asset: "BTC", method_id: given(inward, "method").method_id };
    const made = (await partner.createEmbedDepositAddress(into)).result.address;
    const listed = (await partner.listEmbedDepositAddresses(into)).result.addresses;
    expect(listed.map((one) => one.address)).toContain(made);
    const outward = given(
      (await partner.listEmbedWithdrawalMethods({ asset: "BTC", user })).result.methods[0],
      "method",
    );
    const to = { user, asset: "BTC", method_id: outward.method_id, address };
    expect((await partner.validateEmbedWithdrawalAddress(to)).result).toEqual({ valid: true });
    await partner.createEmbedWithdrawalAddress({ ...to, key: "my wallet/1" });
    await partner.updateEmbedWithdrawalAddress({ key: "my wallet/1", user, new_key: "w2" });
    expect((await partner.listEmbedWithdrawalAddresses({ user })).result.addresses).toMatchObject([{ key: "w2" }]);
    const idempotency_token = "0b9d1a5e-7a1c-4f4e-9a55-0f0d1c2b3a49";
    const order = { user, asset: "BTC", key: "w2", amount: "0.1", idempotency_token, fee_token: outward.fee_token };
    const sent = (await partner.withdrawEmbedFunds(order)).result;
    expect((await partner.withdrawEmbedFunds(order)).result).toEqual(sent);
    const all = (await partner.listEmbedFundingTransactions({ type: "withdrawal" })).result.transactions;
    expect(all.map(({ ref_id }) => ref_id)).toContain(sent.ref_id);
    await partner.deleteEmbedWithdrawalAddress({ key: "w2", user });
    expect((await partner.listEmbedWithdrawalAddresses({ user })).result.addresses).toEqual([]);

    await partner.toggleEmbedAutoEarn({ user, want_enabled: true });
    expect((await partner.getEmbedEarnSummary({ user })).result.auto_earn_enabled).toBe(true);
    expect((await partner.listEmbedEarnAssets()).result.assets).toHaveProperty("USDC");
    clock.advance(86_400_000);
    const reports = (await partner.listEmbedSettlementReports({ "filter[report_type][]": ["trades"] })).result.reports;
    const { id } = given(reports[0], "report");
    const file = await fetch((await partner.getEmbedSettlementReport({ id })).result.download_url);
    expect(await file.text()).toContain("customer-1");
  });

  test("webhooks arrive, and the SDK believes them", async () => {
    const { partner, clock, exchange } = get();
    const { url, heard } = await listener();
    const { webhook, secret } = (await partner.registerEmbedWebhook({ url, events: ["deposit.status_updated"] }))
      .result;
    const webhook_id = webhook.id;
    expect((await partner.listEmbedWebhooks()).result.webhooks).toHaveLength(1);
    expect((await partner.testEmbedWebhook({ webhook_id })).result).toMatchObject({
      result: "success",
      http_status: 200,
    });
    exchange.admin.simulateDeposit(user, "USD", "5");
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    for (const { headers, body } of heard) {
      const header = String(headers["x-signature"]);
      const event = await verifyEmbedWebhook({ header, body, secret, now: clock.now() });
      expect(["webhook.test", "deposit.status_updated"]).toContain(event.event_type);
    }
    await partner.updateEmbedWebhook({ webhook_id, enabled: false });
    expect((await partner.deleteEmbedWebhook({ webhook_id })).result.webhook_id).toBe(webhook_id);
    expect((await partner.listEmbedWebhooks()).result.webhooks).toEqual([]);
  });

  test("Ramp", async () => {
    const { partner } = get();
    const place = { country: "DE" };
    expect((await partner.listRampCountries()).result.countries).toContainEqual(place);
    await partner.listRampBuyCryptoAssets(place);
    await partner.listRampFiatCurrencies(place);
    await partner.listRampPaymentMethods(place);
    const route = { in_asset: "EUR", in_method: "creditCard", out_asset: "BTC", out_method: "Bitcoin", ...place };
    expect((await partner.getRampLimits(route)).result.limits.deposit.minimum?.amount).toBe("10");
    const quote = (await partner.getRampProspectiveQuote({ ...route, in_amount: "50.00" })).result;
    expect(quote.spend.total).toBe("50.00");
    const { checkout_url } = (await partner.getRampCheckoutUrl({ ...route, in_amount: "50.00" })).result;
    expect((await fetch(checkout_url)).status).toBe(200);
  });

  test("Pay: paid, asked, left behind a link; callbacks are believed", async () => {
    const { partner, exchange, clock, account } = get();
    const { services } = exchange.admin;
    const friend = exchange.admin.createAccount().account;
    services.setKraktag(friend, "ada");
    const { url, heard } = await listener();
    services.setPayCallback(account, url);
    const keys = (await (await fetch(`${exchange.url}/.well-known/pay-callback-keys.json`)).json()) as {
      keys: { kid: string }[];
    };
    const outcome = async (count: number): Promise<object> => {
      await vi.waitFor(() => expect(heard).toHaveLength(count));
      const jwt = given(heard[count - 1], "callback").body;
      return (await verifyPayCallback({ jwt, keys, now: clock.now() })).payload;
    };
    const money = { amount: "12.50", asset: "EUR" };
    await partner.createPayTransfer({ ...money, to: "ada", external_id: "AQ" });
    clock.advance(1_000);
    expect(await outcome(1)).toMatchObject({ external_id: "AQ", status: "success", customer_kraktag: "ada" });
    await partner.createPayTransfer({ ...money, to: "ada", external_id: "Ag" });
    await partner.cancelPayTransfer({ external_id: "Ag" });
    expect(await outcome(2)).toMatchObject({ external_id: "Ag", status: "cancelled" });
    const { view_link } = given((await partner.createPayRequest({ ...money, external_id: "Aw" })).result, "request");
    expect((await fetch(view_link)).status).toBe(200);
    services.answerPayRequest(account, "Aw", friend);
    expect(await outcome(3)).toMatchObject({ external_id: "Aw", status: "success" });
    await partner.createPayRequest({ ...money, external_id: "BA" });
    await partner.cancelPayRequest({ external_id: "BA" });
    expect(await outcome(4)).toMatchObject({ status: "cancelled" });
    expect((await partner.getPaylinkConfig()).result?.expire_time).toBe(604_800);
    await partner.createPaylinkCode({ ...money, external_id: "BQ" });
    clock.advance(1_000);
    const link = given((await partner.getPaylinkCode({ external_id: "BQ" })).result, "paylink");
    services.claimPaylink(String(link["code"]), friend);
    expect(await outcome(5)).toMatchObject({ external_id: "BQ", status: "success" });
  });
}
