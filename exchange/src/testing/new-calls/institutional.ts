import { bitcoinAddress, id, methodShape, type Kept, type Step } from "./step.ts";

const vault = (k: Kept) => ({ vault_id: k["vault"] ?? "" });
const custody = (k: Kept) => ({ "x-vault-id": k["vault"] ?? "" });
const btc = { asset: "BTC", asset_class: "currency" };
const vaultShape =
  "id,created_at,updated_at,count_assets,status,iiban,deposit_lock_rekeying_only,name,description,balance_fiat,balance_diff,available_balance_fiat,otc_enabled";
const taskShape =
  "id,approval_id,type,state,vault_info,payload,created_at,updated_at,expires_at,initiator,can_review,current_user_decision,reviewer_statistics";
const instoVault =
  "id,iiban,name,status,balance_fiat,balance_diff,missing_rates,attributes,deposit_lock_rekeying_only,otc_enabled";
const withdrawal = (k: Kept) => ({
  type: "request_withdrawal",
  vault_id: k["vault"],
  asset: "BTC",
  amount: "0.5",
  address_name: "cold-1",
});

/** The calls of custody, OTC and Prime, in an order that works. */
export const institutionalSteps: readonly Step[] = [
  {
    name: "createInstoCustodyTask",
    send: (k) => ({
      body: {
        instructions: [
          {
            type: "update_withdrawal_addresses",
            vault_id: k["vault"],
            operations: [{ type: "add", address: { name: "cold-1", address: bitcoinAddress, asset: "BTC" } }],
          },
        ],
      },
    }),
    shape: "task_id,approval_id",
    keep: id("task", "task_id"),
  },
  {
    name: "reviewInstoCustodyTask",
    send: (k) => ({ path: { task_id: k["task"] ?? "" }, body: { type: "approve" } }),
    shape: "state",
    wait: 1_000,
  },
  { name: "listCustodyVaults", shape: vaultShape },
  { name: "getCustodyVaultbyId", send: (k) => ({ query: `id=${k["vault"]}` }), shape: `${vaultShape},asset_details` },
  { name: "getCustodyBalance", send: (k) => ({ body: vault(k) }), shape: "BTC" },
  {
    name: "getCustodyDepositMethods",
    send: (k) => ({ body: { category: "custody" }, headers: custody(k) }),
    shape: "method,limit,fee,address-setup-fee,gen-address,minimum",
  },
  {
    name: "getCustodyDepositAddresses",
    send: (k) => ({ body: { asset: "BTC", method: "Bitcoin" }, headers: custody(k) }),
    shape: "address,expiretm",
  },
  {
    name: "listCustodyTransactions",
    send: (k) => ({ query: `id=${k["vault"]}` }),
    shape: "transactions,stats,next_cursor",
    keep: id("transaction", "transactions", 0, "id"),
  },
  {
    name: "getCustodyTransactionbyId",
    send: (k) => ({ query: `id=${k["transaction"]}`, body: vault(k) }),
    shape: "transaction,result_type",
  },
  {
    name: "getCustodyWithdrawMethods",
    send: (k) => ({ body: { category: "custody", asset: "BTC" }, headers: custody(k) }),
    shape: methodShape,
  },
  {
    name: "getCustodyWithdrawAddresses",
    send: (k) => ({ headers: custody(k), query: "preferred_asset_name=new" }),
    shape: "address,asset,method,key,verified,networks",
  },
  { name: "listCustodyTasks", shape: taskShape },
  { name: "getCustodyTaskbyId", send: (k) => ({ query: `id=${k["task"]}` }), shape: `${taskShape},instructions` },
  { name: "listCustodyActivities", shape: "id,created_at,type,comment,user,task", keep: id("activity", 0, "id") },
  {
    name: "getCustodyActivitybyId",
    send: (k) => ({ query: `id=${k["activity"]}` }),
    shape: "id,created_at,type,comment,user,task",
  },
  { name: "listInstoCustodyAssets", shape: "result" },
  { name: "listInstoCustodyOrganizations", shape: "org_id,status,name", keep: id("org", 0, "org_id") },
  {
    name: "listInstoCustodyOrganizationBalances",
    send: (k) => ({ path: { org_iiban: k["org"] ?? "" } }),
    shape: "quote_asset,balance",
  },
  { name: "listInstoCustodyTasks", shape: "result,total" },
  {
    name: "getInstoCustodyTask",
    send: (k) => ({ path: { task_id: k["task"] ?? "" } }),
    shape:
      "id,type,type_label,state,created_at,updated_at,expires_at,initiator,quorum_type,can_review,current_user_decision,reviewer_statistics_label,instruction_types,approval_id,reviewer_statistics,vault_info,subquorum_snapshot,instructions,activities",
  },
  { name: "listInstoCustodyVaults", shape: "vaults,total,quote" },
  { name: "getInstoCustodyVault", send: (k) => ({ path: vault(k) }), shape: instoVault },
  {
    name: "getInstoCustodyVaultBalance",
    send: (k) => ({ path: vault(k), query: "quote_asset=USD" }),
    shape: "balance_fiat,balance_diff,missing_rates,quote",
  },
  {
    name: "listInstoCustodyVaultAssetBalances",
    send: (k) => ({ path: vault(k) }),
    shape:
      "asset,asset_class,name,name_full,symbol,decimals,display_decimals,rate_decimals,funding_decimals,min_lot,reserve,virtual,metadata,balance,spot,hold,available,staked,pledged,quote_balance,quote_spot_balance,quote_available,quote_price,quote_asset,quote_asset_class",
  },
  {
    name: "listInstoCustodyVaultPolicies",
    send: (k) => ({ path: vault(k) }),
    shape: "type,quorum,minimum,eligible,updated_at",
  },
  { name: "listInstoCustodyTransactions", send: (k) => ({ path: vault(k) }), shape: "transactions" },
  {
    name: "getInstoCustodyTransaction",
    send: (k) => ({ path: { ...vault(k), transaction_id: k["transaction"] ?? "" } }),
    shape: "id,type,status,asset,asset_class,amount,time,transaction_hash,ref_id,fee",
  },
  {
    name: "getInstoCustodyDepositInfo",
    send: (k) => ({ path: vault(k), query: "asset=BTC&asset_class=currency" }),
    shape: "name,method_id,fee,minimum,is_disabled,asset,asset_class,network_info",
    keep: id("instoMethod", 0, "method_id"),
  },
  {
    name: "listInstoCustodyDepositMethods",
    send: (k) => ({ path: vault(k) }),
    shape: "name,method_id,fee,minimum,is_disabled,asset,asset_class,network_info",
  },
  {
    name: "createInstoCustodyDepositAddress",
    send: (k) => ({ path: { ...vault(k), method_id: k["instoMethod"] ?? "" }, body: {} }),
    shape: "asset,asset_class,address,name,is_new,fee,minimum,allow_new_funding_id,max_funding_ids",
  },
  {
    name: "listInstoCustodyDepositAddresses",
    send: (k) => ({ path: { ...vault(k), method_id: k["instoMethod"] ?? "" } }),
    shape: "asset,asset_class,address,name,is_new,fee,minimum,allow_new_funding_id,max_funding_ids",
  },
  {
    name: "getInstoCustodyWithdrawalInfo",
    send: (k) => ({ path: vault(k), query: "asset=BTC&asset_class=currency" }),
    shape:
      "id,type,type_name,asset,asset_class,name,name_display,fee,fee_asset,fee_asset_class,fee_percentage,min_amount,max_amount,sort_weight,temp_disabled_public,needs_activation,needs_deposit,test,withdrawal_network_info,rates",
  },
  {
    name: "createInstoCustodyWithdrawalFeeQuote",
    send: (k) => ({ path: vault(k), body: { ...btc, amount: "0.5", address_name: "cold-1" } }),
    shape: "fee_quote_id,asset,asset_class,fees",
  },
  {
    name: "listInstoCustodyWithdrawalMethods",
    send: (k) => ({ path: vault(k) }),
    shape: "name,method_id,fee,minimum,is_disabled,asset,asset_class,network_info,fee_asset,fee_asset_class",
  },
  {
    name: "listInstoCustodyWhitelistAddresses",
    send: (k) => ({ path: vault(k) }),
    shape: "asset,asset_class,address_name,address",
  },
  {
    name: "createInstoCustodyWithdrawal",
    send: (k) => ({ path: vault(k), body: { ...withdrawal(k), ...btc, fee: { amount: "0.00015", asset: "BTC" } } }),
    shape: "task_id,approval_id",
  },
  { name: "getOtcPairs", shape: "spot_pairs" },
  { name: "checkOtcClient", shape: "permissions" },
  {
    name: "createOtcQuoteRequest",
    send: () => ({ body: { base: "BTC", quote: "USD", type: "buy", amount: "1" } }),
    shape: "quote",
    keep: id("otc", "quote", "quote_id"),
  },
  {
    name: "getOtcActiveQuotes",
    shape: "quote_id,client_order_id,base,quote,amount,price,total,settlement,type,expires",
  },
  { name: "updateOtcQuote", send: (k) => ({ body: { quote_id: k["otc"], status: "accepted" } }), shape: "quote_id" },
  {
    name: "getOtcHistoricalQuotes",
    shape:
      "quote_id,client_order_id,base,quote,amount,price,total,settlement,type,trade_id,status,acceptance,settlement_status",
  },
  { name: "getOtcExposures", shape: "max_otc,max_rfq,used_otc,used_rfq" },
  { name: "createPrimeSettlementBatch", shape: "batch", keep: id("batch", "batch", "id"), wait: 1_000 },
  { name: "getPrimeSettlementBatch", send: (k) => ({ body: { batch_id: k["batch"] } }), shape: "batch" },
  {
    name: "settlePrimeSettlementBatchAsset",
    send: (k) => ({ body: { batch_id: k["batch"], asset: "BTC" } }),
    shape: "transfer",
  },
  { name: "listPrimeSettlementBatches", shape: "data,pagination" },
  {
    name: "createPrimeApiUser",
    send: () => ({ body: { name: "desk", role: "Trader" } }),
    shape: "id,name,status,roles",
    keep: id("primeUser", "id"),
  },
  { name: "getPrimeApiUser", send: (k) => ({ body: { user_id: k["primeUser"] } }), shape: "data" },
  { name: "listPrimeApiUsers", shape: "data" },
  {
    name: "updatePrimeApiUser",
    send: (k) => ({ body: { user_id: k["primeUser"], name: "desk 2" } }),
    shape: "id,name,status,roles",
  },
  {
    name: "updatePrimeApiUserRoles",
    send: (k) => ({ body: { user_id: k["primeUser"], role: "Viewer" } }),
    shape: "id,name,status,roles",
  },
  {
    name: "createPrimeApiUserKey",
    send: (k) => ({ body: { user_id: k["primeUser"] } }),
    shape: "id,api_key,user_id,permissions,whitelisted_ips,api_secret",
    keep: id("primeKey", "id"),
  },
  { name: "listPrimeApiUserKeys", send: (k) => ({ body: { user_id: k["primeUser"] } }), shape: "data" },
  {
    name: "updatePrimeApiUserKey",
    send: (k) => ({ body: { user_id: k["primeUser"], key_id: k["primeKey"], whitelisted_ips: ["203.0.113.7"] } }),
    shape: "id,api_key,user_id,permissions,whitelisted_ips,updated_at",
  },
  {
    name: "deletePrimeApiUserKey",
    send: (k) => ({ body: { user_id: k["primeUser"], key_id: k["primeKey"] } }),
    shape: "deleted",
  },
];
