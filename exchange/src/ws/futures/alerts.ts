import { stringify } from "../../base/json.ts";
import { Frame } from "../frame.ts";

/** What can be wrong with a request, in the words recorded and in those documented. */
export const alerts = {
  json: ["Bad websocket message", "Json Error"],
  request: ["Bad request", "Json Error"],
  feed: ["Couldn't subscribe to invalid feed", "Invalid feed"],
  authentication: ["Failed to subscribe to authenticated feed", "Failed to subscribe to authenticated feed"],
  again: ["Already subscribed to feed, re-requesting", "Already subscribed to feed, re-requesting"],
  unknown: ["Not subscribed to feed", "Not subscribed to feed"],
  rate: ["rate_limited", "rate_limited"],
} as const;

/** Writes error messages in the chosen style. */
export class Alerts {
  readonly #style: "alert" | "error";

  constructor(style: "alert" | "error") {
    this.#style = style;
  }

  /** A known mistake. */
  about(kind: keyof typeof alerts, channel = ""): Frame {
    const [recorded, documented] = alerts[kind];
    return this.saying(this.#style === "alert" ? recorded : documented, channel);
  }

  /** A product that is not listed. */
  product(name: string, channel: string): Frame {
    const recorded = `Couldn't subscribe to invalid product \`${name.slice(0, 64)}\``;
    return this.saying(this.#style === "alert" ? recorded : "Invalid product id", channel);
  }

  /** Any words. */
  saying(message: string, channel: string): Frame {
    return answer({ event: this.#style, message }, channel);
  }
}

/** An answer of the protocol. */
export function answer(body: Readonly<Record<string, unknown>>, channel: string, symbol?: string): Frame {
  const subject = { kind: "answer", channel, ...(symbol === undefined ? {} : { symbol }) } as const;
  return new Frame(subject, stringify(body));
}
