import { expect, test } from "vitest";
import { Faults } from "./faults.ts";

test("a fault strikes the requests it names, as often as it says", () => {
  const faults = new Faults("seed");
  faults.add({ path: "/0/private/AddOrder", method: "POST", times: 2, skip: 1, action: { do: "accept-then-504" } });
  const strike = (method: string, path: string) => faults.strike(method, path).map((action) => action.do);
  expect(strike("GET", "/0/private/AddOrder")).toEqual([]);
  expect(strike("POST", "/0/private/AddOrderBatch")).toEqual([]);
  const strikes = Array.from({ length: 4 }, () => strike("POST", "/0/private/AddOrder"));
  expect(strikes).toEqual([[], ["accept-then-504"], ["accept-then-504"], []]);
  expect(faults.list()).toEqual([]);
});

test("a star stands for the rest of a path, and different faults add up", () => {
  const faults = new Faults("seed");
  const first = faults.add({ path: "/0/*", action: { do: "delay", ms: 5 } });
  faults.add({ action: { do: "truncate" } });
  faults.add({ action: { do: "delay", ms: 9 } });
  expect(faults.strike("GET", "/0/public/Time")).toEqual([{ do: "delay", ms: 5 }, { do: "truncate" }]);
  faults.clear(first);
  expect(faults.strike("GET", "/0/public/Time")).toEqual([{ do: "truncate" }, { do: "delay", ms: 9 }]);
  faults.clear();
  expect(faults.strike("GET", "/0/public/Time")).toEqual([]);
});

test("chance is repeatable and neither always nor never", () => {
  const run = () => {
    const faults = new Faults("seed");
    faults.add({ chance: 0.3, action: { do: "truncate" } });
    return Array.from({ length: 200 }, () => faults.strike("GET", "/").length);
  };
  const struck = run();
  expect(run()).toEqual(struck);
  const total = struck.filter((count) => count > 0).length;
  expect(total).toBeGreaterThan(30);
  expect(total).toBeLessThan(90);
});
