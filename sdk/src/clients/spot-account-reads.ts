/** Reads over REST what the tracker of a Spot account asks for, page by page. */
import { entryAnswer, orderAnswer, positionAnswer, tradeAnswer } from "../account/spot-answers.ts";
import type { SpotNames } from "../account/spot-answers.ts";
import type {
  SpotAccountEntry,
  SpotAccountFill,
  SpotOrderAnswer,
  SpotAccountPositionEntry,
  SpotReadAnswer,
  SpotReadPlan,
} from "../account/spot-types.ts";
import type { SpotPosition } from "../api/spot/account-trades.ts";
import { Decimal } from "../base/decimal.ts";
import { isKrakenError } from "../base/errors.ts";
import { SymbolRegistry } from "../markets/registry.ts";
import type { Clock } from "../ports.ts";
import { PatientCalls } from "./account-patience.ts";
import type { SpotClient } from "./spot.ts";

/** The most the exchange puts on a page, and the most ids a look-up takes. */
const pageSize = 50;
const ordersAtOnce = 50;
const tradesAtOnce = 20;
/** Fees change a few times a day at most. */
const rateAge = 600_000;

const seconds = (micros: number): number => Math.max(0, Math.floor(micros / 1_000_000));

export class SpotReads {
  readonly #rest: SpotClient;
  readonly #calls: PatientCalls;
  readonly #now: () => number;
  #names: Promise<SpotNames> | undefined;
  readonly #asked: Map<string, number> = new Map();

  constructor(rest: SpotClient, clock: Clock) {
    this.#rest = rest;
    this.#calls = new PatientCalls(clock, () => rest.limits() !== undefined);
    this.#now = () => clock.now();
  }

  /** Carries out a plan: the ledger first, so that trades and orders are at least as recent. */
  async read(plan: SpotReadPlan, signal: AbortSignal): Promise<SpotReadAnswer> {
    const names = await this.#load(signal);
    const ledger = await this.#ledger(plan, names, signal);
    const listed = await this.#listed(plan, names, ledger, signal);
    const closed = await this.#closed(plan, names, signal);
    const orders = await this.#lookedUp(plan.orders, names, signal);
    const found = await this.#trades(plan.trades, names, ledger, signal);
    return { ledger, trades: [...listed, ...found], orders: [...closed, ...orders] };
  }

  /** All open margin positions, oldest first. */
  async positions(signal: AbortSignal): Promise<SpotAccountPositionEntry[]> {
    const names = await this.#load(signal);
    const { result } = await this.#calls.make(signal, (options) => this.#rest.getOpenPositions({}, options));
    return Object.entries(result as Readonly<Record<string, SpotPosition>>)
      .map(([id, position]) => positionAnswer(id, position, names))
      .sort((a, b) => a.micros - b.micros);
  }

  /** The highest fee of pairs as a share of the cost; nothing for those asked about lately. */
  async rates(symbols: readonly string[], signal: AbortSignal): Promise<Record<string, Decimal>> {
    const due = symbols.filter((symbol) => this.#now() - (this.#asked.get(symbol) ?? -rateAge) >= rateAge);
    if (due.length === 0) return {};
    for (const symbol of due) this.#asked.set(symbol, this.#now());
    try {
      const names = await this.#load(signal);
      const { result } = await this.#calls.make(signal, (options) =>
        this.#rest.getTradingVolume({ pair: due.join(",") }, options),
      );
      const rates = Object.entries(result.fees ?? {}).map(([pair, { fee }]): [string, Decimal] => [
        names.symbol(pair),
        Decimal.of(fee).times("0.01"),
      ]);
      return Object.fromEntries(rates);
    } catch (error) {
      for (const symbol of due) this.#asked.delete(symbol);
      throw error;
    }
  }

  #load(signal: AbortSignal): Promise<SpotNames> {
    const load = async (): Promise<SpotNames> => {
      const [assets, pairs] = await Promise.all([
        this.#calls.make(signal, (options) => this.#rest.getAssetInfo({}, options)),
        this.#calls.make(signal, (options) => this.#rest.getAssetPairs({}, options)),
      ]);
      return namesIn(new SymbolRegistry({ assets: assets.result, pairs: pairs.result }));
    };
    this.#names ??= load().catch((error: unknown) => {
      this.#names = undefined;
      throw error;
    });
    return this.#names;
  }

  async #ledger({ ledgerSince }: SpotReadPlan, names: SpotNames, signal: AbortSignal): Promise<SpotAccountEntry[]> {
    if (ledgerSince === undefined) return [];
    // Newest first and without a beginning, because the latest entries are wanted however old they are.
    return paged(async (ofs) => {
      const { result } = await this.#calls.make(signal, (options) =>
        this.#rest.getLedgersInfo({ ofs, without_count: true }, options),
      );
      const rows = Object.entries(result.ledger).map(([id, entry]) => entryAnswer(id, entry, names));
      return { rows, last: rows.length < pageSize || rows.some(({ micros }) => micros <= ledgerSince) };
    });
  }

  async #listed(
    { since }: SpotReadPlan,
    names: SpotNames,
    ledger: readonly SpotAccountEntry[],
    signal: AbortSignal,
  ): Promise<SpotAccountFill[]> {
    if (since === undefined) return [];
    return paged(async (ofs) => {
      const query = { start: seconds(since), ofs, without_count: true, consolidate_taker: false };
      const { result } = await this.#calls.make(signal, (options) => this.#rest.getTradesHistory(query, options));
      const rows = Object.entries(result.trades).map(([id, trade]) => tradeAnswer(id, trade, names, ledger));
      return { rows, last: rows.length < pageSize };
    });
  }

  async #closed({ since }: SpotReadPlan, names: SpotNames, signal: AbortSignal): Promise<SpotOrderAnswer[]> {
    if (since === undefined) return [];
    return paged(async (ofs) => {
      const query = { start: seconds(since), ofs, closetime: "close", without_count: true, ...withTrades } as const;
      const { result } = await this.#calls.make(signal, (options) => this.#rest.getClosedOrders(query, options));
      const rows = Object.entries(result.closed).map(([id, order]) => orderAnswer(id, order, names));
      return { rows, last: rows.length < pageSize };
    });
  }

  async #lookedUp(ids: readonly string[], names: SpotNames, signal: AbortSignal): Promise<SpotOrderAnswer[]> {
    const found: SpotOrderAnswer[] = [];
    for (const txid of chunks(ids, ordersAtOnce)) {
      const orders = await unlessUnknown(
        this.#calls.make(signal, (options) => this.#rest.getOrders({ txid, ...withTrades }, options)),
      );
      for (const [id, order] of Object.entries(orders?.result ?? {})) found.push(orderAnswer(id, order, names));
    }
    return found;
  }

  async #trades(
    ids: readonly string[],
    names: SpotNames,
    ledger: readonly SpotAccountEntry[],
    signal: AbortSignal,
  ): Promise<SpotAccountFill[]> {
    const found: SpotAccountFill[] = [];
    for (const txid of chunks(ids, tradesAtOnce)) {
      const trades = await unlessUnknown(
        this.#calls.make(signal, (options) => this.#rest.getTrades({ txid }, options)),
      );
      for (const [id, trade] of Object.entries(trades?.result ?? {})) found.push(tradeAnswer(id, trade, names, ledger));
    }
    return found.sort((a, b) => a.micros - b.micros);
  }
}

const namesIn = (registry: SymbolRegistry): SpotNames => ({
  asset: (name) => {
    const whole = registry.balance(name);
    if (whole === undefined) return name;
    const dot = whole.kind === "spot" ? -1 : name.lastIndexOf(".");
    return dot < 0 ? whole.asset.symbol : `${whole.asset.symbol}${name.slice(dot)}`;
  },
  symbol: (pair) => registry.pair(pair)?.symbol ?? pair,
});

const withTrades = { trades: true, consolidate_taker: false } as const;

/** All pages of a list that is newest first, oldest row first. Rows that shift to the next page come twice, not never. */
async function paged<Row>(page: (ofs: number) => Promise<{ rows: readonly Row[]; last: boolean }>): Promise<Row[]> {
  const pages: (readonly Row[])[] = [];
  for (let ofs = 0; ;) {
    const { rows, last } = await page(ofs);
    pages.push(rows);
    ofs += rows.length;
    if (last) return pages.flat().reverse();
  }
}

function chunks<Item>(list: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
  return parts;
}

/** Nothing when the exchange does not know (yet) what was asked about. */
async function unlessUnknown<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isKrakenError(error) && error.kind === "refused" && error.category === "order") return undefined;
    throw error;
  }
}
