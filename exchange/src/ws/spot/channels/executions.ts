import { num } from "../../../base/json.ts";
import { tiers } from "../../../limits/tiers.ts";
import type { ExecutionReport } from "../../../spot/events.ts";
import { flagOf } from "../fields.ts";
import type { SpotParts } from "../parts.ts";
import type { Wanted, WholeChannel } from "./channel.ts";
import { Audience, deliverNumbered, demand, readUsers } from "./private.ts";

interface ExecutionsWanted extends Wanted {
  readonly orders: boolean;
  readonly trades: boolean;
  readonly everyStatus: boolean;
  readonly counter: boolean;
  readonly users: boolean;
}

const warnings = [
  "cancel_reason is deprecated, use reason",
  "stop_price is deprecated, use triggers.price",
  "trigger is deprecated use triggers.reference",
  "triggered_price is deprecated use triggers.last_price",
];

/** What is told without `order_status`: beginnings, fills and ends. */
const milestones = ["new", "trade", "filled", "canceled", "expired"];

/** Every step in the life of an account's orders. */
export function executionsChannel(parts: SpotParts): WholeChannel<ExecutionsWanted> {
  const { venue, pulse, limits, tierOf } = parts;
  const audience = new Audience<ExecutionsWanted>();
  venue.events.on(
    "execution",
    pulse.guard(({ account, pair, report }) => {
      for (const [subscription, wanted] of audience.of(account)) {
        if (!wanted.everyStatus && !milestones.includes(report.exec_type)) continue;
        const level = wanted.counter ? (limits?.engine.level(account, pair) ?? 0) : undefined;
        deliverNumbered(subscription, "update", [dressed(report, wanted, account, level)]);
      }
    }),
  );
  return {
    name: "executions",
    access: "private",
    specs: {
      snap_orders: "flag",
      snap_trades: "flag",
      order_status: "flag",
      ratecounter: "flag",
      rebased: "flag",
      users: "text",
      snapshot_trades: "flag",
    },
    read: (params) => {
      const users = readUsers(params);
      const orders = !users && (flagOf(params, "snap_orders") ?? flagOf(params, "snapshot") ?? true);
      const trades = !users && (flagOf(params, "snap_trades") ?? flagOf(params, "snapshot_trades") ?? false);
      const named = ["snap_orders", "snap_trades"].filter((name) => params[name] !== undefined);
      return {
        slot: "",
        echo: Object.fromEntries(named.map((name) => [name, name === "snap_orders" ? orders : trades])),
        warnings,
        snapshot: orders || trades,
        orders,
        trades,
        everyStatus: flagOf(params, "order_status") ?? true,
        counter: flagOf(params, "ratecounter") ?? false,
        users,
      };
    },
    admit: (key) => demand(key, { any: ["query-open-trades", "query-closed-trades"] }),
    extra: (account) => ({ maxratecount: tiers[tierOf(account)].engine.max }),
    join: (subscription, wanted, account) => {
      if (wanted.snapshot) {
        const data = [
          ...(wanted.orders ? venue.openReports(account) : []),
          ...(wanted.trades ? venue.tradeReports(account) : []),
        ];
        deliverNumbered(subscription, "snapshot", data);
      }
      return audience.join(account, subscription, wanted);
    },
  };
}

function dressed(
  report: ExecutionReport,
  wanted: ExecutionsWanted,
  account: string,
  level: number | undefined,
): Readonly<Record<string, unknown>> {
  if (level === undefined && !wanted.users) return report;
  return {
    ...report,
    ...(level === undefined ? {} : { ratecount: num(level.toFixed(2)) }),
    ...(wanted.users ? { user: account } : {}),
  };
}
