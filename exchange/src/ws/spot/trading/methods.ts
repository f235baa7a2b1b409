import type { ApiKey } from "../../../auth/keys.ts";
import type { JsonRecord } from "../../json.ts";
import type { Answers } from "../answers.ts";
import type { SpotParts } from "../parts.ts";
import { addOrder } from "./add.ts";
import { amendOrder } from "./amend.ts";
import { batchAdd } from "./batch.ts";
import { batchCancel, cancelAll, cancelAllOrdersAfter, cancelOrder } from "./cancel.ts";
import { editOrder } from "./edit.ts";

/** A trading request whose parameters have the right kinds and whose token is good. */
export interface TradingCall {
  readonly params: JsonRecord;
  readonly key: ApiKey;
  readonly answers: Answers;
  /** When the request came, in microseconds. */
  readonly arrived: bigint;
}

/** One trading method. Refusals are thrown as a Rejection. */
export interface TradingMethod {
  /** Refuses parameters that are unknown or of the wrong kind. */
  check(params: JsonRecord): void;
  /** Carries the request out and answers it. */
  run(call: TradingCall): void;
}

/** All trading methods by name. */
export function tradingMethods(parts: SpotParts): ReadonlyMap<string, TradingMethod> {
  return new Map([
    ["add_order", addOrder(parts)],
    ["amend_order", amendOrder(parts)],
    ["edit_order", editOrder(parts)],
    ["cancel_order", cancelOrder(parts)],
    ["cancel_all", cancelAll(parts)],
    ["cancel_all_orders_after", cancelAllOrdersAfter(parts)],
    ["batch_add", batchAdd(parts)],
    ["batch_cancel", batchCancel(parts)],
  ]);
}
