/** What is shown of a Futures account, and what is told of it: every change goes through here. */
import { Doubts } from "./doubts.ts";
import { fillOf, FuturesOrderTable, orderOf } from "./futures-orders.ts";
import { FuturesWallets } from "./futures-wallets.ts";
import { Matching } from "./matching.ts";
import { Once } from "./memory.ts";
import { fieldsIn, textIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import type {
  FuturesAccountEvents,
  FuturesAccountFill,
  FuturesAccountOrder,
  FuturesEffect,
  FuturesEntry,
  FuturesOrderAnswer,
  FuturesOutput,
} from "./futures-types.ts";
import type { AccountDiscrepancy, AccountState, TrackerSettings } from "./state.ts";

/** Reasons with which an order was never taken. */
const refusals = /^(post_order_failed|ioc_order_failed|would_not_reduce|not_enough_margin$|order_for_edit_not_found$)/;

export class FuturesView {
  readonly orders: FuturesOrderTable;
  readonly wallets: FuturesWallets = new FuturesWallets();
  readonly #doubts: Doubts = new Doubts();
  readonly #matching: Matching = new Matching();
  readonly #orphans: Map<string, number> = new Map();
  readonly #reported: Once = new Once(1000);
  /** How often a sum was wrong in a row: a few times everything is read anew, then it is only reported. */
  readonly #stubborn: Map<string, number> = new Map();
  /** Whether the log calls executions by the ids of fills; known once one was. */
  #sameIds = false;
  #state: AccountState;
  #now: number;
  #out: FuturesOutput[] = [];

  constructor(settings: TrackerSettings, now: number) {
    this.orders = new FuturesOrderTable(settings);
    this.#now = now;
    this.#state = { status: "stale", since: now, reason: "not started" };
  }

  get state(): AccountState {
    return this.#state;
  }

  get now(): number {
    return this.#now;
  }

  /** Begins to gather outputs. */
  open(now: number): void {
    this.#now = now;
    this.#out = [];
  }

  /** What was gathered. */
  close(): FuturesOutput[] {
    return this.#out;
  }

  do(effect: FuturesEffect): void {
    this.#out.push(effect);
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

  /** Takes a fill; false when it was known. `silent` ones are from before tracking began. */
  fill(fill: FuturesAccountFill, silent: boolean = false): boolean {
    if (this.orders.knows(fill)) return false;
    this.orders.add(fill);
    if (!silent) {
      this.#tell("fill", fill);
      this.#sameIds ||= this.#matching.has(fill.fill_id);
      this.#matching.fill(fill.fill_id, 1, this.#now);
    }
    const order = this.orders.get(fill.order_id);
    const sum = this.orders.sum(fill.order_id);
    // Of an order that is over, the feed of fills may be the later one.
    if (order !== undefined && !order.open && sum.compare(order.filled) > 0) {
      const { instrument = fill.instrument, side = fill.side } = order;
      this.order({ ...order, instrument, side, filled: sum });
    }
    if (order === undefined && !silent && fill.remaining_order_qty?.sign() === 0)
      this.#orphans.set(fill.order_id, this.#now);
    this.#checkOrder(fill.order_id);
    return true;
  }

  /** Takes the fills of a message of the stream. */
  fills(rows: readonly Fields[]): void {
    for (const row of rows) {
      const fill = fillOf(row);
      if (fill !== undefined) this.fill(fill);
    }
  }

  /** Puts an order as it stands. */
  order(order: FuturesAccountOrder): void {
    this.#orphans.delete(order.order_id);
    const news = this.orders.put(order);
    const now = this.orders.get(order.order_id);
    if (news && now !== undefined) this.#tell("order", now);
    this.#checkOrder(order.order_id);
  }

  /** Takes a change of the stream, in either layout. */
  change(frame: Fields): void {
    const reason = textIn(frame, "reason");
    const body = fieldsIn(frame, "order");
    const id = textIn(body ?? frame, "order_id");
    if (id === undefined) return;
    if (frame["is_cancel"] !== true) {
      const order = body === undefined ? undefined : orderOf(body, reason);
      if (order !== undefined) this.order(order);
      return;
    }
    const status = reason === "full_fill" ? "filled" : refusals.test(reason ?? "") ? "rejected" : "cancelled";
    const fields = { ...(body ?? { cli_ord_id: frame["cli_ord_id"] }), reason };
    const time = Number(textIn(fields, "last_update_time") ?? this.orders.get(id)?.time ?? 0);
    if (!this.orders.isOver(id)) this.order(this.orders.ended(id, status, fields, time));
  }

  /** An order that ended while nobody looked. */
  ended({ order_id, status, fields, time }: FuturesOrderAnswer): void {
    if (status !== "open" && !this.orders.isOver(order_id))
      this.order(this.orders.ended(order_id, status, fields, time));
  }

  positions(frame: Fields): void {
    for (const position of this.wallets.list(frame)) this.#tell("position", position);
    this.#checkSums();
  }

  balances(frame: Fields): void {
    for (const balance of this.wallets.sections(frame)) this.#tell("balance", balance);
    this.#checkSums();
  }

  /** Takes an entry of the log; describes what does not add up. */
  entry(entry: FuturesEntry, matched: boolean): string | undefined {
    const wrong = this.wallets.log(entry);
    if (wrong !== undefined) this.discrepancy(wrong);
    const { execution } = entry;
    if (execution !== undefined) {
      const known = this.orders.knowsId(execution);
      this.#sameIds ||= known;
      if (matched) this.#matching.entry(execution, known, this.#now);
    }
    this.#checkSums();
    return wrong?.text;
  }

  /** Forgets what is in doubt, because everything begins anew. An entry of the log that came before its fill is not told again. */
  forget(): void {
    this.#doubts.forget();
    this.#matching.forget("entries");
  }

  /** What was told while a gap was closed has no counterpart to wait for. */
  settle(): void {
    this.#matching.forget("everything");
  }

  /** Whether the log and the fills call executions by the same ids, as far as was seen. */
  get sameIds(): boolean {
    return this.#sameIds;
  }

  /** What has not come out for longer than `patience`, told; the first reason to begin anew, if there is one. */
  overdue(patience: number): string | undefined {
    this.adopt(patience);
    const late = this.#doubts.take(this.#now, patience);
    const unmatched = this.#matching.overdue(this.#now, patience);
    if (unmatched.length > 0) this.#matching.forget("everything");
    for (const { id, filled } of this.#sameIds ? unmatched : []) {
      const text = `Execution ${id} ${filled ? "is not in the account log" : "is in the account log and is no fill"}`;
      late.push({ kind: "ledger", about: id, ours: zero, exchange: zero, text });
    }
    let reason: string | undefined;
    for (const each of late) {
      this.discrepancy(each);
      if (this.#worthAnother(each)) reason ??= each.text;
    }
    return reason;
  }

  #worthAnother({ kind, about, exchange }: AccountDiscrepancy): boolean {
    const key = `${kind} ${about}`;
    const times = (this.#stubborn.get(key) ?? 0) + 1;
    if (this.#stubborn.size >= 1000) this.#stubborn.clear();
    this.#stubborn.set(key, times);
    if (times <= 2) return true;
    // The exchange does not have these fills any more: what they came to is taken as given, having been reported.
    if (kind === "fills") this.orders.accept(about, exchange);
    return false;
  }

  /** Makes orders of those that are known from their fills alone since `patience`. */
  adopt(patience: number): void {
    for (const [id, since] of this.#orphans)
      if (this.#now - since >= patience) {
        this.#orphans.delete(id);
        this.#fromFills(id);
      }
  }

  /** When the oldest doubt began. */
  get waiting(): number | undefined {
    const [orphan] = this.#orphans.values();
    const all = [this.#doubts.oldest, this.#matching.oldest, orphan].filter((at) => at !== undefined);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  #tell<Name extends keyof FuturesAccountEvents>(tell: Name, value: FuturesAccountEvents[Name]): void {
    this.#out.push({ tell, value } as FuturesOutput);
  }

  #checkOrder(id: string): void {
    this.#doubts.note(`order ${id}`, this.orders.check(id), this.#now);
  }

  #checkSums(): void {
    for (const [key, difference] of this.wallets.sums()) this.#doubts.note(key, difference, this.#now);
  }

  /** An order that the feed of orders never told of: its fills say what it was. */
  #fromFills(id: string): void {
    const fill = this.orders.fills.filter(({ order_id }) => order_id === id).at(-1);
    if (fill === undefined || this.orders.get(id) !== undefined) return;
    const { instrument, side, cli_ord_id, time } = fill;
    const fields = {
      instrument,
      direction: side === "buy" ? "0" : "1",
      cli_ord_id,
      filled: this.orders.sum(id).toString(),
    };
    this.order(this.orders.ended(id, "filled", fields, time));
  }
}
