import type { Agenda } from "../base/agenda.ts";
import { compare, parseDecimal, type Decimal } from "../base/decimal.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotCalls } from "../spot/calls.ts";
import { movementId } from "../statements/movements.ts";
import { assetNamed, priceTrade, settleTrade, type TradeAction } from "./pricing.ts";
import type { EmbedUser } from "./users.ts";
import type { Webhooks } from "./webhooks.ts";

/** When a custom order acts. */
export interface PriceTrigger {
  readonly type: "price";
  readonly base_asset: string;
  readonly quote_asset: string;
  readonly target_price: string;
  readonly condition: "lte" | "gte";
}

/** A trade that waits for a price. */
export interface CustomOrder {
  readonly id: string;
  readonly user: EmbedUser;
  readonly name: string;
  readonly action: TradeAction;
  readonly trigger: PriceTrigger;
  readonly target: Decimal;
  readonly created: number;
  updated: number;
  status: "active" | "completed" | "cancelled";
  reason: string | undefined;
  transactionId: string | undefined;
}

/** How often prices are looked at where no trade tells of them. */
const lookMs = 5_000;

/** Custom orders of all customers: watched as prices move, traded at the price of the moment. */
export class CustomOrders {
  readonly #agenda: Agenda;
  readonly #ids: Ids;
  readonly #venue: SpotCalls;
  readonly #webhooks: Webhooks;
  readonly #orders: Map<string, CustomOrder> = new Map();
  readonly #active: Set<CustomOrder> = new Set();
  #looking = false;

  constructor(agenda: Agenda, ids: Ids, venue: SpotCalls, webhooks: Webhooks) {
    this.#agenda = agenda;
    this.#ids = ids;
    this.#venue = venue;
    this.#webhooks = webhooks;
    venue.events.on("trade", () => this.#look());
  }

  /** Orders of a customer, newest first. */
  of(user: EmbedUser): readonly CustomOrder[] {
    return [...this.#orders.values()].filter((order) => order.user === user).reverse();
  }

  /** The order of an id. */
  find(user: EmbedUser, id: string): CustomOrder {
    const order = this.#orders.get(id);
    if (order?.user !== user) throw new Rejection("ENexus:Unknown order");
    return order;
  }

  /** Places an order; it acts at once when its price is there already. */
  create(user: EmbedUser, action: TradeAction, trigger: PriceTrigger, name: string): CustomOrder {
    const target = this.check(action, trigger);
    const now = this.#agenda.now();
    const order: CustomOrder = {
      id: this.#ids.named("A"),
      user,
      name,
      action,
      trigger,
      target,
      created: now,
      updated: now,
      status: "active",
      reason: undefined,
      transactionId: undefined,
    };
    this.#orders.set(order.id, order);
    this.#active.add(order);
    // The answer tells of an active order; what becomes of it is told by reads and webhooks.
    this.#agenda.after(0, () => this.#look());
    this.#watch();
    return order;
  }

  /** Refuses what could never be traded; answers the price to wait for. */
  check(action: TradeAction, trigger: PriceTrigger): Decimal {
    priceTrade(this.#venue, action);
    assetNamed(this.#venue, trigger.base_asset, "base ");
    assetNamed(this.#venue, trigger.quote_asset, "quote ");
    const target = parseDecimal(trigger.target_price);
    if (target === undefined || target.units <= 0n) throw new Rejection("EAPI:InvalidParameter:target_price");
    return target;
  }

  /** The customer gives an order up. */
  cancel(order: CustomOrder): void {
    if (order.status !== "active") throw new Rejection("ENexus:Order is not active any more, already closed");
    this.#close(order, "cancelled", "requested", "custom_order.cancelled");
  }

  #look(): void {
    for (const order of this.#active) {
      const { base_asset, quote_asset, condition } = order.trigger;
      const price = this.#venue.price(base_asset, quote_asset, 12);
      if (price === undefined) continue;
      const side = compare(price, order.target);
      if (condition === "lte" ? side <= 0 : side >= 0) this.#act(order);
    }
  }

  #act(order: CustomOrder): void {
    const { user, action } = order;
    try {
      const trade = priceTrade(this.#venue, action);
      const parties = { customer: user.iiban, partner: user.partner };
      order.transactionId = movementId(settleTrade(this.#venue, parties, trade, "custom_order"));
      this.#close(order, "completed", undefined, "custom_order.executed");
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      this.#close(order, "cancelled", error.reason, "custom_order.execution_failed");
    }
  }

  #close(order: CustomOrder, status: CustomOrder["status"], reason: string | undefined, event: string): void {
    this.#active.delete(order);
    order.status = status;
    order.reason = reason;
    order.updated = this.#agenda.now();
    const { action, trigger, user, id, transactionId } = order;
    this.#webhooks.tell(user.partner, event, user.iiban, id, {
      action,
      trigger,
      ...(transactionId === undefined ? {} : { transaction_id: transactionId }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  #watch(): void {
    if (this.#looking) return;
    this.#looking = true;
    this.#agenda.after(lookMs, () => {
      this.#looking = false;
      this.#look();
      if (this.#active.size > 0) this.#watch();
    });
  }
}
