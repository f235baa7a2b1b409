/** A fixture of every Spot call. */

import type { SpotCalls } from "../../../src/api/spot/index.ts";
import { account, accountLedgers } from "./account.ts";
import { accountOrders, accountTrades } from "./account-history.ts";
import { earn, oauth, subaccounts, transparency } from "./earn.ts";
import { fundingDeposits, fundingWithdrawals } from "./funding.ts";
import { funding, fundingAddressBook, fundingTransfers } from "./funding-beta.ts";
import { market, marketBooks, marketNames, marketStatus } from "./market.ts";
import type { Fixture } from "./shape.ts";
import { trading, tradingCancel } from "./trading.ts";

export const spotFixtures: Readonly<Record<keyof SpotCalls, Fixture<object, unknown>>> = {
  ...market,
  ...marketBooks,
  ...marketNames,
  ...marketStatus,
  ...account,
  ...accountOrders,
  ...accountTrades,
  ...accountLedgers,
  ...trading,
  ...tradingCancel,
  ...fundingDeposits,
  ...fundingWithdrawals,
  ...funding,
  ...fundingAddressBook,
  ...fundingTransfers,
  ...subaccounts,
  ...earn,
  ...transparency,
  ...oauth,
};
