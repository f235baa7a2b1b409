import { ManualClock } from "../base/clock.ts";
import { Random } from "../base/random.ts";
import type { ExecutionReport } from "./events.ts";
import type { SpotVenueOptions } from "./options.ts";
import type { OrderRequest } from "./types.ts";
import { SpotVenue } from "./venue.ts";

/** A venue with a manual clock and three funded accounts, and everything it tells. For tests. */
export interface Fixture {
  readonly clock: ManualClock;
  readonly venue: SpotVenue;
  /** Places an order on BTC/USD and answers its id. */
  place(account: string, type: "buy" | "sell", request: Partial<OrderRequest>): string;
  /** Execution reports of an account so far, oldest first. */
  reports(account: string): readonly ExecutionReport[];
  /** `exec_type(order_status)` of one order's reports. */
  life(id: string): readonly string[];
}

/** Makes one; `cash` is what each account gets of USD and BTC. */
export function fixture(options: Partial<SpotVenueOptions> = {}): Fixture {
  const clock = new ManualClock();
  const venue = new SpotVenue({ clock, random: new Random("test"), ...options });
  const reports: { account: string; report: ExecutionReport }[] = [];
  venue.events.on("execution", ({ account, report }) => reports.push({ account, report }));
  for (const account of ["ann", "bob", "cat"]) {
    venue.openAccount(account, {});
    venue.deposit(account, "ZUSD", "1000000");
    venue.deposit(account, "XXBT", "100");
  }
  return {
    clock,
    venue,
    place: (account, type, request) => {
      const answer = venue.addOrder(account, { pair: "XBTUSD", type, ordertype: "limit", ...request });
      return answer.txid?.[0] ?? "";
    },
    reports: (account) => reports.filter((entry) => entry.account === account).map((entry) => entry.report),
    life: (id) =>
      reports
        .filter(({ report }) => report.order_id === id)
        .map(({ report }) => `${report.exec_type}(${report.order_status})`),
  };
}
