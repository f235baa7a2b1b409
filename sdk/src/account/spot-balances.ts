/** The balances of a Spot account: what the exchange states, proven entry by entry. */
import type { Decimal } from "../base/decimal.ts";
import { Seen } from "./memory.ts";
import { microsOfText } from "./moments.ts";
import { decimalIn, rowsIn, textIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import type { AccountDiscrepancy } from "./state.ts";
import type { SpotAccountEntry } from "./spot-types.ts";

/** What is held of one asset. */
export interface Held {
  readonly total: Decimal;
  readonly wallets: Readonly<Record<string, Decimal>>;
}

/** A ledger entry of the stream. */
export function entryOf(row: Fields): SpotAccountEntry | undefined {
  const [ledger_id, asset] = [textIn(row, "ledger_id"), textIn(row, "asset")];
  const [amount, balance] = [decimalIn(row, "amount"), decimalIn(row, "balance")];
  if (ledger_id === undefined || asset === undefined || amount === undefined || balance === undefined) return undefined;
  const type = textIn(row, "wallet_type");
  return {
    ledger_id,
    ref_id: textIn(row, "ref_id") ?? "",
    type: textIn(row, "type") ?? "",
    subtype: textIn(row, "subtype"),
    asset,
    wallet: type === undefined ? undefined : `${type}/${textIn(row, "wallet_id") ?? "main"}`,
    amount,
    fee: decimalIn(row, "fee") ?? zero,
    balance,
    micros: microsOfText(row["timestamp"]) ?? 0,
  };
}

/** A snapshot of the stream, by asset. */
export function holdingsOf(frame: Fields): Map<string, Held> {
  const rows = rowsIn(frame, "data").map((row): [string, Held] => {
    const wallets = rowsIn(row, "wallets").map((wallet): [string, Decimal] => [
      `${textIn(wallet, "type") ?? "spot"}/${textIn(wallet, "id") ?? "main"}`,
      decimalIn(wallet, "balance") ?? zero,
    ]);
    return [
      textIn(row, "asset") ?? "",
      { total: decimalIn(row, "balance") ?? zero, wallets: Object.fromEntries(wallets) },
    ];
  });
  return new Map(rows);
}

const changeOf = ({ amount, fee }: SpotAccountEntry): Decimal => amount.minus(fee);

/** A difference between what the ledger adds up to and what the exchange states. */
const differs = (asset: string, ours: Decimal, exchange: Decimal): AccountDiscrepancy => ({
  kind: "balance",
  about: asset,
  ours,
  exchange,
  text: `The ledger of ${asset} adds up to ${ours.toString()}, the exchange says ${exchange.toString()}`,
});

export class SpotBalanceTable {
  readonly #held: Map<string, Held> = new Map();
  readonly #seen: Seen;
  readonly #overlap: number;
  #latest: number | undefined;

  constructor(overlap: number) {
    this.#seen = new Seen(overlap);
    this.#overlap = overlap;
  }

  get assets(): readonly string[] {
    return [...this.#held.keys()];
  }

  get latest(): number | undefined {
    return this.#latest;
  }

  get(asset: string): Held | undefined {
    return this.#held.get(asset);
  }

  /** Decimals of an asset's amounts, as the exchange writes them. */
  scale(asset: string): number | undefined {
    return this.#held.get(asset)?.total.scale;
  }

  reach(micros: number | undefined): void {
    if (micros !== undefined) this.#latest = Math.max(this.#latest ?? micros, micros);
  }

  knows(entry: SpotAccountEntry): boolean {
    return this.#seen.has(entry.ledger_id);
  }

  /** Whether an entry was dealt with; those of before the overlap were, though nobody remembers them (a page may reach back far). */
  past(entry: SpotAccountEntry): boolean {
    return this.knows(entry) || (this.#latest !== undefined && entry.micros <= this.#latest - this.#overlap);
  }

  /** Notes that an entry was dealt with. */
  note(entry: SpotAccountEntry): void {
    this.#seen.add(entry.ledger_id, entry.micros);
    this.reach(entry.micros);
  }

  /** Applies an entry that follows on what is known; returns what does not add up. */
  apply(entry: SpotAccountEntry): AccountDiscrepancy | undefined {
    const { asset, wallet, balance } = entry;
    const { total, wallets } = this.#held.get(asset) ?? { total: zero, wallets: {} };
    const change = changeOf(entry);
    const expected = total.plus(change);
    const inWallet = wallet === undefined ? undefined : (wallets[wallet] ?? zero).plus(change);
    this.note(entry);
    // Documented as the new total; an account with several wallets may be told that of the wallet.
    const right = expected.equals(balance) || (inWallet?.equals(balance) === true && Object.keys(wallets).length > 1);
    const next = expected.equals(balance) || !right ? balance : expected;
    const there = wallet === undefined || inWallet === undefined ? wallets : { ...wallets, [wallet]: inWallet };
    this.#held.set(asset, { total: next, wallets: there });
    return right ? undefined : differs(asset, expected, balance);
  }

  /** Takes a snapshot as the truth; returns the assets whose total it changes. */
  adopt(holdings: ReadonlyMap<string, Held>): string[] {
    const changed = [...new Set([...holdings.keys(), ...this.#held.keys()])].filter(
      (asset) => !(this.#held.get(asset)?.total ?? zero).equals(holdings.get(asset)?.total ?? zero),
    );
    const fresh = [...holdings.keys()].filter((asset) => !this.#held.has(asset));
    // An asset that is gone from the snapshot is not held any more; it stays listed with nothing.
    for (const asset of this.#held.keys())
      if (!holdings.has(asset)) this.#held.set(asset, { total: zero, wallets: {} });
    for (const [asset, held] of holdings) this.#held.set(asset, held);
    return [...new Set([...changed, ...fresh])];
  }

  /** Whether a snapshot says what is known already. */
  agrees(holdings: ReadonlyMap<string, Held>): boolean {
    return this.#differing(holdings).length === 0;
  }

  /**
   * Follows the ledger from what is known to a snapshot. The entries (oldest first, none of them known) may run ahead of
   * the snapshot, so the last point at which they agree counts. Returns those up to it, and what stays unexplained.
   */
  explain(
    holdings: ReadonlyMap<string, Held>,
    entries: readonly SpotAccountEntry[],
  ): { readonly entries: readonly SpotAccountEntry[]; readonly unexplained: readonly AccountDiscrepancy[] } {
    const accepted = new Set<SpotAccountEntry>();
    const unexplained: AccountDiscrepancy[] = [];
    const assets = new Set([...entries.map(({ asset }) => asset), ...this.#differing(holdings)]);
    for (const asset of assets) {
      const goal = holdings.get(asset)?.total ?? zero;
      const own = entries.filter((entry) => entry.asset === asset);
      // Before the first snapshot there is nothing to start from but what the entries say themselves.
      const [first] = own;
      const base = this.#held.size > 0 || first === undefined ? undefined : first.balance.minus(changeOf(first));
      let running = base ?? this.#held.get(asset)?.total ?? (this.#held.size > 0 ? zero : goal);
      let reached = running.equals(goal) ? 0 : -1;
      own.forEach((entry, at) => {
        running = running.plus(changeOf(entry));
        if (running.equals(goal)) reached = at + 1;
      });
      if (reached < 0) unexplained.push(differs(asset, running, goal));
      for (const entry of own.slice(0, Math.max(reached, 0))) accepted.add(entry);
    }
    return { entries: entries.filter((entry) => accepted.has(entry)), unexplained };
  }

  #differing(holdings: ReadonlyMap<string, Held>): string[] {
    return [...new Set([...holdings.keys(), ...this.#held.keys()])].filter(
      (asset) => !(this.#held.get(asset)?.total ?? zero).equals(holdings.get(asset)?.total ?? zero),
    );
  }
}
