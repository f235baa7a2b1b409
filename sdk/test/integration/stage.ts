/** What the socket tests share: a local exchange, clients that are closed again, and a memory of what each client said. */
import { inspect } from "node:util";
import { startExchange } from "krakenkit-exchange";
import type { ConnectionInfo, Exchange, ExchangeOptions, SocketFault, SocketName } from "krakenkit-exchange";
import {
  DerivativesClient,
  isKrakenError,
  orderOutcome,
  SpotClient,
  WebsocketAPIClient,
  WebsocketClient,
} from "krakenkit";
import type { AnyKrakenError, WSAPIClientConfigurableOptions, WSClientConfigurableOptions, WSEvents } from "krakenkit";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";

type Name = keyof WSEvents;
type Payload<Event extends Name, Exact extends boolean> = WSEvents<Exact>[Event];

const names: readonly Name[] = [
  "open",
  "reconnecting",
  "reconnected",
  "close",
  "authenticated",
  "response",
  "exception",
  "message",
];

/** Everything a client said, in order, and a way to wait for it. */
export class Witness<Exact extends boolean = false> {
  readonly #log: { readonly name: Name; readonly value: unknown; readonly at: number }[] = [];
  readonly #waiting: Set<() => void> = new Set();

  constructor(client: WebsocketClient<Exact>) {
    for (const name of names)
      client.on(name, (value) => {
        this.#log.push({ name, value, at: performance.now() });
        for (const look of this.#waiting) look();
      });
  }

  /** Payloads of an event, oldest first. */
  all<Event extends Name>(event: Event): Payload<Event, Exact>[] {
    return this.#log.filter(({ name }) => name === event).map(({ value }) => value as Payload<Event, Exact>);
  }

  /** What happened to connections, by name. */
  get story(): Name[] {
    return this.#log.map(({ name }) => name).filter((name) => name !== "message" && name !== "response");
  }

  /** When an event came last, on the clock of `performance`. */
  when(event: Name): number {
    return this.#log.filter(({ name }) => name === event).at(-1)?.at ?? Number.NaN;
  }

  /** Begins anew. */
  forget(): void {
    this.#log.length = 0;
  }

  /** The `count`th event that fits, waiting for it where it has not come yet. */
  until<Event extends Name>(
    event: Event,
    fits: (value: Payload<Event, Exact>) => boolean = () => true,
    count: number = 1,
  ): Promise<Payload<Event, Exact>> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.all(event).filter(fits)[count - 1];
        if (found === undefined) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        resolve(found);
      };
      const late = setTimeout(() => {
        this.#waiting.delete(look);
        const log = this.#log.slice(-25).map(({ name, value }) => `${name} ${short(value)}`);
        reject(new Error(`${event} did not come; last of ${this.#log.length}:\n${log.join("\n")}`));
      }, 12_000);
      this.#waiting.add(look);
      look();
    });
  }

  /** A message of a channel or feed. */
  message(channel: string, type?: string, count: number = 1): Promise<Payload<"message", Exact>> {
    return this.until(
      "message",
      (frame) => (frame.channel ?? frame.feed) === channel && (type === undefined || frame.type === type),
      count,
    );
  }
}

const short = (value: unknown): string => {
  const { ws: _, cause, ...rest } = value as Record<string, unknown>;
  return `${inspect(rest, { depth: 4, breakLength: Infinity }).slice(0, 200)} ${cause instanceof Error ? cause.message : ""}`;
};

/** A client and its witness. */
export interface Watched<Exact extends boolean = false> {
  readonly client: WebsocketClient<Exact>;
  readonly seen: Witness<Exact>;
}

/** The exchange of a test file and the clients of a test; declared once per file. */
export class Stage {
  #exchange: Exchange | undefined;
  readonly #clients: WebsocketClient<boolean>[] = [];

  constructor(options: ExchangeOptions = {}) {
    beforeAll(async () => {
      this.#exchange = await startExchange({
        flow: "quiet",
        backfill: "off",
        limits: "off",
        pairs: ["XBTUSD", "ETHUSD", "SOLUSD"],
        contracts: ["PF_XBTUSD", "PI_XBTUSD", "PF_ETHUSD"],
        onError: (error, where) => expect.fail(`the exchange failed in ${where}: ${inspect(error)}`),
        ...options,
      });
    });
    afterEach(async () => {
      for (const client of this.#clients.splice(0)) client.closeAll();
      this.exchange.admin.sockets.faults.clear();
      this.exchange.admin.faults.clear();
      this.exchange.admin.sockets.resume();
      await holds(() => expect(this.connections()).toEqual([]));
    });
    afterAll(async () => {
      expect(this.exchange.admin.conservation().holds).toBe(true);
      await this.exchange.stop();
    });
  }

  get exchange(): Exchange {
    if (this.#exchange === undefined) throw new Error("the exchange has not started");
    return this.#exchange;
  }

  /** Options that reach the exchange with a key of the first account. */
  get options(): Omit<WSClientConfigurableOptions, "exactNumbers"> {
    return { ...this.exchange.credentials, environment: this.exchange.environment, reconnectTimeout: 20 };
  }

  get spot(): SpotClient {
    return new SpotClient({ ...this.exchange.credentials, environment: this.exchange.environment });
  }

  get futures(): DerivativesClient {
    return new DerivativesClient({ ...this.exchange.credentials, environment: this.exchange.environment });
  }

  /** Rests a Futures order far from the market, at a price level of its own. */
  async rest(limitPrice: number, symbol: string = "PF_XBTUSD"): Promise<void> {
    const order = { orderType: "lmt", symbol, side: "buy", size: 0.01, limitPrice } as const;
    expect(orderOutcome(await this.futures.submitOrder(order))).toMatchObject({ outcome: "placed" });
  }

  watch<Exact extends boolean = false>(
    options: Omit<WSClientConfigurableOptions, "exactNumbers"> & { readonly exactNumbers?: Exact } = {},
  ): Watched<Exact> {
    const client = new WebsocketClient<Exact>({ ...this.options, ...options });
    this.#clients.push(client);
    return { client, seen: new Witness(client) };
  }

  /** A trading client and the witness of the connection underneath. */
  trade(options: WSAPIClientConfigurableOptions = {}): {
    readonly api: WebsocketAPIClient;
    readonly seen: Witness;
    readonly client: WebsocketClient;
  } {
    const api = new WebsocketAPIClient({ ...this.options, ...options });
    const client = api.getWSClient();
    this.#clients.push(client);
    return { api, client, seen: new Witness(client) };
  }

  /** Puts a socket fault in force; once, unless it says otherwise. */
  fault(action: SocketFault["action"], aim: Omit<SocketFault, "action"> = {}): number {
    return this.exchange.admin.sockets.faults.add({ times: 1, ...aim, action });
  }

  connections(socket?: SocketName): readonly ConnectionInfo[] {
    return this.exchange.admin.sockets.list(socket === undefined ? {} : { socket });
  }

  /** What the exchange has subscribed on all connections of a socket, sorted. */
  subscribed(socket: SocketName): string[] {
    return this.connections(socket)
      .flatMap(({ subscriptions }) => subscriptions)
      .map(({ channel, symbol }) => (symbol === undefined ? channel : `${channel} ${symbol}`))
      .sort();
  }

  /** Counts REST calls to a path from now on. */
  count(path: string): () => number {
    const id = this.exchange.admin.faults.add({ path, action: { do: "delay", ms: 0 } });
    return () => this.exchange.admin.faults.list().find((fault) => fault.id === id)?.struck ?? 0;
  }
}

/** Waits until what is expected is so. */
export const holds = (expectation: () => void): Promise<void> =>
  vi.waitFor(expectation, { timeout: 12_000, interval: 5 });

/** The KrakenError of a call that must fail. */
export const failure = (promise: Promise<unknown>): Promise<AnyKrakenError> =>
  promise.then(
    (value) => expect.fail(`the call should have failed, but gave ${inspect(value)}`),
    (error: unknown) => (isKrakenError(error) ? error : expect.fail(`not a KrakenError: ${inspect(error)}`)),
  );

/** A limit order that rests, as the sockets want it. */
export const far = {
  order_type: "limit",
  side: "buy",
  symbol: "BTC/USD",
  order_qty: "0.01",
  limit_price: "20000.0",
} as const;

/** A client order id that was not used before. */
export const freshId = (): string => globalThis.crypto.randomUUID();
