import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contracts, pairs } from "../../test/vectors/markets.ts";
import type { FuturesInstrument } from "../api/futures/instruments.ts";
import type { SpotAssetPair } from "../api/spot/market-names.ts";
import { Decimal } from "../base/decimal.ts";
import { parseExact } from "../base/json.ts";
import { checkFuturesOrder } from "./check-futures.ts";
import { checkSocketOrder, checkSpotOrder } from "./check-spot.ts";
import { baseValueOf, leastVolume, notionalOf, roundPrice, roundSize, volumeFor } from "./rounding.ts";
import { rulesOfContract, rulesOfInstrument, rulesOfPair, sizeStepOf } from "./rules.ts";
import type { ContractRules, PairRules } from "./rules.ts";

const pairRules = Object.values(pairs).map((record) => rulesOfPair(record as unknown as SpotAssetPair));
const contractRules = contracts.map(
  (record) => rulesOfContract(record as unknown as FuturesInstrument) as ContractRules,
);
const pair = (name: keyof typeof pairs, change: Partial<PairRules> = {}): PairRules => ({
  ...rulesOfPair(pairs[name] as unknown as SpotAssetPair),
  ...change,
});
const contract = (symbol: string, change: Partial<ContractRules> = {}): ContractRules => ({
  ...(contractRules.find((rules) => rules.symbol === symbol) as ContractRules),
  ...change,
});

test("records read with parseExact, where every number is text, give the same rules", () => {
  const exact = (record: unknown): unknown => parseExact(JSON.stringify(record));
  expect(Object.values(pairs).map((record) => rulesOfPair(exact(record) as SpotAssetPair))).toEqual(pairRules);
  expect(contracts.map((record) => rulesOfContract(exact(record) as FuturesInstrument))).toEqual(contractRules);
  expect(sizeStepOf("-3").toString()).toBe("1000");
});

describe("rounding", () => {
  test("examples", () => {
    expect(roundPrice("37500.16", pair("XXBTZUSD"), "floor").toString()).toBe("37500.1");
    expect(roundPrice("37500.11", pair("XXBTZUSD"), "ceil").toString()).toBe("37500.2");
    expect(roundPrice("0.0000054554", pair("SHIBUSD"), "half-even").toString()).toBe("0.000005455");
    expect(roundSize("1.123456789", pair("XXBTZUSD"), "down").toString()).toBe("1.12345678");
    expect(roundSize("770000.123456", pair("SHIBUSD"), "up").toString()).toBe("770000.12346");
    expect(roundPrice(64_999.6, contract("PI_XBTUSD"), "floor").toString()).toBe("64999.5");
    expect(roundSize("12999", contract("PF_PEPEUSD"), "down").toString()).toBe("12000");
    expect(roundSize("12001", contract("PF_PEPEUSD"), "up").toString()).toBe("13000");
  });

  test("steps of sizes", () => {
    expect([4, 0, -3].map((precision) => sizeStepOf(precision).toString())).toEqual(["0.0001", "1", "1000"]);
  });

  const amount = fc
    .tuple(fc.bigInt(1n, 10n ** 15n), fc.integer({ min: 0, max: 12 }))
    .map(([units, scale]) => Decimal.scaled(units, scale));
  const rules = fc.constantFrom(...pairRules, ...contractRules);

  test("a rounded price is on the tick, on the chosen side, and less than a tick away", () => {
    fc.assert(
      fc.property(amount, rules, fc.constantFrom("floor" as const, "ceil" as const), (value, of, rounding) => {
        const rounded = roundPrice(value, of, rounding);
        expect(rounded.isMultipleOf(of.tickSize)).toBe(true);
        expect(rounding === "floor" ? rounded.compare(value) <= 0 : rounded.compare(value) >= 0).toBe(true);
        expect(rounded.minus(value).abs().compare(of.tickSize)).toBe(-1);
        expect(roundPrice(rounded, of, rounding).equals(rounded)).toBe(true);
      }),
    );
  });

  test("a size rounded down never grows, and is less than a lot away", () => {
    fc.assert(
      fc.property(amount, rules, (value, of) => {
        const rounded = roundSize(value, of, "down");
        const step = "sizeStep" in of ? of.sizeStep : Decimal.scaled(1n, of.lotDecimals);
        expect(rounded.isMultipleOf(step)).toBe(true);
        expect(rounded.compare(value)).not.toBe(1);
        expect(value.minus(rounded).compare(step)).toBe(-1);
      }),
    );
  });

  test("what was rounded passes the checks, and one lot below the least volume does not", () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(...pairRules.filter(({ status }) => status === "online")), (value, of) => {
        const price = roundPrice(value, of, "up");
        const volume = leastVolume(price, of);
        const order = { ordertype: "limit", type: "buy", price: price.toString() } as const;
        checkSpotOrder({ ...order, volume: volume.toString() }, of);
        const less = volume.minus(Decimal.scaled(1n, of.lotDecimals));
        expect(() => checkSpotOrder({ ...order, volume: less.toString() }, of)).toThrow(/must be at least/);
      }),
    );
  });

  test("the volume for a sum costs no more than the sum, and a lot more would", () => {
    fc.assert(
      fc.property(amount, amount, fc.constantFrom(...pairRules), (cost, price, of) => {
        const volume = volumeFor(cost, price, of);
        expect(volume.times(price).compare(cost)).not.toBe(1);
        expect(volume.plus(Decimal.scaled(1n, of.lotDecimals)).times(price).compare(cost)).toBe(1);
      }),
    );
  });

  test("notional of linear and inverse contracts", () => {
    expect(notionalOf("2", "50000", contract("PF_XBTUSD")).toPlain()).toBe("100000");
    expect(notionalOf(10_000, "50000", contract("PI_XBTUSD")).toPlain()).toBe("10000");
    expect(baseValueOf(10_000, "2500", contract("PI_ETHUSD"), 8, "down").toPlain()).toBe("4");
    expect(baseValueOf("0.5", "2500", contract("PF_ETHUSD"), 8, "down").toPlain()).toBe("0.5");
  });
});

describe("Spot orders", () => {
  const order = { ordertype: "limit", type: "buy", price: "37500.1", volume: "0.001" } as const;
  const btc = pair("XXBTZUSD");

  test.each<[string, object, PairRules, RegExp, string]>([
    ["tick", { price: "37500.15" }, btc, /price.*0\.1.*37500\.1 or 37500\.2.*37500\.15/, "price"],
    ["price of zero", { price: "0" }, btc, /above zero/, "price"],
    ["trigger tick", { ordertype: "stop-loss-limit", price: "30000.05", price2: "30000" }, btc, /tick_size/, "price"],
    ["close tick", { close: { ordertype: "limit", price: "1.23" } }, btc, /close\[price\]/, "close[price]"],
    ["lot", { volume: "0.001000001" }, btc, /at most 8 decimals/, "volume"],
    ["ordermin", { volume: "0.00004" }, btc, /0\.00005 \(ordermin\), not 0\.00004/, "volume"],
    ["costmin", { price: "0.1", volume: "1" }, btc, /0\.5 \(costmin\), not 0\.1.*at least 5/, "volume"],
    ["no number", { volume: "much" }, btc, /decimal number/, "volume"],
    ["leverage", { leverage: "11" }, btc, /one of 2, 3/, "leverage"],
    ["no margin", { leverage: "2" }, pair("ACAEUR", { status: "online" }), /not offered/, "leverage"],
    ["position", { leverage: "2", volume: "601" }, btc, /at most 600/, "volume"],
    ["iceberg", { ordertype: "iceberg", volume: "1", displayvol: "0.05" }, btc, /fifteenth/, "displayvol"],
    ["display", { displayvol: "0.001" }, btc, /iceberg orders only/, "displayvol"],
    ["cancel_only", {}, pair("ACAEUR"), /cancel_only/, "pair"],
    ["post_only", {}, pair("XXBTZUSD", { status: "post_only" }), /post-only limit/, "pair"],
    ["limit_only", { ordertype: "market" }, pair("XXBTZUSD", { status: "limit_only" }), /limit price/, "pair"],
    ["reduce_only", {}, pair("XXBTZUSD", { status: "reduce_only" }), /reduce-only/, "pair"],
    ["xStock", {}, pair("XXBTZUSD", { tokenized: true }), /tokenized_asset/, "asset_class"],
  ])("%s is refused, naming field, rule and value", (_, change, rules, message, field) => {
    let caught: unknown;
    try {
      checkSpotOrder({ ...order, ...change }, rules);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ kind: "usage", field, message: expect.stringMatching(message) as unknown });
  });

  test.each<[string, object, PairRules]>([
    ["plain", {}, btc],
    ["relative price", { ordertype: "stop-loss", price: "-2.5%" }, btc],
    ["trailing stop", { ordertype: "trailing-stop", price: "+100.55" }, btc],
    ["volume 0 closes a position", { volume: "0", leverage: "2", ordertype: "market" }, btc],
    ["leverage as Kraken prints it", { leverage: "2:1" }, btc],
    ["market order for a sum", { ordertype: "market", price: undefined, volume: "100", oflags: "viqc" }, btc],
    ["post-only in post_only mode", { oflags: ["post"] }, pair("XXBTZUSD", { status: "post_only" })],
    ["iceberg at the fifteenth", { ordertype: "iceberg", volume: "1.5", displayvol: "0.1" }, btc],
    ["reduce-only", { reduce_only: true, leverage: "2" }, pair("XXBTZUSD", { status: "reduce_only" })],
  ])("%s is fine", (_, change, rules) => {
    expect(() => checkSpotOrder({ ...order, ...change }, rules)).not.toThrow();
  });

  test("over a socket, by the rules of the instrument channel", () => {
    const rules = rulesOfInstrument({
      symbol: "BTC/USD",
      base: "BTC",
      quote: "USD",
      status: "online",
      qty_precision: 8,
      qty_increment: 1e-8,
      qty_min: 0.00005,
      price_precision: 1,
      price_increment: 0.1,
      cost_precision: 5,
      cost_min: "0.5",
    });
    const sent = { order_type: "limit", side: "sell", order_qty: 0.001, limit_price: 37500.1 } as const;
    checkSocketOrder(sent, rules);
    expect(() => checkSocketOrder({ ...sent, limit_price: 37500.15 }, rules)).toThrow(/limit_price.*0\.1/);
    expect(() => checkSocketOrder({ ...sent, order_qty: "0.00001" }, rules)).toThrow(/order_qty/);
    expect(() => checkSocketOrder({ ...sent, order_type: "stop-loss", triggers: { price: 1.23 } }, rules)).toThrow(
      /triggers/,
    );
    checkSocketOrder({ ...sent, order_type: "stop-loss", triggers: { price: 1.23, price_type: "pct" } }, rules);
    expect(() => checkSocketOrder({ order_type: "market", side: "buy", cash_order_qty: "0.4" }, rules)).toThrow(
      /at least 0\.5/,
    );
  });
});

describe("Futures orders", () => {
  const order = { orderType: "lmt", symbol: "PF_XBTUSD", side: "buy", size: "0.5", limitPrice: "50000" } as const;
  const xbt = contract("PF_XBTUSD");

  test.each<[string, object, ContractRules, RegExp, string]>([
    ["tick", { limitPrice: "50000.5" }, xbt, /limitPrice.*50000 or 50001/, "limitPrice"],
    ["stop tick", { orderType: "stp", stopPrice: "0.1" }, xbt, /stopPrice/, "stopPrice"],
    ["size", { size: "0.00001" }, xbt, /multiple of 0\.0001, not 0\.00001/, "size"],
    ["size of thousands", { size: "1500", limitPrice: "0.00001" }, contract("PF_PEPEUSD"), /multiple of 1000/, "size"],
    ["no size", { size: "0" }, xbt, /above zero/, "size"],
    ["notional", { size: "401" }, xbt, /at most 20000000 USD, not 20050000 USD/, "size"],
    ["position", { size: "2401", limitPrice: "1" }, xbt, /1200 \(maxPositionSize\)/, "size"],
    ["post-only", {}, contract("PF_XBTUSD", { postOnly: true }), /must be post, not lmt/, "orderType"],
    ["closed", {}, contract("PF_XBTUSD", { tradeable: false }), /not open/, "symbol"],
    ["expired", {}, contract("PF_XBTUSD", { expired: true }), /expired/, "symbol"],
  ])("%s is refused, naming field, rule and value", (_, change, rules, message, field) => {
    let caught: unknown;
    try {
      checkFuturesOrder({ ...order, ...change }, rules);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ kind: "usage", field, message: expect.stringMatching(message) as unknown });
  });

  test("with the position the limit is exact, and an order that shrinks it passes", () => {
    const big = { ...order, size: "10", limitPrice: "1" };
    expect(() => checkFuturesOrder(big, xbt, { position: "1195" })).toThrow(/maxPositionSize/);
    checkFuturesOrder(big, xbt, { position: "1190" });
    checkFuturesOrder({ ...big, side: "sell" }, xbt, { position: "1300" });
    checkFuturesOrder({ ...big, reduceOnly: true }, xbt, { position: "1195" });
  });
});
