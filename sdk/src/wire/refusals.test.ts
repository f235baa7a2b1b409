import { expect, test } from "vitest";
import { futuresMeaning, spotMeaning } from "./refusals.ts";

test.each([
  ["EOrder:Insufficient funds", "funds", "never"],
  ["EOrder:Insufficient margin", "funds", "later"],
  ["EOrder:Insufficient initial margin", "funds", "never"],
  ["EAPI:Invalid nonce", "nonce", "refresh"],
  ["EAPI:Invalid key", "authentication", "never"],
  ["ESession:Invalid session", "session", "refresh"],
  ["EGeneral:Permission denied", "permission", "never"],
  ["EGeneral:Invalid arguments:volume minimum not met", "arguments", "never"],
  ["EQuery:Unknown asset pair", "symbol", "never"],
  ["EService:Market in cancel_only mode", "market", "market"],
  ["EOrder:Unknown order", "order", "reread"],
  ["EOrder:Reduce only:Non-PC", "permission", "never"],
  ["EOrder:Reduce only:No position exists", "position", "reread"],
  ["EService:Busy", "service", "reconcile"],
  ["EService:Something new", "service", "reconcile"],
  ["EGeneral:Internal error:1234", "service", "reconcile"],
  ["EOrder:Rate limit exceeded", "limit", "later"],
  ["EFunding:Unknown withdraw key", "arguments", "never"],
  ["Currency pair not supported NOPE/USD", "symbol", "never"],
  ["Currency pair not in ISO 4217-A3 format NOPE", "symbol", "never"],
  ["Subscription depth not supported", "arguments", "never"],
  ["Unsupported field: 'depth' for the given msg type: ticker", "arguments", "never"],
  ["Exceeded msg rate", "limit", "later"],
  ["ESomething:New", "other", "never"],
])("%s is about %s: %s", (reason, category, retry) => {
  expect(spotMeaning([reason], 0)).toMatchObject({ category, retry });
});

test.each([
  ["Couldn't subscribe to invalid product `PF_NOPE`", "symbol", "never"],
  ["Couldn't subscribe to invalid feed", "arguments", "never"],
  ["Failed to subscribe to authenticated feed", "authentication", "never"],
  ["Trading engine unavailable", "service", "later"],
  ["rate_limited", "limit", "later"],
])("Futures: %s is about %s: %s", (reason, category, retry) => {
  expect(futuresMeaning([reason])).toMatchObject({ category, retry });
});

test("spaces around colons do not hide a known text", () => {
  expect(spotMeaning(["EService: Throttled: 1700000005"], 1_700_000_000_000)).toEqual({
    category: "limit",
    retry: "later",
    retryAfter: 5000,
  });
});

test("waits the exchange's rules name", () => {
  expect(spotMeaning(["EGeneral:Temporary lockout"], 0).retryAfter).toBe(900_000);
  expect(spotMeaning(["EAuth:Rate limit exceeded"], 0).retryAfter).toBe(30_000);
  expect(futuresMeaning(["apiLimitExceeded"]).retryAfter).toBe(10_000);
});

test("among several reasons the ambiguous one decides", () => {
  expect(spotMeaning(["EOrder:Insufficient funds", "EService:Timeout"], 0).retry).toBe("reconcile");
});

test.each([
  ["authenticationError", "authentication", "never"],
  ["nonceBelowThreshold", "nonce", "refresh"],
  ["invalidArgument: symbol", "arguments", "never"],
  ["marketUnavailable", "market", "market"],
  ["Server Error", "service", "reconcile"],
  ["CONTRACT_DOES_NOT_EXIST", "symbol", "never"],
  ["somethingNew", "other", "reconcile"],
])("Futures %s is about %s: %s", (reason, category, retry) => {
  expect(futuresMeaning([reason])).toMatchObject({ category, retry });
});
