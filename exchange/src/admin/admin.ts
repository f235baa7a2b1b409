import type { KeyOptions, KeyRing } from "../auth/keyring.ts";
import type { Tokens } from "../auth/tokens.ts";
import { ManualClock, type Clock } from "../base/clock.ts";
import { coverage, type CoveredCall } from "../catalogue/coverage.ts";
import type { Faults } from "../http/faults.ts";
import type { Route } from "../http/call.ts";
import type { Tier } from "../limits/tiers.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { PairMode, SystemMode } from "../spot/types.ts";
import type { ServiceControl } from "../services/control.ts";
import type { SocketControl } from "../ws/control.ts";

/** Decimal text by asset or currency. */
export type Amounts = Readonly<Record<string, string>>;

/** An account to open. */
export interface AccountSpec {
  /** Default: `account-2`, `account-3` … */
  readonly id?: string;
  /** Default: that of the exchange. */
  readonly tier?: Tier;
  /** Spot funds by asset, e.g. `{ ZUSD: "10000" }`. */
  readonly balances?: Amounts;
  /** Futures funds by currency, all in the multi-collateral wallet, e.g. `{ USD: "10000" }`. */
  readonly futuresBalances?: Amounts;
}

/** A key as a client is configured with it. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What the books say about all money: held by all accounts together, and what was put in minus taken out. */
export interface Conservation {
  /** True when every asset agrees to the last digit. */
  readonly holds: boolean;
  readonly spot: Readonly<Record<string, { readonly held: string; readonly expected: string }>>;
  readonly futures: Readonly<Record<string, { readonly held: string; readonly expected: string }>>;
}

/** What the admin calls need of the Futures venue. */
export interface FuturesFunds {
  open(account: string, family?: { readonly master: string; readonly email: string }): void;
  deposit(account: string, currency: string, amount: string, wallet: string): void;
  balances(account: string): Amounts;
  conservation(): Conservation["futures"];
}

/** What the admin calls act on. */
export interface AdminParts {
  readonly clock: Clock;
  readonly spot: SpotCalls;
  readonly futures: FuturesFunds;
  readonly keys: KeyRing;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly tiers: Map<string, Tier>;
  readonly tier: Tier;
  readonly routes: () => readonly Route[];
  /** Open orders per pair an account of a tier may have; undefined without limits. */
  readonly maxOpenOrders: (tier: Tier) => number | undefined;
  readonly setPrice: (asset: string, usd: number) => void;
  readonly internalErrors: () => number;
  readonly sockets: SocketControl;
  readonly services: ServiceControl;
}

/** Control over the exchange from inside the process. */
export class Admin {
  /** Faults struck into requests. */
  readonly faults: Faults;
  /** Open sockets and their faults. */
  readonly sockets: SocketControl;
  /** What happens outside the two venues: money that comes and goes, consent, reviews, customers of partners. */
  readonly services: ServiceControl;
  readonly #parts: AdminParts;
  readonly #accounts: string[] = [];

  constructor(parts: AdminParts) {
    this.#parts = parts;
    this.faults = parts.faults;
    this.sockets = parts.sockets;
    this.services = parts.services;
  }

  /** The account the exchange started with. */
  get account(): string {
    return this.#accounts[0] ?? "account-1";
  }

  /** Ids of the customers' accounts, in the order they were opened. */
  get accounts(): readonly string[] {
    return this.#accounts;
  }

  /** Opens an account with funds; it has no key yet. */
  createAccount(spec: AccountSpec = {}): { readonly account: string } {
    const id = spec.id ?? `account-${this.#accounts.length + 1}`;
    if (this.#parts.spot.hasAccount(id)) throw new RangeError(`there is an account ${id} already`);
    const tier = spec.tier ?? this.#parts.tier;
    const maxOpenOrders = this.#parts.maxOpenOrders(tier);
    this.#parts.tiers.set(id, tier);
    this.#parts.spot.openAccount(id, maxOpenOrders === undefined ? {} : { maxOpenOrders });
    this.#parts.futures.open(id);
    this.#accounts.push(id);
    for (const [asset, amount] of Object.entries(spec.balances ?? {})) this.deposit(id, asset, amount);
    for (const [currency, amount] of Object.entries(spec.futuresBalances ?? {}))
      this.depositFutures(id, currency, amount);
    return { account: id };
  }

  /** Opens a subaccount on both venues, in the tier of its master. */
  openSubaccount(id: string, master: string, email: string): void {
    const tier = this.#parts.tiers.get(master) ?? this.#parts.tier;
    const maxOpenOrders = this.#parts.maxOpenOrders(tier);
    this.#parts.tiers.set(id, tier);
    this.#parts.spot.openAccount(id, maxOpenOrders === undefined ? {} : { maxOpenOrders });
    this.#parts.futures.open(id, { master, email });
    this.#accounts.push(id);
  }

  /** Makes a key for an account, good on Spot and on Futures. */
  createKey(account: string, options: KeyOptions = {}): Credentials {
    if (!this.#parts.spot.hasAccount(account)) throw new RangeError(`there is no account ${account}`);
    const { settings } = this.#parts.keys.create(account, options);
    return { apiKey: settings.key, apiSecret: settings.secret };
  }

  /** Takes a key away; false when there was none. */
  revokeKey(apiKey: string): boolean {
    return this.#parts.keys.revoke(apiKey);
  }

  /** Puts Spot funds into an account; answers the reference id. */
  deposit(account: string, asset: string, amount: string): string {
    return this.#parts.spot.deposit(account, asset, amount);
  }

  /** Takes Spot funds out of an account; answers the reference id. */
  withdraw(account: string, asset: string, amount: string): string {
    return this.#parts.spot.withdraw(account, asset, amount);
  }

  /** Puts Futures funds into a wallet of an account, by default the multi-collateral one. */
  depositFutures(account: string, currency: string, amount: string, wallet = "flex"): void {
    this.#parts.futures.deposit(account, currency, amount, wallet);
  }

  /** Somebody outside pays into an account: pending until confirmed, then in its balance and ledger; answers the reference id. */
  simulateDeposit(account: string, asset: string, amount: string, method?: string): string {
    return this.services.simulateDeposit(account, asset, amount, method);
  }

  /** Changes what the whole exchange does, or what one pair does. */
  setMode(mode: SystemMode): void;
  setMode(mode: PairMode, pair: string): void;
  setMode(mode: PairMode, pair?: string): void {
    const { spot } = this.#parts;
    if (pair === undefined) return spot.setSystemMode(mode as SystemMode);
    const market = spot.markets.find(pair);
    if (market === undefined) throw new RangeError(`there is no pair ${pair}`);
    spot.setPairMode(market.key, mode);
  }

  /** Moves the price of an asset in the living market, in USD. */
  setPrice(asset: string, usd: number): void {
    this.#parts.setPrice(asset, usd);
  }

  /** Moves a manual clock forward; throws a RangeError when the exchange runs on the machine's time. */
  advance(ms: number): void {
    if (!(this.#parts.clock instanceof ManualClock)) throw new RangeError("the clock of this exchange moves by itself");
    this.#parts.clock.advance(ms);
  }

  /** Makes every socket token worthless at once. */
  expireTokens(): void {
    this.#parts.tokens.expireAll();
  }

  /** Every documented call, and whether it is served. */
  listCoverage(): readonly CoveredCall[] {
    return coverage(this.#parts.routes());
  }

  /** Funds of every customer account. */
  balances(): Readonly<Record<string, { readonly spot: Amounts; readonly futures: Amounts }>> {
    const { spot, futures } = this.#parts;
    return Object.fromEntries(
      this.#accounts.map((id) => [id, { spot: spot.balance(id), futures: futures.balances(id) }]),
    );
  }

  /** Checks that no money appeared or vanished. */
  conservation(): Conservation {
    const spot = this.#parts.spot.conservation();
    const futures = this.#parts.futures.conservation();
    const holds = [...Object.values(spot), ...Object.values(futures)].every(({ held, expected }) => held === expected);
    return { holds, spot, futures };
  }

  /** What the exchange is doing. */
  status(): Readonly<Record<string, unknown>> {
    return {
      time: new Date(this.#parts.clock.now()).toISOString(),
      mode: this.#parts.spot.systemMode(),
      accounts: this.#accounts,
      faults: this.faults.list().length,
      internalErrors: this.#parts.internalErrors(),
    };
  }
}
