import type {
  EmbedCustomOrder,
  EmbedCustomOrders,
  EmbedPriceTrigger,
  EmbedProspectiveQuote,
  EmbedQuoteSide,
  EmbedQuotes,
  EmbedReports,
  EmbedTradeAction,
  EmbedUnitPrice,
  EmbedWebhook,
  EmbedWebhooks,
} from "../../../src/api/partner/index.ts";
import type { Fixtures, Whole } from "../fixture.ts";

type Calls = EmbedQuotes & EmbedCustomOrders & EmbedReports & EmbedWebhooks;

const user = "AA88 N84G AET3 RAOA";
const action: Whole<EmbedTradeAction> = {
  type: "spend",
  amount: { asset: "EUR", amount: "50.00", asset_class: "currency" },
  quote: { asset: "BTC" },
  fee_bps: "25",
  spread_bps: "0",
};
const trigger: Whole<EmbedPriceTrigger> = {
  type: "price",
  base_asset: "BTC",
  quote_asset: "EUR",
  target_price: "80000.00",
  condition: "lte",
};

const spend: Whole<EmbedQuoteSide> = {
  asset: "EUR",
  total: "50.00",
  fee: "0.12",
  subtotal: "49.88",
  asset_class: "currency",
};
const receive: Whole<EmbedQuoteSide> = {
  asset: "BTC",
  total: "0.00055",
  fee: "0",
  subtotal: "0.00055",
  asset_class: "currency",
};
const unit_price: Whole<EmbedUnitPrice> = {
  asset: "BTC",
  unit_price: "90000.00",
  denomination_asset: "EUR",
  asset_class: "currency",
  denomination_asset_class: "currency",
};
const prospect: Whole<EmbedProspectiveQuote> = {
  type: "spend",
  spend,
  receive,
  unit_price,
  quoted_spend: spend,
  quoted_receive: receive,
  quoted_unit_price: unit_price,
};
const quote_id = "QTABCD-EFGHI-JKLMN2";

const order: Whole<EmbedCustomOrder> = {
  id: "AEGXGV-JZ4I2-6QXEJS",
  name: "Dip",
  action,
  trigger,
  created_at: "2026-01-05T22:13:20Z",
  updated_at: "2026-01-05T22:13:21Z",
  status: { status: "cancelled", reason: "requested" },
};

const report = {
  id: "R1",
  date: "2026-01-05T00:00:00Z",
  type: "trades",
  size: 2048,
  name: "trades-2026-01-05.csv",
} as const;

const webhook: Whole<EmbedWebhook> = {
  id: "WHTEST-XXXXX-EXAMPLE",
  url: "https://partner.example.com/webhooks",
  enabled: true,
  subscribed_events: ["quote.executed"],
  available_events: ["quote.executed"],
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-02T00:00:00Z",
};

export const embedTradeFixtures: Fixtures<Calls> = {
  listEmbedTradableAssets: {
    params: { user, tradable: true },
    answer: { result: { assets: [{ name: "BTC", status: "tradable", disabled_against: ["AED"], decimals: 8 }] } },
  },
  getEmbedQuoteLimits: {
    params: { user, base_asset: "EUR", quote_asset: "BTC", quote_type: "spend" },
    answer: {
      result: {
        asset: "EUR",
        minimum: "10",
        maximum: "10000",
        precision: 2,
        minimum_tradable_amount: "10",
        minimum_in_display: { asset: "USD", amount: "11" },
        maximum_in_display: { asset: "USD", amount: "11000" },
        minimum_tradable_amount_in_display: { asset: "USD", amount: "11" },
      },
    },
  },
  requestEmbedQuote: {
    params: { user, ...action, quote_currency: "USD" },
    answer: { result: { ...prospect, quote_id, status: "new", expires: "2026-01-05T22:15:20Z" } },
  },
  requestEmbedProspectiveQuote: {
    params: { user, action, trigger, quote_currency: "USD" },
    answer: { result: prospect },
  },
  getEmbedQuote: {
    params: { quote_id, user },
    answer: {
      result: {
        ...prospect,
        quote_id,
        transaction_id: "TXABCDE-FGHIJ-KLMNO2",
        status: "order_complete",
        expires: "2026-01-05T22:15:20Z",
      },
    },
  },
  executeEmbedQuote: {
    params: { quote_id, user },
    answer: { result: { quote_id, status: "accepted", transaction_id: "TXABCDE-FGHIJ-KLMNO2" } },
  },
  createEmbedCustomOrder: { params: { user, trigger, action, name: "Dip" }, answer: { result: { order } } },
  listEmbedCustomOrders: {
    params: { user, statuses: ["active", "completed"], cursor: "next-1" },
    answer: { result: { orders: [order], next_cursor: "next-2" } },
  },
  getEmbedCustomOrder: { params: { order_id: order.id, user }, answer: { result: { order } } },
  cancelEmbedCustomOrder: { params: { id: order.id, user }, answer: { result: { order } } },
  listEmbedSettlementReports: {
    params: {
      "filter[start_date]": "2026-01-01T00:00:00Z",
      "filter[end_date]": "2026-02-01T00:00:00Z",
      "filter[report_type][]": ["trades", "transfers"],
      "page[size]": 10,
      "page[number]": 2,
    },
    answer: {
      result: {
        reports: [report],
        links: {
          self: "https://nexus.kraken.com/b2b/reports/settlement?page%5Bnumber%5D=2",
          first: "https://nexus.kraken.com/b2b/reports/settlement?page%5Bnumber%5D=1",
          last: "https://nexus.kraken.com/b2b/reports/settlement?page%5Bnumber%5D=3",
          prev: "https://nexus.kraken.com/b2b/reports/settlement?page%5Bnumber%5D=1",
          next: "https://nexus.kraken.com/b2b/reports/settlement?page%5Bnumber%5D=3",
        },
        meta: { total_items: 30, total_pages: 3, page_size: 10, page_number: 2 },
      },
    },
  },
  getEmbedSettlementReport: {
    params: { id: "R1" },
    answer: {
      result: {
        ...report,
        download_url: "https://files.example.com/trades.csv?signature=x",
        expires_at: "2026-01-06T00:00:00Z",
      },
    },
  },
  registerEmbedWebhook: {
    params: { url: webhook.url, enabled: true, events: ["quote.executed", "deposit.status_updated"] },
    answer: { result: { webhook, secret: "dGVzdC1zZWNyZXQtcGxlYXNlLWlnbm9yZQ==" } },
  },
  listEmbedWebhooks: { params: {}, answer: { result: { webhooks: [webhook] } } },
  updateEmbedWebhook: {
    params: { webhook_id: webhook.id, enabled: false, events: ["quote.cancelled"] },
    answer: { result: { webhook } },
  },
  deleteEmbedWebhook: {
    params: { webhook_id: webhook.id },
    answer: { result: { webhook_id: webhook.id, deleted_at: "2026-01-03T00:00:00Z" } },
  },
  testEmbedWebhook: {
    params: { webhook_id: webhook.id },
    answer: {
      result: {
        result: "success",
        test_id: "t-1",
        payload_sent: '{"event_type":"webhook.test"}',
        signature_header: "t=1616492376,v1=00",
        http_status: 200,
        response_body: "ok",
        error_message: null,
      },
    },
  },
};
