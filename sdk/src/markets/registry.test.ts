import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assets, contracts, pairs } from "../../test/vectors/markets.ts";
import type { FuturesInstrument } from "../api/futures/instruments.ts";
import type { SpotAssetInfo, SpotAssetPair } from "../api/spot/market-names.ts";
import { UsageError } from "../base/errors.ts";
import { SymbolRegistry } from "./registry.ts";
import type { PairRecordV2 } from "./rules.ts";

const rest = {
  assets: assets as unknown as Record<string, SpotAssetInfo>,
  pairs: pairs as unknown as Record<string, SpotAssetPair>,
};
const futures = { contracts: contracts as unknown as readonly FuturesInstrument[] };
const stock = {
  assets: { AAPLx: { aclass: "tokenized_asset", altname: "AAPLx" } } as unknown as typeof rest.assets,
  pairs: {
    AAPLxUSD: {
      ...pairs.ADAUSD,
      altname: "AAPLxUSD",
      wsname: "AAPLx/USD",
      base: "AAPLx",
      aclass_base: "tokenized_asset",
    },
  } as unknown as typeof rest.pairs,
};
const rowOf = (symbol: string, status = "online"): PairRecordV2 => ({
  symbol,
  base: symbol.split("/")[0] as string,
  quote: (symbol.split("/")[1] as string).split(":")[0] as string,
  status,
  qty_precision: 8,
  qty_increment: 1e-8,
  qty_min: 0.00005,
  price_precision: 1,
  price_increment: 0.1,
  cost_precision: 5,
  cost_min: "0.5",
  marginable: true,
});
const socket = {
  instruments: { assets: [{ id: "BTC" }, { id: "USD" }], pairs: [rowOf("BTC/USD"), rowOf("BTC/USD:BTNL")] },
};

const everything = new SymbolRegistry({ ...rest, ...futures, ...socket });
everything.add(stock);

describe("pairs", () => {
  test.each(["XXBTZUSD", "XBTUSD", "XBT/USD", "BTC/USD", "BTCUSD", "btc/usd", "xbtusd"])("%s is BTC/USD", (name) => {
    expect(everything.pair(name)).toMatchObject({
      key: "XXBTZUSD",
      altname: "XBTUSD",
      wsname: "XBT/USD",
      symbol: "BTC/USD",
      venue: undefined,
    });
  });

  test.each([
    ["XDG/USD", "DOGE/USD", "XDGUSD"],
    ["ETH/XBT", "ETH/BTC", "XETHXXBT"],
    ["USDTZUSD", "USDT/USD", "USDTZUSD"],
    ["aaplx/usd", "AAPLx/USD", "AAPLxUSD"],
  ])("%s is %s", (name, symbol, key) => {
    expect(everything.pair(name)).toMatchObject({ symbol, key });
  });

  test("the same assets at another venue are another pair", () => {
    expect(everything.pair("BTC/USD:BTNL")).toMatchObject({ symbol: "BTC/USD:BTNL", venue: "BTNL", key: undefined });
    const both = new SymbolRegistry(rest);
    both.add({
      pairs: { XBTUSD: { ...rest.pairs["XXBTZUSD"], execution_venue: "bitnomial_exchange" } as SpotAssetPair },
    });
    expect(both.pair("XBTUSD")?.venue).toBeUndefined();
    expect(both.pair("btc/usd:btnl")?.venue).toBe("BTNL");
  });

  test("any source alone names a pair; together, in any order, they say the same", () => {
    expect(new SymbolRegistry(socket).pair("XBTUSD")).toMatchObject({ symbol: "BTC/USD", key: undefined });
    fc.assert(
      fc.property(fc.shuffledSubarray([rest, futures, socket, stock], { minLength: 1 }), (sources) => {
        const registry = new SymbolRegistry();
        for (const source of sources) registry.add(source);
        for (const pair of registry.pairs)
          for (const name of [pair.key, pair.altname, pair.wsname, pair.symbol])
            if (name !== undefined && (pair.venue === undefined || name.includes(":")))
              expect(registry.pair(name)).toBe(pair);
        const names = (asked: SymbolRegistry): unknown => {
          const found = asked.pair("BTC/USD");
          return found && [found.symbol, found.altname, found.wsname, found.base, found.quote];
        };
        if (sources.includes(rest)) expect(names(registry)).toEqual(names(everything));
      }),
    );
  });

  test("assetVersion=1 keys are symbols and leave the key as it was", () => {
    const registry = new SymbolRegistry({
      pairs: { "BTC/USD": { ...rest.pairs["XXBTZUSD"], base: "BTC", quote: "USD" } as SpotAssetPair },
    });
    expect(registry.pair("XBTUSD")).toMatchObject({ symbol: "BTC/USD", key: undefined });
    registry.add(rest);
    expect(registry.pair("BTC/USD")?.key).toBe("XXBTZUSD");
  });

  test("an update of the stream changes the mode and keeps what REST said", () => {
    const registry = new SymbolRegistry(rest);
    registry.add({ instruments: { assets: [], pairs: [rowOf("BTC/USD", "cancel_only")] } });
    const pair = registry.requirePair("XXBTZUSD");
    expect(pair.rules.status).toBe("cancel_only");
    expect(pair.rules.leverageBuy).toContain(10);
  });
});

describe("assets", () => {
  test.each([
    ["XXBT", "BTC", "XBT", "XXBT"],
    ["btc", "BTC", "XBT", "XXBT"],
    ["XDG", "DOGE", "XDG", "XXDG"],
    ["ZUSD", "USD", "USD", "ZUSD"],
    ["USDT", "USDT", "USDT", "USDT"],
    ["AAPLx", "AAPLx", "AAPLx", "AAPLx"],
  ])("%s is %s", (name, symbol, altname, id) => {
    expect(everything.asset(name)).toMatchObject({ symbol, altname, id });
  });

  test("the historic ids are known before REST told them", () => {
    expect(new SymbolRegistry(socket).asset("XXBT")).toMatchObject({ symbol: "BTC", id: "XXBT" });
  });

  test.each([
    ["ETH.F", "ETH", "rewards"],
    ["XBT.B", "BTC", "yield"],
    ["ADA.S", "ADA", "staked"],
    ["USD.M", "USD", "opt-in"],
    ["AAPLx.T", "AAPLx", "tokenized"],
    ["USD.HOLD", "USD", "held"],
    ["ZUSD", "USD", "spot"],
  ])("the balance %s is of %s, %s", (name, symbol, kind) => {
    expect(everything.balance(name)).toMatchObject({ asset: { symbol }, kind });
  });

  test("an unknown suffix is no suffix", () => expect(everything.balance("ETH.Q")).toBeUndefined());

  test("a currency that differs from an xStock in case alone stays apart from it", () => {
    const registry = new SymbolRegistry(stock);
    registry.add({ assets: { AAPLX: { aclass: "currency", altname: "AAPLX" } as SpotAssetInfo } });
    expect(registry.asset("AAPLx")?.tokenized).toBe(true);
    expect(registry.asset("AAPLX")?.tokenized).toBe(false);
  });
});

describe("contracts", () => {
  test.each(["PF_XBTUSD", "pf_xbtusd", "PF_BTCUSD"])("%s is on BTC/USD", (name) => {
    expect(everything.contract(name)).toMatchObject({
      symbol: "PF_XBTUSD",
      base: { symbol: "BTC" },
      pair: { key: "XXBTZUSD" },
    });
  });
  test("from a pair or an asset to its contracts", () => {
    const on = (name: string): string[] => everything.contractsOn(name).map(({ symbol }) => symbol);
    expect(on("XBT/USD")).toEqual([
      "PF_XBTUSD",
      "FF_XBTUSD_261225",
      "PI_XBTUSD",
      "FI_XBTUSD_260925",
      "FI_XBTUSD_261225",
    ]);
    expect(on("DOGE")).toEqual(["PF_DOGEUSD"]);
    expect(everything.contract("PF_XDGUSD")?.symbol).toBe("PF_DOGEUSD");
  });
});

describe("unknown names", () => {
  test("are undefined, or an error with the nearest", () => {
    expect(everything.pair("BTX/USD")).toBeUndefined();
    expect(() => everything.requirePair("BTX/USD")).toThrow(UsageError);
    expect(() => everything.requirePair("BTX/USD")).toThrow(/did you mean .*BTC\/USD/);
    expect(() => everything.requireAsset("DOGEE")).toThrow(/DOGE/);
    expect(() => everything.requireContract("PF_XBTUSDT")).toThrow(/PF_XBTUSD/);
    expect(() => everything.requirePair("QQQQQQ")).toThrow(/^There is no pair "QQQQQQ"$/);
  });
});
