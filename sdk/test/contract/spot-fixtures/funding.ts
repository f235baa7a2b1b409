import type {
  SpotDeposit,
  SpotFundingDeposits,
  SpotFundingWithdrawals,
  SpotWithdrawal,
} from "../../../src/api/spot/index.ts";
import type { Filled, Fixtures } from "./shape.ts";

const deposit = {
  method: "Bitcoin",
  aclass: "currency",
  asset: "XXBT",
  refid: "FTQcuak-V6Za8qrWnhzTx67yYHz8Tg",
  txid: "6544b41b607d8b2512baf801755a3a87b6890eacdb451be8a94059fb11f0a8d9",
  info: "2Myd4eaAW96ojk38A2uDK4FbioCayvkEgVq",
  amount: "0.78125000",
  fee: "0.0000000000",
  time: 1688992722,
  status: "Success",
  "status-prop": "return",
  originators: ["70c3bce1fd7a9b9e7a1d9c5e9d2a4a6a0d5a2b9a4a7e0c9f4a2d4c9b1d0e8f7a"],
} satisfies Filled<SpotDeposit>;

const status = {
  otp: "123456",
  rebase_multiplier: "base",
  asset: "XBT",
  aclass: "currency",
  method: "Bitcoin",
  start: 1688000000,
  end: "1689000000",
  cursor: true,
  limit: 25,
} as const;

export const fundingDeposits = {
  getDepositMethods: {
    params: { otp: "123456", asset: "XBT", aclass: "currency", rebase_multiplier: "base" },
    answer: {
      error: [],
      result: [
        {
          method: "Bitcoin",
          limit: false,
          fee: "0.0000000000",
          "fee-percentage": "0.00",
          "address-setup-fee": "0.0000000000",
          "gen-address": true,
          minimum: "0.00010000",
        },
      ],
    },
  },
  getDepositAddresses: {
    params: {
      otp: "123456",
      asset: "XBT",
      aclass: "currency",
      method: "Bitcoin Lightning",
      new: true,
      amount: "0.001",
    },
    otherParams: [{ asset: "XBT", method: "Bitcoin" }],
    answer: {
      error: [],
      result: [
        {
          address: "2N9fRkx5JTWXWHmXzZtvhQsufvoYRMq9ExV",
          expiretm: "0",
          new: true,
          tag: "1361101127",
          memo: "8837128",
        },
      ],
    },
  },
  getDepositsStatus: {
    params: status,
    otherParams: [{ cursor: "b2Zmc2V0OjI1" }, {}],
    answer: { error: [], result: { deposits: [deposit], next_cursor: "b2Zmc2V0OjI1" } },
    otherAnswers: [
      { error: [], result: [deposit] },
      { error: [], result: { deposit: [deposit], next_cursor: null } },
    ],
  },
} satisfies Fixtures<SpotFundingDeposits, "getDepositsStatus">;

const withdrawal = {
  method: "Bitcoin",
  network: "Bitcoin",
  aclass: "currency",
  asset: "XXBT",
  refid: "FTQcuak-V6Za8qrPnhsTx47yYLz8Tg",
  txid: "29323ce235cee8dae22503caba7e8f6b1e7a0e8c5e0f6d6b0e4d7d6f2b1a3c4d",
  info: "bc1qm32pq4yc9kqvj0kfwgwrqvy5r4zmaazjgdpp0k",
  amount: "0.72485000",
  fee: "0.00020000",
  time: 1688014586,
  status: "Pending",
  "status-prop": "cancel-pending",
  key: "btc-wallet-1",
} satisfies Filled<SpotWithdrawal>;

export const fundingWithdrawals = {
  getWithdrawalMethods: {
    params: { otp: "123456", asset: "XBT", aclass: "currency", network: "Bitcoin", rebase_multiplier: "base" },
    otherParams: [{}],
    answer: {
      error: [],
      result: [
        {
          asset: "XXBT",
          method: "Bitcoin",
          method_id: "1f5ca3bc-5b3f-4a8e-9a3a-0d1c2b3a4f5e",
          network: "Bitcoin",
          network_id: "2f5ca3bc-5b3f-4a8e-9a3a-0d1c2b3a4f5e",
          minimum: "0.0004",
          fee: { aclass: "currency", asset: "XXBT", fee: "0.00015" },
          limits: [
            {
              limit_type: "amount",
              description: "Amount in USD",
              limits: { "86400": { remaining: "500000.00", used: "0.00", maximum: "500000.00" } },
            },
          ],
        },
      ],
    },
  },
  getWithdrawalAddresses: {
    params: {
      otp: "123456",
      asset: "XBT",
      aclass: "currency",
      method: "Bitcoin",
      key: "btc-wallet-1",
      verified: true,
    },
    otherParams: [{}],
    answer: {
      error: [],
      result: [
        {
          address: "bc1qxdsh4sdd29h6ldehz0se5c61asq8cgwyjf2y3z",
          asset: "XBT",
          method: "Bitcoin",
          key: "btc-wallet-1",
          tag: "1361101127",
          memo: "8837128",
          verified: true,
        },
      ],
    },
  },
  getWithdrawalInfo: {
    params: { otp: "123456", asset: "XBT", key: "btc-wallet-1", amount: "0.725" },
    answer: {
      error: [],
      result: { method: "Bitcoin", limit: "332.00956139", amount: "0.72485000", fee: "0.00020000" },
    },
  },
  submitWithdrawal: {
    params: {
      otp: "123456",
      asset: "XBT",
      aclass: "currency",
      key: "btc-wallet-1",
      address: "bc1qkvnpdxcgxphqqqm2kjx5a9m2p0sqxrxw5fkm0y",
      amount: "0.725",
      max_fee: "0.0005",
      rebase_multiplier: "base",
    },
    otherParams: [{ asset: "XBT", key: "btc-wallet-1", amount: 0.0000001 }],
    answer: { error: [], result: { refid: "FTQcuak-V6Za8qrWnhzTx67yYHz8Tg" } },
  },
  getWithdrawalsStatus: {
    params: status,
    otherParams: [{ cursor: "b2Zmc2V0OjUwMA" }, {}],
    answer: { error: [], result: { withdrawals: [withdrawal], next_cursor: "b2Zmc2V0OjUwMA" } },
    otherAnswers: [{ error: [], result: [withdrawal] }],
  },
  cancelWithdrawal: {
    params: { otp: "123456", asset: "XBT", refid: "FTQcuak-V6Za8qrWnhzTx67yYHz8Tg" },
    answer: { error: [], result: true },
  },
  submitTransferToFutures: {
    params: { otp: "123456", asset: "XBT", from: "Spot Wallet", to: "Futures Wallet", amount: "0.1" },
    answer: { error: [], result: { refid: "BOG5AE5-KSCNR4-VPNPEV" } },
  },
} satisfies Fixtures<SpotFundingWithdrawals>;
