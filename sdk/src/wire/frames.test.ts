import { describe, expect, test } from "vitest";
import { utf8 } from "../base/bytes.ts";
import { withoutSecrets } from "./frames.ts";
import { futuresDialect } from "./futures-frames.ts";
import { refusesWholeRequest, spotDialect } from "./spot-frames.ts";

const parse = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe("Spot", () => {
  test("heartbeats and pongs are known by their bytes, nothing else is", () => {
    for (const as of [utf8, (text: string): string => text]) {
      expect(spotDialect.trivial(as('{"channel":"heartbeat"}'))).toBe(true);
      expect(spotDialect.trivial(as('{"method":"pong","time_in":"2024-05-20T11:08:49.272922Z"}'))).toBe(true);
      expect(spotDialect.trivial(as('{"method":"pong","req_id":101,"time_in":"x"}'))).toBe(false);
      expect(spotDialect.trivial(as('{"channel":"heartbeats"}'))).toBe(false);
    }
  });

  test("recorded acknowledgements, in all their layouts", () => {
    const acks = [
      '{"method":"subscribe","req_id":42,"result":{"channel":"ticker","event_trigger":"trades","snapshot":true,"symbol":"BTC/USD"},"success":true}',
      '{"error":"Currency pair not supported XBT/USD","method":"subscribe","req_id":3,"success":false,"symbol":"XBT/USD"}',
      '{"error":"Subscription depth not supported","method":"subscribe","success":false}',
      '{"channel":"executions","error":"ESession:Invalid session","method":"subscribe","status":"error","success":false}',
    ].map((text) => spotDialect.ack(parse(text)));
    expect(acks).toMatchObject([
      { method: "subscribe", ok: true, id: 42, channel: "ticker", symbols: ["BTC/USD"] },
      { ok: false, id: 3, symbols: ["XBT/USD"], error: "Currency pair not supported XBT/USD" },
      { ok: false, id: undefined, symbols: undefined },
      { ok: false, channel: "executions", error: "ESession:Invalid session" },
    ]);
    expect(spotDialect.kind(parse('{"channel":"executions","error":"x","method":"subscribe"}'))).toBe("ack");
  });

  test("what a refusal means for a subscription", () => {
    const meaning = (reason: string): string => spotDialect.refusal(reason);
    expect(meaning("ESession:Invalid session")).toBe("credentials");
    expect(meaning("EAPI:Invalid token")).toBe("credentials");
    expect(meaning("Token(s) not found")).toBe("credentials");
    expect(meaning("Exceeded msg rate")).toBe("later");
    expect(
      meaning("Rate limit for snapshot requests exceeded, when trying to subscribe to BTC/USD level3 snapshot"),
    ).toBe("later");
    expect(meaning("EService:Unavailable")).toBe("later");
    expect(meaning("Subscription depth not supported")).toBe("parameters");
    expect(meaning("Currency pair not supported XBT/USD")).toBe("final");
    expect(meaning("EGeneral:Permission denied")).toBe("final");
  });

  test("only EOrder refusals are about one order of several", () => {
    expect(refusesWholeRequest("EOrder:Unknown order")).toBe(false);
    for (const reason of [
      "EGeneral:Permission denied",
      "Token(s) not found",
      "ESession:Invalid session",
      "Order_id field must be an array",
    ])
      expect(refusesWholeRequest(reason)).toBe(true);
  });
});

describe("Futures", () => {
  test("acknowledgements, with the documentation's trailing blank", () => {
    expect(futuresDialect.kind({ event: "subscribed " })).toBe("ack");
    expect(futuresDialect.ack({ event: "unsubscribed", feed: "book", product_ids: ["PI_XBTUSD"] })).toEqual({
      method: "unsubscribe",
      ok: true,
      channel: "book",
      symbols: ["PI_XBTUSD"],
    });
    expect(futuresDialect.ack({ event: "subscribed_failed", feed: "fills", message: "no" })).toMatchObject({
      ok: false,
      error: "no",
    });
  });

  test("alerts and errors say what they are about", () => {
    const about = (message: string): unknown => futuresDialect.complaint({ event: "alert", message });
    expect(about("Couldn't subscribe to invalid product `X`")).toEqual({ about: "symbol", symbol: "X" });
    expect(about("Couldn't subscribe to invalid feed")).toEqual({ about: "channel" });
    expect(about("Invalid product id")).toEqual({ about: "channel" });
    expect(about("Failed to subscribe to authenticated feed")).toEqual({ about: "credentials" });
    expect(about("Already subscribed to feed, re-requesting")).toEqual({ about: "again" });
    expect(about("Not subscribed to feed")).toEqual({ about: "absent" });
    expect(about("rate_limited")).toEqual({ about: "rate" });
    expect(about("Bad websocket message")).toEqual({ about: "other" });
  });

  test("echoed secrets are removed", () => {
    const frame = { event: "subscribed", feed: "fills", api_key: "K", original_challenge: "c", signed_challenge: "s" };
    expect(withoutSecrets(frame)).toEqual({ event: "subscribed", feed: "fills" });
    expect(withoutSecrets({ params: { token: "T", channel: "x" } })).toEqual({ params: { channel: "x" } });
  });
});
