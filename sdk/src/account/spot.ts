/** What is known of a Spot account: a function of everything that was said, without clock, socket or request. */
import { microsOfText } from "./moments.ts";
import { rowsIn, textIn } from "./reading.ts";
import type { Fields } from "./reading.ts";
import { holdingsOf } from "./spot-balances.ts";
import type { Held } from "./spot-balances.ts";
import { asReport, differ, fillsIn, restingIn } from "./spot-orders.ts";
import { SpotPart } from "./spot-part.ts";
import { SpotPositionProof } from "./spot-position-proof.ts";
import type { SpotChannel } from "./spot-part.ts";
import { prove, SpotEvidence } from "./spot-proof.ts";
import type { Closing, SpotProof, Undecided } from "./spot-proof.ts";
import type { SpotAccountEntry, SpotAccountOrder, SpotInput, SpotOutput, SpotTrackerOptions } from "./spot-types.ts";
import { SpotView } from "./spot-view.ts";
import { pauseBefore, trackerSettings } from "./state.ts";
import type { TrackerSettings } from "./state.ts";

export class SpotTracker {
  readonly #settings: TrackerSettings;
  readonly #ledger: boolean;
  readonly #view: SpotView;
  readonly #positions: SpotPositionProof;
  readonly #parts: Readonly<Record<SpotChannel, SpotPart>> = {
    executions: new SpotPart(),
    balances: new SpotPart(),
  };
  readonly #expected: Map<string, number> = new Map();
  #undecided: readonly Undecided[] = [];
  #decideBy = 0;
  #down = true;
  #first = true;
  #closing: Closing | undefined;
  /** The timer before the next question, and the one that looks for what is overdue. */
  #retryTimer: number | undefined;
  #watch: number | undefined;

  constructor(options: SpotTrackerOptions, now: number) {
    this.#settings = trackerSettings(options);
    this.#ledger = options.ledger ?? true;
    this.#view = new SpotView(this.#settings, now);
    this.#positions = new SpotPositionProof(this.#view, this.#settings, options.positions ?? true);
  }

  /** What is known. */
  get view(): SpotView {
    return this.#view;
  }

  /** Takes one input at `now` (milliseconds) and returns what to tell and to do, in order. */
  take(input: SpotInput, now: number): SpotOutput[] {
    this.#view.open(now);
    switch (input.on) {
      case "frame":
        this.#frame(input.frame);
        break;
      case "subscribed":
        this.#subscribed(input.channel, input.micros);
        break;
      case "down":
        this.#lose(input.reason);
        break;
      case "answer":
        if (input.ticket === this.#closing?.ticket) {
          this.#closing.evidence.add(input.answer);
          this.#judge(this.#closing);
        }
        break;
      case "positions":
        if (this.#positions.awaits(input.ticket)) this.#positions.answer(input.answer);
        this.#live();
        break;
      case "failed":
        if (this.#positions.awaits(input.ticket)) this.#positions.failed(input.retryAfter ?? 0);
        if (input.ticket === this.#closing?.ticket) {
          this.#view.say("syncing", `REST did not answer: ${input.reason}`);
          this.#retry(this.#closing, input.retryAfter ?? 0);
        }
        break;
      case "elapsed":
        this.#elapsed(input.timer);
        break;
      case "rates":
        this.#view.rates(input.rates);
        break;
    }
    this.#positions.look();
    if (!this.#positions.settled && this.#view.state.status === "live") this.#live();
    this.#guard();
    return this.#view.close();
  }

  #lose(reason: string): void {
    this.#down = true;
    this.#closing = undefined;
    for (const each of Object.values(this.#parts)) each.reset();
    this.#positions.lose();
    this.#expected.clear();
    this.#undecided = [];
    this.#view.matching.forget("everything");
    this.#view.say("stale", reason);
  }

  #subscribed(channel: string, micros: number | undefined): void {
    if (channel !== "executions" && channel !== "balances") return;
    this.#parts[channel].confirmed = micros;
    if (channel === "executions" && micros !== undefined) this.#view.begin(micros);
    if (this.#down) {
      this.#down = false;
      this.#view.say("syncing", "connected, waiting for the snapshots");
    }
  }

  #frame(frame: Fields): void {
    const { channel, type } = frame;
    if (channel !== "executions" && channel !== "balances") return;
    const own = this.#parts[channel];
    if (type === "snapshot") return this.#snapshot(channel, frame);
    const { expected } = own;
    const arrival = own.arrive(frame);
    if (arrival === "apply") this.#apply(channel, frame);
    else if (arrival === "broken") {
      const came = textIn(frame, "sequence") ?? "one without a number";
      this.#break(channel, `message ${expected} of ${channel} was expected and ${came} came`);
    }
    return undefined;
  }

  #snapshot(channel: SpotChannel, frame: Fields): void {
    this.#down = false;
    this.#parts[channel].begin(frame);
    if (channel === "executions") {
      this.#positions.lose();
      this.#expected.clear();
      this.#undecided = [];
      this.#view.begin(this.#parts[channel].confirmed ?? this.#view.now * 1000);
      this.#after();
    }
    this.#begin();
  }

  /**
   * The ledger proves that REST is not behind, but only up to the snapshot of balances: one from before the snapshot of
   * executions does not prove enough.
   */
  #after(): void {
    const { balances } = this.#parts;
    if (!this.#ledger || balances.at === "waiting") return;
    balances.reset();
    this.#view.do({ do: "resubscribe", channel: "balances" });
  }

  /** What came is not what had to come: everything until the next snapshot is part of a gap. */
  #break(channel: SpotChannel, reason: string): void {
    this.#parts[channel].reset();
    if (channel === "executions") this.#positions.lose();
    this.#closing = undefined;
    this.#view.do({ do: "resubscribe", channel });
    this.#view.say("syncing", reason);
  }

  /** Starts to close the gap once both snapshots are there. */
  #begin(): void {
    const { executions, balances } = this.#parts;
    this.#closing = undefined;
    if (balances.at === "proving") {
      const holdings = holdingsOf(balances.snapshot);
      // Nothing to explain: it says what is known already, or there is no right to read the ledger.
      const known = this.#view.balances.latest !== undefined && this.#view.balances.agrees(holdings);
      if (known || !this.#ledger) this.#adopt(holdings, [], false);
    }
    if (executions.at === "waiting" || balances.at === "waiting")
      return this.#view.say("syncing", "waiting for the snapshots");
    if (executions.at === "whole" && balances.at === "whole") return this.#live();
    this.#closing = { ticket: this.#view.number(), evidence: new SpotEvidence(), attempt: 0, asked: new Set() };
    this.#fromSnapshot(this.#closing.evidence);
    return this.#ask(this.#closing);
  }

  /** The fills a snapshot shows are evidence too; before tracking began they are the past. */
  #fromSnapshot(evidence: SpotEvidence): void {
    const { executions } = this.#parts;
    if (executions.at !== "proving") return;
    const open = restingIn(executions.snapshot);
    const past = fillsIn(executions.snapshot);
    for (const fill of past)
      if (fill.micros <= this.#born && !open.has(fill.order_id)) this.#view.orders.remember(fill);
      else evidence.trades.set(fill.exec_id, fill);
  }

  #ask(closing: Closing): void {
    const { executions, balances } = this.#parts;
    const proving = executions.at === "proving";
    const since = proving ? this.#since() : undefined;
    const booked = balances.at === "proving" ? (this.#view.balances.latest ?? this.#born) : undefined;
    const reach = [since, booked].filter((at) => at !== undefined);
    const ledgerSince = this.#ledger && reach.length > 0 ? Math.min(...reach) : undefined;
    const back = (at: number | undefined): number | undefined =>
      at === undefined ? undefined : at - this.#settings.overlap;
    const snapshot = proving ? restingIn(this.#parts.executions.snapshot) : new Map<string, Fields>();
    const orders = proving
      ? this.#view.orders.open.map(({ order_id }) => order_id).filter((id) => !snapshot.has(id))
      : [];
    this.#view.say("syncing", "closing the gap over REST");
    const plan = { ticket: closing.ticket, since: back(since), ledgerSince: back(ledgerSince), orders, trades: [] };
    this.#view.do({ do: "read", plan });
  }

  get #born(): number {
    return this.#view.born ?? 0;
  }

  /** The last moment up to which everything is known. */
  #since(): number {
    return this.#first ? this.#born : (this.#view.orders.latest ?? this.#born);
  }

  /** Up to this moment fills that nobody knows of any more were dealt with. */
  #horizon(): number {
    return this.#first ? this.#born : Math.max(this.#born, this.#since() - this.#settings.overlap);
  }

  /** Sees whether the evidence closes the gap, asks for what is missing, or waits. */
  #judge(closing: Closing): void {
    const { executions, balances } = this.#parts;
    const horizon = this.#horizon();
    const snapshot = restingIn(this.#parts.executions.snapshot);
    const gap = { snapshot, confirmed: executions.confirmed, horizon };
    const proof = executions.at === "proving" ? prove(this.#view.orders, gap, closing.evidence) : undefined;
    const entries = closing.evidence.entries().filter((entry) => !this.#view.balances.past(entry));
    const holdings = holdingsOf(balances.snapshot);
    const chain = balances.at === "proving" ? this.#view.balances.explain(holdings, entries) : undefined;
    const open = [...(proof?.open ?? []), ...(chain?.unexplained ?? [])];
    const tired = closing.attempt >= this.#settings.attempts;
    if (tired) for (const each of open) this.#view.discrepancy(each);
    // What the exchange states of a balance is true even where its ledger does not explain it; that was reported.
    const settled = tired ? (proof?.open.length ?? 0) === 0 : open.length === 0;
    if (!settled) {
      if (proof !== undefined && this.#lookUp(closing, proof)) return;
      this.#view.say("syncing", open[0]?.text ?? "");
      return this.#retry(closing, 0);
    }
    this.#closing = undefined;
    const kept = proof === undefined ? [] : this.#conclude(proof, snapshot);
    if (chain !== undefined) this.#adopt(holdings, chain.entries, proof !== undefined);
    for (const frame of kept) this.#apply("executions", frame);
    this.#decide(Number.NEGATIVE_INFINITY);
    this.#live();
    return undefined;
  }

  /** Asks at once for what was not asked before; false when there is nothing new to ask. */
  #lookUp(closing: Closing, proof: SpotProof): boolean {
    const fresh = (list: readonly string[]): string[] => list.filter((id) => !closing.asked.has(id));
    const [orders, trades] = [fresh(proof.orders), fresh(proof.trades)];
    if (orders.length === 0 && trades.length === 0) return false;
    for (const id of [...orders, ...trades]) closing.asked.add(id);
    const plan = { ticket: closing.ticket, since: undefined, ledgerSince: undefined, orders, trades };
    this.#view.do({ do: "read", plan });
    return true;
  }

  #retry(closing: Closing, atLeast: number): void {
    closing.attempt += 1;
    closing.asked.clear();
    this.#retryTimer = this.#view.wait(Math.max(atLeast, pauseBefore(closing.attempt)));
  }

  #elapsed(timer: number): void {
    if (this.#positions.awaits(timer)) return this.#positions.elapsed();
    if (timer === this.#retryTimer && this.#closing !== undefined) this.#ask(this.#closing);
    else if (timer === this.#watch) {
      this.#watch = undefined;
      this.#overdue();
    }
    return undefined;
  }

  /** The gap is closed: tells what happened in it, in the order in which it happened. Returns what came meanwhile. */
  #conclude(proof: SpotProof, snapshot: ReadonlyMap<string, Fields>): readonly Fields[] {
    const { executions } = this.#parts;
    const changed = new Map<string, SpotAccountOrder>();
    for (const answer of proof.ended) {
      changed.set(answer.order_id, this.#view.orders.merge(answer.order_id, asReport(answer)));
      this.#view.orders.reach(answer.closed);
    }
    for (const [id, report] of snapshot) {
      const before = this.#view.orders.get(id);
      const order = this.#view.orders.merge(id, report);
      if (before === undefined || differ(before, order)) changed.set(id, order);
    }
    this.#view.past(proof.fills, changed.values());
    this.#view.orders.reach(executions.confirmed ?? this.#fallback(this.#view.orders.latest));
    for (const id of proof.expected) this.#expected.set(id, this.#view.now);
    this.#undecided = proof.undecided;
    this.#decideBy = this.#view.now + this.#settings.patience;
    this.#first = false;
    return executions.accept();
  }

  /** `proven` says that the fills of the entries were looked for already. */
  #adopt(holdings: ReadonlyMap<string, Held>, entries: readonly SpotAccountEntry[], proven: boolean): void {
    const { balances } = this.#parts;
    this.#view.adopt(holdings, entries, proven);
    this.#view.balances.reach(balances.confirmed ?? this.#fallback(this.#view.balances.latest));
    for (const frame of balances.accept()) this.#apply("balances", frame);
  }

  /** Where the exchange never told a moment, this machine's clock has to do. */
  #fallback(latest: number | undefined): number | undefined {
    return latest === undefined ? this.#view.now * 1000 - this.#settings.overlap : undefined;
  }

  /** Says `live` when nothing is open any more. */
  #live(): void {
    const { executions, balances } = this.#parts;
    if (executions.at !== "whole" || balances.at !== "whole") return;
    if (this.#undecided.length > 0) return this.#view.say("syncing", "waiting for the stream to catch up with REST");
    if (!this.#positions.settled) {
      this.#positions.begin();
      return this.#view.say("syncing", "waiting for the margin positions to add up");
    }
    const symbols = new Set(
      this.#view.orders.open.map(({ symbol }) => symbol).filter((symbol) => symbol !== undefined),
    );
    if (symbols.size > 0) this.#view.do({ do: "rates", symbols: [...symbols] });
    this.#view.say("live", "everything is in and adds up");
  }

  #apply(channel: SpotChannel, frame: Fields): void {
    for (const row of rowsIn(frame, "data"))
      if (this.#parts[channel].at !== "whole") return;
      else if (channel === "executions") this.#report(row);
      else this.#entry(row);
  }

  #report(row: Fields): void {
    const micros = microsOfText(row["timestamp"]);
    if (micros !== undefined && this.#undecided.length > 0) this.#decide(micros);
    const wrong = this.#view.report(row);
    this.#expected.delete(textIn(row, "exec_id") ?? "");
    if (this.#undecided.length > 0) this.#decide(Number.NEGATIVE_INFINITY);
    if (wrong !== undefined) this.#break("executions", wrong);
  }

  #entry(row: Fields): void {
    const wrong = this.#view.entry(row);
    if (wrong !== undefined) this.#break("balances", wrong);
  }

  /**
   * The stream tells everything after its snapshot in order. So an order that began before `micros`, and of which it did
   * not tell, was over before the snapshot.
   */
  #decide(micros: number): void {
    const open = this.#undecided.length;
    const unknown = this.#undecided.filter(({ answer }) => this.#view.orders.get(answer.order_id) === undefined);
    const decided = unknown.filter(({ answer }) => (answer.opened ?? 0) < micros);
    this.#undecided = unknown.filter((each) => !decided.includes(each));
    const fills = decided.flatMap((each) => each.fills).sort((a, b) => a.micros - b.micros);
    const ended = decided.map(({ answer }) => this.#view.orders.merge(answer.order_id, asReport(answer)));
    this.#view.past(fills, ended);
    if (this.#undecided.length < open) this.#live();
  }

  /** What one channel told and the other did not. */
  #overdue(): void {
    const { patience } = this.#settings;
    const { executions, balances } = this.#parts;
    if (executions.at !== "whole" || balances.at !== "whole") return;
    if (this.#undecided.length > 0 && this.#view.now >= this.#decideBy) this.#decide(Number.POSITIVE_INFINITY);
    const late = this.#view.matching.overdue(this.#view.now, patience);
    const unfilled = late.filter(({ filled }) => !filled);
    const unbooked = late.filter(({ filled }) => filled);
    const missing = [...this.#expected].filter(([, since]) => this.#view.now - since >= patience).map(([id]) => id);
    for (const { id, entries } of unfilled) this.#view.unmatched(id, "has ledger entries and no fill", 0, entries);
    for (const { id, entries } of unbooked) this.#view.unmatched(id, "lacks ledger entries", 2, entries);
    if (unfilled.length > 0 || missing.length > 0)
      this.#break("executions", `execution ${unfilled[0]?.id ?? missing[0] ?? ""} did not come by the stream`);
    if (unbooked.length > 0) this.#break("balances", `ledger entries of ${unbooked[0]?.id ?? ""} did not come`);
    if (unbooked.length > 0) this.#view.matching.forget("entries");
  }

  /** Keeps a timer running while one channel waits for the other. */
  #guard(): void {
    const { executions, balances } = this.#parts;
    if (this.#watch !== undefined || executions.at !== "whole" || balances.at !== "whole") return;
    const { patience } = this.#settings;
    const [expected] = this.#expected.values();
    const waits = [
      this.#view.matching.oldest,
      expected,
      this.#undecided.length > 0 ? this.#decideBy - patience : undefined,
    ];
    const since = waits.filter((at) => at !== undefined);
    if (since.length === 0) return;
    this.#watch = this.#view.wait(Math.max(1, Math.min(...since) + patience - this.#view.now));
  }
}
