/** All limits of one API key, and what is learned about them from every answer and report. */
import type { Route } from "../api/route.ts";
import { isKrakenError, RefusedError } from "../base/errors.ts";
import type { Clock } from "../ports.ts";
import { Pause } from "./budget.ts";
import type { Budget, BudgetState } from "./budget.ts";
import { engineCharges, futuresDemand, socketEngineCall, spotDemand, urgencyOf } from "./demand.ts";
import type { Demand, EngineCall } from "./demand.ts";
import { EngineCounter } from "./engine-counter.ts";
import { FuturesBudget, HistoryPool } from "./futures.ts";
import { begin, learnOpenOrders, settle } from "./learning.ts";
import { Limiter } from "./limiter.ts";
import type { Turn } from "./limiter.ts";
import { learnReports } from "./reports.ts";
import { RestCounter } from "./rest-counter.ts";
import type { HistoryCost } from "./rest-counter.ts";
import type { LimitTier } from "./tiers.ts";

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
  /** Open orders of the account; undefined unless the `executions` stream of this key tells. */
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

/** A call that may go, and must say how it ended. */
export interface CallTurn {
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
        const demand = this.#demand(route, values);
        if (demand === undefined) return undefined;
        const learn = (value: unknown, call: EngineCall | undefined): void => {
          const { result } = (value ?? {}) as { readonly result?: unknown };
          if (call === undefined && route.path === "/0/private/OpenOrders")
            learnOpenOrders(this.engine, result, this.#clock.steady(), this.#clock.now());
        };
        const validates = values["validate"] === true || values["validate"] === "true";
        return this.#enter(`${route.verb} ${route.path}`, demand, { ...wait, mode, validates, learn });
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
    const charges = [{ budget: this.pause, cost: 0 }, ...engineCharges(this.engine, engine)];
    const demand: Demand = { charges, priority: urgencyOf(engine), engine };
    return this.#enter(method, demand, { ...wait, validates: params["validate"] === true });
  }

  /** Hears a frame of the private Spot socket: execution reports, and the tier in their acknowledgement. */
  heard(frame: Values): void {
    const now = this.#clock.steady();
    const { result, channel } = frame as { readonly result?: Values; readonly channel?: unknown };
    const most = Number(result?.["maxratecount"]);
    if (frame["method"] === "subscribe" && most > 0) this.engine.reportLimit(most, now);
    else if (channel === "executions") learnReports(this.engine, frame, now);
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

  #demand(route: Route, params: Values): Demand | undefined {
    if (route.signing === "body-nonce") return spotDemand(route, params, this);
    if (route.signing !== "futures") return undefined;
    const demand = futuresDemand(route, params, this);
    if (demand === undefined || !route.path.startsWith("/api/history/")) return demand;
    return { ...demand, charges: [{ budget: this.historyPause, cost: 0 }, ...demand.charges] };
  }

  #enter(
    name: string,
    demand: Demand,
    wait: Wait & {
      readonly mode: "wait" | "fail";
      readonly validates: boolean;
      readonly learn?: (value: unknown, call: EngineCall | undefined) => void;
    },
  ): CallTurn | Promise<CallTurn> {
    const { engine, priority, charges } = demand;
    if (engine?.action === "add" && this.engine.full(engine.pair, engine.orders.length))
      throw new RefusedError(
        `${name}: not sent, ${engine.pair} has the ${this.engine.openLimit} open orders it may have`,
        {
          delivery: "unsent",
          reasons: [],
          category: "limit",
          retry: "reread",
        },
      );
    const { mode, signal, patience } = wait;
    const turn = this.limiter.take(charges, { name, priority, mode, signal, patience });
    return turn instanceof Promise
      ? turn.then((granted) => this.#started(demand, granted, wait))
      : this.#started(demand, turn, wait);
  }

  #started(
    { engine: call, charges }: Demand,
    turn: Turn,
    wait: { readonly validates: boolean; readonly learn?: (value: unknown, call: EngineCall | undefined) => void },
  ): CallTurn {
    const placing = call === undefined ? undefined : begin(this.engine, call, wait.validates);
    return {
      answered: (value) => {
        if (call !== undefined && placing !== undefined)
          settle(this.engine, call, placing, { answer: value }, this.#clock.steady());
        wait.learn?.(value, call);
        turn.done(true);
      },
      failed: (error, left) => {
        const known = isKrakenError(error) ? error : undefined;
        const delivery = known?.delivery ?? (left ? "unknown" : "unsent");
        if (call !== undefined && placing !== undefined)
          settle(this.engine, call, placing, { delivery }, this.#clock.steady());
        turn.done(delivery !== "unsent");
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
