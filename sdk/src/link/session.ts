/** The one place that owns a socket and its timers: it carries out what `machine.ts` decides. */
import { ClosedError } from "../base/errors.ts";
import type { KrakenError } from "../base/errors.ts";
import type { Topic } from "../feeds/feed.ts";
import type { Clock, Socket, StopTimer } from "../ports.ts";
import { asKrakenError, judgeFailure } from "./authority.ts";
import type { Grant } from "./authority.ts";
import { Calls } from "./calls.ts";
import type { CallLimits, CallRequest } from "./calls.ts";
import { Inbox } from "./inbox.ts";
import { judge } from "./liveness.ts";
import { obstacleTo, step } from "./machine.ts";
import type { Effect, Input, Link } from "./machine.ts";
import type { SessionSetup } from "./setup.ts";
import { own } from "./subscription.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Taps } from "./taps.ts";
import { notConnected, notOpened, silent } from "./trouble.ts";
import { Audience } from "./waiting.ts";
import type { Limits } from "./waiting.ts";

/** One connection and everything that travels over it. */
export class Session {
  readonly taps: Taps;
  readonly #setup: SessionSetup;
  readonly #subscriptions: Subscriptions;
  readonly #calls: Calls;
  readonly #inbox: Inbox;
  #link: Link = { at: "idle", gen: 0 };
  #socket: Socket | undefined;
  #inputs: Input[] = [];
  #running = false;
  #flushing = false;
  #heard = 0;
  #dated = false;
  readonly #undate = (): void => void (this.#dated = false);
  readonly #send = (text: string): boolean => this.#socket?.send(text) === true;
  #pinged = 0;
  #asked = false;
  #parting: { readonly code: number; readonly reason: string } = { code: 1006, reason: "" };
  /** The connection for which `authenticated` was announced. */
  #proven = 0;
  /** Why credentials failed last. */
  #trouble: unknown;
  #early: Promise<Grant> | undefined;
  readonly #connects: Audience;
  #stopWait: StopTimer | undefined;
  #stopDial: StopTimer | undefined;
  #stopWatch: StopTimer | undefined;
  #stopUpkeep: StopTimer | undefined;

  constructor(setup: SessionSetup) {
    const { clock, dialect, rules } = setup;
    this.#subscriptions = new Subscriptions({ ...rules, dialect });
    this.taps = new Taps(this.#subscriptions, setup.sink);
    const { sink } = this.taps;
    this.#setup = { ...setup, sink };
    this.#calls = new Calls(clock, dialect);
    this.#connects = new Audience(clock);
    this.#inbox = new Inbox({
      clock,
      dialect,
      authority: setup.authority,
      subscriptions: this.#subscriptions,
      calls: this.#calls,
      sink,
      parse: (text) => setup.parse(text),
      hidden: (key) => this.#subscriptions.hidden(key),
      heartbeat: setup.heartbeat?.key,
      send: this.#send,
      denied: (serial) => {
        this.#trouble = this.#inbox.denial;
        this.#feed({ on: "denied", gen: this.#link.gen, serial });
      },
      accepted: () => this.#accepted(),
      maintenance: (maintenance) => this.#feed({ on: "status", gen: this.#link.gen, maintenance }),
      changed: () => this.#flush(),
    });
  }

  get link(): Link {
    return this.#link;
  }

  get clock(): Clock {
    return this.#setup.clock;
  }

  get native(): unknown {
    return this.#socket?.native;
  }

  get subscriptions(): Subscriptions {
    return this.#subscriptions;
  }

  get connected(): boolean {
    return "since" in this.#link;
  }

  /** Opens the connection if there is none, and resolves when it can be used. */
  async connect(limits: Limits = {}): Promise<void> {
    if (this.#usable) return;
    const opened = this.#connects.join("connect", limits);
    this.#feed({ on: "connect" });
    await opened;
  }

  /** Closes the connection; what is wanted stays wanted until it is connected again. */
  close(force: boolean): void {
    this.#feed({ on: "close", force });
  }

  /** Wants topics, and connects where that takes it. */
  want(topics: readonly Topic[], holder: unknown): void {
    for (const topic of topics) this.#subscriptions.want(topic, holder);
    this.#feed({ on: "connect" });
    this.#flushSoon();
  }

  /** Gives up topics. */
  drop(topics: readonly Topic[], holder: unknown): void {
    for (const { key } of topics) this.#subscriptions.drop(key, holder);
    this.#flushSoon();
  }

  /** Subscribes topics afresh on the same connection, for a new snapshot; with `early` also those not confirmed yet. */
  renew(topics: readonly Topic[], early: boolean = false): void {
    for (const { key } of topics) this.#subscriptions.renew(key, early);
    this.#flushSoon();
  }

  /** Sends a request and resolves to its answer. Throws where it cannot even be queued. */
  call<Answer>(request: CallRequest<Answer>, limits: CallLimits): Promise<Answer> {
    const obstacle = obstacleTo(this.#link);
    if (obstacle !== undefined && (obstacle.lasting || limits.waitForConnection !== true))
      throw new ClosedError(`${obstacle.why}: ${request.method} was not sent`, {
        delivery: "unsent",
        transient: !obstacle.lasting,
        requestParams: request.params,
        cause: obstacle.lasting ? this.#trouble : undefined,
      });
    const answer = this.#calls.add(this.#setup.rules.nextId(), request, limits);
    if (!this.#usable) this.#feed({ on: "connect" });
    this.#flush();
    return answer;
  }

  get #usable(): boolean {
    return this.#link.at === "ready" || this.#link.at === "restoring";
  }

  /** Takes one input after the other: what an effect causes at once is handled when that effect is done. */
  #feed(input: Input): void {
    this.#inputs.push(input);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const [link, effects] = step(this.#link, next, this.#setup.policy);
        this.#link = link;
        for (const effect of effects) this.#carryOut(effect);
      }
    } finally {
      this.#running = false;
    }
  }

  #carryOut(effect: Effect): void {
    const { clock, sink } = this.#setup;
    switch (effect.do) {
      case "dial":
        this.#dial(effect.gen);
        break;
      case "hang-up":
        this.#hangUp(effect.force);
        break;
      case "wait":
        this.#stopWait?.();
        this.#stopWait = clock.after(effect.ms, () => this.#feed({ on: "elapsed", gen: effect.gen }));
        break;
      case "stop-waiting":
        this.#stopWait?.();
        this.#stopWait = undefined;
        break;
      case "authorize":
        this.#authorize(effect.gen);
        break;
      case "synchronise":
        if (this.#setup.authority?.early === true) this.#prove();
        this.#connects.resolve();
        this.#flush();
        break;
      case "lose":
        this.#stopTimers();
        this.#subscriptions.reset();
        this.taps.lost();
        this.#calls.lose();
        this.#inbox.lose();
        break;
      case "abandon":
        this.#abandon(effect.cause);
        break;
      case "announce":
        if (effect.event === "close") sink.close(this.#parting.code, this.#parting.reason);
        else sink[effect.event]();
        break;
    }
  }

  #dial(gen: number): void {
    const { url, socket, socketOptions, clock, budget, authority, dialTimeout } = this.#setup;
    const ms = budget.take(new URL(url).host, clock.steady());
    if (ms > 0) return this.#feed({ on: "held", gen, ms });
    authority?.renew();
    if (authority?.early === true && authority.current() === undefined && this.#early === undefined) {
      this.#early = authority.obtain((request) => this.#inbox.challenge(request));
      this.#early.catch(() => undefined);
    }
    this.#parting = { code: 1006, reason: "" };
    this.#stopDial = clock.after(dialTimeout, () => {
      this.report(notOpened(dialTimeout));
      this.#feed({ on: "stalled", gen, now: clock.steady() });
    });
    this.#socket = socket(
      url,
      {
        open: () => this.#opened(gen),
        message: (data) => {
          if (gen !== this.#link.gen || !this.connected) return;
          this.#hear();
          if (!this.taps.take(data, this.#heard)) this.#inbox.receive(data, this.#heard);
        },
        pong: () => {
          if (gen === this.#link.gen) this.#hear();
        },
        close: (code, reason, status) => this.#gone(gen, code, reason, status),
      },
      socketOptions,
    );
  }

  #opened(gen: number): void {
    if (gen !== this.#link.gen) return;
    const { dialect, heartbeat } = this.#setup;
    this.#stopDial?.();
    this.#hear();
    this.#pinged = this.#heard;
    if (dialect.ping === undefined && this.#socket?.ping() === false && heartbeat !== undefined)
      this.#subscriptions.want(heartbeat, own);
    this.#feed({ on: "opened", gen, now: this.#heard });
    if (gen !== this.#link.gen) return;
    this.#watch(gen);
    this.#upkeep(gen);
  }

  #gone(gen: number, code: number, reason: string, status: number | undefined): void {
    if (gen !== this.#link.gen) return;
    if (this.#link.at === "dialing") this.report(notConnected(code, reason, status));
    this.#parting = { code, reason };
    this.#socket = undefined;
    this.#stopTimers();
    const slow = status === 429 || status === 403 || code === 1013;
    this.#feed({ on: "lost", gen, now: this.#setup.clock.steady(), slow });
  }

  // Frames that arrive together share one look at the clock, which costs 80 ns of the 1000 that a book update takes.
  #hear(): void {
    this.#asked = false;
    if (this.#dated) return;
    this.#dated = true;
    this.#heard = this.#setup.clock.steady();
    queueMicrotask(this.#undate);
  }

  #hangUp(force: boolean): void {
    const socket = this.#socket;
    if (force) {
      this.#socket = undefined;
      this.#stopTimers();
    }
    socket?.close(force);
  }

  #stopTimers(): void {
    this.#stopDial?.();
    this.#stopWatch?.();
    this.#stopUpkeep?.();
  }

  /** Looks whether the connection is alive, when it matters and not before. */
  #watch(gen: number): void {
    const { clock, dialect, patience } = this.#setup;
    const now = clock.steady();
    const verdict = judge({ heard: this.#heard, pinged: this.#pinged, asked: this.#asked }, now, patience);
    if (verdict.do === "give-up") {
      this.report(silent(now - this.#heard));
      return this.#feed({ on: "stalled", gen, now });
    }
    if (verdict.do === "ping") {
      this.#pinged = now;
      this.#asked = true;
      this.#socket?.ping();
      if (dialect.ping !== undefined) this.#socket?.send(dialect.ping);
    }
    this.#stopWatch = clock.after(verdict.again, () => this.#watch(gen), true);
  }

  /** Once a second: overdue acknowledgements, silent subscriptions, and what was put off. */
  #upkeep(gen: number): void {
    if (this.#usable) {
      this.#inbox.upkeep(this.#setup.clock.steady());
      this.#flush();
    }
    if (gen === this.#link.gen && this.#socket !== undefined)
      this.#stopUpkeep = this.#setup.clock.after(1000, () => this.#upkeep(gen), true);
  }

  #authorize(gen: number): void {
    const { authority, sink } = this.#setup;
    if (authority === undefined) return this.#feed({ on: "authorized", gen, serial: 0 });
    const granted = (grant: Grant): void => {
      if (gen !== this.#link.gen || this.#link.at !== "authorizing") return;
      this.#feed({ on: "authorized", gen, serial: grant.serial });
    };
    const current = authority.current();
    if (current !== undefined) return granted(current);
    const obtaining = this.#early ?? authority.obtain((request) => this.#inbox.challenge(request));
    this.#early = undefined;
    obtaining.then(granted, (error: unknown) => {
      if (gen !== this.#link.gen) return;
      this.#trouble = error;
      sink.exception({ error: asKrakenError(error) });
      this.#feed({ on: "unauthorized", gen, ...judgeFailure(error) });
    });
    return undefined;
  }

  /** The exchange accepted a private subscription. */
  #accepted(): void {
    this.#feed({ on: "accepted", gen: this.#link.gen });
    this.#prove();
  }

  #prove(): void {
    if (this.#proven === this.#link.gen) return;
    this.#proven = this.#link.gen;
    this.#setup.sink.authenticated();
  }

  #abandon(cause: "user" | "credentials"): void {
    const why =
      cause === "user"
        ? "The connection was closed"
        : "The exchange refused our credentials; stopped until connect() or subscribe() is called";
    const trouble = cause === "user" ? undefined : this.#trouble;
    const error = new ClosedError(why, { delivery: "unsent", transient: false, cause: trouble });
    if (cause === "credentials") this.report(error);
    this.#calls.abandon(why, trouble);
    this.#connects.reject(error);
    this.#setup.sink.ended(cause === "user" ? undefined : error);
  }

  /** Tells the user about trouble. */
  report(error: KrakenError): void {
    this.#setup.sink.exception({ error });
  }

  /** Joins what is asked for in one go into as few requests as possible. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    const { authority, dialect, clock } = this.#setup;
    const { gen } = this.#link;
    if (!this.#usable || this.#socket === undefined) return;
    const { restless } = this.#subscriptions;
    if (restless || this.#calls.waiting) {
      const grant = authority?.current();
      if (authority !== undefined && grant === undefined) return this.#feed({ on: "expired", gen });
      for (const request of restless ? this.#subscriptions.due(clock.steady()) : []) {
        request.serial = grant?.serial ?? 0;
        this.taps.asked(request);
        this.#socket.send(dialect.subscription(request, request.private ? grant?.credentials : undefined));
      }
      this.#calls.write(grant?.serial ?? 0, grant?.credentials, this.#send);
    }
    if (this.#link.at === "restoring" && this.#subscriptions.settled) this.#feed({ on: "settled", gen });
  }
}
