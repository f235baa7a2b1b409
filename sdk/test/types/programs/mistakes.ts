/** Mistakes that must not compile. */
import { DerivativesClient, InstitutionalClient, PartnerClient, SpotClient, isKrakenError } from "krakenkit";

const spot = new SpotClient();
const futures = new DerivativesClient();
const institutional = new InstitutionalClient();
const partner = new PartnerClient();

const order = { ordertype: "limit", type: "buy", volume: "1", pair: "XBTUSD" } as const;

export async function mistakes(): Promise<void> {
  // @ts-expect-error: the parameter is called `pair`
  await spot.getTicker({ pairs: "XBTUSD" });
  // @ts-expect-error: `pair` is required
  await spot.getOrderBook({});
  // @ts-expect-error: parameters are required
  await spot.getOrderBook();
  // @ts-expect-error: `pair` is text
  await spot.getOrderBook({ pair: 1 });
  // @ts-expect-error: no such order type
  await spot.submitOrder({ ordertype: "limt", type: "buy", volume: "1", pair: "XBTUSD" });
  // @ts-expect-error: Spot says `buy` in lower case
  await spot.submitOrder({ ordertype: "limit", type: "BUY", volume: "1", pair: "XBTUSD" });
  // @ts-expect-error: the Futures name of the client order id
  await spot.submitOrder({ ordertype: "limit", type: "buy", volume: "1", pair: "XBTUSD", cliOrdId: "mine" });
  // @ts-expect-error: a batch is a list
  await spot.submitBatchOrders({ pair: "XBTUSD", orders: { ordertype: "limit", type: "buy", volume: "1" } });
  // @ts-expect-error: a refresh has no code
  await spot.getOAuthAccessToken({ grant_type: "refresh_token", refresh_token: "r", code: "c" });
  // @ts-expect-error: a code needs the address it was given for
  await spot.getOAuthAccessToken({ grant_type: "authorization_code", code: "c" });
  // @ts-expect-error: options are no parameters
  await spot.getServerTime({ timeout: 1000 });
  // @ts-expect-error: no such option
  await spot.getServerTime({}, { retries: 3 });
  // @ts-expect-error: no such method
  await spot.getTickers({ pair: "XBTUSD" });
  // @ts-expect-error: `result` is not what is keyed by pair
  console.log((await spot.getTicker({ pair: "XBTUSD" }))["XXBTZUSD"]);
  // @ts-expect-error: amounts are text, not numbers
  (await spot.getAccountBalance()).result["XXBT"]?.toFixed(2);
  // @ts-expect-error: a pair asked for may be missing from the answer under noUncheckedIndexedAccess
  console.log((await spot.getTicker({ pair: "XBTUSD" })).result["XXBTZUSD"].a);
  // @ts-expect-error: an order that was only validated has no id
  console.log((await spot.submitOrder(order)).result.txid[0]);

  // @ts-expect-error: the Spot name of the client order id
  await futures.submitOrder({ orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: 1, cl_ord_id: "mine" });
  // @ts-expect-error: no such type of order
  await futures.submitOrder({ orderType: "limit", symbol: "PF_XBTUSD", side: "buy", size: 1 });
  // @ts-expect-error: an order needs a size
  await futures.submitOrder({ orderType: "mkt", symbol: "PF_XBTUSD", side: "buy" });
  // @ts-expect-error: an instruction to send needs its tag
  await futures.batchOrderManagement({ json: { batchOrder: [{ order: "send", symbol: "PF_XBTUSD" }] } });
  // @ts-expect-error: no such resolution
  await futures.getCandles({ tick_type: "trade", symbol: "PF_XBTUSD", resolution: "2h" });

  // @ts-expect-error: a condition that does not exist
  await institutional.listCustodyVaults({ filters: { and: [{ or: [{ by: "colour" }] }] } });
  const quote = { user: "u", type: "spend", quote: { asset: "BTC" }, fee_bps: "0", spread_bps: "0" } as const;
  // @ts-expect-error: `amount` is an object here
  await partner.requestEmbedQuote({ ...quote, amount: "50" });

  // @ts-expect-error: the option is called `apiSecret`
  console.log(new SpotClient({ apiKey: "a", privateKey: "b" }));
  // @ts-expect-error: keys are text
  console.log(new SpotClient({ apiKey: 1 }));

  try {
    await spot.getServerTime();
  } catch (error) {
    // @ts-expect-error: what was caught must be looked at first
    console.log(error.kind);
    // @ts-expect-error: only a refusal has reasons
    if (isKrakenError(error)) console.log(error.reasons);
    // @ts-expect-error: no such kind
    if (isKrakenError(error) && error.kind === "rejected") console.log(error);
  }
}
