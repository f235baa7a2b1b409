/** Whether what REST answered closes a gap: for every order the fills add up, and every ledger entry has its fill. */
import type { Decimal } from "../base/decimal.ts";
import { microsOfText } from "./moments.ts";
import { decimalIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import type { AccountDiscrepancy } from "./state.ts";
import type { SpotOrderTable } from "./spot-orders.ts";
import type { SpotAccountEntry, SpotAccountFill, SpotOrderAnswer, SpotReadAnswer } from "./spot-types.ts";

/** A gap being closed. */
export interface Closing {
  readonly ticket: number;
  readonly evidence: SpotEvidence;
  attempt: number;
  /** What was looked up already. */
  readonly asked: Set<string>;
}

/** What was read since the gap opened, over several questions. */
export class SpotEvidence {
  readonly orders: Map<string, SpotOrderAnswer> = new Map();
  readonly trades: Map<string, SpotAccountFill> = new Map();
  readonly ledger: Map<string, SpotAccountEntry> = new Map();
  /** Fills as REST lists them: the order of those that share a moment. */
  #listing: Map<string, number> = new Map();

  add({ orders, trades, ledger }: SpotReadAnswer): void {
    for (const order of orders) {
      const known = this.orders.get(order.order_id);
      // Lists tell no fills; what a look-up told of them is kept.
      const fills = order.trades.length === 0 ? (known?.trades ?? []) : order.trades;
      if (known === undefined || known.closed === undefined || order.closed !== undefined)
        this.orders.set(order.order_id, { ...order, trades: fills });
    }
    for (const trade of trades) if (!this.trades.has(trade.exec_id)) this.trades.set(trade.exec_id, trade);
    this.#list(trades.map(({ exec_id }) => exec_id));
    for (const entry of ledger) this.ledger.set(entry.ledger_id, entry);
  }

  /** Fills in the order in which they happened. */
  chronological(): SpotAccountFill[] {
    return [...this.trades.values()]
      .map((fill) => ({
        fill,
        // REST gives fewer digits than the stream.
        step: Math.floor(fill.micros / 100),
        listed: this.#listing.get(fill.exec_id) ?? Number.MAX_SAFE_INTEGER,
        number: Number(fill.trade_id ?? 0),
      }))
      .sort((a, b) => a.step - b.step || a.listed - b.listed || a.number - b.number)
      .map(({ fill }) => fill);
  }

  /** Later lists contain what earlier ones did; what was looked up one by one comes behind. */
  #list(ids: readonly string[]): void {
    const given = new Set(ids);
    const before = [...this.#listing.keys()];
    const all = before.every((id) => given.has(id)) ? ids : [...before, ...ids.filter((id) => !this.#listing.has(id))];
    this.#listing = new Map(all.map((id, at) => [id, at]));
  }

  /** Entries in the order in which they happened. */
  entries(): SpotAccountEntry[] {
    return [...this.ledger.values()]
      .map((entry, at) => ({ entry, at }))
      .sort((a, b) => a.entry.micros - b.entry.micros || a.at - b.at)
      .map(({ entry }) => entry);
  }
}

/** What a gap in the executions is closed against. */
export interface SpotGap {
  /** The open orders of the snapshot, by id. */
  readonly snapshot: ReadonlyMap<string, Fields>;
  /** When the exchange confirmed the subscription: what was over by then was over before the snapshot. */
  readonly confirmed: number | undefined;
  /** Fills up to this moment that nobody knows of any more were dealt with. */
  readonly horizon: number;
}

/** An order that REST told of and of which the stream may or may not tell too. */
export interface Undecided {
  readonly answer: SpotOrderAnswer;
  readonly fills: readonly SpotAccountFill[];
}

/** What follows from the evidence. */
export interface SpotProof {
  /** New fills from before the snapshot, oldest first. */
  readonly fills: readonly SpotAccountFill[];
  /** Orders that ended before the snapshot. */
  readonly ended: readonly SpotOrderAnswer[];
  /** Fills that happened after the snapshot: the stream has to bring them. */
  readonly expected: readonly string[];
  /** Orders that began and ended after the subscription was confirmed: before the snapshot, or in the stream. */
  readonly undecided: readonly Undecided[];
  /** What to look up next. */
  readonly orders: readonly string[];
  readonly trades: readonly string[];
  /** Sums that do not come out yet. */
  readonly open: readonly AccountDiscrepancy[];
}

export function prove(table: SpotOrderTable, gap: SpotGap, evidence: SpotEvidence): SpotProof {
  return new Prover(table, gap, evidence).run();
}

class Prover {
  readonly #table: SpotOrderTable;
  readonly #gap: SpotGap;
  readonly #evidence: SpotEvidence;
  readonly #byOrder: Map<string, SpotAccountFill[]> = new Map();
  readonly #fills: Set<string> = new Set();
  readonly #ended: SpotOrderAnswer[] = [];
  readonly #expected: Set<string> = new Set();
  readonly #undecided: Undecided[] = [];
  readonly #orders: Set<string> = new Set();
  readonly #trades: Set<string> = new Set();
  readonly #open: AccountDiscrepancy[] = [];
  /** What is known to have happened before the snapshot reaches up to here. */
  #reach: number;

  constructor(table: SpotOrderTable, gap: SpotGap, evidence: SpotEvidence) {
    this.#table = table;
    this.#gap = gap;
    this.#evidence = evidence;
    this.#reach = gap.confirmed ?? Number.POSITIVE_INFINITY;
  }

  run(): SpotProof {
    const all = this.#evidence.chronological();
    for (const fill of all) this.#byOrder.set(fill.order_id, [...(this.#byOrder.get(fill.order_id) ?? []), fill]);
    for (const [id, report] of this.#gap.snapshot) this.#resting(id, report);
    for (const { order_id } of this.#table.open) if (!this.#gap.snapshot.has(order_id)) this.#vanished(order_id);
    // In the order in which they began: each that is proven to be from before the snapshot may prove the next.
    const listed = [...this.#evidence.orders.values()].sort((a, b) => (a.opened ?? 0) - (b.opened ?? 0));
    for (const order of listed) this.#listed(order);
    for (const id of this.#byOrder.keys()) this.#unlisted(id);
    for (const entry of this.#evidence.ledger.values()) this.#booked(entry);
    return {
      fills: all.filter(({ exec_id }) => this.#fills.has(exec_id)),
      ended: this.#ended,
      expected: [...this.#expected],
      undecided: this.#undecided,
      orders: [...this.#orders],
      trades: [...this.#trades],
      open: this.#open,
    };
  }

  /** An order in the snapshot: fills up to what it says are from before, later ones come by the stream. */
  #resting(id: string, report: Fields): void {
    const goal = decimalIn(report, "cum_qty") ?? zero;
    this.#before(microsOfText(report["timestamp"]));
    let { qty } = this.#table.sums(id);
    const chosen: string[] = [];
    for (const fill of this.#fresh(id)) {
      if (qty.compare(goal) >= 0) {
        this.#expected.add(fill.exec_id);
        continue;
      }
      qty = qty.plus(fill.last_qty);
      chosen.push(fill.exec_id);
      this.#before(fill.micros);
    }
    if (qty.equals(goal)) for (const exec of chosen) this.#fills.add(exec);
    else this.#incomplete(id, qty, goal);
  }

  /** An order that was open and is not in the snapshot: it ended in between. */
  #vanished(id: string): void {
    const answer = this.#evidence.orders.get(id);
    if (answer === undefined || answer.status === "open" || answer.status === "pending") this.#unended(id);
    else this.#over(answer);
  }

  #unended(id: string): void {
    this.#orders.add(id);
    const text = `Order ${id} is not open any more, and REST does not say yet how it ended`;
    this.#open.push({ kind: "order", about: id, ours: zero, exchange: zero, text });
  }

  /** An order that REST told of and that was not known to be open. */
  #listed(answer: SpotOrderAnswer): void {
    const { order_id, status, opened } = answer;
    if (this.#gap.snapshot.has(order_id) || this.#table.isOpen(order_id)) return;
    const open = status === "open" || status === "pending";
    // What was there before the snapshot and is not in it has ended: an answer that says otherwise is too old.
    if (open && this.#gap.confirmed !== undefined && !this.#isAfter(opened)) this.#unended(order_id);
    if (!open) this.#over(answer);
  }

  /** An order that is over: all its fills must be there. */
  #over(answer: SpotOrderAnswer): void {
    const { order_id, executed, trades } = answer;
    const known = this.#table.sums(order_id);
    const fresh = this.#fresh(order_id);
    const kept = this.#table.get(order_id);
    const sum = fresh.reduce((total, { last_qty }) => total.plus(last_qty), known.qty);
    if (kept === undefined && fresh.length === 0 && this.#old(answer)) return;
    if (executed !== undefined && !sum.equals(executed)) {
      // Of an order we do not keep, the fills before the overlap are not counted any more.
      const listed = (this.#byOrder.get(order_id) ?? []).reduce((total, fill) => total.plus(fill.last_qty), zero);
      if (kept !== undefined || !listed.equals(executed)) return this.#incomplete(order_id, sum, executed);
    }
    // Orders counted in quote units have no executed volume to compare with: their list of fills is the proof.
    if (executed === undefined && trades.some((id) => !this.#known(id, order_id)))
      return this.#incomplete(order_id, sum, zero);
    if (kept === undefined && this.#isAfter(answer.opened)) this.#undecided.push({ answer, fills: fresh });
    else {
      this.#before(answer.closed);
      for (const { exec_id } of fresh) this.#fills.add(exec_id);
      if (kept?.open !== false) this.#ended.push(answer);
    }
    return undefined;
  }

  /** A fill of an order that nothing is known about. */
  #unlisted(id: string): void {
    if (this.#gap.snapshot.has(id) || this.#table.isOpen(id) || this.#evidence.orders.has(id)) return;
    const [fill] = this.#fresh(id);
    if (fill === undefined) return;
    this.#orders.add(id);
    const text = `Order ${id} was filled, and REST does not tell yet of it`;
    this.#open.push({ kind: "order", about: id, ours: zero, exchange: fill.last_qty, text });
  }

  /** A ledger entry of a trade must have its fill. */
  #booked({ type, ref_id, micros }: SpotAccountEntry): void {
    if (type !== "trade" || micros <= this.#gap.horizon) return;
    if (this.#evidence.trades.has(ref_id) || this.#table.knows(ref_id, "")) return;
    this.#trades.add(ref_id);
    const text = `Execution ${ref_id} is in the ledger, and REST does not tell of the trade yet`;
    this.#open.push({ kind: "ledger", about: ref_id, ours: zero, exchange: zero, text });
  }

  #incomplete(id: string, ours: Decimal, exchange: Decimal): undefined {
    this.#open.push(fillsDiffer(id, ours, exchange));
    const answer = this.#evidence.orders.get(id);
    if (answer === undefined || answer.trades.length === 0) this.#orders.add(id);
    else this.#lookUp(answer);
  }

  #lookUp({ order_id, trades }: SpotOrderAnswer): undefined {
    const missing = trades.filter((id) => !this.#known(id, order_id));
    for (const id of missing) this.#trades.add(id);
    if (missing.length === 0) this.#orders.add(order_id);
  }

  #known(exec: string, order: string): boolean {
    return this.#evidence.trades.has(exec) || this.#table.knows(exec, order);
  }

  /** Fills of an order that were not counted yet and are not too old to be remembered. */
  #fresh(id: string): SpotAccountFill[] {
    const kept = this.#table.get(id) !== undefined || this.#gap.snapshot.has(id);
    return (this.#byOrder.get(id) ?? []).filter(
      ({ exec_id, micros }) => !this.#table.knows(exec_id, id) && (kept || micros > this.#gap.horizon),
    );
  }

  /** Notes that something of this moment happened before the snapshot. */
  #before(moment: number | undefined): void {
    if (moment !== undefined) this.#reach = Math.max(this.#reach, moment);
  }

  /** Whether something may have happened after the snapshot. */
  #isAfter(moment: number | undefined): boolean {
    return moment !== undefined && moment > this.#reach;
  }

  /** Whether an order ended within the overlap, before the gap: it was told of then. */
  #old({ closed }: SpotOrderAnswer): boolean {
    return closed !== undefined && closed <= (this.#table.latest ?? 0);
  }
}

export const fillsDiffer = (id: string, ours: Decimal, exchange: Decimal): AccountDiscrepancy => ({
  kind: "fills",
  about: id,
  ours,
  exchange,
  text: `The fills of order ${id} add up to ${ours.toString()}, the exchange says ${exchange.toString()}`,
});
