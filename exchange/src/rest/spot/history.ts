import * as v from "valibot";
import type { SignedRoute } from "../../http/call.ts";
import type { OrderInfo, Page } from "../../spot/types.ts";
import { Rejection } from "../../base/rejection.ts";
import { flag, int32, integer, moment, read, text, word, words } from "./arguments.ts";
import type { SpotDesk } from "./desk.ts";
import { assetOf, pairOf } from "./names.ts";
import { checkWallet } from "./wallets.ts";

const rebase = { rebase_multiplier: v.optional(word(["rebased", "base"])) };
const orderFilter = {
  trades: v.optional(flag),
  userref: v.optional(int32),
  cl_ord_id: v.optional(text),
  consolidate_taker: v.optional(flag),
};
const cursor = { with_cursor: v.optional(flag), cursor: v.optional(text) };
const span = {
  start: v.optional(moment),
  end: v.optional(moment),
  ofs: v.optional(integer(0, 1_000_000_000)),
  without_count: v.optional(flag),
  ...cursor,
};

const openSchema = v.object({ ...orderFilter, ...cursor, limit: v.optional(integer(1, 1000)), ...rebase });
const closedSchema = v.object({
  ...orderFilter,
  ...span,
  closetime: v.optional(word(["open", "close", "both"])),
  ...rebase,
});
const queryOrdersSchema = v.object({ ...orderFilter, txid: words(50), ...rebase });
const amendsSchema = v.object({ order_id: text, ...rebase });
const tradesSchema = v.object({
  ...span,
  type: v.optional(word(["all", "any position", "closed position", "closing position", "no position"])),
  trades: v.optional(flag),
  consolidate_taker: v.optional(flag),
  ledgers: v.optional(flag),
  pair: v.optional(text),
  aclass: v.optional(word(["forex", "equity_pair", "futures_contract", "synthetic_pair", "external_pair"])),
  limit: v.optional(integer(1, 100)),
  ...rebase,
});
const queryTradesSchema = v.object({ txid: words(20), trades: v.optional(flag), ledgers: v.optional(flag), ...rebase });
const positionsSchema = v.object({
  txid: v.optional(words(20)),
  docalcs: v.optional(flag),
  consolidation: v.optional(word(["market"])),
  ...rebase,
});
const ledgerTypes = [
  "all",
  "trade",
  "deposit",
  "withdrawal",
  "transfer",
  "margin",
  "adjustment",
  "rollover",
  "credit",
  "settled",
  "staking",
  "earn",
  "dividend",
  "sale",
  "nft_rebate",
] as const;
const assetItem = v.union([
  v.string(),
  v.pipe(
    v.object({ asset: v.string(), aclass: v.optional(v.string()) }),
    v.transform((item) => item.asset),
  ),
]);
const ledgersSchema = v.object({
  ...span,
  asset: v.optional(
    v.union([
      v.pipe(
        text,
        v.transform((names) => names.split(",").map((name) => name.trim())),
      ),
      v.pipe(v.array(assetItem), v.maxLength(200)),
    ]),
  ),
  aclass: v.optional(text),
  type: v.optional(word(ledgerTypes)),
  ...rebase,
});
const queryLedgersSchema = v.object({ id: words(20), trades: v.optional(flag), ...rebase });

interface Paging {
  readonly without_count?: boolean | undefined;
  readonly with_cursor?: boolean | undefined;
  readonly cursor?: string | undefined;
}

/** Orders, trades, positions and ledgers of an account. */
export function historyRoutes(desk: SpotDesk): readonly SignedRoute[] {
  const { venue, historyCost } = desk;
  const { markets } = venue;
  const open = { all: ["query-open-trades"] } as const;
  const closed = { all: ["query-closed-trades"] } as const;
  const either = { any: ["query-open-trades", "query-closed-trades"] } as const;
  const ledger = { all: ["query-ledger"] } as const;
  return [
    {
      name: "getOpenOrders",
      method: "POST",
      path: "/0/private/OpenOrders",
      auth: "body-nonce",
      needs: open,
      cost: 1,
      handle: (call) => {
        checkWallet(call);
        const args = read(openSchema, call.body);
        return openPage(venue.openOrders(call.account, args), args);
      },
    },
    {
      name: "getClosedOrders",
      method: "POST",
      path: "/0/private/ClosedOrders",
      auth: "body-nonce",
      needs: closed,
      cost: 1,
      handle: (call) => {
        checkWallet(call);
        const args = read(closedSchema, call.body);
        return shown("closed", venue.closedOrders(call.account, { ...args, ...pageOf(args) }), args);
      },
    },
    {
      name: "getOrders",
      method: "POST",
      path: "/0/private/QueryOrders",
      auth: "body-nonce",
      needs: either,
      cost: 1,
      handle: (call) => {
        checkWallet(call);
        const args = read(queryOrdersSchema, call.body);
        return venue.queryOrders(call.account, args.txid, args);
      },
    },
    {
      name: "getOrderAmends",
      method: "POST",
      path: "/0/private/OrderAmends",
      auth: "body-nonce",
      needs: either,
      cost: 1,
      handle: (call) => {
        checkWallet(call);
        const amends = venue.orderAmends(call.account, read(amendsSchema, call.body).order_id);
        return { count: amends.length, amends };
      },
    },
    {
      name: "getTradesHistory",
      method: "POST",
      path: "/0/private/TradesHistory",
      auth: "body-nonce",
      needs: closed,
      cost: historyCost,
      handle: (call) => {
        checkWallet(call);
        const { pair, aclass, ...args } = read(tradesSchema, call.body);
        if (aclass !== undefined && aclass !== "forex") return shown("trades", { entries: {}, count: 0 }, args);
        const key = pair === undefined ? undefined : pairOf(markets, pair).key;
        return shown("trades", venue.tradesHistory(call.account, { ...args, ...pageOf(args), pair: key }), args);
      },
    },
    {
      name: "getTrades",
      method: "POST",
      path: "/0/private/QueryTrades",
      auth: "body-nonce",
      needs: closed,
      cost: historyCost,
      handle: (call) => {
        checkWallet(call);
        const args = read(queryTradesSchema, call.body);
        return venue.queryTrades(call.account, args.txid, args);
      },
    },
    {
      name: "getOpenPositions",
      method: "POST",
      path: "/0/private/OpenPositions",
      auth: "body-nonce",
      needs: open,
      cost: 1,
      handle: (call) => {
        checkWallet(call);
        const args = read(positionsSchema, call.body);
        if (args.consolidation === "market") return venue.positionSummary(call.account, args.docalcs);
        return venue.openPositions(call.account, { ids: args.txid, docalcs: args.docalcs });
      },
    },
    {
      name: "getLedgersInfo",
      method: "POST",
      path: "/0/private/Ledgers",
      auth: "body-nonce",
      needs: ledger,
      cost: historyCost,
      handle: (call) => {
        checkWallet(call);
        const { asset, ...args } = read(ledgersSchema, call.body);
        const named =
          asset === undefined || asset.includes("all") ? undefined : asset.map((name) => assetOf(markets, name).id);
        return shown("ledger", venue.ledgers(call.account, { ...args, ...pageOf(args), assets: named }), args);
      },
    },
    {
      name: "getLedgers",
      method: "POST",
      path: "/0/private/QueryLedgers",
      auth: "body-nonce",
      needs: ledger,
      cost: historyCost,
      handle: (call) => {
        checkWallet(call);
        return venue.queryLedgers(call.account, read(queryLedgersSchema, call.body).id);
      },
    },
  ];
}

/** The venue's cursor: absent without cursor paging, empty for the first page. */
function pageOf(args: Paging): { readonly cursor?: string } {
  if (args.with_cursor !== true) return {};
  return { cursor: args.cursor ?? "" };
}

function shown<T>(name: string, page: Page<T>, args: Paging): Record<string, unknown> {
  if (args.with_cursor === true)
    return { [name]: page.entries, cursor: page.next === undefined ? {} : { next: page.next } };
  return args.without_count === true ? { [name]: page.entries } : { [name]: page.entries, count: page.count };
}

/** Open orders come all at once, or in pages behind the id of the last order shown. */
function openPage(
  orders: Record<string, OrderInfo>,
  args: Paging & { readonly limit?: number | undefined },
): Record<string, unknown> {
  const rows = Object.entries(orders);
  if (args.with_cursor !== true) return { open: Object.fromEntries(rows.slice(0, args.limit ?? 1000)) };
  const size = Math.min(args.limit ?? 50, 100);
  const from = args.cursor === undefined ? 0 : rows.findIndex(([id]) => id === args.cursor) + 1;
  if (args.cursor !== undefined && from === 0) throw new Rejection("EGeneral:Invalid arguments:cursor");
  const page = rows.slice(from, from + size);
  const next = from + size < rows.length ? page.at(-1)?.[0] : undefined;
  return { open: Object.fromEntries(page), cursor: next === undefined ? {} : { next } };
}
