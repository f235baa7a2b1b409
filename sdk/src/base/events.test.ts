import { expect, test } from "vitest";
import { Events } from "./events.ts";

interface Map {
  tick: number;
  end: string;
}

function make(): { events: Events<Map>; surfaced: unknown[] } {
  const surfaced: unknown[] = [];
  return { events: new Events<Map>((error) => surfaced.push(error)), surfaced };
}

test("a listener that throws or rejects harms nobody and surfaces", async () => {
  const { events, surfaced } = make();
  const heard: number[] = [];
  events.on("tick", () => {
    throw new Error("thrown");
  });
  events.on("tick", (async () => {
    throw new Error("rejected");
  }) as () => void);
  events.on("tick", (value) => void heard.push(value));
  events.emit("tick", 1);
  await Promise.resolve();
  await Promise.resolve();
  expect(heard).toEqual([1]);
  expect(surfaced.map((error) => (error as Error).message)).toEqual(["thrown", "rejected"]);
});

test("a listener ends by its undo, by off, by its signal, and after one event", () => {
  const { events } = make();
  const heard: string[] = [];
  const listener = (value: number): void => void heard.push(`off ${value}`);
  const stop = new AbortController();
  const undo = events.on("tick", (value) => void heard.push(`undo ${value}`));
  events.on("tick", listener);
  events.on("tick", (value) => void heard.push(`signal ${value}`), { signal: stop.signal });
  events.once("tick", (value) => void heard.push(`once ${value}`));
  events.emit("tick", 1);
  undo();
  events.off("tick", listener);
  stop.abort();
  events.on("tick", () => heard.push("never"), { signal: stop.signal });
  events.emit("tick", 2);
  expect(heard).toEqual(["undo 1", "off 1", "signal 1", "once 1"]);
  expect(events.count("tick")).toBe(0);
});

test("of a listener added twice, off removes one", () => {
  const { events } = make();
  let count = 0;
  const listener = (): void => void (count += 1);
  events.on("tick", listener);
  events.on("tick", listener);
  events.off("tick", listener);
  events.emit("tick", 1);
  expect(count).toBe(1);
});

test("listeners added or removed during an emission count from the next one", () => {
  const { events } = make();
  const heard: string[] = [];
  const second = (): void => void heard.push("second");
  events.on("tick", () => {
    events.off("tick", second);
    events.on("tick", () => void heard.push("late"));
  });
  events.on("tick", second);
  events.emit("tick", 1);
  expect(heard).toEqual(["second"]);
});

test("calls can be chained as with Node's emitters", () => {
  const { events } = make();
  const heard: unknown[] = [];
  events
    .on("tick", (value) => void heard.push(value))
    .on("end", (value) => void heard.push(value))
    .once("end", (value) => void heard.push(value));
  events.emit("tick", 1);
  events.emit("end", "x");
  expect(heard).toEqual([1, "x", "x"]);
});

test("clear removes every listener, or those of one event", () => {
  const { events } = make();
  events.on("tick", () => undefined);
  events.on("end", () => undefined);
  events.clear("tick");
  expect([events.count("tick"), events.count("end")]).toEqual([0, 1]);
  events.clear();
  expect(events.count("end")).toBe(0);
});
