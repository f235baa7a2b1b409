import { afterAll, describe, expect, test } from "vitest";
import { stopAll } from "../../testing/running.ts";
import { open, quote, read, v3 } from "./bench.ts";

afterAll(stopAll);

describe("number text", () => {
  test("prices and sizes are plain numbers with their own digits, however small", async () => {
    const { venue, client, post } = await open();
    venue.setIndex("PEPE", "0.00000394672");
    quote(venue, "buy", "1000000", "0.0000039461", "PF_PEPEUSD");
    const book = await client.http("GET", `${v3}/orderbook?symbol=pf_pepeusd`);
    expect(book.text).toContain('"bids":[[0.0000039461,1000000]],"asks":[]');
    const sent = await client.futures("POST", `${v3}/sendorder`, {
      orderType: "lmt",
      symbol: "PF_PEPEUSD",
      side: "buy",
      size: "2000000",
      limitPrice: "0.000003900",
    });
    expect(sent.text).toContain('"quantity":2000000,"filled":0,"limitPrice":0.0000039,');
    const off = await post("sendorder", {
      orderType: "lmt",
      symbol: "PF_PEPEUSD",
      side: "buy",
      size: "1500",
      limitPrice: "0.0000039",
    });
    expect(off).toMatchObject({ result: "success", sendStatus: { status: "invalidSize" } });
    const instruments = await client.http("GET", `${v3}/instruments`);
    expect(instruments.text).toContain('"tickSize":1e-10');
  });

  test("an untraded contract has a ticker without last, bid, ask; a dated one none of the funding", async () => {
    const { client } = await open();
    const perpetual = read(await client.http("GET", `${v3}/tickers/pf_xbtusd`))["ticker"] as object;
    expect(Object.keys(perpetual)).not.toContain("last");
    expect(Object.keys(perpetual)).not.toContain("bid");
    expect(perpetual).toMatchObject({ symbol: "PF_XBTUSD", pair: "XBT:USD", indexPrice: 80_000, fundingRate: 0 });
    const dated = read(await client.http("GET", `${v3}/tickers/FI_XBTUSD_261225`))["ticker"] as object;
    expect(Object.keys(dated)).not.toContain("fundingRate");
  });
});

describe("the three shapes of failure", () => {
  test("a word, a numbered error, a refusal inside a success", async () => {
    const { post, client } = await open();
    expect(await post("sendorder", { orderType: "lmt", symbol: "PF_XBTUSD", side: "buy" })).toMatchObject({
      result: "error",
      error: "requiredArgumentMissing",
    });
    const numbered = await client.http("GET", `${v3}/orderbook?symbol=nothing`);
    expect(numbered.status).toBe(400);
    expect(read(numbered)).toMatchObject({
      status: "BAD_REQUEST",
      result: "error",
      errors: [{ code: 11, message: "Argument invalid: symbol" }],
    });
    const missing = await client.http("GET", `${v3}/tickers/nothing`);
    expect([missing.status, read(missing)["error"]]).toEqual([404, "contractNotFound"]);
    expect(await post("sendorder", { orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: "1" })).toMatchObject({
      result: "success",
      sendStatus: { status: "iocWouldNotExecute", orderEvents: [{ type: "REJECT", reason: "IOC_WOULD_NOT_EXECUTE" }] },
    });
    const put = await client.futures("PUT", `${v3}/leveragepreferences`, { symbol: "PI_XBTUSD", maxLeverage: "5" });
    expect([put.status, read(put)["errors"]]).toEqual([400, [{ code: 88, message: "CONTRACT_NOT_MULTI_COLLATERAL" }]]);
  });
});

describe("orders", () => {
  test("a life: placed, edited, seen, filled, looked up, forgotten", async () => {
    const { post, get, venue, clock } = await open();
    const sent = await post("sendorder", {
      orderType: "lmt",
      symbol: "pf_xbtusd",
      side: "buy",
      size: "0.5",
      limitPrice: "79000",
      cliOrdId: "mine",
    });
    expect(sent).toMatchObject({
      sendStatus: {
        status: "placed",
        cliOrdId: "mine",
        orderEvents: [{ type: "PLACE", order: { symbol: "PF_XBTUSD", cliOrdId: "mine", quantity: 0.5, filled: 0 } }],
      },
    });
    const id = (sent["sendStatus"] as { order_id: string }).order_id;
    const edited = await post("editorder", { orderId: id, size: "1", limitPrice: "79500" });
    expect(edited).toMatchObject({
      editStatus: {
        status: "edited",
        orderId: id,
        orderEvents: [{ type: "EDIT", old: { limitPrice: 79_000 }, new: { limitPrice: 79_500, quantity: 1 } }],
      },
    });
    quote(venue, "sell", "0.25", "79500");
    expect(await get("openorders")).toMatchObject({
      openOrders: [
        {
          order_id: id,
          cliOrdId: "mine",
          orderType: "lmt",
          status: "partiallyFilled",
          filledSize: 0.25,
          unfilledSize: 0.75,
        },
      ],
    });
    quote(venue, "sell", "0.75", "79500");
    expect(await post("orders/status", { orderIds: id })).toMatchObject({
      orders: [{ order: { orderId: id, filled: 1 }, status: "FULLY_EXECUTED", updateReason: "FULL_FILL" }],
    });
    expect(await post("cancelorder", { order_id: id })).toMatchObject({ cancelStatus: { status: "filled" } });
    clock.advance(6000);
    expect(await post("orders/status", { orderIds: id })).toMatchObject({ orders: [] });
    expect(await get("openpositions")).toMatchObject({
      openPositions: [
        { symbol: "PF_XBTUSD", side: "long", size: 1, price: 79_500, pnlCurrency: "USD", maxFixedLeverage: null },
      ],
    });
    expect(await get("fills")).toMatchObject({
      fills: [
        { order_id: id, size: 0.75, fillType: "maker" },
        { order_id: id, size: 0.25 },
      ],
    });
  });

  test("a batch answers one by one, in order, with its tags", async () => {
    const { post } = await open();
    const batchOrder = [
      {
        order: "send",
        order_tag: "a",
        orderType: "lmt",
        symbol: "PF_XBTUSD",
        side: "buy",
        size: 0.1,
        limitPrice: 70_000,
        cliOrdId: "b",
      },
      { order: "send", order_tag: "c", orderType: "lmt", symbol: "PF_XBTUSD", side: "buy", size: 0.1 },
      { order: "edit", cliOrdId: "b", size: 0.2 },
      { order: "cancel", cliOrdId: "b" },
      { order: "cancel", order_id: "00000000-0000-4000-8000-000000000000" },
    ];
    const answer = await post("batchorder", { json: JSON.stringify({ batchOrder }) });
    expect(answer["batchStatus"]).toMatchObject([
      { status: "placed", order_tag: "a", cliOrdId: "b" },
      { status: "requiredArgumentMissing", order_tag: "c", orderEvents: [] },
      { status: "edited" },
      { status: "cancelled" },
      { status: "notFound" },
    ]);
    expect(await post("batchorder", { json: "{" })).toMatchObject({ result: "error", error: "Json Parse Error" });
    expect(await post("batchorder", { json: JSON.stringify({ batchOrder: [{ order: "send" }] }) })).toMatchObject({
      error: "requiredArgumentMissing",
    });
  });

  test("triggers carry orderTrigger, cancelall names what it cancelled, the switch tells its time", async () => {
    const { post, clock } = await open();
    const stop = await post("sendorder", {
      orderType: "stp",
      symbol: "PF_XBTUSD",
      side: "sell",
      size: "1",
      stopPrice: "70000",
      triggerSignal: "index",
    });
    expect(stop).toMatchObject({
      sendStatus: {
        orderEvents: [
          {
            type: "PLACE",
            orderTrigger: { triggerPrice: 70_000, triggerSide: "trigger_below", triggerSignal: "spot_price" },
          },
        ],
      },
    });
    const all = await post("cancelallorders", { symbol: "pf_xbtusd" });
    expect(all).toMatchObject({
      cancelStatus: { cancelOnly: "PF_XBTUSD", status: "cancelled", cancelledOrders: [{ cliOrdId: null }] },
    });
    expect(await post("cancelallorders")).toMatchObject({
      cancelStatus: { cancelOnly: "all", status: "noOrdersToCancel" },
    });
    const armed = await post("cancelallordersafter", { timeout: "60" });
    expect(armed["status"]).toEqual({
      currentTime: new Date(clock.now()).toISOString(),
      triggerTime: new Date(clock.now() + 60_000).toISOString(),
    });
    expect(await post("cancelallordersafter", { timeout: "0" })).toMatchObject({ status: { triggerTime: "0" } });
    expect(
      await post("sendorder", {
        orderType: "lmt",
        symbol: "PF_XBTUSD",
        side: "buy",
        size: "1",
        limitPrice: "70000",
        processBefore: new Date(clock.now() - 1).toISOString(),
      }),
    ).toMatchObject({
      sendStatus: { status: "wouldProcessAfterSpecifiedTime" },
    });
  });
});

describe("histories", () => {
  test("pages forward and back without loss or repetition", async () => {
    const { client, venue, clock } = await open();
    for (let count = 0; count < 7; count++) {
      quote(venue, "sell", "0.1", "80000");
      await client.futures("POST", `${v3}/sendorder`, {
        orderType: "mkt",
        symbol: "PF_XBTUSD",
        side: "buy",
        size: "0.1",
      });
      clock.advance(1000);
    }
    for (const sort of ["asc", "desc"]) {
      const uids: string[] = [];
      let token: string | undefined;
      do {
        const got = await client.futures("GET", "/api/history/v3/executions", {
          sort,
          count: "3",
          ...(token === undefined ? {} : { continuation_token: token }),
        });
        const page = read(got) as {
          len: number;
          elements: { uid: string; timestamp: number }[];
          continuationToken?: string;
        };
        expect(page.len).toBe(page.elements.length);
        expect(got.headers["next-continuation-token"]).toBe(page.continuationToken);
        uids.push(...page.elements.map((element) => element.uid));
        token = page.continuationToken;
      } while (token !== undefined);
      expect(new Set(uids).size).toBe(7);
      expect(uids).toHaveLength(7);
    }
    const log = read(
      await client.futures("GET", "/api/history/v3/account-log", { from: "3", to: "5", sort: "asc" }),
    ) as { logs: { id: number }[] };
    expect(log.logs.map((entry) => entry.id)).toEqual([3, 4, 5]);
    const positions = read(await client.futures("GET", "/api/history/v3/positions", { opened: "true" }));
    expect(positions).toMatchObject({
      len: 1,
      elements: [
        {
          event: {
            PositionUpdate: { positionChange: "open", oldPosition: "0", newPosition: "0.1", updateReason: "trade" },
          },
        },
      ],
    });
    const csv = await client.futures("GET", "/api/history/v3/accountlogcsv");
    expect(csv.headers["content-type"]).toContain("text/csv");
    expect(csv.text.split("\n")[0]).toMatch(/^uid,dateTime,account,type,symbol,change,/);
    const shown = read(await client.http("GET", "/api/history/v3/market/PF_XBTUSD/executions?count=1"));
    expect(shown).toMatchObject({
      len: 1,
      elements: [{ event: { Execution: { execution: { price: "80000", takerOrder: { direction: "Buy" } } } } }],
    });
    expect(JSON.stringify(shown)).not.toContain("accountUid");
  });
});
