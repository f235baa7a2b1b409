import type {
  SpotEarn,
  SpotEarnAllocationState,
  SpotEarnStrategy,
  SpotOAuth,
  SpotSubaccounts,
  SpotTransparency,
} from "../../../src/api/spot/index.ts";
import type { Filled, Fixtures } from "./shape.ts";

export const subaccounts = {
  createSubaccount: {
    params: { otp: "123456", username: "desk-7", email: "desk+7@example.com" },
    answer: { error: [], result: true },
  },
  submitSubaccountTransfer: {
    params: {
      otp: "123456",
      asset: "XBT",
      asset_class: "currency",
      amount: "1.0",
      from: "AA88 N84G AET3 RAOA",
      to: "AA44 N84G AET3 RAOB",
    },
    answer: { error: [], result: { transfer_id: "TOH3AS2-LPCWR8-JDQGEU", status: "complete" } },
  },
} satisfies Fixtures<SpotSubaccounts>;

const strategy = {
  id: "ESRFUO3-Q62XD-WIOIL7",
  asset: "DOT",
  lock_type: {
    type: "bonded",
    payout_frequency: 604800,

    bonding_period: 604800,
    bonding_period_variable: false,
    bonding_rewards: false,
    unbonding_period: 2419200,
    unbonding_period_variable: true,
    unbonding_rewards: false,
    exit_queue_period: 86400,
  },
  apr_estimate: { low: "15.0000", high: "21.0000" },
  user_min_allocation: "0.01",
  user_cap: "1000000",
  allocation_fee: "0.0000",
  deallocation_fee: 0,
  auto_compound: { type: "optional", default: true },
  yield_source: { type: "staking" },
  can_allocate: true,
  can_deallocate: true,
  allocation_restriction_info: ["tier"],
} satisfies Filled<SpotEarnStrategy>;

const state = {
  allocation_count: 1,
  native: "0.10",
  converted: "0.80",
  allocations: [
    { native: "0.10", converted: "0.80", created_at: "2026-10-01T08:00:00Z", expires: "2026-10-08T08:00:00Z" },
  ],
} satisfies Filled<SpotEarnAllocationState>;

export const earn = {
  allocateEarnFunds: {
    params: { otp: "123456", amount: "1.5", strategy_id: "ESRFUO3-Q62XD-WIOIL7" },
    answer: { error: [], result: true },
    otherAnswers: [{ error: [], result: null }],
  },
  deallocateEarnFunds: {
    params: { otp: "123456", amount: 1.5, strategy_id: "ESRFUO3-Q62XD-WIOIL7" },
    answer: { error: [], result: true },
  },
  getEarnAllocationStatus: {
    params: { otp: "123456", strategy_id: "ESRFUO3-Q62XD-WIOIL7" },
    answer: { error: [], result: { pending: true } },
    otherAnswers: [{ error: [], result: null }],
  },
  getEarnDeallocationStatus: {
    params: { otp: "123456", strategy_id: "ESRFUO3-Q62XD-WIOIL7" },
    answer: { error: [], result: { pending: false } },
  },
  getEarnStrategies: {
    params: {
      otp: "123456",
      ascending: true,
      asset: "DOT",
      cursor: "2",
      limit: 100,
      lock_type: ["bonded", "flex"],
    },
    otherParams: [{}],
    answer: {
      error: [],
      result: {
        items: [
          strategy,
          { ...strategy, lock_type: { type: "instant", payout_frequency: 604800 }, auto_compound: { type: "enabled" } },
          { ...strategy, lock_type: { type: "flex" }, auto_compound: { type: "disabled" } },
          { ...strategy, lock_type: { type: "timed" } },
        ],
        next_cursor: "2",
      },
    },
    otherAnswers: [{ error: [], result: null }],
  },
  getEarnAllocations: {
    params: { otp: "123456", ascending: true, converted_asset: "EUR", hide_zero_allocations: true },
    otherParams: [{}],
    answer: {
      error: [],
      result: {
        converted_asset: "EUR",
        total_allocated: "49.2398",
        total_rewarded: "0.0675",
        next_cursor: "2",
        items: [
          {
            strategy_id: "ESRFUO3-Q62XD-WIOIL7",
            native_asset: "DOT",
            amount_allocated: {
              total: { native: "0.40", converted: "3.20" },
              pending: { native: "0.10", converted: "0.80" },
              bonding: state,
              exit_queue: state,
              unbonding: state,
            },
            total_rewarded: { native: "0.0084", converted: "0.0675" },
            payout: {
              accumulated_reward: { native: "0.0010", converted: "0.0080" },
              estimated_reward: { native: "0.0020", converted: "0.0160" },
              period_start: "2026-10-01T00:00:00Z",
              period_end: "2026-10-08T00:00:00Z",
            },
          },
        ],
      },
    },
  },
} satisfies Fixtures<SpotEarn>;

export const transparency = {
  getPreTradeData: {
    params: { symbol: "BTC/USD" },
    answer: {
      error: [],
      result: {
        symbol: "BTC/USD",
        description: "Bitcoin / US Dollar",
        base_asset: "4H95J0R2X",
        base_notation: "NOML",
        quote_asset: "USD",
        quote_notation: "MONE",
        venue: "PGSL",
        system: "CLOB",
        bids: [
          { side: "BUY", price: "90396.50000", qty: "0.00500000", count: 1, publication_ts: "2026-10-06T08:30:00Z" },
        ],
        asks: [
          { side: "SELL", price: "90396.60000", qty: "0.11060000", count: 2, publication_ts: "2026-10-06T08:30:00Z" },
        ],
      },
    },
  },
  getPostTradeData: {
    params: { symbol: "BTC/USD", from_ts: "2026-10-06T08:00:00Z", to_ts: "2026-10-06T08:30:00Z", count: 1000 },
    otherParams: [{}],
    answer: {
      error: [],
      result: {
        last_ts: "2026-10-06T08:29:59.123456Z",
        count: 1,
        trades: [
          {
            trade_id: "TVUNLP-HTSIA-AHQPQV",
            price: "90396.50000",
            quantity: "0.00500000",
            symbol: "BTC/USD",
            description: "Bitcoin / US Dollar",
            base_asset: "4H95J0R2X",
            base_notation: "UNIT",
            quote_asset: "USD",
            quote_notation: "MONE",
            trade_venue: "PGSL",
            trade_ts: "2026-10-06T08:29:59.123456Z",
            publication_venue: "PGSL",
            publication_ts: "2026-10-06T08:29:59.223456Z",
          },
        ],
      },
    },
  },
} satisfies Fixtures<SpotTransparency>;

const fastKey = {
  api_key_name: "bot",
  created_time: "2026-10-06T08:30:00Z",
  id: "FAST-1",
  ip_allowlist: ["203.0.113.0/24"],
  last_used: 0,
  modified_time: "2026-10-06T08:30:00Z",
  nonce: 0,
  nonce_window: 5000,
  oauth_client: "client-1",
  permissions: { funds_query: true, trades_modify: false },
  purpose: "fast_api",
  query_from: 0,
  query_to: 0,
  valid_until: 1790000000,
} as const;

const settings = {
  ip_allowlist: ["203.0.113.0/24"],
  nonce_window: 5000,
  permissions: {
    export_data: false,
    funds_add: false,
    funds_earn: false,
    funds_query: true,
    funds_withdraw: false,
    ledger_query: true,
    trades_close: true,
    trades_modify: true,
    trades_query_closed: true,
    trades_query_open: true,
  },
  query_from: 0,
  query_to: null,
  valid_until: 1790000000,
} as const;

const answeredKey = { ...fastKey, ip_allowlist: ["203.0.113.0/24"] };

export const oauth = {
  getOAuthAccessToken: {
    params: {
      grant_type: "authorization_code",
      code: "code-1",
      redirect_uri: "https://example.com/back?to=1",
      client_id: "client-1",
      client_secret: "test secret",
    },
    otherParams: [{ grant_type: "refresh_token", refresh_token: "refresh-1" }],
    answer: { access_token: "access-1", token_type: "bearer", expires_in: 14400, refresh_token: "refresh-2" },
  },
  getOAuthUserInfo: {
    params: {},
    answer: { result: { email: "user@example.com", iban: "AA88 N84G AET3 RAOA" } },
  },
  createOAuthFastApiKey: {
    params: { ...settings, api_key_name: "bot" },
    otherParams: [{}],
    answer: { result: { ...answeredKey, secret: "c2VjcmV0", api_key: "test-key" } },
  },
  updateOAuthFastApiKey: {
    params: { ...settings, api_key_name: "bot", new_api_key_name: "bot-2" },
    answer: { result: true },
  },
  deleteOAuthFastApiKey: { params: { api_key_name: "bot" }, answer: { result: true } },
  listOAuthFastApiKeys: { params: {}, answer: { result: [answeredKey] } },
} satisfies Fixtures<SpotOAuth>;
