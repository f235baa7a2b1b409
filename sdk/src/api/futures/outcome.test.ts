import { describe, expect, test } from "vitest";
import type { RefusalCategory, RetryAdvice } from "../../base/errors.ts";
import type { FuturesEventOrder, FuturesExecutionEvent, FuturesOrderEvent } from "./order-events.ts";
import { batchOutcomes, orderOutcome } from "./outcome.ts";
import type {
  FuturesCancelOrderResponse,
  FuturesEditOrderResponse,
  FuturesSendStatus,
  FuturesSubmitOrderResponse,
} from "./orders.ts";

const id = "61ca5732-3478-42fe-8362-abbfd9465294";
const serverTime = "2019-12-11T17:17:33.888Z";

const order = (fields: Partial<FuturesEventOrder> = {}): FuturesEventOrder => ({
  orderId: id,
  cliOrdId: null,
  type: "lmt",
  symbol: "PI_XBTUSD",
  side: "buy",
  quantity: 10,
  filled: 0,
  limitPrice: 7500,
  reduceOnly: false,
  timestamp: serverTime,
  lastUpdateTimestamp: serverTime,
  ...fields,
});

const execution = (amount: number, prior: Partial<FuturesEventOrder> = {}, price = 7244.5): FuturesExecutionEvent => ({
  type: "EXECUTION",
  executionId: `e1ec9f63-2338-4c44-b40a-43486c6732d${amount % 10}`,
  price,
  amount,
  orderPriorEdit: null,
  orderPriorExecution: order(prior),
  takerReducedQuantity: null,
});

const place: FuturesOrderEvent = { type: "PLACE", order: order(), reducedQuantity: null };
const reject = (reason: string, uid = id): FuturesOrderEvent => ({ type: "REJECT", uid, reason, order: order() });

const sent = (status: string, orderEvents?: FuturesOrderEvent[]): FuturesSubmitOrderResponse => {
  const sendStatus: FuturesSendStatus = { status, order_id: id, receivedTime: serverTime };
  return { result: "success", serverTime, sendStatus: orderEvents ? { ...sendStatus, orderEvents } : sendStatus };
};

const edited = (status: string, orderEvents: FuturesOrderEvent[] = []): FuturesEditOrderResponse => ({
  result: "success",
  serverTime,
  editStatus: { status, orderId: id, cliOrdId: "mine", receivedTime: serverTime, orderEvents },
});

const cancelled = (status: string): FuturesCancelOrderResponse => ({
  result: "success",
  serverTime,
  cancelStatus: { status, order_id: id, receivedTime: serverTime },
});

describe("an order that was sent", () => {
  test("rests when it is placed and nothing executed", () => {
    expect(orderOutcome(sent("placed", [place]))).toEqual({
      outcome: "placed",
      status: "placed",
      order_id: id,
      cliOrdId: undefined,
      fills: [],
      remainder: undefined,
    });
  });

  test("is filled when the only execution took all of it, although the exchange says placed", () => {
    const outcome = orderOutcome(sent("placed", [execution(10)]));
    expect(outcome).toMatchObject({ outcome: "filled", status: "placed" });
    expect(outcome.fills).toEqual([
      { executionId: "e1ec9f63-2338-4c44-b40a-43486c6732d0", order_id: id, price: 7244.5, size: 10 },
    ]);
  });

  test("is filled over several prices: each execution states what was still to be executed before it", () => {
    const outcome = orderOutcome(
      sent("placed", [
        execution(0.0001, { quantity: 0.01, filled: 0 }, 58717.5),
        execution(0.0001, { quantity: 0.0099, filled: 0.0001 }, 58717.5),
        execution(0.0098, { quantity: 0.0098, filled: 0.0002 }, 58718),
      ]),
    );
    expect(outcome.outcome).toBe("filled");
    expect(outcome.fills.map(({ price, size }) => [price, size])).toEqual([
      [58717.5, 0.0001],
      [58717.5, 0.0001],
      [58718, 0.0098],
    ]);
  });

  test("is filled over several prices where each execution states the whole order", () => {
    const parts = [execution(0.1, { quantity: 0.3, filled: 0 }), execution(0.2, { quantity: 0.3, filled: 0.1 })];
    expect(orderOutcome(sent("placed", parts)).outcome).toBe("filled");
    expect(orderOutcome(sent("placed", parts.slice(0, 1))).outcome).toBe("partiallyFilled");
  });

  test("is filled in part when the last execution left something", () => {
    expect(orderOutcome(sent("placed", [execution(3), place]))).toMatchObject({
      outcome: "partiallyFilled",
      fills: [{ size: 3 }],
      remainder: undefined,
    });
  });

  test("is never called filled while the last execution is smaller than what was open before it", () => {
    const outcome = orderOutcome(sent("placed", [execution(4), execution(4, { quantity: 6, filled: 4 })]));
    expect(outcome.outcome).toBe("partiallyFilled");
  });

  test("keeps the exchange's own word where it says more than placed", () => {
    for (const word of ["partiallyFilled", "filled", "cancelled", "edited"])
      expect(orderOutcome(sent(word, [])).outcome).toBe(word);
  });

  test("is refused when an IOC would not execute", () => {
    expect(orderOutcome(sent("iocWouldNotExecute", [reject("IOC_WOULD_NOT_EXECUTE")]))).toEqual({
      outcome: "refused",
      status: "iocWouldNotExecute",
      order_id: id,
      cliOrdId: undefined,
      fills: [],
      reason: "iocWouldNotExecute",
      category: "price",
      retry: "never",
    });
  });

  test("is refused without events and without an id", () => {
    const answer: FuturesSubmitOrderResponse = {
      result: "success",
      serverTime,
      sendStatus: { status: "insufficientAvailableFunds" },
    };
    expect(orderOutcome(answer)).toMatchObject({
      outcome: "refused",
      order_id: undefined,
      category: "funds",
      retry: "never",
    });
  });

  test("is refused when it is called placed but its only event turns it away", () => {
    expect(orderOutcome(sent("placed", [reject("IOC_WOULD_NOT_EXECUTE")]))).toMatchObject({
      outcome: "refused",
      status: "placed",
      reason: "IOC_WOULD_NOT_EXECUTE",
      category: "price",
    });
  });

  test("is not refused by a REJECT of another order", () => {
    const other = reject("WOULD_EXECUTE_SELF", "c18f0c17-9971-40e6-8e5b-10df05d422f0");
    expect(orderOutcome(sent("placed", [other, place]))).toMatchObject({ outcome: "placed", remainder: undefined });
  });

  test("is not called filled while an event turns part of it away", () => {
    expect(orderOutcome(sent("placed", [execution(10), reject("REJECTED_AFTER_EXECUTION")]))).toMatchObject({
      outcome: "partiallyFilled",
      remainder: { reason: "REJECTED_AFTER_EXECUTION" },
    });
  });

  test("keeps its fills when the rest was turned away, whichever way the exchange says so", () => {
    const byWord = orderOutcome(sent("selfFill", [execution(4), reject("REJECTED_AFTER_EXECUTION")]));
    expect(byWord).toMatchObject({
      outcome: "partiallyFilled",
      fills: [{ size: 4 }],
      remainder: { reason: "selfFill", category: "order", retry: "reread" },
    });
    const byEvent = orderOutcome(sent("placed", [execution(4), reject("REJECTED_AFTER_EXECUTION")]));
    expect(byEvent).toMatchObject({
      outcome: "partiallyFilled",
      fills: [{ size: 4 }],
      remainder: { reason: "REJECTED_AFTER_EXECUTION", category: "order", retry: "reread" },
    });
  });
});

describe("a word", () => {
  const table: readonly [RefusalCategory, RetryAdvice, string][] = [
    [
      "arguments",
      "never",
      "invalidSize invalidOrderType invalidSide clientOrderIdTooBig clientOrderIdTooLong clientOrderIdInvalid cannotEditTriggerPriceOfTrailingStop cannotEditLimitPriceOfTrailingStop",
    ],
    ["order", "never", "clientOrderIdAlreadyExist"],
    ["limit", "never", "tooManyOrders tooManySmallOrders"],
    ["funds", "never", "insufficientAvailableFunds wouldCauseLiquidation"],
    ["position", "never", "maxPositionViolation wouldNotReducePosition fixedLeverageTooHigh"],
    [
      "price",
      "never",
      "invalidPrice postWouldExecute iocWouldNotExecute outsidePriceCollar wouldIncreasePriceDislocation",
    ],
    ["service", "refresh", "wouldProcessAfterSpecifiedTime"],
    ["market", "market", "marketSuspended marketInactive marketIsPostOnly"],
    ["order", "reread", "notFound orderForEditNotFound orderForEditNotAStop selfFill"],
  ];
  for (const [category, retry, words] of table)
    for (const word of words.split(" "))
      test(`${word} is refused: ${category}, ${retry}`, () => {
        expect(orderOutcome(sent(word))).toMatchObject({ outcome: "refused", reason: word, category, retry });
      });

  test("nobody knows is refused and asks to read again, never a success", () => {
    for (const word of ["somethingNew", "PLACED", "", "constructor", "toString", "__proto__"])
      expect(orderOutcome(sent(word, [place]))).toMatchObject({
        outcome: "refused",
        reason: word,
        category: "other",
        retry: "reread",
      });
  });

  test("of a family of reasons is understood by its beginning", () => {
    const meaning = (reason: string): unknown => orderOutcome(sent("placed", [reject(reason)]));
    expect(meaning("TRAILING_STOP_MISSING_DEVIATION")).toMatchObject({ category: "arguments", retry: "never" });
    expect(meaning("NO_REFERENCE_PRICE_AVAILABLE_FOR_TRIGGER")).toMatchObject({ category: "market", retry: "market" });
    expect(meaning("INSUFFICIENT_HEADROOM_SOMEWHERE")).toMatchObject({ category: "other", retry: "reread" });
  });
});

describe("an edit", () => {
  test("took effect", () => {
    const change: FuturesOrderEvent = { type: "EDIT", old: order(), new: order({ limitPrice: 7600 }) };
    expect(orderOutcome(edited("edited", [change]))).toMatchObject({
      outcome: "edited",
      order_id: id,
      cliOrdId: "mine",
      fills: [],
    });
  });

  test("reports what the changed order executed at once", () => {
    const outcome = orderOutcome(edited("edited", [{ ...execution(10), orderPriorEdit: order() }]));
    expect(outcome).toMatchObject({ outcome: "edited", fills: [{ price: 7244.5, size: 10 }] });
  });

  test("that changed the order is not undone by a REJECT beside it, but says so", () => {
    const change: FuturesOrderEvent = { type: "EDIT", old: order(), new: order({ limitPrice: 7600 }) };
    expect(orderOutcome(edited("edited", [change, reject("PRICE_COLLAR")]))).toMatchObject({
      outcome: "edited",
      remainder: { reason: "PRICE_COLLAR", category: "price" },
    });
  });

  test("of an order that is gone is refused", () => {
    expect(orderOutcome(edited("orderForEditNotFound"))).toMatchObject({ outcome: "refused", retry: "reread" });
  });
});

describe("a cancel", () => {
  test("took effect, came too late, or found nothing", () => {
    expect(orderOutcome(cancelled("cancelled")).outcome).toBe("cancelled");
    expect(orderOutcome(cancelled("filled")).outcome).toBe("filled");
    expect(orderOutcome(cancelled("notFound"))).toMatchObject({
      outcome: "refused",
      reason: "notFound",
      category: "order",
      retry: "reread",
    });
  });
});

test("a batch has one outcome per instruction, in order, with its tag", () => {
  const outcomes = batchOutcomes({
    result: "success",
    serverTime,
    batchStatus: [
      {
        status: "placed",
        order_tag: "1",
        order_id: id,
        cliOrdId: "mine",
        dateTimeReceived: serverTime,
        orderEvents: [place],
      },
      { status: "postWouldExecute", order_tag: "2", order_id: null, orderEvents: [] },
      { status: "cancelled", order_id: "e35d61dd-8a30-4d5f-a574-b5593ef0c050", orderEvents: [] },
    ],
  });
  expect(outcomes.map((one) => [one.order_tag, one.outcome, one.order_id])).toEqual([
    ["1", "placed", id],
    ["2", "refused", undefined],
    [undefined, "cancelled", "e35d61dd-8a30-4d5f-a574-b5593ef0c050"],
  ]);
  expect(outcomes[1]).toMatchObject({ reason: "postWouldExecute", category: "price", retry: "never" });
});
