import { Rejection } from "../../../base/rejection.ts";
import type { SpotCalls } from "../../../spot/calls.ts";

/** Type of a live order, undefined when there is no such order. */
export function typeOf(
  venue: SpotCalls,
  account: string,
  id: string | undefined,
  clientId: string | undefined,
): string | undefined {
  try {
    const orders =
      id === undefined ? venue.openOrders(account, { cl_ord_id: clientId }) : venue.queryOrders(account, [id]);
    return Object.values(orders)[0]?.descr.ordertype;
  } catch (error) {
    if (error instanceof Rejection) return undefined;
    throw error;
  }
}
