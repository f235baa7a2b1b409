/** One registry for all names of assets, pairs and contracts. */
import type { FuturesInstrument, FuturesTradingInstrument } from "../api/futures/instruments.ts";
import type { SpotAssetInfo, SpotAssetPair } from "../api/spot/market-names.ts";
import { UsageError } from "../base/errors.ts";
import { NameMap } from "./name-map.ts";
import { altnameOf, displayOf, idOf, splitBalance, splitVenue } from "./names.ts";
import type { BalanceKind } from "./names.ts";
import { nearest } from "./near.ts";
import { rulesOfContract, rulesOfInstrument, rulesOfPair } from "./rules.ts";
import type { ContractRules, PairRecordV2, PairRules } from "./rules.ts";

/** An asset under all its names. */
export interface AssetNames {
  /** Key of balances and of Assets, e.g. `XXBT`. */
  readonly id: string;
  /** e.g. `XBT`. */
  readonly altname: string;
  /** Name of WebSocket v2 and of display, e.g. `BTC`. */
  readonly symbol: string;
  /** Whether it is an xStock. */
  readonly tokenized: boolean;
}

/** A Spot pair under all its names, with its rules. */
export interface PairNames {
  /** Key of REST results, e.g. `XXBTZUSD`. Undefined until a REST answer told it. */
  readonly key: string | undefined;
  /** e.g. `XBTUSD`. REST takes it. */
  readonly altname: string;
  /** Name of WebSocket v1, e.g. `XBT/USD`. REST refuses it. */
  readonly wsname: string;
  /** Name of WebSocket v2, e.g. `BTC/USD`; REST takes it too. */
  readonly symbol: string;
  readonly base: AssetNames;
  readonly quote: AssetNames;
  /** Execution venue other than the international one, as the suffix of the symbol says it: `BTNL`. */
  readonly venue: string | undefined;
  readonly rules: PairRules;
}

/** A Futures contract and what it is about. */
export interface ContractNames {
  /** e.g. `PF_XBTUSD`. */
  readonly symbol: string;
  readonly base: AssetNames;
  readonly quote: AssetNames;
  /** The Spot pair of the same assets, where the registry knows it. */
  readonly pair: PairNames | undefined;
  /** Index it follows, where the record says: `rr_xbtusd`. */
  readonly underlying: string | undefined;
  /** Undefined for records nobody can trade. */
  readonly rules: ContractRules | undefined;
}

/** A balance's name taken apart. */
export interface BalanceName {
  readonly asset: AssetNames;
  readonly kind: BalanceKind;
}

/** What a registry is made from; whatever there is, in any combination. */
export interface SymbolSources {
  /** `result` of `getAssetInfo`. */
  readonly assets?: Readonly<Record<string, SpotAssetInfo>> | undefined;
  /** `result` of `getAssetPairs`. */
  readonly pairs?: Readonly<Record<string, SpotAssetPair>> | undefined;
  /** `data` of the snapshot of the `instrument` channel. */
  readonly instruments?:
    | { readonly assets: readonly { readonly id: string }[]; readonly pairs: readonly PairRecordV2[] }
    | undefined;
  /** `instruments` of `getInstruments` or `getTradingInstruments`. */
  readonly contracts?: readonly (FuturesInstrument | FuturesTradingInstrument)[] | undefined;
}

/**
 * Any name of an asset, pair or contract to any other.
 *
 * It knows what it was given and, for assets alone, the closed list of historic names (`XXBT`, `ZUSD`, XBT for BTC, XDG for
 * DOGE). A name is found as it is written, else in any case (`AAPLx`
 * is not `AAPLX` where there are both); an unknown one gives `undefined`, or a `UsageError` with the nearest known names
 * from the methods beginning with `require`.
 */
export class SymbolRegistry {
  readonly #assets: NameMap<AssetNames> = new NameMap();
  readonly #pairs: NameMap<PairNames> = new NameMap();
  readonly #contracts: NameMap<ContractNames> = new NameMap();

  constructor(sources: SymbolSources = {}) {
    this.add(sources);
  }

  /** Every known asset. */
  get assets(): AssetNames[] {
    return this.#assets.values();
  }

  /** Every known pair. */
  get pairs(): PairNames[] {
    return this.#pairs.values();
  }

  /** Every known contract. */
  get contracts(): ContractNames[] {
    return this.#contracts.values();
  }

  /** Adds what another answer or snapshot says, or an update of one. Newer rules replace older ones. */
  add(sources: SymbolSources): void {
    const { assets = {}, pairs = {}, instruments, contracts = [] } = sources;
    for (const [id, { altname, aclass }] of Object.entries(assets))
      this.#addAsset(id, altname, aclass === "tokenized_asset");
    for (const { id } of instruments?.assets ?? []) this.#assetOf(id);
    for (const [key, record] of Object.entries(pairs)) this.#addRestPair(key, record);
    for (const record of instruments?.pairs ?? []) this.#addSocketPair(record);
    for (const record of contracts) this.#addContract(record);
  }

  /** An asset by any of its names, with or without a balance suffix such as `.F`. */
  asset(name: string): AssetNames | undefined {
    const whole = this.#assets.get(name);
    if (whole !== undefined) return whole;
    const { asset, kind } = splitBalance(name);
    return kind === "spot" ? undefined : this.#assets.get(asset);
  }

  /** The asset of a balance and what its suffix says about it: `ETH.F` is ETH in Kraken Rewards. */
  balance(name: string): BalanceName | undefined {
    const { asset, kind } = this.#assets.has(name) ? { asset: name, kind: "spot" as const } : splitBalance(name);
    const found = this.#assets.get(asset);
    return found === undefined ? undefined : { asset: found, kind };
  }

  /** A Spot pair by any of its names: `XXBTZUSD`, `XBTUSD`, `XBT/USD`, `BTC/USD`, `BTC/USD:BTNL`. */
  pair(name: string): PairNames | undefined {
    return this.#pairs.get(name);
  }

  /** A Futures contract by its symbol, in either case and with BTC for XBT. */
  contract(name: string): ContractNames | undefined {
    const upper = name.toUpperCase();
    // Documents print PF_BTCUSD where the venue says PF_XBTUSD, and the reverse for DOGE.
    const spellings = [upper, upper.replace("_BTC", "_XBT"), upper.replace("_XDG", "_DOGE")];
    const found = spellings.map((each) => this.#contracts.get(each)).find((each) => each !== undefined);
    return found === undefined ? undefined : this.#withPair(found);
  }

  /** The Futures contracts on the assets of a pair or of an asset against US dollars. */
  contractsOn(name: string): ContractNames[] {
    const pair = this.pair(name);
    const asset = pair === undefined ? this.asset(name) : undefined;
    return this.contracts
      .filter(({ base, quote }) =>
        pair === undefined
          ? asset !== undefined && base.symbol === asset.symbol
          : base.symbol === pair.base.symbol && quote.symbol === pair.quote.symbol,
      )
      .map((contract) => this.#withPair(contract));
  }

  /** Like `asset`, but an unknown name is a `UsageError` with the names nearest to it. */
  requireAsset(name: string): AssetNames {
    return (
      this.asset(name) ??
      unknown(
        "asset",
        name,
        this.assets.flatMap(({ altname, symbol }) => [symbol, altname]),
      )
    );
  }

  /** Like `pair`, but an unknown name is a `UsageError` with the names nearest to it. */
  requirePair(name: string): PairNames {
    return (
      this.pair(name) ??
      unknown(
        "pair",
        name,
        this.pairs.flatMap(({ altname, symbol }) => [symbol, altname]),
      )
    );
  }

  /** Like `contract`, but an unknown name is a `UsageError` with the names nearest to it. */
  requireContract(name: string): ContractNames {
    return (
      this.contract(name) ??
      unknown(
        "contract",
        name,
        this.contracts.map(({ symbol }) => symbol),
      )
    );
  }

  #withPair(contract: ContractNames): ContractNames {
    const pair = this.#pairs.get(`${contract.base.symbol}/${contract.quote.symbol}`);
    return pair === contract.pair ? contract : { ...contract, pair };
  }

  /** Enters an asset under every name it has. */
  #addAsset(id: string, altname: string, tokenized: boolean): AssetNames {
    const symbol = tokenized ? altname : displayOf(altname);
    const known = this.#assets.exact(symbol);
    // With assetVersion=1 answers are keyed by the symbol, which says nothing about the id.
    const keyed = id === symbol && altname !== symbol ? undefined : id;
    const asset: AssetNames = { id: keyed ?? known?.id ?? idOf(altname), altname, symbol, tokenized };
    if (known !== undefined && known.id === asset.id && known.altname === altname && known.tokenized === tokenized)
      return known;
    this.#assets.set([asset.symbol, asset.altname, asset.id], asset);
    return asset;
  }

  /** The asset of a name, entered by what can be said about names alone where nothing else told of it. */
  #assetOf(name: string): AssetNames {
    const known = this.#assets.exact(name);
    if (known !== undefined) return known;
    // The small x marks an xStock; no other name has small letters.
    const tokenized = name.endsWith("x");
    const altname = tokenized ? name : altnameOf(name);
    return this.#addAsset(tokenized ? name : idOf(altname), altname, tokenized);
  }

  #addRestPair(name: string, record: SpotAssetPair): void {
    const base = this.#assetOf(record.base);
    const quote = this.#assetOf(record.quote);
    const venue = splitVenue(name).venue ?? splitVenue(record.wsname ?? "").venue ?? venueOf(record);
    const symbol = `${base.symbol}/${quote.symbol}${venue === undefined ? "" : `:${venue}`}`;
    const known = this.#pairs.exact(symbol);
    this.#enter({
      // With assetVersion=1 results are keyed by the symbol, which says nothing about the key.
      key: name.includes("/") ? known?.key : name,
      altname: record.altname,
      wsname: record.wsname ?? `${base.altname}/${quote.altname}`,
      symbol,
      base,
      quote,
      venue,
      rules: rulesOfPair(record, symbol),
    });
  }

  #addSocketPair(record: PairRecordV2): void {
    const base = this.#assetOf(record.base);
    const quote = this.#assetOf(record.quote);
    const { symbol } = record;
    const { venue } = splitVenue(symbol);
    const known = this.#pairs.exact(symbol);
    const rules = rulesOfInstrument(record);
    const suffix = venue === undefined ? "" : `:${venue}`;
    this.#enter({
      key: known?.key,
      altname: known?.altname ?? `${base.altname}${quote.altname}${suffix}`,
      wsname: known?.wsname ?? `${base.altname}/${quote.altname}${suffix}`,
      symbol,
      base,
      quote,
      venue,
      // The stream knows the mode of the moment, REST which leverage there is.
      rules:
        known === undefined
          ? rules
          : {
              ...rules,
              leverageBuy: known.rules.leverageBuy,
              leverageSell: known.rules.leverageSell,
              tokenized: known.rules.tokenized,
            },
    });
  }

  #enter(pair: PairNames): void {
    const { key, altname, wsname, symbol } = pair;
    const names = [symbol, altname, wsname, symbol.replace("/", ""), ...(key === undefined ? [] : [key])];
    // Elsewhere only the symbol tells the pair from the one of the same assets at home.
    this.#pairs.set(pair.venue === undefined ? names : names.filter((name) => name.includes(":")), pair);
  }

  #addContract(record: FuturesInstrument | FuturesTradingInstrument): void {
    const [, left, right] = /^([^:]+):([^:]+)$/.exec(record.pair ?? "") ?? [];
    const base = record.base ?? left;
    const quote = record.quote ?? right;
    // Indices have neither, and nobody trades them.
    if (base === undefined || quote === undefined) return;
    const symbol = record.symbol.toUpperCase();
    this.#contracts.set([symbol], {
      symbol,
      base: this.#assetOf(base),
      quote: this.#assetOf(quote),
      pair: undefined,
      underlying: record.underlying,
      rules: rulesOfContract(record),
    });
  }
}

/** The suffix of a pair that is not traded at home, where its names do not say so. */
function venueOf({ execution_venue: venue }: SpotAssetPair): string | undefined {
  if (venue === undefined || venue === "international") return undefined;
  return venue.startsWith("bitnomial") ? "BTNL" : venue.toUpperCase();
}

function unknown(what: string, name: string, known: readonly string[]): never {
  const near = nearest(name, known);
  throw new UsageError(
    `There is no ${what} ${JSON.stringify(name)}${near.length === 0 ? "" : `; did you mean ${near.join(", ")}?`}`,
    what === "contract" ? "symbol" : what,
  );
}
