import { expect, test } from "vitest";
import { judge } from "./liveness.ts";

const patience = { pingInterval: 3500, pongTimeout: 2000, keepAlive: 25_000 };

test("silence is asked about, and answered by giving up when nothing comes", () => {
  expect(judge({ heard: 0, pinged: 0, asked: false }, 1000, patience)).toEqual({ do: "nothing", again: 2500 });
  expect(judge({ heard: 0, pinged: 0, asked: false }, 3500, patience)).toEqual({ do: "ping", again: 2000 });
  expect(judge({ heard: 0, pinged: 3500, asked: true }, 5000, patience)).toEqual({ do: "nothing", again: 500 });
  expect(judge({ heard: 0, pinged: 3500, asked: true }, 5500, patience)).toEqual({ do: "give-up" });
});

test("after a long sleep of the machine the server gets its chance to answer", () => {
  expect(judge({ heard: 0, pinged: 0, asked: false }, 3_600_000, patience)).toEqual({ do: "ping", again: 2000 });
});

test("a pong in the very millisecond of the ping counts", () => {
  expect(judge({ heard: 3500, pinged: 3500, asked: false }, 7000, patience)).toEqual({ do: "ping", again: 2000 });
});

test("a busy connection is pinged for the server's sake", () => {
  expect(judge({ heard: 24_999, pinged: 0, asked: false }, 25_000, patience)).toMatchObject({ do: "ping" });
});

test.each([
  [3500, 2000],
  [60, 1000],
  [100, 5000],
  [5000, 100],
])("ping interval %i, pong timeout %i: death is noticed within their sum, also right after a pong", (ping, pong) => {
  const short = { pingInterval: ping, pongTimeout: pong, keepAlive: 25_000 };
  let vitals = { heard: 0, pinged: 0, asked: false };
  for (let now = 0, looks = 0; ; looks += 1) {
    expect(looks).toBeLessThan(1000);
    const verdict = judge(vitals, now, short);
    if (verdict.do === "give-up") {
      expect(now - vitals.heard).toBeLessThanOrEqual(ping + pong);
      break;
    }
    // The first ping is answered a millisecond later, and that was the last sign of life.
    if (verdict.do === "ping")
      vitals =
        vitals.heard === 0 ? { heard: now + 1, pinged: now, asked: false } : { ...vitals, pinged: now, asked: true };
    now += verdict.again;
  }
});
