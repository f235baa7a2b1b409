/** What a soak does, as a list that follows from its seed alone. */
import type { SocketFault, SocketName } from "krakenkit-exchange";
import type { WsKey } from "krakenkit";
import { generator } from "../simulation/random.ts";

/** A topic of one connection, as the soak subscribes to it. */
export interface Choice {
  readonly wsKey: WsKey;
  readonly socket: SocketName;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** As the exchange lists it, or nothing where it will be refused. */
  readonly listed: string | undefined;
}

const choice = (
  wsKey: WsKey,
  socket: SocketName,
  topic: string,
  market?: string,
  extra: Choice["payload"] = {},
): Choice => {
  const symbols = wsKey.startsWith("spot") ? { symbol: [market] } : { product_ids: [market] };
  const refused = market?.includes("NOPE") === true;
  return {
    wsKey,
    socket,
    topic,
    payload: market === undefined ? extra : { ...symbols, ...extra },
    listed: refused ? undefined : market === undefined ? topic : `${topic} ${market}`,
  };
};

/** Everything a soak may subscribe to. */
export const choices: readonly Choice[] = [
  ...["BTC/USD", "ETH/USD", "SOL/USD", "NOPE/USD"].flatMap((pair) => [
    choice("spotPublicV2", "spot-public", "ticker", pair),
    choice("spotPublicV2", "spot-public", "book", pair),
    choice("spotPublicV2", "spot-public", "trade", pair, { snapshot: true }),
    choice("spotPublicV2", "spot-public", "ohlc", pair, { interval: 1 }),
    choice("spotL3V2", "spot-l3", "level3", pair),
  ]),
  choice("spotPublicV2", "spot-public", "instrument"),
  choice("spotPrivateV2", "spot-private", "executions"),
  choice("spotPrivateV2", "spot-private", "balances"),
  ...["PF_XBTUSD", "PI_XBTUSD", "PF_NOPE"].flatMap((product) => [
    choice("derivativesPublicV1", "futures", "ticker", product),
    choice("derivativesPublicV1", "futures", "book", product),
    choice("derivativesPublicV1", "futures", "trade", product),
  ]),
  ...["fills", "open_orders", "open_positions", "balances", "account_log"].map((feed) =>
    choice("derivativesPrivateV1", "futures", feed),
  ),
];

/** The connections of each client. */
export const wsKeys: readonly WsKey[] = [
  "spotPublicV2",
  "spotPrivateV2",
  "spotL3V2",
  "derivativesPublicV1",
  "derivativesPrivateV1",
];

/** One step of a soak. */
export type Act =
  | {
      readonly do: "subscribe" | "unsubscribe" | "resubscribe";
      readonly client: number;
      readonly choices: readonly number[];
    }
  | { readonly do: "stream"; readonly client: number; readonly choice: number; readonly entries: number }
  | {
      readonly do: "order";
      readonly client: number;
      readonly how: "add" | "market" | "amend" | "cancel" | "batch" | "cancel-all";
      readonly userref: number;
      readonly timeout: number;
      readonly patient: boolean;
      /** Aborted after this many milliseconds. */
      readonly abort: number | undefined;
    }
  | { readonly do: "fault"; readonly fault: SocketFault }
  | { readonly do: "drop"; readonly socket: SocketName | undefined; readonly how: "clean" | "abrupt" }
  | { readonly do: "stall"; readonly socket: SocketName | undefined; readonly ms: number }
  | { readonly do: "close" | "connect"; readonly client: number; readonly wsKey: WsKey; readonly force: boolean }
  | { readonly do: "mode"; readonly mode: "online" | "cancel_only" | "post_only" }
  | { readonly do: "expire-tokens" }
  | { readonly do: "lose-token" }
  | { readonly do: "pause"; readonly ms: number };

const sockets: readonly SocketName[] = ["spot-public", "spot-private", "spot-l3", "futures"];

const actions: readonly SocketFault["action"][] = [
  { do: "refuse", status: 503 },
  { do: "hang" },
  { do: "drop" },
  { do: "drop", how: "clean", code: 1001, reason: "CloudFlare WebSocket proxy restarting" },
  { do: "stall", ms: 400 },
  { do: "delay", ms: 40 },
  { do: "lose" },
  { do: "duplicate" },
  { do: "reorder" },
  { do: "skip-heartbeat" },
  { do: "corrupt-checksum" },
  { do: "skip-sequence" },
  { do: "repeat-sequence" },
  { do: "slow-reader", ms: 20 },
  { do: "expire-tokens" },
  { do: "reject-subscription", error: "Exceeded msg rate" },
  { do: "mute-subscription" },
  { do: "swallow-answer" },
  { do: "drop-answer" },
];

/** The steps of one round. */
export function plan(seed: number, round: number, length: number, clients: number): Act[] {
  const random = generator(seed * 1_000_003 + round);
  const below = (n: number): number => Math.floor(random() * n);
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const client = (): number => below(clients);
  const kinds: readonly (readonly [weight: number, make: () => Act])[] = [
    [
      24,
      () => ({
        do: "subscribe",
        client: client(),
        choices: Array.from({ length: 1 + below(4) }, () => below(choices.length)),
      }),
    ],
    [16, () => ({ do: "unsubscribe", client: client(), choices: [below(choices.length), below(choices.length)] })],
    [3, () => ({ do: "resubscribe", client: client(), choices: [below(choices.length)] })],
    [6, () => ({ do: "stream", client: client(), choice: below(choices.length), entries: 1 + below(20) })],
    [
      36,
      () => ({
        do: "order",
        client: client(),
        how: one(["add", "add", "add", "market", "amend", "cancel", "batch", "cancel-all"]),
        userref: 1 + below(2 ** 31 - 2),
        timeout: 100 + below(600),
        patient: random() < 0.3,
        abort: random() < 0.1 ? below(50) : undefined,
      }),
    ],
    [
      10,
      () => ({
        do: "fault",
        fault: {
          action: one(actions),
          times: 1 + below(3),
          skip: below(4),
          ...(random() < 0.6 ? { socket: one(sockets) } : {}),
        },
      }),
    ],
    [4, () => ({ do: "drop", socket: one([...sockets, undefined]), how: one(["clean", "abrupt"]) })],
    [2, () => ({ do: "stall", socket: one([...sockets, undefined]), ms: 100 + below(900) })],
    [3, () => ({ do: one(["close", "connect"]), client: client(), wsKey: one(wsKeys), force: random() < 0.5 })],
    [1, () => ({ do: "mode", mode: one(["online", "online", "cancel_only", "post_only"]) })],
    [1, () => ({ do: "expire-tokens" })],
    [1, () => ({ do: "lose-token" })],
    [30, () => ({ do: "pause", ms: below(40) })],
  ];
  const total = kinds.reduce((sum, [weight]) => sum + weight, 0);
  return Array.from({ length }, () => {
    let at = random() * total;
    for (const [weight, make] of kinds) {
      at -= weight;
      if (at < 0) return make();
    }
    return { do: "pause", ms: 1 };
  });
}
