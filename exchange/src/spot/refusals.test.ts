import { describe, expect, test } from "vitest";
import { fixture } from "./fixture.ts";
import type { OrderRequest } from "./types.ts";

const sound: OrderRequest = { pair: "XBTUSD", type: "buy", ordertype: "limit", volume: "1", price: "50000" };

describe("what an order is refused for, in Kraken's words", () => {
  test.each<[Partial<OrderRequest>, string]>([
    [{ pair: "XBT/USD" }, "EQuery:Unknown asset pair"],
    [{ pair: "NOPE" }, "EQuery:Unknown asset pair"],
    [{ pair: "ACAEUR" }, "EService:Market in cancel_only mode"],
    [{ asset_class: "tokenized_asset" }, "EQuery:Unknown asset pair"],
    [{ type: "hold" }, "EGeneral:Invalid arguments:type"],
    [{ ordertype: "stop" }, "EGeneral:Invalid arguments:ordertype"],
    [{ timeinforce: "DAY" }, "EGeneral:Invalid arguments:timeinforce"],
    [{ timeinforce: "GTD" }, "EGeneral:Invalid arguments:expiretm"],
    [{ expiretm: "+4" }, "EGeneral:Invalid arguments:expiretm"],
    [{ expiretm: "1889999999" }, "EGeneral:Invalid arguments:expiretm"],
    [{ starttm: "tomorrow" }, "EGeneral:Invalid arguments:starttm"],
    [{ trigger: "mark" }, "EGeneral:Invalid arguments:trigger"],
    [{ stptype: "none" }, "EGeneral:Invalid arguments:stptype"],
    [{ leverage: "7.5" }, "EGeneral:Invalid arguments:leverage"],
    [{ oflags: ["fast"] }, "EGeneral:Invalid arguments:oflags"],
    [{ oflags: ["fcib", "fciq"] }, "EGeneral:Invalid arguments:oflags"],
    [{ oflags: ["viqc"] }, "EGeneral:Invalid arguments:oflags"],
    [{ ordertype: "market", oflags: ["post"] }, "EGeneral:Invalid arguments:oflags"],
    [{ ordertype: "market", timeinforce: "FOK" }, "EGeneral:Invalid arguments:timeinforce"],
    [{ userref: "2147483648" }, "EGeneral:Invalid arguments:userref"],
    [{ cl_ord_id: "nineteen characters" }, "EGeneral:Invalid arguments:cl_ord_id"],
    [{ cl_ord_id: "a", userref: 1 }, "EGeneral:Invalid arguments:cl_ord_id"],
    [{ deadline: "2026-09-21T14:13:19Z" }, "EService:Deadline elapsed"],
    [{ deadline: "2026-09-21T14:13:21Z" }, "EGeneral:Invalid arguments:deadline"],
    [{ deadline: "soon" }, "EGeneral:Invalid arguments:deadline"],
    [{ volume: undefined }, "EGeneral:Invalid arguments:volume"],
    [{ volume: "1e2" }, "EGeneral:Invalid arguments:volume"],
    [{ volume: "-1" }, "EGeneral:Invalid arguments:volume"],
    [{ volume: "0" }, "EGeneral:Invalid arguments:volume"],
    [{ volume: "1.000000001" }, "EGeneral:Invalid arguments:volume"],
    [{ volume: "0.00004999" }, "EGeneral:Invalid arguments:volume minimum not met"],
    [{ volume: "0.00005", price: "9999" }, "EOrder:Cost minimum not met"],
    [{ price: undefined }, "EGeneral:Invalid arguments:price"],
    [{ price: "50k" }, "EGeneral:Invalid arguments:price"],
    [{ price: "0" }, "EOrder:Invalid price"],
    [{ price: "50000.01" }, "EOrder:Invalid price"],
    [{ price: "-100%" }, "EOrder:Invalid price"],
    [{ ordertype: "stop-loss-limit" }, "EGeneral:Invalid arguments:price2"],
    [{ ordertype: "iceberg" }, "EGeneral:Invalid arguments:displayvol"],
    [{ ordertype: "iceberg", displayvol: "0.06666666" }, "EGeneral:Invalid arguments:displayvol"],
    [{ displayvol: "0.5" }, "EGeneral:Invalid arguments:displayvol"],
    [{ close: { ordertype: "market", price: "1" } }, "EGeneral:Invalid arguments:close[ordertype]"],
    [{ close: { ordertype: "limit" } }, "EGeneral:Invalid arguments:close[price]"],
    [{ volume: "21" }, "EOrder:Insufficient funds"],
  ])("%j → %s", (change, error) => {
    const { venue } = fixture();
    expect(() => venue.addOrder("ann", { ...sound, ...change })).toThrow(error);
    expect(venue.openOrders("ann")).toEqual({});
  });

  test("several faults: the earlier check speaks", () => {
    const { venue } = fixture();
    const bad = { ...sound, pair: "ACAEUR", ordertype: "nonsense", volume: "x" };
    expect(() => venue.addOrder("ann", bad)).toThrow("EService:Market in cancel_only mode");
    venue.setPairMode("ACAEUR", "online");
    expect(() => venue.addOrder("ann", bad)).toThrow("EGeneral:Invalid arguments:ordertype");
    expect(() => venue.addOrder("ann", { ...sound, price: "1.05", volume: "0.00001" })).toThrow("EOrder:Invalid price");
    expect(() => venue.addOrder("ann", { ...sound, price: "1", volume: "0.00001" })).toThrow("volume minimum not met");
  });

  test("the minimum text, the tick of a coarser pair, and the open order cap", () => {
    const { venue } = fixture({ minimumText: "old" });
    expect(() => venue.addOrder("ann", { ...sound, volume: "0.00001" })).toThrow("EOrder:Order minimum not met");
    venue.openAccount("ann", { maxOpenOrders: 1 });
    venue.addOrder("ann", { ...sound, cl_ord_id: "once" });
    expect(() => venue.addOrder("ann", sound)).toThrow("EOrder:Orders limit exceeded");
    expect(() => venue.addOrder("ann", { ...sound, cl_ord_id: "once" })).toThrow(
      "EGeneral:Invalid arguments:cl_ord_id",
    );
    venue.addOrder("ann", { ...sound, pair: "ETHUSD", price: "2000" });
    venue.cancelAll("ann");
    venue.addOrder("ann", { ...sound, cl_ord_id: "once" });
  });

  test("an iceberg may show a fifteenth", () => {
    const { venue } = fixture();
    const answer = venue.addOrder("ann", { ...sound, ordertype: "iceberg", displayvol: "0.06666667" });
    expect(answer.descr.order).toBe("buy 1.00000000 XBTUSD @ iceberg 50000.0");
  });

  test("validate checks everything and does nothing", () => {
    const { venue, reports } = fixture();
    const answer = venue.addOrder("ann", {
      ...sound,
      volume: "2.1234",
      price: "25000.1",
      leverage: "2:1",
      close: { ordertype: "stop-loss-limit", price: "22000", price2: "21000" },
      validate: true,
    });
    expect(answer).toEqual({
      descr: {
        order: "buy 2.12340000 XBTUSD @ limit 25000.1 with 2:1 leverage",
        close: "close position @ stop loss 22000.0 -> limit 21000.0",
      },
    });
    expect(reports("ann")).toEqual([]);
    expect(() => venue.addOrder("ann", { ...sound, volume: "100", validate: true })).toThrow(
      "EOrder:Insufficient funds",
    );
  });
});

describe("market modes", () => {
  test.each([
    ["post_only", { limit: false, post: true, market: false, cancel: true }],
    ["cancel_only", { limit: false, post: false, market: false, cancel: true }],
    ["limit_only", { limit: true, post: true, market: false, cancel: true }],
    ["reduce_only", { limit: false, post: false, market: false, cancel: true }],
    ["maintenance", { limit: false, post: false, market: false, cancel: false }],
    ["work_in_progress", { limit: false, post: false, market: false, cancel: false }],
  ] as const)("%s", (mode, expected) => {
    const { venue, place } = fixture();
    const id = place("ann", "buy", { volume: "1", price: "50000" });
    venue.setPairMode("XBTUSD", mode);
    const error = mode === "maintenance" ? "EService:Unavailable" : `EService:Market in ${mode} mode`;
    const works = (send: () => unknown, words: string): boolean => {
      try {
        send();
        return true;
      } catch (thrown) {
        expect((thrown as Error).message).toBe(words);
        return false;
      }
    };
    expect({
      limit: works(() => place("ann", "buy", { volume: "1", price: "40000" }), error),
      post: works(() => place("ann", "buy", { volume: "1", price: "40000", oflags: ["post"] }), error),
      market: works(() => place("ann", "buy", { volume: "1", ordertype: "market" }), error),
      cancel: works(() => venue.cancelOrder("ann", { txid: id }), "EService:Unavailable"),
    }).toEqual(expected);
  });

  test("the stricter of system and pair counts, and changes are told", () => {
    const { venue, place } = fixture();
    const told: string[] = [];
    venue.events.on("status", ({ market, mode }) => told.push(`${market?.symbol ?? "system"} ${mode}`));
    venue.setSystemMode("post_only");
    venue.setSystemMode("post_only");
    venue.setPairMode("XBTUSD", "cancel_only");
    expect(() => place("ann", "buy", { volume: "1", price: "1", oflags: ["post"] })).toThrow("cancel_only mode");
    expect(() => venue.addOrder("ann", { ...sound, pair: "ETHUSD" })).toThrow("EService:Market in post_only mode");
    expect(told).toEqual(["system post_only", "BTC/USD cancel_only"]);
    expect(venue.pairMode("ETHUSD")).toBe("online");
  });
});
