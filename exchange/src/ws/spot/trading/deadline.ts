import { Rejection } from "../../../base/rejection.ts";
import type { SpotParts } from "../parts.ts";
import type { TradingCall } from "./methods.ts";
import { textOf } from "../fields.ts";

/** How long after its arrival a request without a deadline is still taken, in microseconds. */
const patience = 5_000_000n;

/** The deadline a request names. One that names none is refused when it was looked at too late. */
export function deadlineOf({ clock }: SpotParts, { params, arrived }: TradingCall): string | undefined {
  const deadline = textOf(params, "deadline");
  if (deadline === undefined && clock.nowMicros() - arrived > patience) {
    throw new Rejection("EService:Deadline elapsed");
  }
  return deadline;
}
