/**
 * A program of its own, for what only a whole process can show: run with the connection's options as JSON and the name
 * of an act. It prints one line of JSON and must then end by itself.
 */
import { WebsocketAPIClient, WebsocketClient } from "krakenkit";
import type { WSClientConfigurableOptions } from "krakenkit";

const [setup = "{}", act = ""] = process.argv.slice(2);
const options = JSON.parse(setup) as Omit<WSClientConfigurableOptions, "exactNumbers">;
const uncaught: string[] = [];
process.on("uncaughtException", (error) => uncaught.push(error.message));
process.on("unhandledRejection", (error) => uncaught.push(`unhandled: ${String(error)}`));

const told = (client: WebsocketClient, event: "message" | "response" | "close" | "reconnected"): Promise<unknown> =>
  new Promise((resolve) => client.once(event, resolve));

const acts: Record<string, () => Promise<object>> = {
  /** Everything that can keep a process alive, then closeAll. */
  async closing() {
    const api = new WebsocketAPIClient(options);
    const client = api.getWSClient();
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    client.subscribe(["executions", "balances"], "spotPrivateV2");
    client.subscribe(["fills", "balances"], "derivativesPrivateV1");
    const stream = client.stream("level3", { symbol: ["BTC/USD"] });
    await stream.next();
    await api.connectWSAPI();
    const { result } = await api.cancelAllSpotOrders();
    const waiting = api.submitSpotOrder({
      order_type: "limit",
      side: "buy",
      symbol: "BTC/USD",
      order_qty: "0.01",
      limit_price: "20000.0",
      validate: true,
    });
    client.closeAll();
    const late = await waiting.catch((error: { kind: string; delivery: string }) => [error.kind, error.delivery]);
    let ended = false;
    while (!ended) ended = (await stream.next()).done === true;
    return { cancelled: result.count, late, ended };
  },
  /** Closed while it is being dialled, while it waits to try again, and while it was never opened. */
  async "closing-early"() {
    const client = new WebsocketClient(options);
    client.closeAll();
    const connecting = client.connect("spotPublicV2").catch((error: { kind: string }) => error.kind);
    client.closeAll();
    const nowhere = new WebsocketClient({ ...options, wsUrl: "ws://127.0.0.1:1" });
    const failed = new Promise((resolve) => nowhere.once("exception", resolve));
    const never = nowhere.connect("spotPublicV2").catch((error: { kind: string }) => error.kind);
    await failed;
    nowhere.closeAll();
    return { connecting: await connecting, never: await never };
  },
  /** A listener that throws: other listeners, the stream and the connection go on. */
  async throwing() {
    const client = new WebsocketClient(options);
    let others = 0;
    client.on("message", () => {
      throw new Error("from a listener");
    });
    client.on("message", () => (others += 1));
    client.on("open", () => {
      throw new Error("from open");
    });
    const stream = client.stream("ticker", { symbol: ["BTC/USD"] });
    const { value } = await stream.next();
    client.subscribe({ topic: "ticker", payload: { symbol: ["ETH/USD"] } }, "spotPublicV2");
    await told(client, "response");
    const connected = client.isConnected("spotPublicV2");
    client.closeAll();
    await told(client, "close");
    return { symbol: value?.symbol, connected, others: others >= 2, uncaught: [...new Set(uncaught)].sort() };
  },
  /** Wrong credentials, and nobody listens: nothing escapes, and the process ends without being closed. */
  async "bad-credentials"() {
    const printed: unknown[] = [];
    const client = new WebsocketClient(
      { ...options, apiKey: "nobody", apiSecret: "c2VjcmV0", reconnectTimeout: 10 },
      { trace: () => undefined, info: () => undefined, error: (...words) => printed.push(words.join(" ")) },
    );
    client.subscribe("executions", "spotPrivateV2");
    void client.connect("spotPrivateV2");
    await told(client, "close");
    return { printed, uncaught };
  },
};

console.log(JSON.stringify(await acts[act]?.()));
