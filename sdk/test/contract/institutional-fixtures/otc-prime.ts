import type {
  Otc,
  PrimeApiUser,
  PrimeApiUserKeys,
  PrimeApiUsers,
  PrimeSettlement,
  PrimeSettlementBatch,
  PrimeSettlementLeg,
} from "../../../src/api/institutional/index.ts";
import type { Fixtures, Whole } from "../fixture.ts";

const warning = "WGeneral:Deprecated";
const quote_id = "2f3c7a1e-7a1c-4f4e-9a55-0f0d1c2b3a49";
const quote = { base: "BTC", quote: "USD", amount: "2.5", settlement: "automated", quote_id } as const;

export const otcFixtures: Fixtures<Otc, "createOtcQuoteRequest"> = {
  createOtcQuoteRequest: {
    params: { base: "BTC", quote: "USD", type: "buy", amount: "2.5" },
    otherParams: [{ base: "BTC", quote: "USD", type: "sell", total: "250000" }],
    answer: {
      error: [warning],
      result: { quote: { ...quote, client_order_id: "my-1", price: "100000", total: "250000" } },
    },
  },
  updateOtcQuote: {
    params: { quote_id, status: "accepted" },
    answer: { error: [warning], result: { quote_id } },
  },
  getOtcPairs: {
    params: {},
    answer: {
      error: [warning],
      result: {
        spot_pairs: [
          {
            base: "BTC",
            quote: "USD",
            pair_name: "BTC/USD",
            pair_decimals: "1",
            lot_decimals: "8",
            cost_decimals: 5,
            max_base_amount: "100",
            max_notional: "10000000",
            min_base_amount: "0.5",
            min_notional: "50000",
          },
        ],
      },
    },
  },
  getOtcActiveQuotes: {
    params: { vault_id: "VABCDEF234567A" },
    answer: {
      error: [warning],
      result: [
        {
          ...quote,
          expires: { time: 1_767_225_610_000 },
          client_order_id: "my-1",
          type: "buy",
          price: "100000",
          total: "250000",
        },
      ],
    },
  },
  getOtcHistoricalQuotes: {
    params: {},
    answer: {
      error: [warning],
      result: [
        {
          ...quote,
          trade_id: "TABCDE-FGHIJ-KLMNO2",
          status: "closed",
          acceptance: { status: "accepted", time: 1_767_225_605_000 },
          settlement_status: "settled",
          client_order_id: "my-1",
          type: "buy",
          price: "100000",
          total: "250000",
        },
      ],
    },
  },
  getOtcExposures: {
    params: {},
    answer: {
      error: [warning],
      result: { max_otc: "1000000", max_rfq: "500000", used_otc: "250000", used_rfq: "0" },
    },
  },
  checkOtcClient: { params: {}, answer: { error: [warning], result: { permissions: ["otc-quote-approve"] } } },
};

const leg: Whole<PrimeSettlementLeg> = {
  status: "unsettled",
  asset: "BTC",
  amount: "-2.5",
  direction: "out",
  can_settle: true,
  settled_at: 1_767_225_700_000,
  latest_spot_transfer: { id: "ST1" },
};
const batch: Whole<PrimeSettlementBatch> = {
  id: "B1",
  attributes: {
    status: "partially_settled",
    confirmed: true,
    created_at: 1_767_225_600_000,
    trade_count: 4,
    asset_kind: "currency",
    updated_at: 1_767_225_700_000,
  },
  legs: [leg],
  trade_ids: ["T1"],
};

const apiUser: Whole<PrimeApiUser> = { id: "U1", name: "desk", status: "Enabled", roles: ["Trader"] };

export const primeFixtures: Fixtures<PrimeSettlement & PrimeApiUsers & PrimeApiUserKeys> = {
  createPrimeSettlementBatch: {
    params: { asset_kind: "tokenized_equity" },
    answer: { error: [warning], result: { batch } },
  },
  getPrimeSettlementBatch: { params: { batch_id: "B1" }, answer: { error: [warning], result: { batch } } },
  listPrimeSettlementBatches: {
    params: {
      statuses: ["unsettled", "settled"],
      from: 1_767_225_600_000,
      until: 1_767_312_000_000,
      limit: 200,
      offset: 50,
    },
    answer: { error: [warning], result: { data: [batch], pagination: { has_more: true, limit: 200, offset: 50 } } },
  },
  settlePrimeSettlementBatchAsset: {
    params: { batch_id: "B1", asset: "BTC" },
    answer: {
      error: [warning],
      result: {
        transfer: {
          id: "X1",
          attributes: { transfer_status: "pending", transfer_amount: "2.5", transfer_asset: "BTC" },
          relationships: { leg },
        },
      },
    },
  },
  createPrimeApiUser: { params: { name: "desk", role: "Trader" }, answer: { error: [warning], result: apiUser } },
  getPrimeApiUser: { params: { user_id: "U1" }, answer: { error: [warning], result: { data: apiUser } } },
  listPrimeApiUsers: { params: {}, answer: { error: [warning], result: { data: [apiUser] } } },
  updatePrimeApiUser: {
    params: { user_id: "U1", name: "desk 2", status: "Enabled" },
    answer: { error: [warning], result: apiUser },
  },
  updatePrimeApiUserRoles: {
    params: { user_id: "U1", role: "Viewer" },
    answer: { error: [warning], result: apiUser },
  },
  createPrimeApiUserKey: {
    params: { user_id: "U1" },
    answer: {
      error: [warning],
      result: {
        id: "K1",
        api_key: "public",
        user_id: "U1",
        permissions: ["trade"],
        whitelisted_ips: ["203.0.113.7"],
        api_secret: "c2VjcmV0",
      },
    },
  },
  listPrimeApiUserKeys: {
    params: { user_id: "U1" },
    answer: {
      error: [warning],
      result: {
        data: [
          {
            id: "K1",
            key: "public",
            user_id: "U1",
            updated_at: 1_767_225_600_000,
            permissions: ["trade"],
            whitelisted_ips: ["203.0.113.7"],
          },
        ],
      },
    },
  },
  updatePrimeApiUserKey: {
    params: { user_id: "U1", key_id: "K1", whitelisted_ips: ["203.0.113.7", "203.0.113.0/24"] },
    answer: {
      error: [warning],
      result: {
        id: "K1",
        api_key: "public",
        user_id: "U1",
        permissions: ["trade"],
        whitelisted_ips: ["203.0.113.7"],
        updated_at: 1_767_225_600_000,
      },
    },
  },
  deletePrimeApiUserKey: {
    params: { user_id: "U1", key_id: "K1" },
    answer: { error: [warning], result: { deleted: true } },
  },
};
