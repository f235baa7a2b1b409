import type { PartnerCalls } from "../../../src/api/partner/index.ts";
import type { Fixtures } from "../fixture.ts";
import { embedCustomerFixtures } from "./embed-customers.ts";
import { embedTradeFixtures } from "./embed-trades.ts";
import { embedFundingFixtures, payFixtures, rampFixtures } from "./funding-ramp-pay.ts";

/** One example and one answer of every call of `PartnerClient`. */
export const partnerFixtures: Fixtures<PartnerCalls> = {
  ...embedCustomerFixtures,
  ...embedTradeFixtures,
  ...embedFundingFixtures,
  ...rampFixtures,
  ...payFixtures,
};
