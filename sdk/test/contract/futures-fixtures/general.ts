import type { FuturesGeneral } from "../../../src/api/futures/index.ts";
import { success, type Fixtures } from "./shape.ts";

export const general = {
  getNotifications: {
    params: {},
    answer: {
      ...success,
      notifications: [
        {
          effectiveTime: "2026-10-07T08:00:00.000Z",
          note: "Planned upgrade",
          priority: "high",
          type: "maintenance",
          expectedDowntimeMinutes: 15,
        },
      ],
    },
    otherAnswers: [
      {
        ...success,
        notifications: [
          { effectiveTime: "2026-10-07T08:00:00.000Z", note: "New contract", priority: "low", type: "new_feature" },
        ],
      },
    ],
  },
  checkApiKeyV3: {
    params: {},
    answer: {
      apiKey: "dGhpcyBpcyBub3QgYSByZWFsIGtleQ==",
      accountUid: "0f9c23b8-63e2-40e4-9592-6d5aa57c12ba",
      iiban: "AA88N84GAET3RAOA",
      createdAt: "2026-08-27T17:21:56.123Z",
      permissions: { general: "FULL_ACCESS", transfer: "NO_ACCESS" },
      allowedCidrBlock: "203.0.113.0/24",
      allowedCidrBlocks: ["203.0.113.0/24"],
    },
    otherAnswers: [
      {
        apiKey: "dGhpcyBpcyBub3QgYSByZWFsIGtleQ==",
        accountUid: "0f9c23b8-63e2-40e4-9592-6d5aa57c12ba",
        iiban: null,
        createdAt: "2026-08-27T17:21:56.123Z",
        permissions: { general: "READ_ONLY", transfer: "READ_ONLY" },
        allowedCidrBlock: null,
        allowedCidrBlocks: [],
      },
    ],
  },
  getAccountMarketShare: {
    params: {},
    answer: { contracts: { PF_XBTUSD: { marketShare: "0.0012", volume: "123456.78", usdRebateCredited: "1.5" } } },
    otherAnswers: [{ contracts: {} }],
  },
  getInitialMarginRequirements: {
    params: { orderType: "lmt", symbol: "PF_XBTUSD", side: "buy", size: "0.5", limitPrice: 80000 },
    otherParams: [{ orderType: "mkt", symbol: "PF_XBTUSD", side: "sell", size: 1 }],
    answer: { ...success, initialMargin: 400, price: 80000, estimatedLiquidationThreshold: 72000.5, error: null },
    otherAnswers: [
      { ...success, initialMargin: null, price: null, estimatedLiquidationThreshold: null, error: "MARKET_SUSPENDED" },
      success,
    ],
  },
  getMaxOrderSize: {
    params: { orderType: "lmt", symbol: "PF_XBTUSD", limitPrice: "80000.5" },
    otherParams: [{ orderType: "mkt", symbol: "PF_XBTUSD" }],
    answer: { ...success, maxBuySize: 12.5, buyPrice: 80000, maxSellSize: 11, sellPrice: 80001, error: null },
    otherAnswers: [
      { ...success, maxBuySize: null, buyPrice: null, maxSellSize: null, sellPrice: null, error: "MARKET_SUSPENDED" },
      success,
    ],
  },
} satisfies Fixtures<FuturesGeneral>;
