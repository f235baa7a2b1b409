/** Lists of Custody (legacy and External API) and of Prime. */
import type {
  CustodyActivitiesParams,
  CustodyActivity,
  CustodyTask,
  CustodyTasks,
  CustodyTasksParams,
  CustodyTransaction,
  CustodyTransactionsCalls,
  CustodyTransactionsParams,
  CustodyVault,
  CustodyVaults,
  CustodyVaultsParams,
  InstoCustodyTask,
  InstoCustodyTasksParams,
  InstoCustodyTransaction,
  InstoCustodyTransactionsParams,
  InstoCustodyVault,
  InstoCustodyVaultsParams,
  InstoTasks,
  InstoVaults,
  PrimeSettlement,
  PrimeSettlementBatch,
  PrimeSettlementBatchesParams,
} from "../api/institutional/index.ts";
import type { CallOptions } from "../api/route.ts";
import { historyOf } from "./history.ts";
import type { History, HistoryOptions } from "./history.ts";
import type { Pace } from "./pace.ts";
import { millisecondsOf, nanosecondsOfIso } from "./time.ts";
import { byOffset, byToken, spanOf } from "./walks.ts";
import type { HistorySpan } from "./walks.ts";

/** Ten calls within ten seconds, and every further call makes the wait longer. */
const legacyPace: Pace = { burst: 5, every: 2000 };
/** 200 calls in 30 seconds. */
const externalPace: Pace = { burst: 50, every: 200 };
const primePace: Pace = { burst: 5, every: 1000 };

interface Counted<Entry> {
  readonly name: string;
  readonly pace: Pace;
  readonly size: number;
  read(
    page: { readonly limit: number; readonly offset: number },
    options: CallOptions,
  ): Promise<{ readonly rows: readonly Entry[]; readonly total?: number | undefined; readonly more?: boolean }>;
}

/** A list by `limit` and `offset`. */
function counted<Entry extends { readonly id: string }>(list: Counted<Entry>, options: HistoryOptions): History<Entry> {
  const source = byOffset<Entry>({
    name: list.name,
    pace: list.pace,
    keys: (rows) => rows.map(({ id }) => id),
    async read(offset, call) {
      const { rows, total, more } = await list.read({ limit: list.size, offset }, call);
      const done = offset + rows.length;
      // Where neither a total nor a flag tells, an empty page does.
      const on = rows.length > 0 && (more ?? (total === undefined || done < total));
      return { rows, total, step: on ? rows.length : undefined };
    },
  });
  return historyOf(source, options);
}

/** What `custodyVaults` reads. */
export interface CustodyVaultsOf extends Omit<CustodyVaultsParams, "pagination"> {}

/** Vaults of legacy custody in the order of `orderings`, each once. */
export function custodyVaults(
  client: Pick<CustodyVaults, "listCustodyVaults">,
  params: CustodyVaultsOf = {},
  options: HistoryOptions = {},
): History<CustodyVault> {
  const list: Counted<CustodyVault> = {
    name: "custodyVaults",
    pace: legacyPace,
    size: options.pageSize ?? 1000,
    async read(pagination, call) {
      const { result, total } = await client.listCustodyVaults({ ...params, pagination }, call);
      return { rows: result ?? [], total };
    },
  };
  return counted(list, options);
}

/** What `custodyTasks` reads. */
export interface CustodyTasksOf extends Omit<CustodyTasksParams, "pagination"> {}

/** Tasks of legacy custody in the order of `orderings`, each once. */
export function custodyTasks(
  client: Pick<CustodyTasks, "listCustodyTasks">,
  params: CustodyTasksOf = {},
  options: HistoryOptions = {},
): History<CustodyTask> {
  const list: Counted<CustodyTask> = {
    name: "custodyTasks",
    pace: legacyPace,
    size: options.pageSize ?? 1000,
    async read(pagination, call) {
      const { result, total } = await client.listCustodyTasks({ ...params, pagination }, call);
      return { rows: result ?? [], total };
    },
  };
  return counted(list, options);
}

/** What `custodyActivities` reads. */
export interface CustodyActivitiesOf extends Omit<CustodyActivitiesParams, "pagination"> {}

/** What happened to tasks of legacy custody in the order of `orderings`, each once. */
export function custodyActivities(
  client: Pick<CustodyTasks, "listCustodyActivities">,
  params: CustodyActivitiesOf = {},
  options: HistoryOptions = {},
): History<CustodyActivity> {
  const list: Counted<CustodyActivity> = {
    name: "custodyActivities",
    pace: legacyPace,
    size: options.pageSize ?? 1000,
    async read(pagination, call) {
      const { result, total } = await client.listCustodyActivities({ ...params, pagination }, call);
      return { rows: result ?? [], total };
    },
  };
  return counted(list, options);
}

/** What `custodyTransactions` reads. */
export interface CustodyTransactionsOf extends Omit<CustodyTransactionsParams, "cursor" | "page_size"> {}

/** Transactions of a vault of legacy custody, newest first unless `sorting` says otherwise, each once. */
export function custodyTransactions(
  client: Pick<CustodyTransactionsCalls, "listCustodyTransactions">,
  params: CustodyTransactionsOf,
  options: HistoryOptions = {},
): History<CustodyTransaction> {
  const source = byToken<CustodyTransaction>({
    name: `custodyTransactions ${params.id}`,
    pace: legacyPace,
    keys: (rows) => rows.map(({ id }) => id),
    async read(cursor, call) {
      const page = { page_size: options.pageSize ?? 100, ...(cursor === undefined ? {} : { cursor }) };
      const { result } = await client.listCustodyTransactions({ ...params, ...page }, call);
      return { rows: result?.transactions ?? [], next: result?.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `instoVaults` reads. */
export interface InstoVaultsOf extends Omit<InstoCustodyVaultsParams, "limit" | "offset"> {}

/** Vaults of the Custody External API in the exchange's order, each once. */
export function instoVaults(
  client: Pick<InstoVaults, "listInstoCustodyVaults">,
  params: InstoVaultsOf = {},
  options: HistoryOptions = {},
): History<InstoCustodyVault> {
  const list: Counted<InstoCustodyVault> = {
    name: "instoVaults",
    pace: externalPace,
    size: options.pageSize ?? 100,
    async read(page, call) {
      const { vaults, total } = await client.listInstoCustodyVaults({ ...params, ...page }, call);
      return { rows: vaults, total };
    },
  };
  return counted(list, options);
}

/** Tasks of the Custody External API in the exchange's order, each once. */
export function instoTasks(
  client: Pick<InstoTasks, "listInstoCustodyTasks">,
  params: InstoCustodyTasksParams = {},
  options: HistoryOptions = {},
): History<InstoCustodyTask> {
  const list: Counted<InstoCustodyTask> = {
    name: "instoTasks",
    pace: externalPace,
    size: options.pageSize ?? 100,
    async read(page, call) {
      const { result, total } = await client.listInstoCustodyTasks({ ...params, ...page }, call);
      return { rows: result, total: typeof total === "number" ? total : undefined };
    },
  };
  return counted(list, options);
}

/** What `instoTransactions` reads. */
export interface InstoTransactionsOf extends Omit<InstoCustodyTransactionsParams, "cursor" | "page_size"> {}

/** Transactions of a vault of the Custody External API, newest first unless `order` says otherwise, each once. */
export function instoTransactions(
  client: Pick<InstoVaults, "listInstoCustodyTransactions">,
  params: InstoTransactionsOf,
  options: HistoryOptions = {},
): History<InstoCustodyTransaction> {
  const size = options.pageSize === undefined ? {} : { page_size: options.pageSize };
  const source = byToken<InstoCustodyTransaction>({
    name: `instoTransactions ${params.vault_id}`,
    pace: externalPace,
    keys: (rows) => rows.map(({ id }) => id),
    time: ({ time }) => {
      const at = nanosecondsOfIso(time);
      return at === undefined ? undefined : millisecondsOf(at);
    },
    async read(cursor, call) {
      const page = { ...size, ...(cursor === undefined ? {} : { cursor }) };
      const { transactions, next_cursor } = await client.listInstoCustodyTransactions({ ...params, ...page }, call);
      return { rows: transactions, next: next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `primeBatches` reads. */
export interface PrimeBatchesOf
  extends Omit<PrimeSettlementBatchesParams, "from" | "until" | "limit" | "offset">, HistorySpan {}

/** Settlement batches of Prime in the exchange's order, each once. */
export function primeBatches(
  client: Pick<PrimeSettlement, "listPrimeSettlementBatches">,
  { since, until, ...params }: PrimeBatchesOf = {},
  options: HistoryOptions = {},
): History<PrimeSettlementBatch> {
  const span = spanOf({ since, until });
  const times = {
    // `from` is exclusive.
    ...(span.since === undefined ? {} : { from: Math.max(0, millisecondsOf(span.since) - 1) }),
    ...(span.until === undefined ? {} : { until: millisecondsOf(span.until) }),
  };
  const list: Counted<PrimeSettlementBatch> = {
    name: "primeBatches",
    pace: primePace,
    size: options.pageSize ?? 200,
    async read(page, call) {
      const { result } = await client.listPrimeSettlementBatches({ ...params, ...times, ...page }, call);
      return { rows: result.data, more: result.pagination.has_more };
    },
  };
  return counted(list, options);
}
