import { decimal, type Decimal } from "../base/decimal.ts";
import { uuidOf } from "../base/ids.ts";
import type { SpotAsset } from "../markets/spot.ts";
import { networks, ownNetwork, type Network } from "./networks.ts";

/** Which way money goes. */
export type Direction = "deposit" | "withdraw";

/** One way of bringing in or taking out one asset. */
export interface FundingMethod {
  readonly id: string;
  readonly direction: Direction;
  readonly name: string;
  readonly asset: SpotAsset;
  readonly network: Network;
  readonly minimum: Decimal;
  /** What it costs, in the asset itself. */
  readonly fee: Decimal;
}

type Row = readonly [name: string, network: string, least: string, leastOut: string, feeOut: string];

/** Names, minimums and fees after Kraken's own lists; they change there daily and mean nothing here. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  BTC: [
    ["Bitcoin", "Bitcoin", "0.0001", "0.0004", "0.00015"],
    ["Bitcoin Lightning", "Lightning", "0.00001", "0.00001", "0.000001"],
  ],
  ETH: [
    ["Ether (Hex)", "Ethereum", "0.001", "0.002", "0.0006"],
    ["Arbitrum One (Unified)", "Arbitrum One", "0.0005", "0.001", "0.0001"],
    ["Base (Unified)", "Base", "0.0005", "0.001", "0.0001"],
  ],
  SOL: [["Solana", "Solana", "0.01", "0.02", "0.005"]],
  XRP: [["Ripple XRP", "XRP Ledger", "1", "2", "0.2"]],
  DOGE: [["Dogecoin", "Dogecoin", "10", "20", "4"]],
  ADA: [["ADA", "Cardano", "1", "2", "0.6"]],
  SHIB: [["SHIB", "Ethereum", "50000", "100000", "60000"]],
  USDT: [
    ["Tether USD (ERC20)", "Ethereum", "5", "10", "4"],
    ["Tether USD (TRC20)", "Tron", "2", "5", "2.5"],
    ["Tether USD (SPL)", "Solana", "2", "5", "1"],
  ],
  USDC: [
    ["USDC", "Ethereum", "5", "10", "4"],
    ["USDC - Arbitrum One (Unified)", "Arbitrum One", "2", "5", "0.5"],
    ["USDC (SPL)", "Solana", "2", "5", "1"],
  ],
  PEPE: [["PEPE", "Ethereum", "100000", "500000", "250000"]],
  ACA: [["Acala", "Acala", "10", "20", "1"]],
  USD: [["Fedwire (Deposit)", "Fedwire", "1", "20", "4"]],
  EUR: [["SEPA", "SEPA", "1", "5", "1"]],
  GBP: [["Faster Payments", "Faster Payments", "1", "5", "1.95"]],
};

/** All ways in and out, for the assets of an exchange. */
export class FundingMethods {
  readonly all: readonly FundingMethod[];
  readonly #byId: ReadonlyMap<string, FundingMethod>;

  constructor(assets: readonly SpotAsset[]) {
    this.all = assets.flatMap((asset) => methodsOf(asset));
    this.#byId = new Map(this.all.map((method) => [method.id, method]));
  }

  /** The method of an id. */
  find(id: string): FundingMethod | undefined {
    return this.#byId.get(id);
  }

  /** Methods of one direction, of one asset if given. */
  list(direction: Direction, asset?: SpotAsset): readonly FundingMethod[] {
    return this.all.filter(
      (method) => method.direction === direction && (asset === undefined || method.asset === asset),
    );
  }

  /** The method of an asset with that name. */
  named(direction: Direction, asset: SpotAsset, name: string): FundingMethod | undefined {
    return this.list(direction, asset).find((method) => method.name === name);
  }

  /** Every network some method uses. */
  networks(): readonly Network[] {
    return [...new Set(this.all.map(({ network }) => network))];
  }
}

function methodsOf(asset: SpotAsset): readonly FundingMethod[] {
  const known = rows[asset.symbol] ?? [[asset.symbol, asset.symbol, "1", "2", "0.5"] as const];
  return known.flatMap(([name, networkName, least, leastOut, feeOut]) => {
    const network = networks.get(networkName) ?? ownNetwork(networkName);
    const of = (direction: Direction, minimum: string, fee: string): FundingMethod => ({
      id: uuidOf(`method/${direction}/${asset.symbol}/${name}`),
      direction,
      name: direction === "withdraw" ? name.replace(" (Deposit)", " (Withdrawal)") : name,
      asset,
      network,
      minimum: decimal(minimum),
      fee: decimal(fee),
    });
    return [of("deposit", least, "0"), of("withdraw", leastOut, feeOut)];
  });
}
