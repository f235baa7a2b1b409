import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isKrakenError } from "../../src/base/errors.ts";
import type { KrakenError } from "../../src/base/errors.ts";
import type { Topic } from "../../src/feeds/feed.ts";
import { topicsOf } from "../../src/feeds/feed.ts";
import { spotBook } from "../../src/feeds/spot/book.ts";
import { spotExecutions } from "../../src/feeds/spot/executions.ts";
import { spotTicker } from "../../src/feeds/spot/ticker.ts";
import type { Authority, Grant } from "../../src/link/authority.ts";
import { DialBudget } from "../../src/link/backoff.ts";
import { step } from "../../src/link/machine.ts";
import type { Input, Link, Policy } from "../../src/link/machine.ts";
import { Session } from "../../src/link/session.ts";
import { spotDialect } from "../../src/wire/spot-frames.ts";
import { FakeSockets } from "../support/fake-sockets.ts";
import type { FakeSocket } from "../support/fake-sockets.ts";
import { ManualClock, settle } from "../support/clock.ts";

const policy: Policy = {
  authorizes: true,
  delay: (n) => 100 * n,
  distance: 5000,
  stable: 10_000,
  denials: 3,
  goodbye: 2000,
};

const gen = fc.integer({ min: -1, max: 1 });
const now = fc.integer({ min: 0, max: 50_000 });
/** Inputs about the connection that is `gen` away from the present one. */
const anyInput: fc.Arbitrary<(link: Link) => Input> = fc.oneof(
  fc.constant(() => ({ on: "connect" }) as const),
  fc.boolean().map((force) => () => ({ on: "close", force }) as const),
  fc.tuple(gen, now).map(
    ([d, now]) =>
      (l: Link) =>
        ({ on: "opened", gen: l.gen + d, now }) as const,
  ),
  fc.tuple(gen, now, fc.boolean()).map(
    ([d, now, slow]) =>
      (l: Link) =>
        ({ on: "lost", gen: l.gen + d, now, slow }) as const,
  ),
  fc.tuple(gen, now).map(
    ([d, now]) =>
      (l: Link) =>
        ({ on: "stalled", gen: l.gen + d, now }) as const,
  ),
  gen.map((d) => (l: Link) => ({ on: "held", gen: l.gen + d, ms: 10 }) as const),
  gen.map((d) => (l: Link) => ({ on: "elapsed", gen: l.gen + d }) as const),
  fc.tuple(gen, fc.nat(3)).map(
    ([d, serial]) =>
      (l: Link) =>
        ({ on: "authorized", gen: l.gen + d, serial }) as const,
  ),
  fc.tuple(gen, fc.constantFrom("passing", "denial", "hopeless")).map(
    ([d, because]) =>
      (l: Link) =>
        ({ on: "unauthorized", gen: l.gen + d, because }) as Input,
  ),
  gen.map((d) => (l: Link) => ({ on: "expired", gen: l.gen + d }) as const),
  fc.tuple(gen, fc.nat(3)).map(
    ([d, serial]) =>
      (l: Link) =>
        ({ on: "denied", gen: l.gen + d, serial }) as const,
  ),
  gen.map((d) => (l: Link) => ({ on: "accepted", gen: l.gen + d }) as const),
  gen.map((d) => (l: Link) => ({ on: "settled", gen: l.gen + d }) as const),
);

describe("the machine", () => {
  test("in any history: one socket at a time, waits only where something waits, events in pairs", () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
        let link: Link = { at: "idle", gen: 0 };
        // What the shell would hold if it did what it is told.
        let socket = false;
        let waiting = false;
        let open = false;
        for (const make of inputs) {
          const input = make(link);
          // A shell reports only what can be: no opening twice, no end of a wait that is not running.
          if (input.on === "elapsed" && !waiting) continue;
          if ((input.on === "opened" || input.on === "lost" || input.on === "stalled") && !socket) continue;
          const before = link;
          const stale = "gen" in input && input.gen !== link.gen;
          const [after, effects] = step(link, input, policy);
          if (stale) expect([after, effects]).toEqual([before, []]);
          if (!stale && input.on === "lost") socket = false;
          if (input.on === "elapsed" && !stale) waiting = false;
          for (const effect of effects) {
            if (effect.do === "dial") {
              expect(socket).toBe(false);
              socket = true;
              expect(effect.gen).toBe(after.gen);
            }
            if (effect.do === "hang-up" && effect.force) socket = false;
            if (effect.do === "wait") waiting = true;
            if (effect.do === "stop-waiting") waiting = false;
            if (effect.do === "announce" && effect.event === "close") open = false;
            if (effect.do === "announce" && effect.event === "reconnected") expect(open).toBe(true);
          }
          if (input.on === "opened" && !stale && before.at === "dialing") open = true;
          link = after;
          if (input.on === "held" && !stale && before.at === "dialing") socket = false;
          const holds = link.at === "dialing" || link.at === "closing" || "since" in link;
          expect(socket).toBe(holds);
          if (link.at === "idle" || link.at === "closed" || link.at === "dialing" || link.at === "ready")
            expect(waiting).toBe(false);
          if (link.at === "waiting") expect(waiting).toBe(true);
          expect(link.gen).toBeGreaterThanOrEqual(before.gen);
        }
      }),
      { numRuns: 20_000 },
    );
  }, 120_000);

  test("from any state, connecting and a willing exchange lead to ready, and closing to closed", () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 40 }), (inputs) => {
        let link: Link = { at: "idle", gen: 0 };
        for (const make of inputs) [link] = step(link, make(link), policy);
        const helpful = (): Input => {
          const { gen } = link;
          if (link.at === "dialing") return { on: "opened", gen, now: 0 };
          if (link.at === "waiting") return { on: "elapsed", gen };
          if (link.at === "authorizing") return { on: "authorized", gen, serial: 1 };
          if (link.at === "restoring") return { on: "settled", gen };
          if (link.at === "closing") return { on: "lost", gen, now: 0, slow: false };
          return { on: "connect" };
        };
        [link] = step(link, { on: "connect" }, policy);
        for (let at = 0; at < 8 && link.at !== "ready"; at += 1) [link] = step(link, helpful(), policy);
        expect(link.at).toBe("ready");
        [link] = step(link, { on: "close", force: false }, policy);
        [link] = step(link, { on: "lost", gen: link.gen, now: 0, slow: false }, policy);
        expect(link).toMatchObject({ at: "closed", cause: "user" });
      }),
      { numRuns: 5000 },
    );
  }, 120_000);
});

const symbols = ["A/USD", "B/USD", "C/USD"];
const topics: Topic[] = [
  ...topicsOf(spotTicker, {}, symbols),
  ...topicsOf(spotBook, { depth: 25 }, symbols),
  ...topicsOf(spotExecutions, {}, []),
];

type Action =
  | { do: "want" | "drop"; topic: number; holder: number }
  | { do: "renew"; topic: number }
  | { do: "call"; expected: number; patient: boolean }
  | { do: "open" | "drop-socket" | "answer" | "half-answer" | "refuse-later" | "forget-frames" | "connect" }
  | { do: "deny-session" }
  | { do: "close"; force: boolean }
  | { do: "pass"; ms: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom("want", "drop"), topic: fc.nat(topics.length - 1), holder: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("renew" as const), topic: fc.nat(topics.length - 1) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("call" as const),
      expected: fc.integer({ min: 1, max: 3 }),
      patient: fc.boolean(),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "open",
        "open",
        "drop-socket",
        "answer",
        "answer",
        "half-answer",
        "refuse-later",
        "forget-frames",
        "deny-session",
        "connect",
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), force: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(1, 60, 700, 3000, 11_000) }),
  },
) as fc.Arbitrary<Action>;

/** The exchange of the model: it knows what each socket subscribed, and refuses what it should. */
class Exchange {
  readonly active: Map<FakeSocket, Set<string>> = new Map();
  readonly seen: Set<number> = new Set();
  readonly inbox: { socket: FakeSocket; frame: Record<string, unknown> }[] = [];
  twice = 0;
  /** Subscribes of what the connection already had, and unsubscribes of what it had not. */
  redundant = 0;

  take(frame: Record<string, unknown>, socket: FakeSocket): void {
    if (frame["method"] === "ping") return socket.receive({ method: "pong", time_in: "", time_out: "" });
    const id = frame["req_id"] as number;
    if (this.seen.has(id)) this.twice += 1;
    this.seen.add(id);
    this.inbox.push({ socket, frame });
    return undefined;
  }

  /** Answers up to `most` frames. */
  answer(most: number, mood: "fair" | "later" | "session" = "fair"): void {
    for (const { socket, frame } of this.inbox.splice(0, most)) {
      if (socket.state !== "open") continue;
      const { method, req_id: id } = frame;
      const params = frame["params"] as { channel?: string; symbol?: string[]; depth?: number; orders?: number };
      if (method === "cancel_order") {
        for (let at = 0; at < (params.orders ?? 1); at += 1)
          socket.receive({ method, req_id: id, success: true, result: {} });
        continue;
      }
      const active = this.active.get(socket) ?? new Set();
      this.active.set(socket, active);
      for (const symbol of params.symbol ?? [undefined]) {
        const key = `${params.channel} ${params.depth ?? ""} ${symbol ?? ""}`;
        const refuse = (error: string): void => socket.receive({ method, req_id: id, success: false, error, symbol });
        if (mood === "later") refuse("Exceeded msg rate");
        else if (mood === "session") refuse("ESession:Invalid session");
        else if (method === "subscribe" && active.has(key)) {
          this.redundant += 1;
          refuse("Already subscribed");
        } else {
          if (active.has(key) !== (method === "unsubscribe")) this.redundant += 1;
          if (method === "subscribe") active.add(key);
          else active.delete(key);
          socket.receive({ method, req_id: id, success: true, result: { channel: params.channel, symbol } });
        }
      }
    }
  }
}

class Tokens implements Authority {
  readonly early = true;
  #serial = 1;
  #good = true;
  current(): Grant | undefined {
    return this.#good ? { serial: this.#serial, credentials: { token: `T${this.#serial}` } } : undefined;
  }
  obtain(): Promise<Grant> {
    if (!this.#good) this.#serial += 1;
    this.#good = true;
    return Promise.resolve(this.current() as Grant);
  }
  refuse(serial: number): void {
    if (serial === this.#serial) this.#good = false;
  }
  renew(): void {}
}

describe("a session under random faults", () => {
  test("every call settles once, never two sockets, nothing twice; left alone, confirmed equals wanted; closed, nothing is left", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const clock = new ManualClock();
        const sockets = new FakeSockets();
        const exchange = new Exchange();
        let id = 0;
        let most = 0;
        sockets.onDial = (socket) => {
          socket.answer = (frame) => exchange.take(frame, socket);
          most = Math.max(most, sockets.alive);
        };
        const settled: number[] = [];
        const wrong: unknown[] = [];
        let calls = 0;
        const written = new Set<number>();
        let troubles: unknown[] = [];
        const log: string[] = [];
        const session = new Session({
          url: "wss://test/v2",
          socket: sockets.port,
          socketOptions: undefined,
          clock,
          dialect: spotDialect,
          authority: new Tokens(),
          policy,
          patience: { pingInterval: 3500, pongTimeout: 2000, keepAlive: 25_000 },
          dialTimeout: 10_000,
          budget: new DialBudget(10_000),
          heartbeat: undefined,
          rules: { ackTimeout: 10_000, batch: 2, nextId: () => (id += 1), silence: () => ({}) },
          parse: JSON.parse,
          sink: {
            open: () => log.push("open"),
            close: () => log.push("close"),
            reconnecting: () => log.push("reconnecting"),
            reconnected: () => {
              log.push("reconnected");
              const { subscriptions } = session;
              expect(subscriptions.confirmed().sort()).toEqual(expect.arrayContaining(subscriptions.wanted().sort()));
            },
            ended: () => undefined,
            refused: () => log.push("refused"),
            message: () => undefined,
            response: () => undefined,
            authenticated: () => undefined,
            exception: ({ error }) => void troubles.push(error),
          },
        });
        const wanted = new Map<string, Set<number>>();
        for (const act of actions) {
          const socket = sockets.all[sockets.all.length - 1];
          switch (act.do) {
            case "want": {
              const topic = topics[act.topic] as Topic;
              session.want([topic], act.holder);
              wanted.set(topic.key, (wanted.get(topic.key) ?? new Set()).add(act.holder));
              break;
            }
            case "drop": {
              const topic = topics[act.topic] as Topic;
              session.drop([topic], act.holder);
              wanted.get(topic.key)?.delete(act.holder);
              break;
            }
            case "renew":
              session.renew([topics[act.topic] as Topic]);
              break;
            case "call": {
              const number = (calls += 1);
              const asked = (): Promise<readonly unknown[]> =>
                session.call(
                  {
                    method: "cancel_order",
                    expected: act.expected,
                    params: {},
                    write: (id) => {
                      written.add(number);
                      return JSON.stringify({ method: "cancel_order", req_id: id, params: { orders: act.expected } });
                    },
                    endsAll: () => false,
                    answer: (frames) => frames,
                  },
                  { waitForConnection: act.patient, timeout: 5000 },
                );
              // What cannot even be queued is thrown.
              new Promise<readonly unknown[]>((resolve) => resolve(asked())).then(
                (frames) => {
                  expect(frames).toHaveLength(act.expected);
                  settled.push(number);
                },
                (error: unknown) => {
                  settled.push(number);
                  const { delivery } = error as KrakenError;
                  if (!isKrakenError(error) || delivery !== (written.has(number) ? "unknown" : "unsent"))
                    wrong.push(error);
                },
              );
              break;
            }
            case "open":
              if (socket?.state === "dialing") socket.open();
              break;
            case "drop-socket":
              socket?.drop();
              for (let at = 0; at < 6; at += 1) await Promise.resolve();
              // What was written is settled by the loss, not by its deadline.
              for (const number of written) expect(settled).toContain(number);
              break;
            case "answer":
              exchange.answer(100);
              break;
            case "half-answer":
              exchange.answer(1);
              break;
            case "refuse-later":
              exchange.answer(1, "later");
              break;
            case "deny-session":
              exchange.answer(1, "session");
              break;
            case "forget-frames":
              exchange.inbox.length = 0;
              break;
            case "connect":
              session.connect().catch(() => undefined);
              break;
            case "close":
              session.close(act.force);
              break;
            case "pass":
              clock.advanceNow(act.ms);
              break;
          }
          for (let at = 0; at < 4; at += 1) await Promise.resolve();
          expect(sockets.alive).toBeLessThanOrEqual(1);
        }
        // From here on the exchange is fair and the network holds.
        session.close(true);
        await settle();
        exchange.inbox.length = 0;
        exchange.redundant = 0;
        troubles = [];
        session.connect().catch(() => undefined);
        for (let at = 0; at < 60; at += 1) {
          const socket = sockets.all[sockets.all.length - 1];
          if (socket?.state === "dialing") socket.open();
          if (socket?.state === "closing") socket.drop();
          for (let each = 0; each < 6; each += 1) await Promise.resolve();
          exchange.answer(100);
          for (let each = 0; each < 6; each += 1) await Promise.resolve();
          clock.advanceNow(1000);
        }
        await settle();
        const expected = [...wanted].filter(([, holders]) => holders.size > 0).map(([key]) => key);
        expect(session.subscriptions.wanted().sort()).toEqual(expected.sort());
        expect(session.subscriptions.confirmed().sort()).toEqual(expected.sort());
        const held = exchange.active.get(sockets.last) ?? new Set();
        expect(held.size).toBe(expected.length);
        expect(session.link.at).toBe("ready");
        expect(exchange.twice).toBe(0);
        expect(exchange.redundant).toBe(0);
        expect(troubles).toEqual([]);
        expect(wrong).toEqual([]);
        expect(most).toBeLessThanOrEqual(1);
        expect(log).not.toContain("refused");
        session.close(true);
        await settle();
        expect(settled.sort((a, b) => a - b)).toEqual(Array.from({ length: calls }, (_, at) => at + 1));
        expect(clock.pending).toBe(0);
        expect(sockets.alive).toBe(0);
      }),
      { numRuns: Number(process.env["LINK_RUNS"] ?? 3000) },
    );
  }, 120_000);
});
