/**
 * Bots trade on the local Kraken while everything around them fails. What they were told is then compared with what the
 * exchange knows: no order twice, none lost, every outcome true.
 */
import { startExchange } from "krakenkit-exchange";
import type { Exchange, Fault } from "krakenkit-exchange";
import { DerivativesClient, FuturesOrders, SpotClient, SpotOrders, WebsocketAPIClient } from "krakenkit";
import type { Placed } from "krakenkit";

/** A small seeded generator (mulberry32), so that a seed names a plan. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ChaosOptions {
  readonly seed: number;
  /** Orders per bot; there are two bots on Spot (REST and socket) and one on Futures. */
  readonly orders: number;
}

/** One order a bot wanted, and what it was told. */
export interface Wish {
  readonly bot: string;
  readonly fate: Placed<unknown>;
}

export interface ChaosReport {
  readonly wishes: readonly Wish[];
  /** The orders that exist at the exchange, by client id. */
  readonly found: ReadonlyMap<string, ReadonlySet<string>>;
  readonly faultsStruck: number;
  readonly socketFaults: number;
  readonly conserved: boolean;
  readonly internalErrors: number;
}

const patience = { pauses: [30, 60, 120, 250], grace: 400, giveUp: 20_000 };

/** What may strike an order call. */
const plagues: readonly Fault["action"][] = [
  { do: "accept-then-504" },
  { do: "accept-then-drop" },
  { do: "truncate" },
  { do: "reset-mid-body" },
  { do: "status", status: 502, html: "<html>Bad gateway</html>" },
  { do: "refuse", error: "EService:Busy", when: "before" },
  { do: "refuse", error: "EService:Busy", when: "after" },
  { do: "delay", ms: 150 },
  { do: "nonce-jitter" },
];

const pick = <Item>(items: readonly Item[], random: () => number): Item =>
  items[Math.floor(random() * items.length)] as Item;

/** Keeps two REST faults armed at any time, and now and then does something to the sockets. */
function torment(exchange: Exchange, random: () => number): { stop: () => { rest: number; sockets: number } } {
  const { faults } = exchange.admin;
  const paths = ["/0/private/*", "/0/private/AddOrder", "/derivatives/api/v3/*", "/derivatives/api/v3/sendorder"];
  let armed = 0;
  let rest = 0;
  let sockets = 0;
  const collect = (): void => {
    rest += armed - faults.list().length;
    faults.clear();
    armed = 0;
  };
  const strike = (): void => {
    collect();
    for (; armed < 2; armed += 1) faults.add({ path: pick(paths, random), action: pick(plagues, random), times: 1 });
    if (random() < 0.05) strikeSockets();
  };
  const strikeSockets = (): void => {
    sockets += 1;
    const kind = random();
    if (kind < 0.2) exchange.admin.sockets.drop({ how: "abrupt" });
    else if (kind < 0.3) exchange.admin.sockets.drop({ how: "clean" });
    else if (kind < 0.4) exchange.admin.expireTokens();
    else
      exchange.admin.sockets.faults.add({
        channel: "add_order",
        times: 1,
        action: { do: kind < 0.7 ? "swallow-answer" : "drop-answer" },
      });
  };
  const timer = setInterval(strike, 40);
  return {
    stop: () => {
      clearInterval(timer);
      collect();
      exchange.admin.sockets.faults.clear();
      return { rest, sockets };
    },
  };
}

export async function chaos({ seed, orders }: ChaosOptions): Promise<ChaosReport> {
  const exchange = await startExchange({
    seed: `chaos-${seed}`,
    limits: "off",
    backfill: "off",
    flow: { mode: "live", speed: 4 },
  });
  const options = { ...exchange.credentials, environment: exchange.environment };
  const spot = new SpotClient(options);
  const futures = new DerivativesClient(options);
  const socket = new WebsocketAPIClient(options);
  socket.getWSClient().on("exception", () => undefined);
  const spotDesk = new SpotOrders({ rest: spot, socket, patience });
  const futuresDesk = new FuturesOrders({ rest: futures, patience });
  const wishes: Wish[] = [];
  const found = recordOf(exchange);
  const plague = torment(exchange, generator(seed));
  const limits = { validFor: 4000, timeout: 1000 };

  const bot = async (
    name: string,
    act: (random: () => number) => Promise<Placed<unknown>>,
    tidy: (id: string) => Promise<unknown>,
  ): Promise<void> => {
    const random = generator(seed + name.length * 1000);
    for (let turn = 0; turn < orders; turn += 4) {
      const batch = await Promise.all(Array.from({ length: Math.min(4, orders - turn) }, () => act(random)));
      for (const fate of batch) wishes.push({ bot: name, fate });
      for (const { outcome, id } of batch) if (outcome === "accepted" && random() < 0.7) await tidy(id);
    }
  };

  try {
    const price = (random: () => number): string => (random() < 0.6 ? "20000.0" : "120000.0");
    await Promise.all([
      bot(
        "rest",
        (random) =>
          spotDesk.place(
            { pair: "XBTUSD", type: "buy", ordertype: "limit", price: price(random), volume: "0.0001" },
            limits,
          ),
        (id) => spotDesk.cancel({ cl_ord_id: id }, limits),
      ),
      bot(
        "socket",
        (random) =>
          spotDesk.place(
            {
              symbol: "ETH/USD",
              side: "buy",
              order_type: "limit",
              limit_price: random() < 0.6 ? "500.00" : "5000.00",
              order_qty: "0.01",
            },
            limits,
          ),
        (id) => spotDesk.cancel({ cl_ord_id: id }, limits),
      ),
      bot(
        "futures",
        (random) =>
          futuresDesk.place(
            {
              orderType: "lmt",
              symbol: "PF_XBTUSD",
              side: random() < 0.5 ? "buy" : "sell",
              size: 0.001,
              limitPrice: random() < 0.6 ? 60_000 : 81_000,
            },
            limits,
          ),
        (id) => futuresDesk.cancel({ cliOrdId: id }, limits),
      ),
    ]);
    const struck = plague.stop();
    const settled = await settleUnknown(wishes, spotDesk, futuresDesk);
    const { holds } = exchange.admin.conservation();
    const internalErrors = Number(exchange.admin.status()["internalErrors"] ?? 0);
    return {
      wishes: settled,
      found,
      faultsStruck: struck.rest,
      socketFaults: struck.sockets,
      conserved: holds,
      internalErrors,
    };
  } finally {
    plague.stop();
    socket.getWSClient().closeAll();
    await exchange.stop();
  }
}

/** Now that the weather is fine, asks again about what was unknown. */
async function settleUnknown(wishes: readonly Wish[], spot: SpotOrders, futures: FuturesOrders): Promise<Wish[]> {
  const settled: Wish[] = [];
  for (const { bot, fate } of wishes)
    settled.push({
      bot,
      fate: fate.outcome === "unknown" ? await (bot === "futures" ? futures : spot).resolve(fate.id) : fate,
    });
  return settled;
}

/** The exchange's own record, written as things happen: the ids of every order it ever took, by client id. */
function recordOf(exchange: Exchange): Map<string, Set<string>> {
  const taken = new Map<string, Set<string>>();
  const note = (clientId: unknown, orderId: string): void => {
    if (typeof clientId === "string") taken.set(clientId, (taken.get(clientId) ?? new Set()).add(orderId));
  };
  const { account } = exchange.admin;
  exchange.parts.spot.events.on("execution", (event) => {
    if (event.account === account) note(event.report["cl_ord_id"], event.report.order_id);
  });
  exchange.parts.futures.events.on("order", (event) => {
    if (event.account === account && event.event === "PLACE") note(event.order.clientId, event.order.id);
  });
  // An order that executes whole at once never rests, so that its fills are all there is.
  exchange.parts.futures.events.on("fill", ({ account: owner, fill }) => {
    if (owner === account) note(fill.clientId, fill.orderId);
  });
  return taken;
}
