import { expect, test } from "vitest";
import { institutionalTables } from "../../src/api/institutional/index.ts";
import { describeRows } from "./catalogued.ts";
import { institutionalFixtures } from "./institutional-fixtures/index.ts";

describeRows("InstitutionalClient", institutionalTables, institutionalFixtures, ["listInstoCustodyTasks"]);

const routes = institutionalTables.flatMap((table) => Object.entries(table));

test("OTC, Prime and legacy custody send JSON with a nonce that is a number", () => {
  const signed = routes.filter(([, route]) => route.signing === "body-nonce");
  expect(signed).toHaveLength(33);
  for (const [name, { body, numericNonce }] of signed) {
    expect({ name, body, numericNonce }).toEqual({ name, body: "json", numericNonce: true });
  }
});

test("whatever may create or decide something is a write", () => {
  const writes = routes.filter(([, route]) => route.effect === "write").map(([name]) => name);
  expect(writes.sort()).toEqual([
    "createInstoCustodyDepositAddress",
    "createInstoCustodyTask",
    "createInstoCustodyWithdrawal",
    "createInstoCustodyWithdrawalFeeQuote",
    "createOtcQuoteRequest",
    "createPrimeApiUser",
    "createPrimeApiUserKey",
    "createPrimeSettlementBatch",
    "deletePrimeApiUserKey",
    "getCustodyDepositAddresses",
    "reviewInstoCustodyTask",
    "settlePrimeSettlementBatchAsset",
    "updateOtcQuote",
    "updatePrimeApiUser",
    "updatePrimeApiUserKey",
    "updatePrimeApiUserRoles",
  ]);
});
