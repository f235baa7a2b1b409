/** Reads over REST what the tracker of a Futures account asks for, page by page. */
import { eventAnswer, executionAnswer, fillAnswer, statusAnswer } from "../account/futures-answers.ts";
import type {
  FuturesAccountFill,
  FuturesEntry,
  FuturesOrderAnswer,
  FuturesReadAnswer,
  FuturesReadPlan,
} from "../account/futures-types.ts";
import { entryOf } from "../account/futures-wallets.ts";
import { microsOfText } from "../account/moments.ts";
import type {
  FuturesEventPage,
  FuturesHistoryElement,
  FuturesHistoryExecution,
} from "../api/futures/history-events.ts";
import { rfc3339 } from "../base/time.ts";
import type { Clock } from "../ports.ts";
import { PatientCalls } from "./account-patience.ts";
import type { DerivativesClient } from "./derivatives.ts";

const idsAtOnce = 50;
const logAtOnce = 1000;

export class FuturesReads {
  readonly #rest: DerivativesClient;
  readonly #calls: PatientCalls;

  constructor(rest: DerivativesClient, clock: Clock) {
    this.#rest = rest;
    this.#calls = new PatientCalls(clock, () => rest.limits() !== undefined);
  }

  async read(
    { fills, orders, eventsSince, logFrom }: FuturesReadPlan,
    signal: AbortSignal,
  ): Promise<FuturesReadAnswer> {
    const events = eventsSince === undefined ? [] : await this.#events(eventsSince, orders.length > 0, signal);
    return {
      fills: fills === undefined ? [] : await this.#fills(fills.from, fills.before, signal),
      orders: [...events, ...(await this.#status(orders, signal))],
      log: logFrom === undefined ? [] : await this.#log(logFrom, signal),
    };
  }

  /** Pages of a hundred, each the one before the last; several fills of one millisecond may straddle two pages. */
  async #fills(from: number, before: number, signal: AbortSignal): Promise<FuturesAccountFill[]> {
    const executions = await this.#executions(from, before, signal);
    const byId = new Map(executions.map((execution) => [execution.uid, execution]));
    const found = new Map<string, FuturesAccountFill>();
    for (let until = before; until > from;) {
      const { fills } = await this.#calls.make(signal, (options) =>
        this.#rest.getFills({ lastFillTime: rfc3339(until) }, options),
      );
      const fresh = fills.filter(({ fill_id }) => !found.has(fill_id));
      for (const fill of fresh) found.set(fill.fill_id, fillAnswer(fill, byId.get(fill.fill_id)));
      const oldest = Math.min(...fills.map(({ fillTime }) => (microsOfText(fillTime) ?? 0) / 1000));
      if (fills.length === 0) break;
      // Once more from the same millisecond, unless that brought nothing new.
      until = fresh.length > 0 && oldest + 1 < until ? oldest + 1 : oldest;
    }
    // The history counts by the same ids or by others: only where it shares some may it add what the pages skipped.
    if (executions.some(({ uid }) => found.has(uid)))
      for (const each of executions) if (!found.has(each.uid)) found.set(each.uid, executionAnswer(each));
    const order = new Map(executions.map(({ uid }, at) => [uid, at]));
    return [...found.values()]
      .filter(({ time }) => time >= from)
      .sort((a, b) => a.time - b.time || (order.get(a.fill_id) ?? 0) - (order.get(b.fill_id) ?? 0));
  }

  /** Executions, oldest first. */
  async #executions(since: number, before: number, signal: AbortSignal): Promise<FuturesHistoryExecution[]> {
    const rows = await paged((continuation_token) =>
      this.#calls.make(signal, (options) =>
        this.#rest.getExecutionEvents({ since: Math.floor(since), before, sort: "asc", continuation_token }, options),
      ),
    );
    return rows.map(({ event }) => event.Execution.execution);
  }

  /** How orders ended, oldest first. */
  async #events(since: number, triggers: boolean, signal: AbortSignal): Promise<FuturesOrderAnswer[]> {
    const page = { since: Math.max(0, Math.floor(since)), sort: "asc" } as const;
    const ends = await paged((continuation_token) =>
      this.#calls.make(signal, (options) => this.#rest.getOrderEvents({ ...page, continuation_token }, options)),
    );
    const stops = triggers
      ? await paged((continuation_token) =>
          this.#calls.make(signal, (options) => this.#rest.getTriggerEvents({ ...page, continuation_token }, options)),
        )
      : [];
    return (
      [...ends, ...stops]
        // With exact numbers moments are text as well.
        .map(({ event, timestamp }) => eventAnswer(event, Number(timestamp)))
        .filter((answer) => answer !== undefined)
        .sort((a, b) => a.time - b.time)
    );
  }

  async #status(ids: readonly string[], signal: AbortSignal): Promise<FuturesOrderAnswer[]> {
    const found: FuturesOrderAnswer[] = [];
    for (let at = 0; at < ids.length; at += idsAtOnce) {
      const { orders } = await this.#calls.make(signal, (options) =>
        this.#rest.getOrderStatus({ orderIds: ids.slice(at, at + idsAtOnce) }, options),
      );
      found.push(...orders.map(statusAnswer).filter(({ status }) => status !== "open"));
    }
    return found;
  }

  async #log(from: number, signal: AbortSignal): Promise<FuturesEntry[]> {
    const entries: FuturesEntry[] = [];
    for (let next = from; ;) {
      const { logs } = await this.#calls.make(signal, (options) =>
        this.#rest.getAccountLog({ from: next, sort: "asc", count: logAtOnce }, options),
      );
      const rows = logs.map((row) => entryOf({ ...row })).filter((entry) => entry !== undefined);
      entries.push(...rows);
      const last = rows.at(-1);
      if (last === undefined || logs.length < logAtOnce) return entries;
      next = last.id + 1;
    }
  }
}

/** All pages of a history. */
async function paged<Event>(
  page: (token: string | undefined) => Promise<FuturesEventPage<Event>>,
): Promise<FuturesHistoryElement<Event>[]> {
  const rows: FuturesHistoryElement<Event>[] = [];
  for (let token: string | undefined; ;) {
    const { elements, continuationToken } = await page(token);
    rows.push(...elements);
    if (continuationToken === undefined || elements.length === 0) return rows;
    token = continuationToken;
  }
}
