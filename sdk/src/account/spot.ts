/** What is known of a Spot account: a function of everything that was said, without clock, socket or request. */
import type { Decimal } from "../base/decimal.ts";
import { Matching } from "./matching.ts";
import { microsOfText } from "./moments.ts";
import { decimalIn, rowsIn, textIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import { entryOf, holdingsOf, SpotBalanceTable } from "./spot-balances.ts";
import type { Held } from "./spot-balances.ts";
import { holdOf, legsOf } from "./spot-holds.ts";
import type { Hold } from "./spot-holds.ts";
import { asReport, differ, ends, fillOf, sameCost, SpotOrderTable } from "./spot-orders.ts";
import { SpotPart } from "./spot-part.ts";
import type { SpotChannel } from "./spot-part.ts";
import { fillsDiffer, prove, SpotEvidence } from "./spot-proof.ts";
import type { SpotProof, Undecided } from "./spot-proof.ts";
import type {
  SpotAccountBalance,
  SpotAccountEntry,
  SpotAccountEvents,
  SpotAccountFill,
  SpotAccountOrder,
  SpotEffect,
  SpotInput,
  SpotOutput,
} from "./spot-types.ts";
import { pauseBefore, trackerSettings } from "./state.ts";
import type { AccountDiscrepancy, AccountState, TrackerOptions, TrackerSettings } from "./state.ts";

/** A gap being closed. */
interface Closing {
  readonly ticket: number;
  readonly evidence: SpotEvidence;
  attempt: number;
  /** What was looked up already. */
  readonly asked: Set<string>;
}

/** Options of the tracker of a Spot account. */
export interface SpotTrackerOptions extends TrackerOptions {
  /** Reads the ledger over REST to explain balances across a gap; needs the right to query it. Default true. */
  readonly ledger?: boolean | undefined;
}

export class SpotTracker {
  readonly #settings: TrackerSettings;
  readonly #ledger: boolean;
  readonly #orders: SpotOrderTable;
  readonly #balances: SpotBalanceTable;
  readonly #matching: Matching = new Matching();
  readonly #parts: Readonly<Record<SpotChannel, SpotPart>> = {
    executions: new SpotPart(),
    balances: new SpotPart(),
  };
  readonly #holds: Map<string, Hold> = new Map();
  readonly #expected: Map<string, number> = new Map();
  #undecided: readonly Undecided[] = [];
  #decideBy = 0;
  readonly #reported: Set<string> = new Set();
  #rates: Readonly<Record<string, Decimal>> = {};
  #state: AccountState;
  #down = true;
  #first = true;
  /** Fills after this moment are told. */
  #born = 0;
  #begun = false;
  #closing: Closing | undefined;
  #tickets = 0;
  #timer = 0;
  /** The timer before the next question, and the one that looks for what is overdue. */
  #retryTimer: number | undefined;
  #watch: number | undefined;
  #out: SpotOutput[] = [];
  #now: number;

  constructor(options: SpotTrackerOptions, now: number) {
    this.#settings = trackerSettings(options);
    this.#ledger = options.ledger ?? true;
    this.#orders = new SpotOrderTable(this.#settings);
    this.#balances = new SpotBalanceTable(this.#settings.overlap);
    this.#now = now;
    this.#state = { status: "stale", since: now, reason: "not started" };
  }

  get state(): AccountState {
    return this.#state;
  }

  get orders(): SpotOrderTable {
    return this.#orders;
  }

  get assets(): readonly string[] {
    return this.#balances.assets;
  }

  balance(asset: string, entry?: SpotAccountEntry): SpotAccountBalance | undefined {
    const held = this.#balances.get(asset);
    if (held === undefined) return undefined;
    const holds = [...this.#holds.values()].filter((hold) => hold.asset === asset);
    const sum = holds.reduce((total, { amount }) => total.plus(amount), zero);
    return {
      asset,
      total: held.total,
      held: sum,
      available: held.total.minus(sum),
      computed: true,
      feesKnown: holds.every(({ exact }) => exact),
      wallets: held.wallets,
      entry,
    };
  }

  /** Takes one input at `now` (milliseconds) and returns what to tell and to do, in order. */
  take(input: SpotInput, now: number): SpotOutput[] {
    this.#now = now;
    this.#out = [];
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
      case "failed":
        if (input.ticket === this.#closing?.ticket) {
          this.#say("syncing", `REST did not answer: ${input.reason}`);
          this.#retry(this.#closing, input.retryAfter ?? 0);
        }
        break;
      case "elapsed":
        this.#elapsed(input.timer);
        break;
      case "rates":
        this.#rates = { ...this.#rates, ...input.rates };
        for (const order of this.#orders.open) this.#hold(order);
        break;
    }
    this.#guard();
    return this.#out;
  }

  #tell<Name extends keyof SpotAccountEvents>(tell: Name, value: SpotAccountEvents[Name]): void {
    this.#out.push({ tell, value } as SpotOutput);
  }

  #do(effect: SpotEffect): void {
    this.#out.push(effect);
  }

  #say(status: AccountState["status"], reason: string): void {
    if (this.#state.status === status && this.#state.reason === reason) return;
    const since = this.#state.status === status ? this.#state.since : this.#now;
    this.#state = { status, since, reason };
    this.#tell("state", this.#state);
  }

  #lose(reason: string): void {
    this.#down = true;
    this.#closing = undefined;
    for (const each of Object.values(this.#parts)) each.reset();
    this.#expected.clear();
    this.#undecided = [];
    this.#matching.forget("everything");
    this.#say("stale", reason);
  }

  #subscribed(channel: string, micros: number | undefined): void {
    if (channel !== "executions" && channel !== "balances") return;
    this.#parts[channel].confirmed = micros;
    if (channel === "executions" && micros !== undefined) this.#bear(micros);
    if (this.#down) {
      this.#down = false;
      this.#say("syncing", "connected, waiting for the snapshots");
    }
  }

  /** Tracking begins when the exchange first confirms it, or at the moment asked for if that is earlier. */
  #bear(micros: number): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#matching.forget("everything");
    this.#born = Math.min(micros, (this.#settings.since ?? Number.POSITIVE_INFINITY) - 1);
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
      this.#expected.clear();
      this.#undecided = [];
      this.#bear(this.#parts[channel].confirmed ?? this.#now * 1000);
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
    this.#do({ do: "resubscribe", channel: "balances" });
  }

  /** What came is not what had to come: everything until the next snapshot is part of a gap. */
  #break(channel: SpotChannel, reason: string): void {
    this.#parts[channel].reset();
    this.#closing = undefined;
    this.#do({ do: "resubscribe", channel });
    this.#say("syncing", reason);
  }

  /** Starts to close the gap once both snapshots are there. */
  #begin(): void {
    const { executions, balances } = this.#parts;
    this.#closing = undefined;
    if (balances.at === "proving") {
      const holdings = holdingsOf(balances.snapshot);
      // Nothing to explain: it says what is known already, or there is no right to read the ledger.
      const known = this.#balances.latest !== undefined && this.#balances.agrees(holdings);
      if (known || !this.#ledger) this.#adopt(holdings, []);
    }
    if (executions.at === "waiting" || balances.at === "waiting")
      return this.#say("syncing", "waiting for the snapshots");
    if (executions.at === "whole" && balances.at === "whole") return this.#live();
    this.#tickets += 1;
    this.#closing = { ticket: this.#tickets, evidence: new SpotEvidence(), attempt: 0, asked: new Set() };
    this.#fromSnapshot(this.#closing.evidence);
    return this.#ask(this.#closing);
  }

  /** The fills a snapshot shows are evidence too; before tracking began they are the past. */
  #fromSnapshot(evidence: SpotEvidence): void {
    const { executions } = this.#parts;
    if (executions.at !== "proving") return;
    const reports = rowsIn(executions.snapshot, "data");
    const open = new Set(
      reports.filter(({ exec_type }) => exec_type !== "trade").map((row) => textIn(row, "order_id")),
    );
    const past = reports
      .map((report) => fillOf(report, undefined))
      .filter((fill) => fill !== undefined)
      .sort((a, b) => a.micros - b.micros);
    for (const fill of past)
      if (fill.micros <= this.#born && !open.has(fill.order_id)) this.#remember(fill);
      else evidence.trades.set(fill.exec_id, fill);
  }

  /** Keeps a fill from before tracking began, for reading. */
  #remember(fill: SpotAccountFill): void {
    if (!this.#orders.knows(fill.exec_id, fill.order_id)) this.#orders.add(fill);
  }

  #ask(closing: Closing): void {
    const { executions, balances } = this.#parts;
    const proving = executions.at === "proving";
    const since = proving ? this.#since() : undefined;
    const booked = balances.at === "proving" ? (this.#balances.latest ?? this.#born) : undefined;
    const reach = [since, booked].filter((at) => at !== undefined);
    const ledgerSince = this.#ledger && reach.length > 0 ? Math.min(...reach) : undefined;
    const back = (at: number | undefined): number | undefined =>
      at === undefined ? undefined : at - this.#settings.overlap;
    const snapshot = proving ? this.#resting() : new Map<string, Fields>();
    const orders = proving ? this.#orders.open.map(({ order_id }) => order_id).filter((id) => !snapshot.has(id)) : [];
    this.#say("syncing", "closing the gap over REST");
    const plan = { ticket: closing.ticket, since: back(since), ledgerSince: back(ledgerSince), orders, trades: [] };
    this.#do({ do: "read", plan });
  }

  /** The last moment up to which everything is known. */
  #since(): number {
    return this.#first ? this.#born : (this.#orders.latest ?? this.#born);
  }

  /** Up to this moment fills that nobody knows of any more were dealt with. */
  #horizon(): number {
    return this.#first ? this.#born : Math.max(this.#born, this.#since() - this.#settings.overlap);
  }

  #resting(): Map<string, Fields> {
    const rows = rowsIn(this.#parts.executions.snapshot, "data");
    const orders = rows.filter((row) => row["exec_type"] !== "trade" && !ends(row));
    return new Map(orders.map((row) => [textIn(row, "order_id") ?? "", row]));
  }

  /** Sees whether the evidence closes the gap, asks for what is missing, or waits. */
  #judge(closing: Closing): void {
    const { executions, balances } = this.#parts;
    const horizon = this.#horizon();
    const snapshot = this.#resting();
    const gap = { snapshot, confirmed: executions.confirmed, horizon };
    const proof = executions.at === "proving" ? prove(this.#orders, gap, closing.evidence) : undefined;
    const entries = closing.evidence.entries().filter((entry) => !this.#balances.knows(entry));
    const holdings = holdingsOf(balances.snapshot);
    const chain = balances.at === "proving" ? this.#balances.explain(holdings, entries) : undefined;
    const open = [...(proof?.open ?? []), ...(chain?.unexplained ?? [])];
    const tired = closing.attempt >= this.#settings.attempts;
    if (tired) for (const each of open) this.#discrepancy(each);
    // What the exchange states of a balance is true even where its ledger does not explain it; that was reported.
    const settled = tired ? (proof?.open.length ?? 0) === 0 : open.length === 0;
    if (!settled) {
      if (proof !== undefined && this.#lookUp(closing, proof)) return;
      this.#say("syncing", open[0]?.text ?? "");
      return this.#retry(closing, 0);
    }
    this.#closing = undefined;
    const kept = proof === undefined ? [] : this.#conclude(proof, snapshot);
    if (chain !== undefined) this.#adopt(holdings, chain.entries);
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
    this.#do({
      do: "read",
      plan: { ticket: closing.ticket, since: undefined, ledgerSince: undefined, orders, trades },
    });
    return true;
  }

  #retry(closing: Closing, atLeast: number): void {
    closing.attempt += 1;
    closing.asked.clear();
    this.#timer += 1;
    this.#retryTimer = this.#timer;
    this.#do({ do: "wait", ms: Math.max(atLeast, pauseBefore(closing.attempt)), timer: this.#timer });
  }

  #elapsed(timer: number): void {
    if (timer === this.#retryTimer && this.#closing !== undefined) this.#ask(this.#closing);
    else if (timer === this.#watch) {
      this.#watch = undefined;
      this.#overdue();
    }
  }

  /** The gap is closed: tells what happened in it, in the order in which it happened. Returns what came meanwhile. */
  #conclude(proof: SpotProof, snapshot: ReadonlyMap<string, Fields>): readonly Fields[] {
    const { executions } = this.#parts;
    const changed = new Map<string, SpotAccountOrder>();
    for (const answer of proof.ended) {
      changed.set(answer.order_id, this.#orders.merge(answer.order_id, asReport(answer)));
      this.#orders.reach(answer.closed);
    }
    for (const [id, report] of snapshot) {
      const before = this.#orders.get(id);
      const order = this.#orders.merge(id, report);
      if (before === undefined || differ(before, order)) changed.set(id, order);
    }
    this.#tellPast(proof.fills, changed.values());
    this.#orders.reach(executions.confirmed ?? this.#fallback(this.#orders.latest));
    for (const id of proof.expected) this.#expected.set(id, this.#now);
    this.#undecided = proof.undecided;
    this.#decideBy = this.#now + this.#settings.patience;
    this.#first = false;
    return executions.accept();
  }

  #adopt(holdings: ReadonlyMap<string, Held>, entries: readonly SpotAccountEntry[]): void {
    const { balances } = this.#parts;
    for (const entry of entries) {
      this.#balances.note(entry);
      this.#booked(entry);
    }
    const told = new Map(entries.map((entry) => [entry.asset, entry]));
    for (const asset of this.#balances.adopt(holdings)) this.#tellBalance(asset, told.get(asset));
    this.#balances.reach(balances.confirmed ?? this.#fallback(this.#balances.latest));
    this.#matching.forget("entries");
    for (const frame of balances.accept()) this.#apply("balances", frame);
  }

  /** Where the exchange never told a moment, this machine's clock has to do. */
  #fallback(latest: number | undefined): number | undefined {
    return latest === undefined ? this.#now * 1000 - this.#settings.overlap : undefined;
  }

  /** Says `live` when nothing is open any more. */
  #live(): void {
    const { executions, balances } = this.#parts;
    if (executions.at !== "whole" || balances.at !== "whole") return;
    if (this.#undecided.length > 0) return this.#say("syncing", "waiting for the stream to catch up with REST");
    const symbols = new Set(this.#orders.open.map(({ symbol }) => symbol).filter((symbol) => symbol !== undefined));
    if (symbols.size > 0) this.#do({ do: "rates", symbols: [...symbols] });
    this.#say("live", "everything is in and adds up");
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
    const { order, before, fill } = this.#orders.report(row);
    if (this.#undecided.length > 0) this.#decide(Number.NEGATIVE_INFINITY);
    if (order === undefined) return;
    if (fill !== undefined) this.#filled(fill);
    if (before !== order) {
      this.#tell("order", order);
      this.#hold(order);
    }
    // Of an order that is over, late reports say what was true before.
    const stated = before?.open === false ? undefined : decimalIn(row, "cum_qty");
    const { qty } = this.#orders.sums(order.order_id);
    const final = ends(row) && order.order_status === "filled" ? order.order_qty : undefined;
    const goal = stated ?? final ?? order.cum_qty;
    if (!qty.equals(goal)) {
      this.#discrepancy(fillsDiffer(order.order_id, qty, goal));
      this.#break("executions", `the fills of order ${order.order_id} do not add up`);
    } else this.#checkCost(order);
  }

  /**
   * The stream tells everything after its snapshot in order. So an order that began before `micros`, and of which it did
   * not tell, was over before the snapshot.
   */
  #decide(micros: number): void {
    const open = this.#undecided.length;
    const unknown = this.#undecided.filter(({ answer }) => this.#orders.get(answer.order_id) === undefined);
    const decided = unknown.filter(({ answer }) => (answer.opened ?? 0) < micros);
    this.#undecided = unknown.filter((each) => !decided.includes(each));
    const fills = decided.flatMap((each) => each.fills).sort((a, b) => a.micros - b.micros);
    const ended = decided.map(({ answer }) => this.#orders.merge(answer.order_id, asReport(answer)));
    this.#tellPast(fills, ended);
    if (this.#undecided.length < open) this.#live();
  }

  /** Tells of fills that are not from the stream, and then of their orders. */
  #tellPast(fills: readonly SpotAccountFill[], orders: Iterable<SpotAccountOrder>): void {
    for (const fill of fills) {
      this.#orders.add(fill);
      this.#matching.found(fill.exec_id);
      if (fill.micros > this.#born) this.#tell("fill", fill);
    }
    for (const order of orders) {
      this.#tell("order", order);
      this.#hold(order);
      this.#checkCost(order);
    }
  }

  #filled(fill: SpotAccountFill): void {
    this.#expected.delete(fill.exec_id);
    this.#tell("fill", fill);
    if (!fill.margin && legsOf(fill.symbol) !== undefined) this.#matching.fill(fill.exec_id, 2, this.#now);
    else this.#matching.found(fill.exec_id);
  }

  #checkCost(order: SpotAccountOrder): void {
    const { cost, count, qty } = this.#orders.sums(order.order_id);
    if (!qty.equals(order.cum_qty) || sameCost(cost, order.cum_cost, count)) return;
    this.#discrepancy({
      kind: "cost",
      about: order.order_id,
      ours: cost,
      exchange: order.cum_cost,
      text: `The fills of order ${order.order_id} cost ${cost.toString()}, the exchange says ${order.cum_cost.toString()}`,
    });
  }

  #entry(row: Fields): void {
    const entry = entryOf(row);
    if (entry === undefined || this.#balances.knows(entry)) return;
    const wrong = this.#balances.apply(entry);
    this.#booked(entry);
    this.#tellBalance(entry.asset, entry);
    if (wrong === undefined) return;
    this.#discrepancy(wrong);
    this.#break("balances", wrong.text);
  }

  #booked({ type, ref_id, micros }: SpotAccountEntry): void {
    if (type === "trade" && this.#begun && micros > this.#born)
      this.#matching.entry(ref_id, this.#orders.knows(ref_id, ""), this.#now);
  }

  #tellBalance(asset: string, entry: SpotAccountEntry | undefined): void {
    const balance = this.balance(asset, entry);
    if (balance !== undefined) this.#tell("balance", balance);
  }

  /** Notes what an order holds back now. */
  #hold(order: SpotAccountOrder): void {
    const { order_id, symbol } = order;
    const before = this.#holds.get(order_id);
    const now = holdOf(order, symbol === undefined ? undefined : this.#rates[symbol], (asset) =>
      this.#balances.scale(asset),
    );
    if (now === undefined) this.#holds.delete(order_id);
    else this.#holds.set(order_id, now);
    if (now !== undefined && !now.exact && symbol !== undefined && this.#state.status === "live")
      this.#do({ do: "rates", symbols: [symbol] });
    if (before?.asset === now?.asset && before?.amount.equals(now?.amount ?? zero) === true) return;
    for (const asset of new Set([before?.asset, now?.asset]))
      if (asset !== undefined) this.#tellBalance(asset, undefined);
  }

  /** Tells of a difference, once for the same numbers. */
  #discrepancy(found: AccountDiscrepancy): void {
    const key = `${found.kind} ${found.about} ${found.ours.toPlain()} ${found.exchange.toPlain()}`;
    if (this.#reported.has(key)) return;
    if (this.#reported.size >= 1000) this.#reported.clear();
    this.#reported.add(key);
    this.#tell("discrepancy", found);
  }

  /** What one channel told and the other did not. */
  #overdue(): void {
    const { patience } = this.#settings;
    const { executions, balances } = this.#parts;
    if (executions.at !== "whole" || balances.at !== "whole") return;
    if (this.#undecided.length > 0 && this.#now >= this.#decideBy) this.#decide(Number.POSITIVE_INFINITY);
    const late = this.#matching.overdue(this.#now, patience);
    const unfilled = late.filter(({ filled }) => !filled);
    const unbooked = late.filter(({ filled }) => filled);
    const missing = [...this.#expected].filter(([, since]) => this.#now - since >= patience).map(([id]) => id);
    for (const { id, entries } of unfilled) this.#unmatched(id, "has ledger entries and no fill", 0, entries);
    for (const { id, entries } of unbooked) this.#unmatched(id, "lacks ledger entries", 2, entries);
    if (unfilled.length > 0 || missing.length > 0)
      this.#break("executions", `execution ${unfilled[0]?.id ?? missing[0] ?? ""} did not come by the stream`);
    if (unbooked.length > 0) this.#break("balances", `ledger entries of ${unbooked[0]?.id ?? ""} did not come`);
    if (unbooked.length > 0) this.#matching.forget("entries");
  }

  #unmatched(id: string, what: string, needed: number, entries: number): void {
    this.#discrepancy({
      kind: "ledger",
      about: id,
      ours: zero.plus(entries),
      exchange: zero.plus(needed),
      text: `Execution ${id} ${what}`,
    });
  }

  /** Keeps a timer running while one channel waits for the other. */
  #guard(): void {
    const { executions, balances } = this.#parts;
    if (this.#watch !== undefined || executions.at !== "whole" || balances.at !== "whole") return;
    const { patience } = this.#settings;
    const [expected] = this.#expected.values();
    const waits = [this.#matching.oldest, expected, this.#undecided.length > 0 ? this.#decideBy - patience : undefined];
    const since = waits.filter((at) => at !== undefined);
    if (since.length === 0) return;
    this.#timer += 1;
    this.#watch = this.#timer;
    this.#do({ do: "wait", ms: Math.max(1, Math.min(...since) + patience - this.#now), timer: this.#timer });
  }
}
