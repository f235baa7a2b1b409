import type { Clock } from "../base/clock.ts";
import { Emitter } from "../base/events.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { Contract } from "../markets/futures.ts";
import { futuresRecords } from "../markets/futures-records.ts";
import { FuturesAccount, type AccountSettings } from "./account.ts";
import { startingPrices } from "./currencies.ts";
import type { FuturesEvents } from "./events.ts";
import { abs, parseFixed, rounded, times, type Fixed } from "./fixed.ts";
import { FuturesMarket, type FundingRate } from "./market.ts";
import { defaultRules, houseAccounts, type FuturesOptions, type FuturesRules } from "./settings.ts";

/** Everything the venue's modules share. */
export class FuturesState {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly rules: FuturesRules;
  readonly options: FuturesOptions;
  readonly events: Emitter<FuturesEvents> = new Emitter();
  /** By upper-case symbol. */
  readonly markets: Map<string, FuturesMarket> = new Map();
  readonly accounts: Map<string, FuturesAccount> = new Map();
  /** USD prices of underlyings and currencies. */
  readonly prices: Map<string, Fixed> = new Map();
  /** Deposits minus withdrawals per currency, over all accounts. */
  readonly deposited: Map<string, Fixed> = new Map();
  /** Contracts whose signals moved and accounts whose positions changed since the last settling. */
  readonly moved: Set<FuturesMarket> = new Set();
  readonly changed: Set<FuturesAccount> = new Set();
  readonly #outbox: (() => void)[] = [];
  #depth = 0;
  #flushing = false;
  #settle: () => void = () => undefined;

  constructor(options: FuturesOptions) {
    this.options = options;
    this.clock = options.clock;
    this.ids = options.ids;
    this.rules = { ...defaultRules, ...options.rules };
    for (const id of Object.values(houseAccounts))
      this.addAccount({ id, uid: this.ids.uuid(), master: undefined, house: true, email: "" });
  }

  /** Sets what runs at the end of every operation, before its events go out. */
  afterwards(settle: () => void): void {
    this.#settle = settle;
  }

  /** Runs one operation: state changes first, then triggers and risk, then the events in the order they arose. */
  run<Result>(operation: () => Result): Result {
    this.#depth += 1;
    try {
      return operation();
    } finally {
      if (this.#depth === 1) this.#settle();
      this.#depth -= 1;
      if (this.#depth === 0) this.#flush();
    }
  }

  /** Queues an event until the running operation is over. */
  tell<Name extends keyof FuturesEvents>(name: Name, event: FuturesEvents[Name]): void {
    if (this.events.hears(name)) this.#outbox.push(() => this.events.emit(name, event));
  }

  #flush(): void {
    // A listener may run operations of its own; their events join the queue behind the present ones.
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      for (let next = this.#outbox.shift(); next; next = this.#outbox.shift()) next();
    } finally {
      this.#flushing = false;
    }
  }

  /** Lists a contract. */
  list(contract: Contract): FuturesMarket {
    const market: FuturesMarket = new FuturesMarket(
      contract,
      this.clock.now(),
      this.rules.keep,
      (side, price, quantity) => {
        market.bookSeq += 1;
        this.tell("book", { contract, side, price, quantity, seq: market.bookSeq, time: this.clock.now() });
      },
    );
    market.expired = contract.lastTrading !== undefined && contract.lastTrading <= this.clock.now();
    this.markets.set(contract.symbol, market);
    return market;
  }

  addAccount(settings: AccountSettings): FuturesAccount {
    const account = new FuturesAccount(settings, this.rules.keep);
    this.accounts.set(settings.id, account);
    return account;
  }

  /** The account of that id; asking for an unknown one is answered like a bad key. */
  account(id: string): FuturesAccount {
    const account = this.accounts.get(id);
    if (!account) throw new Rejection("invalidAccount");
    return account;
  }

  /** The listed contract of a symbol in any case, `undefined` when there is none. */
  market(symbol: string): FuturesMarket | undefined {
    return this.markets.get(symbol.toUpperCase());
  }

  marketOf(contract: Contract): FuturesMarket {
    const market = this.markets.get(contract.symbol);
    if (!market) throw new TypeError(`${contract.symbol} is not listed`);
    return market;
  }

  get house(): FuturesAccount {
    return this.account(houseAccounts.house);
  }

  /** USD price of an underlying or currency. */
  price(name: string): Fixed {
    const known = this.prices.get(name);
    if (known !== undefined) return known;
    const asked = this.options.index?.(name);
    const text = asked ?? startingPrices.get(name) ?? this.#indicative(name);
    const price = text === undefined ? undefined : parseFixed(text);
    return price !== undefined && price > 0n ? price : 0n;
  }

  index(market: FuturesMarket): Fixed {
    return this.price(market.contract.underlying);
  }

  /** Index plus the averaged premium, rounded to a hundredth of a tick. */
  mark(market: FuturesMarket): Fixed {
    const index = this.index(market);
    const { premiums, contract } = market;
    if (premiums.length === 0) return index;
    let sum = 0n;
    for (const premium of premiums) sum += premium;
    const average = sum / BigInt(premiums.length);
    const cap = this.rules.premiumCap;
    const premium = contract.perpetual && abs(average) > cap ? (average < 0n ? -cap : cap) : average;
    return rounded(index + times(index, premium), contract.tick / 100n);
  }

  /** Funding per contract accrued up to now since the contract was listed. */
  cumulative(market: FuturesMarket): Fixed {
    const { cumulative, since, rate } = market.funding;
    return cumulative + (rate.absolute * BigInt(this.clock.now() - since)) / hour;
  }

  /** Starts a new funding hour at the present moment. */
  startFunding(market: FuturesMarket, rate: FundingRate): void {
    market.funding = { cumulative: this.cumulative(market), since: this.clock.now(), rate };
    market.rates.push(rate);
  }

  /** Where the reference market stood when it was recorded. */
  #indicative(underlying: string): string | undefined {
    const base = underlying === "XBT" ? "BTC" : underlying;
    return futuresRecords.find((record) => record.base === base && record.indicative)?.indicative?.index;
  }
}

const hour = 3_600_000n;
