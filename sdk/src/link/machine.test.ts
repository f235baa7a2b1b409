import { describe, expect, test } from "vitest";
import { obstacleTo, step } from "./machine.ts";
import type { Effect, Input, Link, Policy } from "./machine.ts";

const policy: Policy = {
  authorizes: true,
  delay: (n) => 100 * n,
  distance: 5000,
  stable: 10_000,
  denials: 3,
  goodbye: 2000,
};

/** Runs inputs from idle; those without `gen` get the present one. */
function run(
  inputs: readonly (Input | ((gen: number) => Input))[],
  rules: Policy = policy,
): { link: Link; effects: readonly Effect[] } {
  let link: Link = { at: "idle", gen: 0 };
  let effects: readonly Effect[] = [];
  for (const input of inputs)
    [link, effects] = step(link, typeof input === "function" ? input(link.gen) : input, rules);
  return { link, effects };
}

const connect: Input = { on: "connect" };
const opened =
  (now: number) =>
  (gen: number): Input => ({ on: "opened", gen, now });
const lost =
  (now: number, slow = false) =>
  (gen: number): Input => ({ on: "lost", gen, now, slow });
const authorized = (gen: number): Input => ({ on: "authorized", gen, serial: 1 });
const settled = (gen: number): Input => ({ on: "settled", gen });
const elapsed = (gen: number): Input => ({ on: "elapsed", gen });
const ready = [connect, opened(0), authorized, settled];
const what = (effects: readonly Effect[]): string[] =>
  effects.map((effect) =>
    effect.do === "announce" ? effect.event : effect.do === "wait" ? `wait ${effect.ms}` : effect.do,
  );

describe("connecting", () => {
  test("dial, open, authorize, synchronise, ready", () => {
    expect(what(run([connect]).effects)).toEqual(["dial"]);
    expect(what(run([connect, opened(0)]).effects)).toEqual(["open", "authorize"]);
    expect(what(run([connect, opened(0), authorized]).effects)).toEqual(["stop-waiting", "synchronise"]);
    expect(run(ready)).toMatchObject({ link: { at: "ready", serial: 1 }, effects: [] });
  });

  test("a public connection needs no credentials", () => {
    expect(what(run([connect, opened(0)], { ...policy, authorizes: false }).effects)).toEqual(["open", "synchronise"]);
  });

  test("waits grow with every failure, and keep their distance when asked to", () => {
    const fail = [lost(0), elapsed];
    expect(what(run([connect, lost(0)]).effects)).toEqual(["wait 100"]);
    expect(what(run([connect, ...fail, ...fail, lost(0)]).effects)).toEqual(["wait 300"]);
    expect(what(run([connect, lost(0, true)]).effects)).toEqual(["wait 5000"]);
    expect(what(run([connect, lost(0, true), elapsed, lost(0)]).effects)).toEqual(["wait 5000"]);
  });
});

describe("losing an open connection", () => {
  test("redials in the same step", () => {
    expect(what(run([...ready, lost(20_000)]).effects)).toEqual([
      "stop-waiting",
      "lose",
      "close",
      "reconnecting",
      "dial",
    ]);
  });

  test("one that never holds is redialled at once only the first time", () => {
    const flap = [opened(0), authorized, lost(10)];
    expect(run([connect, ...flap]).link.at).toBe("dialing");
    expect(what(run([connect, ...flap, ...flap]).effects)).toContain("wait 100");
  });

  test("says reconnected when everything is confirmed, not before", () => {
    const back = [...ready, lost(20_000), opened(20_010), authorized];
    expect(what(run(back).effects)).toEqual(["stop-waiting", "synchronise"]);
    expect(what(run([...back, settled]).effects)).toEqual(["reconnected"]);
  });

  test("a dead one is hung up first", () => {
    const stalled = (gen: number): Input => ({ on: "stalled", gen, now: 20_000 });
    expect(what(run([...ready, stalled]).effects)).toEqual([
      "stop-waiting",
      "hang-up",
      "lose",
      "close",
      "reconnecting",
      "dial",
    ]);
  });
});

describe("credentials", () => {
  const denied = (gen: number): Input => ({ on: "denied", gen, serial: 1 });
  test("a refusal of the ones in use asks for new ones; the third in a row stops", () => {
    const again = [denied, authorized];
    expect(what(run([...ready, denied]).effects)).toEqual(["authorize"]);
    const { link, effects } = run([...ready, ...again, ...again, denied]);
    expect(link).toMatchObject({ at: "closed", cause: "credentials" });
    expect(effects).toContainEqual({ do: "abandon", cause: "credentials" });
  });

  test("an accepted subscription forgets earlier refusals", () => {
    const accepted = (gen: number): Input => ({ on: "accepted", gen });
    const again = [denied, authorized, accepted];
    expect(run([...ready, ...again, ...again, ...again, ...again]).link.at).toBe("ready");
  });

  test("a refusal of older ones changes nothing", () => {
    expect(run([...ready, (gen) => ({ on: "denied", gen, serial: 0 })]).link.at).toBe("ready");
  });

  test("a lockout stops at once, and passing trouble waits as long as the exchange says", () => {
    expect(run([connect, opened(0), (gen) => ({ on: "unauthorized", gen, because: "hopeless" })]).link.at).toBe(
      "closed",
    );
    const { effects } = run([
      connect,
      opened(0),
      (gen) => ({ on: "unauthorized", gen, because: "passing", after: 30_000 }),
    ]);
    expect(what(effects)).toEqual(["wait 30000"]);
  });
});

describe("calls", () => {
  test("are refused while a connection is restored, and not while the first one opens or a token is renewed", () => {
    expect(obstacleTo(run([connect]).link)).toBeUndefined();
    expect(obstacleTo(run([connect, lost(0)]).link)).toBeUndefined();
    expect(obstacleTo(run([...ready, lost(20_000)]).link)).toMatchObject({ lasting: false });
    expect(obstacleTo(run([...ready, lost(20_000), opened(20_000)]).link)).toMatchObject({ lasting: false });
    expect(obstacleTo(run([...ready, (gen) => ({ on: "expired", gen })]).link)).toBeUndefined();
    expect(obstacleTo(run([...ready, { on: "close", force: true }]).link)).toBeUndefined();
  });
});
