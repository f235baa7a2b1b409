import type {
  SpotMaintenance,
  SpotMarket,
  SpotMarketBooks,
  SpotMarketNames,
  SpotMarketStatus,
} from "../../../src/api/spot/index.ts";
import type { Filled, Fixtures } from "./shape.ts";

const maintenance = {
  event_id: 4711,
  title: "Spot engine upgrade",
  expected_start_utc: "2026-10-07T08:00:00Z",
  expected_end_utc: "2026-10-07T08:30:00Z",
  time_to_start_s: 84600,
  phase: "reminder_24h",
  affected_services: ["spot_rest", "spot_trading"],
  order_submission: "cancel_only",
  recommended_action: "stop_new_orders",
  cancel_before_utc: "2026-10-07T07:55:00Z",
  source_url: "https://status.kraken.com/incidents/4711",
} satisfies Filled<SpotMaintenance>;

export const marketStatus = {
  getServerTime: {
    params: {},
    answer: { error: [], result: { unixtime: 1616336594, rfc1123: "Sun, 21 Mar 21 14:23:14 +0000" } },
  },
  getSystemStatus: {
    params: {},
    answer: {
      error: [],
      result: {
        status: "online",
        timestamp: "2026-10-06T08:30:00Z",
        upcoming_maintenance: [maintenance],
        emergency: [
          {
            event_id: 4712,
            title: "Delayed withdrawals",
            incident_status: "investigating",
            impact: "minor",
            affected_services: ["spot_rest"],
            started_at_utc: "2026-10-06T08:10:00Z",
            next_steps: [{ applies_to: ["spot_rest"], type: "update", expected_at_utc: "2026-10-06T09:00:00Z" }],
            source_url: "https://status.kraken.com/incidents/4712",
          },
        ],
      },
    },
    otherAnswers: [{ error: [], result: { status: "cancel_only", timestamp: "2026-10-06T08:30:00Z" } }],
  },
  getMaintenanceSchedule: { params: {}, answer: { error: [], result: { events: [maintenance] } } },
} satisfies Fixtures<SpotMarketStatus>;

export const marketNames = {
  getAssetInfo: {
    params: { asset: ["XBT", "ETH"], aclass: "currency", assetVersion: 1 },
    otherParams: [{ asset: "AAPLx", aclass: "tokenized_asset" }],
    answer: {
      error: [],
      result: {
        XXBT: {
          aclass: "currency",
          altname: "XBT",
          decimals: 10,
          display_decimals: 5,
          collateral_value: 1,
          status: "enabled",
          margin_rate: 0.01,
        },
      },
    },
  },
  getAssetPairs: {
    params: {
      pair: ["XBTUSD", "ETHUSD"],
      aclass_base: "currency",
      info: "info",
      country_code: "GB",
      execution_venue: ["international", "bitnomial_exchange"],
      assetVersion: 1,
    },
    otherParams: [{ pair: "XBTUSD,ETHUSD", execution_venue: "international,bitnomial_exchange" }],
    answer: {
      error: [],
      result: {
        XXBTZUSD: {
          altname: "XBTUSD",
          wsname: "XBT/USD",
          aclass_base: "currency",
          base: "XXBT",
          aclass_quote: "currency",
          quote: "ZUSD",
          execution_venue: "international",
          lot: "unit",
          cost_decimals: 5,
          pair_decimals: 1,
          lot_decimals: 8,
          lot_multiplier: 1,
          leverage_buy: [2, 3, 4, 5],
          leverage_sell: [2, 3, 4, 5],
          fees: [
            [0, 0.4],
            [10000, 0.35],
          ],
          fees_maker: [
            [0, 0.25],
            [10000, 0.2],
          ],
          fee_volume_currency: "ZUSD",
          margin_call: 80,
          margin_stop: 40,
          margin_level: 80,
          ordermin: "0.00005",
          costmin: "0.5",
          tick_size: "0.1",
          status: "online",
          long_position_limit: 300,
          short_position_limit: 240,
        },
      },
    },
  },
} satisfies Fixtures<SpotMarketNames>;

export const market = {
  getTicker: {
    params: { pair: ["XBTUSD", "ETHUSD"], asset_class: "forex", assetVersion: 1 },
    otherParams: [{ pair: "AAPLxUSD", asset_class: "tokenized_asset" }, {}],
    answer: {
      error: [],
      result: {
        XXBTZUSD: {
          a: ["30300.10000", "1", "1.000"],
          b: ["30300.00000", "1", "1.000"],
          c: ["30303.20000", "0.00067643"],
          v: ["4083.67001100", "4412.73601799"],
          p: ["30706.77771", "30689.13205"],
          t: [34619, 38907],
          l: ["29868.30000", "29868.30000"],
          h: ["31631.00000", "31631.00000"],
          o: "30502.80000",
        },
      },
    },
  },
  getCandles: {
    params: { pair: "XBTUSD", interval: 60, since: 1688671200, asset_class: "tokenized_asset", assetVersion: 1 },
    answer: {
      error: [],
      result: {
        XXBTZUSD: [
          [1688671200, "30306.1", "30306.2", "30305.7", "30305.7", "30306.1", "3.39243896", 23],
          [1688674800, "30304.5", "30304.5", "30300.0", "30300.0", "30300.0", "4.42996871", 18],
        ],
        last: 1688671200,
      },
    },
  },
  getRecentTrades: {
    params: {
      pair: "XBTUSD",
      since: "1688671969993150842",
      count: 500,
      asset_class: "tokenized_asset",
      assetVersion: 1,
    },
    answer: {
      error: [],
      result: {
        XXBTZUSD: [
          ["30243.40000", "0.34507674", 1688669597.8277369, "b", "m", "", 61044952],
          ["30243.30000", "0.00376960", 1688669598.2804112, "s", "l", "", 61044953],
        ],
        last: "1688671969993150842",
      },
    },
  },
  getRecentSpreads: {
    params: { pair: "XBTUSD", since: 1688671834, asset_class: "tokenized_asset", assetVersion: 1 },
    answer: {
      error: [],
      result: {
        XXBTZUSD: [
          [1688671834, "30292.10000", "30297.50000"],
          [1688671835, "30292.10000", "30296.70000"],
        ],
        last: 1688672106,
      },
    },
  },
} satisfies Fixtures<SpotMarket>;

export const marketBooks = {
  getOrderBook: {
    params: { pair: "XBTUSD", count: 2, asset_class: "tokenized_asset", assetVersion: 1 },
    answer: {
      error: [],
      result: {
        XXBTZUSD: {
          asks: [
            ["30384.10000", "2.059", 1688671659],
            ["30387.90000", "1.500", 1688671380],
          ],
          bids: [
            ["30297.00000", "1.115", 1688671636],
            ["30296.70000", "2.002", 1688671674],
          ],
        },
      },
    },
  },
  getGroupedBook: {
    params: { pair: "BTC/USD", depth: 25, grouping: 100 },
    answer: {
      error: [],
      result: {
        pair: "BTC/USD",
        grouping: 100,
        bids: [{ price: "90400.00000", qty: "6.15810290" }],
        asks: [{ price: "90410.00000", qty: "0.83213960" }],
      },
    },
  },
  getLevel3OrderBook: {
    params: { otp: "123456", pair: "BTC/USD", depth: 10 },
    answer: {
      error: [],
      result: {
        pair: "BTC/USD",
        bids: [
          { price: "90396.50000", qty: "0.00500000", order_id: "O2BRXM-VOXC5-YXNI3L", timestamp: 1765285430000000000 },
        ],
        asks: [
          { price: "90396.60000", qty: "0.11060000", order_id: "OQBDCA-PZHWC-KFQ64S", timestamp: 1765285431000000000 },
        ],
      },
    },
  },
} satisfies Fixtures<SpotMarketBooks>;
