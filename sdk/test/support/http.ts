import { expect } from "vitest";
import type { KrakenError } from "../../src/base/errors.ts";
import type { HttpPort, WireAnswer, WireRequest } from "../../src/ports.ts";

/** An answer of the exchange, as an HTTP port gives it. */
export function answer(body: unknown, status = 200, headers: Record<string, string> = {}): WireAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers, body: new TextEncoder().encode(text) };
}

/** A port that keeps what is sent and answers in order; the last answer repeats. */
export function recording(...answers: (WireAnswer | Error)[]): { http: HttpPort; sent: WireRequest[] } {
  const sent: WireRequest[] = [];
  const http: HttpPort = async (request) => {
    sent.push(request);
    const next = answers[Math.min(sent.length, answers.length) - 1] ?? answer({ error: [], result: {} });
    if (next instanceof Error) throw next;
    return next;
  };
  return { http, sent };
}

/** A plain request to a server of a test. */
export const get = (port: number, path = "/"): WireRequest => ({
  method: "GET",
  url: `http://127.0.0.1:${port}${path}`,
  headers: {},
});

/** The body of an answer as text. */
export const textOf = ({ body }: WireAnswer): string => new TextDecoder().decode(body);

/** How a promise that must fail failed. */
export const failure = (promise: Promise<unknown>): Promise<KrakenError> =>
  promise.then(
    () => expect.fail("it should have failed"),
    (error: unknown) => error as KrakenError,
  );
