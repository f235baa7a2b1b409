/** What is known of a Futures account: a function of everything that was said, without clock, socket or request. */
import { fillOf, orderOf } from "./futures-orders.ts";
import { feedOf, FuturesSnapshots, futuresFeeds } from "./futures-snapshots.ts";
import { entryOf } from "./futures-wallets.ts";
import { fieldsIn, rowsIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import type {
  FuturesAccountFill,
  FuturesEntry,
  FuturesFeed,
  FuturesInput,
  FuturesOrderAnswer,
  FuturesOutput,
  FuturesReadPlan,
} from "./futures-types.ts";
import { FuturesView } from "./futures-view.ts";
import { pauseBefore, trackerSettings } from "./state.ts";
import type { TrackerOptions, TrackerSettings } from "./state.ts";

/** Options of the tracker of a Futures account. */
export interface FuturesTrackerOptions extends TrackerOptions {
  /** Follows the account log, which explains positions and balances entry by entry. Default true. */
  readonly log?: boolean | undefined;
}

/** Snapshots that were taken, and what was read to close the gap before them. */
interface Closing {
  readonly ticket: number;
  attempt: number;
  readonly fills: Map<string, FuturesAccountFill>;
  readonly orders: Map<string, FuturesOrderAnswer>;
  readonly log: Map<number, FuturesEntry>;
}

export class FuturesTracker {
  readonly #settings: TrackerSettings;
  readonly #view: FuturesView;
  readonly #feeds: readonly FuturesFeed[];
  readonly #snapshots: FuturesSnapshots = new FuturesSnapshots();
  #whole = false;
  #first = true;
  #closing: Closing | undefined;
  #balanceSeq: number | undefined;
  /** Whether the count of fills rises by one each: unknown until seen, and never believed again once it lied. */
  #counts: "unknown" | "yes" | "no" = "unknown";
  #fillSeq: number | undefined;
  #jumped = false;
  /** Whether messages were lost although the connection was there. */
  #suspicious = false;
  #tickets = 0;
  #timer = 0;
  #retryTimer: number | undefined;
  #watch: number | undefined;

  constructor(options: FuturesTrackerOptions, now: number) {
    this.#settings = trackerSettings(options);
    this.#feeds = futuresFeeds.filter((feed) => feed !== "account_log" || options.log !== false);
    this.#view = new FuturesView(this.#settings, now);
  }

  /** What is known. */
  get view(): FuturesView {
    return this.#view;
  }

  /** What has to be subscribed to. */
  get feeds(): readonly FuturesFeed[] {
    return this.#feeds;
  }

  /** Takes one input at `now` (milliseconds) and returns what to tell and to do, in order. */
  take(input: FuturesInput, now: number): FuturesOutput[] {
    this.#view.open(now);
    switch (input.on) {
      case "frame":
        this.#frame(input.frame);
        break;
      case "up":
        if (this.#view.state.status === "stale") this.#view.say("syncing", "connected, waiting for the snapshots");
        break;
      case "down":
        this.#suspicious ||= this.#view.waiting !== undefined;
        this.#reset();
        this.#view.say("stale", input.reason);
        break;
      case "answer":
        if (input.ticket === this.#closing?.ticket) {
          for (const fill of input.answer.fills) this.#closing.fills.set(fill.fill_id, fill);
          for (const order of input.answer.orders) this.#closing.orders.set(order.order_id, order);
          for (const entry of input.answer.log) this.#closing.log.set(entry.id, entry);
          this.#judge(this.#closing);
        }
        break;
      case "failed":
        if (input.ticket === this.#closing?.ticket) {
          this.#view.say("syncing", `REST did not answer: ${input.reason}`);
          this.#retry(this.#closing, input.retryAfter ?? 0);
        }
        break;
      case "elapsed":
        this.#elapsed(input.timer);
        break;
    }
    this.#guard();
    return this.#view.close();
  }

  #reset(): void {
    this.#whole = false;
    this.#closing = undefined;
    this.#snapshots.clear();
    this.#balanceSeq = undefined;
    this.#view.forget();
  }

  /** Something is missing: everything is asked for anew. */
  #break(reason: string): void {
    this.#suspicious = true;
    this.#reset();
    this.#view.do({ do: "resubscribe", feeds: this.#feeds });
    this.#view.say("syncing", reason);
  }

  #frame(frame: Fields): void {
    const found = feedOf(frame);
    if (found === undefined || !this.#feeds.includes(found.feed)) return;
    const { feed, snapshot } = found;
    if (this.#view.state.status === "stale") this.#view.say("syncing", "waiting for the snapshots");
    // Every list of positions is complete; the first one does for a snapshot.
    if (snapshot || (feed === "open_positions" && !this.#snapshots.has(feed))) return this.#snapshot(feed, frame);
    if (!this.#snapshots.has(feed)) return undefined;
    if (feed === "balances" && !this.#follows(frame)) return this.#break("a message of balances is missing");
    if (this.#whole) this.#apply(feed, frame);
    else this.#snapshots.keep(frame);
    return undefined;
  }

  #follows(frame: Fields): boolean {
    const seq = Number(frame["seq"]);
    const expected = this.#balanceSeq === undefined ? seq : this.#balanceSeq + 1;
    this.#balanceSeq = seq;
    return seq === expected;
  }

  #snapshot(feed: FuturesFeed, frame: Fields): void {
    if (this.#whole && this.#snapshots.has(feed)) {
      // A subscription that was renewed by itself: what it missed is unknown, so everything is compared anew.
      this.#break(`a new snapshot of ${feed} came`);
      return;
    }
    this.#snapshots.take(feed, frame);
    if (feed === "balances") this.#balanceSeq = Number(frame["seq"]);
    if (this.#snapshots.count < this.#feeds.length) return this.#view.say("syncing", "waiting for the snapshots");
    this.#tickets += 1;
    this.#closing = { ticket: this.#tickets, attempt: 0, fills: new Map(), orders: new Map(), log: new Map() };
    return this.#ask(this.#closing);
  }

  #ask(closing: Closing): void {
    const resting = this.#snapshots.resting;
    const vanished = this.#view.orders.open.filter(({ order_id }) => !resting.has(order_id));
    const plan: FuturesReadPlan = {
      ticket: closing.ticket,
      fills: this.#missingFills(resting),
      orders: vanished.map(({ order_id }) => order_id),
      eventsSince: this.#first ? undefined : this.#view.orders.latest - this.#settings.overlap / 1000,
      logFrom: this.#missingLog(),
    };
    const { fills, orders, eventsSince, logFrom } = plan;
    if (fills === undefined && orders.length === 0 && eventsSince === undefined && logFrom === undefined)
      return this.#judge(closing);
    this.#view.say("syncing", "closing the gap over REST");
    return this.#view.do({ do: "read", plan });
  }

  /** Which fills the snapshot of fills does not reach back to. */
  #missingFills(resting: ReadonlyMap<string, Fields>): FuturesReadPlan["fills"] {
    const shown = this.#snapshots.fills;
    const [oldest] = shown;
    const { last } = this.#view.orders;
    if (oldest === undefined) return undefined;
    // One that is known stands for all before it, unless some were lost among those that came.
    if (!this.#suspicious && shown.some((fill) => this.#view.orders.knows(fill))) return undefined;
    const before = oldest.time + 1;
    if (!this.#first) return { from: last === undefined ? 0 : last.time - this.#settings.overlap / 1000, before };
    // At the start: back to the moment asked for, and to the first fill of every open order.
    const wanted = this.#settings.since === undefined ? [] : [this.#settings.since / 1000];
    for (const [id, row] of resting) {
      const order = orderOf(row, undefined);
      const seen = shown.filter(({ order_id }) => order_id === id).reduce((sum, { qty }) => sum.plus(qty), zero);
      if (order !== undefined && !seen.equals(order.filled)) wanted.push(Number(row["time"]));
    }
    const from = Math.min(...wanted);
    return from < oldest.time ? { from, before } : undefined;
  }

  /** The first entry that the snapshot of the log does not reach back to. */
  #missingLog(): number | undefined {
    const { entry } = this.#view.wallets;
    const [oldest] = this.#snapshots.entries;
    return entry !== undefined && oldest !== undefined && oldest.id > entry.id + 1 ? entry.id + 1 : undefined;
  }

  /** Sees whether what was read closes the gap, or waits. */
  #judge(closing: Closing): void {
    const resting = this.#snapshots.resting;
    const unknown = this.#view.orders.open.filter(
      ({ order_id }) => !resting.has(order_id) && (closing.orders.get(order_id)?.status ?? "open") === "open",
    );
    // An order that is gone and that nobody tells of is full when its fills say so.
    const fills = [...closing.fills.values(), ...this.#snapshots.fills, ...this.#snapshots.laterFills];
    const open = unknown.filter(({ order_id, qty, filled }) => {
      const own = fills.filter((fill) => fill.order_id === order_id && !this.#view.orders.knows(fill));
      const fresh = new Map(own.map((fill) => [fill.fill_id, fill.qty]));
      const sum = [...fresh.values()].reduce((total, each) => total.plus(each), this.#view.orders.sum(order_id));
      if (!sum.equals(qty.plus(filled))) return true;
      closing.orders.set(order_id, { order_id, status: "filled", time: 0, fields: {} });
      return false;
    });
    const tired = closing.attempt >= this.#settings.attempts;
    const unfilled = this.#unfilled(closing, fills);
    if ((open.length > 0 || unfilled !== undefined) && !tired) {
      const what = unfilled === undefined ? `how order ${open[0]?.order_id ?? ""} ended` : `fill ${unfilled}`;
      this.#view.say("syncing", `REST does not tell yet ${what}`);
      return this.#retry(closing, 0);
    }
    if (unfilled !== undefined) {
      const text = `Execution ${unfilled} is in the account log and is no fill`;
      this.#view.discrepancy({ kind: "ledger", about: unfilled, ours: zero, exchange: zero, text });
    }
    for (const { order_id, filled } of open) {
      const text = `Order ${order_id} is not open any more, and the exchange does not say how it ended`;
      this.#view.discrepancy({ kind: "order", about: order_id, ours: filled, exchange: filled, text });
      closing.orders.set(order_id, { order_id, status: "cancelled", time: 0, fields: {} });
    }
    this.#closing = undefined;
    return this.#conclude(closing, resting);
  }

  /** An execution of the log that no fill is known of, from before the latest fill. */
  #unfilled(closing: Closing, fills: readonly FuturesAccountFill[]): string | undefined {
    const { entry } = this.#view.wallets;
    if (!this.#view.sameIds || this.#first) return undefined;
    const known = new Set(fills.map(({ fill_id }) => fill_id));
    const until = fills.reduce((latest, { time }) => Math.max(latest, time), 0);
    return [...closing.log.values(), ...this.#snapshots.entries].find(
      ({ id, execution, time }) =>
        id > (entry?.id ?? 0) &&
        time < until &&
        execution !== undefined &&
        !known.has(execution) &&
        !this.#view.orders.knowsId(execution),
    )?.execution;
  }

  #retry(closing: Closing, atLeast: number): void {
    closing.attempt += 1;
    this.#timer += 1;
    this.#retryTimer = this.#timer;
    this.#view.do({ do: "wait", ms: Math.max(atLeast, pauseBefore(closing.attempt)), timer: this.#timer });
  }

  #elapsed(timer: number): void {
    if (timer === this.#retryTimer && this.#closing !== undefined) this.#ask(this.#closing);
    else if (timer === this.#watch) {
      this.#watch = undefined;
      const reason = this.#whole ? this.#view.overdue(this.#settings.patience) : undefined;
      if (reason !== undefined) this.#break(reason);
    }
  }

  /** The gap is closed: tells what happened in it, fills first, and goes on with what came meanwhile. */
  #conclude(closing: Closing, resting: ReadonlyMap<string, Fields>): void {
    const { latest } = this.#view.orders;
    const shown = this.#snapshots.fills;
    const older = [...closing.fills.values()].filter(({ fill_id }) => !shown.some((fill) => fill.fill_id === fill_id));
    const missed = [...older, ...shown].filter((fill) => this.#tellFill(fill)).length;
    if (this.#jumped && missed === 0) this.#counts = "no";
    this.#jumped = false;
    this.#suspicious = false;
    this.#learnCount(shown);
    const kept = this.#snapshots.release();
    for (const frame of kept) if (feedOf(frame)?.feed === "fills") this.#apply("fills", frame);
    // Of orders nobody knows of, those that ended before the gap were told of then.
    for (const answer of closing.orders.values())
      if (
        !resting.has(answer.order_id) &&
        (answer.time > latest || this.#view.orders.get(answer.order_id)?.open === true)
      )
        this.#view.ended(answer);
    for (const [id, row] of resting) this.#rest(id, row);
    this.#view.adopt(0);
    for (const entry of [...[...closing.log.values()].sort((a, b) => a.id - b.id), ...this.#snapshots.entries])
      this.#entry(entry, true);
    this.#view.positions(this.#snapshots.of("open_positions"));
    this.#view.balances(this.#snapshots.of("balances"));
    // What was there before tracking began has no counterpart to wait for.
    if (this.#first) this.#view.settle();
    this.#whole = true;
    this.#first = false;
    for (const frame of kept) {
      const feed = feedOf(frame)?.feed;
      if (this.#whole && feed !== undefined && feed !== "fills") this.#apply(feed, frame);
    }
    if (this.#whole) this.#view.say("live", "everything is in and adds up");
  }

  #tellFill(fill: FuturesAccountFill): boolean {
    const { since } = this.#settings;
    const silent = this.#first && (since === undefined || fill.time * 1000 < since);
    return this.#view.fill(fill, silent);
  }

  #rest(id: string, row: Fields): void {
    const order = orderOf(row, this.#view.orders.get(id)?.reason);
    if (order === undefined) return;
    this.#view.order(order);
  }

  /** Believes the count of fills once a snapshot of some length rises by one each. */
  #learnCount(shown: readonly FuturesAccountFill[]): void {
    this.#fillSeq = shown.at(-1)?.seq ?? this.#fillSeq;
    if (this.#counts !== "unknown" || shown.length < 3) return;
    const steps = shown.slice(1).map(({ seq = 0 }, at) => seq - (shown[at]?.seq ?? 0));
    if (steps.every((step) => step === 1)) this.#counts = "yes";
  }

  #apply(feed: FuturesFeed, frame: Fields): void {
    switch (feed) {
      case "fills":
        this.#liveFills(frame);
        break;
      case "open_orders_verbose":
        this.#view.change(frame);
        break;
      case "open_positions":
        this.#view.positions(frame);
        break;
      case "balances":
        this.#view.balances(frame);
        break;
      case "account_log": {
        const entry = entryOf(fieldsIn(frame, "new_entry") ?? {});
        const wrong = entry === undefined ? undefined : this.#entry(entry, false);
        if (wrong !== undefined) this.#break(wrong);
        break;
      }
    }
  }

  #liveFills(frame: Fields): void {
    for (const row of rowsIn(frame, "fills")) {
      const fill = fillOf(row);
      if (fill === undefined || this.#view.orders.knows(fill)) continue;
      const { seq } = fill;
      const jumps = seq !== undefined && this.#fillSeq !== undefined && seq !== this.#fillSeq + 1;
      if (this.#counts === "yes" && jumps && this.#whole) {
        this.#jumped = true;
        return this.#break(`fill ${(this.#fillSeq ?? 0) + 1} was expected and ${seq} came`);
      }
      if (this.#whole && this.#view.orders.skips(fill))
        return this.#break(`a fill of order ${fill.order_id} before ${fill.fill_id} is missing`);
      if (seq !== undefined) this.#fillSeq = seq;
      this.#view.fill(fill);
    }
    return undefined;
  }

  /** Takes an entry of the log; the reason to begin anew where it does not follow on. */
  #entry(entry: FuturesEntry, past: boolean): string | undefined {
    const last = this.#view.wallets.entry;
    if (last !== undefined && entry.id <= last.id) return undefined;
    if (last !== undefined && entry.id !== last.id + 1) {
      if (!past) return `entry ${last.id + 1} of the account log was expected and ${entry.id} came`;
      this.#view.wallets.restart();
      this.#view.settle();
    }
    return this.#view.entry(entry, !this.#first);
  }

  /** Keeps a timer running while one feed waits for the other. */
  #guard(): void {
    const since = this.#view.waiting;
    if (this.#watch !== undefined || !this.#whole || since === undefined) return;
    this.#timer += 1;
    this.#watch = this.#timer;
    const ms = Math.max(1, since + this.#settings.patience - this.#view.now);
    this.#view.do({ do: "wait", ms, timer: this.#timer });
  }
}
