import type { InstitutionalCalls } from "../../../src/api/institutional/index.ts";
import type { Fixtures } from "../fixture.ts";
import { custodyFixtures } from "./custody.ts";
import { instoFixtures } from "./insto.ts";
import { otcFixtures, primeFixtures } from "./otc-prime.ts";

/** One example and one answer of every call of `InstitutionalClient`. */
export const institutionalFixtures: Fixtures<InstitutionalCalls, "createOtcQuoteRequest"> = {
  ...instoFixtures,
  ...custodyFixtures,
  ...otcFixtures,
  ...primeFixtures,
};
