/** `SpotAccount`: orders, fills, balances and margin positions of a Spot account as they truly are. */
import { platform } from "#platform";
import { microsOfText } from "../account/moments.ts";
import { SpotTracker } from "../account/spot.ts";
import type {
  SpotAccountBalance,
  SpotAccountEvents,
  SpotAccountFill,
  SpotAccountOrder,
  SpotAccountPosition,
  SpotInput,
  SpotOutput,
  SpotTrackerOptions,
} from "../account/spot-types.ts";
import type { AccountState } from "../account/state.ts";
import type { ListenOptions, Undo } from "../base/events.ts";
import type { Clock, Log } from "../ports.ts";
import { AccountShell, given, hold, Reading } from "./account-shell.ts";
import type { AccountStartOptions, FailedRead, ShellWork } from "./account-shell.ts";
import { checkGiven } from "./given.ts";
import type { RestClientOptions } from "./rest.ts";
import { SpotClient } from "./spot.ts";
import { SpotReads } from "./spot-account-reads.ts";
import { WebsocketClient } from "./websocket.ts";
import type { WSClientConfigurableOptions } from "./ws-options.ts";
import type { WSStream, WSStreamOptions } from "./ws-stream.ts";

/** How an account is reached: by clients made for it, or by yours. */
export type SpotAccountOptions = SpotTrackerOptions & {
  /** Told of trouble with the connection made for it; `state` says what follows from it. Default: nobody. */
  readonly logger?: Log | undefined;
  readonly clock?: Clock | undefined;
} & (
    | (Pick<WSClientConfigurableOptions, "apiKey" | "apiSecret" | "environment" | "customSignMessageFn" | "limits"> & {
        /** Further options of the REST client made for it. */
        readonly restOptions?: RestClientOptions | undefined;
        /** Further options of the sockets made for it. */
        readonly socketOptions?: WSClientConfigurableOptions | undefined;
        readonly rest?: undefined;
        readonly sockets?: undefined;
      })
    | {
        readonly rest: SpotClient;
        /** Made with `exactNumbers: true`. */
        readonly sockets: WebsocketClient<true>;
      }
  );

const wsKey = "spotPrivateV2";
const executions = { snap_orders: true, snap_trades: true, order_status: true } as const;

/**
 * A Spot account, tracked without gaps.
 *
 * It starts from snapshots, follows the streams and, after every loss of connection or message, closes the gap over REST
 * before it says `live` again. Fills are told exactly once and in order; sums that do not come out are reported.
 */
export class SpotAccount {
  readonly #tracker: SpotTracker;
  readonly #shell: AccountShell<SpotAccountEvents, SpotInput, SpotOutput>;

  constructor(options: SpotAccountOptions) {
    checkGiven(options);
    const clock = options.clock ?? platform.clock;
    const own = !given(options, "rest");
    const { rest, sockets } = clientsOf(options);
    const reads = new SpotReads(rest, clock);
    this.#tracker = new SpotTracker(options, clock.now());
    const { view } = this.#tracker;
    const tracker = {
      get state() {
        return view.state;
      },
      take: (input: SpotInput, now: number) => this.#tracker.take(input, now),
    };
    this.#shell = new AccountShell(tracker, work(sockets, reads, own, options.logger), clock);
  }

  /** Whether what is shown is complete, since when, and why. */
  get state(): AccountState {
    return this.#tracker.view.state;
  }

  /** Open orders, oldest first. */
  get orders(): readonly SpotAccountOrder[] {
    return this.#tracker.view.orders.open;
  }

  /** Orders that ended, as many as are kept, the latest last. */
  get closedOrders(): readonly SpotAccountOrder[] {
    return this.#tracker.view.orders.closed;
  }

  /** Fills, as many as are kept, the latest last. */
  get fills(): readonly SpotAccountFill[] {
    return this.#tracker.view.orders.fills;
  }

  /** Balances by asset. */
  get balances(): Readonly<Record<string, SpotAccountBalance>> {
    const { view } = this.#tracker;
    return Object.fromEntries(
      view.balances.assets.flatMap((asset) => {
        const balance = view.balance(asset);
        return balance === undefined ? [] : [[asset, balance]];
      }),
    );
  }

  /** Open margin positions, by symbol. */
  get positions(): readonly SpotAccountPosition[] {
    return this.#tracker.view.positions.open;
  }

  /** One order, open or recently closed, by `order_id` or `cl_ord_id`. */
  order(id: string): SpotAccountOrder | undefined {
    return this.#tracker.view.orders.get(id);
  }

  /** One asset, such as `BTC`. */
  balance(asset: string): SpotAccountBalance | undefined {
    return this.#tracker.view.balance(asset);
  }

  /** The margin position in one pair, such as `BTC/USD`; undefined where none is open. */
  position(symbol: string): SpotAccountPosition | undefined {
    return this.positions.find((position) => position.symbol === symbol);
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
  on<Name extends keyof SpotAccountEvents>(
    event: Name,
    listener: (value: SpotAccountEvents[Name]) => void,
    options?: ListenOptions,
  ): Undo<SpotAccountEvents> {
    return this.#shell.events.on(event, listener, options);
  }

  /** Listens to the next occurrence of an event. */
  once<Name extends keyof SpotAccountEvents>(
    event: Name,
    listener: (value: SpotAccountEvents[Name]) => void,
    options?: ListenOptions,
  ): Undo<SpotAccountEvents> {
    return this.#shell.events.once(event, listener, options);
  }

  /** Ends a listener. */
  off<Name extends keyof SpotAccountEvents>(event: Name, listener: (value: SpotAccountEvents[Name]) => void): this {
    this.#shell.events.off(event, listener);
    return this;
  }

  /** Events of one kind as an async iterable, which ends when the tracking does. */
  stream<Name extends keyof SpotAccountEvents>(
    event: Name,
    options?: WSStreamOptions,
  ): WSStream<SpotAccountEvents[Name]> {
    return this.#shell.stream(event, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
  }
}

function clientsOf(options: SpotAccountOptions): { rest: SpotClient; sockets: WebsocketClient<true> } {
  if (options.rest !== undefined) return options;
  const { apiKey, apiSecret, environment, customSignMessageFn, limits, clock, restOptions, socketOptions } = options;
  const shared = {
    apiKey,
    apiSecret,
    environment,
    clock,
    limits,
    ...(customSignMessageFn === undefined ? {} : { customSignMessageFn }),
  };
  const restOwn = { ...shared, ...restOptions };
  return {
    rest: new SpotClient(restOwn),
    sockets: new WebsocketClient({ ...shared, restOptions, ...socketOptions, exactNumbers: true }),
  };
}

function work(
  sockets: WebsocketClient<true>,
  reads: SpotReads,
  own: boolean,
  log: Log | undefined,
): ShellWork<SpotInput, SpotOutput> {
  const [reading, ofPositions] = [new Reading(), new Reading()];
  return {
    connect: (feed, fail) => {
      const ending = new AbortController();
      const { signal } = ending;
      const listen = { signal };
      sockets.on(
        "message",
        (message) => {
          if (message.wsKey === wsKey) feed({ on: "frame", frame: message as unknown as Record<string, unknown> });
        },
        listen,
      );
      sockets.on(
        "response",
        ({ wsKey: from, method, result, time_out }) => {
          const channel = (result as { readonly channel?: unknown } | undefined)?.channel;
          if (from === wsKey && method === "subscribe" && typeof channel === "string")
            feed({ on: "subscribed", channel, micros: microsOfText(time_out) });
        },
        listen,
      );
      const down = (reason: string) => (event: { readonly wsKey: string }) => {
        if (event.wsKey === wsKey) feed({ on: "down", reason });
      };
      if (own) sockets.on("exception", ({ error }) => log?.error(error), listen);
      sockets.on("reconnecting", down("the connection was lost"), listen);
      sockets.on("close", down("the connection was closed"), listen);
      // Streams hold the subscriptions, so that those of the caller are not touched; what they carry is read above.
      const buffer = { size: 1, overflow: "drop-oldest" } as const;
      const leases = [
        sockets.stream("executions", executions, { wsKey, buffer }),
        sockets.stream("balances", {}, { wsKey, buffer }),
      ];
      for (const lease of leases) void hold(lease, fail);
      return () => {
        ending.abort();
        for (const lease of leases) void lease.return?.();
        if (own) sockets.closeAll();
      };
    },
    act: (effect, feed, fail, signal) => {
      if (!("do" in effect)) return;
      if (effect.do === "resubscribe") {
        const payload = effect.channel === "executions" ? executions : {};
        sockets.resubscribe({ topic: effect.channel, payload }, wsKey);
      } else if (effect.do === "read") {
        const { ticket } = effect.plan;
        const outcome = {
          done: (answer: Awaited<ReturnType<typeof reads.read>>) => feed({ on: "answer", ticket, answer }),
          failed: (why: FailedRead) => feed({ on: "failed", ticket, ...why }),
          fail,
        };
        reading.run((ending) => reads.read(effect.plan, ending), outcome, signal);
      } else if (effect.do === "positions") {
        const { ticket } = effect;
        const outcome = {
          done: (answer: Awaited<ReturnType<typeof reads.positions>>) => feed({ on: "positions", ticket, answer }),
          failed: (why: FailedRead) => feed({ on: "failed", ticket, ...why }),
          fail,
        };
        ofPositions.run((ending) => reads.positions(ending), outcome, signal);
      } else if (effect.do === "rates") {
        // Without it `feesKnown` stays false, and the next order asks again.
        reads.rates(effect.symbols, signal).then(
          (rates) => Object.keys(rates).length > 0 && feed({ on: "rates", rates }),
          () => undefined,
        );
      }
    },
    down: (reason) => ({ on: "down", reason }),
    elapsed: (timer) => ({ on: "elapsed", timer }),
  };
}
