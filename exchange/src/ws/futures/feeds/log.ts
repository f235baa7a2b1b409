import type { LogEntry } from "../../../futures/log.ts";
import { exactOrNull, iso } from "../../../rest/futures/answers.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type AccountFeed } from "./feed.ts";

/** Entries a snapshot shows. */
const shown = 500;

/** The account log: newest first at first, then entry by entry. */
export function logFeed({ venue, pulse }: FuturesParts): AccountFeed {
  const rooms = new Rooms();
  venue.events.on(
    "log",
    pulse.guard(({ account, entry }) => {
      rooms.tell(account, () => message("account_log", "update", { feed: "account_log", new_entry: entryBody(entry) }));
    }),
  );
  return {
    join: (subscription, account) => {
      const logs = venue.account(account).log.items.slice(-shown).reverse().map(entryBody);
      subscription.deliver(message("account_log", "snapshot", { feed: "account_log_snapshot", logs }));
      return rooms.join(account, subscription);
    },
  };
}

function entryBody(entry: LogEntry): Readonly<Record<string, unknown>> {
  return {
    id: entry.id,
    date: iso(entry.date),
    asset: entry.asset,
    info: entry.info,
    booking_uid: entry.bookingUid,
    margin_account: entry.marginAccount,
    old_balance: exactOrNull(entry.oldBalance),
    new_balance: exactOrNull(entry.newBalance),
    old_average_entry_price: exactOrNull(entry.oldEntry),
    new_average_entry_price: exactOrNull(entry.newEntry),
    trade_price: exactOrNull(entry.tradePrice),
    mark_price: exactOrNull(entry.markPrice),
    realized_pnl: exactOrNull(entry.realizedPnl),
    fee: exactOrNull(entry.fee),
    execution: entry.execution ?? "",
    collateral: entry.collateral ?? "",
    funding_rate: exactOrNull(entry.fundingRate),
    realized_funding: exactOrNull(entry.realizedFunding),
    conversion_spread_percentage: exactOrNull(entry.conversionSpread),
    liquidation_fee: exactOrNull(entry.liquidationFee),
  };
}
