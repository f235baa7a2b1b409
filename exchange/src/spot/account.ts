import type { SpotAsset } from "../markets/spot.ts";
import { History } from "./history.ts";
import type { LedgerEntry, Order, Position, Trade } from "./model.ts";
import type { AccountOptions } from "./options.ts";

/** One asset of an account. */
export interface Wallet {
  readonly asset: SpotAsset;
  balance: bigint;
  held: bigint;
}

/** How many microseconds of trading one step of the 30-day volume covers; old steps drop out as a whole. */
const volumeStep = 4n * 3600n * 1_000_000n;
const volumeSteps = 180n;

/** USD volume of the last 30 days in hundredths of a millionth of a USD. */
export class VolumeWindow {
  readonly #steps: Map<bigint, bigint> = new Map();
  #total = 0n;

  /** Counts a trade. */
  add(amount: bigint, time: bigint): void {
    const step = time / volumeStep;
    this.#steps.set(step, (this.#steps.get(step) ?? 0n) + amount);
    this.#total += amount;
  }

  /** The volume of the 30 days before `time`. */
  total(time: bigint): bigint {
    const oldest = time / volumeStep - volumeSteps;
    for (const [step, amount] of this.#steps) {
      if (step > oldest) break;
      this.#steps.delete(step);
      this.#total -= amount;
    }
    return this.#total;
  }
}

/** One client (or house) account: balances, holds, orders, positions and history. */
export class Account {
  readonly id: string;
  /** The fee account and the lending pool may owe; nobody else. */
  readonly mayOwe: boolean;
  options: AccountOptions;
  readonly wallets: Map<string, Wallet> = new Map();
  /** Live orders, oldest first. */
  readonly open: Map<string, Order> = new Map();
  /** Live orders by normalised client id. */
  readonly clientIds: Map<string, Order> = new Map();
  readonly closed: History<Order>;
  readonly trades: History<Trade>;
  readonly ledger: History<LedgerEntry>;
  /** Open margin positions, oldest first. */
  readonly positions: Map<string, Position> = new Map();
  readonly volume: VolumeWindow = new VolumeWindow();
  /** The dead man's switch: when it fires, in milliseconds, and how to disarm it. */
  deadMan: { readonly at: number; readonly disarm: () => void } | undefined;
  /** It fired while nothing could be cancelled. */
  deadManOverdue = false;

  /** `retention` is the venue's default number of history entries. */
  constructor(id: string, options: AccountOptions, retention: number, mayOwe = false) {
    this.id = id;
    this.options = options;
    this.mayOwe = mayOwe;
    const limit = (): number => this.options.retention ?? retention;
    this.closed = new History(limit);
    this.trades = new History(limit);
    this.ledger = new History(limit);
  }

  /** Everything of an asset, held funds included. */
  balance(asset: SpotAsset): bigint {
    return this.wallets.get(asset.id)?.balance ?? 0n;
  }

  /** Everything of an asset in all wallets. */
  total(asset: SpotAsset): bigint {
    let total = 0n;
    for (const wallet of this.wallets.values())
      if ((wallet.asset.of ?? wallet.asset) === asset) total += wallet.balance;
    return total;
  }

  /** What orders hold of an asset. */
  held(asset: SpotAsset): bigint {
    return this.wallets.get(asset.id)?.held ?? 0n;
  }

  /** What is free to use of an asset. */
  free(asset: SpotAsset): bigint {
    const wallet = this.wallets.get(asset.id);
    return wallet === undefined ? 0n : wallet.balance - wallet.held;
  }

  /** Changes a balance. Throws a RangeError rather than let an account owe. */
  change(asset: SpotAsset, amount: bigint): bigint {
    const wallet = this.#wallet(asset);
    wallet.balance += amount;
    if (wallet.balance < 0n && !this.mayOwe) {
      wallet.balance -= amount;
      throw new RangeError(`${this.id} cannot owe ${asset.symbol}`);
    }
    return wallet.balance;
  }

  /** Changes what is held of an asset. */
  hold(asset: SpotAsset, amount: bigint): void {
    this.#wallet(asset).held += amount;
  }

  /** Live orders on a pair. */
  openOn(key: string): number {
    let count = 0;
    for (const order of this.open.values()) if (order.floor.market.key === key) count += 1;
    return count;
  }

  #wallet(asset: SpotAsset): Wallet {
    let wallet = this.wallets.get(asset.id);
    if (wallet === undefined) {
      wallet = { asset, balance: 0n, held: 0n };
      this.wallets.set(asset.id, wallet);
    }
    return wallet;
  }
}
