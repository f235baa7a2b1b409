import type {
  EmbedAssets,
  EmbedEarn,
  EmbedFullName,
  EmbedNamedAmount,
  EmbedPortfolio,
  EmbedResidence,
  EmbedTransactionSide,
  EmbedUsers,
  EmbedVerificationMetadata,
  EmbedVerifications,
} from "../../../src/api/partner/index.ts";
import type { Fixtures, Whole } from "../fixture.ts";

type Calls = EmbedUsers & EmbedVerifications & EmbedAssets & EmbedPortfolio & EmbedEarn;

const user = "AA88 N84G AET3 RAOA";
const full_name: Whole<EmbedFullName> = { first_name: "Ada", middle_name: "M.", last_name: "Partner" };
const residence: Whole<EmbedResidence> = {
  line1: "Example Street 1",
  line2: "Floor 2",
  city: "Berlin",
  postal_code: "10115",
  province: "BE",
  country: "DE",
};
const profile = {
  tos_version_accepted: 1,
  full_name,
  date_of_birth: "1990-12-31",
  residence,
  phone: "+49301234567",
  nationalities: ["DE", "FR"] as [string, string],
  occupation: "computers_and_it" as const,
  employer_name: "Example GmbH",
  client_identifier: { type: "concat", value: "19901231ADA##PARTN", calculated_at: "2026-01-01T00:00:00Z" },
  city_of_birth: "Paris",
  country_of_birth: "FR",
  tax_ids: [{ id: "12/345/67890", issuing_country: "DE" }] as [{ id: string; issuing_country: string }],
  language: "de",
};

const metadata: Whole<EmbedVerificationMetadata> = {
  identity: { full_name, date_of_birth: "1990-12-31" },
  document_type: "passport",
  document_number: "C01X00T47",
  issuing_country: "DE",
  nationality: "DE",
  verifier: "example-kyc",
  verified_at: "2026-01-01T00:00:00Z",
  verifier_response: "approved",
  external_verification_id: "check-1",
  expiration_date: "2031-01-01",
};
const picture = { data: new Uint8Array([0xff, 0xd8, 0xff, 0x00, 0x0d, 0x0a]), type: "image/jpeg" };

const pages = {
  self: "https://nexus.kraken.com/b2b/assets?page%5Bnumber%5D=2",
  first: "https://nexus.kraken.com/b2b/assets?page%5Bnumber%5D=1",
  last: "https://nexus.kraken.com/b2b/assets?page%5Bnumber%5D=3",
  prev: "https://nexus.kraken.com/b2b/assets?page%5Bnumber%5D=1",
  next: "https://nexus.kraken.com/b2b/assets?page%5Bnumber%5D=3",
};

const amount: Whole<EmbedNamedAmount> = {
  asset: "BTC",
  amount: "0.00125000",
  asset_class: "currency",
  asset_name: "Bitcoin",
};
const side: Whole<EmbedTransactionSide> = {
  amount,
  total: amount,
  ledger_id: "LABCDE-FGHIJ-KLMNO2",
  time: "2026-01-05T22:13:20Z",
  quoted_amount: amount,
  fee: amount,
  quoted_fee: amount,
  quoted_total: amount,
  balance: amount,
};

const rate = { timestamp: "2026-01-05T22:00:00Z", price: "100000.10" };

export const embedCustomerFixtures: Fixtures<Calls> = {
  createEmbedUser: {
    params: { email: "ada@example.com", external_id: "customer-1", ...profile },
    answer: { result: { user } },
  },
  getEmbedUser: {
    params: { user },
    answer: {
      result: {
        user,
        external_id: "customer-1",
        user_type: "individual",
        status: {
          state: "pending",
          required_actions: [
            {
              action_type: "provide_verification",
              verification_type: "identity_document",
              reasons: ["expired"],
              deadline: "2026-02-01T00:00:00Z",
            },
          ],
        },
        created_at: "2026-01-01T00:00:00Z",
      },
    },
  },
  updateEmbedUser: { params: { user, ...profile }, answer: { result: "success" } },
  createEmbedHeadlessSubaccount: { params: { external_id: "sub-1" }, answer: { result: { user } } },
  submitEmbedVerification: {
    params: {
      user,
      type: "identity_document",
      metadata,
      front: { ...picture, filename: "front.jpg" },
      back: { ...picture, filename: "back.jpg" },
      verifier_response: { data: new Blob(["{}"]), filename: "response.json", type: "application/json" },
    },
    answer: { result: { verification_id: "v-1" } },
  },
  submitEmbedVerificationFromUrl: {
    params: {
      user,
      type: "identity_document",
      metadata,
      front_url: "https://files.example.com/front.jpg?signature=a%2Bb",
      back_url: "https://files.example.com/back.jpg",
      verifier_response_url: "https://files.example.com/response.json",
    },
    answer: { result: { verification_id: "v-1" } },
  },
  listEmbedAssets: {
    params: {
      "filter[user]": user,
      "filter[assets][]": ["BTC", "ETH"],
      "filter[platform_statuses][]": ["enabled", "deposit_only"],
      "filter[tradable_only]": true,
      sort: "-market_cap_rank",
      "page[size]": 20,
      "page[number]": 2,
      quote: "EUR",
      lang: "de",
    },
    answer: {
      result: {
        assets: [{ symbol: "BTC", english_name: "Bitcoin" }],
        links: pages,
        meta: { total_items: 60, total_pages: 3, page_size: 20, page_number: 2 },
      },
    },
  },
  getEmbedAsset: {
    params: { asset: "BTC", quote: "EUR", lang: "de" },
    answer: {
      result: {
        symbol: "BTC",
        english_name: "Bitcoin",
        links: {
          self: { href: "/b2b/assets/BTC", type: "application/json" },
          logo: { width: 64, height: 64, href: "https://assets.example.com/btc.png", type: "image/png" },
        },
        description: "The first one",
        bearish_insights: "Volatile",
        bullish_insights: "Scarce",
        circulating_supply: "19900000",
        total_supply: "19900000",
        max_supply: "21000000",
        market_cap_value: "1990000000000",
        dominance_percent: "55.1",
        market_cap_rank: 1,
        change_value_24h: "-120.5",
        change_percent_24h: "-0.12",
        volume_value_24h: "35000000000",
        ath_value: "126000",
        ath_date: "2025-10-06",
      },
    },
  },
  listEmbedAssetRates: {
    params: {
      asset: "BTC",
      quote: "EUR",
      start_time: "2026-01-05T00:00:00Z",
      end_time: "2026-01-06T00:00:00Z",
      interval: "PT60M",
    },
    answer: {
      result: {
        rates: [rate],
        meta: {
          page_oldest_rate: rate,
          page_newest_rate: rate,
          page_price_change_value: "-120.5",
          page_price_change_percent: "-0.12",
        },
      },
    },
  },
  getEmbedPortfolioSummary: {
    params: { user, quote: "EUR", "include[current_day_pnl]": true },
    answer: {
      result: {
        timestamp: "2026-01-05T22:13:20Z",
        currency: "EUR",
        portfolio_value: "1500.00",
        withheld_value: "0.00",
        open_orders: "100.00",
        available_balance: "1400.00",
        lots_upnl: "50.00",
        cost_basis: "1450.00",
        current_day_pnl: { since: "2026-01-05T00:00:00Z", pnl: "1.50" },
      },
    },
  },
  getEmbedPortfolioHistory: {
    params: {
      user,
      "include[assets][]": ["BTC", "ETH"],
      "include[total_balance]": true,
      "include[total_pnl]": true,
      start_date: "2025-01-01",
      end_date: "2025-12-31",
      resolution: 7,
      quote: "EUR",
      cursor: "next-1",
    },
    answer: {
      result: {
        start_date: "2025-01-01",
        end_date: "2025-12-31",
        next_cursor: "next-2",
        currency: "EUR",
        total_pnl: "50.00",
        total_pnl_pct: "3.4",
        history: [
          {
            date: "2025-01-01",
            total_balance: "1400.00",
            total_pnl: "0.00",
            total_pnl_pct: "0",
            assets: { BTC: { balance: "0.01" } },
          },
        ],
      },
    },
  },
  listEmbedPortfolioDetails: {
    params: { user, quote: "EUR" },
    answer: {
      result: {
        timestamp: "2026-01-05T22:13:20Z",
        currency: "EUR",
        assets: [
          {
            asset: "BTC",
            class: "currency",
            cash_balance: "0.01",
            index_price: "90000",
            cash_value: "900",
            held_orders_spot: "0.001",
            avail_trade: "0.009",
            avail_trade_value: "810",
            credit_line_used: "0",
            credit_line_available: "0",
            lots_upnl: "50.00",
            avg_entry_price: "85000",
            cost_basis: "850",
          },
        ],
      },
    },
  },
  listEmbedPortfolioTransactions: {
    params: {
      user,
      cursor: "next-1",
      types: ["simple_order", "deposit"],
      page_size: 50,
      assets: ["BTC", "EUR"],
      from_time: "2026-01-01T00:00:00Z",
      until_time: "2026-02-01T00:00:00Z",
      statuses: ["successful", "failed"],
      ids: ["TX1", "TX2"],
      sorting: "ascending",
      ref_ids: [{ type: "trade", ref_id: "R1" }],
      quote: "EUR",
    },
    answer: {
      result: {
        transactions: [
          {
            id: "TX1",
            time: "2026-01-05T22:13:20Z",
            type: "simple_order",
            ref_id: "R1",
            ref_id2: "R2",
            status: "successful",
            spend: side,
            receive: side,
          },
        ],
        stats: { transactions_seen: 1 },
        next_cursor: "next-2",
      },
    },
  },
  getEmbedEarnSummary: {
    params: { user, currency: "EUR" },
    answer: {
      result: {
        auto_earn_eligible: true,
        auto_earn_enabled: true,
        auto_earn_last_changed: "2026-01-01T00:00:00Z",
        payout_period: "P7D",
        total_allocated_converted: "500.00",
        total_rewarded_converted_true_rates: "5.00",
        total_rewarded_converted_current_rate: "6.00",
        num_earning_assets: 1,
        upcoming_rewards: [
          {
            date: "2026-01-08T00:00:00Z",
            asset: "ETH",
            accumulated_amount: { native: "0.001", converted: "3.00" },
            estimated_pending_amount: { native: "0.002", converted: "6.00" },
          },
        ],
      },
    },
  },
  listEmbedEarnAssets: {
    params: { assets: ["ETH", "DOT"], user, currency: "EUR" },
    answer: { result: { assets: { ETH: { apr: "2.5" } } } },
  },
  toggleEmbedAutoEarn: { params: { user, want_enabled: false }, answer: { result: {} } },
};
