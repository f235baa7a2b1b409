/** Orders over the socket: every method, many at once, and what is known when an answer does not come. */
import { RefusedError } from "krakenkit";
import { describe, expect, test } from "vitest";
import { far, failure, freshId, holds, Stage } from "./stage.ts";

const stage = new Stage();

const open = async (): Promise<string[]> => Object.keys((await stage.spot.getOpenOrders()).result.open ?? {});
const placedAs = async (cl_ord_id: string): Promise<number> =>
  Object.keys((await stage.spot.getOpenOrders({ cl_ord_id })).result.open ?? {}).length;

describe("each method", () => {
  test("add_order: the answer as documented, and the order is there for REST too", async () => {
    const { api } = stage.trade();
    const cl_ord_id = freshId();
    const answer = await api.submitSpotOrder({ ...far, cl_ord_id });
    expect(answer).toEqual({
      wsKey: "spotPrivateV2",
      method: "add_order",
      req_id: expect.any(Number),
      success: true,
      time_in: expect.any(String),
      time_out: expect.any(String),
      result: { order_id: expect.stringMatching(/^O/), cl_ord_id },
      request: { method: "add_order", params: { ...far, cl_ord_id }, req_id: answer.req_id },
    });
    expect((await stage.spot.getOrders({ txid: answer.result.order_id })).result).toMatchObject({
      [answer.result.order_id]: { status: "open", vol: "0.01000000", cl_ord_id, descr: { price: "20000.0" } },
    });
  });

  test("amend_order and edit_order", async () => {
    const { api } = stage.trade();
    const { result } = await api.submitSpotOrder(far);
    const { order_id } = result;
    const amended = await api.amendSpotOrder({ order_id, limit_price: "20001.5", order_qty: "0.02" });
    expect(amended.result).toMatchObject({ amend_id: expect.stringMatching(/^T/), order_id });
    expect((await stage.spot.getOrders({ txid: order_id })).result[order_id]).toMatchObject({
      vol: "0.02000000",
      descr: { price: "20001.5" },
    });
    const edited = await api.editSpotOrder({ order_id, symbol: "BTC/USD", limit_price: "20002.0" });
    expect(edited.result).toMatchObject({ original_order_id: order_id });
    expect(edited.result.order_id).not.toBe(order_id);
    expect(await open()).toContain(edited.result.order_id);
    expect(await open()).not.toContain(order_id);
  });

  test("cancel_order: one answer, or one per identifier", async () => {
    const { api } = stage.trade();
    const one = await api.submitSpotOrder(far);
    expect((await api.cancelSpotOrder({ order_id: [one.result.order_id] })).result).toEqual({
      order_id: one.result.order_id,
    });
    const ids = [freshId(), freshId()];
    for (const cl_ord_id of ids) await api.submitSpotOrder({ ...far, cl_ord_id });
    const both = await api.cancelSpotOrder({ cl_ord_id: ids });
    expect(both.results?.map(({ success, result }) => [success, result?.cl_ord_id])).toEqual(
      ids.map((id) => [true, id]),
    );
  });

  test("cancel_order of one that is there and one that is not: both answers are on the error", async () => {
    const { api } = stage.trade();
    const { result } = await api.submitSpotOrder(far);
    const error = await failure(api.cancelSpotOrder({ order_id: [result.order_id, "OAAAAA-AAAAA-AAAAAA"] }));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({
      message: "cancel_order was refused (1 of 2): EOrder:Unknown order",
      delivery: "answered",
      body: { results: [{ success: true, result: { order_id: result.order_id } }, { success: false }] },
    });
    expect(await open()).not.toContain(result.order_id);
  });

  test("answers to a cancel that change places are still all collected", async () => {
    const { api } = stage.trade();
    const ids = [freshId(), freshId(), freshId()];
    for (const cl_ord_id of ids) await api.submitSpotOrder({ ...far, cl_ord_id });
    stage.fault({ do: "reorder" }, { kind: "answer", channel: "cancel_order" });
    const { results } = await api.cancelSpotOrder({ cl_ord_id: ids });
    expect(results?.map(({ result }) => result?.cl_ord_id)).toEqual([ids[1], ids[0], ids[2]]);
  });

  test("batch_add and batch_cancel", async () => {
    const { api } = stage.trade();
    const { symbol, ...order } = far;
    const cl_ord_id = freshId();
    const orders = [
      { ...order, cl_ord_id },
      { ...order, limit_price: "20003.0" },
    ];
    const placed = await api.batchSubmitSpotOrders({ symbol, orders });
    expect(placed.result).toEqual([
      { order_id: expect.stringMatching(/^O/), cl_ord_id },
      { order_id: expect.stringMatching(/^O/) },
    ]);
    const ids = placed.result.map(({ order_id }) => order_id ?? "");
    expect((await api.batchCancelSpotOrders({ orders: ids })).result).toEqual({ count: 2 });
    expect(await open()).not.toEqual(expect.arrayContaining(ids));
  });

  test("cancel_all and cancel_all_orders_after", async () => {
    const { api } = stage.trade();
    await Promise.all([api.submitSpotOrder(far), api.submitSpotOrder(far)]);
    const { length } = await open();
    expect((await api.cancelAllSpotOrders()).result).toEqual({ count: length });
    const armed = await api.cancelAllSpotOrdersAfter({ timeout: 60 });
    expect(Date.parse(armed.result.triggerTime) - Date.parse(armed.result.currentTime)).toBe(60_000);
    expect((await api.cancelAllSpotOrdersAfter({ timeout: 0 })).result.triggerTime).toBe("0");
  });

  test("validate, deadline and the digits of the caller pass through", async () => {
    const { api } = stage.trade();
    const before = await open();
    const checked = await api.submitSpotOrder({ ...far, validate: true });
    expect(checked.result.order_id).toBeUndefined();
    expect(await open()).toEqual(before);
    const deadline = new Date(Date.now() + 30_000).toISOString();
    await api.submitSpotOrder({ ...far, deadline, order_qty: "0.010000010", limit_price: 20_000.1 });
    const late = await failure(api.submitSpotOrder({ ...far, deadline: "2020-01-01T00:00:00.000Z" }));
    expect(late).toMatchObject({ kind: "refused", delivery: "answered" });
    await api.cancelAllSpotOrders();
  });
});

describe("refusals", () => {
  test.each([
    [{ order_qty: "100000" }, "EOrder:Insufficient funds", "funds"],
    [{ symbol: "NOPE/USD" }, "Currency pair not supported NOPE/USD", "symbol"],
  ])("%j is refused with the exchange's words", async (change, reason, category) => {
    const { api, seen } = stage.trade();
    const params = { ...far, ...change };
    const error = await failure(api.submitSpotOrder(params));
    expect(error).toMatchObject({ kind: "refused", delivery: "answered", requestParams: params });
    expect(error).toMatchObject({ reasons: [reason], category });
    expect(seen.all("exception")[0]).toMatchObject({ isWSAPIResponse: true, method: "add_order", success: false });
  });

  test("a wrong parameter is named before anything is sent or opened", async () => {
    const { api } = stage.trade();
    const { limit_price: _, ...order } = far;
    const error = await failure(api.submitSpotOrder(order));
    expect(error).toMatchObject({ kind: "usage", field: "limit_price", delivery: "unsent" });
    expect(stage.connections()).toEqual([]);
  });

  test("the Futures sockets and public ones carry no orders", async () => {
    const { client } = stage.watch();
    for (const wsKey of ["derivativesPrivateV1", "spotPublicV2", "spotL3V2"] as const)
      expect(await failure(client.sendWSAPIRequest(wsKey as never, "cancel_all"))).toMatchObject({ kind: "usage" });
  });
});

describe("many in flight", () => {
  test("a hundred orders at once: each gets its own answer", async () => {
    const { api } = stage.trade();
    const ids = Array.from({ length: 100 }, freshId);
    const answers = await Promise.all(ids.map((cl_ord_id) => api.submitSpotOrder({ ...far, cl_ord_id })));
    expect(answers.map(({ result }) => result.cl_ord_id)).toEqual(ids);
    expect(new Set(answers.map(({ result }) => result.order_id)).size).toBe(100);
    expect(new Set(answers.map(({ req_id }) => req_id)).size).toBe(100);
    expect((await api.cancelAllSpotOrders()).result.count).toBe(100);
  });

  test("a slow reader answers late and in order", async () => {
    const { api } = stage.trade();
    await api.connectWSAPI();
    stage.fault({ do: "slow-reader", ms: 60 }, { times: 4 });
    const start = performance.now();
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3].map((n) => api.submitSpotOrder({ ...far, validate: true }).then(() => order.push(n))),
    );
    expect(order).toEqual([0, 1, 2, 3]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(170);
  });

  test("answers that come twice settle a call once and disturb no other", async () => {
    stage.fault({ do: "duplicate" }, { kind: "answer", times: 50 });
    const { api, seen } = stage.trade();
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.submitSpotOrder(far)));
    expect(new Set(answers.map(({ result }) => result.order_id)).size).toBe(10);
    expect(seen.all("exception")).toEqual([]);
    expect((await api.cancelAllSpotOrders()).result.count).toBe(10);
  });
});

describe("what is known when the answer does not come", () => {
  test("the first call opens the connection and waits for it", async () => {
    stage.fault({ do: "refuse", status: 503 }, { times: 2 });
    const { api } = stage.trade();
    expect((await api.submitSpotOrder({ ...far, validate: true })).success).toBe(true);
  });

  test("its deadline covers the opening: unsent", async () => {
    stage.fault({ do: "hang" });
    const { api } = stage.trade();
    const cl_ord_id = freshId();
    const error = await failure(api.submitSpotOrder({ ...far, cl_ord_id }, "spotPrivateV2", { timeout: 80 }));
    expect(error).toMatchObject({ kind: "timeout", delivery: "unsent" });
    api.getWSClient().closeAll(true);
    await api.connectWSAPI();
    expect(await placedAs(cl_ord_id)).toBe(0);
  });

  test("an accepted order whose answer is swallowed: timeout, unknown, and the order is there once", async () => {
    stage.fault({ do: "swallow-answer" }, { channel: "add_order" });
    const { api } = stage.trade();
    const cl_ord_id = freshId();
    const error = await failure(api.submitSpotOrder({ ...far, cl_ord_id }, "spotPrivateV2", { timeout: 150 }));
    expect(error).toMatchObject({
      kind: "timeout",
      delivery: "unknown",
      message: "add_order was not answered within 150 ms",
    });
    expect(await placedAs(cl_ord_id)).toBe(1);
  });

  test("the connection is lost in place of the answer: closed, unknown, not repeated", async () => {
    stage.fault({ do: "drop-answer" }, { channel: "add_order" });
    const { api, seen } = stage.trade();
    const cl_ord_id = freshId();
    const error = await failure(api.submitSpotOrder({ ...far, cl_ord_id }));
    expect(error).toMatchObject({ kind: "closed", delivery: "unknown", requestParams: { cl_ord_id } });
    await seen.until("reconnected");
    await api.submitSpotOrder({ ...far, validate: true });
    expect(await placedAs(cl_ord_id)).toBe(1);
  });

  test("of a cancel half answered, the half that is known is on the error", async () => {
    const { api } = stage.trade();
    const ids = [freshId(), freshId()];
    for (const cl_ord_id of ids) await api.submitSpotOrder({ ...far, cl_ord_id });
    stage.fault({ do: "drop" }, { kind: "answer", channel: "cancel_order", skip: 1 });
    const error = await failure(api.cancelSpotOrder({ cl_ord_id: ids }));
    expect(error).toMatchObject({ delivery: "unknown", body: [{ success: true, result: { cl_ord_id: ids[0] } }] });
  });

  test("while the connection is being restored a call is refused at once, unsent, unless it chose to wait", async () => {
    const { api, seen } = stage.trade();
    await api.connectWSAPI();
    stage.fault({ do: "refuse", status: 503 }, { times: 4 });
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnecting");
    const start = performance.now();
    const [hasty, patient] = [freshId(), freshId()];
    const refused = failure(api.submitSpotOrder({ ...far, cl_ord_id: hasty }));
    const waiting = api.submitSpotOrder({ ...far, cl_ord_id: patient }, undefined, { waitForConnection: true });
    expect(await refused).toMatchObject({
      kind: "closed",
      delivery: "unsent",
      transient: true,
      message: "The connection is being restored: add_order was not sent",
    });
    expect(performance.now() - start).toBeLessThan(40);
    expect((await waiting).result.cl_ord_id).toBe(patient);
    expect([await placedAs(hasty), await placedAs(patient)]).toEqual([0, 1]);
  });

  test("aborted: unsent before it was written, unknown after, and nothing is sent late", async () => {
    const { api } = stage.trade();
    const stop = new AbortController();
    const early = failure(api.submitSpotOrder(far, undefined, { signal: stop.signal }));
    stop.abort("changed my mind");
    expect(await early).toMatchObject({ kind: "aborted", delivery: "unsent", cause: "changed my mind" });
    expect(await failure(api.submitSpotOrder(far, undefined, { signal: stop.signal }))).toMatchObject({
      delivery: "unsent",
    });
    await api.connectWSAPI();
    stage.fault({ do: "swallow-answer" }, { channel: "add_order" });
    const later = new AbortController();
    const cl_ord_id = freshId();
    const written = failure(api.submitSpotOrder({ ...far, cl_ord_id }, undefined, { signal: later.signal }));
    await holds(() => expect(stage.exchange.admin.sockets.faults.list()).toEqual([]));
    later.abort();
    expect(await written).toMatchObject({ kind: "aborted", delivery: "unknown" });
    expect(await placedAs(cl_ord_id)).toBe(1);
    expect(stage.connections("spot-private")[0]?.received).toBe(1);
  });

  test("close and closeAll settle what waits, each in its kind", async () => {
    const { api, client } = stage.trade();
    const unsent = failure(api.submitSpotOrder(far));
    client.closeAll();
    expect(await unsent).toMatchObject({ kind: "closed", delivery: "unsent" });
    await api.connectWSAPI();
    stage.fault({ do: "swallow-answer" }, { channel: "add_order", times: 2 });
    const written = [failure(api.submitSpotOrder(far)), failure(api.submitSpotOrder(far))];
    await holds(() => expect(stage.exchange.admin.sockets.faults.list()).toEqual([]));
    client.close("spotPrivateV2", true);
    for (const error of await Promise.all(written))
      expect(error).toMatchObject({ kind: "closed", delivery: "unknown", transient: false });
  });

  test("an answer after the deadline is told as an event and settles nothing", async () => {
    const { api, seen } = stage.trade();
    await api.connectWSAPI();
    stage.fault({ do: "delay", ms: 150 }, { kind: "answer", channel: "add_order" });
    const error = await failure(api.submitSpotOrder(far, undefined, { timeout: 50 }));
    expect(error.delivery).toBe("unknown");
    expect(await seen.until("response")).toMatchObject({ method: "add_order", success: true, isWSAPIResponse: true });
  });
});

describe("modes of the exchange", () => {
  test("cancel-only: orders are refused, cancels are not, and the status says so", async () => {
    const { api, seen } = stage.trade();
    const { result } = await api.submitSpotOrder(far);
    stage.exchange.admin.setMode("cancel_only");
    try {
      await seen.until("message", (frame) => frame.channel === "status" && frame.data[0]?.system === "cancel_only");
      expect(await failure(api.submitSpotOrder(far))).toMatchObject({
        reasons: ["EService:Market in cancel_only mode"],
        category: "market",
      });
      expect((await api.cancelSpotOrder({ order_id: [result.order_id] })).success).toBe(true);
    } finally {
      stage.exchange.admin.setMode("online");
    }
    await seen.until("message", (frame) => frame.channel === "status" && frame.data[0]?.system === "online", 2);
    await api.submitSpotOrder(far);
  });

  test("maintenance: neither orders nor cancels", async () => {
    const { api } = stage.trade();
    const { result } = await api.submitSpotOrder(far);
    stage.exchange.admin.setMode("maintenance");
    try {
      const calls = [api.submitSpotOrder(far), api.cancelSpotOrder({ order_id: [result.order_id] })];
      for (const error of await Promise.all(calls.map(failure)))
        expect(error).toMatchObject({ reasons: ["EService:Unavailable"], category: "service", delivery: "answered" });
    } finally {
      stage.exchange.admin.setMode("online");
    }
    expect((await api.cancelSpotOrder({ order_id: [result.order_id] })).success).toBe(true);
  });
});
