/** The margin positions of a Spot account: volumes follow the fills, figures are what the exchange states. */
import type { Decimal } from "../base/decimal.ts";
import { zero } from "./reading.ts";
import type { AccountDiscrepancy } from "./state.ts";
import type { SpotAccountFill, SpotAccountPosition, SpotAccountPositionEntry } from "./spot-types.ts";

/** What a reading of the positions says of ours. */
export type PositionVerdict = "agrees" | "agreed before" | "differs";

/** Digits of an average price behind those of the volume. */
const priceScale = 10;

/** Open volumes by symbol, those of shorts below zero. */
type Volumes = ReadonlyMap<string, Decimal>;

export class SpotPositionTable {
  #volumes: Map<string, Decimal> | undefined;
  readonly #stated: Map<string, readonly SpotAccountPositionEntry[]> = new Map();
  /** Symbols whose volume is not that of the figures any more. */
  readonly #moved: Set<string> = new Set();
  /** What the volumes have been since the last question. */
  readonly #since: Set<string> = new Set();
  #unexplained = false;
  #moving = false;
  #settledSince = false;

  /** Whether the exchange has stated the positions at all. */
  get known(): boolean {
    return this.#volumes !== undefined;
  }

  /** Whether there were fills or settlements that the figures do not contain. */
  get behind(): boolean {
    return this.#moved.size > 0 || this.#unexplained;
  }

  /** Whether the volumes changed in a way that no fill tells. */
  get unexplained(): boolean {
    return this.#unexplained;
  }

  /** Whether there was a settlement since the last question, so that its answer may be from before. */
  get settling(): boolean {
    return this.#settledSince;
  }

  /** Whether there were fills since the last question. */
  get moving(): boolean {
    return this.#moving;
  }

  /** Open positions, by symbol. */
  get open(): readonly SpotAccountPosition[] {
    return [...this.#nets.keys()].sort().map((symbol) => this.get(symbol) as SpotAccountPosition);
  }

  /** The position in a symbol; a closed one has a volume of zero. */
  get(symbol: string): SpotAccountPosition | undefined {
    if (!this.known) return undefined;
    const net = this.#nets.get(symbol) ?? zero;
    const entries = this.#stated.get(symbol) ?? [];
    const side = net.sign() < 0 ? "short" : net.sign() > 0 || entries[0]?.side !== "sell" ? "long" : "short";
    const sum = (pick: (entry: SpotAccountPositionEntry) => Decimal): Decimal =>
      entries.reduce((total, entry) => total.plus(pick(entry)), zero);
    const left = sum(openVolume);
    const cost = sum((entry) => openCost(entry));
    return {
      symbol,
      side,
      qty: net.abs(),
      current: !this.#moved.has(symbol) && !this.#unexplained,
      avg_price: left.sign() === 0 ? undefined : cost.dividedBy(left, priceScale, "half-up"),
      cost,
      fee: sum(({ fee }) => fee),
      margin: sum(({ margin }) => margin),
      entries,
    };
  }

  /** Takes a fill; answers its symbol where that changed a position. */
  fill({ exec_id, margin, symbol, side, last_qty }: SpotAccountFill): string | undefined {
    if (!margin) return undefined;
    this.#moving = true;
    // A statement may be ahead of the stream, and names the trades that opened what it contains.
    const contained = this.#stated.get(symbol)?.some(({ position_id }) => position_id === exec_id) === true;
    if (this.#volumes === undefined || contained) return undefined;
    const net = (this.#volumes.get(symbol) ?? zero).plus(side === "buy" ? last_qty : last_qty.negated());
    this.#volumes.set(symbol, net);
    this.#moved.add(symbol);
    this.#since.add(written(this.#volumes));
    return symbol;
  }

  /** Positions were settled, which no fill tells of: what the exchange states next is the truth. */
  settled(): void {
    if (this.known) this.#unexplained = true;
    this.#settledSince = true;
  }

  /** The positions are asked for. */
  ask(): void {
    this.#since.clear();
    this.#moving = false;
    this.#settledSince = false;
    if (this.#volumes !== undefined) this.#since.add(written(this.#volumes));
  }

  /** Compares an answer with what we have added up, now and at every moment since the question. */
  judge(answer: readonly SpotAccountPositionEntry[]): PositionVerdict {
    const stated = written(volumesOf(answer));
    if (stated === written(this.#nets)) return "agrees";
    return this.#since.has(stated) ? "agreed before" : "differs";
  }

  /** Takes what the exchange states as the truth; answers the symbols this changes. */
  adopt(answer: readonly SpotAccountPositionEntry[]): string[] {
    const before = new Map(this.open.map((position) => [position.symbol, position]));
    this.#volumes = volumesOf(answer);
    this.#stated.clear();
    this.#moved.clear();
    this.#unexplained = false;
    for (const entry of answer) this.#stated.set(entry.symbol, [...(this.#stated.get(entry.symbol) ?? []), entry]);
    const after = new Map(this.open.map((position) => [position.symbol, position]));
    return [...new Set([...before.keys(), ...after.keys()])].filter((symbol) =>
      differ(before.get(symbol), after.get(symbol)),
    );
  }

  /** Every volume that is not the one stated. */
  differences(answer: readonly SpotAccountPositionEntry[]): AccountDiscrepancy[] {
    const stated = volumesOf(answer);
    return [...new Set([...this.#nets.keys(), ...stated.keys()])].flatMap((about) => {
      const [ours, exchange] = [this.#nets.get(about) ?? zero, stated.get(about) ?? zero];
      const text = `The margin fills of ${about} add up to ${ours.toString()}, the exchange says ${exchange.toString()}`;
      return ours.equals(exchange) ? [] : [{ kind: "position" as const, about, ours, exchange, text }];
    });
  }

  get #nets(): Volumes {
    return new Map([...(this.#volumes ?? [])].filter(([, net]) => net.sign() !== 0));
  }
}

const openVolume = ({ vol, vol_closed }: SpotAccountPositionEntry): Decimal => vol.minus(vol_closed);

/** The part of the opening cost that belongs to what is still open. */
function openCost(entry: SpotAccountPositionEntry): Decimal {
  const { cost, vol, vol_closed } = entry;
  if (vol_closed.sign() === 0 || vol.sign() === 0) return cost;
  return cost.times(openVolume(entry)).dividedBy(vol, cost.scale + 2, "half-up");
}

function volumesOf(answer: readonly SpotAccountPositionEntry[]): Map<string, Decimal> {
  const volumes = new Map<string, Decimal>();
  for (const entry of answer) {
    const open = openVolume(entry);
    const net = entry.side === "buy" ? open : open.negated();
    volumes.set(entry.symbol, (volumes.get(entry.symbol) ?? zero).plus(net));
  }
  return volumes;
}

/** Volumes as text that is the same for the same volumes. */
const written = (volumes: Volumes): string =>
  [...volumes]
    .filter(([, net]) => net.sign() !== 0)
    .map(([symbol, net]) => `${symbol} ${net.toPlain()}`)
    .sort()
    .join();

const differ = (a: SpotAccountPosition | undefined, b: SpotAccountPosition | undefined): boolean =>
  a === undefined || b === undefined || JSON.stringify(a) !== JSON.stringify(b);
