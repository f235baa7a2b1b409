import { Command, InvalidArgumentError, Option } from "commander";
import type { ExchangeOptions } from "../options.ts";
import type { FlowMode } from "../flow/flow.ts";
import type { Tier } from "../limits/tiers.ts";
import { readSocketFault } from "../ws/admin.ts";
import type { SocketFault } from "../ws/faults.ts";

/** What the command line asks for. */
export interface CliRequest {
  readonly coverage: boolean;
  readonly json: boolean;
  readonly exchange: ExchangeOptions;
}

interface Flags {
  readonly port?: number;
  readonly host?: string;
  readonly seed?: string;
  readonly flow: FlowMode | boolean;
  readonly speed?: number;
  readonly tradesPerSecond?: number;
  readonly backfill: boolean;
  readonly limits?: "on" | "off";
  readonly tier?: Tier;
  readonly historyCost?: number;
  readonly pairs?: readonly string[];
  readonly contracts?: readonly string[];
  readonly nonceWindow?: number;
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly socketFault?: readonly SocketFault[];
  readonly connectionRate?: number;
  readonly coverage?: boolean;
  readonly json?: boolean;
}

/** The command with all its options; they mirror those of `startExchange`. */
export function command(): Command {
  return new Command("krakenkit-exchange")
    .description("A real exchange on this machine that speaks Kraken's protocols. No real money, no network.")
    .option("-p, --port <number>", "TCP port; any free one when left out", whole(0, 65_535))
    .option("--host <address>", "address to listen on (default: 127.0.0.1)")
    .option("--seed <text>", "everything random follows from this (default: krakenkit)")
    .addOption(new Option("--flow <mode>", "the living market").choices(["off", "quiet", "live"]).default("live"))
    .option("--no-flow", "empty books, nothing moves")
    .option("--speed <factor>", "how fast prices move and the house acts", positive)
    .option("--trades-per-second <number>", "takers per second over all markets", positive)
    .option("--no-backfill", "start without an invented past")
    .addOption(new Option("--limits <on|off>", "rate limits (default: on)").choices(["on", "off"]))
    .addOption(
      new Option("--tier <name>", "verification tier (default: pro)").choices(["starter", "intermediate", "pro"]),
    )
    .option("--history-cost <points>", "cost of ledger and trade history calls (default: 2)", whole(0, 100))
    .option("--pairs <list>", "Spot pairs to list, separated by commas", list)
    .option("--contracts <list>", "Futures contracts to list, separated by commas", list)
    .option(
      "--nonce-window <units>",
      "how far below the highest nonce a nonce may be (default: 0)",
      whole(0, Number.MAX_SAFE_INTEGER),
    )
    .option("--api-key <text>", "public key of the first account, with --api-secret")
    .option("--api-secret <base64>", "secret of that key")
    .option(
      "--socket-fault <json>",
      'a fault of the sockets, e.g. \'{"socket":"spot-public","chance":0.01,"action":{"do":"drop"}}\'; repeatable',
      socketFault,
    )
    .option(
      "--connection-rate <number>",
      "refuse an address for 10 minutes after so many socket connections within 10 minutes (Kraken: 150)",
      whole(1, 1_000_000),
    )
    .option("--coverage", "list every documented call and whether it is served, then exit")
    .option("--json", "print as JSON, for programs");
}

/** Reads the arguments; commander throws what it does not like. */
export function readArguments(parser: Command, argv: readonly string[]): CliRequest {
  const flags = parser.parse([...argv], { from: "user" }).opts<Flags>();
  const credentials =
    flags.apiKey !== undefined && flags.apiSecret !== undefined
      ? { apiKey: flags.apiKey, apiSecret: flags.apiSecret }
      : undefined;
  if (credentials === undefined && (flags.apiKey ?? flags.apiSecret) !== undefined) {
    parser.error("error: --api-key and --api-secret belong together");
  }
  const flow = { mode: typeof flags.flow === "string" ? flags.flow : "off" } as const;
  return {
    coverage: flags.coverage === true,
    json: flags.json === true,
    exchange: {
      ...defined({ port: flags.port, host: flags.host, seed: flags.seed, limits: flags.limits, tier: flags.tier }),
      ...defined({ historyCost: flags.historyCost, pairs: flags.pairs, contracts: flags.contracts }),
      ...(flags.backfill ? {} : { backfill: "off" as const }),
      flow: { ...flow, ...defined({ speed: flags.speed, tradesPerSecond: flags.tradesPerSecond }) },
      sockets: {
        ...defined({ faults: flags.socketFault }),
        ...(flags.connectionRate === undefined ? {} : { connectionRate: { attempts: flags.connectionRate } }),
      },
      account: defined({ nonceWindow: flags.nonceWindow, credentials }),
    },
  };
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high)
      throw new InvalidArgumentError(`A whole number from ${low} to ${high}.`);
    return value;
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("A number above zero.");
  return value;
}

function list(text: string): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** Collects faults given as JSON. */
function socketFault(text: string, before: readonly SocketFault[] = []): readonly SocketFault[] {
  try {
    return [...before, readSocketFault(JSON.parse(text))];
  } catch {
    throw new InvalidArgumentError('A socket fault as JSON, with an action such as {"do":"drop"}.');
  }
}
