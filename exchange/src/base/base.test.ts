import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ManualClock, SystemClock } from "./clock.ts";
import * as d from "./decimal.ts";
import { Emitter } from "./events.ts";
import { Ids } from "./ids.ts";
import { num, stringify } from "./json.ts";
import { Random } from "./random.ts";

describe("decimals", () => {
  test.each([
    "",
    "-",
    "+1",
    "1e5",
    "1E5",
    " 1",
    "1 ",
    ".5",
    "1.",
    "1.2.3",
    "0x1",
    "1_000",
    "NaN",
    "Infinity",
    "١",
    "9".repeat(65),
  ])("refuses %j", (text) => expect(d.parseDecimal(text)).toBeUndefined());

  test("keeps every digit it is given", () => {
    expect(d.parseDecimal("-0012.500")).toEqual({ units: -12500n, scale: 3 });
    expect(d.formatDecimal(d.decimal("0.03740000"))).toBe("0.03740000");
    expect(d.formatUnits(-5n, 3)).toBe("-0.005");
    expect(d.plainText(d.decimal("1200.500"))).toBe("1200.5");
    expect(d.plainText(d.decimal("1200.000"))).toBe("1200");
  });

  const value = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }))
    .map(([units, scale]) => d.fromUnits(units, scale));

  test("reads what it writes, adds and multiplies exactly, orders like the numbers", () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(d.parseDecimal(d.formatDecimal(a))).toEqual(a);
        expect(d.compare(d.sub(d.add(a, b), b), a)).toBe(0);
        expect(d.compare(d.mul(a, d.add(b, c)), d.add(d.mul(a, b), d.mul(a, c)))).toBe(0);
        expect(d.compare(a, b)).toBe(-d.compare(b, a) + 0);
        expect(Math.sign(Number(d.formatDecimal(d.sub(a, b))))).toBe(d.compare(a, b));
      }),
    );
  });

  test("every rounding stays within one unit and leans the right way", () => {
    const divisor = fc.bigInt({ min: -1000n, max: 1000n }).filter((n) => n !== 0n);
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }), divisor, (a, b) => {
        const exact = Number(a) / Number(b);
        expect(Number(d.divide(a, b, "floor"))).toBe(Math.floor(exact) + 0);
        expect(Number(d.divide(a, b, "ceil"))).toBe(Math.ceil(exact) + 0);
        expect(Number(d.divide(a, b, "truncate"))).toBe(Math.trunc(exact) + 0);
        expect(Number(d.divide(a, b, "away"))).toBe(Math.sign(exact) * Math.ceil(Math.abs(exact)) + 0);
        expect(Number(d.divide(a, b, "half-up"))).toBe(Math.sign(exact) * Math.round(Math.abs(exact)) + 0);
        expect(Math.abs(Number(d.divide(a, b, "half-even")) - exact)).toBeLessThanOrEqual(0.5);
      }),
    );
    expect([5n, 15n, -5n, -15n].map((n) => d.divide(n, 10n, "half-even"))).toEqual([0n, 2n, 0n, -2n]);
  });

  test("division has the scale and rounding asked for", () => {
    expect(d.formatDecimal(d.div(d.decimal("2"), d.decimal("3"), 4, "truncate"))).toBe("0.6666");
    expect(d.formatDecimal(d.div(d.decimal("2"), d.decimal("3"), 4, "half-up"))).toBe("0.6667");
    expect(d.formatDecimal(d.div(d.decimal("0.000001"), d.decimal("20"), 2, "ceil"))).toBe("0.01");
    expect(d.unitsAt(d.decimal("1.230"), 2)).toBe(123n);
    expect(d.unitsAt(d.decimal("1.231"), 2)).toBeUndefined();
  });
});

describe("clocks", () => {
  test("a manual clock runs what falls due, in order, at its own moment", () => {
    const clock = new ManualClock(1000);
    const seen: string[] = [];
    clock.after(20, () => seen.push(`b ${clock.now()}`));
    clock.after(10, () => {
      seen.push(`a ${clock.now()}`);
      clock.after(5, () => seen.push(`nested ${clock.now()}`));
    });
    const cancel = clock.after(15, () => seen.push("cancelled"));
    clock.after(20, () => seen.push("c"));
    cancel();
    clock.advance(19);
    expect(seen).toEqual(["a 1010", "nested 1015"]);
    clock.advance(1);
    expect(seen).toEqual(["a 1010", "nested 1015", "b 1020", "c"]);
    expect(clock.nowMicros()).toBe(1_020_000n);
  });

  test("the system clock's microseconds agree with its milliseconds and never go back", () => {
    const clock = new SystemClock();
    let last = 0n;
    for (let round = 0; round < 1000; round++) {
      const micros = clock.nowMicros();
      expect(micros >= last).toBe(true);
      last = micros;
    }
    expect(Math.abs(Number(last / 1000n) - clock.now())).toBeLessThan(50);
  });
});

describe("chance and ids", () => {
  test("one seed, one sequence; forks do not disturb each other", () => {
    const draw = (random: Random): number[] => Array.from({ length: 5 }, () => random.next());
    expect(draw(new Random("x"))).toEqual(draw(new Random("x")));
    expect(draw(new Random("x"))).not.toEqual(draw(new Random("y")));
    const parent = new Random("x");
    const before = draw(parent.fork("a"));
    parent.next();
    expect(draw(parent.fork("a"))).toEqual(before);
    expect(draw(parent.fork("b"))).not.toEqual(before);
  });

  test("distributions have their mean and stay in range", () => {
    const random = new Random(7);
    const mean = (draw: () => number): number => Array.from({ length: 20_000 }, draw).reduce((a, b) => a + b) / 20_000;
    expect(mean(() => random.next())).toBeCloseTo(0.5, 1);
    expect(mean(() => random.normal(3, 2))).toBeCloseTo(3, 1);
    expect(mean(() => random.exponential(4))).toBeGreaterThan(3.8);
    const dice = new Set(Array.from({ length: 500 }, () => random.int(1, 6)));
    expect([...dice].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("ids have Kraken's form and do not repeat", () => {
    const ids = new Ids(new Random(1));
    const made = Array.from({ length: 5000 }, () => ids.order());
    expect(new Set(made).size).toBe(5000);
    for (const id of made.slice(0, 50)) expect(id).toMatch(/^O[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/);
    expect(ids.trade()).toMatch(/^T[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/);
    expect(ids.ledger()).toMatch(/^L[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/);
    expect(ids.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.token(50)).toHaveLength(50);
  });
});

describe("events and JSON", () => {
  test("listeners join, hear in order, and leave; one that throws disturbs nobody", () => {
    const failures: unknown[] = [];
    const emitter = new Emitter<{ tick: number }>((error) => failures.push(error));
    const heard: string[] = [];
    const leave = emitter.on("tick", (n) => heard.push(`a${n}`));
    emitter.on("tick", () => {
      throw new Error("broken listener");
    });
    emitter.on("tick", (n) => heard.push(`b${n}`));
    emitter.emit("tick", 1);
    leave();
    emitter.emit("tick", 2);
    expect(heard).toEqual(["a1", "b1", "b2"]);
    expect(failures).toHaveLength(2);
  });

  test("numbers keep their digits", () => {
    const value = {
      price: num("0.03740000"),
      big: 18446744073709551615n,
      list: [num("1e-08"), null, 'a"b'],
      none: undefined,
    };
    expect(stringify(value)).toBe('{"price":0.03740000,"big":18446744073709551615,"list":[1e-08,null,"a\\"b"]}');
    for (const text of ["", "1.", "01", "+1", "NaN", "1,2", '1}"']) expect(() => num(text)).toThrow(RangeError);
  });

  test("plain data is written as JSON.stringify writes it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(stringify(value)).toBe(JSON.stringify(value));
      }),
    );
  });
});
