import type { Agenda } from "../base/agenda.ts";
import { compare, divide, formatUnits, power, roundedUnits, type Decimal } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotCalls } from "../spot/calls.ts";
import { strategiesOf, type Strategy } from "./strategies.ts";

/** An amount that is on its way into a strategy or out of it. */
export interface Lot {
  readonly kind: "bonding" | "unbonding";
  /** Ledger units. */
  readonly amount: bigint;
  /** Milliseconds. */
  readonly created: number;
  readonly expires: number;
}

/** What an account has in one strategy; amounts in ledger units. */
export interface Allocation {
  readonly account: string;
  readonly strategy: Strategy;
  /** Earning. */
  active: bigint;
  lots: readonly Lot[];
  /** Asked for and not carried out yet: into the strategy, or out of it when negative. */
  pending: bigint;
  /** Why the last request of each kind failed. */
  failed: { in: string | undefined; out: string | undefined };
  rewarded: bigint;
  /** Unit milliseconds earned since the last payout. */
  earned: bigint;
  since: number;
  periodStart: number;
  paying: boolean;
}

const yearMs = 365n * 86_400_000n;
const short = "EEarnings:Insufficient funds:Insufficient funds to complete the (de)allocation request";
const busy = "EEarnings:Busy:Another (de)allocation for the same strategy is in progress";
const small = "EEarnings:Below min:(De)allocation operation amount less than minimum";
const large = "EEarnings:Above max:The allocation exceeds user limit for the strategy";

/** Money that earns: moved to a wallet of its own, rewarded by the clock. */
export class Earn {
  readonly strategies: readonly Strategy[];
  readonly #venue: SpotCalls;
  readonly #agenda: Agenda;
  readonly #pendingMs: number;
  readonly #allocations: Map<string, Map<string, Allocation>> = new Map();

  /** `pendingMs`: how long a request is in progress. */
  constructor(venue: SpotCalls, agenda: Agenda, pendingMs: number) {
    this.#venue = venue;
    this.#agenda = agenda;
    this.#pendingMs = pendingMs;
    this.strategies = strategiesOf(venue.markets);
  }

  /** The strategy of an id. */
  strategy(id: string): Strategy {
    const found = this.strategies.find((strategy) => strategy.id === id);
    if (found === undefined) throw new Rejection("EGeneral:Invalid arguments:Invalid strategy ID");
    return found;
  }

  /** Everything an account has, or had, in strategies. */
  of(account: string): readonly Allocation[] {
    return [...(this.#allocations.get(account)?.values() ?? [])];
  }

  /** What an account has in one strategy. */
  allocation(account: string, strategy: Strategy): Allocation | undefined {
    return this.#allocations.get(account)?.get(strategy.id);
  }

  /** Asks for money to be put into a strategy; carried out a moment later. */
  allocate(account: string, strategy: Strategy, amount: Decimal): void {
    const units = this.#units(strategy, amount);
    this.#ask(account, strategy, units);
  }

  /** Asks for money to be taken out of a strategy; carried out a moment later. */
  deallocate(account: string, strategy: Strategy, amount: Decimal): void {
    const units = this.#units(strategy, amount);
    this.#ask(account, strategy, -units);
  }

  /** What has been earned since the last payout, in ledger units rounded down; `at` a time to come. */
  accrued(allocation: Allocation, at: number = this.#agenda.now()): bigint {
    const { strategy, earned, active, since } = allocation;
    const rate = roundedUnits(strategy.apr, 4, "half-up");
    return divide((earned + active * BigInt(at - since)) * rate, yearMs * 100n * power(4), "floor");
  }

  #units(strategy: Strategy, amount: Decimal): bigint {
    if (compare(amount, strategy.minimum) < 0) throw new Rejection(small);
    return roundedUnits(amount, strategy.asset.decimals, "floor");
  }

  #ask(account: string, strategy: Strategy, amount: bigint): void {
    const of = this.#allocations.get(account) ?? new Map<string, Allocation>();
    this.#allocations.set(account, of);
    const now = this.#agenda.now();
    const allocation: Allocation = of.get(strategy.id) ?? {
      account,
      strategy,
      active: 0n,
      lots: [],
      pending: 0n,
      failed: { in: undefined, out: undefined },
      rewarded: 0n,
      earned: 0n,
      since: now,
      periodStart: now,
      paying: false,
    };
    of.set(strategy.id, allocation);
    if (allocation.pending !== 0n) throw new Rejection(busy);
    allocation.pending = amount;
    const way = amount > 0n ? "in" : "out";
    allocation.failed[way] = undefined;
    this.#agenda.after(this.#pendingMs, () => {
      try {
        if (amount > 0n) this.#enter(allocation, amount);
        else this.#leave(allocation, -amount);
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        allocation.failed[way] = error.reason;
      } finally {
        allocation.pending = 0n;
      }
    });
  }

  #enter(allocation: Allocation, amount: bigint): void {
    const { strategy, lots } = allocation;
    const held = allocation.active + lots.reduce((sum, lot) => sum + lot.amount, 0n);
    if (held + amount > roundedUnits(strategy.cap, strategy.asset.decimals, "floor")) throw new Rejection(large);
    this.#move(allocation, amount, "allocation");
    const { lock } = strategy;
    if (lock.type !== "bonded" || lock.bonding_period === 0) this.#activate(allocation, amount);
    else this.#lot(allocation, "bonding", amount, lock.bonding_period, () => this.#activate(allocation, amount));
  }

  #leave(allocation: Allocation, amount: bigint): void {
    if (allocation.active < amount) throw new Rejection(short);
    this.#settle(allocation);
    allocation.active -= amount;
    const { lock } = allocation.strategy;
    const back = (): void => this.#move(allocation, -amount, "deallocation");
    if (lock.type !== "bonded" || lock.unbonding_period === 0) back();
    else this.#lot(allocation, "unbonding", amount, lock.unbonding_period, back);
  }

  #activate(allocation: Allocation, amount: bigint): void {
    this.#settle(allocation);
    allocation.active += amount;
    if (allocation.paying) return;
    allocation.paying = true;
    allocation.periodStart = this.#agenda.now();
    this.#agenda.after(allocation.strategy.payout * 1000, () => this.#pay(allocation));
  }

  #lot(allocation: Allocation, kind: Lot["kind"], amount: bigint, seconds: number, then: () => void): void {
    const created = this.#agenda.now();
    const lot: Lot = { kind, amount, created, expires: created + seconds * 1000 };
    allocation.lots = [...allocation.lots, lot];
    this.#agenda.after(seconds * 1000, () => {
      allocation.lots = allocation.lots.filter((other) => other !== lot);
      then();
    });
  }

  /** Brings what is earned up to date, before the amount that earns changes. */
  #settle(allocation: Allocation): void {
    const now = this.#agenda.now();
    allocation.earned += allocation.active * BigInt(now - allocation.since);
    allocation.since = now;
  }

  #pay(allocation: Allocation): void {
    this.#settle(allocation);
    const { account, strategy } = allocation;
    const reward = this.accrued(allocation);
    allocation.earned = 0n;
    allocation.periodStart = this.#agenda.now();
    if (reward > 0n) {
      this.#venue.book({
        type: "earn",
        subtype: "reward",
        category: "staking-rewards",
        outside: true,
        legs: [{ account, asset: strategy.asset.id, wallet: strategy.wallet, amount: this.#text(allocation, reward) }],
      });
      allocation.rewarded += reward;
      allocation.active += reward;
    }
    allocation.paying = allocation.active > 0n;
    if (allocation.paying) this.#agenda.after(strategy.payout * 1000, () => this.#pay(allocation));
  }

  #move(allocation: Allocation, amount: bigint, subtype: string): void {
    const { account, strategy } = allocation;
    const asset = strategy.asset.id;
    this.#venue.book({
      type: "earn",
      subtype,
      short,
      legs: [
        { account, asset, amount: this.#text(allocation, -amount) },
        { account, asset, amount: this.#text(allocation, amount), wallet: strategy.wallet },
      ],
    });
  }

  #text({ strategy }: Allocation, units: bigint): string {
    return formatUnits(units, strategy.asset.decimals);
  }
}
