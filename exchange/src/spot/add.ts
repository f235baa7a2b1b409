import { Rejection } from "../base/rejection.ts";
import type { Account } from "./account.ts";
import { admit } from "./admit.ts";
import type { Described } from "./describe.ts";
import { describeClose, describeOrder } from "./describe.ts";
import { clientKey, invalid } from "./fields.ts";
import type { Draft } from "./intake.ts";
import { readOrder } from "./intake.ts";
import type { EngineAttempt } from "./options.ts";
import { createOrder, submit } from "./orders.ts";
import type { State } from "./state.ts";
import type { BatchItem, BatchRequest, OrderAnswer, OrderRequest, OrderTexts } from "./types.ts";

/** Asks the engine counter, unless the account has none. Throws when there is no room. */
export function gateFor(state: State, account: Account, attempt: Omit<EngineAttempt, "account">): void {
  if (account.options.quiet !== true) state.settings.gate?.({ account: account.id, ...attempt });
}

/** Charges an action that failed before it came to the engine counter; its own refusal stands. */
function chargeAnyway(charge: () => void): void {
  try {
    charge();
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
  }
}

/** Runs checks that come to the counter by calling `gate`; a refusal before that is charged all the same. */
export function charged<T>(charge: () => void, checks: (gate: () => void) => T): T {
  let done = false;
  try {
    return checks(() => {
      done = true;
      charge();
    });
  } catch (error) {
    if (!done && error instanceof Rejection) chargeAnyway(charge);
    throw error;
  }
}

/** AddOrder. */
export function addOrder(state: State, account: Account, request: OrderRequest): OrderAnswer {
  const pair = state.floor(request.pair).market.key;
  const charge = (): void => gateFor(state, account, { pair, action: "add", count: 1, ageMs: 0 });
  const draft = charged(charge, (gate) => admit(state, account, readOrder(state, request), gate));
  return accept(state, account, draft, request.validate === true);
}

function accept(state: State, account: Account, draft: Draft, validate: boolean): OrderAnswer {
  const echo = {
    ...(draft.clOrdId === undefined ? {} : { cl_ord_id: draft.clOrdId }),
    ...(draft.userref === undefined ? {} : { order_userref: draft.userref }),
  };
  const descr = texts(draft);
  if (validate) return { descr, ...echo };
  const order = createOrder(state, account, draft);
  submit(state, order);
  return { descr, txid: [order.id], ...echo };
}

/** The texts of a draft. */
export function texts(draft: Draft): OrderTexts {
  const described: Described = { ...draft, market: draft.floor.market };
  const close = describeClose(described);
  return { order: describeOrder(described), ...(close === "" ? {} : { close }) };
}

/** AddOrderBatch: every order must be well formed or none is taken; the engine then refuses one by one. */
export function addOrders(state: State, account: Account, batch: BatchRequest): BatchItem[] {
  const { orders, ...shared } = batch;
  const pair = state.floor(batch.pair).market.key;
  if (orders.length < 2 || orders.length > 15) throw invalid("orders");
  const charge = (): void => gateFor(state, account, { pair, action: "batch-add", count: orders.length, ageMs: 0 });
  const drafts = charged(charge, (gate) => {
    const read = orders.map((order) => readOrder(state, { ...order, ...shared }));
    const ids = read.flatMap(({ clOrdId }) => (clOrdId === undefined ? [] : [clientKey(clOrdId)]));
    if (new Set(ids).size < ids.length) throw invalid("cl_ord_id");
    gate();
    return read;
  });
  return drafts.map((draft): BatchItem => {
    try {
      return accept(
        state,
        account,
        admit(state, account, draft, () => undefined),
        batch.validate === true,
      );
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      return { error: error.reason, ...(draft.clOrdId === undefined ? {} : { cl_ord_id: draft.clOrdId }) };
    }
  });
}
