import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type AccountFeed } from "./feed.ts";

const name = "notifications_auth";

/** Announcements: all of them at first, then those that change the state of a contract. */
export function noticesFeed({ venue, notices, pulse }: FuturesParts): AccountFeed {
  const rooms = new Rooms();
  let count = 0;
  venue.events.on(
    "status",
    pulse.guard(({ contract, time }) => {
      count += 1;
      const market = venue.market(contract.symbol);
      const state = market?.suspended === true ? "suspended" : market?.postOnly === true ? "post only" : "open";
      const note = `${contract.symbol} is ${market?.expired === true ? "expired" : state}`;
      const row = { id: 1_000_000 + count, type: "market", priority: "medium", note, effective_time: time };
      const body = { feed: name, notifications: [row] };
      for (const account of rooms.names()) rooms.tell(account, () => message(name, "update", body));
    }),
  );
  return {
    join: (subscription, account) => {
      const notifications = notices().map((notice, at) => ({
        id: at + 1,
        type: notice.type,
        priority: notice.priority,
        note: notice.note,
        effective_time: notice.effective,
        expected_downtime_minutes: notice.downtimeMinutes,
      }));
      subscription.deliver(message(name, "snapshot", { feed: name, notifications }));
      return rooms.join(account, subscription);
    },
  };
}
