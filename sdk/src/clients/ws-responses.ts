/** Trading calls as frames, and their answers as callers get them. */
import type { WSAPIOperation, WSTradingMethods } from "../feeds/spot/trading.ts";
import type { Frame } from "../wire/frames.ts";
import type { WSAPIWsKey } from "./ws-topics.ts";

/** The answer to a trading call. */
export interface WSAPISpotResponse<Result = unknown, Operation extends WSAPIOperation = WSAPIOperation> {
  wsKey: WSAPIWsKey;
  method: Operation;
  req_id: number;
  success: true;
  time_in: string;
  time_out: string;
  result: Result;
  /** What was sent, without credentials. */
  request: { method: Operation; params: WSTradingMethods[Operation]["params"]; req_id: number };
  /** Every answer, in the order in which they came, where there are several: `cancel_order` of several orders. */
  results?: WSAPIPartialAnswer<Result>[];
}

/** One of several answers to a call. */
export interface WSAPIPartialAnswer<Result = unknown> {
  success: boolean;
  result?: Result;
  error?: string;
  req_id?: number;
  time_in?: string;
  time_out?: string;
}

/** Joins the answers to a call into one. */
export function tradingAnswer<Operation extends WSAPIOperation>(
  wsKey: WSAPIWsKey,
  operation: Operation,
  params: Readonly<Record<string, unknown>>,
  frames: readonly Frame[],
): WSAPISpotResponse<WSTradingMethods[Operation]["result"], Operation> {
  const first = frames[0] as Frame;
  // Nobody else holds the frame of a single answer; of several, `results` shows each as it came.
  const answer: Frame = frames.length > 1 ? { ...first, results: frames } : first;
  answer["wsKey"] = wsKey;
  answer["result"] = resultOf(operation, first);
  answer["request"] = { method: operation, params, req_id: first["req_id"] };
  return answer as unknown as WSAPISpotResponse<WSTradingMethods[Operation]["result"], Operation>;
}

/** The exchange documents one layout and was recorded sending another; callers find the documented one. */
function resultOf(operation: WSAPIOperation, frame: Frame): unknown {
  const { result, orders_cancelled: count } = frame;
  if (operation === "batch_cancel" && result === undefined && count !== undefined) return { count };
  if (operation !== "batch_add" || typeof result !== "object" || result === null || Array.isArray(result))
    return result;
  const { orders } = result as { orders?: unknown };
  return Array.isArray(orders) ? orders : result;
}

/** A trading frame; the parameters are text already, with the caller's digits. */
export function tradingFrame(method: string, params: string, token: string, id: number): string {
  const head = params === "{}" ? "{" : `${params.slice(0, -1)},`;
  return `{"method":"${method}","params":${head}"token":${JSON.stringify(token)}},"req_id":${id}}`;
}
