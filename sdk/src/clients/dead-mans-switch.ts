import { platform } from "#platform";
import type { CallOptions } from "../api/route.ts";
import { DeadMansSwitch } from "../trade/dead-mans-switch.ts";
import type { SwitchOptions } from "../trade/dead-mans-switch.ts";

/** A client that can arm the switch: `SpotClient` or `DerivativesClient`. */
export interface Armable {
  cancelAllOrdersAfter(params: { readonly timeout: number }, options?: CallOptions): Promise<unknown>;
}

/**
 * Keeps Kraken's dead man's switch armed while the process is healthy: if it hangs, dies or declares itself unfit, the
 * exchange cancels every order of the account. Call `start()`; `stop()` disarms and leaves the orders.
 */
export function deadMansSwitch(
  client: Armable,
  options: Omit<SwitchOptions, "arm" | "clock"> & { readonly clock?: SwitchOptions["clock"] } = {},
): DeadMansSwitch {
  const arm: SwitchOptions["arm"] = (timeout, call) => client.cancelAllOrdersAfter({ timeout }, call);
  return new DeadMansSwitch({ clock: platform.clock, ...options, arm });
}
