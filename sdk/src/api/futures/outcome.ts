/** Tells placed from refused: a refused Futures order is a success answer whose status word says no. */
import { Decimal } from "../../base/decimal.ts";
import type { RefusalCategory, RetryAdvice } from "../../base/errors.ts";
import type { FuturesBatchOrderResponse } from "./batch.ts";
import type { FuturesExecutionEvent, FuturesOrderEvent } from "./order-events.ts";
import type { FuturesCancelOrderResponse, FuturesEditOrderResponse, FuturesSubmitOrderResponse } from "./orders.ts";

/** What became of one order call, told apart by `outcome`. */
export type OrderOutcome = OrderAccepted | OrderRefused;

/** What became of one instruction of a batch. */
export type BatchOutcome = OrderOutcome & {
  /** The tag the instruction was sent with. */
  readonly order_tag: string | undefined;
};

/** The exchange did something: look at `fills` whatever the outcome. */
export interface OrderAccepted {
  /**
   * - `placed`: it rests or waits for its trigger, and nothing of it has executed.
   * - `partiallyFilled`: part of it executed. The rest may still rest, unless `remainder` says it was turned away or the
   *   order was immediate.
   * - `filled`: all of it executed. As the outcome of a cancel: too late, it had executed before.
   * - `edited`: the change took effect; `fills` has what the changed order executed at once.
   * - `cancelled`: it is off the book.
   */
  readonly outcome: "placed" | "partiallyFilled" | "filled" | "edited" | "cancelled";
  /** The exchange's own word. */
  readonly status: string;
  readonly order_id: string | undefined;
  readonly cliOrdId: string | undefined;
  /** What executed during this call, in order. */
  readonly fills: readonly OrderFill[];
  /** Why the part that did not execute was turned away, where it was. */
  readonly remainder: OrderRefusal | undefined;
}

/** Nothing was placed, changed or cancelled, and nothing executed. */
export interface OrderRefused extends OrderRefusal {
  readonly outcome: "refused";
  /** The exchange's own word. */
  readonly status: string;
  readonly order_id: string | undefined;
  readonly cliOrdId: string | undefined;
  readonly fills: readonly [];
}

/** Why an order was turned away, and what to do about it. */
export interface OrderRefusal {
  /** A status word such as `postWouldExecute`, or the reason of a REJECT event such as `POST_WOULD_EXECUTE`. */
  readonly reason: string;
  readonly category: RefusalCategory;
  readonly retry: RetryAdvice;
}

/** One execution, as exact as the exchange sent it. */
export interface OrderFill {
  readonly executionId: string;
  readonly order_id: string;
  readonly price: number;
  readonly size: number;
}

/** What became of one `submitOrder`, `editOrder` or `cancelOrder`. */
export function orderOutcome(
  answer: FuturesSubmitOrderResponse | FuturesEditOrderResponse | FuturesCancelOrderResponse,
): OrderOutcome {
  if ("sendStatus" in answer) return outcomeOf({ ...answer.sendStatus, events: answer.sendStatus.orderEvents });
  if ("cancelStatus" in answer) return outcomeOf({ ...answer.cancelStatus, events: answer.cancelStatus.orderEvents });
  const { editStatus } = answer;
  return outcomeOf({ ...editStatus, order_id: editStatus.orderId, events: editStatus.orderEvents });
}

/** What became of each instruction of a `batchOrderManagement`, in the order of the instructions. */
export function batchOutcomes(answer: FuturesBatchOrderResponse): BatchOutcome[] {
  return answer.batchStatus.map((entry) => ({
    ...outcomeOf({ ...entry, events: entry.orderEvents }),
    order_tag: entry.order_tag ?? undefined,
  }));
}

interface Status {
  readonly status: string;
  readonly order_id?: string | null | undefined;
  readonly cliOrdId?: string | null | undefined;
  readonly events: readonly FuturesOrderEvent[] | null | undefined;
}

function outcomeOf({ status, order_id, cliOrdId, events }: Status): OrderOutcome {
  const known = { status, order_id: order_id ?? undefined, cliOrdId: cliOrdId ?? undefined };
  const all = events ?? [];
  const executions = all.filter((event) => event.type === "EXECUTION");
  const fills = executions.map(fillOf);
  const turnedAway = all.find((event) => event.type === "REJECT" && event.uid === (order_id ?? event.uid));
  const nothingElse = turnedAway !== undefined && all.every((event) => event.type === "REJECT");
  const reason = !isAcceptance(status) ? status : turnedAway?.type === "REJECT" ? turnedAway.reason : undefined;
  const refusal = reason === undefined ? undefined : { reason, ...meaningOf(reason) };
  if (refusal !== undefined && fills.length === 0 && (nothingElse || !isAcceptance(status)))
    return { outcome: "refused", ...known, fills: [], ...refusal };
  return { outcome: accepted(status, executions, refusal !== undefined), ...known, fills, remainder: refusal };
}

const fillOf = ({ executionId, orderPriorExecution, price, amount }: FuturesExecutionEvent): OrderFill => ({
  executionId,
  order_id: orderPriorExecution.orderId,
  price,
  size: amount,
});

const isAcceptance = (status: string): status is OrderAccepted["outcome"] =>
  status === "placed" ||
  status === "partiallyFilled" ||
  status === "filled" ||
  status === "edited" ||
  status === "cancelled";

/**
 * Orders that executed at once are still called `placed`: https://docs.kraken.com/api-reference/order-management/send-order
 *
 * A taker can also execute in part before the rest meets its limit, its own order or the collar; that is a position, and
 * must not be taken for a refusal.
 */
function accepted(
  status: string,
  executions: readonly FuturesExecutionEvent[],
  cutShort: boolean,
): OrderAccepted["outcome"] {
  if (isAcceptance(status) && status !== "placed") return status;
  if (executions.length === 0) return "placed";
  return !cutShort && complete(executions) ? "filled" : "partiallyFilled";
}

/**
 * Whether executions used up the order. Recordings leave open whether `quantity` counts what was still open or the whole
 * order, so both readings are tried; neither can take a part for the whole.
 */
function complete(executions: readonly FuturesExecutionEvent[]): boolean {
  const [first, last] = [executions[0]?.orderPriorExecution, executions.at(-1)];
  if (first === undefined || last === undefined) return false;
  if (last.amount === last.orderPriorExecution.quantity) return true;
  const sum = executions.reduce((total, { amount }) => total.plus(amount), Decimal.of(0));
  return first.filled === 0 && sum.equals(first.quantity);
}

type Meaning = Pick<OrderRefusal, "category" | "retry">;

const meaningOf = (word: string): Meaning => {
  const [category, retry] = (Object.hasOwn(words, word) ? words[word] : family(word)) ?? ["other", "reread"];
  return { category, retry };
};

type Entry = readonly [RefusalCategory, RetryAdvice];

/** Reasons that exist in many variants. */
function family(word: string): Entry | undefined {
  if (/^(TRAILING_STOP|LIMIT_PRICE_OFFSET|CANNOT_EDIT)_/.test(word)) return ["arguments", "never"];
  return word.startsWith("NO_REFERENCE_PRICE_AVAILABLE") ? ["market", "market"] : undefined;
}

/** Status words first, then the reasons of REJECT events; `never` for prices means: not at this price. */
const words: Readonly<Record<string, Entry>> = {
  invalidOrderType: ["arguments", "never"],
  invalidSide: ["arguments", "never"],
  invalidSize: ["arguments", "never"],
  clientOrderIdTooBig: ["arguments", "never"],
  clientOrderIdTooLong: ["arguments", "never"],
  clientOrderIdInvalid: ["arguments", "never"],
  cannotEditTriggerPriceOfTrailingStop: ["arguments", "never"],
  cannotEditLimitPriceOfTrailingStop: ["arguments", "never"],
  clientOrderIdAlreadyExist: ["order", "never"],
  tooManyOrders: ["limit", "never"],
  tooManySmallOrders: ["limit", "never"],
  insufficientAvailableFunds: ["funds", "never"],
  wouldCauseLiquidation: ["funds", "never"],
  maxPositionViolation: ["position", "never"],
  wouldNotReducePosition: ["position", "never"],
  fixedLeverageTooHigh: ["position", "never"],
  invalidPrice: ["price", "never"],
  postWouldExecute: ["price", "never"],
  iocWouldNotExecute: ["price", "never"],
  outsidePriceCollar: ["price", "never"],
  wouldIncreasePriceDislocation: ["price", "never"],
  wouldProcessAfterSpecifiedTime: ["service", "refresh"],
  marketSuspended: ["market", "market"],
  marketInactive: ["market", "market"],
  marketIsPostOnly: ["market", "market"],
  notFound: ["order", "reread"],
  orderForEditNotFound: ["order", "reread"],
  orderForEditNotAStop: ["order", "reread"],
  selfFill: ["order", "reread"],

  INVALID_QUANTITY: ["arguments", "never"],
  CLIENT_ORDER_ID_TOO_LONG: ["arguments", "never"],
  EDIT_HAS_NO_EFFECT: ["arguments", "never"],
  ORDER_CANNOT_HAVE_TRIGGER_PRICE: ["arguments", "never"],
  LIMIT_PRICE_SET_AS_ABSOLUTE_AND_RELATIVE: ["arguments", "never"],
  CLIENT_ORDER_ID_IN_USE: ["order", "never"],
  MARKET_NOT_FOUND: ["symbol", "never"],
  SMALL_ORDER_LIMIT_EXCEEDED: ["limit", "never"],
  ORDER_LIMIT_EXCEEDED: ["limit", "never"],
  INSUFFICIENT_MARGIN: ["funds", "never"],
  INSUFFICIENT_CLOSING_MARGIN: ["funds", "never"],
  WOULD_CAUSE_LIQUIDATION: ["funds", "never"],
  MAX_POSITION_EXCEEDED: ["position", "never"],
  WOULD_NOT_REDUCE_POSITION: ["position", "never"],
  FIXED_LEVERAGE_TOO_HIGH: ["position", "never"],
  INVALID_PRICE: ["price", "never"],
  POST_WOULD_EXECUTE: ["price", "never"],
  IOC_WOULD_NOT_EXECUTE: ["price", "never"],
  PRICE_COLLAR: ["price", "never"],
  PRICE_DISLOCATION: ["price", "never"],
  MARKET_SUSPENDED: ["market", "market"],
  MARKET_INACTIVE: ["market", "market"],
  MARKET_IS_POST_ONLY: ["market", "market"],
  ORDER_FOR_CANCELLATION_NOT_FOUND: ["order", "reread"],
  ORDER_FOR_EDIT_NOT_FOUND: ["order", "reread"],
  WOULD_EXECUTE_SELF: ["order", "reread"],
  REJECTED_AFTER_EXECUTION: ["order", "reread"],
};
