/** What happens to an account on Spot: executions and balances, while an order is placed and filled. */
import { SpotClient, WebsocketClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
const options = { ...exchange.credentials, environment: exchange.environment };
const client = new WebsocketClient(options);
const spot = new SpotClient(options);

client.on("authenticated", ({ wsKey }) => console.log("authenticated", wsKey));

const executions = client.stream("executions", { snap_orders: false, snap_trades: false });
const balances = client.stream("balances", { snapshot: true });

const { value: first } = await balances.next();
console.log("balance", first?.asset, first?.balance);

const market = { pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.01" } as const;
const { result } = await spot.submitOrder(market);
console.log("placed over REST", result.txid);

// pending_new, new, one trade per counterparty, filled.
for await (const report of executions) {
  console.log("execution", report.exec_type, report.order_id, report.last_qty ?? "", report.last_price ?? "");
  if (report.exec_type === "filled") break;
}

// One entry per asset of each trade.
for await (const entry of balances) {
  if (!("ledger_id" in entry)) continue;
  console.log("ledger", entry.type, entry.asset, entry.amount, "fee", entry.fee, "now", entry.balance);
  if (entry.asset === "BTC") break;
}

client.closeAll();
await exchange.stop();
