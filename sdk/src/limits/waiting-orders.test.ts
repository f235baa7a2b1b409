import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ManualClock, settle } from "../../test/support/clock.ts";
import { futuresWrite, signedWrite } from "../api/route.ts";
import type { Route } from "../api/route.ts";
import { RefusedError, TransportError } from "../base/errors.ts";
import { KeyLimits } from "./key-limits.ts";
import type { CallTurn } from "./key-limits.ts";

const spot = (method: string): Route => signedWrite(`/0/private/${method}`);
const futures = (name: string): Route => futuresWrite(`/derivatives/api/v3/${name}`);
const [add, cancel, cancelAll, amend] = [spot("AddOrder"), spot("CancelOrder"), spot("CancelAll"), spot("AmendOrder")];
const [send, cancelFutures, cancelAllFutures] = [
  futures("sendorder"),
  futures("cancelorder"),
  futures("cancelallorders"),
];

/** Calls of one key while its counters are full; `story` is what left or was given up, in order. */
const setup = (mode: "wait" | "fail" = "wait") => {
  const clock = new ManualClock();
  const limits = new KeyLimits(clock, { tier: "pro" });
  const story: string[] = [];
  const fill = (): void => {
    limits.engine.of("XBTUSD").fill(clock.steady());
    limits.futures.fill(clock.steady());
  };
  fill();
  const call = (label: string, route: Route, params: object, signal?: AbortSignal): Promise<CallTurn | undefined> => {
    const run = async (): Promise<CallTurn | undefined> => {
      const turn = await limits.gate(mode).enter(route, params, { patience: Infinity, signal });
      turn?.leave();
      story.push(label);
      return turn;
    };
    return run().catch((error: unknown) => {
      story.push(`${label}: ${(error as Error).message.replace(/^\S+ \S+: /, "")}`);
      expect(error).toMatchObject({ kind: "refused", delivery: "unsent" });
      return undefined;
    });
  };
  const later = async (): Promise<string[]> => {
    await clock.advance(60_000);
    return story;
  };
  return { clock, limits, story, call, later, fill };
};
const limit = (cl_ord_id?: string, userref?: number) => ({ pair: "XBTUSD", cl_ord_id, userref });
const order = (cliOrdId: string, symbol = "PF_XBTUSD") => ({ symbol, cliOrdId });

describe("cancelling everything", () => {
  test("goes at once, and what waited before it is given up unsent; what comes after it waits on", async () => {
    const { call, story, later, limits } = setup();
    void call("early", add, limit());
    void call("batch", spot("AddOrderBatch"), { pair: "XBTUSD", orders: [{}, {}] });
    await settle();
    void call("all", cancelAll, {});
    void call("late", add, limit());
    await settle();
    const why = "given up and not sent, since POST /0/private/CancelAll was called while it waited";
    expect([...story].sort()).toEqual(["all", `batch: ${why}`, `early: ${why}`]);
    expect(limits.state().engine["BTCUSD"]?.waiting).toBe(1);
    expect((await later()).at(-1)).toBe("late");
  });

  test("a given up order is refused for good, so that nobody sends it again", async () => {
    const { limits } = setup();
    const waiting = limits.gate("wait").enter(add, limit(), { patience: Infinity }) as Promise<CallTurn>;
    void limits.gate("wait").enter(cancelAll, {}, { patience: Infinity });
    await expect(waiting).rejects.toMatchObject({ transient: false, retry: "never", retryAfter: undefined });
  });

  test("arming or disarming the dead man's switch gives up nothing", async () => {
    const { call, story, later } = setup();
    void call("early", add, limit());
    void call("disarm", spot("CancelAllOrdersAfter"), { timeout: 0 });
    await settle();
    expect(story).toEqual(["disarm"]);
    expect(await later()).toEqual(["disarm", "early"]);
  });

  test("on Futures it goes before single cancels, and is for one contract where it says so", async () => {
    const { call, later } = setup();
    void call("cancel", cancelFutures, { order_id: "1" });
    void call("btc", send, order("a"));
    void call("eth", send, order("b", "PF_ETHUSD"));
    void call("both", futures("batchorder"), {
      json: { batchOrder: ["PF_ETHUSD", "PF_XBTUSD"].map((symbol) => ({ order: "send", symbol })) },
    });
    void call("all btc", cancelAllFutures, { symbol: "pf_xbtusd" });
    const story = await later();
    expect(story.filter((told) => !told.includes("given up"))).toEqual(["all btc", "cancel", "eth"]);
    expect(story.filter((told) => told.includes("given up")).map((told) => told.split(":")[0])).toEqual([
      "btc",
      "both",
    ]);
  });

  test("an order that got its turn in the same moment, and has not left, is given up too", async () => {
    const { clock, limits } = setup();
    const turn = limits.gate("wait").enter(add, limit(), { patience: Infinity }) as Promise<CallTurn>;
    const granted = turn.then((given) => {
      void limits.gate("wait").enter(cancelAll, {}, { patience: Infinity });
      return given;
    });
    await clock.advance(1000);
    const { leave } = await granted;
    expect(leave).toThrow(/given up and not sent/);
    expect(limits.state().engine["BTCUSD"]?.used).toBeLessThan(180 - 3);
  });

  test("an order between two attempts is given up, too; one that was placed is not", async () => {
    const { call, story, clock } = setup();
    await clock.advance(60_000);
    const { signal } = new AbortController();
    const first = await call("first", add, limit("x"), signal);
    first?.failed(new TransportError("refused", { delivery: "unsent" }), false);
    void call("all", cancelAll, {});
    await settle();
    void call("again", add, limit("x"), signal);
    void call("another", add, limit("x"), new AbortController().signal);
    await settle();
    const told = story.map((text) => text.slice(0, 15));
    expect([...told.slice(0, 2), ...told.slice(2).sort()]).toEqual(["first", "all", "again: given up", "another"]);
  });

  test.each([
    ["unsent", new TransportError("refused", { delivery: "unsent" })],
    [
      "for its nonce",
      new RefusedError("nonce", {
        reasons: ["EAPI:Invalid nonce"],
        category: "nonce",
        retry: "never",
        transient: false,
      }),
    ],
  ])("an order under way that then fails %s does not come back; one that comes through is let be", async (_, error) => {
    const { call, story, clock } = setup();
    await clock.advance(60_000);
    const [mine, yours] = [new AbortController().signal, new AbortController().signal];
    const first = await call("first", add, limit("x"), mine);
    const second = await call("second", add, limit("y"), yours);
    void call("all", cancelAll, {});
    await settle();
    first?.failed(error, error.kind === "refused");
    second?.answered({ error: [], result: { txid: ["O1"] } });
    void call("again", add, limit("x"), mine);
    void call("third", add, limit("y"), yours);
    await settle();
    const told = story.map((text) => text.slice(0, 15));
    expect([...told.slice(0, 3), ...told.slice(3).sort()]).toEqual([
      "first",
      "second",
      "all",
      "again: given up",
      "third",
    ]);
  });

  test("what only asks whether an order would do is let be", async () => {
    const { call, later } = setup();
    void call("check", add, { ...limit(), validate: true });
    void call("all", cancelAll, {});
    expect(await later()).toEqual(["all", "check"]);
  });
});

describe("cancels by names of the caller's", () => {
  test.each([
    ["client id", add, limit("Mine"), cancel, { cl_ord_id: "mine" }],
    ["reference", add, limit(undefined, 7), cancel, { txid: 7 }],
    ["list of client ids", add, limit("mine"), spot("CancelOrderBatch"), { cl_ord_ids: ["other", "mine"] }],
    ["Futures client id", send, order("mine"), cancelFutures, { cliOrdId: "mine" }],
    [
      "Futures batch",
      send,
      order("mine"),
      futures("batchorder"),
      { json: { batchOrder: [{ order: "cancel", cliOrdId: "mine" }] } },
    ],
  ])("%s: the order that waits is given up, others are overtaken", async (_, adding, params, cancelling, names) => {
    const { call, later, fill } = setup();
    void call("mine", adding, params);
    void call("yours", adding, { ...params, cl_ord_id: "yours", userref: 8, cliOrdId: "yours" });
    await settle();
    fill();
    void call("cancel", cancelling, names);
    const story = await later();
    const told = story.map((text) => text.split(" ").slice(0, 3).join(" "));
    expect(told.sort()).toEqual(["cancel", "mine: given up", "yours"]);
    expect(story.at(-1)).toBe("yours");
  });

  test("the exchange's own ids overtake everything that waits", async () => {
    const { call, later } = setup();
    void call("mine", add, limit("mine"));
    void call("cancel", cancel, { txid: "OABCDE-ABCDE-ABCDEF" });
    expect(await later()).toEqual(["cancel", "mine"]);
  });

  test("a batch that holds other orders goes first, and the cancel pays for the order it then finds", async () => {
    const { call, later, limits, clock } = setup();
    void call("batch", spot("AddOrderBatch"), { pair: "XBTUSD", orders: [{ cl_ord_id: "a" }, { cl_ord_id: "b" }] });
    const cancelling = call("cancel", cancel, { cl_ord_id: "a" });
    expect(await later()).toEqual(["batch", "cancel"]);
    const before = limits.state().engine["BTCUSD"]?.used ?? 0;
    // The batch is not answered yet: its orders may be new.
    expect(before).toBe(1 + 8);
    (await cancelling)?.answered({ result: { count: 1 } });
    expect(clock.pending).toBe(0);
  });

  test("a change waits behind the order it is meant for", async () => {
    const { call, later } = setup();
    void call("add", add, limit("a"));
    void call("amend", amend, { cl_ord_id: "a", limit_price: "1" });
    void call("other amend", amend, { txid: "OABCDE-ABCDE-ABCDEF" });
    expect(await later()).toEqual(["other amend", "add", "amend"]);
  });

  test("while it waits behind, it can be aborted; in fail mode it is refused at once", async () => {
    const { call, later, limits } = setup();
    void call("add", add, limit("a"));
    await settle();
    const stop = new AbortController();
    const amending = limits.gate("wait").enter(amend, { cl_ord_id: "a" }, { patience: 1000, signal: stop.signal });
    expect(() => limits.gate("fail").enter(amend, { cl_ord_id: "a" }, { patience: 1000 })).toThrow(/not sent/);
    stop.abort(new Error("enough"));
    await expect(amending).rejects.toThrow("enough");
    expect(await later()).toEqual(["add"]);
  });
});

const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("order" as const), userref: fc.nat(3) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom("fail", "refuse", "answer", "abort", "retry"), at: fc.nat(9) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), userref: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.constant({ do: "sweep" } as const) },
  { weight: 2, arbitrary: fc.constant({ do: "fill" } as const) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(0, 100, 3000) }) },
);

/** A call to place an order, through all its attempts. */
interface Tried {
  readonly userref: number;
  readonly stop: AbortController;
  state: "waiting" | "under way" | "failed" | "over" | "given up";
  /** A cancel was meant for it since it came. */
  doomed: boolean;
  turn: CallTurn | undefined;
}

/** In which state what can happen to a call happens. */
const when = { fail: "under way", refuse: "under way", answer: "under way", retry: "failed", abort: "waiting" };

test("nothing leaves behind a cancel that was meant for it, and what was given up stays unsent", async () => {
  let givenUp = 0;
  let left = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 40, size: "max" }), async (happenings) => {
      const { clock, limits, fill } = setup();
      const all: Tried[] = [];
      const attempts: Promise<void>[] = [];
      const enter = (route: Route, params: object, signal?: AbortSignal) =>
        limits.gate("wait").enter(route, params, { patience: Infinity, signal });
      const attempt = (one: Tried): void => {
        one.state = "waiting";
        const run = async (): Promise<void> => {
          let turn: CallTurn | undefined;
          try {
            turn = await enter(add, limit(undefined, one.userref), one.stop.signal);
            turn?.leave();
          } catch (error) {
            if (error === one.stop.signal.reason) one.state = "over";
            else {
              expect(error).toMatchObject({ kind: "refused", retry: "never", delivery: "unsent" });
              expect(one.doomed).toBe(true);
              one.state = "given up";
              givenUp += 1;
            }
            return;
          }
          expect(one).toMatchObject({ doomed: false, state: "waiting" });
          left += 1;
          one.state = "under way";
          one.turn = turn;
        };
        attempts.push(run());
      };
      for (const act of happenings) {
        if (act.do === "order") {
          const { userref } = act;
          all.push({ userref, stop: new AbortController(), state: "waiting", doomed: false, turn: undefined });
          attempt(all[all.length - 1] as Tried);
          continue;
        }
        if (act.do === "pass") await clock.advance(act.ms);
        else if (act.do === "fill") fill();
        else if (act.do === "sweep" || act.do === "cancel") {
          for (const each of all) if (act.do === "sweep" || each.userref === act.userref) each.doomed = true;
          const turn = act.do === "sweep" ? enter(cancelAll, {}) : enter(cancel, { txid: act.userref });
          void Promise.resolve(turn).then((granted) => {
            granted?.leave();
            granted?.answered({ error: [], result: { count: 0 } });
          });
        } else {
          const able = all.filter(({ state }) => state === when[act.do]);
          const one = able[act.at % able.length];
          if (one === undefined) continue;
          if (act.do === "retry") attempt(one);
          else if (act.do === "abort") one.stop.abort(new Error("enough"));
          else if (act.do === "answer") {
            one.state = "over";
            one.turn?.answered({ error: [], result: { txid: [`O${all.indexOf(one)}`] } });
          } else {
            one.state = "failed";
            const error =
              act.do === "fail"
                ? new TransportError("no", { delivery: "unsent" })
                : new RefusedError("no", { reasons: ["EAPI:Invalid nonce"], category: "nonce", retry: "never" });
            one.turn?.failed(error, act.do === "refuse");
          }
        }
      }
      await clock.advance(120_000);
      await Promise.all(attempts);
    }),
    { numRuns: 1000 },
  );
  expect(givenUp).toBeGreaterThan(200);
  expect(left).toBeGreaterThan(1000);
}, 120_000);
