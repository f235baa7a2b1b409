import * as v from "valibot";
import { formatUnits, plainText } from "../../base/decimal.ts";
import { permits, type Need } from "../../auth/permissions.ts";
import type { Vaults } from "../../custody/vaults.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import { otcTerms, type OtcDesk, type OtcQuote } from "../../otc/otc.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import { cents } from "../../statements/worth.ts";
import { read, text, word } from "../spot/arguments.ts";

/** Everything the OTC calls are answered from. */
export interface OtcCalls {
  readonly venue: SpotCalls;
  readonly otc: OtcDesk;
  readonly vaults: Vaults;
}

const requestSchema = v.object({
  base: text,
  quote: text,
  type: word(["buy", "sell"]),
  amount: v.optional(text),
  total: v.optional(text),
});
const updateSchema = v.object({ quote_id: text, status: word(["accepted", "rejected"]) });
const activeSchema = v.object({ vault_id: v.optional(text) });

const create: Need = { all: ["modify-trades"] };
const query: Need = { all: ["query-open-trades"] };
const funds: Need = { all: ["query-funds", "add-funds"] };

/** Quotes on request, and deals. */
export function otcRoutes({ venue, otc, vaults }: OtcCalls): readonly SignedRoute[] {
  const call = (name: string, path: string, needs: Need, handle: (call: SignedCall) => unknown): SignedRoute => ({
    name,
    method: "POST",
    path: `/0/private/${path}`,
    auth: "body-nonce",
    needs,
    cost: 1,
    handle,
  });
  return [
    call("createOtcQuoteRequest", "CreateOtcQuoteRequest", create, ({ account, body }) => ({
      quote: quoteRow(otc.request(account, read(requestSchema, body))),
    })),
    call("updateOtcQuote", "UpdateOtcQuote", create, ({ account, body }) => {
      const { quote_id, status } = read(updateSchema, body);
      return { quote_id: otc.decide(account, quote_id, status).id };
    }),
    call("getOtcPairs", "GetOtcPairs", funds, () => ({
      spot_pairs: venue.markets.all.map((market) => ({
        base: market.base.symbol,
        quote: market.quote.symbol,
        pair_name: market.symbol,
        pair_decimals: String(market.priceDecimals),
        lot_decimals: String(market.lotDecimals),
        cost_decimals: String(market.costDecimals),
        max_base_amount: "1000000000",
        max_notional: plainText(otcTerms.maxUsd),
        min_base_amount: formatUnits(market.orderMin, market.lotDecimals),
        min_notional: plainText(otcTerms.minUsd),
      })),
    })),
    call("getOtcActiveQuotes", "GetOtcActiveQuotes", query, ({ account, body }) => {
      const { vault_id } = read(activeSchema, body);
      // Quotes here are for the Spot wallet; a vault has none of its own.
      if (vault_id !== undefined) return vaults.find(account, vault_id) && [];
      return otc
        .of(account)
        .filter((quote) => otc.isOpen(quote))
        .map((quote) => ({ ...quoteRow(quote), type: quote.type, expires: { time: quote.expires } }));
    }),
    call("getOtcHistoricalQuotes", "GetOtcHistoricalQuotes", query, ({ account }) =>
      otc
        .of(account)
        .filter((quote) => !otc.isOpen(quote))
        .map((quote) => ({
          ...quoteRow(quote),
          type: quote.type,
          trade_id: quote.tradeId ?? null,
          status: quote.decision === undefined ? "expired" : "closed",
          acceptance: {
            status: quote.decision ?? "expired",
            time: quote.decision === undefined ? quote.expires : quote.decided,
          },
          settlement_status: quote.decision === "accepted" ? "settled" : "not_settled",
        })),
    ),
    call("getOtcExposures", "GetOtcExposures", query, ({ account }) => ({
      max_otc: plainText(otcTerms.maxUsd),
      max_rfq: plainText(otcTerms.maxUsd),
      // Every deal is settled the moment it is made.
      used_otc: "0",
      used_rfq: cents(otc.exposure(account)),
    })),
    call("checkOtcClient", "CheckOtcClient", funds, ({ key }) => {
      const { permissions, futures } = key.settings;
      const rights: readonly (readonly [string, Need])[] = [
        ["otc-quote-request", create],
        ["otc-quote-approve", create],
        ["otc-quote-query", query],
      ];
      return { permissions: rights.filter(([, need]) => permits(permissions, futures, need)).map(([name]) => name) };
    }),
  ];
}

function quoteRow({ id, market, amount, price, total }: OtcQuote): object {
  return {
    quote_id: id,
    client_order_id: null,
    base: market.base.symbol,
    quote: market.quote.symbol,
    amount: plainText(amount),
    price: plainText(price),
    total: plainText(total),
    settlement: "automated",
  };
}
