import { request, type ClientRequest } from "node:http";
import type { Agenda } from "../base/agenda.ts";

/** What an address said to a delivery. */
export interface Response {
  /** 0: nobody answered. */
  readonly status: number;
  readonly body: string | null;
  readonly error: string | null;
}

/** A delivery and what became of it. */
export interface Delivery {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly created: number;
  readonly responses: Response[];
}

/** Waits before the second, third and fourth attempt, milliseconds. */
const waits = [5_000, 30_000, 300_000];
const patienceMs = 5_000;
const mostBody = 65_536;
/** Deliveries remembered. */
const kept = 1_000;

/** Whether an address is on this machine; nothing is ever sent anywhere else. */
export function isLoopback(text: string): boolean {
  if (text.length > 2048 || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const here = hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  return protocol === "http:" && here && username === "" && password === "";
}

/** Carries webhooks and callbacks to addresses on this machine, and tries again when nobody takes them. */
export class Courier {
  readonly #agenda: Agenda;
  readonly #open = new Set<ClientRequest>();
  readonly #deliveries: Delivery[] = [];
  #closed = false;

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  /** What was sent, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** Sends something, up to four times. `sign` makes the headers anew for every attempt. */
  deliver(url: string, body: string, sign: () => Readonly<Record<string, string>>): void {
    const delivery: Delivery = { url, body, headers: sign(), created: this.#agenda.now(), responses: [] };
    this.#deliveries.push(delivery);
    if (this.#deliveries.length > kept) this.#deliveries.shift();
    void this.#attempt(delivery, sign, 0);
  }

  /** Sends something once and waits for the response. Never rejects. */
  send(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    if (this.#closed || !isLoopback(url))
      return Promise.resolve({ status: 0, body: null, error: "only addresses on this machine are delivered to" });
    return new Promise((resolve) => {
      const failed = (error: string): void => resolve({ status: 0, body: null, error });
      const outgoing = request(
        url,
        { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) }, agent: false },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (part: string) => {
            if (text.length < mostBody) text += part;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, error: null }));
          response.on("error", () => failed("the response was cut short"));
        },
      );
      this.#open.add(outgoing);
      outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error("no response in time")));
      outgoing.on("error", (error) => failed(error.message));
      outgoing.on("close", () => {
        this.#open.delete(outgoing);
        failed("the connection was closed");
      });
      outgoing.end(body);
    });
  }

  /** Ends what is under way. */
  close(): void {
    this.#closed = true;
    for (const outgoing of this.#open) outgoing.destroy();
  }

  async #attempt(delivery: Delivery, sign: () => Readonly<Record<string, string>>, count: number): Promise<void> {
    const response = await this.send(delivery.url, delivery.body, count === 0 ? delivery.headers : sign());
    delivery.responses.push(response);
    const wait = waits[count];
    if ((response.status >= 200 && response.status < 300) || wait === undefined || this.#closed) return;
    this.#agenda.after(wait, () => void this.#attempt(delivery, sign, count + 1));
  }
}
