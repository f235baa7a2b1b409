/** What a tracked account shows, against what the exchange has at the same moment. */
import type { Exchange } from "krakenkit-exchange";
import { Decimal } from "krakenkit";
import type { FuturesAccount, SpotAccount } from "krakenkit";

const names: Readonly<Record<string, string>> = {
  XXBT: "BTC",
  ZUSD: "USD",
  ZEUR: "EUR",
  XETH: "ETH",
  XXRP: "XRP",
  XXDG: "DOGE",
};

/** What a Spot account shows otherwise than the exchange has it; empty when all is right and `live`. */
export function spotDifference(account: SpotAccount, { admin, parts: { spot } }: Exchange): string {
  if (account.state.status !== "live") return `Spot is not live: ${account.state.reason}`;
  const truth = Object.entries(spot.openOrders(admin.account)).map(([txid, { vol, vol_exec, descr }]) =>
    [txid, vol, vol_exec, Decimal.of(descr.price).toPlain(), descr.type].join(" "),
  );
  const shown = account.orders.map(({ order_id, order_qty, cum_qty, limit_price, side }) =>
    [order_id, order_qty?.toFixed(8), cum_qty.toFixed(8), limit_price?.toPlain(), side].join(" "),
  );
  if (truth.sort().join() !== shown.sort().join()) return `orders ${truth.join()} shown as ${shown.join()}`;
  for (const [asset, { balance, hold_trade }] of Object.entries(spot.balanceEx(admin.account))) {
    const own = account.balance(names[asset] ?? asset);
    if (own?.total.equals(balance) !== true) return `${asset} is ${balance}, shown as ${String(own?.total)}`;
    // The exchange holds an order's fee at the rate of when it was placed, and bots trade themselves into lower rates.
    if (own.held.minus(hold_trade).abs().compare(Decimal.of(hold_trade).times("0.001")) > 0)
      return `${asset} holds ${hold_trade}, shown as ${String(own.held)}`;
  }
  return "";
}

const exact = (units: bigint): string => Decimal.scaled(units, 18).toPlain();

/** What a Futures account shows otherwise than the exchange has it; empty when all is right and `live`. */
export function futuresDifference(account: FuturesAccount, { admin, parts: { futures } }: Exchange): string {
  if (account.state.status !== "live") return `Futures is not live: ${account.state.reason}`;
  const truth = futures
    .openOrders(admin.account)
    .map(({ id, side, quantity, filled }) => [id, side, exact(quantity - filled), exact(filled)].join(" "));
  const shown = account.orders.map(({ order_id, side, qty, filled }) =>
    [order_id, side, qty.toPlain(), filled.toPlain()].join(" "),
  );
  if (truth.sort().join() !== shown.sort().join()) return `orders ${truth.join()} shown as ${shown.join()}`;
  const sizes = futures.positions(admin.account).map(({ contract, size }) => `${contract.symbol} ${exact(size)}`);
  const positions = account.positions.map(({ instrument, balance }) => `${instrument} ${balance.toPlain()}`);
  if (sizes.sort().join() !== positions.sort().join()) return `positions ${sizes.join()} shown as ${positions.join()}`;
  for (const [currency, amount] of futures.account(admin.account).wallets.get("flex") ?? []) {
    const balance = account.wallets["flex"]?.balances[currency];
    if (balance?.toPlain() !== exact(amount)) return `${currency} is ${exact(amount)}, shown as ${String(balance)}`;
  }
  return "";
}
