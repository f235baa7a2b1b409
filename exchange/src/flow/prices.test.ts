import { expect, test } from "vitest";
import { Random } from "../base/random.ts";
import { contractPrice, Premium } from "./premium.ts";
import { pastPath, pastWeather, PriceModel, walkHigh, walkLow } from "./prices.ts";

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  const covariance = a.reduce((sum, value, at) => sum + (value - ma) * ((b[at] ?? 0) - mb), 0) / a.length;
  return covariance / deviation(a) / deviation(b);
}

test("coins move together at the volatility of their kind, currencies hardly", () => {
  const model = new PriceModel(new Random("prices"));
  for (const asset of ["BTC", "ETH", "USDT", "EUR"]) model.add(asset);
  const moves: Record<string, number[]> = { BTC: [], ETH: [], USDT: [], EUR: [] };
  for (let minute = 0; minute < 20_000; minute += 1) {
    const before = model.assets().map((asset) => [asset, Math.log(model.usd(asset))] as const);
    model.advance(60);
    for (const [asset, log] of before) moves[asset]?.push(Math.log(model.usd(asset)) - log);
  }
  const yearly = (asset: string): number => deviation(moves[asset] ?? []) * Math.sqrt(365 * 1440);
  expect(yearly("BTC")).toBeGreaterThan(0.3);
  expect(yearly("BTC")).toBeLessThan(0.6);
  expect(yearly("ETH")).toBeGreaterThan(yearly("BTC"));
  expect(yearly("EUR")).toBeLessThan(0.1);
  expect(correlation(moves["BTC"] ?? [], moves["ETH"] ?? [])).toBeGreaterThan(0.7);
  expect(Math.abs(model.usd("USDT") - 1)).toBeLessThan(0.01);
  expect(model.usd("USD")).toBe(1);
});

test("the past ends at the present price and is drawn from the same kind of walk", () => {
  const random = new Random("past");
  const minutes = new Float64Array(20_000).fill(1);
  const weather = pastWeather(random, minutes);
  const bitcoin = pastPath(random, "BTC", 50_000, weather).logs;
  expect(Math.exp(bitcoin[minutes.length] ?? 0)).toBeCloseTo(50_000, 6);
  const moves = Array.from(minutes, (_, at) => (bitcoin[at + 1] ?? 0) - (bitcoin[at] ?? 0));
  const yearly = deviation(moves) * Math.sqrt(365 * 1440);
  expect(yearly).toBeGreaterThan(0.3);
  expect(yearly).toBeLessThan(0.6);
  expect(pastPath(random, "BTC", 50_000, weather).logs).toEqual(bitcoin);
  const tether = pastPath(random, "USDT", 1, weather).logs;
  expect(Math.max(...tether.map(Math.abs))).toBeLessThan(0.01);
});

test("highs and lows lie outside the ends, further the rarer the draw", () => {
  expect(walkHigh(1, 2, 0.5, 0)).toBe(2);
  expect(walkLow(1, 2, 0.5, 0)).toBe(1);
  expect(walkHigh(1, 2, 0.5, 0.9)).toBeGreaterThan(walkHigh(1, 2, 0.5, 0.5));
  expect(walkLow(1, 2, 0.5, 0.9)).toBeLessThan(walkLow(1, 2, 0.5, 0.5));
});

test("dated contracts cost interest until they expire, perpetuals swing around the index", () => {
  const day = 86_400_000;
  const far = contractPrice(100, 0, { expires: 365 * day }, 0);
  expect(far).toBeCloseTo(106, 9);
  expect(contractPrice(100, 0, { expires: 365 * day }, 364 * day)).toBeLessThan(100.1);
  expect(contractPrice(100, 0, { expires: 0 }, day)).toBe(100);
  expect(contractPrice(100, 0.5, "spot", 0)).toBe(100);
  const premium = new Premium("perpetual", new Random("p"));
  const seen: number[] = [];
  for (let hour = 0; hour < 2000; hour += 1) {
    premium.advance(3600);
    seen.push(premium.rate);
  }
  expect(deviation(seen)).toBeGreaterThan(0.0001);
  expect(Math.max(...seen.map(Math.abs))).toBeLessThan(0.002);
  expect(seen.some((rate) => rate < 0) && seen.some((rate) => rate > 0)).toBe(true);
});
