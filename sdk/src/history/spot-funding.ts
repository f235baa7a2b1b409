/** Lists of deposits, withdrawals, funding methods and addresses, and of Earn strategies. */
import type {
  SpotDeposit,
  SpotDepositsStatusParams,
  SpotEarn,
  SpotEarnStrategiesParams,
  SpotEarnStrategy,
  SpotFunding,
  SpotFundingAddress,
  SpotFundingAddressBook,
  SpotFundingAddressesParams,
  SpotFundingDeposit,
  SpotFundingDepositAddress,
  SpotFundingDepositAddressesParams,
  SpotFundingDeposits,
  SpotFundingDepositsParams,
  SpotFundingMethod,
  SpotFundingMethodsParams,
  SpotFundingTransfers,
  SpotFundingWithdrawal,
  SpotFundingWithdrawals,
  SpotFundingWithdrawalsParams,
  SpotWithdrawal,
  SpotWithdrawalsStatusParams,
} from "../api/spot/index.ts";
import { historyOf } from "./history.ts";
import type { History, HistoryOptions } from "./history.ts";
import { privatePace } from "./spot-account.ts";
import { millisecondsOf, nanosecondsOf, nanosecondsOfIso, nanosecondsOfSeconds, secondsOf, isoOf } from "./time.ts";
import { byToken } from "./walks.ts";
import type { HistorySpan } from "./walks.ts";

const isoTime = (text: string): number | undefined => {
  const at = nanosecondsOfIso(text);
  return at === undefined ? undefined : millisecondsOf(at);
};

/** `start` and `end` of the legacy calls, both inclusive. */
function secondsSpan({ since, until }: HistorySpan): { start?: string; end?: string } {
  return {
    ...(since === undefined ? {} : { start: secondsOf(nanosecondsOf(since, "since"), 3) }),
    ...(until === undefined ? {} : { end: secondsOf(nanosecondsOf(until, "until"), 3) }),
  };
}

/** `start_time` and `end_time` of Funding (Beta), both inclusive. */
function isoSpan({ since, until }: HistorySpan): { start_time?: string; end_time?: string } {
  return {
    ...(since === undefined ? {} : { start_time: isoOf(nanosecondsOf(since, "since"), 3) }),
    ...(until === undefined ? {} : { end_time: isoOf(nanosecondsOf(until, "until"), 3) }),
  };
}

/** What `spotDeposits` reads. */
export interface SpotDepositsOf
  extends Omit<SpotDepositsStatusParams, "start" | "end" | "cursor" | "limit">, HistorySpan {}

/** Deposits in the exchange's order (newest first), each once, as they stood when their page was read. */
export function spotDeposits(
  spot: Pick<SpotFundingDeposits, "getDepositsStatus">,
  { since, until, ...params }: SpotDepositsOf = {},
  options: HistoryOptions = {},
): History<SpotDeposit> {
  const source = byToken<SpotDeposit>({
    name: `spotDeposits ${params.asset ?? "all"}`,
    pace: privatePace,
    keys: (rows) => rows.map(({ refid }) => refid),
    time: ({ time }) => millisecondsOf(nanosecondsOfSeconds(time)),
    async read(cursor, call) {
      const page = { cursor: cursor ?? true, limit: options.pageSize ?? 100 };
      const { result } = await spot.getDepositsStatus({ ...params, ...secondsSpan({ since, until }), ...page }, call);
      // Without cursors everything comes as a bare list; the docs and the servers name the list differently.
      if (Array.isArray(result)) return { rows: result, next: undefined };
      const { deposits, deposit } = result;
      const rows = deposits ?? (Array.isArray(deposit) ? deposit : deposit === undefined ? [] : [deposit]);
      return { rows, next: result.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `spotWithdrawals` reads. */
export interface SpotWithdrawalsOf
  extends Omit<SpotWithdrawalsStatusParams, "start" | "end" | "cursor" | "limit">, HistorySpan {}

/** Withdrawals in the exchange's order (newest first), each once, as they stood when their page was read. */
export function spotWithdrawals(
  spot: Pick<SpotFundingWithdrawals, "getWithdrawalsStatus">,
  { since, until, ...params }: SpotWithdrawalsOf = {},
  options: HistoryOptions = {},
): History<SpotWithdrawal> {
  const source = byToken<SpotWithdrawal>({
    name: `spotWithdrawals ${params.asset ?? "all"}`,
    pace: privatePace,
    keys: (rows) => rows.map(({ refid }) => refid),
    time: ({ time }) => millisecondsOf(nanosecondsOfSeconds(time)),
    async read(cursor, call) {
      const page = { cursor: cursor ?? true, limit: options.pageSize ?? 100 };
      const { result } = await spot.getWithdrawalsStatus(
        { ...params, ...secondsSpan({ since, until }), ...page },
        call,
      );
      if (Array.isArray(result)) return { rows: result, next: undefined };
      return { rows: result.withdrawals, next: result.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `spotEarnStrategies` reads. */
export interface SpotEarnStrategiesOf extends Omit<SpotEarnStrategiesParams, "cursor" | "limit"> {}

/** Earn strategies in the exchange's order, each once. */
export function spotEarnStrategies(
  spot: Pick<SpotEarn, "getEarnStrategies">,
  params: SpotEarnStrategiesOf = {},
  options: HistoryOptions = {},
): History<SpotEarnStrategy> {
  const limit = options.pageSize === undefined ? {} : { limit: options.pageSize };
  const source = byToken<SpotEarnStrategy>({
    name: "spotEarnStrategies",
    pace: privatePace,
    keys: (rows) => rows.map(({ id }) => id),
    async read(cursor, call) {
      const page = { ...limit, ...(cursor === undefined ? {} : { cursor }) };
      const { result } = await spot.getEarnStrategies({ ...params, ...page }, call);
      return { rows: result?.items ?? [], next: result?.next_cursor };
    },
  });
  return historyOf(source, options);
}

/** Parameters of a page after the first: the cursor, and nothing that filters. */
interface NextPage {
  readonly cursor: string;
  readonly limit?: number;
  readonly account_id?: string;
  readonly otp?: string;
}

function nextPage(cursor: string, params: { account_id?: string; otp?: string }, options: HistoryOptions): NextPage {
  const { account_id, otp } = params;
  return {
    cursor,
    ...(options.pageSize === undefined ? {} : { limit: options.pageSize }),
    ...(account_id === undefined ? {} : { account_id }),
    ...(otp === undefined ? {} : { otp }),
  };
}

const firstLimit = ({ pageSize }: HistoryOptions): { limit?: number } =>
  pageSize === undefined ? {} : { limit: pageSize };

/** What `fundingDeposits` reads. */
export interface FundingDepositsOf
  extends Omit<SpotFundingDepositsParams, "cursor" | "limit" | "start_time" | "end_time">, HistorySpan {}

/** Deposits of Funding (Beta) in the exchange's order, each once. */
export function fundingDeposits(
  spot: Pick<SpotFundingTransfers, "getFundingDeposits">,
  { since, until, ...params }: FundingDepositsOf = {},
  options: HistoryOptions = {},
): History<SpotFundingDeposit> {
  const source = byToken<SpotFundingDeposit>({
    name: "fundingDeposits",
    pace: privatePace,
    keys: (rows) => rows.map(({ deposit_id }) => deposit_id),
    time: ({ create_time }) => isoTime(create_time),
    async read(cursor, call) {
      const first = { ...params, ...isoSpan({ since, until }), ...firstLimit(options) };
      const page = cursor === undefined ? first : nextPage(cursor, params, options);
      const { deposits, next_cursor } = await spot.getFundingDeposits(page, call);
      return { rows: deposits, next: next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `fundingWithdrawals` reads. */
export interface FundingWithdrawalsOf
  extends Omit<SpotFundingWithdrawalsParams, "cursor" | "limit" | "start_time" | "end_time">, HistorySpan {}

/** Withdrawals of Funding (Beta) in the exchange's order, each once. */
export function fundingWithdrawals(
  spot: Pick<SpotFundingTransfers, "getFundingWithdrawals">,
  { since, until, ...params }: FundingWithdrawalsOf = {},
  options: HistoryOptions = {},
): History<SpotFundingWithdrawal> {
  const source = byToken<SpotFundingWithdrawal>({
    name: "fundingWithdrawals",
    pace: privatePace,
    keys: (rows) => rows.map(({ withdrawal_id }) => withdrawal_id),
    time: ({ create_time }) => isoTime(create_time),
    async read(cursor, call) {
      const first = { ...params, ...isoSpan({ since, until }), ...firstLimit(options) };
      const page = cursor === undefined ? first : nextPage(cursor, params, options);
      const { withdrawals, next_cursor } = await spot.getFundingWithdrawals(page, call);
      return { rows: withdrawals, next: next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `fundingMethods` reads. */
export interface FundingMethodsOf extends Omit<SpotFundingMethodsParams, "cursor" | "limit"> {}

/** Methods of Funding (Beta) to deposit or withdraw, in the exchange's order, each once. */
export function fundingMethods(
  spot: Pick<SpotFunding, "getFundingMethods">,
  params: FundingMethodsOf,
  options: HistoryOptions = {},
): History<SpotFundingMethod> {
  const source = byToken<SpotFundingMethod>({
    name: `fundingMethods ${params.direction}`,
    pace: privatePace,
    keys: (rows) => rows.map(({ method_id, asset }) => `${method_id} ${asset.class} ${asset.name}`),
    async read(cursor, call) {
      const { direction } = params;
      const page =
        cursor === undefined
          ? { ...params, ...firstLimit(options) }
          : { direction, ...nextPage(cursor, params, options) };
      const { methods, next_cursor } = await spot.getFundingMethods(page, call);
      return { rows: methods, next: next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `fundingAddresses` reads. */
export interface FundingAddressesOf extends Omit<SpotFundingAddressesParams, "cursor" | "limit"> {}

/** Saved withdrawal addresses of Funding (Beta), in the exchange's order, each once. */
export function fundingAddresses(
  spot: Pick<SpotFundingAddressBook, "getFundingAddresses">,
  params: FundingAddressesOf = {},
  options: HistoryOptions = {},
): History<SpotFundingAddress> {
  const source = byToken<SpotFundingAddress>({
    name: "fundingAddresses",
    pace: privatePace,
    keys: (rows) => rows.map(({ address_id }) => address_id),
    async read(cursor, call) {
      const page = cursor === undefined ? { ...params, ...firstLimit(options) } : nextPage(cursor, params, options);
      const { addresses, next_cursor } = await spot.getFundingAddresses(page, call);
      return { rows: addresses, next: next_cursor };
    },
  });
  return historyOf(source, options);
}

/** What `fundingDepositAddresses` reads. */
export interface FundingDepositAddressesOf extends Omit<SpotFundingDepositAddressesParams, "cursor" | "limit"> {}

/** Deposit addresses of Funding (Beta), in the exchange's order, each once. */
export function fundingDepositAddresses(
  spot: Pick<SpotFundingAddressBook, "getFundingDepositAddresses">,
  params: FundingDepositAddressesOf = {},
  options: HistoryOptions = {},
): History<SpotFundingDepositAddress> {
  const source = byToken<SpotFundingDepositAddress>({
    name: "fundingDepositAddresses",
    pace: privatePace,
    keys: (rows) => rows.map(({ id, method_id }) => `${id} ${method_id}`),
    async read(cursor, call) {
      const page = cursor === undefined ? { ...params, ...firstLimit(options) } : nextPage(cursor, params, options);
      const { addresses, next_cursor } = await spot.getFundingDepositAddresses(page, call);
      return { rows: addresses, next: next_cursor };
    },
  });
  return historyOf(source, options);
}
