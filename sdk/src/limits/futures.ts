/** The Futures REST limits. https://docs.kraken.com/api/docs/guides/futures-rate-limits */
import { DecayingBudget, WindowBudget } from "./budget.ts";

/** The cost budget of `/derivatives`: 500 in any 10 seconds. */
export class FuturesBudget extends WindowBudget {
  constructor() {
    super(500, 10_000);
  }
}

/** The pool of `/api/history`: 100 tokens, regained at 100 in 10 minutes. */
export class HistoryPool extends DecayingBudget {
  constructor() {
    super(100, 100 / 600);
  }
}

/** Costs on the budget by verb (`*` for any) and path; a path not listed costs `unlisted`. */
const derivatives: Readonly<Record<string, number>> = {
  "* orders/status": 1,
  "* accounts": 2,
  "* openpositions": 2,
  "* openorders": 2,
  "* fills": 2,
  "GET leveragepreferences": 2,
  "PUT leveragepreferences": 10,
  "GET pnlpreferences": 2,
  "PUT pnlpreferences": 10,
  "* subaccount/{subaccountUid}/trading-enabled": 2,
  "* self-trade-strategy": 2,
  "* sendorder": 10,
  "* editorder": 10,
  "* cancelorder": 10,
  "* transfer": 10,
  "* transfer/subaccount": 10,
  "* cancelallorders": 25,
  "* cancelallordersafter": 25,
  "* withdrawal": 100,
  "* unwindqueue": 200,
};

// Kraken lists no cost for the rest; what its neighbours cost is a safe guess.
const unlisted = 2;

/** What a signed `/derivatives` call costs. `instructions` counts those of a batch; `paged` are fills with `lastFillTime`. */
export function futuresCost(verb: string, path: string, instructions: number = 0, paged: boolean = false): number {
  const name = path.replace(/^\/derivatives\/api\/v\d+\//, "");
  if (name === "batchorder") return 9 + instructions;
  if (name === "fills" && paged) return 25;
  return derivatives[`* ${name}`] ?? derivatives[`${verb} ${name}`] ?? unlisted;
}

/** What a signed `/api/history` call costs. `count` is how many account log entries it asks for, 500 when it does not say. */
export function historyCost(path: string, count: number = 500): number {
  if (path.endsWith("/accountlogcsv")) return 6;
  if (!path.endsWith("/account-log")) return 1;
  const step = [
    [25, 1],
    [50, 2],
    [1000, 3],
    [5000, 6],
  ].find(([most]) => count <= (most as number));
  return step?.[1] ?? 10;
}
