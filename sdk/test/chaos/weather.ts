/** Everything that goes wrong, at random times, from a seed. */
import type { Fault, SocketFaultAction } from "krakenkit-exchange";
import type { Random } from "../../src/ports.ts";
import { pick } from "../simulation/random.ts";
import type { Ground } from "./ground.ts";

/** What may strike a call. */
const plagues: readonly Fault["action"][] = [
  { do: "accept-then-504" },
  { do: "accept-then-drop" },
  { do: "truncate" },
  { do: "reset-mid-body" },
  { do: "status", status: 502, html: "<html>Bad gateway</html>" },
  { do: "status", status: 520 },
  { do: "status", status: 429 },
  { do: "refuse", error: "EService:Busy", when: "before" },
  { do: "refuse", error: "EService:Busy", when: "after" },
  { do: "refuse", error: "EService:Unavailable", when: "before" },
  { do: "refuse", error: "EGeneral:Internal error", when: "after" },
  { do: "delay", ms: 150 },
  { do: "delay", ms: 1500 },
  // Carried out when nobody waits for the answer any more.
  { do: "delay", ms: 6000 },
  { do: "hang", when: "before" },
  { do: "hang", when: "after" },
  { do: "nonce-jitter" },
];

/** Limits that strike although nobody overspent: another program uses the key. */
const limited: readonly Fault[] = [
  { path: "/0/private/AddOrder", action: { do: "refuse", error: "EOrder:Rate limit exceeded", when: "before" } },
  { path: "/0/private/*", action: { do: "refuse", error: "EAPI:Rate limit exceeded", when: "before" } },
  { path: "/derivatives/api/v3/*", action: { do: "refuse", error: "apiLimitExceeded", when: "before" } },
];

const paths = [
  "/0/private/*",
  "/0/private/AddOrder",
  "/0/private/CancelOrder",
  "/0/private/AmendOrder",
  "/derivatives/api/v3/*",
  "/derivatives/api/v3/sendorder",
  "/derivatives/api/v3/cancelorder",
  "/api/history/*",
];

/** What a network does to account streams and books. */
const frames: readonly SocketFaultAction[] = [
  { do: "delay", ms: 200 },
  { do: "drop", how: "abrupt" },
  { do: "drop", how: "clean" },
  { do: "stall", ms: 1500 },
];

/** What only an exchange that misbehaves does to them. */
const lies: readonly SocketFaultAction[] = [
  { do: "lose" },
  { do: "duplicate" },
  { do: "reorder" },
  { do: "skip-sequence" },
  { do: "corrupt-checksum" },
];

const channels = ["executions", "balances", "fills", "open_orders_verbose", "open_positions", "book", "level3"];

/** What has struck. */
export interface Struck {
  rest: number;
  sockets: number;
}

export interface Weather {
  readonly struck: Struck;
  stop(): void;
}

export interface WeatherOptions {
  readonly random: Random;
  /** Milliseconds between two faults, on average. */
  readonly every: number;
  /** Whether the exchange loses, doubles and garbles messages as well. */
  readonly hostile: boolean;
}

/** Makes weather until it is stopped. */
export function startWeather(ground: Ground, { random, every, hostile }: WeatherOptions): Weather {
  const { exchange, network, clock } = ground;
  const { faults, sockets } = exchange.admin;
  const struck: Struck = { rest: 0, sockets: 0 };
  let armed = 0;
  let stopped = false;

  const collect = (): void => {
    struck.rest += armed - faults.list().length;
    faults.clear();
    armed = 0;
  };
  const socketTrouble = (): void => {
    struck.sockets += 1;
    const one = pick(sockets.list(), random);
    const aim = one === undefined ? {} : { connection: one.id };
    const troubles: (() => unknown)[] = [
      () => sockets.drop({ ...aim, how: "abrupt" }),
      () => sockets.drop({ ...aim, how: "clean" }),
      () => sockets.drop({ how: random() < 0.5 ? "abrupt" : "clean" }),
      () => sockets.stall({ ...aim, ms: 10 * every * random() }),
      () => exchange.admin.expireTokens(),
      () => sockets.faults.add({ times: 1, action: { do: "refuse", status: pick([429, 503, 403], random) } }),
      () => sockets.faults.add({ times: 1, action: { do: "expire-tokens" } }),
      () => sockets.faults.add({ times: 1, action: { do: "reject-subscription", error: "EService:Unavailable" } }),
    ];
    const answers: SocketFaultAction[] = [{ do: "swallow-answer" }, { do: "drop-answer" }];
    for (let n = 0; n < 4; n += 1)
      troubles.push(() => sockets.faults.add({ channel: "add_order", times: 1, action: pick(answers, random) }));
    for (let n = 0; n < 6; n += 1)
      troubles.push(() =>
        sockets.faults.add({
          channel: pick(channels, random),
          kind: "update",
          times: 1,
          action: pick(hostile && random() < 0.7 ? lies : frames, random),
        }),
      );
    if (network !== undefined) {
      troubles.push(
        () => network.strike("cut"),
        () => network.strike("cut"),
        () => network.strike("silence"),
        () => network.strike("silence"),
        () => {
          network.down = true;
          clock.after(3 * every * random(), () => (network.down = false));
        },
      );
    }
    pick(troubles, random)();
  };
  const strike = (): void => {
    if (stopped) return;
    collect();
    for (; armed < 2; armed += 1)
      faults.add(
        random() < 0.1
          ? { ...pick(limited, random), times: 1 }
          : { path: pick(paths, random), action: pick(plagues, random), times: 1 },
      );
    if (random() < 0.15) socketTrouble();
    clock.after(every * (0.5 + random()), strike);
  };
  strike();
  return {
    struck,
    stop: () => {
      if (stopped) return;
      stopped = true;
      collect();
      sockets.faults.clear();
      sockets.resume();
      if (network !== undefined) network.down = false;
    },
  };
}
