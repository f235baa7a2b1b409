import { bitcoinAddress, id, methodShape, type Step } from "./step.ts";

/** The calls of funding, subaccounts, Earn, transparency and OAuth, in an order that works. */
export const spotSteps: readonly Step[] = [
  {
    name: "getDepositMethods",
    send: () => ({ body: { asset: "XBT" } }),
    shape: "method,limit,fee,address-setup-fee,gen-address,minimum",
  },
  {
    name: "getDepositAddresses",
    send: () => ({ body: { asset: "XBT", method: "Bitcoin", new: true } }),
    shape: "address,expiretm,new",
  },
  { name: "getDepositsStatus", send: () => ({ body: { asset: "XBT", cursor: true } }), shape: "deposits,next_cursor" },
  { name: "getWithdrawalMethods", send: () => ({ body: { asset: "XBT" } }), shape: methodShape },
  { name: "getWithdrawalAddresses", shape: "address,asset,method,key,verified" },
  {
    name: "getWithdrawalInfo",
    send: () => ({ body: { asset: "XBT", key: "cold", amount: "0.725" } }),
    shape: "method,limit,amount,fee",
  },
  {
    name: "submitWithdrawal",
    send: () => ({ body: { asset: "XBT", key: "cold", amount: "0.725" } }),
    shape: "refid",
    keep: id("refid", "refid"),
  },
  { name: "getWithdrawalsStatus", send: () => ({ body: { cursor: true } }), shape: "withdrawals,next_cursor" },
  { name: "cancelWithdrawal", send: (k) => ({ body: { asset: "XBT", refid: k["refid"] } }), shape: "boolean" },
  {
    name: "submitTransferToFutures",
    send: () => ({ body: { asset: "XBT", from: "Spot Wallet", to: "Futures Wallet", amount: "0.1" } }),
    shape: "refid",
  },
  {
    name: "getFundingMethods",
    send: () => ({ path: { direction: "withdraw" }, query: "asset%5Bclass%5D=currency&asset%5Bname%5D=BTC" }),
    shape: "methods,next_cursor",
    keep: id("method", "methods", 0, "method_id"),
  },
  { name: "getFundingAssets", send: () => ({ path: { direction: "deposit" } }), shape: "currency,tokenized_asset" },
  { name: "getFundingNetworks", shape: "network_groups,networks" },
  {
    name: "getFundingFees",
    send: (k) => ({ path: { method_id: k["method"] ?? "" }, query: "amount=0.725" }),
    shape: "fee,gross_amount,net_amount,fee_details,withdrawal_fee_token",
  },
  {
    name: "getFundingDepositLimits",
    send: () => ({ path: { asset_class: "currency", asset: "BTC" } }),
    shape: "deposit_limits",
  },
  {
    name: "getFundingWithdrawalLimits",
    send: () => ({ path: { asset_class: "currency", asset: "BTC" } }),
    shape: "available_balance,withdrawal_limits",
  },
  {
    name: "createFundingAddress",
    send: (k) => ({
      body: {
        scope: { method_id: k["method"] },
        address_details: { crypto: { address: bitcoinAddress } },
        name: "beta",
      },
    }),
    shape: "address_id,verified",
    keep: id("address", "address_id"),
  },
  { name: "getFundingAddresses", shape: "addresses,next_cursor" },
  {
    name: "updateFundingAddress",
    send: (k) => ({ path: { id: k["address"] ?? "" }, body: { name: "beta 2" } }),
    shape: "verified",
  },
  {
    name: "submitFundingWithdrawal",
    send: (k) => ({
      body: {
        scope: { method_id: k["method"] },
        address_id: k["address"],
        amount: { asset_amount: { asset: { class: "currency", name: "BTC" }, amount: "0.1" } },
      },
    }),
    shape: "withdrawal_id,net_amount,gross_amount,fee",
  },
  { name: "getFundingWithdrawals", shape: "withdrawals,next_cursor" },
  { name: "deleteFundingAddress", send: (k) => ({ path: { id: k["address"] ?? "" } }), shape: "result" },
  { name: "getFundingDeposits", shape: "deposits,next_cursor", keep: id("depositMethod", "deposits", 0, "method_id") },
  {
    name: "claimFundingDepositAddress",
    send: (k) => ({ body: { method_id: k["depositMethod"] } }),
    shape: "address_details",
  },
  { name: "getFundingDepositAddresses", shape: "addresses,next_cursor" },
  {
    name: "createSubaccount",
    send: () => ({ body: { username: "desk-7", email: "desk@example.com" } }),
    shape: "boolean",
  },
  {
    name: "submitSubaccountTransfer",
    send: (k) => ({ body: { asset: "XBT", amount: "1", from: k["iiban"], to: k["child"] } }),
    shape: "transfer_id,status",
  },
  {
    name: "getEarnStrategies",
    send: () => ({ body: { asset: "USDC" } }),
    shape: "items,next_cursor",
    keep: id("strategy", "items", 0, "id"),
  },
  {
    name: "allocateEarnFunds",
    send: (k) => ({ body: { amount: "100", strategy_id: k["strategy"] } }),
    shape: "boolean",
    wait: 1_000,
  },
  { name: "getEarnAllocationStatus", send: (k) => ({ body: { strategy_id: k["strategy"] } }), shape: "pending" },
  {
    name: "deallocateEarnFunds",
    send: (k) => ({ body: { amount: "50", strategy_id: k["strategy"] } }),
    shape: "boolean",
  },
  { name: "getEarnDeallocationStatus", send: (k) => ({ body: { strategy_id: k["strategy"] } }), shape: "pending" },
  { name: "getEarnAllocations", shape: "converted_asset,total_allocated,total_rewarded,next_cursor,items" },
  {
    name: "getPreTradeData",
    send: () => ({ query: "symbol=BTC%2FUSD" }),
    shape: "symbol,description,base_asset,quote_asset,quote_notation,base_notation,venue,system,bids,asks",
  },
  { name: "getPostTradeData", shape: "last_ts,count,trades" },
  {
    name: "getOAuthAccessToken",
    send: (k) => ({
      body: { grant_type: "authorization_code", code: k["code"], redirect_uri: k["redirect"], client_id: "local-app" },
    }),
    shape: "access_token,token_type,expires_in,refresh_token",
    keep: id("token", "access_token"),
  },
  { name: "getOAuthUserInfo", shape: "email,iban" },
  {
    name: "createOAuthFastApiKey",
    send: () => ({ body: { api_key_name: "bot" } }),
    shape:
      "secret,api_key,api_key_name,created_time,id,ip_allowlist,last_used,modified_time,nonce,nonce_window,oauth_client,permissions,purpose,query_from,query_to,valid_until",
  },
  { name: "updateOAuthFastApiKey", send: () => ({ body: { api_key_name: "bot", nonce_window: 5 } }), shape: "boolean" },
  {
    name: "listOAuthFastApiKeys",
    shape:
      "api_key_name,created_time,id,ip_allowlist,last_used,modified_time,nonce,nonce_window,oauth_client,permissions,purpose,query_from,query_to,valid_until",
  },
  { name: "deleteOAuthFastApiKey", send: () => ({ body: { api_key_name: "bot" } }), shape: "boolean" },
];
