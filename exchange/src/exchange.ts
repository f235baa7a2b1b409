import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Admin, type Credentials } from "./admin/admin.ts";
import { adminHandler } from "./admin/http.ts";
import { KeyRing } from "./auth/keyring.ts";
import { Tokens } from "./auth/tokens.ts";
import { SystemClock, type Clock } from "./base/clock.ts";
import { Ids } from "./base/ids.ts";
import { Random } from "./base/random.ts";
import { environmentAt, type ExchangeEnvironment } from "./environment.ts";
import { Faults } from "./http/faults.ts";
import { Gate } from "./http/gate.ts";
import { Router } from "./http/router.ts";
import { HttpServer } from "./http/server.ts";
import { Limits } from "./limits/limits.ts";
import { tiers, type Tier } from "./limits/tiers.ts";
import { firstBalances, firstFuturesBalances, type ExchangeOptions } from "./options.ts";
import type { Notice } from "./rest/futures/desk.ts";
import { futuresRoutes } from "./rest/futures/routes.ts";
import type { Maintenance } from "./rest/spot/desk.ts";
import { spotRoutes } from "./rest/spot/routes.ts";
import { fundsOf, openVenues, type Venues } from "./venues.ts";
import { openServices } from "./services/open.ts";
import { SocketControl } from "./ws/control.ts";
import { openSockets } from "./ws/open.ts";
import type { Sockets } from "./ws/sockets.ts";

/** A running exchange. */
export interface Exchange {
  /** Base address, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  /** What a client of the SDK takes as its `environment`. */
  readonly environment: ExchangeEnvironment;
  /** A key of the first account, good on Spot and Futures. */
  readonly credentials: Credentials;
  /** Everything random followed from this. */
  readonly seed: string;
  readonly clock: Clock;
  /** Control from inside the process. */
  readonly admin: Admin;
  /** The parts of the exchange, for whoever serves more than REST or looks inside. */
  readonly parts: ExchangeParts;
  /**
   * Serves one more connection, over any stream: one end of a pair in memory, a Unix socket. HTTP and WebSocket clients
   * cannot tell the difference, and with a clock of your own a whole run becomes repeatable.
   */
  accept(stream: Duplex): void;
  /** Stops listening, ends every connection and every timer. */
  stop(): Promise<void>;
}

/** What a running exchange is made of. */
export interface ExchangeParts extends Venues {
  readonly gate: Gate;
  readonly keys: KeyRing;
  readonly tokens: Tokens;
  readonly limits: Limits | undefined;
  readonly tierOf: (account: string) => Tier;
  readonly sockets: Sockets;
}

/** Takes over a connection that wants to be a socket; false when there is none at that path. */
export type UpgradeHook = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

/** Starts an exchange on this machine and resolves when it answers. */
export async function startExchange(options: ExchangeOptions = {}): Promise<Exchange> {
  const seed = String(options.seed ?? "krakenkit");
  const clock = options.clock ?? new SystemClock();
  const host = options.host ?? "127.0.0.1";
  let internalErrors = 0;
  const report = (error: unknown, where: string): void => {
    internalErrors += 1;
    options.onError?.(error, where);
  };

  const random = new Random(seed);
  const keys = new KeyRing(clock, seed);
  const tokens = new Tokens(clock, new Ids(random.fork("tokens")));
  const faults = new Faults(seed);
  for (const fault of options.faults ?? []) faults.add(fault);
  const limits = options.limits === "off" ? undefined : new Limits(clock, options.publicRate);
  const tier = options.tier ?? "pro";
  const tierByAccount = new Map<string, Tier>();
  const tierOf = (account: string): Tier => tierByAccount.get(account) ?? tier;
  const venues = openVenues(options, { clock, random, limits, tierOf });

  const router = new Router();
  router.add(
    spotRoutes({
      clock,
      venue: venues.spot,
      tape: venues.tape,
      keys,
      tokens,
      ids: new Ids(random.fork("exports")),
      maintenance: options.maintenance ?? [],
      feesInAssetPairs: options.feesInAssetPairs ?? false,
      historyCost: options.historyCost ?? 2,
    }),
  );
  router.add(
    futuresRoutes({
      clock,
      ids: new Ids(random.fork("futures-rest")),
      venue: venues.futures,
      tape: (symbol) => venues.tape.market(symbol),
      notices: () => notices(options.maintenance ?? [], clock.now()),
    }),
  );
  let url = "";
  const services = openServices({
    clock,
    random: random.fork("services"),
    seed,
    spot: venues.spot,
    futures: venues.futures,
    tape: venues.tape,
    keys,
    openSubaccount: (id, master, email) => admin.openSubaccount(id, master, email),
    url: () => url,
    report,
    options: options.services ?? {},
  });
  router.add(services.routes);
  const sockets = openSockets(options.sockets ?? {}, {
    clock,
    random: random.fork("sockets"),
    seed,
    spot: venues.spot,
    futures: venues.futures,
    tape: venues.tape,
    keys,
    tokens,
    limits,
    tierOf,
    notices: () => notices(options.maintenance ?? [], clock.now()),
    report,
  });
  const gate = new Gate({
    router,
    keys,
    clock,
    faults,
    tierOf,
    report,
    lockout: { failures: options.lockout?.failures ?? 5, ms: (options.lockout?.seconds ?? 900) * 1000 },
    ...(limits === undefined ? {} : { limits }),
  });
  const admin = new Admin({
    clock,
    spot: venues.spot,
    futures: fundsOf(venues.futures),
    keys,
    tokens,
    faults,
    tiers: tierByAccount,
    tier,
    routes: () => router.routes,
    maxOpenOrders: (of) => (limits === undefined ? undefined : tiers[of].openOrders),
    setPrice: (asset, usd) => venues.flow.setPrice(asset, usd),
    internalErrors: () => internalErrors,
    sockets: new SocketControl(sockets),
    services: services.control,
  });
  let credentials: Credentials = { apiKey: "", apiSecret: "" };
  const { spot, futures, tape, flow } = venues;
  const parts: ExchangeParts = { spot, futures, tape, flow, gate, keys, tokens, limits, tierOf, sockets };
  const upgrade: UpgradeHook = (request, socket, head) => sockets.upgrade(request, socket, head);
  const server = new HttpServer({
    deliver: (request) => gate.deliver(request),
    admin: adminHandler(admin, () => ({ environment: environmentAt(url), credentials })),
    upgrade,
    report,
    now: () => clock.now(),
    ...(options.server === undefined ? {} : { limits: options.server }),
  });
  let cancelSchedule = (): void => undefined;
  const quiet = (): void => {
    cancelSchedule();
    sockets.close();
    services.close();
    venues.close();
  };
  try {
    credentials = openAccounts(admin, options);
    cancelSchedule = schedule(admin, clock, options);
    venues.start();
    const port = await server.listen(options.port ?? 0, host);
    url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
    const stop = async (): Promise<void> => {
      quiet();
      await server.close();
    };
    const accept = (stream: Duplex): void => server.accept(stream);
    return { url, port, environment: environmentAt(url), credentials, seed, clock, admin, parts, accept, stop };
  } catch (error) {
    quiet();
    throw error;
  }
}

function openAccounts(admin: Admin, options: ExchangeOptions): Credentials {
  const { credentials, nonceWindow, ...first } = options.account ?? {};
  const { account } = admin.createAccount({
    balances: firstBalances,
    futuresBalances: firstFuturesBalances,
    ...first,
    id: first.id ?? admin.account,
  });
  const made = admin.createKey(account, {
    ...(credentials === undefined ? {} : { key: credentials.apiKey, secret: credentials.apiSecret }),
    ...(nonceWindow === undefined ? {} : { nonceWindow }),
  });
  for (const spec of options.accounts ?? []) admin.createAccount(spec);
  return made;
}

/** Carries out announced maintenance and planned changes of mode; the result calls it all off. */
function schedule(admin: Admin, clock: Clock, options: ExchangeOptions): () => void {
  const now = clock.now();
  const cancels: (() => void)[] = [];
  for (const change of options.modes ?? []) {
    cancels.push(
      clock.after(change.afterMs, () => {
        if ("pair" in change) admin.setMode(change.mode, change.pair);
        else admin.setMode(change.mode);
      }),
    );
  }
  for (const { start, end } of options.maintenance ?? []) {
    if (end <= now) continue;
    cancels.push(clock.after(Math.max(0, start - now), () => admin.setMode("maintenance")));
    cancels.push(clock.after(end - now, () => admin.setMode("online")));
  }
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/** Announced maintenance as Futures words it. */
function notices(maintenance: readonly Maintenance[], now: number): readonly Notice[] {
  return maintenance
    .filter(({ end }) => end > now)
    .map(({ start, end, title }) => ({
      effective: start,
      note: title,
      priority: "high",
      type: "maintenance",
      downtimeMinutes: Math.round((end - start) / 60_000),
    }));
}
