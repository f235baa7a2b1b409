import type { AccountSpec } from "./admin/admin.ts";
import type { Clock } from "./base/clock.ts";
import type { FlowOptions } from "./flow/flow.ts";
import type { BackfillSettings } from "./flow/wire.ts";
import type { FuturesRules } from "./futures/settings.ts";
import type { Fault } from "./http/faults.ts";
import type { ServerLimits } from "./http/server.ts";
import type { PublicRate } from "./limits/public.ts";
import type { Tier } from "./limits/tiers.ts";
import type { Maintenance } from "./rest/spot/desk.ts";
import type { ServiceOptions } from "./services/options.ts";
import type { SpotVenueOptions } from "./spot/options.ts";
import type { PairMode, SystemMode } from "./spot/types.ts";
import type { SocketOptions } from "./ws/options.ts";

/** A change of mode at a time. */
export type ModeChange =
  | { readonly afterMs: number; readonly mode: SystemMode }
  | { readonly afterMs: number; readonly mode: PairMode; readonly pair: string };

/** The customer account every exchange starts with, unless options say otherwise. */
export interface FirstAccount extends AccountSpec {
  /** Fixed credentials, e.g. to keep them over restarts; made from the seed when left out. */
  readonly credentials?: { readonly apiKey: string; readonly apiSecret: string };
  /** How far below the highest nonce a nonce may be. Default 0. */
  readonly nonceWindow?: number;
}

/** Everything that can be chosen about an exchange; nothing has to be. */
export interface ExchangeOptions {
  /** TCP port. Default 0: any free one. */
  readonly port?: number;
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** Everything random follows from this. Default `krakenkit`. */
  readonly seed?: string | number;
  /** Default: the machine's time. A `ManualClock` stands still until `admin.advance`. */
  readonly clock?: Clock;
  /** The first account. Default: funds in every asset, and one key. */
  readonly account?: FirstAccount;
  /** Further accounts. */
  readonly accounts?: readonly AccountSpec[];
  /** Verification tier of accounts that do not name their own. Default `pro`. */
  readonly tier?: Tier;
  /** `off` switches every rate limit off. Default `on`. */
  readonly limits?: "on" | "off";
  /** Limit on public calls per client address. Default: none. */
  readonly publicRate?: PublicRate;
  /** What ledger and trade history calls cost on the REST counter. Default 2; some documentation says 4. */
  readonly historyCost?: number;
  /** Authentication failures in a row that lock a key, and for how many seconds. Default 5 and 900. */
  readonly lockout?: { readonly failures?: number; readonly seconds?: number };
  /** The living market: `off`, `quiet` (books that stand still), `live` (default), or all its options. */
  readonly flow?: FlowOptions | NonNullable<FlowOptions["mode"]>;
  /** Invented past; `off` starts with empty histories. */
  readonly backfill?: BackfillSettings | "off";
  /** Spot pairs to list, by any accepted name. Default: all reference pairs. */
  readonly pairs?: readonly string[];
  /** Futures contracts to list, by symbol. Default: all reference contracts. */
  readonly contracts?: readonly string[];
  /** Whether AssetPairs fills `fees` and `fees_maker`, as it did until August 2026. Default false. */
  readonly feesInAssetPairs?: boolean;
  /** Rules of the Spot venue that can be chosen. */
  readonly spot?: Omit<SpotVenueOptions, "clock" | "random" | "markets" | "gate">;
  /** Rules of the Futures venue that can be chosen. */
  readonly futures?: Partial<FuturesRules>;
  /** How long deposits, withdrawals and Earn requests take, and limits of products beside the venues. */
  readonly services?: ServiceOptions;
  /** Announced maintenance: listed before, and carried out at its time. */
  readonly maintenance?: readonly Maintenance[];
  /** Changes of mode by time after the start. */
  readonly modes?: readonly ModeChange[];
  /** Faults in force from the start. */
  readonly faults?: readonly Fault[];
  /** How the sockets behave, and their faults. */
  readonly sockets?: SocketOptions;
  /** How much a client may send, and how slowly. */
  readonly server?: ServerLimits;
  /** Told about errors that should not happen; the exchange goes on regardless. */
  readonly onError?: (error: unknown, where: string) => void;
}

/** Spot funds of the first account. */
export const firstBalances: Readonly<Record<string, string>> = {
  ZUSD: "1000000",
  ZEUR: "500000",
  USDT: "250000",
  USDC: "250000",
  XXBT: "20",
  XETH: "300",
  SOL: "5000",
  XXRP: "200000",
  XXDG: "1000000",
  ADA: "200000",
};

/** Futures funds of the first account. */
export const firstFuturesBalances: Readonly<Record<string, string>> = { USD: "500000", XBT: "5", ETH: "50" };
