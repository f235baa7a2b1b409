import type {
  FuturesAnalytics,
  FuturesAnalyticsData,
  FuturesAnalyticsError,
  FuturesCharts,
  FuturesLongShort,
} from "../../../src/api/futures/index.ts";
import type { Filled, Fixtures } from "./shape.ts";

export const charts = {
  getTickTypes: { params: {}, answer: ["mark", "spot", "trade"] },
  getMarketsForTickType: { params: { tick_type: "trade" }, answer: ["PF_XBTUSD", "PI_XBTUSD"] },
  getResolutions: {
    params: { tick_type: "mark", symbol: "PF_XBTUSD" },
    answer: ["1m", "5m", "15m", "30m", "1h", "4h", "12h", "1d", "1w"],
  },
  getCandles: {
    params: { tick_type: "trade", symbol: "PF_XBTUSD", resolution: "1h", from: 1620742680, to: 1620749880, count: 2 },
    otherParams: [{ tick_type: "spot", symbol: "PF_XBTUSD", resolution: "1w" }],
    answer: {
      candles: [
        {
          time: 1620742680000,
          open: "80759.00000000000",
          high: "80800.00000000000",
          low: "80700.00000000000",
          close: "80750.00000000000",
          volume: "48.0042",
        },
        { time: 1620746280000, open: "80750", high: "80751", low: "80749", close: "80750", volume: 0 },
      ],
      more_candles: true,
    },
  },
} satisfies Fixtures<FuturesCharts>;

const errors = [
  {
    severity: "E",
    error_class: "General",
    type: "InvalidArgument",
    msg: "must be one of the intervals",
    value: "61",
    field: "interval",
  },
] satisfies Filled<FuturesAnalyticsError>[];

const longShort = {
  longCount: [120, 121],
  shortCount: [80, 79],
  longPercent: ["0.6", "0.605"],
  shortPercent: ["0.4", "0.395"],
  ratio: ["1.5", "1.5316"],
} satisfies Filled<FuturesLongShort>;

const series = <Data>(data: Data): { result: { timestamp: number[]; more: boolean; data: Data }; errors: never[] } => ({
  result: { timestamp: [1620742800, 1620746400], more: false, data },
  errors: [],
});

const everyShape: FuturesAnalyticsData[] = [
  [1200, 1300],
  ["0.41", "0.42"],
  [
    [1, 2, 0.5, 1.5],
    [1.5, 2, 1, 1],
  ],
  longShort,
  {
    bid: { best_price: ["80761", null], bestPrice: ["80761", null], liquidity_005: ["12.5", "13"] },
    ask: { best_price: ["80762", "80763"], bestPrice: ["80762", "80763"], slippage_1k: [null, null] },
  },
  { buyVolume: ["10.5", "9"], sellVolume: ["8", "9.5"], cvd: ["2.5", "2"] },
  { top20Percent: { ...longShort, openInterest: ["1800.5", "1790"] } },
  { usdValue: ["1000000", "1000001.5"] },
  { basis: ["0.0012", "0.0013"] },
  {
    rate: [
      ["0.1", "0.2", "0.05", "0.15"],
      ["0.15", "0.15", "0.1", "0.1"],
    ],
    relativeRate: [
      ["0.000001", "0.000002", "0.0000005", "0.0000015"],
      ["0.0000015", "0.0000015", "0.000001", "0.000001"],
    ],
  },
];

export const analytics = {
  getLiquidityPoolStatistic: {
    params: { since: 1620742680, interval: 3600, to: 1620749880 },
    otherParams: [{ since: 1620742680, interval: 604800 }],
    answer: {
      result: { timestamp: [1620742800], more: true, data: { usdValue: ["1000000.25"] } },
      errors,
    },
  },
  getMarketAnalytics: {
    params: { symbol: "PF_XBTUSD", analytics_type: "open-interest", since: 1620742680, interval: 60, to: 1620749880 },
    otherParams: [{ symbol: "PF_XBTUSD", analytics_type: "funding", since: 1620742680, interval: 3600 }],
    answer: {
      result: {
        timestamp: [1620742800],
        more: false,
        data: [["2165.1732", "2170", "2160.5", "2168"]],
      },
      errors,
    },
    otherAnswers: everyShape.map((data) => series(data)),
  },
} satisfies Fixtures<FuturesAnalytics>;
