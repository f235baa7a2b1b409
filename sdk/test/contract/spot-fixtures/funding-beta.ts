import type {
  SpotDepositAddressDetails,
  SpotFunding,
  SpotFundingAddressBook,
  SpotFundingAmount,
  SpotFundingLimit,
  SpotFundingMethod,
  SpotFundingTransfers,
  SpotWithdrawnAmount,
} from "../../../src/api/spot/index.ts";
import type { Filled, Fixtures } from "./shape.ts";

const wallet = { otp: "123456", account_id: "AA88 N84G AET3 RAOA" } as const;
const methodId = "1f5ca3bc-5b3f-4a8e-9a3a-0d1c2b3a4f5e";
const networkId = "2f5ca3bc-5b3f-4a8e-9a3a-0d1c2b3a4f5e";
const groupId = "3f5ca3bc-5b3f-4a8e-9a3a-0d1c2b3a4f5e";
const addressId = "4f5ca3bc-5b3f-4a8e-9a3a-0d1c2b3a4f5e";

const bitcoin = { class: "currency", name: "BTC" } as const;
const amount = { asset: bitcoin, amount: "0.72500000" } satisfies SpotFundingAmount;
const fee = { asset: bitcoin, amount: "0.00015000" } satisfies SpotFundingAmount;

const method = {
  method_id: methodId,
  method_name: "Bitcoin",
  asset: bitcoin,
  minimum_amount: "0.0001",
  maximum_amount: "100",
  fees: { base: fee, percentage: "0.10", included: true, min: fee, max: amount },
  network: {
    network_id: networkId,
    network_name: "Bitcoin",
    contract_address: "0x2260fac5e5542a773aa44fbcfedf7c193bc2c599",
    on_chain_asset_symbol: "BTC",
  },
} satisfies SpotFundingMethod;

const limitAmounts = {
  policy_asset_amount: amount,
  usd_amount: { asset: { class: "currency", name: "USD" }, amount: "500000.00" },
  requested_asset_amount: amount,
} as const;

const limits = [
  {
    time_window: 86400,
    limit: { limit_type: "amount", remaining: limitAmounts, maximum: limitAmounts, used: limitAmounts },
  },
  { time_window: "P1D", limit: { limit_type: "attempt", remaining: "9", maximum: "10", used: "1" } },
] satisfies SpotFundingLimit[];

export const funding = {
  getFundingMethods: {
    params: { ...wallet, direction: "deposit", asset: bitcoin, rebase_multiplier: "base", limit: 10000 },
    otherParams: [{ direction: "withdraw", cursor: "b2Zmc2V0OjE" }],
    answer: {
      methods: [
        {
          ...method,
          deposit: {
            shares_addresses_with_method_id: methodId,
            address_setup_fee: fee,
            address_generation: { status: "limited", limit: 5 },
            allow_credit_cards: false,
            exempted_withdrawal_hold: true,
          },
        },
        { ...method, withdrawal: {} },
      ],
      next_cursor: "b2Zmc2V0OjE",
    },
  },
  getFundingAssets: {
    params: { ...wallet, direction: "withdraw", asset_class: "currency" },
    answer: { currency: [{ name: "BTC" }], tokenized_asset: [{ name: "AAPLx" }] },
  },
  getFundingNetworks: {
    params: wallet,
    otherParams: [{}],
    answer: {
      network_groups: [{ network_group_id: groupId, name: "EVM", network_ids: [networkId] }],
      networks: [{ network_id: networkId, name: "Ethereum" }],
    },
  },
  getFundingFees: {
    params: {
      ...wallet,
      method_id: methodId,
      amount: "0.725",
      fee_included: true,
      withdrawal_fee_token: "token+1/=",
      rebase_multiplier: "base",
    },
    answer: {
      fee,
      gross_amount: amount,
      net_amount: { asset: bitcoin, amount: "0.72485000" },
      fee_details: { base_fee: fee, fee_percentage: "0.00" },
      withdrawal_fee_token: "token+1/=",
    },
  },
  getFundingDepositLimits: {
    params: {
      ...wallet,
      asset_class: "currency",
      asset: "BTC",
      preferred_asset: { class: "currency", name: "EUR" },
    },
    answer: { deposit_limits: [{ method_id: methodId, maximum_amount: amount, limits }] },
  },
  getFundingWithdrawalLimits: {
    params: {
      ...wallet,
      asset_class: "tokenized_asset",
      asset: "AAPLx",
      preferred_asset: { class: "currency", name: "EUR" },
    },
    answer: {
      available_balance: amount,
      withdrawal_limits: [{ method_id: methodId, maximum_amount: amount, maximum_reason: "balance", limits }],
    },
  },
} satisfies Fixtures<SpotFunding, "getFundingMethods">;

const addressDetails = {
  crypto: { address: "rDsbeomae4FXwgQTJp9Rs64Qg9vDiTCdBv", tag: "1361101127", memo: "8837128" },
  fiat: {
    account: "12345678",
    account_type: "checking",
    address: "1 Main Street",
    bank: "Example Bank",
    bank_code: "001",
    bic: "EXAMGB2L",
    branch: "0001",
    bank_address: "2 Main Street",
    bsb: "062000",
    iban: "GB33BUKB20201555555555",
    memo: "8837128",
    name_on_account: "Payward",
    routing: "021000021",
    sort: "20-20-15",
    swift: "EXAMGB2L",
    tag: "1361101127",
    transit: "00011",
  },
} satisfies Filled<SpotDepositAddressDetails>;

export const fundingAddressBook = {
  claimFundingDepositAddress: {
    params: { ...wallet, method_id: methodId },
    answer: { address_details: addressDetails },
  },
  getFundingDepositAddresses: {
    params: { ...wallet, scope: { method_id: methodId }, asset: bitcoin, limit: 500 },
    otherParams: [{ scope: { network_id: networkId } }, { cursor: "b2Zmc2V0OjE" }],
    answer: {
      addresses: [
        {
          method_id: methodId,
          shares_addresses_with_method_id: methodId,
          id: addressId,
          last_used: "2026-10-06T08:30:00Z",
          expire_time: "2026-11-06T08:30:00Z",
          address_details: addressDetails,
        },
      ],
      next_cursor: "b2Zmc2V0OjE",
    },
  },
  getFundingAddresses: {
    params: { ...wallet, scope: { method_id: methodId }, limit: 500 },
    otherParams: [
      { scope: { network_id: networkId } },
      { scope: { network_group_id: groupId } },
      { cursor: "b2Zmc2V0OjE" },
    ],
    answer: {
      addresses: [
        {
          address_id: addressId,
          scope: { method_id: methodId, network_id: networkId, network_group_id: groupId },
          address_details: {
            crypto: { ...addressDetails.crypto, beneficiary: { name: "A. User" } },
            fiat: { iban: "GB33BUKB20201555555555" },
          },
          name: "cold wallet",
          description: "in the vault",
          modifier: "third_party",
          verified: true,
        },
      ],
      next_cursor: "b2Zmc2V0OjE",
    },
  },
  createFundingAddress: {
    params: {
      ...wallet,
      scope: { network_group_id: groupId },
      address_details: { crypto: addressDetails.crypto },
      name: "cold wallet",
      description: "in the vault",
    },
    answer: { address_id: addressId, verified: true },
  },
  updateFundingAddress: {
    params: { ...wallet, id: addressId, name: "warm wallet", description: "in the drawer" },
    answer: { verified: true },
  },
  deleteFundingAddress: { params: { ...wallet, id: addressId }, answer: { result: true } },
} satisfies Fixtures<SpotFundingAddressBook>;

const withdrawn = { asset_amount: amount, rebase_multiplier: "rebased" } satisfies SpotWithdrawnAmount;

const filter = {
  ...wallet,
  asset: bitcoin,
  scope: { method_id: methodId },
  start_time: "2026-10-01T00:00:00Z",
  end_time: "2026-10-06T00:00:00Z",
  rebase_multiplier: "base",
  limit: 500,
} as const;

export const fundingTransfers = {
  getFundingDeposits: {
    params: { ...filter, status: { list: ["pending", "settled"] } },
    otherParams: [
      { scope: { network_id: networkId }, status: { range: { start: "initial", end: "settled" } } },
      { scope: { network_group_id: groupId } },
      { cursor: "b2Zmc2V0OjE" },
    ],
    answer: {
      deposits: [
        {
          deposit_id: "FTQcuak-V6Za8qrWnhzTx67yYHz8Tg",
          method_id: methodId,
          network_id: networkId,
          status: "settled",
          amount,
          fee,
          create_time: "2026-10-06T08:30:00Z",
        },
      ],
      next_cursor: "b2Zmc2V0OjE",
    },
  },
  getFundingWithdrawals: {
    params: { ...filter, status: "pending" },
    otherParams: [
      { scope: { network_id: networkId } },
      { scope: { network_group_id: groupId } },
      { cursor: "b2Zmc2V0OjE" },
    ],
    answer: {
      withdrawals: [
        {
          withdrawal_id: "FTQcuak-V6Za8qrPnhsTx47yYLz8Tg",
          amount,
          fee,
          method_id: methodId,
          status: "pending",
          create_time: "2026-10-06T08:30:00Z",
          address_id: addressId,
          onchain_transaction: "29323ce235cee8dae22503caba7e8f6b1e7a0e8c5e0f6d6b0e4d7d6f2b1a3c4d",
          utxo_vout: 1,
        },
      ],
      next_cursor: "b2Zmc2V0OjE",
    },
  },
  submitFundingWithdrawal: {
    params: {
      ...wallet,
      scope: { method_id: methodId },
      address_id: addressId,
      amount: { asset_amount: amount, rebase_multiplier: "rebased" },
      fee: { fee_included: true, quoted_fee: { token: "token+1/=", rebase_multiplier: "rebased" } },
      expected_address: addressDetails.crypto.address,
    },
    otherParams: [
      {
        scope: { network_id: networkId },
        address_id: addressId,
        amount: { asset_amount: amount },
        fee: { fee_included: false, current_fee: { max_fee: { asset_amount: fee, rebase_multiplier: "base" } } },
      },
    ],
    answer: {
      withdrawal_id: "FTQcuak-V6Za8qrPnhsTx47yYLz8Tg",
      net_amount: withdrawn,
      gross_amount: withdrawn,
      fee: { asset_amount: fee, rebase_multiplier: "rebased" },
      approval_request_id: "5f5ca3bc-5b3f-4a8e-9a3a-0d1c2b3a4f5e",
    },
  },
} satisfies Fixtures<SpotFundingTransfers>;
