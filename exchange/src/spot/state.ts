import type { Clock } from "../base/clock.ts";
import { decimal, roundedUnits } from "../base/decimal.ts";
import { Emitter } from "../base/events.ts";
import { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import { Book } from "../engine/book.ts";
import { SpotMarkets, type SpotAsset, type SpotMarket } from "../markets/spot.ts";
import { Account } from "./account.ts";
import type { SpotEvents } from "./events.ts";
import type { Floor, Order } from "./model.ts";
import type { SpotVenueOptions } from "./options.ts";
import type { PairMode, SystemMode } from "./types.ts";

/** Options with every default filled in. */
export type Settings = Required<Omit<SpotVenueOptions, "gate" | "marginStop" | "markets">> &
  Pick<SpotVenueOptions, "gate" | "marginStop">;

type Queued = { [Name in keyof SpotEvents]: readonly [Name, SpotEvents[Name]] }[keyof SpotEvents];

/** All that the venue knows, and the frame in which it changes. */
export class State {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly markets: SpotMarkets;
  readonly floors: ReadonlyMap<string, Floor>;
  readonly accounts: Map<string, Account> = new Map();
  readonly events: Emitter<SpotEvents> = new Emitter();
  /** Takes all trading fees. */
  readonly feeAccount: Account;
  /** Lends to margin positions and holds what they bought. */
  readonly pool: Account;
  /** The exchange's own dealing desk, the other side of what is not traded on a book; may owe. */
  readonly desk: Account;
  /** Deposits minus withdrawals per asset id. */
  readonly paidIn: Map<string, bigint> = new Map();
  mode: SystemMode = "online";
  /** What the running action leads to, done before its events go out: triggers, spawned orders, margin checks. */
  readonly #work: (() => void)[] = [];
  readonly #queue: Queued[] = [];
  readonly #variants: Map<string, SpotAsset> = new Map();
  #depth = 0;
  #flushing = false;

  constructor(options: SpotVenueOptions) {
    this.settings = {
      clock: options.clock,
      random: options.random,
      marketProtection: options.marketProtection ?? 5,
      minimumText: options.minimumText ?? "new",
      stopAtEntry: options.stopAtEntry ?? "cancel",
      postAtEntry: options.postAtEntry ?? "cancel",
      limitOnlyMatches: options.limitOnlyMatches ?? true,
      retention: options.retention ?? 10_000,
      rates: options.rates ?? { EUR: "1.165", GBP: "1.34" },
      rolloverEvery: options.rolloverEvery ?? 4 * 3_600_000,
      ...(options.gate === undefined ? {} : { gate: options.gate }),
      ...(options.marginStop === undefined ? {} : { marginStop: options.marginStop }),
    };
    this.clock = options.clock;
    this.ids = new Ids(options.random.fork("spot ids"));
    this.markets = options.markets ?? new SpotMarkets();
    this.floors = new Map(this.markets.all.map((market) => [market.key, this.#floor(market)]));
    this.feeAccount = new Account("fees", { quiet: true, retention: 0 }, 0, true);
    this.pool = new Account("pool", { quiet: true, retention: 0 }, 0, true);
    this.desk = new Account("desk", { quiet: true, retention: 0 }, 0, true);
  }

  /** Microseconds since the epoch. */
  now(): bigint {
    return this.clock.nowMicros();
  }

  /** The account of that id; throws a RangeError when it was never opened, as only our own code can ask. */
  account(id: string): Account {
    const account = this.accounts.get(id);
    if (account === undefined) throw new RangeError(`no account ${id}`);
    return account;
  }

  /** An asset as it lies in another than the main wallet, e.g. `ETH.S`; worth the same, but no collateral. */
  variant(asset: SpotAsset, suffix: string): SpotAsset {
    const id = `${asset.altname}.${suffix}`;
    const known = this.#variants.get(id);
    if (known !== undefined) return known;
    const made: SpotAsset = {
      ...asset,
      id,
      symbol: `${asset.symbol}.${suffix}`,
      altname: id,
      marginRate: undefined,
      collateral: 0n,
      of: asset,
    };
    this.#variants.set(id, made);
    return made;
  }

  /** The pair of any accepted name, or `EQuery:Unknown asset pair`. */
  floor(name: string): Floor {
    const market = this.markets.find(name);
    const floor = market === undefined ? undefined : this.floors.get(market.key);
    if (floor === undefined) throw new Rejection("EQuery:Unknown asset pair");
    return floor;
  }

  /** The stricter of system and pair mode. */
  modeOf(floor: Floor): PairMode {
    return this.mode === "online" ? floor.mode : strictest(this.mode, floor.mode);
  }

  /**
   * Runs one action. Whatever it leads to is done before it ends; events go out when the outermost action has
   * ended, in the order they happened, so a listener always sees a finished state and may act itself.
   */
  run<T>(action: () => T): T {
    this.#depth += 1;
    try {
      const result = action();
      if (this.#depth === 1) for (let next = this.#work.shift(); next !== undefined; next = this.#work.shift()) next();
      return result;
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.#flush();
    }
  }

  /** Something to do once the present step is complete. */
  later(work: () => void): void {
    this.#work.push(work);
  }

  /** Queues an event until the action has ended. */
  tell<Name extends keyof SpotEvents>(name: Name, event: SpotEvents[Name]): void {
    if (this.events.hears(name)) this.#queue.push([name, event] as unknown as Queued);
  }

  #flush(): void {
    this.#tellLevels();
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.events.emit(next[0], next[1]);
      }
    } finally {
      this.#flushing = false;
    }
  }

  #tellLevels(): void {
    for (const floor of this.#touched) {
      for (const side of ["buy", "sell"] as const) {
        for (const price of floor.dirty[side]) {
          const qty = floor.book.shownAt(side, price);
          const time = floor.levelTimes[side].get(price) ?? this.now();
          if (qty === 0n) floor.levelTimes[side].delete(price);
          this.tell("book", { market: floor.market, side, price, qty, time });
        }
        floor.dirty[side].clear();
      }
    }
    this.#touched.clear();
  }

  readonly #touched: Set<Floor> = new Set();

  #floor(market: SpotMarket): Floor {
    const { indicative } = market;
    const floor: Floor = {
      market,
      book: new Book<Order>({
        level: (side, price) => {
          floor.dirty[side].add(price);
          floor.levelTimes[side].set(price, this.now());
          this.#touched.add(floor);
        },
        order: (event, { id, side, price, time: placed }, qty) =>
          this.tell("orderInBook", { market, event, id, side, price, qty, placed, time: this.now() }),
      }),
      mode: market.status as PairMode,
      last: indicative && roundedUnits(decimal(indicative.last), market.priceDecimals, "half-up"),
      index: undefined,
      traded: [],
      tradeCount: 0,
      waiting: new Set(),
      levelTimes: { buy: new Map(), sell: new Map() },
      dirty: { buy: new Set(), sell: new Set() },
      holders: new Set(),
    };
    return floor;
  }
}

const strictness: readonly PairMode[] = [
  "online",
  "limit_only",
  "reduce_only",
  "post_only",
  "cancel_only",
  "maintenance",
  "work_in_progress",
  "delisted",
];

function strictest(a: PairMode, b: PairMode): PairMode {
  return strictness.indexOf(a) > strictness.indexOf(b) ? a : b;
}
