/** `FuturesAccount`: orders, fills, positions and balances of a Futures account as they truly are. */
import { platform } from "#platform";
import { FuturesTracker } from "../account/futures.ts";
import type { FuturesTrackerOptions } from "../account/futures.ts";
import type {
  FuturesAccountEvents,
  FuturesAccountFill,
  FuturesAccountOrder,
  FuturesAccountPosition,
  FuturesAccountWallet,
  FuturesFeed,
  FuturesInput,
  FuturesOutput,
} from "../account/futures-types.ts";
import type { AccountState } from "../account/state.ts";
import type { ListenOptions, Undo } from "../base/events.ts";
import { parseExact } from "../base/json.ts";
import type { Clock, Log } from "../ports.ts";
import { AccountShell, given, hold, Reading } from "./account-shell.ts";
import type { AccountStartOptions, FailedRead, ShellWork } from "./account-shell.ts";
import { DerivativesClient } from "./derivatives.ts";
import { FuturesReads } from "./futures-account-reads.ts";
import { checkGiven } from "./given.ts";
import type { RestClientOptions } from "./rest.ts";
import { WebsocketClient } from "./websocket.ts";
import type { WSClientConfigurableOptions } from "./ws-options.ts";
import type { WSStream, WSStreamOptions } from "./ws-stream.ts";

/** How an account is reached: by clients made for it, or by yours. */
export type FuturesAccountOptions = FuturesTrackerOptions & {
  /** Told of trouble with the connection made for it; `state` says what follows from it. Default: nobody. */
  readonly logger?: Log | undefined;
  readonly clock?: Clock | undefined;
} & (
    | (Pick<
        WSClientConfigurableOptions,
        "apiKey" | "apiSecret" | "environment" | "testnet" | "customSignMessageFn" | "limits"
      > & {
        /** Further options of the REST client made for it. */
        readonly restOptions?: RestClientOptions | undefined;
        /** Further options of the sockets made for it. */
        readonly socketOptions?: WSClientConfigurableOptions | undefined;
        readonly rest?: undefined;
        readonly sockets?: undefined;
      })
    | {
        /** Made with `parseJson: parseExact`, or prices are as exact as floats are. */
        readonly rest: DerivativesClient;
        /** Made with `exactNumbers: true`. */
        readonly sockets: WebsocketClient<true>;
      }
  );

const wsKey = "derivativesPrivateV1";

/**
 * A Futures account, tracked without gaps.
 *
 * It starts from snapshots, follows the feeds and, after every loss of connection or message, closes the gap over REST
 * before it says `live` again. Fills are told exactly once and in order; sums that do not come out are reported.
 */
export class FuturesAccount {
  readonly #tracker: FuturesTracker;
  readonly #shell: AccountShell<FuturesAccountEvents, FuturesInput, FuturesOutput>;

  constructor(options: FuturesAccountOptions) {
    checkGiven(options);
    const clock = options.clock ?? platform.clock;
    const own = !given(options, "rest");
    const { rest, sockets } = clientsOf(options);
    this.#tracker = new FuturesTracker(options, clock.now());
    const { view, feeds } = this.#tracker;
    const tracker = {
      get state() {
        return view.state;
      },
      take: (input: FuturesInput, now: number) => this.#tracker.take(input, now),
    };
    this.#shell = new AccountShell(
      tracker,
      work(sockets, new FuturesReads(rest, clock), feeds, own, options.logger),
      clock,
    );
  }

  /** Whether what is shown is complete, since when, and why. */
  get state(): AccountState {
    return this.#tracker.view.state;
  }

  /** Open orders, trigger orders included, oldest first. */
  get orders(): readonly FuturesAccountOrder[] {
    return this.#tracker.view.orders.open;
  }

  /** Orders that ended, as many as are kept, the latest last. */
  get closedOrders(): readonly FuturesAccountOrder[] {
    return this.#tracker.view.orders.closed;
  }

  /** Fills, as many as are kept, the latest last. */
  get fills(): readonly FuturesAccountFill[] {
    return this.#tracker.view.orders.fills;
  }

  /** Open positions. */
  get positions(): readonly FuturesAccountPosition[] {
    return this.#tracker.view.wallets.positions;
  }

  /** Wallets by name: `cash`, `flex`, and margin accounts such as `F-XBT:USD`. */
  get wallets(): Readonly<Record<string, FuturesAccountWallet>> {
    return Object.fromEntries(this.#tracker.view.wallets.wallets);
  }

  /** One order, open or recently closed, by `order_id` or `cli_ord_id`. */
  order(id: string): FuturesAccountOrder | undefined {
    return this.#tracker.view.orders.get(id);
  }

  /** The position in one contract, such as `PF_XBTUSD`. */
  position(instrument: string): FuturesAccountPosition | undefined {
    return this.positions.find((position) => position.instrument === instrument);
  }

  /** Begins to track, and resolves when the account is `live` for the first time. */
  start(options?: AccountStartOptions): Promise<void> {
    return this.#shell.start(options);
  }

  /** Ends the tracking. Connections that were made for it are closed; what is known stays readable, as `stale`. */
  stop(): void {
    this.#shell.stop();
  }

  /** Listens to an event; ends by calling what it returns, by `off`, or by the signal. */
  on<Name extends keyof FuturesAccountEvents>(
    event: Name,
    listener: (value: FuturesAccountEvents[Name]) => void,
    options?: ListenOptions,
  ): Undo<FuturesAccountEvents> {
    return this.#shell.events.on(event, listener, options);
  }

  /** Listens to the next occurrence of an event. */
  once<Name extends keyof FuturesAccountEvents>(
    event: Name,
    listener: (value: FuturesAccountEvents[Name]) => void,
    options?: ListenOptions,
  ): Undo<FuturesAccountEvents> {
    return this.#shell.events.once(event, listener, options);
  }

  /** Ends a listener. */
  off<Name extends keyof FuturesAccountEvents>(
    event: Name,
    listener: (value: FuturesAccountEvents[Name]) => void,
  ): this {
    this.#shell.events.off(event, listener);
    return this;
  }

  /** Events of one kind as an async iterable, which ends when the tracking does. */
  stream<Name extends keyof FuturesAccountEvents>(
    event: Name,
    options?: WSStreamOptions,
  ): WSStream<FuturesAccountEvents[Name]> {
    return this.#shell.stream(event, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
  }
}

function clientsOf(options: FuturesAccountOptions): { rest: DerivativesClient; sockets: WebsocketClient<true> } {
  if (options.rest !== undefined) return options;
  const { apiKey, apiSecret, environment, testnet, customSignMessageFn, limits, clock, restOptions, socketOptions } =
    options;
  const shared = {
    apiKey,
    apiSecret,
    environment,
    testnet,
    clock,
    limits,
    ...(customSignMessageFn === undefined ? {} : { customSignMessageFn }),
  };
  return {
    rest: new DerivativesClient({ ...shared, parseJson: parseExact, ...restOptions }),
    sockets: new WebsocketClient({ ...shared, ...socketOptions, exactNumbers: true }),
  };
}

function work(
  sockets: WebsocketClient<true>,
  reads: FuturesReads,
  feeds: readonly FuturesFeed[],
  own: boolean,
  log: Log | undefined,
): ShellWork<FuturesInput, FuturesOutput> {
  const reading = new Reading();
  return {
    connect: (feed, fail) => {
      const ending = new AbortController();
      const listen = { signal: ending.signal };
      sockets.on(
        "message",
        (message) => {
          if (message.wsKey === wsKey) feed({ on: "frame", frame: message as unknown as Record<string, unknown> });
        },
        listen,
      );
      sockets.on("authenticated", (event) => event.wsKey === wsKey && feed({ on: "up" }), listen);
      const down = (reason: string) => (event: { readonly wsKey: string }) => {
        if (event.wsKey === wsKey) feed({ on: "down", reason });
      };
      if (own) sockets.on("exception", ({ error }) => log?.error(error), listen);
      sockets.on("reconnecting", down("the connection was lost"), listen);
      sockets.on("close", down("the connection was closed"), listen);
      // Streams hold the subscriptions, so that those of the caller are not touched; what they carry is read above.
      const buffer = { size: 1, overflow: "drop-oldest" } as const;
      const leases = feeds.map((name) => sockets.stream(name, {}, { wsKey, buffer }));
      for (const lease of leases) void hold(lease, fail);
      return () => {
        ending.abort();
        for (const lease of leases) void lease.return?.();
        if (own) sockets.closeAll();
      };
    },
    act: (effect, feed, fail, signal) => {
      if (!("do" in effect)) return;
      if (effect.do === "resubscribe") sockets.resubscribe([...effect.feeds], wsKey);
      else if (effect.do === "read") {
        const { ticket } = effect.plan;
        const outcome = {
          done: (answer: Awaited<ReturnType<typeof reads.read>>) => feed({ on: "answer", ticket, answer }),
          failed: (why: FailedRead) => feed({ on: "failed", ticket, ...why }),
          fail,
        };
        reading.run((ending) => reads.read(effect.plan, ending), outcome, signal);
      }
    },
    down: (reason) => ({ on: "down", reason }),
    elapsed: (timer) => ({ on: "elapsed", timer }),
  };
}
