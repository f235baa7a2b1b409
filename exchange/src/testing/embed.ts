import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import type { Got } from "./client.ts";
import { at, start, stopAll, type Running } from "./running.ts";

/** A delivery as it arrived. */
export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const servers: Server[] = [];

/** Stops exchanges and listeners. */
export async function stopEverything(): Promise<void> {
  await stopAll();
  for (const server of servers.splice(0)) server.close();
}

/** Somebody who listens for webhooks. */
export async function listener(
  status: () => number = () => 200,
): Promise<{ readonly url: string; readonly heard: readonly Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      response.writeHead(status()).end("thanks");
    });
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard };
}

/** The JSON of an answer with the status expected. */
export function json(got: Got, status = 200): unknown {
  expect(got.status, got.text).toBe(status);
  return JSON.parse(got.text) as unknown;
}

const fullName = { first_name: "Ada", last_name: "Partner" };

/** A customer's particulars. */
export const profile: object = {
  email: "ada@example.com",
  external_id: "customer-1",
  tos_version_accepted: 1,
  full_name: fullName,
  date_of_birth: "1990-12-31",
  residence: { line1: "Example Street 1", city: "Berlin", postal_code: "10115", country: "DE" },
  phone: "+49301234567",
  nationalities: ["DE"],
  occupation: "science",
};

/** The papers that prove them. */
export const metadata: object = {
  identity: { full_name: fullName, date_of_birth: "1990-12-31" },
  document_type: "passport",
  document_number: "C01X00T47",
  issuing_country: "DE",
  verifier: "example-kyc",
  verified_at: "2026-01-01T00:00:00Z",
};

/** An order to spend USD on bitcoin, at a fee of one per cent. */
export function spend(amount: string, more: object = {}): object {
  return {
    type: "spend",
    amount: { asset: "USD", amount },
    quote: { asset: "BTC" },
    fee_bps: "100",
    spread_bps: "0",
    ...more,
  };
}

/** A partner of a running exchange. */
export interface PartnerTest extends Running {
  /** One call under /b2b; the result, or the whole body when another status is expected. */
  readonly ask: (method: string, path: string, body?: object, status?: number) => Promise<unknown>;
  /** A verified customer with money. */
  readonly customer: (funds?: Readonly<Record<string, string>>) => Promise<string>;
  /** The query that names a customer. */
  readonly of: (user: string) => string;
  /** What a customer has. */
  readonly holds: (user: string) => Promise<Record<string, unknown>>;
}

/** Starts an exchange where one bitcoin costs 60 000 USD. */
export async function partnerTest(): Promise<PartnerTest> {
  const running = await start({ limits: "off", contracts: [] });
  const { client, clock, exchange } = running;
  exchange.parts.spot.seedTrade("XBTUSD", "60000");
  const ask: PartnerTest["ask"] = async (method, path, body, status = 200) => {
    const answer = json(await client.header(method, `/b2b/${path}`, body), status);
    return status === 200 ? at(answer, "result") : answer;
  };
  const customer: PartnerTest["customer"] = async (funds = { USD: "10000" }) => {
    const user = String(at(await ask("POST", "users", profile), "user"));
    await ask("POST", `verifications/${encodeURIComponent(user)}/url`, {
      type: "identity_document",
      metadata,
      front_url: "https://files.example.com/front.jpg",
    });
    for (const [asset, amount] of Object.entries(funds)) exchange.admin.simulateDeposit(user, asset, amount);
    clock.advance(30_000);
    return user;
  };
  const of = (user: string): string => `user=${encodeURIComponent(user)}`;
  const holds: PartnerTest["holds"] = async (user) => {
    const details = (at(await ask("GET", `portfolio/${encodeURIComponent(user)}/details`), "assets") ?? []) as object[];
    return Object.fromEntries(details.map((row) => [String(at(row, "asset")), at(row, "cash_balance")]));
  };
  return { ...running, ask, customer, of, holds };
}
