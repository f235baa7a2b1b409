/** The positions and wallets of a Futures account, and the account log that explains them. */
import type { Decimal } from "../base/decimal.ts";
import { decimalIn, fieldsIn, rowsIn, textIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import { microsOfText } from "./moments.ts";
import type { AccountDiscrepancy } from "./state.ts";
import type {
  FuturesAccountBalance,
  FuturesAccountPosition,
  FuturesAccountWallet,
  FuturesEntry,
} from "./futures-types.ts";

const numbersIn = (row: Fields, except: readonly string[]): Record<string, Decimal> =>
  Object.fromEntries(
    Object.keys(row).flatMap((name) => {
      const value = except.includes(name) ? undefined : decimalIn(row, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** An entry of the account log. */
export function entryOf(row: Fields): FuturesEntry | undefined {
  const [asset, old_balance, new_balance] = [
    textIn(row, "asset"),
    decimalIn(row, "old_balance"),
    decimalIn(row, "new_balance"),
  ];
  const id = Number(row["id"]);
  if (asset === undefined || old_balance === undefined || new_balance === undefined || !Number.isInteger(id))
    return undefined;
  return {
    id,
    asset: asset.toLowerCase(),
    margin_account: (textIn(row, "margin_account") ?? "").toLowerCase(),
    execution: textIn(row, "execution"),
    old_balance,
    new_balance,
    time: (microsOfText(row["date"]) ?? 0) / 1000,
  };
}

export class FuturesWallets {
  #positions: Map<string, FuturesAccountPosition> = new Map();
  readonly #wallets: Map<string, FuturesAccountWallet> = new Map();
  /** What the log left an asset of a wallet at. */
  readonly #logged: Map<string, Decimal> = new Map();
  #entry: FuturesEntry | undefined;

  get positions(): readonly FuturesAccountPosition[] {
    return [...this.#positions.values()];
  }

  get wallets(): ReadonlyMap<string, FuturesAccountWallet> {
    return this.#wallets;
  }

  /** The entry of the log that was taken last. */
  get entry(): FuturesEntry | undefined {
    return this.#entry;
  }

  /** Takes the whole list of positions; returns those that changed in size or price. */
  list(frame: Fields): FuturesAccountPosition[] {
    const next = new Map<string, FuturesAccountPosition>();
    for (const row of rowsIn(frame, "positions")) {
      const instrument = textIn(row, "instrument") ?? "";
      const balance = decimalIn(row, "balance") ?? zero;
      const entry_price = decimalIn(row, "entry_price");
      next.set(instrument, { instrument, balance, entry_price, figures: numbersIn(row, ["balance", "entry_price"]) });
    }
    const gone = [...this.#positions.values()].filter(({ instrument }) => !next.has(instrument));
    const changed = [...next.values()].filter((position) => {
      const before = this.#positions.get(position.instrument);
      return before === undefined || !before.balance.equals(position.balance) || !samePrice(before, position);
    });
    this.#positions = next;
    return [...gone.map((position) => ({ ...position, balance: zero, figures: {} })), ...changed];
  }

  /** Takes the sections of a balances message; returns the amounts that changed. */
  sections(frame: Fields): FuturesAccountBalance[] {
    const found: [string, FuturesAccountWallet][] = [];
    const holding = fieldsIn(frame, "holding");
    if (holding !== undefined) found.push(["cash", { balances: numbersIn(holding, []), figures: {} }]);
    for (const [name, row] of Object.entries(fieldsIn(frame, "futures") ?? {})) {
      const account = row as Fields;
      const unit = textIn(account, "unit") ?? name;
      const balances = { [unit]: decimalIn(account, "balance") ?? zero };
      found.push([name, { balances, figures: numbersIn(account, ["balance", "name", "pair", "unit"]) }]);
    }
    const flex = fieldsIn(frame, "flex_futures");
    if (flex !== undefined) {
      const currencies = Object.entries(fieldsIn(flex, "currencies") ?? {});
      const balances = Object.fromEntries(
        currencies.map(([name, row]) => [name, decimalIn(row as Fields, "quantity") ?? zero]),
      );
      found.push(["flex", { balances, figures: numbersIn(flex, []) }]);
    }
    return found.flatMap(([wallet, now]) => this.#put(wallet, now));
  }

  /** Takes an entry of the log that follows on the last one; describes what does not add up. */
  log(entry: FuturesEntry): AccountDiscrepancy | undefined {
    const key = `${entry.margin_account} ${entry.asset}`;
    const before = this.#logged.get(key);
    this.#logged.set(key, entry.new_balance);
    this.#entry = entry;
    if (before === undefined || before.equals(entry.old_balance)) return undefined;
    const about = `${entry.asset} in ${entry.margin_account}`;
    const text = `The log left ${about} at ${before.toString()}, and goes on from ${entry.old_balance.toString()}`;
    return { kind: "balance", about, ours: before, exchange: entry.old_balance, text };
  }

  /** Forgets where the log stood, where it cannot be followed on. */
  restart(): void {
    this.#logged.clear();
    this.#entry = undefined;
  }

  /** How positions and wallets stand against the log: each sum by its key, with a difference or none. */
  sums(): [key: string, difference: AccountDiscrepancy | undefined][] {
    const contracts = new Map([...this.#positions.values()].map((each) => [each.instrument.toLowerCase(), each]));
    return [...this.#logged].map(([key, ours]) => {
      const [account = "", asset = ""] = key.split(" ");
      const shown = this.#shown(account, asset);
      if (shown !== undefined)
        return [key, shown.equals(ours) ? undefined : differs("balance", `${asset} in ${account}`, ours, shown)];
      if (!asset.includes("_")) return [key, undefined];
      const size = contracts.get(asset)?.balance ?? zero;
      return [key, size.equals(ours) ? undefined : differs("position", asset.toUpperCase(), ours, size)];
    });
  }

  /** What the wallets show of an asset; undefined where the log's names cannot be told for sure. */
  #shown(account: string, asset: string): Decimal | undefined {
    if (account !== "flex" && account !== "cash") return undefined;
    return this.#wallets.get(account)?.balances[asset.toUpperCase()];
  }

  #put(wallet: string, now: FuturesAccountWallet): FuturesAccountBalance[] {
    const before = this.#wallets.get(wallet)?.balances ?? {};
    this.#wallets.set(wallet, now);
    return [...new Set([...Object.keys(before), ...Object.keys(now.balances)])].flatMap((currency) => {
      const balance = now.balances[currency] ?? zero;
      return before[currency]?.equals(balance) === true ? [] : [{ wallet, currency, balance }];
    });
  }
}

const samePrice = (a: FuturesAccountPosition, b: FuturesAccountPosition): boolean =>
  a.entry_price === undefined || b.entry_price === undefined
    ? a.entry_price === b.entry_price
    : a.entry_price.equals(b.entry_price);

const differs = (
  kind: "balance" | "position",
  about: string,
  ours: Decimal,
  exchange: Decimal,
): AccountDiscrepancy => ({
  kind,
  about,
  ours,
  exchange,
  text: `By the log ${about} is ${ours.toString()}, the exchange says ${exchange.toString()}`,
});
