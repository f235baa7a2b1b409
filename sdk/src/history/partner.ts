/** Lists of Embed: assets, orders, addresses, transactions, portfolios and reports. */
import type {
  EmbedAssetList,
  EmbedAssets,
  EmbedAssetsParams,
  EmbedCustomOrder,
  EmbedCustomOrders,
  EmbedCustomOrdersParams,
  EmbedDepositAddress,
  EmbedDepositAddressesParams,
  EmbedDeposits,
  EmbedFundingTransaction,
  EmbedFundingTransactionsParams,
  EmbedPageLinks,
  EmbedPageMeta,
  EmbedPortfolio,
  EmbedPortfolioHistoryParams,
  EmbedPortfolioPoint,
  EmbedPortfolioTransaction,
  EmbedPortfolioTransactionsParams,
  EmbedReports,
  EmbedSettlementReport,
  EmbedSettlementReportsParams,
  EmbedWithdrawalAddress,
  EmbedWithdrawalAddressesParams,
  EmbedWithdrawals,
} from "../api/partner/index.ts";
import type { CallOptions } from "../api/route.ts";
import { historyOf } from "./history.ts";
import type { History, HistoryOptions } from "./history.ts";
import type { Pace } from "./pace.ts";
import { millisecondsOf, nanosecondsOfIso } from "./time.ts";
import { byOffset, byToken, keysByContent } from "./walks.ts";

/** Embed publishes no numbers; it answers 429 when it has had enough. */
const pace: Pace = { burst: 10, every: 200 };

const isoTime = (text: string): number | undefined => {
  const at = nanosecondsOfIso(text);
  return at === undefined ? undefined : millisecondsOf(at);
};
const at = (cursor: string | undefined): { cursor?: string } => (cursor === undefined ? {} : { cursor });
const sized = ({ pageSize }: HistoryOptions): { page_size?: number } =>
  pageSize === undefined ? {} : { page_size: pageSize };

interface Numbered<Entry> {
  readonly name: string;
  keys(rows: readonly Entry[]): readonly string[];
  time?(row: Entry): number | undefined;
  read(
    page: { readonly "page[size]": number; readonly "page[number]": number },
    options: CallOptions,
  ): Promise<{
    readonly rows: readonly Entry[];
    readonly links: EmbedPageLinks | undefined;
    readonly meta: EmbedPageMeta | undefined;
  }>;
}

/** A list by `page[number]`, counted from 1. */
function numbered<Entry>({ read, ...list }: Numbered<Entry>, options: HistoryOptions): History<Entry> {
  const source = byOffset<Entry>({
    ...list,
    pace,
    from: 1,
    async read(number, call) {
      const page = { "page[size]": options.pageSize ?? 100, "page[number]": number };
      const { rows, links, meta } = await read(page, call);
      const pages = meta?.total_pages;
      const more = pages === undefined ? links?.next !== undefined || links === undefined : number < pages;
      return { rows, total: meta?.total_items, step: rows.length > 0 && more ? 1 : undefined };
    },
  });
  return historyOf(source, options);
}

/** What `embedAssets` reads. */
export interface EmbedAssetsOf extends Omit<EmbedAssetsParams, "page[size]" | "page[number]"> {}

/** Assets available through Embed in the order of `sort`, each once. */
export function embedAssets(
  client: Pick<EmbedAssets, "listEmbedAssets">,
  params: EmbedAssetsOf = {},
  options: HistoryOptions = {},
): History<EmbedAssetList["assets"][number]> {
  const list: Numbered<EmbedAssetList["assets"][number]> = {
    name: "embedAssets",
    keys: (rows) =>
      keysByContent(rows.map((row) => (typeof row["symbol"] === "string" ? row["symbol"] : JSON.stringify(row)))),
    async read(page, call) {
      const { result } = await client.listEmbedAssets({ ...params, ...page }, call);
      return { ...result, rows: result.assets };
    },
  };
  return numbered(list, options);
}

/** What `embedReports` reads. */
export interface EmbedReportsOf extends Omit<EmbedSettlementReportsParams, "page[size]" | "page[number]"> {}

/** Settlement reports of Embed in the exchange's order, each once. */
export function embedReports(
  client: Pick<EmbedReports, "listEmbedSettlementReports">,
  params: EmbedReportsOf = {},
  options: HistoryOptions = {},
): History<EmbedSettlementReport> {
  const list: Numbered<EmbedSettlementReport> = {
    name: "embedReports",
    keys: (rows) => rows.map(({ id }) => id),
    time: ({ date }) => isoTime(date),
    async read(page, call) {
      const { result } = await client.listEmbedSettlementReports({ ...params, ...page }, call);
      return { ...result, rows: result.reports };
    },
  };
  return numbered(list, options);
}

/** What `embedOrders` reads. */
export interface EmbedOrdersOf extends Omit<EmbedCustomOrdersParams, "cursor"> {}

/** Custom orders of one customer in the exchange's order, each once. */
export function embedOrders(
  client: Pick<EmbedCustomOrders, "listEmbedCustomOrders">,
  params: EmbedOrdersOf,
  options: HistoryOptions = {},
): History<EmbedCustomOrder> {
  const source = byToken<EmbedCustomOrder>({
    name: `embedOrders ${params.user}`,
    pace,
    keys: (rows) => rows.map(({ id }) => id),
    async read(cursor, call) {
      const { result } = await client.listEmbedCustomOrders({ ...params, ...at(cursor) }, call);
      return { rows: result.orders, next: result.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `embedDepositAddresses` reads. */
export interface EmbedDepositAddressesOf extends Omit<EmbedDepositAddressesParams, "cursor"> {}

/** Deposit addresses of one customer in the exchange's order, each once. */
export function embedDepositAddresses(
  client: Pick<EmbedDeposits, "listEmbedDepositAddresses">,
  params: EmbedDepositAddressesOf,
  options: HistoryOptions = {},
): History<EmbedDepositAddress> {
  const source = byToken<EmbedDepositAddress>({
    name: `embedDepositAddresses ${params.user} ${params.asset}`,
    pace,
    keys: (rows) => rows.map(({ address, tag, memo, method_id }) => [address, tag, memo, method_id].join(" ")),
    async read(cursor, call) {
      const { result } = await client.listEmbedDepositAddresses({ ...params, ...at(cursor) }, call);
      return { rows: result.addresses, next: result.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `embedWithdrawalAddresses` reads. */
export interface EmbedWithdrawalAddressesOf extends Omit<EmbedWithdrawalAddressesParams, "cursor"> {}

/** Saved destinations of one customer in the exchange's order, each once. */
export function embedWithdrawalAddresses(
  client: Pick<EmbedWithdrawals, "listEmbedWithdrawalAddresses">,
  params: EmbedWithdrawalAddressesOf,
  options: HistoryOptions = {},
): History<EmbedWithdrawalAddress> {
  const source = byToken<EmbedWithdrawalAddress>({
    name: `embedWithdrawalAddresses ${params.user}`,
    pace,
    keys: (rows) => keysByContent(rows.map((row) => row.key ?? JSON.stringify(row))),
    async read(cursor, call) {
      const { result } = await client.listEmbedWithdrawalAddresses({ ...params, ...at(cursor) }, call);
      return { rows: result.addresses, next: result.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `embedFundingTransactions` reads. */
export interface EmbedFundingTransactionsOf extends Omit<EmbedFundingTransactionsParams, "cursor" | "page_size"> {}

/** Deposits or withdrawals of all customers in the exchange's order, each once. */
export function embedFundingTransactions(
  client: Pick<EmbedDeposits, "listEmbedFundingTransactions">,
  params: EmbedFundingTransactionsOf,
  options: HistoryOptions = {},
): History<EmbedFundingTransaction> {
  const source = byToken<EmbedFundingTransaction>({
    name: `embedFundingTransactions ${params.type}`,
    pace,
    keys: (rows) => rows.map(({ ref_id }) => ref_id),
    time: ({ date }) => isoTime(date),
    async read(cursor, call) {
      const page = { ...sized(options), ...at(cursor) };
      const { result } = await client.listEmbedFundingTransactions({ ...params, ...page }, call);
      return { rows: result.transactions, next: result.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `embedTransactions` reads. */
export interface EmbedTransactionsOf extends Omit<EmbedPortfolioTransactionsParams, "cursor" | "page_size"> {}

/** Transactions of one customer in the order of `sorting`, each once. */
export function embedTransactions(
  client: Pick<EmbedPortfolio, "listEmbedPortfolioTransactions">,
  params: EmbedTransactionsOf,
  options: HistoryOptions = {},
): History<EmbedPortfolioTransaction> {
  const source = byToken<EmbedPortfolioTransaction>({
    name: `embedTransactions ${params.user}`,
    pace,
    keys: (rows) => rows.map(({ id }) => id),
    time: ({ time }) => isoTime(time),
    async read(cursor, call) {
      const page = { ...sized(options), ...at(cursor) };
      const { result } = await client.listEmbedPortfolioTransactions({ ...params, ...page }, call);
      return { rows: result.transactions, next: result.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `embedPortfolioHistory` reads. */
export interface EmbedPortfolioHistoryOf extends Omit<EmbedPortfolioHistoryParams, "cursor"> {}

/** Value and profit of one customer's portfolio over time in the exchange's order, each point once. */
export function embedPortfolioHistory(
  client: Pick<EmbedPortfolio, "getEmbedPortfolioHistory">,
  params: EmbedPortfolioHistoryOf,
  options: HistoryOptions = {},
): History<EmbedPortfolioPoint> {
  const source = byToken<EmbedPortfolioPoint>({
    name: `embedPortfolioHistory ${params.user}`,
    pace,
    keys: (rows) => rows.map(({ date }) => date),
    time: ({ date }) => isoTime(date),
    async read(cursor, call) {
      const { result } = await client.getEmbedPortfolioHistory({ ...params, ...at(cursor) }, call);
      return { rows: result.history, next: result.next_cursor };
    },
  });
  return historyOf(source, options);
}
