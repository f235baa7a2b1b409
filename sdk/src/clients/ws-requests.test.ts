import { expect, test } from "vitest";
import { keyFor, topicsFrom } from "./ws-requests.ts";

test("one topic per symbol, equal however it is written, and the caller's object stays as it is", () => {
  const payload = Object.freeze({ symbol: Object.freeze(["BTC/USD", "ETH/USD", "BTC/USD"]), depth: undefined });
  const topics = topicsFrom({ topic: "book", payload }, "spotPublicV2");
  expect(topics.map(({ symbol, params }) => [symbol, params])).toEqual([
    ["BTC/USD", {}],
    ["ETH/USD", {}],
  ]);
  const [same] = topicsFrom({ topic: "book", payload: { depth: 10, symbol: "BTC/USD" } }, "spotPublicV2");
  const [other] = topicsFrom({ topic: "book", payload: { depth: 25, symbol: ["BTC/USD"] } }, "spotPublicV2");
  expect(same?.key).toBe(topics[0]?.key);
  expect(other?.key).not.toBe(topics[0]?.key);
});

test("Futures products are upper case on the wire", () => {
  expect(topicsFrom({ topic: "book", payload: { product_ids: ["pi_xbtusd"] } }, "derivativesPublicV1")[0]?.symbol).toBe(
    "PI_XBTUSD",
  );
});

test("channels this version does not know are passed on, told apart by all their parameters", () => {
  const [one] = topicsFrom(
    { topic: "candles_trade_5m", payload: { product_ids: ["PI_XBTUSD"] } },
    "derivativesPublicV1",
  );
  expect(one?.feed).toMatchObject({ channel: "candles_trade_5m", unknown: true, private: false });
  const keys = [1, 2].map((level) => topicsFrom({ topic: "novelty", payload: { level } }, "spotPrivateV2")[0]?.key);
  expect(new Set(keys).size).toBe(2);
});

const mistakes: [string, string, unknown, Parameters<typeof topicsFrom>[1]][] = [
  ["wsKey", "executions", undefined, "spotPublicV2"],
  ["wsKey", "ticker", { symbol: ["BTC/USD"] }, "spotPrivateV2"],
  ["wsKey", "fills", undefined, "derivativesPublicV1"],
  ["symbol", "ticker", undefined, "spotPublicV2"],
  ["symbol", "ticker", { symbol: [1] }, "spotPublicV2"],
  ["symbol", "executions", { symbol: ["BTC/USD"] }, "spotPrivateV2"],
  ["product_ids", "ticker", { symbol: ["BTC/USD"] }, "derivativesPublicV1"],
  ["token", "executions", { token: "x" }, "spotPrivateV2"],
  ["payload", "ticker", "BTC/USD", "spotPublicV2"],
];
test.each(mistakes)("%s is named: %s %j on %s", (field, topic, payload, wsKey) => {
  expect(() => topicsFrom({ topic, payload }, wsKey)).toThrow(expect.objectContaining({ kind: "usage", field }));
});

test("a stream finds its connection", () => {
  expect([
    keyFor("trade", { symbol: [] }),
    keyFor("trade", { product_ids: [] }),
    keyFor("balances", {}),
    keyFor("level3", {}),
    keyFor("fills", {}),
    keyFor("open_positions", {}),
  ]).toEqual([
    "spotPublicV2",
    "derivativesPublicV1",
    "spotPrivateV2",
    "spotL3V2",
    "derivativesPrivateV1",
    "derivativesPrivateV1",
  ]);
  expect(() => keyFor("novelty", {})).toThrow(/name its wsKey/);
});
