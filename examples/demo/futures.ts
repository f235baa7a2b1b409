/** The Futures half of the demo, over REST. */
import { orderOutcome, batchOutcomes } from "krakenkit";
import type { DerivativesClient } from "krakenkit";
import { chart, picture, print, table } from "./show.ts";
import { ensure } from "./steps.ts";
import type { Steps } from "./steps.ts";

const symbol = "PF_XBTUSD";

interface Funded {
  readonly symbol: string;
  readonly fundingRate?: number | undefined;
  readonly indexPrice?: number | undefined;
}

/** Funding of one hour in percent: the rate is told in USD per coin on linear contracts, in coins per USD on inverse ones. */
function hourly({ symbol, fundingRate, indexPrice }: Funded): string {
  if (fundingRate === undefined || indexPrice === undefined) return "";
  const rate = symbol.startsWith("PI_") ? fundingRate * indexPrice : fundingRate / indexPrice;
  return `${(rate * 100).toFixed(5)}%`;
}

/** What needs no keys; gives the mark price. */
export async function futuresMarket(steps: Steps, futures: DerivativesClient): Promise<number | undefined> {
  steps.section("Futures market data");
  const mark = await steps.run("Tickers", "getTickers()", async () => {
    const { tickers } = await futures.getTickers();
    const shown = tickers.filter(
      (ticker) => ticker.markPrice !== undefined && /^P[FI]_(XBT|ETH|SOL)USD$/.test(ticker.symbol),
    );
    table(
      ["symbol", "bid", "ask", "mark", "funding 1h", "volume 24h"],
      shown.map((ticker) => [
        ticker.symbol,
        ticker.bid ?? "",
        ticker.ask ?? "",
        ticker.markPrice ?? "",
        hourly(ticker),
        ticker.vol24h ?? "",
      ]),
    );
    return tickers.find((ticker) => ticker.symbol === symbol)?.markPrice;
  });
  await steps.run("Instruments", "getInstruments()", async () => {
    const { instruments } = await futures.getInstruments();
    const rows = instruments.filter(({ tradeable }) => tradeable).slice(0, 6);
    table(
      ["symbol", "type", "tick", "tradeable"],
      rows.map((one) => [one.symbol, one.type ?? "", one.tickSize ?? "", String(one.tradeable)]),
    );
  });
  await steps.run("Order book", `getOrderbook({ symbol: '${symbol}' })`, async () => {
    const { orderBook } = await futures.getOrderbook({ symbol });
    ensure(orderBook.asks.length > 0, "the book is empty");
    const level = ([price, qty]: [number, number]): { price: string; qty: string } => ({
      price: String(price),
      qty: qty.toFixed(4),
    });
    picture(orderBook.asks.slice(0, 6).map(level), orderBook.bids.slice(0, 6).map(level));
  });
  await steps.run("Candles", "getCandles({ tick_type: 'trade', symbol, resolution: '15m' })", async () => {
    const { candles } = await futures.getCandles({ tick_type: "trade", symbol, resolution: "15m" });
    ensure(candles.length > 0, "there are no candles");
    chart(
      candles.slice(-60).map(({ open, high, low, close }) => ({ open: +open, high: +high, low: +low, close: +close })),
    );
  });
  await steps.run("Fee schedules", "getFeeSchedules()", async () => {
    const { feeSchedules } = await futures.getFeeSchedules();
    const rows = feeSchedules
      .slice(0, 4)
      .map(({ name, tiers }) => [name, `${tiers[0]?.makerFee}%`, `${tiers[0]?.takerFee}%`]);
    table(["schedule", "maker", "taker"], rows);
  });
  return mark;
}

/** What moves money. */
export async function futuresTrading(steps: Steps, futures: DerivativesClient, mark: number): Promise<void> {
  const below = (factor: number): number => Math.floor(mark * factor);

  steps.section("Futures trading");
  await steps.run("A limit order that rests", "submitOrder({ orderType: 'lmt' })", async () => {
    const cliOrdId = futures.generateNewOrderID();
    const answer = await futures.submitOrder({
      orderType: "lmt",
      symbol,
      side: "buy",
      size: 0.01,
      limitPrice: below(0.9),
      cliOrdId,
    });
    const outcome = orderOutcome(answer);
    ensure(outcome.outcome === "placed", `the order should rest, but was ${outcome.outcome} (${outcome.status})`);
    print(`    ${outcome.outcome}: ${outcome.order_id}, buy 0.01 at ${below(0.9)}`);
  });
  await steps.run("A market order that fills", "submitOrder({ orderType: 'mkt' })", async () => {
    const answer = await futures.submitOrder({ orderType: "mkt", symbol, side: "buy", size: 0.1 });
    const outcome = orderOutcome(answer);
    ensure(outcome.outcome === "filled", `the order should fill, but was ${outcome.outcome} (${outcome.status})`);
    table(
      ["fill", "size", "price"],
      outcome.fills.map(({ executionId, size, price }) => [executionId, size, price]),
    );
  });
  await steps.run("The open position", "getOpenPositions()", async () => {
    const { openPositions } = await futures.getOpenPositions();
    ensure(openPositions.length > 0, "there should be a position");
    table(
      ["symbol", "side", "size", "entry"],
      openPositions.map(({ symbol: name, side, size, price }) => [name, side, size, price]),
    );
  });
  await steps.run("A batch: two orders", "batchOrderManagement({ json: { batchOrder } })", async () => {
    const send = { order: "send", orderType: "lmt", symbol, side: "buy", size: 0.01 } as const;
    const batchOrder = [
      { ...send, order_tag: "1", limitPrice: below(0.88) },
      { ...send, order_tag: "2", limitPrice: below(0.87) },
    ] as const;
    const outcomes = batchOutcomes(await futures.batchOrderManagement({ json: { batchOrder } }));
    table(
      ["tag", "outcome", "order_id"],
      outcomes.map((one) => [one.order_tag ?? "", one.outcome, one.order_id ?? ""]),
    );
    ensure(
      outcomes.every(({ outcome }) => outcome === "placed"),
      "both orders should rest",
    );
  });
  await steps.run("All cancelled", "cancelAllOrders()", async () => {
    const { cancelStatus } = await futures.cancelAllOrders();
    print(`    ${cancelStatus.status}: ${cancelStatus.cancelledOrders.length} orders`);
    ensure(cancelStatus.cancelledOrders.length === 3, "three orders should be cancelled");
  });
}
