import type { Clock } from "../base/clock.ts";
import { add, parseDecimal, plainText, mul, withScale, zero, type Decimal } from "../base/decimal.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset, SpotMarket } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";

/** What trades are settled together with. */
export type AssetKind = "currency" | "tokenized_equity";

/** A trade made through Prime, paid for only when its batch is settled. */
export interface PrimeTrade {
  readonly id: string;
  readonly kind: AssetKind;
  readonly time: number;
  readonly changes: readonly (readonly [SpotAsset, Decimal])[];
}

/** Money of a batch that moved. */
export interface SettlementTransfer {
  readonly id: string;
  readonly time: number;
}

/** What a batch comes to in one asset; negative when the client pays. */
export interface BatchLeg {
  readonly asset: SpotAsset;
  readonly amount: Decimal;
  transfer: SettlementTransfer | undefined;
}

/** Trades settled together. */
export interface Batch {
  readonly id: string;
  readonly kind: AssetKind;
  readonly created: number;
  readonly trades: readonly PrimeTrade[];
  readonly legs: readonly BatchLeg[];
  updated: number;
}

/** How far a batch is. */
export type BatchStatus = "unsettled" | "partially_settled" | "settled" | "completed";

/** How long the desk takes to confirm a batch, and to close the books on a settled one. */
const confirmMs = 1_000;
const completeMs = 60_000;

/** Prime trades and their settlement against the Spot wallet. */
export class PrimeSettlement {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #venue: SpotCalls;
  readonly #open: Map<string, PrimeTrade[]> = new Map();
  readonly #batches: Map<string, Batch[]> = new Map();

  constructor(clock: Clock, ids: Ids, venue: SpotCalls) {
    this.#clock = clock;
    this.#ids = ids;
    this.#venue = venue;
  }

  /** A trade is made through Prime; nothing is paid yet. */
  trade(account: string, market: SpotMarket, type: "buy" | "sell", amount: string, price?: string): string {
    const size = parseDecimal(amount);
    const rate = price === undefined ? this.#venue.price(market.base.id, market.quote.id, 12) : parseDecimal(price);
    if (size === undefined || rate === undefined || size.units <= 0n || rate.units <= 0n)
      throw new RangeError("amount and price must be above 0");
    const base = withScale(size, market.base.decimals, "floor");
    const quote = withScale(mul(base, rate), market.quote.decimals, type === "buy" ? "ceil" : "floor");
    const signed = (value: Decimal, out: boolean): Decimal => (out ? { ...value, units: -value.units } : value);
    const trade: PrimeTrade = {
      id: this.#ids.trade(),
      kind: market.record.aclass_base === "tokenized_asset" ? "tokenized_equity" : "currency",
      time: this.#clock.now(),
      changes: [
        [market.base, signed(base, type === "sell")],
        [market.quote, signed(quote, type === "buy")],
      ],
    };
    this.#open.set(account, [...(this.#open.get(account) ?? []), trade]);
    return trade.id;
  }

  /** Batches of an account, newest first. */
  of(account: string): readonly Batch[] {
    return this.#batches.get(account) ?? [];
  }

  /** The batch of an id. */
  find(account: string, id: string): Batch {
    const found = this.of(account).find((batch) => batch.id === id);
    if (found === undefined) throw new Rejection("EGeneral:Invalid arguments:batch_id");
    return found;
  }

  /** Puts every trade that waits into a new batch. */
  create(account: string, kind: AssetKind): Batch {
    if (this.of(account).some((batch) => batch.kind === kind && !this.#isSettled(batch)))
      throw new Rejection("EGeneral:Invalid arguments:asset_kind:A batch is active already");
    const waiting = this.#open.get(account) ?? [];
    const trades = waiting.filter((trade) => trade.kind === kind);
    if (trades.length === 0) throw new Rejection("EGeneral:Invalid arguments:asset_kind:No trades to settle");
    this.#open.set(
      account,
      waiting.filter((trade) => trade.kind !== kind),
    );
    const sums = new Map<SpotAsset, Decimal>();
    for (const { changes } of trades)
      for (const [asset, amount] of changes) sums.set(asset, add(sums.get(asset) ?? zero, amount));
    const now = this.#clock.now();
    const batch: Batch = {
      id: this.#ids.uuid(),
      kind,
      created: now,
      trades,
      legs: [...sums]
        .filter(([, amount]) => amount.units !== 0n)
        .map(([asset, amount]) => ({ asset, amount, transfer: undefined })),
      updated: now,
    };
    this.#batches.set(account, [batch, ...this.of(account)]);
    return batch;
  }

  /** Pays or receives what a batch comes to in one asset. */
  settle(account: string, batch: Batch, name: string): BatchLeg {
    const asset = this.#venue.markets.asset(name);
    const leg = batch.legs.find((one) => one.asset === asset);
    if (leg === undefined) throw new Rejection("EGeneral:Invalid arguments:asset");
    if (!this.canSettle(batch, leg)) throw new Rejection("EGeneral:Invalid arguments:asset:The leg cannot be settled");
    const value = plainText(leg.amount);
    const refid = this.#venue.book({
      type: "transfer",
      subtype: "primesettlement",
      short: "EOrder:Insufficient funds",
      legs: [
        { account, asset: leg.asset.id, amount: value },
        { asset: leg.asset.id, amount: value.startsWith("-") ? value.slice(1) : `-${value}` },
      ],
    });
    leg.transfer = { id: refid, time: this.#clock.now() };
    batch.updated = this.#clock.now();
    return leg;
  }

  /** Whether the desk has confirmed a batch. */
  isConfirmed(batch: Batch): boolean {
    return this.#clock.now() >= batch.created + confirmMs;
  }

  /** Whether a leg can be settled now. */
  canSettle(batch: Batch, leg: BatchLeg): boolean {
    return this.isConfirmed(batch) && leg.transfer === undefined;
  }

  /** How far a batch is. */
  statusOf(batch: Batch): BatchStatus {
    if (this.#isSettled(batch)) return this.#clock.now() >= batch.updated + completeMs ? "completed" : "settled";
    return batch.legs.some(({ transfer }) => transfer !== undefined) ? "partially_settled" : "unsettled";
  }

  #isSettled({ legs }: Batch): boolean {
    return legs.every(({ transfer }) => transfer !== undefined);
  }
}

/** The size of an amount. */
export function sizeOf(amount: Decimal): string {
  return plainText(amount.units < 0n ? { ...amount, units: -amount.units } : amount);
}
