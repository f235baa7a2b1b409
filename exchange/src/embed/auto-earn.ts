import type { Agenda } from "../base/agenda.ts";
import { decimal, divide, formatUnits, power, roundedUnits, type Decimal } from "../base/decimal.ts";
import type { Strategy } from "../earn/strategies.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { EmbedUser } from "./users.ts";
import type { Webhooks } from "./webhooks.ts";

/** What an asset of a customer earns. */
export interface Earning {
  readonly asset: SpotAsset;
  /** Earned since the last payout, in units of 1e-6 of the ledger's. */
  accrued: bigint;
  /** Paid so far, ledger units. */
  paid: bigint;
}

/** Auto Earn of one customer. */
export interface AutoEarnState {
  readonly user: EmbedUser;
  enabled: boolean;
  changed: number;
  nextPayout: number;
  readonly earnings: Map<string, Earning>;
}

const dayMs = 86_400_000;
const payoutDays = 7;
const fine = 1_000_000n;

/** Everything lies in the main wallet and earns there: reckoned daily on the balance, paid weekly. */
export class AutoEarn {
  readonly #agenda: Agenda;
  readonly #venue: SpotCalls;
  readonly #webhooks: Webhooks;
  readonly #rates: ReadonlyMap<SpotAsset, Decimal>;
  readonly #states: Map<EmbedUser, AutoEarnState> = new Map();

  constructor(agenda: Agenda, venue: SpotCalls, webhooks: Webhooks, strategies: readonly Strategy[]) {
    this.#agenda = agenda;
    this.#venue = venue;
    this.#webhooks = webhooks;
    this.#rates = new Map(
      strategies.filter(({ lock }) => lock.type !== "bonded").map(({ asset, apr }) => [asset, apr]),
    );
  }

  /** Days between two payouts. */
  get period(): number {
    return payoutDays;
  }

  /** Yearly rates in per cent of the assets that earn. */
  get rates(): ReadonlyMap<SpotAsset, Decimal> {
    return this.#rates;
  }

  /** What a customer has chosen and earned; undefined before the first choice. */
  of(user: EmbedUser): AutoEarnState | undefined {
    return this.#states.get(user);
  }

  /** Switches earning on or off. */
  toggle(user: EmbedUser, enabled: boolean): void {
    const now = this.#agenda.now();
    const state = this.#states.get(user) ?? { user, enabled: false, changed: now, nextPayout: 0, earnings: new Map() };
    this.#states.set(user, state);
    if (state.enabled === enabled) return;
    state.enabled = enabled;
    state.changed = now;
    if (!enabled) return;
    state.nextPayout = now + payoutDays * dayMs;
    this.#agenda.after(dayMs, () => this.#reckon(state, state.changed));
  }

  /** The balance of an asset that earns, in ledger units. */
  balance(user: EmbedUser, asset: SpotAsset): bigint {
    const wallet = this.#venue.wallets(user.iiban).find((view) => view.asset === asset && view.earn === undefined);
    return wallet === undefined ? 0n : decimal(wallet.balance).units;
  }

  /** `since` tells apart the chain of days of an earlier choice, which ends here. */
  #reckon(state: AutoEarnState, since: number): void {
    if (!state.enabled || state.changed !== since) return;
    for (const [asset, apr] of this.#rates) {
      const balance = this.balance(state.user, asset);
      if (balance <= 0n) continue;
      const earning = state.earnings.get(asset.id) ?? { asset, accrued: 0n, paid: 0n };
      state.earnings.set(asset.id, earning);
      earning.accrued += divide(balance * roundedUnits(apr, 4, "half-up") * fine, 365n * 100n * power(4), "floor");
    }
    if (this.#agenda.now() >= state.nextPayout) this.#pay(state);
    this.#agenda.after(dayMs, () => this.#reckon(state, since));
  }

  #pay(state: AutoEarnState): void {
    state.nextPayout = this.#agenda.now() + payoutDays * dayMs;
    const { user } = state;
    for (const earning of state.earnings.values()) {
      const { asset } = earning;
      const reward = earning.accrued / fine;
      if (reward === 0n) continue;
      earning.accrued -= reward * fine;
      earning.paid += reward;
      const amount = formatUnits(reward, asset.decimals);
      const refid = this.#venue.book({
        type: "earn",
        subtype: "reward",
        category: "staking-rewards",
        outside: true,
        legs: [{ account: user.iiban, asset: asset.id, amount }],
      });
      this.#webhooks.tell(user.partner, "reward.paid", user.iiban, refid, { asset: asset.symbol, amount });
    }
  }
}
