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
