import { bitcoinAddress, id, identity, papers, type Kept, type Step } from "./step.ts";

const of = (k: Kept): string => `user=${encodeURIComponent(k["user"] ?? "")}`;
const quoteShape = "quote_id,status,expires,type,spend,receive,unit_price";
const action = {
  type: "spend",
  amount: { asset: "USD", amount: "50.00" },
  quote: { asset: "BTC" },
  fee_bps: "25",
  spread_bps: "0",
};
const trigger = { type: "price", base_asset: "BTC", quote_asset: "USD", target_price: "1000", condition: "lte" };
const ramp = "in_asset=EUR&in_method=creditCard&out_asset=BTC&out_method=Bitcoin&country=DE";
const embedPath = (k: Kept) => ({ path: { user: k["user"] ?? "" } });

/** The calls of Embed, Ramp and Pay, in an order that works. */
export const partnerSteps: readonly Step[] = [
  {
    name: "createEmbedUser",
    send: () => ({
      body: {
        email: "ada@example.com",
        external_id: "customer-1",
        tos_version_accepted: 1,
        ...identity,
        residence: { line1: "1", city: "Berlin", postal_code: "1", country: "DE" },
        phone: "+49301234567",
        nationalities: ["DE"],
        occupation: "science",
      },
    }),
    shape: "user",
    keep: id("user", "user"),
  },
  { name: "getEmbedUser", send: embedPath, shape: "user,external_id,user_type,status,created_at" },
  { name: "updateEmbedUser", send: (k) => ({ ...embedPath(k), body: { language: "de" } }), shape: "text" },
  { name: "createEmbedHeadlessSubaccount", send: () => ({ body: { external_id: "sub-1" } }), shape: "user" },
  {
    name: "submitEmbedVerificationFromUrl",
    send: (k) => ({
      ...embedPath(k),
      body: { type: "identity_document", metadata: papers, front_url: "https://files.example.com/1" },
    }),
    shape: "verification_id",
  },
  {
    name: "submitEmbedVerification",
    send: (k) => ({ ...embedPath(k), body: {} }),
    shape: "verification_id",
    wait: 60_000,
  },
  { name: "listEmbedAssets", shape: "assets,links,meta" },
  {
    name: "getEmbedAsset",
    send: () => ({ path: { asset: "BTC" } }),
    shape: "symbol,english_name,links,market_cap_rank,change_percent_24h,price,price_currency",
  },
  { name: "listEmbedAssetRates", send: () => ({ path: { asset: "BTC" } }), shape: "rates,meta" },
  { name: "listEmbedTradableAssets", send: (k) => ({ query: of(k) }), shape: "assets" },
  {
    name: "getEmbedQuoteLimits",
    send: (k) => ({ query: `${of(k)}&base_asset=USD&quote_asset=BTC&quote_type=spend` }),
    shape: "asset,minimum,maximum,precision,minimum_tradable_amount",
  },
  {
    name: "requestEmbedQuote",
    send: (k) => ({ query: of(k), body: action }),
    shape: quoteShape,
    keep: id("quote", "quote_id"),
  },
  {
    name: "requestEmbedProspectiveQuote",
    send: (k) => ({ query: of(k), body: { action, trigger } }),
    shape: "type,spend,receive,unit_price",
  },
  {
    name: "executeEmbedQuote",
    send: (k) => ({ path: { quote_id: k["quote"] ?? "" }, query: of(k) }),
    shape: "quote_id,status,transaction_id",
  },
  {
    name: "getEmbedQuote",
    send: (k) => ({ path: { quote_id: k["quote"] ?? "" }, query: of(k) }),
    shape: `${quoteShape},transaction_id`,
  },
  {
    name: "createEmbedCustomOrder",
    send: (k) => ({ query: of(k), body: { trigger, action } }),
    shape: "order",
    keep: id("order", "order", "id"),
  },
  { name: "listEmbedCustomOrders", send: (k) => ({ query: of(k) }), shape: "orders" },
  {
    name: "getEmbedCustomOrder",
    send: (k) => ({ path: { order_id: k["order"] ?? "" }, query: of(k) }),
    shape: "order",
  },
  { name: "cancelEmbedCustomOrder", send: (k) => ({ path: { id: k["order"] ?? "" }, query: of(k) }), shape: "order" },
  {
    name: "getEmbedPortfolioSummary",
    send: embedPath,
    shape: "timestamp,currency,portfolio_value,withheld_value,open_orders,available_balance",
  },
  {
    name: "getEmbedPortfolioHistory",
    send: (k) => ({ ...embedPath(k), query: "resolution=30" }),
    shape: "start_date,end_date,currency,history",
  },
  { name: "listEmbedPortfolioDetails", send: embedPath, shape: "timestamp,currency,assets" },
  { name: "listEmbedPortfolioTransactions", send: embedPath, shape: "transactions,stats" },
  { name: "toggleEmbedAutoEarn", send: (k) => ({ ...embedPath(k), query: "want_enabled=true" }), shape: "" },
  {
    name: "getEmbedEarnSummary",
    send: embedPath,
    shape:
      "auto_earn_eligible,auto_earn_enabled,auto_earn_last_changed,payout_period,total_allocated_converted,total_rewarded_converted_true_rates,total_rewarded_converted_current_rate,num_earning_assets,upcoming_rewards",
  },
  { name: "listEmbedEarnAssets", shape: "assets" },
  {
    name: "listEmbedDepositMethods",
    send: (k) => ({ path: { asset: "BTC" }, query: of(k) }),
    shape: "methods",
    keep: id("embedIn", "methods", 0, "method_id"),
  },
  {
    name: "createEmbedDepositAddress",
    send: (k) => ({ query: of(k), body: { asset: "BTC", method_id: k["embedIn"] } }),
    shape: "address,name,tag,memo,expire_time,is_new",
  },
  {
    name: "listEmbedDepositAddresses",
    send: (k) => ({ query: `${of(k)}&asset=BTC&method_id=${k["embedIn"]}` }),
    shape: "addresses,next_cursor",
  },
  {
    name: "listEmbedWithdrawalMethods",
    send: (k) => ({ path: { asset: "BTC" }, query: of(k) }),
    shape: "methods",
    keep: id("embedOut", "methods", 0, "method_id"),
  },
  {
    name: "validateEmbedWithdrawalAddress",
    send: (k) => ({ query: of(k), body: { asset: "BTC", method_id: k["embedOut"], address: bitcoinAddress } }),
    shape: "valid",
  },
  {
    name: "createEmbedWithdrawalAddress",
    send: (k) => ({
      query: of(k),
      body: { asset: "BTC", method_id: k["embedOut"], key: "w1", address: bitcoinAddress },
    }),
    shape: "key,asset,method_id,address,tag,memo",
  },
  { name: "listEmbedWithdrawalAddresses", send: (k) => ({ query: of(k) }), shape: "addresses,next_cursor" },
  {
    name: "updateEmbedWithdrawalAddress",
    send: (k) => ({ path: { key: "w1" }, query: of(k), body: { new_key: "w2" } }),
    shape: "key,asset,method_id,address,tag,memo",
  },
  {
    name: "withdrawEmbedFunds",
    send: (k) => ({
      query: of(k),
      body: { asset: "BTC", key: "w2", amount: "0.01", idempotency_token: "0b9d1a5e-7a1c-4f4e-9a55-0f0d1c2b3a49" },
    }),
    shape: "ref_id,amount,fee,total",
  },
  {
    name: "deleteEmbedWithdrawalAddress",
    send: (k) => ({ path: { key: "w2" }, query: of(k) }),
    shape: "",
    wait: 86_400_000,
  },
  { name: "listEmbedFundingTransactions", send: () => ({ query: "type=withdrawal" }), shape: "transactions" },
  { name: "listEmbedSettlementReports", shape: "reports,links,meta", keep: id("report", "reports", 0, "id") },
  {
    name: "getEmbedSettlementReport",
    send: (k) => ({ path: { id: k["report"] ?? "" } }),
    shape: "id,date,type,size,name,download_url,expires_at",
  },
  {
    name: "registerEmbedWebhook",
    send: () => ({ body: { url: "http://127.0.0.1:9/hook" } }),
    shape: "webhook,secret",
    keep: id("webhook", "webhook", "id"),
  },
  { name: "listEmbedWebhooks", shape: "webhooks" },
  {
    name: "updateEmbedWebhook",
    send: (k) => ({ path: { webhook_id: k["webhook"] ?? "" }, body: { enabled: false } }),
    shape: "webhook",
  },
  {
    name: "testEmbedWebhook",
    send: (k) => ({ path: { webhook_id: k["webhook"] ?? "" } }),
    shape: "result,test_id,payload_sent,signature_header,http_status,response_body,error_message",
  },
  {
    name: "deleteEmbedWebhook",
    send: (k) => ({ path: { webhook_id: k["webhook"] ?? "" } }),
    shape: "webhook_id,deleted_at",
  },
  { name: "listRampBuyCryptoAssets", send: () => ({ query: "country=DE" }), shape: "assets" },
  { name: "listRampFiatCurrencies", send: () => ({ query: "country=DE" }), shape: "currencies" },
  { name: "listRampPaymentMethods", send: () => ({ query: "country=DE" }), shape: "methods" },
  { name: "listRampCountries", shape: "countries" },
  { name: "getRampLimits", send: () => ({ query: ramp }), shape: "limits,final_combined" },
  {
    name: "getRampProspectiveQuote",
    send: () => ({ query: `${ramp}&in_amount=50.00` }),
    shape: "spend,receive,unit_price",
  },
  {
    name: "getRampCheckoutUrl",
    send: () => ({ query: `${ramp}&in_amount=50.00` }),
    shape: "checkout_url,request_data",
  },
  {
    name: "createPayTransfer",
    send: () => ({ body: { amount: "12.50", asset: "EUR", to: "ada", external_id: "AQ" } }),
    shape: "",
  },
  { name: "cancelPayTransfer", send: () => ({ body: { external_id: "AQ" } }), shape: "" },
  {
    name: "createPayRequest",
    send: () => ({ body: { amount: "12.50", asset: "EUR", external_id: "Ag" } }),
    shape: "view_link",
  },
  { name: "cancelPayRequest", send: () => ({ body: { external_id: "Ag" } }), shape: "" },
  {
    name: "createPaylinkCode",
    send: () => ({ body: { amount: "12.50", asset: "EUR", external_id: "Aw" } }),
    shape: "",
    wait: 1_000,
  },
  { name: "getPaylinkCode", send: () => ({ body: { external_id: "Aw" } }), shape: "code,link,status,expire_time" },
  { name: "getPaylinkConfig", shape: "expire_time" },
];
