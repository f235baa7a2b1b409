/** What is shown of a Spot account, and what is told of it: every change goes through here. */
import type { Decimal } from "../base/decimal.ts";
import { Once } from "./memory.ts";
import { Matching } from "./matching.ts";
import { decimalIn, textIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import { entryOf, SpotBalanceTable } from "./spot-balances.ts";
import type { Held } from "./spot-balances.ts";
import { HoldTable, legsOf } from "./spot-holds.ts";
import { ends, fillOf, sameCost, SpotOrderTable } from "./spot-orders.ts";
import { SpotPositionTable } from "./spot-positions.ts";
import { fillsDiffer } from "./spot-proof.ts";
import type {
  SpotAccountBalance,
  SpotAccountEntry,
  SpotAccountEvents,
  SpotAccountFill,
  SpotAccountOrder,
  SpotEffect,
  SpotOutput,
  SpotAccountPositionEntry,
} from "./spot-types.ts";
import type { AccountDiscrepancy, AccountState, TrackerSettings } from "./state.ts";

export class SpotView {
  readonly orders: SpotOrderTable;
  readonly balances: SpotBalanceTable;
  readonly positions: SpotPositionTable = new SpotPositionTable();
  readonly matching: Matching = new Matching();
  readonly #since: number | undefined;
  readonly #holds: HoldTable = new HoldTable();
  readonly #reported: Once = new Once(1000);
  #state: AccountState;
  #born: number | undefined;
  #now: number;
  #out: SpotOutput[] = [];
  #numbers = 0;

  constructor(settings: TrackerSettings, now: number) {
    this.orders = new SpotOrderTable(settings);
    this.balances = new SpotBalanceTable(settings.overlap);
    this.#since = settings.since;
    this.#now = now;
    this.#state = { status: "stale", since: now, reason: "not started" };
  }

  get state(): AccountState {
    return this.#state;
  }

  get now(): number {
    return this.#now;
  }

  /** Fills after this moment are told; undefined until tracking began. */
  get born(): number | undefined {
    return this.#born;
  }

  /** Begins to gather outputs. */
  open(now: number): void {
    this.#now = now;
    this.#out = [];
  }

  /** What was gathered. */
  close(): SpotOutput[] {
    return this.#out;
  }

  do(effect: SpotEffect): void {
    this.#out.push(effect);
  }

  /** A number for a question or a timer that no other has. */
  number(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  /** Asks to be woken; answers the number of the timer. */
  wait(ms: number): number {
    const timer = this.number();
    this.do({ do: "wait", ms, timer });
    return timer;
  }

  say(status: AccountState["status"], reason: string): void {
    if (this.#state.status === status && this.#state.reason === reason) return;
    const since = this.#state.status === status ? this.#state.since : this.#now;
    this.#state = { status, since, reason };
    this.#tell("state", this.#state);
  }

  /** Tells of a difference, once for the same numbers. */
  discrepancy(found: AccountDiscrepancy): void {
    const { kind, about, ours, exchange } = found;
    if (this.#reported.first(`${kind} ${about} ${ours.toPlain()} ${exchange.toPlain()}`))
      this.#tell("discrepancy", found);
  }

  /** Tells of an execution that only one of the two channels told of. */
  unmatched(about: string, what: string, needed: number, entries: number): void {
    const text = `Execution ${about} ${what}`;
    this.discrepancy({ kind: "ledger", about, ours: zero.plus(entries), exchange: zero.plus(needed), text });
  }

  /** Tracking begins when the exchange first confirms it, or at the moment asked for if that is earlier. */
  begin(micros: number): void {
    if (this.#born !== undefined) return;
    this.matching.forget("everything");
    this.#born = Math.min(micros, (this.#since ?? Number.POSITIVE_INFINITY) - 1);
  }

  balance(asset: string, entry?: SpotAccountEntry): SpotAccountBalance | undefined {
    const has = this.balances.get(asset);
    if (has === undefined) return undefined;
    const { held, feesKnown } = this.#holds.of(asset);
    const { total, wallets } = has;
    return { asset, total, held, available: total.minus(held), computed: true, feesKnown, wallets, entry };
  }

  /** Takes a report of the stream. What does not add up changes nothing; its description is returned. */
  report(row: Fields): string | undefined {
    const id = textIn(row, "order_id") ?? "";
    const known = this.orders.get(id);
    const fill = fillOf(row, known);
    const added = fill === undefined || this.orders.knows(fill.exec_id, id) ? zero : fill.last_qty;
    const qty = this.orders.sums(id).qty.plus(added);
    const goal = goalOf(row, known);
    if (goal !== undefined && !qty.equals(goal)) {
      const wrong = fillsDiffer(id, qty, goal);
      this.discrepancy(wrong);
      return wrong.text;
    }
    const { order, before, fill: fresh } = this.orders.report(row);
    if (fresh !== undefined) this.#filled(fresh);
    if (order !== undefined && before !== order) this.#changed(order);
    return undefined;
  }

  /** Takes a ledger entry of the stream; describes what does not add up. */
  entry(row: Fields): string | undefined {
    const entry = entryOf(row);
    if (entry === undefined || this.balances.knows(entry)) return undefined;
    const wrong = this.balances.apply(entry);
    this.#settled(entry);
    this.#booked(entry);
    this.#tellBalance(entry.asset, entry);
    if (wrong !== undefined) this.discrepancy(wrong);
    return wrong?.text;
  }

  /** Tells of fills that are not from the stream, and then of their orders. */
  past(fills: readonly SpotAccountFill[], orders: Iterable<SpotAccountOrder>): void {
    for (const fill of fills) {
      this.orders.add(fill);
      this.matching.found(fill.exec_id);
      if (this.#born !== undefined && fill.micros <= this.#born) continue;
      this.#tell("fill", fill);
      this.#moved(fill);
    }
    for (const order of orders) this.#changed(order);
  }

  /** Takes a snapshot of balances as the truth, explained by these entries; their fills are waited for unless `proven`. */
  adopt(holdings: ReadonlyMap<string, Held>, entries: readonly SpotAccountEntry[], proven: boolean): void {
    for (const entry of entries) {
      this.balances.note(entry);
      this.#settled(entry);
      if (!proven) this.#booked(entry);
    }
    const told = new Map(entries.map((entry) => [entry.asset, entry]));
    for (const asset of this.balances.adopt(holdings)) this.#tellBalance(asset, told.get(asset));
    this.matching.forget("entries");
  }

  /** Takes what the exchange states of the margin positions as the truth. */
  adoptPositions(answer: readonly SpotAccountPositionEntry[]): void {
    for (const symbol of this.positions.adopt(answer)) this.#tellPosition(symbol);
  }

  /** Learns the highest fees. */
  rates(rates: Readonly<Record<string, Decimal>>): void {
    this.#holds.learn(rates);
    for (const order of this.orders.open) this.#hold(order, false);
  }

  #tell<Name extends keyof SpotAccountEvents>(tell: Name, value: SpotAccountEvents[Name]): void {
    this.#out.push({ tell, value } as SpotOutput);
  }

  #tellBalance(asset: string, entry: SpotAccountEntry | undefined): void {
    const balance = this.balance(asset, entry);
    if (balance !== undefined) this.#tell("balance", balance);
  }

  #tellPosition(symbol: string): void {
    const position = this.positions.get(symbol);
    if (position !== undefined) this.#tell("position", position);
  }

  /** Notes what a fill did to a margin position. */
  #moved(fill: SpotAccountFill): void {
    const symbol = this.positions.fill(fill);
    if (symbol !== undefined) this.#tellPosition(symbol);
  }

  #changed(order: SpotAccountOrder): void {
    this.#tell("order", order);
    this.#hold(order);
    const { cost, count, qty } = this.orders.sums(order.order_id);
    if (!qty.equals(order.cum_qty) || sameCost(cost, order.cum_cost, count)) return;
    this.discrepancy({
      kind: "cost",
      about: order.order_id,
      ours: cost,
      exchange: order.cum_cost,
      text: `The fills of order ${order.order_id} cost ${cost.toString()}, the exchange says ${order.cum_cost.toString()}`,
    });
  }

  #filled(fill: SpotAccountFill): void {
    this.#tell("fill", fill);
    this.#moved(fill);
    if (!fill.margin && legsOf(fill.symbol) !== undefined) this.matching.fill(fill.exec_id, 2, this.#now);
    else this.matching.found(fill.exec_id);
  }

  /** Notes that a margin position was settled, of which no fill tells. */
  #settled({ type }: SpotAccountEntry): void {
    if (type === "settled") this.positions.settled();
  }

  #booked({ type, ref_id, micros }: SpotAccountEntry): void {
    if (type === "trade" && this.#born !== undefined && micros > this.#born)
      this.matching.entry(ref_id, this.orders.knows(ref_id, ""), this.#now);
  }

  /** Notes what an order holds back now, and asks for its fee where that is not known. */
  #hold(order: SpotAccountOrder, ask: boolean = true): void {
    const { changed, unpriced } = this.#holds.set(order, (asset) => this.balances.scale(asset));
    if (ask && unpriced !== undefined && this.#state.status === "live") this.do({ do: "rates", symbols: [unpriced] });
    for (const asset of changed) this.#tellBalance(asset, undefined);
  }
}

/** What the fills of an order have to add up to once a report is in; undefined where it says nothing about that. */
function goalOf(row: Fields, known: SpotAccountOrder | undefined): Decimal | undefined {
  // Of an order that is over, late reports say what was true before.
  if (known?.open === false) return undefined;
  // Settling a margin position with own funds executes volume without a trade.
  if ((textIn(row, "order_type") ?? known?.order_type) === "settle-position") return undefined;
  const filled = ends(row) && row["order_status"] === "filled";
  return decimalIn(row, "cum_qty") ?? (filled ? (decimalIn(row, "order_qty") ?? known?.order_qty) : known?.cum_qty);
}
