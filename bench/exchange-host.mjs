/** A local Kraken in a process of its own, for the cases that measure it; says on request what CPU it has used. */
import { pathToFileURL } from "node:url";

process.once("message", async ({ root }) => {
  const { startExchange } = await import(pathToFileURL(`${root}exchange/dist/index.js`).href);
  const exchange = await startExchange({
    flow: "off",
    backfill: "off",
    limits: "off",
    account: { nonceWindow: 1_000_000 },
  });
  const venue = exchange.parts.spot;
  // Two accounts, because orders of one do not trade with each other.
  const { account: other } = exchange.admin.createAccount({ balances: { ZUSD: "1000000000", XXBT: "100000" } });
  const secondCredentials = exchange.admin.createKey(other, { nonceWindow: 1_000_000 });
  let buy = true;
  /** One order a time, half of which meet the one before: a book update each, and a trade every other time. */
  const trade = () => {
    buy = !buy;
    venue.addOrder(buy ? exchange.admin.account : other, {
      pair: "XBTUSD",
      type: buy ? "buy" : "sell",
      ordertype: "limit",
      price: "50000.0",
      volume: "0.0001",
    });
  };
  process.on("message", async ({ orders, id }) => {
    for (let left = orders ?? 0; left > 0; left -= 1) {
      trade();
      // Sockets must get their turn after every order, as they do when orders come from outside.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { user, system } = process.cpuUsage();
    process.send({ id, cpu: user + system });
  });
  process.send({
    url: exchange.url,
    environment: exchange.environment,
    credentials: exchange.credentials,
    secondCredentials,
  });
  process.on("disconnect", () => process.exit());
});
