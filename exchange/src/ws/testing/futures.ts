import { createHash, createHmac } from "node:crypto";
import { expect } from "vitest";
import type { Exchange } from "../../exchange.ts";
import type { ExchangeOptions } from "../../options.ts";
import { start, type Running } from "../../testing/running.ts";
import { TestSocket, type Message } from "./socket.ts";

/** The contract of the tests. */
export const product = "PF_XBTUSD";

/** A connection at an exchange with few contracts. */
export interface Floor extends Running {
  readonly socket: TestSocket;
}

/** Opens the Futures socket. */
export function openSocket({ environment }: Exchange): Promise<TestSocket> {
  return TestSocket.open(environment.sockets.derivativesPublicV1);
}

/** Starts an exchange and opens its Futures socket. */
export async function openFloor(options: ExchangeOptions = {}): Promise<Floor> {
  const running = await start({ contracts: [product, "PI_XBTUSD", "PF_ETHUSD"], ...options });
  return { ...running, socket: await openSocket(running.exchange) };
}

/** Orders of a second account, so that there is somebody to trade with. */
export function stock({ exchange }: Running): void {
  const { futures } = exchange.parts;
  futures.openAccount("counterparty", { house: true });
  for (const step of [1, 2, 3]) {
    for (const [side, price] of [
      ["buy", 80_700 - step],
      ["sell", 80_800 + step],
    ] as const) {
      const order = { orderType: "lmt", symbol: product, side, size: "1", limitPrice: String(price) };
      expect(futures.sendOrder("counterparty", order).status).toBe("placed");
    }
  }
}

/** Sends an order of the first account. */
export function send({ exchange }: Running, order: object): Record<string, unknown> {
  const { futures } = exchange.parts;
  return futures.sendOrder(exchange.admin.account, {
    orderType: "lmt",
    symbol: product,
    side: "buy",
    size: "0.5",
    ...order,
  }) as unknown as Record<string, unknown>;
}

/** A client's own signing, after the documentation. */
export function signed(secret: string, challenge: string): string {
  const digest = createHash("sha256").update(challenge).digest();
  return createHmac("sha512", Buffer.from(secret, "base64")).update(digest).digest("base64");
}

/** What private requests carry. */
export async function proof(socket: TestSocket, exchange: Exchange): Promise<Record<string, string>> {
  const { apiKey, apiSecret } = exchange.credentials;
  socket.send({ event: "challenge", api_key: apiKey });
  const challenge = String((await socket.next({ event: "challenge" }))["message"]);
  return { api_key: apiKey, original_challenge: challenge, signed_challenge: signed(apiSecret, challenge) };
}

/** Subscribes and waits for the acknowledgement. */
export async function join(socket: TestSocket, feed: string, more: object = {}): Promise<Message> {
  socket.send({ event: "subscribe", feed, ...more });
  return socket.next({ event: "subscribed", feed });
}
