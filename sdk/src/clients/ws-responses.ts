/** Trading calls as frames, and their answers as callers get them. */
import { RefusedError } from "../base/errors.ts";
import type { KrakenError } from "../base/errors.ts";
import type { Sweeps } from "../base/sweeps.ts";
import { answersExpected } from "../feeds/spot/trading-checks.ts";
import { numericFields } from "../feeds/spot/trading.ts";
import type { WSAPIOperation, WSTradingMethods } from "../feeds/spot/trading.ts";
import type { CallTurn } from "../limits/key-limits.ts";
import type { CallRequest } from "../link/calls.ts";
import type { Credentials, Frame } from "../wire/frames.ts";
import { numberJson, quoted } from "../wire/number-json.ts";
import { refusesWholeRequest } from "../wire/spot-frames.ts";
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

type AnswerTo<Operation extends WSAPIOperation> = WSAPISpotResponse<WSTradingMethods[Operation]["result"], Operation>;

/** A trading call on its way: what is sent, what its caller gets, and the turn it has where limits are kept. */
export class TradingRequest<Operation extends WSAPIOperation> implements CallRequest<AnswerTo<Operation>> {
  readonly wsKey: WSAPIWsKey;
  readonly method: Operation;
  readonly params: Readonly<Record<string, unknown>>;
  readonly expected: number;
  /** The parameters as text, with the caller's digits. */
  readonly text: string;
  /** How this call stands with the limits; undefined where none are kept. */
  turn: CallTurn | undefined;
  /** How often everything had been cancelled when this new order was wanted. */
  #wanted: { readonly sweeps: Sweeps; readonly count: number } | undefined;

  constructor(wsKey: WSAPIWsKey, method: Operation, params: Readonly<Record<string, unknown>>) {
    this.wsKey = wsKey;
    this.method = method;
    this.params = params;
    this.expected = answersExpected(method, params);
    this.text = numberJson(params, numericFields);
  }

  write(id: number, credentials: Credentials | undefined): string {
    return tradingFrame(this.method, this.text, credentials?.["token"] ?? "", id);
  }

  /** A new order that waits (for the connection, for its turn) must not leave behind one that cancels everything. */
  heed(sweeps: Sweeps): void {
    if (this.method === "add_order" || this.method === "batch_add") this.#wanted = { sweeps, count: sweeps.count };
  }

  outdated(): KrakenError | undefined {
    if (this.#wanted === undefined || this.#wanted.sweeps.count === this.#wanted.count) return undefined;
    return new RefusedError(`${this.method}: given up and not sent, since everything was cancelled while it waited`, {
      delivery: "unsent",
      reasons: [],
      category: "order",
      retry: "never",
    });
  }

  endsAll(reason: string): boolean {
    return refusesWholeRequest(reason);
  }

  answer(replies: readonly Frame[]): AnswerTo<Operation> {
    const answer = tradingAnswer(this.wsKey, this.method, this.params, replies);
    this.turn?.answered(answer);
    return answer;
  }

  failed(error: KrakenError): void {
    this.turn?.failed(error, true);
  }
}

/** Joins the answers to a call into one. */
function tradingAnswer<Operation extends WSAPIOperation>(
  wsKey: WSAPIWsKey,
  operation: Operation,
  params: Readonly<Record<string, unknown>>,
  frames: readonly Frame[],
): AnswerTo<Operation> {
  const first = frames[0] as Frame;
  // Nobody else holds the frame of a single answer; of several, `results` shows each as it came.
  const answer: Frame = frames.length > 1 ? { ...first, results: frames } : first;
  answer["wsKey"] = wsKey;
  answer["result"] = resultOf(operation, first);
  answer["request"] = { method: operation, params, req_id: first["req_id"] };
  return answer as unknown as AnswerTo<Operation>;
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
function tradingFrame(method: string, params: string, token: string, id: number): string {
  const head = params === "{}" ? "{" : `${params.slice(0, -1)},`;
  return `{"method":"${method}","params":${head}"token":${quoted(token)}},"req_id":${id}}`;
}
