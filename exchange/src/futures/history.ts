import type { Contract } from "../markets/futures.ts";
import type { Fixed } from "./fixed.ts";
import type { Fill, FuturesOrder, UpdateReason } from "./order.ts";

/** One recorded change, as the history service tells it; still with exact values. */
export type HistoryEvent = { readonly uid: string; readonly time: number; readonly contract: Contract } & HistoryKind;

/** What a history event says. */
export type HistoryKind =
  | { readonly kind: "placed"; readonly order: FuturesOrder; readonly reason: UpdateReason; readonly reduced: Fixed }
  | {
      readonly kind: "updated";
      readonly old: FuturesOrder;
      readonly order: FuturesOrder;
      readonly reason: UpdateReason;
      readonly reduced: Fixed;
    }
  | { readonly kind: "cancelled"; readonly order: FuturesOrder; readonly reason: UpdateReason }
  | { readonly kind: "rejected"; readonly order: FuturesOrder; readonly error: string; readonly reason: UpdateReason }
  | { readonly kind: "edit-rejected"; readonly old: FuturesOrder; readonly order: FuturesOrder; readonly error: string }
  | { readonly kind: "activated"; readonly order: FuturesOrder }
  | {
      readonly kind: "execution";
      readonly fill: Fill;
      /** The order before this execution. */
      readonly order: FuturesOrder;
      readonly mark: Fixed;
      readonly usdValue: Fixed;
      readonly positionSize: Fixed;
    }
  | { readonly kind: "position"; readonly change: PositionChange };

/** How a position changed. */
export interface PositionChange {
  readonly oldSize: Fixed;
  readonly oldEntry: Fixed;
  readonly newSize: Fixed;
  readonly newEntry: Fixed;
  readonly reason: "trade" | "fundingRealisation" | "settlement";
  readonly fill: Fill | undefined;
  readonly fee: Fixed | undefined;
  readonly realizedPnl: Fixed | undefined;
  readonly realizedFunding: Fixed | undefined;
  readonly settlementPrice: Fixed | undefined;
}

/** Word of a position change: opened, closed, grown, shrunk, turned around, or the same. */
export function changeWord(
  old: Fixed,
  now: Fixed,
): "open" | "close" | "increase" | "decrease" | "reverse" | "noChange" {
  if (old === now) return "noChange";
  if (old === 0n) return "open";
  if (now === 0n) return "close";
  if (old > 0n !== now > 0n) return "reverse";
  return (old > 0n ? now > old : now < old) ? "increase" : "decrease";
}
