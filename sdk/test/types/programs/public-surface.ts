/** The REST part of the public surface, used the way existing programs use it. It is compiled and never run. */
import { Agent } from "node:https";
import { DerivativesClient, InstitutionalClient, PartnerClient, SpotClient } from "krakenkit";
import type {
  DerivativesAPISuccessResponse,
  GenericAPIError,
  RestClientOptions,
  RestNetworkOptions,
  SpotAPISuccessResponse,
} from "krakenkit";

const options: RestClientOptions = {
  apiKey: process.env["API_KEY"],
  apiSecret: process.env["API_SECRET"],
  apiAccessToken: process.env["API_TOKEN"],
  testnet: false,
  strictParamValidation: true,
  baseUrl: "https://api.kraken.com",
  parseExceptions: true,
  customTimestampFn: () => Date.now(),
  keepAlive: true,
  keepAliveMsecs: 30000,
  customSignMessageFn: async (message: string, secret: string) => `${message}${secret}`,
};
const network: RestNetworkOptions = {
  timeout: 1000 * 60,
  proxy: { protocol: "http", host: "127.0.0.1", port: 9000, auth: { username: "a", password: "b" } },
  httpsAgent: new Agent({ keepAlive: true }),
  headers: { "X-Trace": "1" },
};

const spot = new SpotClient(options, network);
const futures = new DerivativesClient({ apiKey: "a", apiSecret: "b", testnet: true });
const institutional = new InstitutionalClient(options, { timeout: 5000 });
const partner = new PartnerClient();
console.log(new SpotClient(), new DerivativesClient({}));

/** A program's own wrapper around both kinds of order. */
interface Wanted {
  pair: string;
  side: "buy" | "sell";
  size: string;
}

export async function trade(wanted: Wanted): Promise<string | undefined> {
  const clOrdId: string = spot.generateNewOrderID();
  const placed = await spot.submitOrder({
    ordertype: "limit",
    type: wanted.side,
    volume: wanted.size,
    pair: wanted.pair,
    price: "37500.1",
    cl_ord_id: clOrdId,
    timeinforce: "GTC",
  });
  const id: string | undefined = placed.result.txid?.[0];
  const described: string = placed.result.descr.order;
  const warnings: string[] = placed.error;
  if (id !== undefined) {
    await spot.amendOrder({ txid: id, limit_price: "37400" });
    await spot.cancelOrder({ txid: id });
  }
  await spot.submitBatchOrders({
    pair: wanted.pair,
    orders: [
      { ordertype: "limit", type: "buy", volume: "1", price: "1" },
      { ordertype: "market", type: wanted.side, volume: 1.5 },
    ],
  });
  await spot.cancelAllOrders();
  await spot.cancelAllOrdersAfter({ timeout: 60 });
  await spot.cancelBatchOrders({ orders: ["OG5V2Y-RYKVL-DT3V3B"] });
  return described + warnings.join();
}

export async function read(): Promise<void> {
  const time: number = (await spot.getServerTime()).result.unixtime;
  const ticker = await spot.getTicker({ pair: "XBTUSD" });
  for (const [pair, { a, b }] of Object.entries(ticker.result)) console.log(pair, a[0], b[0], time);
  const pairs = await spot.getAssetPairs();
  console.log(pairs.result["XXBTZUSD"]?.altname);
  const book = await spot.getOrderBook({ pair: "XBTUSD", count: 10 });
  console.log(Object.values(book.result)[0]?.asks.length);
  const candles = await spot.getCandles({ pair: "XBTUSD", interval: 60 });
  console.log(candles.result.last);
  const balance: SpotAPISuccessResponse<Record<string, string>> = await spot.getAccountBalance();
  console.log(balance.result["XXBT"]);
  const open = await spot.getOpenOrders({ trades: true });
  for (const [id, order] of Object.entries(open.result.open)) console.log(id, order.status, order.vol_exec);
  await spot.getTradesHistory({ type: "all", ofs: 50 });
  await spot.getLedgersInfo({ asset: "XBT" });
  const archive: ArrayBuffer = await spot.getLedgersExport({ id: "TCJA" });
  console.log(archive.byteLength);
  const { result: session } = await spot.getWebSocketsToken();
  console.log(session.token, session.expires);
  await spot.getDepositMethods({ asset: "XBT" });
  await spot.submitWithdrawal({ asset: "XBT", key: "wallet", amount: "0.1" });
  await spot.getEarnStrategies({ asset: "DOT" });
  await spot.getPreTradeData({ symbol: "BTC/USD" });
}

export async function derivatives(): Promise<void> {
  const sent = await futures.submitOrder({
    orderType: "lmt",
    symbol: "PF_XBTUSD",
    side: "buy",
    size: 0.01,
    limitPrice: 30000,
    cliOrdId: futures.generateNewOrderID(),
  });
  console.log(sent.result, sent.serverTime, sent.sendStatus.status, sent.sendStatus.order_id);
  const batch = await futures.batchOrderManagement({
    json: {
      batchOrder: [
        { order: "send", order_tag: "1", orderType: "lmt", symbol: "PF_XBTUSD", side: "buy", size: 1, limitPrice: 1 },
        { order: "edit", order_id: "id", size: 2 },
        { order: "cancel", cliOrdId: "mine" },
      ],
    },
  });
  console.log(batch.batchStatus.length);
  await futures.editOrder({ orderId: "id", limitPrice: 2 });
  await futures.cancelOrder({ order_id: "id" });
  await futures.cancelAllOrders({ symbol: "PF_XBTUSD" });
  await futures.cancelAllOrdersAfter({ timeout: 60 });
  const tickers: DerivativesAPISuccessResponse<{ tickers: { symbol: string }[] }> = await futures.getTickers();
  console.log(tickers.tickers[0]?.symbol);
  const accounts = await futures.getAccounts();
  console.log(Object.keys(accounts.accounts));
  const positions = await futures.getOpenPositions();
  for (const position of positions.openPositions) console.log(position.symbol, position.size);
  await futures.getFills({ lastFillTime: "2026-01-01T00:00:00.000Z" });
  const candles = await futures.getCandles({ tick_type: "trade", symbol: "PF_XBTUSD", resolution: "1h" });
  console.log(candles.candles[0]?.close);
  const csv: string = await futures.getAccountLogCsv();
  console.log(csv.length);
  await futures.setLeverageSettings({ symbol: "PF_XBTUSD", maxLeverage: 5 });
}

export async function others(): Promise<void> {
  const vaults = await institutional.listCustodyVaults();
  console.log(vaults);
  await institutional.getCustodyTaskbyId({ id: "T" });
  await institutional.createOtcQuoteRequest({ base: "BTC", quote: "USD", type: "buy", amount: "1" });
  const user = await partner.getEmbedUser({ user: "AA88 N84G AET3 RAOA" });
  console.log(user.result.user);
  await partner.requestEmbedQuote({
    user: "AA88 N84G AET3 RAOA",
    type: "spend",
    amount: { asset: "EUR", amount: "50.00" },
    quote: { asset: "BTC" },
    fee_bps: "0",
    spread_bps: "0",
  });
}

export async function oauth(): Promise<void> {
  const token = await spot.getOAuthAccessToken({
    grant_type: "authorization_code",
    code: "code",
    redirect_uri: "https://example.com",
  });
  for (const client of [spot, futures, institutional, partner]) {
    client.setAccessToken(token.access_token);
    const has: boolean = client.hasAccessToken();
    console.log(has);
  }
  const { result } = await spot.getOAuthUserInfo();
  console.log(result.email);
}

export async function failing(): Promise<void> {
  try {
    await spot.getAccountBalance();
  } catch (error) {
    const { code, message, body, headers, requestOptions, requestParams } = error as GenericAPIError;
    console.error(code, message, body?.error?.[0], headers?.["retry-after"], requestOptions?.url, requestParams);
  }
  spot.getTicker({ pair: "XBTUSD" }).then(
    (answer) => console.log(answer.result),
    (error) => console.error(error.body.error[0], error.code, error.message),
  );
}

/** What is ours beyond the predecessor: options after the parameters. */
export async function ours(signal: AbortSignal): Promise<void> {
  await spot.getTicker({ pair: "XBTUSD" }, { signal, timeout: 1000, attempts: 1 });
  await futures.getAccounts({}, { signal });
  await futures.getAccounts(undefined, { timeout: 0 });
}
