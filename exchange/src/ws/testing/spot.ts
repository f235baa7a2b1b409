import type { Exchange } from "../../exchange.ts";
import type { KeyOptions } from "../../auth/keyring.ts";
import { TestSocket, type Message } from "./socket.ts";

/** A token of the first account, or of a new key with other rights. */
export function tokenOf(exchange: Exchange, options?: KeyOptions, account: string = exchange.admin.account): string {
  const { apiKey } = options === undefined ? exchange.credentials : exchange.admin.createKey(account, options);
  const key = exchange.parts.keys.find(apiKey);
  if (key === undefined) throw new Error("no key");
  return exchange.parts.tokens.issue(key);
}

/** Puts orders of a second account into a book, so that there is somebody to trade with. */
export function stockBook(exchange: Exchange, pair = "BTC/USD", middle = 50_000, levels = 12): void {
  const { spot } = exchange.parts;
  const account = "counterparty";
  if (!spot.hasAccount(account)) {
    spot.openAccount(account, { quiet: true });
    spot.deposit(account, "ZUSD", "100000000");
    spot.deposit(account, "XXBT", "10000");
  }
  for (let step = 1; step <= levels; step++) {
    const order = { pair, ordertype: "limit", volume: "1.00000000" };
    spot.addOrder(account, { ...order, type: "buy", price: String(middle - step) });
    spot.addOrder(account, { ...order, type: "sell", price: String(middle + step) });
  }
}

/** Opens the public socket. */
export function openPublic(exchange: Exchange): Promise<TestSocket> {
  return TestSocket.open(exchange.environment.sockets.spotPublicV2);
}

/** Opens the private socket. */
export function openPrivate(exchange: Exchange): Promise<TestSocket> {
  return TestSocket.open(exchange.environment.sockets.spotPrivateV2);
}

/** Opens the level 3 socket. */
export function openL3(exchange: Exchange): Promise<TestSocket> {
  return TestSocket.open(exchange.environment.sockets.spotL3V2);
}

/** Subscribes and waits for the acknowledgement, which must be a good one. */
export async function subscribe(socket: TestSocket, params: Readonly<Record<string, unknown>>): Promise<Message> {
  const answer = await socket.ask({ method: "subscribe", params, req_id: 800_000 + socket.texts.length });
  if (answer["success"] !== true) throw new Error(JSON.stringify(answer));
  return answer;
}

/** Subscribes where a refusal is expected; answers its words. */
export async function refused(socket: TestSocket, params: unknown, method = "subscribe"): Promise<unknown> {
  const answer = await socket.ask({ method, params, req_id: 700_000 + socket.texts.length });
  if (answer["success"] !== false || "result" in answer) throw new Error(JSON.stringify(answer));
  return answer["error"];
}

/** The reports of executions or balances messages. */
export function reports(messages: readonly Message[], channel: string): Message[] {
  return messages
    .filter((message) => message["channel"] === channel)
    .flatMap((message) => message["data"] as Message[]);
}
