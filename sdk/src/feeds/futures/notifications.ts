/** Announcements to the account. https://docs.kraken.com/api/docs/futures-api/websocket/notifications */
import type { Feed } from "../feed.ts";
import { accountFeed, listed } from "./shared.ts";

/** One announcement. */
export interface WSFuturesNotification {
  id: number;
  type: "market" | "general" | "new_feature" | "bug_fix" | "maintenance" | "settlement";
  priority: "low" | "medium" | "high";
  note: string;
  /** Milliseconds since 1970. */
  effective_time: number;
  expected_downtime_minutes?: number;
}

/** A frame of `notifications_auth`. */
export interface WSFuturesNotificationsMessage {
  feed: "notifications_auth";
  notifications: WSFuturesNotification[];
}

/** Whether an empty list is sent at first is not documented, so no deadline is set for it. */
export const futuresNotifications: Feed = accountFeed({
  channel: "notifications_auth",
  snapshot: () => false,
  items: listed("notifications"),
});
