import type {
  InstoCustodyDepositAddress,
  InstoCustodyDepositMethod,
  InstoCustodySubquorums,
  InstoCustodyTask,
  InstoCustodyTransaction,
  InstoCustodyVault,
  InstoDeposits,
  InstoOrganizations,
  InstoTasks,
  InstoVaults,
  InstoWithdrawals,
} from "../../../src/api/institutional/index.ts";
import type { Fixtures, Whole } from "../fixture.ts";

type InstoCalls = InstoOrganizations & InstoTasks & InstoVaults & InstoDeposits & InstoWithdrawals;

const org_iiban = "AA88 N84G AET3 RAOA";
const vault_id = "VABCDEF234567A";
const method_id = "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const btc = { asset: "BTC", asset_class: "currency" };
const actor = { full_name: "Ada Vault", role: "initiator", ip_address: "203.0.113.7", iiban: "AA22 B33C DD44 EE55" };
const subquorum: Whole<InstoCustodySubquorums> = {
  groups: [
    {
      id: "G1",
      required: 1,
      members: [{ iiban: "AA22 B33C DD44 EE55", full_name: "Ada Vault", email: "ada@example.com", role: "reviewer" }],
    },
  ],
};

const task: Whole<InstoCustodyTask> = {
  id: "TGWOJ4JQPOTZT2",
  type: "request_withdrawal",
  type_label: "Withdrawal",
  state: "pending",
  created_at: "1767225600",
  updated_at: "1767225660",
  expires_at: "1767312000",
  initiator: actor,
  quorum_type: "standard",
  can_review: true,
  current_user_decision: "undecided",
  description: "Withdraw 1.25 BTC",
  reviewer_statistics_label: "0 of 2",
  instruction_types: ["request_withdrawal"],
  approval_id: "0b9d1a5e-7a1c-4f4e-9a55-0f0d1c2b3a49",
  reviewer_statistics: { approved: 0, denied: 0, undecided: 3, current_count: 0, required_quorum: 2 },
  vault_info: { id: vault_id, name: "Treasury", status: "created", subquorum_config: subquorum },
  subquorum_snapshot: subquorum,
};

const vault: Whole<InstoCustodyVault> = {
  id: vault_id,
  iiban: "AA11 BB22 CC33 DD44",
  name: "Treasury",
  status: "created",
  balance_diff: "-12.50",
  missing_rates: [{ asset: "XYZ", asset_class: "currency" }],
  attributes: ["segregated"],
  balance_fiat: "1250000.00",
  deposit_lock_rekeying_only: false,
  otc_enabled: true,
};

const transaction: Whole<InstoCustodyTransaction> = {
  id: "TXABCDE-FGHIJ-KLMNO2",
  type: "withdrawal",
  status: "completed",
  ...btc,
  amount: "-1.25",
  time: "2026-01-05T22:13:20.000Z",
  transaction_hash: "4a7d1ed414474e4033ac29ccb8653d9b00d3f1c9a3b7e5d2c8f6a4b1e9d7c5a3",
  ref_id: "FTABCDE-FGHIJ-KLMNO2",
  fee: { ...btc, amount: "0.0001" },
  extension_type: "post_trade_settlement",
};

const network_info = {
  network: "Bitcoin",
  explorer: "https://explorer.example/tx/",
  confirmations: "3",
  confirmation_time: "30 min",
};

const depositMethod: Whole<InstoCustodyDepositMethod> = {
  name: "Bitcoin",
  method_id,
  fee: "0.00000000",
  minimum: "0.0001",
  is_disabled: false,
  ...btc,
  network_info,
};

const depositAddress: Whole<InstoCustodyDepositAddress> = {
  ...btc,
  address: "bc1qexampleexampleexampleexample0000000",
  tag: "1234",
  memo: "note",
  name: "Bitcoin",
  expire_time: "2027-01-01T00:00:00Z",
  is_new: true,
  fee: "0.00000000",
  minimum: "0.0001",
  maximum: "100",
  allow_new_funding_id: true,
  max_funding_ids: 5,
};

const methodsParams = { vault_id, asset: "BTC", asset_class: "currency" } as const;

export const instoFixtures: Fixtures<InstoCalls> = {
  listInstoCustodyAssets: { params: {}, answer: { result: [{ name: "Bitcoin", code: "BTC" }] } },
  listInstoCustodyOrganizations: {
    params: {},
    answer: [{ org_id: org_iiban, status: "active", name: "Example Capital" }],
  },
  listInstoCustodyOrganizationBalances: {
    params: { org_iiban, quote_asset: "USD" },
    answer: { quote_asset: "USD", balance: { total: "150.00", spot: "100.00", staked: "40.00", pledged: "10.00" } },
  },
  listInstoCustodyTasks: {
    params: { org_iiban, limit: 50, offset: 100, state: ["pending", "approved"] },
    answer: { result: [task], total: 1 },
  },
  getInstoCustodyTask: {
    params: { task_id: task.id },
    answer: {
      ...task,
      instructions: [{ type: "request_withdrawal", version: "1" }],
      activities: [
        {
          id: "A2B3C4D5E6F7G2",
          user_iiban: actor.iiban,
          action: "created",
          state: "pending",
          is_pending: true,
          timestamp: "1767225600",
          user_ip: actor.ip_address,
          comment: "Monthly payout",
          vault_id,
          user: actor,
        },
      ],
    },
  },
  createInstoCustodyTask: {
    params: {
      instructions: [
        {
          type: "request_withdrawal",
          version: 1,
          intent: { label: "Payout", categories: ["withdrawal"] },
          user: { iiban: actor.iiban },
          reason: "Monthly payout",
          operations: [{ type: "add", policy: { type: "required_approvals" } }],
          vault_id,
          operation_type: "withdrawal",
          org_iiban,
          user_iiban: actor.iiban,
          fee_quote_id: "QABCDEF234567A",
          amount: "1.25",
        },
      ],
      org_iiban,
      duration_seconds: 86_400,
    },
    answer: { task_id: task.id, approval_id: task.approval_id },
  },
  reviewInstoCustodyTask: {
    params: { task_id: task.id, type: "approve", comment: "checked" },
    answer: { state: "approved" },
  },
  listInstoCustodyVaults: {
    params: {
      org_iiban,
      quote_asset: "USD",
      quote_asset_class: "currency",
      limit: 20,
      offset: 40,
      id: [vault_id, "VBCDEFG234567A"],
      iban: [vault.iiban],
      member: [actor.iiban],
    },
    answer: { vaults: [vault], total: 1, quote: { asset: "USD", asset_class: "currency" } },
  },
  getInstoCustodyVault: { params: { vault_id }, answer: vault },
  getInstoCustodyVaultBalance: {
    params: { vault_id, quote_asset: "USD" },
    answer: {
      balance_fiat: "1250000.00",
      balance_diff: "-12.50",
      missing_rates: [{ asset: "XYZ", asset_class: "currency" }],
      quote: { asset: "USD", asset_class: "currency" },
    },
  },
  listInstoCustodyVaultAssetBalances: {
    params: { vault_id, quote_asset: "USD" },
    answer: [
      {
        ...btc,
        name: "BTC",
        name_full: "Bitcoin",
        symbol: "₿",
        decimals: 10,
        display_decimals: 5,
        rate_decimals: 2,
        funding_decimals: 8,
        min_lot: "0.0001",
        reserve: false,
        virtual: false,
        metadata: { color_code: "#F7931A" },
        balance: "12.5",
        balance_diff: "0.1",
        spot: "10",
        hold: "0.5",
        available: "9.5",
        staked: "2",
        pledged: "0.5",
        quote_balance: "1250000.00",
        quote_spot_balance: "1000000.00",
        quote_available: "950000.00",
        quote_price: "100000.00",
        quote_asset: "USD",
        quote_asset_class: "currency",
      },
    ],
  },
  listInstoCustodyVaultPolicies: {
    params: { vault_id },
    answer: [{ type: "required_approvals", quorum: 2 }],
  },
  listInstoCustodyTransactions: {
    params: {
      vault_id,
      page_size: 25,
      types: ["deposit", "withdrawal"],
      assets: [btc, { asset: "ETH", asset_class: "currency" }],
      order: "desc",
      cursor: "eyJvZmZzZXQiOjI1fQ==",
    },
    answer: { transactions: [transaction], next_cursor: "eyJvZmZzZXQiOjUwfQ==" },
  },
  getInstoCustodyTransaction: { params: { vault_id, transaction_id: transaction.id }, answer: transaction },
  getInstoCustodyDepositInfo: { params: methodsParams, answer: [depositMethod] },
  listInstoCustodyDepositMethods: { params: methodsParams, answer: [depositMethod] },
  listInstoCustodyDepositAddresses: { params: { vault_id, method_id }, answer: [depositAddress] },
  createInstoCustodyDepositAddress: { params: { vault_id, method_id }, answer: depositAddress },
  getInstoCustodyWithdrawalInfo: {
    params: methodsParams,
    answer: [
      {
        id: method_id,
        type: "crypto",
        type_name: "Crypto",
        ...btc,
        name: "Bitcoin",
        name_display: "Bitcoin",
        fee: "0.0001",
        fee_asset: "BTC",
        fee_asset_class: "currency",
        fee_percentage: "0",
        min_amount: "0.001",
        max_amount: "50",
        sort_weight: 1,
        validate: { pattern: "^bc1" },
        validate_meta: { pattern: "^[0-9]+$" },
        temp_disabled_public: false,
        needs_activation: false,
        beneficiary: { threshold: "1000", confirmation_required: true },
        needs_deposit: false,
        deposited: 1,
        test: false,
        withdrawal_network_info: { network: "Bitcoin", explorer: "https://explorer.example/tx/" },
        rates: [{ quote_name: "USD", rate: "100000.00" }],
      },
    ],
  },
  createInstoCustodyWithdrawalFeeQuote: {
    params: { ...methodsParams, amount: "1.25", fee_included: true, address_name: "cold-1" },
    answer: { fee_quote_id: "QABCDEF234567A", ...btc, fees: [{ level: "normal", ...btc, amount: "0.0001" }] },
  },
  listInstoCustodyWithdrawalMethods: {
    params: methodsParams,
    answer: [
      {
        name: "Bitcoin",
        method_id,
        fee: "0.0001",
        fee_asset: "BTC",
        fee_asset_class: "currency",
        minimum: "0.001",
        is_disabled: false,
        ...btc,
        network_info,
      },
    ],
  },
  listInstoCustodyWhitelistAddresses: {
    params: methodsParams,
    answer: [
      {
        ...btc,
        address_name: "cold-1",
        address: "bc1qexampleexampleexampleexample0000000",
        tag: "1234",
        description: "Cold storage",
        beneficiary: {
          recipient: "self",
          type: "individual",
          name: "Ada",
          last_name: "Vault",
          vasp_name: "Example VASP",
          country: "DE",
          province: "BE",
          address_1: "Example Street 1",
          address_2: "Floor 2",
          city: "Berlin",
          postal_code: "10115",
        },
      },
    ],
  },
  createInstoCustodyWithdrawal: {
    params: {
      ...methodsParams,
      amount: "1.25",
      address_name: "cold-1",
      fee: { amount: "0.0001", ...btc, included: true, level: "normal" },
      quote_id: "QABCDEF234567A",
      comment: "Monthly payout",
      memo: "1234",
    },
    answer: { task_id: task.id, approval_id: task.approval_id },
  },
};
