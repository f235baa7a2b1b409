import type {
  EmbedDepositAddress,
  EmbedDeposits,
  EmbedWithdrawalAddress,
  EmbedWithdrawals,
  Pay,
  PayError,
  Ramp,
  RampQuoteSide,
} from "../../../src/api/partner/index.ts";
import type { Fixtures, Whole } from "../fixture.ts";

const user = "AA88 N84G AET3 RAOA";
const method_id = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
const amount = { asset: "BTC", amount: "0.00010000" };

const depositAddress: Whole<EmbedDepositAddress> = {
  address: "bc1qexampleexampleexampleexample0000000",
  tag: "1234",
  memo: "note",
  method_id,
  asset: "BTC",
  fee: amount,
  minimum: amount,
  maximum: amount,
  expire_time: "2027-01-01T00:00:00Z",
  last_deposit_at: "2026-01-05T22:13:20Z",
};
const withdrawalAddress: Whole<EmbedWithdrawalAddress> = {
  key: "my wallet/1",
  asset: "BTC",
  method_id,
  address: "bc1qexampleexampleexampleexample0000000",
  tag: "1234",
  memo: "note",
};

export const embedFundingFixtures: Fixtures<EmbedDeposits & EmbedWithdrawals> = {
  listEmbedDepositMethods: {
    params: { asset: "BTC", user },
    answer: {
      result: {
        methods: [
          {
            method_id,
            network: "Bitcoin",
            fee: amount,
            fee_percentage: "0",
            minimum: amount,
            maximum: amount,
            address_setup_fee: amount,
            network_info: {
              explorer: "https://explorer.example/tx/",
              confirmations: "3",
              est_confirmation_time: "30 min",
            },
          },
        ],
      },
    },
  },
  createEmbedDepositAddress: {
    params: { user, asset: "BTC", method_id },
    answer: {
      result: {
        address: depositAddress.address,
        name: "Bitcoin",
        tag: "1234",
        memo: "note",
        expire_time: "2027-01-01T00:00:00Z",
        is_new: true,
      },
    },
  },
  listEmbedDepositAddresses: {
    params: { user, asset: "BTC", method_id, cursor: "next-1" },
    answer: { result: { addresses: [depositAddress], next_cursor: "next-2" } },
  },
  listEmbedFundingTransactions: {
    params: { type: "deposit", cursor: "next-1", page_size: 500 },
    answer: {
      result: {
        transactions: [
          {
            type: "deposit",
            date: "2026-01-05T22:13:20Z",
            asset: "BTC",
            amount: "0.5",
            status: "success",
            ref_id: "FTABCDE-FGHIJ-KLMNO2",
          },
        ],
        next_cursor: "next-2",
      },
    },
  },
  listEmbedWithdrawalMethods: {
    params: { asset: "BTC", user },
    answer: {
      result: {
        methods: [
          { method_id, network: "Bitcoin", fee: amount, fee_token: "wft_abc123", minimum: amount, maximum: amount },
        ],
      },
    },
  },
  validateEmbedWithdrawalAddress: {
    params: { user, asset: "BTC", method_id, address: depositAddress.address, memo: "note" },
    answer: { result: { valid: true } },
  },
  createEmbedWithdrawalAddress: {
    params: {
      user,
      asset: "BTC",
      method_id,
      key: "my wallet/1",
      address: depositAddress.address,
      memo: "note",
      tag: "1234",
    },
    answer: { result: withdrawalAddress },
  },
  listEmbedWithdrawalAddresses: {
    params: { user, cursor: "next-1" },
    answer: { result: { addresses: [withdrawalAddress], next_cursor: "next-2" } },
  },
  updateEmbedWithdrawalAddress: {
    params: { key: "my wallet/1", user, new_key: "my wallet/2" },
    answer: { result: { ...withdrawalAddress, key: "my wallet/2" } },
  },
  deleteEmbedWithdrawalAddress: { params: { key: "my wallet/1", user }, answer: { result: {} } },
  withdrawEmbedFunds: {
    params: {
      user,
      asset: "BTC",
      key: "my wallet/1",
      amount: "0.5",
      idempotency_token: "0b9d1a5e-7a1c-4f4e-9a55-0f0d1c2b3a49",
      fee_token: "wft_abc123",
      preview: false,
    },
    answer: {
      result: {
        ref_id: "FTABCDE-FGHIJ-KLMNO2",
        amount: "0.5",
        fee: "0.0002",
        total: "0.5002",
        fee_token: "wft_abc123",
      },
    },
  },
};

const place = { country: "US", subdivision: "CA" };
const route = { in_asset: "EUR", in_method: "creditCard", out_asset: "BTC", out_method: "Bitcoin" };
const range = {
  minimum: { asset: "EUR", amount: "10", asset_class: "currency" },
  maximum: { asset: "EUR", amount: "5000", asset_class: "currency" },
};
const fees = { fee: "0.50", deposit_fee: "0.10", affiliate_fee: "0.25", withdrawal_fee: "0.05" };
const side: Whole<RampQuoteSide> = {
  asset: "EUR",
  total: "50.00",
  subtotal: "49.10",
  asset_class: "currency",
  ...fees,
  in_display: { asset: "USD", asset_class: "currency", total: "55.00", subtotal: "54.01", ...fees },
};

export const rampFixtures: Fixtures<Ramp> = {
  listRampBuyCryptoAssets: {
    params: place,
    answer: { result: { assets: [{ asset: "BTC", networks: ["Bitcoin"] }] } },
  },
  listRampFiatCurrencies: {
    params: place,
    answer: { result: { currencies: [{ asset: "EUR", asset_class: "currency" }] } },
  },
  listRampPaymentMethods: {
    params: place,
    answer: { result: { methods: [{ funding_type: "creditCard", external_id: "card" }] } },
  },
  listRampCountries: {
    params: {},
    answer: { result: { countries: [{ country: "US", subdivisions: ["CA", "TX"] }] } },
  },
  getRampLimits: {
    params: { ...route, ...place },
    answer: {
      result: {
        limits: { deposit: range, withdrawal: range },
        final_combined: { in_asset: range, out_asset: range },
      },
    },
  },
  getRampProspectiveQuote: {
    params: { ...route, ...place, in_amount: "50.00", affiliate_fee_bps: "250" },
    answer: {
      result: {
        spend: side,
        receive: { ...side, asset: "BTC" },
        unit_price: {
          asset: "BTC",
          unit_price: "90000.00",
          denomination_asset: "EUR",
          asset_class: "currency",
          denomination_asset_class: "currency",
          in_display: { asset: "USD", asset_class: "currency", unit_price: "99000.00" },
        },
      },
    },
  },
  getRampCheckoutUrl: {
    params: {
      ...route,
      ...place,
      in_amount: "50.00",
      network: "Bitcoin",
      wallet_address: "bc1qexampleexampleexampleexample0000000",
      memo: "note",
      affiliate_fee_bps: "250",
      redirect_url: "https://partner.example.com/done?order=1&ok=true",
      failure_url: "https://partner.example.com/failed",
      external_user_id: "customer-1",
      external_partner_id: "partner-1",
      external_transaction_id: "purchase-1",
      external_metadata: '{"cart":"42"}',
    },
    answer: {
      result: { checkout_url: "https://ramp.example.com/c/1", request_data: { in_asset: "EUR", memo: null } },
    },
  },
};

const error: Whole<PayError> = {
  severity: "W",
  errorClass: "General",
  type: "Deprecated",
  errorMessage: "this call will go away",
};
const external_id = "AAECAwQFBgcICQoLDA0ODw";

export const payFixtures: Fixtures<Pay> = {
  createPayTransfer: {
    params: { amount: "12.50", asset: "EUR", to: "ada", external_id, note: "Thanks!", return_for: "EBESExQVFhc" },
    answer: { error: [error], result: {} },
  },
  cancelPayTransfer: { params: { external_id }, answer: { error: [error], result: {} } },
  createPayRequest: {
    params: { amount: "12.50", asset: "EUR", external_id, expire_after_seconds: 3600, from: "ada", note: "Invoice 7" },
    answer: { error: [error], result: { view_link: "https://www.kraken.com/pay/r/1" } },
  },
  cancelPayRequest: { params: { external_id }, answer: { error: [error], result: {} } },
  createPaylinkCode: {
    params: { amount: "12.50", asset: "EUR", external_id, note: "Gift" },
    answer: { error: [error], result: {} },
  },
  getPaylinkCode: { params: { external_id }, answer: { error: [error], result: { code: "abc" } } },
  getPaylinkConfig: { params: {}, answer: { error: [error], result: { expire_time: 604_800 } } },
};
