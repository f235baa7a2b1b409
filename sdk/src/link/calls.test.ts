import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock, settle } from "../../test/support/clock.ts";
import { ClosedError, isKrakenError } from "../base/errors.ts";
import { spotDialect } from "../wire/spot-frames.ts";
import { Calls } from "./calls.ts";
import type { CallRequest } from "./calls.ts";

type Ending = readonly [kind: string, delivery: string];

const answered: Ending = ["answer", ""];

interface Made {
  readonly request: CallRequest<string>;
  /** What its request was told of failures, and its caller of the end. */
  readonly failures: string[];
  readonly endings: Ending[];
}

/** A call, with everything anybody is told about it. */
function made(calls: Calls, id: number, limits: { timeout: number; signal?: AbortSignal; patient: boolean }): Made {
  const failures: string[] = [];
  const endings: Ending[] = [];
  const request: CallRequest<string> = {
    method: "add_order",
    expected: 1,
    params: {},
    write: () => String(id),
    endsAll: () => false,
    answer: () => "done",
    failed: (error) => void failures.push(error.delivery),
  };
  const { timeout, signal, patient } = limits;
  calls.add(id, request, { timeout, signal, waitForConnection: patient }).then(
    () => void endings.push(answered),
    (error: unknown) =>
      void endings.push(isKrakenError(error) ? [error.kind, error.delivery] : ["not ours", String(error)]),
  );
  return { request, failures, endings };
}

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("add" as const),
      timeout: fc.constantFrom(0, 5, 10, 10, 30),
      patient: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("write" as const), room: fc.nat(4) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("answer", "refuse", "abort"), at: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.constant({ do: "lose" } as const) },
  { weight: 1, arbitrary: fc.constant({ do: "abandon" } as const) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(1, 5, 10) }) },
);

test("each call ends once and as a plain list says, in every order of answers, deadlines, aborts and losses", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new ManualClock();
      const calls = new Calls(clock, spotDialect);
      const stops: AbortController[] = [];
      const all: Made[] = [];
      interface Model {
        readonly id: number;
        readonly due: number;
        readonly patient: boolean;
        written: boolean;
        ending: Ending | undefined;
      }
      const model: Model[] = [];
      const open = (): Model[] => model.filter(({ ending }) => ending === undefined);
      const fate = (call: Model, kind: string): void => {
        call.ending = [kind, call.written ? "unknown" : "unsent"];
      };
      for (const act of steps) {
        switch (act.do) {
          case "add": {
            const stop = new AbortController();
            stops.push(stop);
            const { timeout, patient } = act;
            all.push(made(calls, all.length, { timeout, patient, signal: stop.signal }));
            const due = timeout === 0 ? Infinity : clock.steady() + timeout;
            model.push({ id: model.length, due, patient, written: false, ending: undefined });
            break;
          }
          case "write": {
            const written: number[] = [];
            calls.write(0, undefined, (text) => written.length < act.room && written.push(Number(text)) > 0);
            const expected = open()
              .filter((call) => !call.written)
              .slice(0, act.room);
            expect(written).toEqual(expected.map(({ id }) => id));
            for (const call of expected) call.written = true;
            break;
          }
          case "answer":
          case "refuse": {
            const success = act.do === "answer";
            calls.answer({ method: "add_order", req_id: act.at, success, ...(success ? {} : { error: "EOrder:x" }) });
            const call = open().find(({ id, written }) => id === act.at && written);
            if (call !== undefined) call.ending = success ? answered : ["refused", "answered"];
            break;
          }
          case "abort": {
            stops[act.at]?.abort();
            const call = open().find(({ id }) => id === act.at);
            if (call !== undefined) fate(call, "aborted");
            break;
          }
          case "lose":
            calls.lose();
            for (const call of open()) if (call.written || !call.patient) fate(call, "closed");
            break;
          case "abandon":
            calls.abandon("over");
            for (const call of open()) fate(call, "closed");
            break;
          case "pass":
            clock.advanceNow(act.ms);
            for (const call of open()) if (call.due <= clock.steady()) fate(call, "timeout");
            break;
        }
        expect(calls.size).toBe(open().length);
        expect(calls.waiting).toBe(open().some(({ written }) => !written));
      }
      await settle();
      // Whatever comes late changes nothing.
      for (const { id } of model) calls.answer({ method: "add_order", req_id: id, success: true });
      for (const call of open()) if (call.written) call.ending = answered;
      calls.abandon("over");
      for (const call of open()) fate(call, "closed");
      for (const stop of stops) stop.abort();
      clock.advanceNow(1000);
      await settle();
      expect(all.map(({ endings }) => endings)).toEqual(model.map(({ ending }) => [ending]));
      expect(all.map(({ failures }) => failures)).toEqual(
        model.map(({ ending }) => (ending === answered ? [] : [ending?.[1]])),
      );
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("what a failure sets off may add calls, write them and end others, and still each ends once", async () => {
  const clock = new ManualClock();
  const calls = new Calls(clock, spotDialect);
  const stop = new AbortController();
  const all: Made[] = [];
  const add = (id: number, timeout: number, failed?: () => void, signal?: AbortSignal): void => {
    const call = made(calls, id, { timeout, patient: false, ...(signal && { signal }) });
    const { request } = call;
    const told = request.failed?.bind(request);
    request.failed = (error) => {
      told?.(error);
      failed?.();
    };
    all.push(call);
  };
  // Due together: the first one's end aborts the second, loses nothing of the third, and makes a fourth.
  add(0, 10, () => {
    stop.abort();
    add(3, 5);
    calls.write(0, undefined, () => true);
    calls.answer({ method: "add_order", req_id: 2, success: true });
  });
  add(1, 10, undefined, stop.signal);
  add(2, 10);
  add(4, 20);
  clock.advanceNow(10);
  await settle();
  expect(all.map(({ endings }) => endings)).toEqual([
    [["timeout", "unsent"]],
    [["aborted", "unsent"]],
    [answered],
    [],
    [],
  ]);
  clock.advanceNow(5);
  await settle();
  expect(all[4]?.endings).toEqual([["timeout", "unknown"]]);
  clock.advanceNow(5);
  await settle();
  expect(all.map(({ failures }) => failures.length)).toEqual([1, 1, 0, 1, 1]);
  expect(clock.pending).toBe(0);
});

test("the loss of calls ends each once, even where the first one's end aborts the others", async () => {
  const clock = new ManualClock();
  const calls = new Calls(clock, spotDialect);
  const stop = new AbortController();
  const limits = { timeout: 10, patient: false, signal: stop.signal };
  const all = [0, 1, 2].map((id) => {
    const call = made(calls, id, limits);
    const { failed } = call.request;
    call.request.failed = (error) => {
      failed?.(error);
      stop.abort();
    };
    return call;
  });
  calls.lose();
  await settle();
  expect(all.map(({ endings }) => endings)).toEqual(all.map(() => [["closed", "unsent"]]));
  expect(all.map(({ failures }) => failures.length)).toEqual([1, 1, 1]);
});

test("a call that is outdated when its turn to be written comes is not written, and ends unsent", async () => {
  const calls = new Calls(new ManualClock(), spotDialect);
  const limits = { timeout: 0, patient: true };
  const [first, second, third] = [1, 2, 3].map((id) => made(calls, id, limits));
  const stale = new ClosedError("too late", { delivery: "unsent" });
  Object.assign(second?.request ?? {}, { outdated: () => stale });
  const written: string[] = [];
  calls.write(0, undefined, (text) => written.push(text) > 0);
  await settle();
  expect(written).toEqual(["1", "3"]);
  expect(second?.endings).toEqual([["closed", "unsent"]]);
  expect(second?.failures).toEqual(["unsent"]);
  expect([first?.endings, third?.endings]).toEqual([[], []]);
  expect(calls.size).toBe(2);
});
