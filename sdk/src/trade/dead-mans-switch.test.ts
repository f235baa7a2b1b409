import { describe, expect, test } from "vitest";
import { ManualClock } from "../../test/support/clock.ts";
import { DeadMansSwitch } from "./dead-mans-switch.ts";
import type { SwitchOptions } from "./dead-mans-switch.ts";

function setup(change: Partial<SwitchOptions> = {}) {
  const clock = new ManualClock();
  const armed: number[] = [];
  const troubles: string[] = [];
  const guard = new DeadMansSwitch({
    clock,
    arm: async (seconds) => void armed.push(seconds),
    onTrouble: ({ what }) => troubles.push(what),
    ...change,
  });
  return { clock, armed, troubles, guard };
}

describe("the dead man's switch", () => {
  test("arms at once and three times per timeout", async () => {
    const { clock, armed, guard } = setup();
    await guard.start();
    await clock.advance(61_000);
    expect(armed).toEqual([60, 60, 60, 60]);
    expect(guard.armed).toBe(true);
  });

  test("disarms when stopped, and leaves no timer", async () => {
    const { clock, armed, guard } = setup();
    await guard.start();
    await guard.stop();
    await clock.advance(200_000);
    expect(armed).toEqual([60, 0]);
    expect(guard.armed).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test("a refresh under way does not arrive after the disarming", async () => {
    let release: () => void = () => undefined;
    const armed: number[] = [];
    const { clock, guard } = setup({
      arm: (seconds) => {
        if (armed.length === 1 && seconds > 0)
          return new Promise((resolve) => (release = () => resolve(armed.push(seconds))));
        armed.push(seconds);
        return Promise.resolve();
      },
    });
    await guard.start();
    await clock.advance(20_000);
    const stopped = guard.stop();
    release();
    await stopped;
    expect(armed).toEqual([60, 60, 0]);
  });

  test("sends nothing while unhealthy, says that it lapsed, and recovers", async () => {
    let healthy = true;
    const { clock, armed, troubles, guard } = setup({ healthy: () => healthy });
    await guard.start();
    healthy = false;
    await clock.advance(61_000);
    expect(armed).toEqual([60]);
    expect(troubles).toEqual(["unhealthy", "unhealthy", "unhealthy", "lapsed"]);
    expect(guard.armed).toBe(false);
    healthy = true;
    await clock.advance(20_000);
    expect(guard.armed).toBe(true);
  });

  test("a failed refresh is reported and repeated", async () => {
    let failing = false;
    const { clock, troubles, guard } = setup({
      arm: () => (failing ? Promise.reject(new Error("down")) : Promise.resolve()),
    });
    await guard.start();
    failing = true;
    await clock.advance(40_000);
    expect(troubles).toEqual(["missed", "missed"]);
    failing = false;
    await clock.advance(20_000);
    expect(guard.armed).toBe(true);
  });

  test("a first arming that fails rejects and leaves nothing running", async () => {
    const { clock, guard } = setup({ arm: () => Promise.reject(new Error("down")) });
    await expect(guard.start()).rejects.toThrow("down");
    expect(clock.pending).toBe(0);
  });

  test("stopped while it is being armed for the first time, it ends disarmed", async () => {
    const armed: number[] = [];
    let release: () => void = () => undefined;
    const { clock, guard } = setup({
      arm: (seconds) =>
        seconds === 0
          ? Promise.resolve(void armed.push(0))
          : new Promise((resolve) => (release = () => resolve(armed.push(seconds)))),
    });
    const started = guard.start();
    const stopped = guard.stop();
    release();
    await Promise.all([started, stopped]);
    await clock.advance(200_000);
    expect(armed).toEqual([60, 0]);
    expect(guard.armed).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test("started again while a refresh of before is on its way, it beats once per interval", async () => {
    const { clock, armed, guard } = setup({
      healthy: () => new Promise((resolve) => clock.after(5000, () => resolve(true))),
    });
    await guard.start();
    await clock.advance(21_000);
    guard.letGo();
    await guard.start();
    await clock.advance(60_000);
    expect(armed.length).toBeLessThanOrEqual(6);
  });

  test("one refresh that hangs does not make it lapse", async () => {
    let calls = 0;
    const { clock, troubles, guard } = setup({
      arm: (_, { timeout }) => {
        calls += 1;
        if (calls !== 2) return Promise.resolve();
        return new Promise((_resolve, reject) => clock.after(timeout, () => reject(new Error("no answer"))));
      },
    });
    await guard.start();
    for (let second = 0; second < 120; second += 1) {
      await clock.advance(1000);
      expect(guard.armed).toBe(true);
    }
    expect(troubles).toEqual(["missed"]);
  });

  test("a listener that throws is heard of, and the beat goes on", async () => {
    let failing = true;
    const uncaught: unknown[] = [];
    const hear = (error: unknown): void => void uncaught.push(error);
    const before = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", hear);
    const { clock, guard } = setup({
      healthy: () => !failing,
      onTrouble: () => {
        throw new Error("my mistake");
      },
    });
    await guard.start();
    await clock.advance(20_000);
    failing = false;
    await clock.advance(20_000);
    process.removeAllListeners("unhandledRejection");
    for (const listener of before) process.on("unhandledRejection", listener);
    expect(uncaught).toEqual([new Error("my mistake")]);
    await clock.advance(30_000);
    expect(guard.armed).toBe(true);
    await guard.stop();
  });

  test.each([{ timeout: 0 }, { timeout: 86_400 }, { timeout: 10, every: 10 }, { every: 0 }])(
    "refuses %j",
    (options) => {
      expect(() => setup(options)).toThrow(expect.objectContaining({ kind: "usage" }));
    },
  );
});
