import type {
  SpotAccountOrders,
  SpotAccountTrades,
  SpotMarketPosition,
  SpotOrder,
  SpotTrade,
} from "../../../src/api/spot/index.ts";
import type { Filled, Fixtures } from "./shape.ts";

const wallet = { otp: "123456", account_id: "AA88N84GAET3RAOA", rebase_multiplier: "base" } as const;

const order = {
  refid: "OKAGJC-YHIWK-WIOZWG",
  userref: 42,
  cl_ord_id: "6d1b345e-2821-40e2-ad83-4ecb18a06876",
  ext_ord_id: "EXT-1",
  link_id: "LINK-1",
  status: "open",
  opentm: 1688666559.8974,
  starttm: 0,
  expiretm: 1688752959,
  descr: {
    pair: "XBTUSD",
    aclass: "forex",
    type: "buy",
    ordertype: "stop-loss-limit",
    price: "27500.0",
    price2: "27600.0",
    leverage: "5:1",
    order: "buy 1.25000000 XBTUSD @ stop loss 27500.0 -> limit 27600.0 with 5:1 leverage",
    close: "close position @ take profit 30000.0",
  },
  time_in_force: "GTD",
  vol: "1.25000000",
  vol_exec: "0.37500000",
  displayvol: "0.25000000",
  displayvolremain: "0.12500000",
  cost: "10350.00000",
  fee: "26.91000",
  price: "27600.0",
  stopprice: "27500.00000",
  limitprice: "27600.00000",
  trigger: "index",
  margin: true,
  reduce_only: false,
  misc: "stopped,partial",
  sender_sub_id: "SUB-7",
  oflags: "fciq",
  trades: ["TCCCTY-WE2O6-P3NB37"],
} satisfies Filled<SpotOrder>;

const over = {
  ...order,
  status: "canceled",
  closetm: 1688666600.1234,
  reason: "User requested",
} as const;

const filter = {
  ...wallet,
  trades: true,
  userref: 42,
  cl_ord_id: "6d1b345e-2821-40e2-ad83-4ecb18a06876",
  consolidate_taker: false,
} as const;

export const accountOrders = {
  getOpenOrders: {
    params: { ...filter, with_cursor: true, cursor: "b2Zmc2V0OjUw", limit: 100 },
    otherParams: [{}],
    answer: { error: [], result: { open: { "OQCLML-BW3P3-BUCMWZ": order }, cursor: { next: "b2Zmc2V0OjUw" } } },
  },
  getClosedOrders: {
    params: {
      ...filter,
      start: 1688600000,
      end: "OQCLML-BW3P3-BUCMWZ",
      ofs: 50,
      closetime: "close",
      without_count: true,
      with_cursor: false,
    },
    otherParams: [{ with_cursor: true, cursor: "b2Zmc2V0OjUw" }],
    answer: {
      error: [],
      result: { closed: { "OQCLML-BW3P3-BUCMWZ": over }, count: 1, cursor: { next: "b2Zmc2V0OjUw" } },
    },
  },
  getOrders: {
    params: { ...filter, txid: ["OBCMZD-JIEE7-77TH3F", "OMMDB2-FSB6Z-7W3HPO"] },
    otherParams: [{ txid: "OBCMZD-JIEE7-77TH3F" }],
    answer: { error: [], result: { "OBCMZD-JIEE7-77TH3F": over } },
  },
  getOrderAmends: {
    params: { ...wallet, order_id: "OVM3PT-56ACO-53SM2T" },
    answer: {
      error: [],
      result: {
        count: 2,
        amends: [
          {
            amend_id: "TJSMEH-AA67V-YUSQ6O",
            amend_type: "original",
            order_qty: "0.01000000",
            display_qty: "0.00100000",
            remaining_qty: "0.01000000",
            limit_price: "61031.3",
            trigger_price: "61000.0",
            reason: "",
            post_only: false,
            timestamp: 1724158070287556352,
          },
          {
            amend_id: "TSU5FW-3NHXL-3BYP7A",
            amend_type: "user",
            order_qty: "0.00500000",
            display_qty: "0.00100000",
            remaining_qty: "0.00500000",
            limit_price: "61032.3",
            trigger_price: "61000.0",
            reason: "User requested",
            post_only: true,
            timestamp: 1724158070287660800,
          },
        ],
      },
    },
  },
} satisfies Fixtures<SpotAccountOrders>;

const trade = {
  ordertxid: "OQCLML-BW3P3-BUCMWZ",
  postxid: "TKH2SE-M7IF5-CFI7LT",
  pair: "XXBTZUSD",
  aclass: "forex",
  time: 1688667796.8802,
  type: "buy",
  ordertype: "limit",
  tradeordertype: "limit",
  price: "30010.00000",
  cost: "600.20000",
  fee: "0.00000",
  vol: "0.02000000",
  margin: "120.04000",
  leverage: "5",
  misc: "initiated",
  ledgers: ["L4UESK-KG3EQ-UFO4T5"],
  trade_id: 93748276,
  maker: true,
  ext_exec_id: "EXE-1",

  posstatus: "closed",
  cprice: "30110.00000",
  ccost: "602.20000",
  cfee: "1.56572",
  cvol: "0.02000000",
  cmargin: "120.04000",
  net: 0.43428,
  trades: ["TOR2XW-VIHOC-SZ4QVH"],
} satisfies Filled<SpotTrade>;

const position = {
  pair: "XXBTZUSD",
  class: "forex",
  type: "buy",
  cost: "104610.52842",
  fee: "289.06565",
  vol: "8.82412861",
  vol_closed: "0.20200000",
  margin: "20922.10568",
  value: "258797.5",
  net: "+154186.9728",
} as const;

const marketPosition = { ...position, positions: "2", leverage: "5:1" } satisfies Filled<SpotMarketPosition>;

export const accountTrades = {
  getTradesHistory: {
    params: {
      ...wallet,
      type: "all",
      trades: true,
      start: 1688600000,
      end: "THVRQM-33VKH-UCI7BS",
      ofs: 50,
      without_count: true,
      consolidate_taker: false,
      ledgers: true,
      pair: "XBTUSD",
      aclass: "forex",
      limit: 100,
      with_cursor: false,
    },
    otherParams: [{ with_cursor: true, cursor: "b2Zmc2V0OjUw" }, { type: "no position" }],
    answer: {
      error: [],
      result: { count: 1, trades: { "THVRQM-33VKH-UCI7BS": trade }, cursor: { next: "b2Zmc2V0OjUw" } },
    },
  },
  getTrades: {
    params: { ...wallet, txid: ["THVRQM-33VKH-UCI7BS", "TCWJEG-FL4SZ-3FKGH6"], trades: true, ledgers: true },
    otherParams: [{ txid: "THVRQM-33VKH-UCI7BS" }],
    answer: { error: [], result: { "THVRQM-33VKH-UCI7BS": trade } },
  },
  getOpenPositions: {
    params: { ...wallet, txid: ["TF5GVO-T7ZZ2-6NBKBI"], docalcs: true, consolidation: "market" },
    otherParams: [{}],
    answer: {
      error: [],
      result: {
        "TF5GVO-T7ZZ2-6NBKBI": {
          ...position,
          ordertxid: "OLWNFG-LLH4R-D6SFFP",
          posstatus: "open",
          time: 1605280097.8294,
          ordertype: "limit",
          terms: "0.0100% per 4 hours",
          rollovertm: "1616672637",
          misc: "",
          oflags: "",
        },
      },
    },
    otherAnswers: [{ error: [], result: [marketPosition] }],
  },
  getTradingVolume: {
    params: { otp: "123456", rebase_multiplier: "base", pair: "XBTUSD,ETHUSD", "fee-info": true, fee_schedule: true },
    otherParams: [{ pair: [{ asset: "PF_XBTUSD", aclass: "derivatives" }] }, {}],
    answer: {
      error: [],
      result: {
        currency: "ZUSD",
        asset_class: "currency",
        volume: "200709587.4223",
        inputs: {
          domain_spot_volume_30d: "200709587.4223",
          domain_futures_volume_30d: "1500000.0000",
          domain_assets_on_platform: "250000.0000",
        },
        fees: {
          XXBTZUSD: {
            fee: "0.1000",
            minfee: "0.1000",
            maxfee: "0.2600",
            nextfee: null,
            tiervolume: "10000000.0000",
            nextvolume: null,
            min_fee: "0.1000",
            max_fee: "0.2600",
            next_fee: null,
            tier_volume: "10000000.0000",
            next_volume: null,
            tierfuturesvolume: "0.0000",
            nextfuturesvolume: null,
            volumeoffset: "0.0000",
          },
        },
        fees_maker: {
          XXBTZUSD: {
            fee: "0.0000",
            minfee: "0.0000",
            maxfee: "0.1600",
            nextfee: null,
            tiervolume: "10000000.0000",
            nextvolume: null,
            min_fee: "0.0000",
            max_fee: "0.1600",
            next_fee: null,
            tier_volume: "10000000.0000",
            next_volume: null,
          },
        },
        volume_subaccounts: [{ iiban: "AA44N84GAET3RAOB", volume: "1000.0000" }],
        schedules: [
          {
            pair: "XXBTZUSD",
            class: "forex",
            tiers: [
              {
                maker_fee: "0.0000",
                taker_fee: "0.1000",
                min_spot_volume: "10000000.0000",
                min_futures_volume: "0.0000",
                min_assets_on_platform: "0.0000",
                active: true,
              },
            ],
          },
        ],
      },
    },
  },
} satisfies Fixtures<SpotAccountTrades>;
