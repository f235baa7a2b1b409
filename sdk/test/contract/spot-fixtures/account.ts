import type { SpotAccount, SpotAccountLedgers, SpotLedgerEntry } from "../../../src/api/spot/index.ts";
import type { Filled, Fixtures } from "./shape.ts";

const wallet = { otp: "123456", account_id: "AA88N84GAET3RAOA", rebase_multiplier: "base" } as const;

export const account = {
  getAccountBalance: {
    params: wallet,
    otherParams: [{}],
    answer: { error: [], result: { ZUSD: "171288.6158", XXBT: "1011.1908877900", "ETH2.S": "0.0000000000" } },
  },
  getExtendedBalance: {
    params: wallet,
    answer: {
      error: [],
      result: {
        ZUSD: { balance: "25435.21", credit: "1000.00", credit_used: "250.00", hold_trade: "8249.76" },
        XXBT: { balance: "1.2435", credit: "0.0000", credit_used: "0.0000", hold_trade: "0.8423" },
      },
    },
    otherAnswers: [{ error: [], result: { XXBT: { balance: "1.2435", hold_trade: "0.8423" } } }],
  },
  getCreditLines: {
    params: wallet,
    answer: {
      error: [],
      result: {
        asset_details: {
          ZUSD: {
            balance: "25435.21",
            credit_limit: "100000.00",
            credit_used: "20000.00",
            available_credit: "80000.00",
            hold_trade: "8249.76",
            credit: "100000.00",
            collateral_value: 0.98,
            rollover_fees: "1.20",
            reserve_fees: "0.00",
          },
        },
        limits_monitor: {
          total_credit_usd: "100000.00",
          total_credit_used_usd: "20000.00",
          total_collateral_value_usd: "150000.00",
          equity_usd: "130000.00",
          ongoing_balance: "110000.00",
          debt_to_equity: "0.1538",
        },
      },
    },
    otherAnswers: [{ error: [], result: null }],
  },
  getTradeBalance: {
    params: { ...wallet, asset: "ZUSD" },
    answer: {
      error: [],
      result: {
        eb: "1101.3425",
        tb: "392.2264",
        m: "7.0354",
        n: "-10.0232",
        c: "21.1063",
        v: "31.1297",
        e: "382.2032",
        mf: "375.1678",
        mfo: "375.1678",
        ml: "5432.57",
        uv: "0.0000",
      },
    },
  },
  getWalletAccounts: {
    params: { otp: "123456" },
    answer: {
      error: [],
      result: {
        accounts: [
          {
            account_id: "AA88N84GAET3RAOA",
            flags: { user_defined: false, active: true },
            status: "active",
            type: "main",
            name: "Main",
          },
        ],
        cursor: { next: "b2Zmc2V0OjE" },
      },
    },
  },
  getApiKeyInfo: {
    params: { otp: "123456" },
    answer: {
      error: [],
      result: {
        api_key_name: "trading",
        api_key: "test-key",
        nonce: "1616492376594",
        nonce_window: "5000",
        permissions: ["query-funds", "query-open-trades", "modify-trades", "create-ws-token"],
        iban: "AA88 N84G AET3 RAOA",
        valid_until: "0",
        query_from: "0",
        query_to: "0",
        created_time: "1770000000",
        modified_time: "1771000000",
        ip_allowlist: ["203.0.113.0/24"],
        last_used: "1772000000",
      },
    },
    otherAnswers: [
      {
        error: [],
        result: {
          apiKeyName: "trading",
          apiKey: "test-key",
          nonce: "1616492376594",
          nonceWindow: 5000,
          permissions: ["query-funds"],
          iban: "AA88 N84G AET3 RAOA",
          validUntil: "0",
          queryFrom: "0",
          queryTo: "0",
          createdTime: "1770000000",
          modifiedTime: "1771000000",
          ipAllowlist: [],
          lastUsed: null,
        },
      },
    ],
  },
} satisfies Fixtures<SpotAccount, "getApiKeyInfo">;

const entry = {
  refid: "TJKLXF-PGMUI-4NTLXU",
  time: 1688464484.1787,
  type: "trade",
  subtype: "",
  aclass: "currency",
  asset: "ZGBP",
  amount: "-24.5000",
  fee: "0.0490",
  balance: "459567.9171",
  amount_token: "-24.5000",
} satisfies Filled<SpotLedgerEntry>;

export const accountLedgers = {
  getLedgersInfo: {
    params: {
      ...wallet,
      asset: "XBT,ETH",
      aclass: "currency",
      type: "trade",
      start: 1688464000,
      end: "L4UESK-KG3EQ-UFO4T5",
      ofs: 50,
      without_count: true,
      with_cursor: false,
    },
    otherParams: [
      { asset: [{ asset: "AAPLx", aclass: "tokenized_asset" }], with_cursor: true, cursor: "b2Zmc2V0OjUw" },
      {},
    ],
    answer: {
      error: [],
      result: { ledger: { "L4UESK-KG3EQ-UFO4T5": entry }, count: 1, cursor: { next: "b2Zmc2V0OjUw" } },
    },
  },
  getLedgers: {
    params: { ...wallet, id: ["L4UESK-KG3EQ-UFO4T5", "LMKZCZ-Z3GVL-CXKK4H"], trades: true },
    otherParams: [{ id: "L4UESK-KG3EQ-UFO4T5" }],
    answer: { error: [], result: { "L4UESK-KG3EQ-UFO4T5": entry } },
  },
  requestLedgersExport: {
    params: {
      otp: "123456",
      report: "trades",
      format: "CSV",
      description: "October & November",
      fields: ["ordertxid", "time", "vol"],
      starttm: 1696118400,
      endtm: 1701388799,
    },
    answer: { error: [], result: { id: "TCJA" } },
  },
  getLedgersExportStatus: {
    params: { otp: "123456", report: "trades" },
    answer: {
      error: [],
      result: [
        {
          id: "VSKC",
          descr: "October & November",
          format: "CSV",
          report: "trades",
          subtype: "all",
          status: "Processed",
          error: "0",
          flags: "0",
          fields: "all",
          createdtm: "1688669085",
          expiretm: "1688878685",
          starttm: "1688669093",
          completedtm: "1688669093",
          datastarttm: "1683556800",
          dataendtm: "1688669085",
          endtm: "1688669085",
          aclass: "forex",
          asset: "all",
          asset_classes: ["forex"],
          delete: false,
        },
      ],
    },
  },
  getLedgersExport: {
    params: { otp: "123456", id: "TCJA" },
    // The end record of an empty ZIP archive.
    answer: Uint8Array.from([0x50, 0x4b, 5, 6, ...Array.from({ length: 18 }, () => 0)]).buffer,
  },
  deleteLedgersExport: {
    params: { otp: "123456", id: "TCJA", type: "delete" },
    answer: { error: [], result: { delete: true } },
    otherAnswers: [{ error: [], result: { cancel: true } }],
  },
} satisfies Fixtures<SpotAccountLedgers, "deleteLedgersExport">;
