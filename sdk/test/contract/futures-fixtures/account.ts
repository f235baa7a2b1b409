import type {
  FuturesAccount,
  FuturesAssignment,
  FuturesAssignmentParticipant,
  FuturesFees,
  FuturesFills,
  FuturesMultiCollateral,
  FuturesPortfolioMarginBreakdown,
  FuturesSettings,
  FuturesSubaccounts,
  FuturesTransfers,
} from "../../../src/api/futures/index.ts";
import { success, type Filled, type Fixtures } from "./shape.ts";

const breakdown = {
  totalCrossAssetNettedMarketRisk: 1000.5,
  totalMarketRisk: 1200,
  totalScenarioPnls: [-1200, 0, 850.25],
  totalAbsoluteOptionPositionDeltaNotional: 5000,
  netPortfolioDelta: 0.75,
  totalPremium: -42,
  isBuyOnly: false,
  futuresMaintenanceMargin: 301.5,
} satisfies Filled<FuturesPortfolioMarginBreakdown>;

const margins = {
  initialMargin: 807.6,
  initialMarginWithOrders: 900,
  maintenanceMargin: 403.8,
  balanceValue: 10000,
  portfolioValue: 10050.5,
  collateralValue: 9980,
  pnl: 50.5,
  unrealizedFunding: -0.25,
  totalUnrealized: 50.25,
  totalUnrealizedAsMargin: 50.2,
  availableMargin: 9222.6,
  marginEquity: 10030.2,
};

export const account = {
  getAccounts: {
    params: {},
    answer: {
      ...success,
      accounts: {
        cash: { type: "cashAccount", balances: { xbt: 141.31756797, usd: "0.00" } },
        flex: {
          type: "multiCollateralMarginAccount",
          currencies: { USD: { quantity: 10000, value: 10000, collateral: 9980, available: 9222.6 } },
          ...margins,
          portfolioMarginBreakdown: breakdown,
          upnlInterestRate: null,
        },
        fi_xbtusd: {
          type: "marginAccount",
          currency: "xbt",
          balances: { FI_XBTUSD_260925: 50000, xbt: 141.31756797, xrp: "0" },
          auxiliary: { usd: 0, pv: 141.31756797, pnl: 0.00013, af: 100.73891563, funding: -0.0000002 },
          marginRequirements: { im: 40.57865, mm: 20.28932, lt: 12.17359, tt: 8.11573 },
          triggerEstimates: { im: 3110, mm: 3000, lt: 2890, tt: 2830 },
        },
      },
    },
  },
  getOpenPositions: {
    params: {},
    answer: {
      ...success,
      openPositions: [
        {
          symbol: "PF_XBTUSD",
          side: "short",
          size: 0.5,
          price: 80000.25,
          unrealizedPnl: -379.1,
          unrealizedFunding: 0.004,
          pnlCurrency: "USD",
          maxFixedLeverage: 5,
          fillTime: "2026-08-27T16:00:00.000Z",
        },
      ],
    },
    otherAnswers: [
      {
        ...success,
        openPositions: [
          {
            symbol: "PI_XBTUSD",
            side: "long",
            size: 10000,
            price: 79000,
            unrealizedPnl: 0.0021,
            unrealizedFunding: null,
            pnlCurrency: null,
            maxFixedLeverage: null,
          },
        ],
      },
    ],
  },
  getPositionPercentile: {
    params: {},
    answer: { ...success, queue: [{ symbol: "PF_XBTUSD", percentile: 20 }] },
    otherAnswers: [{ ...success, queue: [] }],
  },
  getPortfolioMarginParameters: {
    params: {},
    answer: {
      ...success,
      crossAssetNettingFactor: 0.2,
      extremePriceShockMultiplier: 2,
      volShockMultiplicationFactor: 0.3,
      volShockExponentFactor: 0.5,
      optionExpiryTimeShockHours: 24,
      optionsInitialMarginFactor: 1.2,
      totalOptionOrdersConsideredInInitialMarginCalc: 10,
      priceShockLevels: [-0.12, 0, 0.12],
      optionsUserLimits: {
        maxNetPositionDelta: 100,
        limitsPerBaseCurrency: { BTC: { maxTotalPositionSize: 50, maxTotalOpenOrdersSize: 25 } },
      },
    },
  },
  simulateMarginRequirements: {
    params: { json: { balances: { USD: 10000 }, positions: [{ symbol: "PF_XBTUSD", size: 0.5 }] } },
    otherParams: [{ json: '{"balances":{}}' }],
    answer: {
      ...success,
      maintenanceMargin: 403.8,
      initialMargin: 807.6,
      pnl: 50.5,
      portfolioMarginBreakdown: breakdown,
      greeks: {
        OPTION: { iv: 0.41, delta: 0.52, gamma: null, vega: null, theta: null, rho: null },
      },
    },
  },
} satisfies Fixtures<FuturesAccount>;

export const multiCollateral = {
  getPnlPreferences: {
    params: {},
    answer: { ...success, preferences: [{ symbol: "PF_XBTUSD", pnlCurrency: "EUR" }] },
  },
  setPnlPreference: { params: { symbol: "PF_XBTUSD", pnlPreference: "EUR" }, answer: success },
  getLeverageSettings: {
    params: {},
    answer: { ...success, leveragePreferences: [{ symbol: "PF_XBTUSD", maxLeverage: 5 }] },
  },
  setLeverageSettings: {
    params: { symbol: "PF_XBTUSD", maxLeverage: 5 },
    otherParams: [{ symbol: "PF_XBTUSD" }],
    answer: success,
  },
} satisfies Fixtures<FuturesMultiCollateral>;

export const settings = {
  getRfqAssignmentMaxLeverage: {
    params: {},
    answer: { ...success, maxLeverage: 12.5 },
    otherAnswers: [{ ...success, maxLeverage: null }],
  },
  setRfqAssignmentMaxLeverage: {
    params: { maxLeverage: "12.50" },
    otherParams: [{ maxLeverage: 0 }],
    answer: { ...success, maxLeverage: 12.5 },
  },
  deleteRfqAssignmentMaxLeverage: { params: {}, answer: success },
  getSelfTradeStrategy: { params: {}, answer: { ...success, strategy: "REJECT_TAKER" } },
  updateSelfTradeStrategy: {
    params: { strategy: "CANCEL_MAKER_ANY" },
    answer: { ...success, strategy: "CANCEL_MAKER_ANY" },
  },
} satisfies Fixtures<FuturesSettings>;

const participant = {
  contractType: "flex",
  contract: "PF_XBTUSD",
  maxSize: 10,
  maxPosition: 20.5,
  acceptLong: true,
  acceptShort: false,
  timeFrame: "WEEKDAYS",
  enabled: true,
} satisfies Filled<FuturesAssignmentParticipant>;

export const assignment = {
  getAssignmentPrograms: {
    params: {},
    answer: { ...success, participants: [{ id: 1, participant }] },
    otherAnswers: [
      {
        ...success,
        participants: [{ id: 2, participant: { ...participant, contract: null, maxSize: null, maxPosition: null } }],
      },
    ],
  },
  addAssignmentPreference: { params: participant, answer: { ...success, id: 1, participant } },
  deleteAssignmentPreference: { params: { id: 1 }, answer: { ...success, id: 1, participant } },
  getAssignmentPreferencesHistory: {
    params: {},
    answer: {
      ...success,
      participants: [{ deleted: true, participant, timestamp: "2026-08-27T16:00:00.000Z" }],
    },
  },
} satisfies Fixtures<FuturesAssignment>;

export const fees = {
  getFeeSchedules: {
    params: {},
    answer: {
      ...success,
      feeSchedules: [
        {
          uid: "723888f7-0a8e-4183-8648-f920a22339e3",
          name: "MTF Linear Rebate Fees",
          tiers: [
            { makerFee: 0.02, takerFee: 0.05, usdVolume: 0 },
            { makerFee: 0.0175, takerFee: 0.045, usdVolume: 5000000 },
          ],
        },
      ],
    },
  },
  getFeeScheduleVolumes: {
    params: {},
    answer: { ...success, volumesByFeeSchedule: { "723888f7-0a8e-4183-8648-f920a22339e3": 123456.78 } },
  },
} satisfies Fixtures<FuturesFees>;

export const fills = {
  getFills: {
    params: { lastFillTime: "2026-08-27T17:00:00.000Z" },
    otherParams: [{}],
    answer: {
      ...success,
      fills: [
        {
          fill_id: "cad76f07-814e-4dc6-8478-7867407b6bff",
          order_id: "c18f0c17-9971-40e6-8e5b-10df05d422f0",
          cliOrdId: "my order",
          symbol: "PF_XBTUSD",
          side: "buy",
          size: 0.0042,
          price: 80759,
          fillTime: "2026-08-27T16:59:59.999Z",
          fillType: "maker",
        },
        {
          fill_id: "6d58bda0-7d4b-4bb8-9d5c-1a7a2ad92a5c",
          order_id: "e35d61dd-8a30-4d5f-a574-b5593ef0c050",
          cliOrdId: null,
          symbol: "PI_XBTUSD",
          side: "sell",
          size: 5000,
          price: 80740.5,
          fillTime: "2026-08-27T16:59:58.000Z",
          fillType: "partialLiquidation",
        },
      ],
    },
  },
} satisfies Fixtures<FuturesFills>;

const subaccountUid = "bf6f9f1c-8d3d-4e0f-9b0a-7b2b6d6d1a11";

export const subaccounts = {
  getSubaccountTradingStatus: { params: { subaccountUid }, answer: { tradingEnabled: true } },
  updateSubaccountTradingStatus: {
    params: { subaccountUid, tradingEnabled: false },
    answer: { tradingEnabled: false },
  },
  getSubaccounts: {
    params: {},
    answer: {
      ...success,
      masterAccountUid: "0f9c23b8-63e2-40e4-9592-6d5aa57c12ba",
      subaccounts: [
        {
          accountUid: subaccountUid,
          email: "desk@example.com",
          fullName: null,
          holdingAccounts: [{ currency: "xbt", amount: 0.5 }],
          futuresAccounts: [{ name: "fi_xbtusd", availableMargin: 0.25 }],
          flexAccount: {
            currencies: [{ currency: "USD", quantity: 10000, value: 10000, collateral: 9980, available: 9222.6 }],
            ...margins,
            portfolioMarginBreakdown: breakdown,
          },
        },
      ],
    },
  },
} satisfies Fixtures<FuturesSubaccounts>;

export const transfers = {
  submitWalletTransfer: {
    params: { fromAccount: "cash", toAccount: "fi_xbtusd", unit: "xbt", amount: "1.00000001" },
    otherParams: [{ fromAccount: "flex", toAccount: "cash", unit: "usd", amount: 0.0000001 }],
    answer: success,
  },
  submitSubaccountTransfer: {
    params: {
      fromUser: "0f9c23b8-63e2-40e4-9592-6d5aa57c12ba",
      toUser: subaccountUid,
      fromAccount: "cash",
      toAccount: "flex",
      unit: "usd",
      amount: "100.5",
    },
    answer: success,
  },
  submitTransferToSpot: {
    params: { currency: "xbt", amount: "0.1", sourceWallet: "flex" },
    otherParams: [{ currency: "xbt", amount: 0.1 }],
    answer: { ...success, uid: "49a1aabb-1d1d-4dd1-9f2b-0e9a0f3a4c0b" },
  },
} satisfies Fixtures<FuturesTransfers>;
