/** The feeds of a Futures account, their snapshots, and what came before everything was put together. */
import { fillOf } from "./futures-orders.ts";
import { entryOf } from "./futures-wallets.ts";
import { rowsIn, textIn } from "./reading.ts";
import type { Fields } from "./reading.ts";
import type { FuturesAccountFill, FuturesEntry, FuturesFeed } from "./futures-types.ts";

export const futuresFeeds: readonly FuturesFeed[] = [
  "open_orders_verbose",
  "fills",
  "open_positions",
  "balances",
  "account_log",
];

/** Which feed a message is of. */
export function feedOf(frame: Fields): { readonly feed: FuturesFeed; readonly snapshot: boolean } | undefined {
  const name = textIn(frame, "feed") ?? "";
  const feed = name.replace(/_snapshot$/, "") as FuturesFeed;
  return futuresFeeds.includes(feed) ? { feed, snapshot: feed !== name } : undefined;
}

export class FuturesSnapshots {
  readonly #taken: Map<FuturesFeed, Fields> = new Map();
  #buffer: Fields[] = [];

  /** How many feeds have shown theirs. */
  get count(): number {
    return this.#taken.size;
  }

  has(feed: FuturesFeed): boolean {
    return this.#taken.has(feed);
  }

  of(feed: FuturesFeed): Fields {
    return this.#taken.get(feed) ?? {};
  }

  /** Takes a snapshot, which makes what came of its feed before it worthless. */
  take(feed: FuturesFeed, frame: Fields): void {
    this.#buffer = this.#buffer.filter((each) => feedOf(each)?.feed !== feed);
    this.#taken.set(feed, frame);
  }

  /** Keeps an update for later. */
  keep(frame: Fields): void {
    this.#buffer.push(frame);
  }

  /** Hands over what was kept. */
  release(): readonly Fields[] {
    const kept = this.#buffer;
    this.#buffer = [];
    return kept;
  }

  clear(): void {
    this.#taken.clear();
    this.#buffer = [];
  }

  /** Open orders by id. */
  get resting(): Map<string, Fields> {
    return new Map(rowsIn(this.of("open_orders_verbose"), "orders").map((row) => [textIn(row, "order_id") ?? "", row]));
  }

  /** Fills, oldest first. */
  get fills(): FuturesAccountFill[] {
    const fills = rowsIn(this.of("fills"), "fills")
      .map(fillOf)
      .filter((fill) => fill !== undefined);
    const [first] = fills;
    return first !== undefined && first.time > (fills.at(-1)?.time ?? first.time) ? fills.reverse() : fills;
  }

  /** Fills that came after the snapshot. */
  get laterFills(): FuturesAccountFill[] {
    return this.#buffer
      .filter((frame) => feedOf(frame)?.feed === "fills")
      .flatMap((frame) => rowsIn(frame, "fills").map(fillOf))
      .filter((fill) => fill !== undefined);
  }

  /** Entries of the account log by rising id. */
  get entries(): FuturesEntry[] {
    const entries = rowsIn(this.of("account_log"), "logs").map(entryOf);
    return entries.filter((entry) => entry !== undefined).sort((a, b) => a.id - b.id);
  }
}
