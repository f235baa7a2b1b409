import { expect, test } from "vitest";
import { partnerTables } from "../../src/api/partner/index.ts";
import { describeRows } from "./catalogued.ts";
import { partnerFixtures } from "./partner-fixtures/index.ts";

describeRows("PartnerClient", partnerTables, partnerFixtures);

const routes = partnerTables.flatMap((table) => Object.entries(table));

test("Pay sends JSON with a nonce that is text", () => {
  const signed = routes.filter(([, route]) => route.signing === "body-nonce");
  expect(signed).toHaveLength(7);
  for (const [name, { body, numericNonce }] of signed) {
    expect({ name, body, numericNonce }).toEqual({ name, body: "json", numericNonce: undefined });
  }
});

test("what only looks is a read, whatever its verb", () => {
  const reads = routes.filter(([, { effect, verb }]) => effect === "read" && verb !== "GET").map(([name]) => name);
  expect(reads.sort()).toEqual([
    "getPaylinkCode",
    "getPaylinkConfig",
    "requestEmbedProspectiveQuote",
    "validateEmbedWithdrawalAddress",
  ]);
  expect(routes.filter(([, { effect, verb }]) => effect === "write" && verb === "GET")).toEqual([]);
});

test("writes the documentation shows without a body have none", () => {
  const bodiless = routes.filter(([, { effect, body }]) => effect === "write" && body === "query");
  expect(bodiless.map(([name]) => name).sort()).toEqual([
    "cancelEmbedCustomOrder",
    "deleteEmbedWebhook",
    "deleteEmbedWithdrawalAddress",
    "executeEmbedQuote",
    "testEmbedWebhook",
    "toggleEmbedAutoEarn",
  ]);
});
