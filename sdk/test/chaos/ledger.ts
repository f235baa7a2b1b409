/** The exchange's own record of an account, written down as things happen, before any socket or answer tells of them. */
import type { Exchange } from "krakenkit-exchange";
import { Decimal } from "krakenkit";

/** One fill. */
export interface TrueFill {
  readonly id: string;
  readonly order: string;
  readonly qty: Decimal;
  readonly price: Decimal;
}

/** One order and what became of it. */
export interface TrueOrder {
  readonly id: string;
  status: "open" | "filled" | "cancelled";
  qty: Decimal;
  filled: Decimal;
}

const zero = Decimal.of("0");
const exact = (units: bigint): Decimal => Decimal.scaled(units, 18);

/** All orders and fills of the first account on one venue. */
export class Ledger {
  readonly orders: Map<string, TrueOrder> = new Map();
  /** Order ids by client id; more than one means that an order was sent twice. */
  readonly byClient: Map<string, Set<string>> = new Map();
  readonly fills: TrueFill[] = [];
  readonly #tell: (line: string) => void;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  order(id: string, clientId: unknown, qty: Decimal | undefined): TrueOrder {
    let order = this.orders.get(id);
    if (order === undefined) this.orders.set(id, (order = { id, status: "open", qty: qty ?? zero, filled: zero }));
    if (typeof clientId === "string") {
      const known = this.byClient.get(clientId) ?? new Set();
      this.byClient.set(clientId, known.add(id));
    }
    return order;
  }

  filled(fill: TrueFill): void {
    const order = this.orders.get(fill.order);
    if (order !== undefined) order.filled = order.filled.plus(fill.qty);
    this.fills.push(fill);
    this.#tell(`fill ${fill.id} of ${fill.order}: ${fill.qty.toString()} at ${fill.price.toString()}`);
  }

  ended(id: string, status: TrueOrder["status"]): void {
    const order = this.orders.get(id);
    if (order !== undefined) order.status = status;
    this.#tell(`${id} ${status}`);
  }
}

/** Writes down what happens to the first account on Spot. */
export function spotLedger({ admin, parts }: Exchange, tell: (line: string) => void): Ledger {
  const ledger = new Ledger(tell);
  parts.spot.events.on("execution", ({ account, report }) => {
    if (account !== admin.account) return;
    const { order_id: id, exec_type: kind } = report;
    const amount = (field: string): Decimal => Decimal.of(String(report[field]));
    const order = ledger.order(
      id,
      report["cl_ord_id"],
      report["order_qty"] === undefined ? undefined : amount("order_qty"),
    );
    if (kind === "trade")
      ledger.filled({ id: String(report["exec_id"]), order: id, qty: amount("last_qty"), price: amount("last_price") });
    else if (kind === "filled") ledger.ended(id, "filled");
    else if (kind === "canceled" || kind === "expired") ledger.ended(id, "cancelled");
    else if (kind === "amended") order.qty = amount("order_qty");
  });
  return ledger;
}

/** Writes down what happens to the first account on Futures. */
export function futuresLedger({ admin, parts }: Exchange, tell: (line: string) => void): Ledger {
  const ledger = new Ledger(tell);
  const { events } = parts.futures;
  events.on("order", ({ account, order, event, reason }) => {
    // An order that is turned away is told of too, and never was in the book.
    if (account !== admin.account || (event !== "PLACE" && !ledger.orders.has(order.id))) return;
    ledger.order(order.id, order.clientId, exact(order.quantity)).qty = exact(order.quantity);
    if (reason === "FULL_FILL") ledger.ended(order.id, "filled");
    else if (event === "CANCEL") ledger.ended(order.id, "cancelled");
  });
  events.on("fill", ({ account, fill }) => {
    if (account !== admin.account) return;
    const { id, orderId, clientId, quantity, price, remaining } = fill;
    // An order that executes whole at once never rests, so that its fills are all there is.
    ledger.order(orderId, clientId, exact(quantity + remaining));
    ledger.filled({ id, order: orderId, qty: exact(quantity), price: exact(price) });
    if (remaining === 0n) ledger.ended(orderId, "filled");
  });
  return ledger;
}

/** Counts how often the exchange itself, not the weather, turned something away for its limits. */
export function refusals(
  { parts: { limits }, clock }: Exchange,
  tell: (line: string) => void,
): { readonly count: () => Readonly<Record<string, number>> } {
  const counts: Record<string, number> = {};
  const refused = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);
  if (limits !== undefined) {
    const { calls, engine, futures } = limits;
    const [charge, gate, spend, take] = [
      calls.charge.bind(calls),
      engine.charge.bind(engine),
      futures.spend.bind(futures),
      futures.takeHistory.bind(futures),
    ];
    const watched =
      <Args extends unknown[]>(what: string, ask: (...args: Args) => boolean) =>
      (...args: Args): boolean => {
        const allowed = ask(...args);
        if (!allowed) {
          refused(what);
          tell(`the ${what} refused ${args.join(" ")}`);
        }
        return allowed;
      };
    calls.charge = watched("REST counter", charge);
    // What the exchange charges for cancelling an order itself comes without warning, above the limit if need be; until it has
    // decayed nobody is to blame, since he may not have heard of it.
    const penalty = engine.penalize.bind(engine);
    const surprise = new Map<string, { excess: number; at: number }>();
    const decay = 3.75;
    const surprised = (pair: string): number => {
      const { excess, at } = surprise.get(pair) ?? { excess: 0, at: 0 };
      return Math.max(0, excess - ((clock.now() - at) / 1000) * decay);
    };
    engine.penalize = (account, pair, tier, cost) => {
      surprise.set(pair, { excess: surprised(pair) + cost, at: clock.now() });
      penalty(account, pair, tier, cost);
    };
    const counted = watched("matching engine", gate);
    engine.charge = (...args) => (surprised(args[1]) > 0 ? gate(...args) : counted(...args));
    futures.spend = watched("Futures budget", spend);
    futures.takeHistory = (...args) => {
      const answer = take(...args);
      if (!answer.taken) refused("history pool");
      return answer;
    };
  }
  return { count: () => counts };
}
