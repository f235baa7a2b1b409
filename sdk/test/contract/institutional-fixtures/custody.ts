import type {
  CustodyActivity,
  CustodyError,
  CustodyFunding,
  CustodyTask,
  CustodyTasks,
  CustodyTransaction,
  CustodyTransactionsCalls,
  CustodyTransactionSide,
  CustodyVault,
  CustodyVaults,
} from "../../../src/api/institutional/index.ts";
import type { Fixtures, Whole } from "../fixture.ts";

type CustodyCalls = CustodyVaults & CustodyTransactionsCalls & CustodyFunding & CustodyTasks;

const vault_id = "VABCDEF234567A";
const error: Whole<CustodyError> = {
  severity: "W",
  errorClass: "General",
  type: "Deprecated",
  errorMessage: "this call will go away",
};

const vault: Whole<CustodyVault> = {
  id: vault_id,
  created_at: "1767225600",
  updated_at: "1767225660",
  count_assets: 2,
  status: "created",
  iiban: "AA11 BB22 CC33 DD44",
  deposit_lock_rekeying_only: false,
  name: "Treasury",
  description: "Cold funds",
  balance_fiat: "1250000.00",
  balance_diff: "-12.50",
  available_balance_fiat: "1200000.00",
  otc_enabled: true,
};

const amount = { amount: "1.25", asset: "BTC", class: "currency" };
const side: Whole<CustodyTransactionSide> = {
  ledger_id: "LABCDE-FGHIJ-KLMNO2",
  time: "1767225600",
  subtype: "spotfromcustody",
  amount,
  quoted_amount: amount,
  fee: amount,
  quoted_fee: amount,
  total: amount,
  quoted_total: amount,
  balance: amount,
  wallet: { type: "main" },
};
const transaction: Whole<CustodyTransaction> = {
  id: "TXABCDE-FGHIJ-KLMNO2",
  time: "1767225600",
  type: "custody_transfer",
  category: "custody",
  area: "custody",
  status: "successful",
  ref_id: "FTABCDE-FGHIJ-KLMNO2",
  ref_id2: "FTABCDE-FGHIJ-KLMNO3",
  spend: side,
  receive: side,
  details: { network: "Bitcoin" },
  custody_extended: {
    custody_type: "withdrawal",
    ref_id_2: 7,
    approval_id: "0b9d1a5e-7a1c-4f4e-9a55-0f0d1c2b3a49",
    internal_transaction_id: "IT1",
    transaction_hash: "4a7d1ed414474e4033ac29ccb8653d9b00d3f1c9a3b7e5d2c8f6a4b1e9d7c5a3",
    loan_id: "L1",
  },
};

const actor = { full_name: "Ada Vault", role: "admin", ip_address: "203.0.113.7", iiban: "AA22 B33C DD44 EE55" };
const task: Whole<CustodyTask> = {
  id: "TGWOJ4JQPOTZT2",
  approval_id: "0b9d1a5e-7a1c-4f4e-9a55-0f0d1c2b3a49",
  type: "request_withdrawal",
  state: "pending",
  vault_info: { id: vault_id, name: "Treasury", status: "created" },
  payload: { amount: "1.25" },
  created_at: "1767225600",
  updated_at: "1767225660",
  expires_at: "1767312000",
  initiator: actor,
  can_review: true,
  current_user_decision: "undecided",
  reviewer_statistics: { current_count: 0, approved: 0, denied: 0, undecided: 3 },
};
const activity: Whole<CustodyActivity> = {
  id: "A2B3C4D5E6F7G2",
  created_at: "1767225600",
  type: "review_approved",
  comment: "checked",
  user: actor,
  task,
};

export const custodyFixtures: Fixtures<CustodyCalls> = {
  listCustodyVaults: {
    params: {
      resolve_policies: true,
      filters: {
        and: [
          {
            or: [
              { by: "name", type: "starts_with", values: ["Trea"], case: "insensitive" },
              { by: "created_at", type: "in", left: 1_767_225_600, right: 1_767_312_000 },
            ],
          },
        ],
      },
      pagination: { limit: 100, offset: 200 },
      orderings: [{ by: "created_at", direction: "asc" }],
    },
    answer: { result: [vault], errors: [error], start: 200, total: 201 },
  },
  getCustodyVaultbyId: {
    params: { id: vault_id },
    answer: {
      result: {
        ...vault,
        asset_details: [
          {
            asset: "BTC",
            current_usd_price: "100000.00",
            available_balance: { current_usd_value: "1000000.00", quantity: "10" },
            total_balance: { current_usd_value: "1250000.00", quantity: "12.5" },
          },
        ],
      },
      errors: [error],
    },
  },
  getCustodyBalance: {
    params: { vault_id },
    answer: { error: [error], result: { BTC: { balance: "12.5000000000", hold_trade: "0.5000000000" } } },
  },
  listCustodyTransactions: {
    params: {
      id: vault_id,
      page_size: 50,
      quote: { asset: "USD", class: "currency" },
      preferred_asset_name: "new",
      sorting: { order: "ascending" },
      cursor: "eyJvZmZzZXQiOjI1fQ==",
      types: ["deposit", "withdrawal"],
      ids: [transaction.id],
      assets: [{ asset: "BTC", class: "currency" }],
      ref_ids: [{ type: "custody_transfer", ref_id: "FTABCDE-FGHIJ-KLMNO2" }],
    },
    answer: {
      result: { transactions: [transaction], stats: { transactions_seen: 1 }, next_cursor: "eyJvZmZzZXQiOjUwfQ==" },
      errors: [error],
    },
  },
  getCustodyTransactionbyId: {
    params: {
      id: transaction.id,
      vault_id,
      with_long_timeout: true,
      quote: { asset: "USD", class: "currency" },
    },
    answer: { error: [error], result: { transaction, result_type: "complete" } },
  },
  getCustodyDepositMethods: {
    params: { "x-vault-id": vault_id, category: "custody", asset: "BTC", aclass: "currency" },
    answer: {
      error: [error],
      result: [
        {
          method: "Bitcoin",
          limit: false,
          fee: "0.0000000000",
          "fee-percentage": "0",
          "address-setup-fee": "0",
          "gen-address": true,
          minimum: "0.0001",
        },
      ],
    },
  },
  getCustodyDepositAddresses: {
    params: { "x-vault-id": vault_id, asset: "BTC", method: "Bitcoin", aclass: "currency", new: true },
    answer: {
      error: [error],
      result: [
        { address: "bc1qexampleexampleexampleexample0000000", expiretm: "0", memo: "note", new: true, tag: "1234" },
      ],
    },
  },
  getCustodyWithdrawMethods: {
    params: { "x-vault-id": vault_id, category: "custody", asset: "BTC", aclass: "currency", network: "Bitcoin" },
    answer: {
      error: [error],
      result: [
        {
          asset: "BTC",
          method_id: "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
          method: "Bitcoin",
          network_id: "7a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
          network: "Bitcoin",
          minimum: "0.001",
          limits: [
            {
              limit_type: "amount",
              description: "Per day",
              limits: { "86400": { remaining: "40", maximum: 50 } },
            },
          ],
          fee: { aclass: "currency", asset: "BTC", fee: "0.0001", fee_percentage: "0" },
        },
      ],
    },
  },
  getCustodyWithdrawAddresses: {
    params: {
      "x-vault-id": vault_id,
      preferred_asset_name: "new",
      aclass: "currency",
      asset: "BTC",
      method: "Bitcoin",
      key: "cold-1",
      verified: true,
    },
    answer: {
      error: [error],
      result: [
        {
          address: "bc1qexampleexampleexampleexample0000000",
          asset: "BTC",
          method: "Bitcoin",
          key: "cold-1",
          verified: true,
          memo: "note",
          tag: "1234",
          networks: ["Bitcoin"],
        },
      ],
    },
  },
  listCustodyTasks: {
    params: {
      filters: {
        and: [
          { or: [{ by: "state", type: "equals", values: ["pending", "approved"] }] },
          { or: [{ by: "vault_id", type: "equals", values: [vault_id] }] },
        ],
      },
      pagination: { limit: 10, offset: 0 },
      orderings: [{ by: "expires_at", direction: "desc" }],
    },
    answer: { result: [task], errors: [error], start: 0, total: 1 },
  },
  getCustodyTaskbyId: { params: { id: task.id }, answer: { result: { ...task, reviewers: [] }, errors: [error] } },
  listCustodyActivities: {
    params: {
      filters: { and: [{ or: [{ by: "task_action", type: "equals", values: ["request_withdrawal"] }] }] },
      pagination: { limit: 10, offset: 0 },
      orderings: [{ by: "activity_created_at", direction: "desc" }],
    },
    answer: { result: [activity], errors: [error], start: 0, total: 1 },
  },
  getCustodyActivitybyId: { params: { id: activity.id }, answer: { result: activity, errors: [error] } },
};
