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
  const account = exchange.admin.account;
  let buy = true;
  /** One order a time, half of which meet the one before: a book update each, and a trade every other time. */
  const trade = () => {
    buy = !buy;
    venue.addOrder(account, {
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
      // Sockets must get their turn, as they do when orders come from outside.
      if (left % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const { user, system } = process.cpuUsage();
    process.send({ id, cpu: user + system });
  });
  process.send({ url: exchange.url, environment: exchange.environment, credentials: exchange.credentials });
  process.on("disconnect", () => process.exit());
});
