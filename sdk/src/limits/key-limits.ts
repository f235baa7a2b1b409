/** All limits of one API key, and what is learned about them from every answer and report. */
import type { Route } from "../api/route.ts";
import { isKrakenError, RefusedError } from "../base/errors.ts";
import type { Clock } from "../ports.ts";
import { Pause } from "./budget.ts";
import type { Budget, BudgetState } from "./budget.ts";
import { engineCharges, engineDemand, futuresDemand, socketEngineCall, spotDemand } from "./demand.ts";
import type { Demand } from "./demand.ts";
import { EngineCounter } from "./engine-counter.ts";
import { FuturesBudget, HistoryPool } from "./futures.ts";
import { begin, learnOpenOrders, settle } from "./learning.ts";
import type { Placing } from "./learning.ts";
import { Limiter } from "./limiter.ts";
import type { Turn } from "./limiter.ts";
import { learnReports } from "./reports.ts";
import { RestCounter } from "./rest-counter.ts";
import type { HistoryCost } from "./rest-counter.ts";
import type { LimitTier } from "./tiers.ts";
import { WaitingOrders } from "./waiting-orders.ts";
import type { WaitingPlacement } from "./waiting-orders.ts";

/** The limits a client keeps. */
export interface LimitOptions {
  /** Verification tier of the account, which decides its Spot limits. */
  readonly tier: LimitTier;
  /** `wait` for a turn within the call's deadline (default), or `fail` at once with a `RefusedError` that was never sent. */
  readonly mode?: "wait" | "fail" | undefined;
  /** What a call of ledger or trade history costs: Kraken's pages say 2 and 4. Default 4, which is safe with both. */
  readonly historyCost?: HistoryCost | undefined;
}

/** The counter of one pair. */
export interface PairLimitState extends BudgetState {
  /**
   * Open orders of the account, as the `executions` stream of this key tells. Without it, those of the last `getOpenOrders`
   * and what this process placed and cancelled since: the most there can be by our doing. Undefined before either.
   */
  readonly openOrders: number | undefined;
  /** Open orders the tier allows. */
  readonly openOrderLimit: number;
}

/** Every limit of an API key, as this process knows it. */
export interface LimitsState {
  /** The Spot REST call counter. */
  readonly rest: BudgetState;
  /** The Spot matching engine counters that were used, by pair (`BTCUSD`). */
  readonly engine: Readonly<Record<string, PairLimitState>>;
  /** The Futures cost budget. */
  readonly futures: BudgetState;
  /** The Futures history pool. */
  readonly history: BudgetState;
  /** Until when the exchange asked for silence on Spot, in milliseconds since 1970; undefined when it did not. */
  readonly pausedUntil: number | undefined;
}

/** A call that may go, and must say that it goes and how it ended. */
export interface CallTurn {
  /** It goes now. Throws when it was given up since it got its turn: it must not be sent. */
  leave(): void;
  answered(value: unknown): void;
  /** `left` says whether the request may have left. */
  failed(error: unknown, left: boolean): void;
}

/** How long a call may wait. */
export interface Wait {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds left until its deadline. */
  readonly patience: number;
}

/** What stands before every call. */
export interface CallGate {
  /** A turn for a REST call; undefined where nothing limits it. */
  enter(route: Route, params: object | undefined, wait: Wait): CallTurn | Promise<CallTurn> | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** A call as it comes. */
interface Entry extends Wait {
  readonly name: string;
  readonly mode: "wait" | "fail";
  /** Whether the exchange is only asked whether it would do it. */
  readonly validates: boolean;
  /** Learns from the answer to a call that left at a moment. */
  readonly learn?: (value: unknown, left: number) => void;
  /** What all attempts of the call have in common. */
  readonly call?: object | undefined;
}

/** Milliseconds after which a request of unknown fate does not arrive any more. */
const lateness = 10_000;

const nameOf = ({ verb, path }: Route): string => `${verb} ${path}`;

/** The refusal of a call that must not overtake another and must not wait. */
const behind = (name: string): RefusedError =>
  new RefusedError(`${name}: not sent, since the order that it is meant for waits for its turn`, {
    delivery: "unsent",
    transient: true,
    reasons: [],
    category: "limit",
    retry: "later",
    retryAfter: 1000,
  });

/** The limits of one API key, shared by every client in the process that uses the key. */
export class KeyLimits {
  readonly tier: LimitTier;
  readonly historyCost: HistoryCost;
  readonly rest: RestCounter;
  readonly engine: EngineCounter;
  readonly futures: FuturesBudget = new FuturesBudget();
  readonly history: HistoryPool = new HistoryPool();
  readonly pause: Pause = new Pause();
  readonly historyPause: Pause = new Pause();
  readonly limiter: Limiter;
  readonly #clock: Clock;
  readonly #placing: WaitingOrders = new WaitingOrders();

  constructor(clock: Clock, options: LimitOptions) {
    const { tier, historyCost = 4 } = options;
    this.#clock = clock;
    this.tier = tier;
    this.historyCost = historyCost;
    this.rest = new RestCounter(tier, historyCost);
    this.engine = new EngineCounter(tier);
    this.limiter = new Limiter(clock);
  }

  /** The gate of a REST client. */
  gate(mode: "wait" | "fail"): CallGate {
    return {
      enter: (route, params, wait) => {
        const values = (params ?? {}) as Values;
        if (!this.#counts(route)) return undefined;
        const whole = values["userref"] === undefined && values["cl_ord_id"] === undefined;
        const learn = (value: unknown, left: number): void => {
          const { result } = (value ?? {}) as { readonly result?: unknown };
          if (route.path === "/0/private/OpenOrders")
            learnOpenOrders(this.engine, result, this.#clock.steady(), this.#clock.now(), whole ? left : undefined);
        };
        const validates = values["validate"] === true || values["validate"] === "true";
        const ask = (): Demand => this.#demand(route, values);
        // Attempts of one call share their signal.
        return this.#come(ask, { ...wait, name: nameOf(route), mode, validates, learn, call: wait.signal });
      },
    };
  }

  /** A turn for a trading request over a socket. */
  trade(
    method: string,
    params: Values,
    wait: Wait & { readonly mode: "wait" | "fail" },
  ): CallTurn | Promise<CallTurn> | undefined {
    const engine = socketEngineCall(method, params);
    if (engine === undefined) return undefined;
    const ask = (): Demand => engineDemand(this.engine, this.pause, engine);
    return this.#come(ask, { ...wait, name: method, validates: params["validate"] === true });
  }

  /**
   * The turn of a new order that can go at once, and goes: `trade` and `leave` in one, without what waiting takes.
   * Undefined where anything speaks against it; `trade` then says what.
   */
  tradeNow(method: string, params: Values): CallTurn | undefined {
    if (method !== "add_order") return undefined;
    const engine = socketEngineCall(method, params);
    if (engine?.action !== "add" || this.engine.full(engine.pair, engine.orders.length)) return undefined;
    const charges = [{ budget: this.pause, cost: 0 }, ...engineCharges(this.engine, engine)];
    const turn = this.limiter.grant(charges);
    if (turn === undefined) return undefined;
    const entry: Entry = { name: method, mode: "fail", patience: 0, validates: params["validate"] === true };
    const granted = this.#granted({ charges, priority: "place", engine }, turn, entry, undefined);
    granted.leave();
    return granted;
  }

  /** Hears a frame of the private Spot socket: execution reports, and the tier in their acknowledgement. */
  heard(frame: Values): void {
    if (frame["method"] === "subscribe") {
      const most = Number((frame["result"] as Values | undefined)?.["maxratecount"]);
      if (!(most > 0)) return;
      this.engine.reportLimit(most, this.#clock.steady());
    } else if (frame["channel"] === "executions") learnReports(this.engine, frame, this.#clock.steady());
    else return;
    this.limiter.pump();
  }

  /** The private Spot socket is gone: nobody tells which orders are open. */
  unheard(): void {
    this.engine.unwatch();
  }

  /** All limits at this moment. */
  state(): LimitsState {
    const { limiter, engine } = this;
    const paused = this.pause.until - this.#clock.steady();
    return {
      rest: limiter.state(this.rest),
      engine: Object.fromEntries(
        [...engine.pairs].map(([pair, counter]) => [
          pair,
          { ...limiter.state(counter), openOrders: engine.openOn(pair), openOrderLimit: engine.openLimit },
        ]),
      ),
      futures: limiter.state(this.futures),
      history: limiter.state(this.history),
      pausedUntil: paused > 0 ? this.#clock.now() + paused : undefined,
    };
  }

  /** Whether a call is counted anywhere. */
  #counts({ signing, path }: Route): boolean {
    return signing === "body-nonce" || (signing === "futures" && /^\/(?:derivatives|api\/history)\//.test(path));
  }

  #demand(route: Route, params: Values): Demand {
    if (route.signing === "body-nonce") return spotDemand(route, params, this);
    const demand = futuresDemand(route, params, this);
    if (!route.path.startsWith("/api/history/")) return demand;
    return { ...demand, charges: [{ budget: this.historyPause, cost: 0 }, ...demand.charges] };
  }

  /** A call comes: what it cancels and still waits here is given up, and what it must not overtake goes first. */
  #come(ask: () => Demand, entry: Entry): CallTurn | Promise<CallTurn> {
    const demand = ask();
    if (demand.aim === undefined || entry.signal?.aborted === true) return this.#enter(demand, entry);
    const ahead = this.#placing.meet(demand.aim, entry.name);
    if (ahead.length === 0) return this.#enter(demand, entry);
    if (entry.mode === "fail") throw behind(entry.name);
    return this.#follow(ahead, ask, entry);
  }

  /** Goes on when those ahead have left; only then is known what it costs to touch their orders. */
  async #follow(ahead: readonly WaitingPlacement[], ask: () => Demand, entry: Entry): Promise<CallTurn> {
    const { signal, patience } = entry;
    const since = this.#clock.steady();
    let abandon: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        abandon = () => reject(signal?.reason);
        signal?.addEventListener("abort", abandon, { once: true });
        let left = ahead.length;
        for (const each of ahead) each.afterwards(() => void ((left -= 1) === 0 && resolve()));
      });
    } finally {
      if (abandon !== undefined) signal?.removeEventListener("abort", abandon);
    }
    return this.#enter(ask(), { ...entry, patience: patience - (this.#clock.steady() - since) });
  }

  #enter(demand: Demand, entry: Entry): CallTurn | Promise<CallTurn> {
    const { name, mode, signal, patience, call } = entry;
    const { charges, priority, places } = demand;
    this.#checkCap(demand, name);
    const placing = places === undefined || entry.validates ? undefined : this.#placing.enter(name, places, call);
    const waits = placing === undefined ? undefined : (end: (reason: unknown) => void): void => placing.waits(end);
    const drop = (error: unknown): never => {
      if (placing !== undefined) this.#placing.leave(placing);
      throw error;
    };
    try {
      const turn = this.limiter.take(charges, { name, priority, mode, signal, patience, ...(waits && { waits }) });
      return turn instanceof Promise
        ? turn.then((granted) => this.#granted(demand, granted, entry, placing), drop)
        : this.#granted(demand, turn, entry, placing);
    } catch (error) {
      return drop(error);
    }
  }

  #checkCap({ engine: call }: Demand, name: string): void {
    if (call?.action !== "add" || !this.engine.full(call.pair, call.orders.length)) return;
    throw new RefusedError(`${name}: not sent, ${call.pair} has the ${this.engine.openLimit} open orders it may have`, {
      delivery: "unsent",
      reasons: [],
      category: "limit",
      retry: "reread",
    });
  }

  #granted(demand: Demand, turn: Turn, entry: Entry, waiting: WaitingPlacement | undefined): CallTurn {
    const { engine: call, charges } = demand;
    let placing: Placing | undefined;
    let left = 0;
    return {
      leave: () => {
        left = this.#clock.steady();
        if (waiting !== undefined) this.#placing.leave(waiting);
        try {
          if (waiting?.givenUp !== undefined) throw waiting.givenUp;
          // Others may have taken the last places while it waited.
          this.#checkCap(demand, entry.name);
        } catch (error) {
          turn.done(false);
          throw error;
        }
        if (waiting !== undefined && entry.call !== undefined) this.#placing.goes(waiting);
        if (call !== undefined) placing = begin(this.engine, call, entry.validates);
      },
      answered: (value) => {
        if (waiting !== undefined) this.#placing.over(waiting);
        if (call !== undefined && placing !== undefined)
          settle(this.engine, call, placing, { answer: value }, this.#clock.steady());
        entry.learn?.(value, left);
        turn.done(true);
      },
      failed: (error, sent) => {
        if (waiting !== undefined) this.#placing.over(waiting);
        const known = isKrakenError(error) ? error : undefined;
        const delivery = known?.delivery ?? (sent ? "unknown" : "unsent");
        if (call !== undefined && placing !== undefined)
          settle(this.engine, call, placing, { delivery }, this.#clock.steady());
        const nonce = known?.kind === "refused" && known.category === "nonce";
        if (waiting !== undefined && entry.call !== undefined && (delivery === "unsent" || nonce))
          this.#placing.mayReturn(waiting, entry.call);
        // It may arrive yet, and is charged when it does: until then nothing of it is regained.
        if (delivery === "unknown") this.#clock.after(lateness, () => turn.done(true), true);
        else turn.done(delivery === "answered");
        if (known?.kind === "refused" && delivery !== "unsent")
          this.#correct(
            known,
            charges.map(({ budget }) => budget),
          );
      },
    };
  }

  /** The exchange counts more than we knew of: another program uses the key, or a cost is not as published. */
  #correct(error: RefusedError, budgets: readonly Budget[]): void {
    const now = this.#clock.steady();
    const says = (start: string): boolean => error.reasons.some((reason) => reason.startsWith(start));
    if (error.category !== "limit") {
      // An order the exchange drops for us costs what its cancel would have.
      if (says("EOrder:Post only order"))
        for (const [, budget] of this.engine.pairs) if (budgets.includes(budget)) budget.charge(8, now);
      return;
    }
    const { retryAfter } = error;
    if (says("EOrder:")) {
      for (const [, budget] of this.engine.pairs) if (budgets.includes(budget)) budget.fill(now);
    } else if (budgets.includes(this.history)) {
      this.history.fill(now);
      this.historyPause.extend(retryAfter ?? 0, now);
    } else if (budgets.includes(this.futures)) this.futures.fill(now);
    else if (says("EAPI:Rate limit exceeded")) this.rest.fill(now);
    else this.pause.extend(retryAfter ?? 1000, now);
    this.limiter.pump();
  }
}
