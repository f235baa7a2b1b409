/** Reports end to end: ordered, waited for, fetched, unpacked, read. */
import { platform } from "#platform";
import type { SpotAccountLedgers, SpotExportStatus, SpotReport, SpotRequestExportParams } from "../api/spot/index.ts";
import { fromUtf8 } from "../base/bytes.ts";
import {
  AbortedError,
  isKrakenError,
  KrakenError,
  ProtocolError,
  RefusedError,
  TimeoutError,
  UsageError,
} from "../base/errors.ts";
import type { Clock } from "../ports.ts";
import { parseCsv } from "./csv.ts";
import { pause } from "../base/pause.ts";
import { nanosecondsOf, secondsOf } from "./time.ts";
import type { HistorySpan } from "./walks.ts";
import { unzip } from "./zip.ts";
import type { Inflate } from "./zip.ts";

/** What every row of a report has. Times are UTC, e.g. `2026-01-31 12:34:56.7890`; amounts are exact text. */
interface ReportRow {
  /** Id of the trade or ledger entry; empty for entries that have none yet. */
  readonly txid: string;
  readonly time: string;
  readonly type: string;
  readonly fee: string;
  /** Columns the exchange has added since. */
  readonly [column: string]: string | undefined;
}

/** One trade of a report. */
export interface SpotTradesReportRow extends ReportRow {
  readonly ordertxid: string;
  readonly pair: string;
  readonly ordertype: string;
  readonly price: string;
  readonly cost: string;
  readonly vol: string;
  readonly margin: string;
  readonly misc: string;
  /** Ids of its ledger entries, separated by commas. */
  readonly ledgers: string;
}

/** One ledger entry of a report. */
export interface SpotLedgersReportRow extends ReportRow {
  readonly refid: string;
  readonly subtype: string;
  readonly aclass: string;
  readonly asset: string;
  readonly amount: string;
  /** Empty where the entry is not settled yet. */
  readonly balance: string;
  /** Name of the wallet; since 2024. */
  readonly wallet?: string;
}

/** The rows of a report by its kind. */
export type SpotReportRow<Kind extends SpotReport> = Kind extends "trades" ? SpotTradesReportRow : SpotLedgersReportRow;

/** What `spotReport` orders. */
export interface SpotReportOf<Kind extends SpotReport> extends HistorySpan, Pick<SpotRequestExportParams, "otp"> {
  readonly report: Kind;
  /** Name of the report, for you to recognise it in Kraken's list. Default `krakenkit <report>`. */
  readonly description?: string | undefined;
  /** Id of a report ordered before, for example by a call that ran out of time; nothing is ordered then. */
  readonly id?: string | undefined;
}

/** How far a report is. */
export interface SpotReportProgress {
  readonly step: "ordered" | "queued" | "processing" | "fetching" | "reading" | "done";
  readonly id: string;
  /** Milliseconds since it was ordered. */
  readonly elapsed: number;
}

/** Options of `spotReport`. */
export interface SpotReportOptions {
  /** Ends waiting; a report that is not finished yet is then cancelled at the exchange. */
  readonly signal?: AbortSignal | undefined;
  /** Told at every step and every look. */
  readonly onProgress?: ((progress: SpotReportProgress) => void) | undefined;
  /** Milliseconds between two looks. Default 3000. */
  readonly pollEvery?: number | undefined;
  /** Milliseconds for everything. Default 600 000; 0 means no limit. */
  readonly timeout?: number | undefined;
  /** Deletes the report at the exchange when it has been read, and cancels it when that failed. Default false. */
  readonly remove?: boolean | undefined;
  /** Replaces the clock; for tests. */
  readonly clock?: Clock | undefined;
  /** Replaces the web's `DecompressionStream`. */
  readonly inflate?: Inflate | undefined;
}

/** A report that has been read. */
export interface SpotReportRows<Kind extends SpotReport> {
  readonly id: string;
  /** Oldest first, as the exchange writes them. */
  readonly rows: readonly SpotReportRow<Kind>[];
  readonly columns: readonly string[];
  /** Whether the report has been deleted at the exchange. */
  readonly removed: boolean;
}

type Spot = Pick<
  SpotAccountLedgers,
  "requestLedgersExport" | "getLedgersExportStatus" | "getLedgersExport" | "deleteLedgersExport"
>;

const needed: Readonly<Record<SpotReport, readonly string[]>> = {
  trades: [
    "txid",
    "ordertxid",
    "pair",
    "time",
    "type",
    "ordertype",
    "price",
    "cost",
    "fee",
    "vol",
    "margin",
    "misc",
    "ledgers",
  ],
  ledgers: ["txid", "refid", "time", "type", "subtype", "aclass", "asset", "amount", "fee", "balance"],
};

/**
 * Orders a report of trades or ledger entries, waits for it, and gives its rows.
 *
 * It is the fast way to a long history: two calls and a little patience instead of thousands of pages. Needs the
 * permission `Data - Export data`.
 */
export async function spotReport<Kind extends SpotReport>(
  spot: Spot,
  params: SpotReportOf<Kind>,
  options: SpotReportOptions = {},
): Promise<SpotReportRows<Kind>> {
  return new Report(spot, params, options).run();
}

class Report<Kind extends SpotReport> {
  readonly #spot: Spot;
  readonly #params: SpotReportOf<Kind>;
  readonly #options: SpotReportOptions;
  readonly #clock: Clock;
  readonly #begun: number;
  readonly #timeout: number;
  #id: string | undefined;
  #finished = false;

  constructor(spot: Spot, params: SpotReportOf<Kind>, options: SpotReportOptions) {
    this.#spot = spot;
    this.#params = params;
    this.#options = options;
    this.#clock = options.clock ?? platform.clock;
    this.#begun = this.#clock.steady();
    this.#timeout = options.timeout ?? 600_000;
    if (!(this.#timeout >= 0)) throw new UsageError("timeout must be a number of milliseconds from 0", "timeout");
    if (!((options.pollEvery ?? 3000) > 0))
      throw new UsageError("pollEvery must be a number of milliseconds above 0", "pollEvery");
  }

  async run(): Promise<SpotReportRows<Kind>> {
    try {
      const id = (this.#id = this.#params.id ?? (await this.#order()));
      this.#tell("ordered");
      await this.#wait(id);
      this.#tell("fetching");
      const archive = await this.#spot.getLedgersExport({ ...this.#otp, id }, this.#call());
      this.#tell("reading");
      const { columns, rows } = await this.#read(new Uint8Array(archive));
      const removed = this.#options.remove === true && (await this.#remove("delete"));
      this.#tell("done");
      return { id, columns, rows: rows as readonly unknown[] as readonly SpotReportRow<Kind>[], removed };
    } catch (error) {
      await this.#cleanUp(error);
      throw error;
    }
  }

  get #otp(): { readonly otp?: string } {
    return this.#params.otp === undefined ? {} : { otp: this.#params.otp };
  }

  async #order(): Promise<string> {
    const { report, description = `krakenkit ${report}`, since, until } = this.#params;
    const seconds = (time: NonNullable<typeof since>, field: string): number =>
      Number(secondsOf(nanosecondsOf(time, field), 0));
    const { result } = await this.#spot.requestLedgersExport(
      {
        ...this.#otp,
        report,
        description,
        format: "CSV",
        ...(since === undefined ? {} : { starttm: seconds(since, "since") }),
        ...(until === undefined ? {} : { endtm: seconds(until, "until") }),
      },
      this.#call(),
    );
    return result.id;
  }

  /** Looks again and again until the report is there. */
  async #wait(id: string): Promise<void> {
    let missing = 0;
    for (;;) {
      const { result } = await this.#spot.getLedgersExportStatus(
        { ...this.#otp, report: this.#params.report },
        this.#call(),
      );
      const found = result.find((status) => status.id === id);
      if (found === undefined) {
        // A report just ordered may not be listed yet.
        if ((missing += 1) >= 3) throw protocol(`The report ${id} is not among those of the account`);
      } else if (this.#settled(found)) return;
      else this.#tell(found.status === "Queued" ? "queued" : "processing");
      await this.#pause();
    }
  }

  #settled(status: SpotExportStatus): boolean {
    if (status.error)
      throw new RefusedError(`The report ${status.id} could not be made: ${status.error}`, {
        reasons: [status.error],
        category: "other",
        retry: "never",
        body: status,
      });
    return (this.#finished = status.status === "Processed");
  }

  async #read(archive: Uint8Array): Promise<ReturnType<typeof parseCsv>> {
    const files = await unzip(archive, this.#options.inflate);
    const file = files.find(({ name }) => /\.csv$/i.test(name)) ?? (files.length === 1 ? files[0] : undefined);
    if (file === undefined) throw protocol("The archive of the report has no CSV file in it");
    const table = parseCsv(fromUtf8(file.bytes));
    const { report } = this.#params;
    const missing = needed[report].filter((name) => !table.columns.includes(name));
    // A report ordered elsewhere may have been limited to certain columns.
    if (missing.length > 0 && this.#params.id === undefined)
      throw protocol(`${file.name} lacks the columns ${missing.join(", ")} of a report of ${report}`);
    return table;
  }

  /** What is left of the time, as options of one call. */
  #call(): { readonly signal: AbortSignal | undefined; readonly timeout?: number } {
    const { signal } = this.#options;
    if (this.#timeout === 0) return { signal };
    const left = this.#begun + this.#timeout - this.#clock.steady();
    if (left <= 0) throw this.#late();
    return { signal, timeout: Math.ceil(Math.min(left, 60_000)) };
  }

  async #pause(): Promise<void> {
    const { signal = new AbortController().signal, pollEvery = 3000 } = this.#options;
    const left = this.#timeout === 0 ? Infinity : this.#begun + this.#timeout - this.#clock.steady();
    if (left <= 0) throw this.#late();
    try {
      await pause(Math.min(pollEvery, left), this.#clock, signal);
    } catch (cause) {
      throw new AbortedError(`The report ${String(this.#id)}: aborted by the caller`, { delivery: "answered", cause });
    }
  }

  #late(): TimeoutError {
    const id = String(this.#id);
    return new TimeoutError(
      `The report ${id} was not there within ${this.#timeout} ms; ask for it later with id: "${id}"`,
      { delivery: "answered" },
    );
  }

  #tell(step: SpotReportProgress["step"]): void {
    const elapsed = this.#clock.steady() - this.#begun;
    this.#options.onProgress?.({ step, id: String(this.#id), elapsed });
  }

  /** Leaves nothing behind that nobody will fetch: what an abort cut short, and what was to be removed anyway. */
  async #cleanUp(error: unknown): Promise<void> {
    if (this.#id === undefined) return;
    const aborted = isKrakenError(error) && error.kind === "aborted";
    if (this.#options.remove === true) await this.#remove(this.#finished ? "delete" : "cancel");
    else if (aborted && !this.#finished && this.#params.id === undefined) await this.#remove("cancel");
  }

  /** Whether the report is gone. Failing at that must not hide the rows, nor the error that led here. */
  async #remove(type: "cancel" | "delete"): Promise<boolean> {
    try {
      const { result } = await this.#spot.deleteLedgersExport(
        { ...this.#otp, id: String(this.#id), type },
        { timeout: 10_000 },
      );
      return result[type] === true;
    } catch (error) {
      if (error instanceof KrakenError) return false;
      throw error;
    }
  }
}

const protocol = (message: string): ProtocolError => new ProtocolError(message, { delivery: "answered" });
