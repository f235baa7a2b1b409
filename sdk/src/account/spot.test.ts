import { describe, expect, test } from "vitest";
import { Decimal } from "../base/decimal.ts";
import { parseExact } from "../base/json.ts";
import type { Fields } from "./reading.ts";
import { SpotTracker } from "./spot.ts";
import type {
  SpotAccountPositionEntry,
  SpotInput,
  SpotOutput,
  SpotReadAnswer,
  SpotReadPlan,
  SpotTrackerOptions,
} from "./spot-types.ts";

const nothing: SpotReadAnswer = { orders: [], trades: [], ledger: [] };

/** A tracker whose outputs are gathered. */
class Bench {
  readonly tracker: SpotTracker;
  out: SpotOutput[] = [];
  /** What is answered at once when the margin positions are asked for; undefined for no answer. */
  positions: readonly SpotAccountPositionEntry[] | undefined = [];
  now = 1_700_000_000_000;

  constructor(options: SpotTrackerOptions = {}) {
    this.tracker = new SpotTracker(options, this.now);
  }

  take(...inputs: SpotInput[]): this {
    for (const input of inputs) {
      const out = this.tracker.take(input, this.now);
      this.out.push(...out);
      const asked = out.find((output) => "do" in output && output.do === "positions");
      if (asked !== undefined && this.positions !== undefined)
        this.take({ on: "positions", ticket: (asked as { ticket: number }).ticket, answer: this.positions });
    }
    return this;
  }

  frame(channel: string, type: string, sequence: number, ...data: Fields[]): this {
    return this.take({ on: "frame", frame: { channel, type, data, sequence: String(sequence) } });
  }

  get plan(): SpotReadPlan {
    const plans = this.out.flatMap((output) => ("do" in output && output.do === "read" ? [output.plan] : []));
    return plans.at(-1) as SpotReadPlan;
  }

  answer(answer: Partial<SpotReadAnswer> = {}): this {
    return this.take({ on: "answer", ticket: this.plan.ticket, answer: { ...nothing, ...answer } });
  }

  told(name: string): unknown[] {
    return this.out.flatMap((output) => ("tell" in output && output.tell === name ? [output.value] : []));
  }

  get asked(): string[] {
    return this.out.flatMap((output) => ("do" in output && output.do === "resubscribe" ? [output.channel] : []));
  }

  /** Started and live, with these open orders and balances. */
  live(orders: Fields[] = [], balances: Fields[] = []): this {
    this.take({ on: "subscribed", channel: "executions", micros: this.now * 1000 });
    this.frame("executions", "snapshot", 1, ...orders).frame("balances", "snapshot", 1, ...balances);
    this.answer();
    expect(this.tracker.view.state.status).toBe("live");
    this.out = [];
    return this;
  }
}

const resting: Fields = {
  order_id: "O1",
  exec_type: "new",
  order_status: "new",
  symbol: "BTC/USD",
  side: "buy",
  order_type: "limit",
  order_qty: "1.00000000",
  limit_price: "100.0",
  cum_qty: "0.00000000",
  cum_cost: "0.0000",
  fee_ccy_pref: "fciq",
  timestamp: "2023-11-14T22:13:20.000000Z",
};
const trade = (exec_id: string, qty: string, cum: string, more: Fields = {}): Fields => ({
  order_id: "O1",
  exec_type: "trade",
  order_status: "partially_filled",
  exec_id,
  trade_id: "1",
  symbol: "BTC/USD",
  side: "buy",
  last_qty: qty,
  last_price: "100.0",
  cost: String(Number(qty) * 100),
  cum_qty: cum,
  cum_cost: String(Number(cum) * 100),
  fees: [{ asset: "USD", qty: "0.1" }],
  timestamp: "2023-11-14T22:13:21.000000Z",
  ...more,
});
const usd: Fields = {
  asset: "USD",
  balance: "1000.0000",
  wallets: [{ type: "spot", id: "main", balance: "1000.0000" }],
};
const entry = (ledger_id: string, ref_id: string, asset: string, amount: string, balance: string): Fields => ({
  ledger_id,
  ref_id,
  timestamp: "2023-11-14T22:13:21.000000Z",
  type: "trade",
  asset,
  wallet_type: "spot",
  wallet_id: "main",
  amount,
  fee: "0.0000",
  balance,
});

/** Recorded by others on the real exchange, identifiers altered: `recorded_spot_v2_private.ndjson`. */
const recorded = {
  pending:
    '{"order_id":"AHOJQ8-1E72C-8M2VQH","symbol":"ADX/USD","order_qty":81.36256082,"cum_cost":0.0000000,"time_in_force":"GTC","exec_type":"pending_new","side":"buy","order_type":"limit","order_userref":0,"limit_price_type":"static","limit_price":0.18328,"stop_price":0.00000,"order_status":"pending_new","fee_usd_equiv":0.0000000,"fee_ccy_pref":"fciq","timestamp":"2024-05-18T12:01:56.165888Z"}',
  fresh:
    '{"timestamp":"2024-05-18T12:58:51.121515Z","order_status":"new","exec_type":"new","order_userref":0,"order_id":"AHOJQ8-1E72C-8M2VQH"}',
  amended:
    '{"timestamp":"2024-10-13T13:38:39.273886Z","exec_type":"amended","order_status":"new","cum_qty":0.00000000,"reason":"User requested","amended":true,"order_qty":5.10000000,"limit_price":0.9600,"limit_price_type":"static","order_userref":0,"order_id":"AHOJQ8-1E72C-8M2VQH"}',
  canceled:
    '{"timestamp":"2024-10-18T12:58:40.165132Z","order_status":"canceled","exec_type":"canceled","cum_qty":0.00000000,"cum_cost":0.000000,"fee_usd_equiv":0.000000,"avg_price":0.00000,"order_userref":0,"cancel_reason":"User requested","reason":"User requested","order_id":"AHOJQ8-1E72C-8M2VQH"}',
  ledger:
    '{"ledger_id":"DATKX6-PEHL1-HZKND8","ref_id":"LKAKN2-N0N12-VKQNLN","timestamp":"2024-05-24T14:01:53.526524Z","type":"trade","asset":"USD","asset_class":"currency","category":"trade","wallet_type":"spot","wallet_id":"main","amount":-19.9743,"fee":0.0499,"balance":118.0677}',
} as const;
const read = (text: string): Fields => parseExact(text) as Fields;

describe("reports", () => {
  test("recorded ones are merged although each says little", () => {
    const bench = new Bench().live();
    const id = "AHOJQ8-1E72C-8M2VQH";
    bench.frame("executions", "update", 2, read(recorded.pending));
    bench.frame("executions", "update", 3, read(recorded.fresh));
    expect(bench.tracker.view.orders.get(id)).toMatchObject({ order_status: "new", symbol: "ADX/USD", open: true });
    bench.frame("executions", "update", 4, read(recorded.amended));
    const order = bench.tracker.view.orders.get(id);
    expect([order?.order_qty?.toString(), order?.limit_price?.toString(), order?.side]).toEqual([
      "5.10000000",
      "0.9600",
      "buy",
    ]);
    bench.frame("executions", "update", 5, read(recorded.canceled));
    expect(bench.tracker.view.orders.get(id)).toMatchObject({ order_status: "canceled", open: false, side: "buy" });
    expect(bench.tracker.view.orders.open).toEqual([]);
    expect(bench.told("order")).toHaveLength(4);
    expect(bench.told("discrepancy")).toEqual([]);
  });

  test("a recorded ledger entry follows on the balance before it, to the last digit", () => {
    const before = (balance: string): Bench => new Bench().live([], [{ asset: "USD", balance }]);
    const right = before("138.0919").frame("balances", "update", 2, read(recorded.ledger));
    expect(right.told("discrepancy")).toEqual([]);
    expect(right.tracker.view.balance("USD")?.total.toString()).toBe("118.0677");
    const wrong = before("138.0920").frame("balances", "update", 2, read(recorded.ledger));
    expect(wrong.told("discrepancy")).toMatchObject([{ kind: "balance", about: "USD" }]);
    expect(wrong.told("discrepancy").map((found) => String((found as { ours: unknown }).ours))).toEqual(["118.0678"]);
    expect(wrong.asked).toEqual(["balances"]);
    expect(wrong.tracker.view.state.status).toBe("syncing");
  });

  test("a fill that leaves a hole is not told before the hole is closed", () => {
    const bench = new Bench().live([resting]);
    bench.frame("executions", "update", 2, trade("T2", "0.1", "0.3"));
    expect(bench.told("fill")).toEqual([]);
    expect(bench.told("discrepancy")).toMatchObject([{ kind: "fills", about: "O1" }]);
    expect(bench.asked).toEqual(["executions"]);
    expect(bench.tracker.view.state).toMatchObject({ status: "syncing", since: bench.now });
  });

  test("a cost that is not that of the fills is reported", () => {
    const bench = new Bench().live([resting]);
    bench.frame("executions", "update", 2, trade("T1", "0.1", "0.1", { cum_cost: "11.0000" }));
    expect(bench.told("fill")).toHaveLength(1);
    expect(bench.told("discrepancy")).toMatchObject([{ kind: "cost", about: "O1" }]);
  });

  test("orders counted in money add up by what was executed", () => {
    const cash = {
      ...resting,
      order_qty: undefined,
      cash_order_qty: "50",
      order_type: "market",
      limit_price: undefined,
    };
    const bench = new Bench().live([cash]);
    bench.frame("executions", "update", 2, trade("T1", "0.5", "0.5"));
    bench.frame("executions", "update", 3, { ...trade("", "0", "0.5"), exec_type: "filled", order_status: "filled" });
    expect(bench.tracker.view.orders.get("O1")).toMatchObject({ order_status: "filled", open: false });
    expect(bench.told("discrepancy")).toEqual([]);
  });
});

describe("what orders hold back", () => {
  test.each<[string, Fields, string, string]>([
    ["a buy holds its cost and the fee", {}, "USD", "100.2600"],
    ["a sell holds what it sells", { side: "sell" }, "BTC", "1.00000000"],
    ["a sell with its fee in the base holds the fee too", { side: "sell", fee_ccy_pref: "fcib" }, "BTC", "1.00260000"],
    ["a buy with its fee in the base holds the cost alone", { fee_ccy_pref: "fcib" }, "USD", "100.00000000"],
    ["on margin nothing is held", { margin: true }, "USD", "0"],
    ["nor before the trigger", { triggers: { status: "untriggered" } }, "USD", "0"],
  ])("%s", (_, more, asset, held) => {
    const btc = { asset: "BTC", balance: "5.0000000000", wallets: [] };
    const bench = new Bench().live([], [usd, btc]);
    bench.take({ on: "rates", rates: { "BTC/USD": bench.tracker.view.orders.sums("").qty.plus("0.0026") } });
    bench.frame("executions", "update", 2, { ...resting, ...more });
    const balance = bench.tracker.view.balance(asset);
    expect(balance?.held.equals(held)).toBe(true);
    expect(balance?.available.equals(balance.total.minus(held))).toBe(true);
  });

  test("while the fee is not known that is said, and it is asked for", () => {
    const bench = new Bench().live([], [usd]).frame("executions", "update", 2, resting);
    expect(bench.tracker.view.balance("USD")).toMatchObject({ feesKnown: false, computed: true });
    expect(bench.out).toContainEqual({ do: "rates", symbols: ["BTC/USD"] });
  });
});

describe("a gap", () => {
  test("is closed against a snapshot of balances that is younger than that of the executions", () => {
    const bench = new Bench().live([resting], [usd]).take({ on: "down", reason: "lost" });
    expect(bench.tracker.view.state).toMatchObject({ status: "stale", reason: "lost" });
    // The old order of arrival would let a slow REST hide a trade between the two snapshots.
    bench.frame("balances", "snapshot", 1, usd);
    bench.frame("executions", "snapshot", 1, resting);
    expect(bench.asked).toEqual(["balances"]);
    expect(bench.out.some((output) => "do" in output && output.do === "read")).toBe(false);
    bench.frame("balances", "snapshot", 1, usd).answer();
    expect(bench.tracker.view.state.status).toBe("live");
  });

  test("stays open, and is reported, as long as fills are missing", () => {
    const bench = new Bench({ attempts: 2 }).live([resting], [usd]).take({ on: "down", reason: "lost" });
    bench.frame("executions", "snapshot", 1, { ...resting, cum_qty: "0.50000000", cum_cost: "50.0000" });
    bench.frame("balances", "snapshot", 1, usd);
    for (let round = 0; round < 12; round += 1) {
      bench.answer();
      const wait = bench.out.flatMap((output) => ("do" in output && output.do === "wait" ? [output] : [])).at(-1);
      bench.now += wait?.ms ?? 0;
      bench.take({ on: "elapsed", timer: wait?.timer ?? 0 });
    }
    expect(bench.tracker.view.state.status).toBe("syncing");
    expect(bench.told("discrepancy")).toMatchObject([{ kind: "fills", about: "O1" }]);
  });

  test("an execution in the ledger that is no fill is noticed within the patience", () => {
    const bench = new Bench({ patience: 2000 }).live([resting], [usd, { asset: "BTC", balance: "0.0000000000" }]);
    bench.frame("balances", "update", 2, entry("L1", "T1", "USD", "-10.0000", "990.0000"));
    const wait = bench.out.find((output) => "do" in output && output.do === "wait");
    expect(wait).toMatchObject({ ms: 2000 });
    bench.now += 2000;
    bench.take({ on: "elapsed", timer: (wait as { timer: number }).timer });
    expect(bench.told("discrepancy")).toMatchObject([{ kind: "ledger", about: "T1" }]);
    expect(bench.asked).toEqual(["executions"]);
  });

  const booked = (ledger_id: string, ref_id: string, amount: string, balance: string, micros: number) => ({
    ledger_id,
    ref_id,
    type: "trade",
    subtype: undefined,
    asset: "USD",
    wallet: undefined,
    amount: Decimal.of(amount),
    fee: Decimal.of("0"),
    balance: Decimal.of(balance),
    micros,
  });

  test("a page of the ledger that reaches back further than anybody remembers counts nothing twice", () => {
    const bench = new Bench().live([], [usd]);
    const start = bench.now * 1000;
    bench.now += 600_000;
    bench.take({ on: "down", reason: "lost" });
    bench.take({ on: "subscribed", channel: "balances", micros: bench.now * 1000 });
    bench.frame("executions", "snapshot", 1).frame("balances", "snapshot", 1, { ...usd, balance: "1100.0000" });
    bench.answer({
      ledger: [
        { ...booked("L0", "D0", "1000", "1000", start - 200_000_000), type: "deposit" },
        { ...booked("L1", "D1", "100", "1100", start + 300_000_000), type: "deposit" },
      ],
    });
    expect(bench.tracker.view.state).toMatchObject({ status: "live" });
    expect(bench.tracker.view.balance("USD")?.total.toString()).toBe("1100.0000");
  });

  test("however long it was, what was filled in it is not expected once more", () => {
    const bench = new Bench({ overlap: 10_000, patience: 2000 }).live([], [usd]);
    const start = bench.now * 1000;
    const fills = Array.from({ length: 1500 }, (_, at) => ({
      at,
      exec_id: `T${at}`,
      micros: start + (at + 1) * 1_000_000,
    }));
    bench.now += 1_600_000;
    bench.take({ on: "down", reason: "lost" });
    bench.take({ on: "subscribed", channel: "executions", micros: bench.now * 1000 });
    bench.take({ on: "subscribed", channel: "balances", micros: bench.now * 1000 });
    bench.frame("executions", "snapshot", 1).frame("balances", "snapshot", 1, { ...usd, balance: "985.0000" });
    const one = {
      order_id: "O9",
      cl_ord_id: undefined,
      symbol: "BTC/USD",
      side: "buy",
      order_type: "limit",
      trade_id: undefined,
      last_qty: Decimal.of("0.01"),
      last_price: Decimal.of("1"),
      cost: Decimal.of("0.01"),
      fees: [],
      liquidity_ind: undefined,
      margin: false,
      source: "rest",
    } as const;
    bench.answer({
      orders: [
        {
          order_id: "O9",
          status: "closed",
          opened: start + 500_000,
          closed: start + 1_500_000_000,
          executed: Decimal.of("15"),
          cost: Decimal.of("15"),
          trades: [],
          fields: {},
        },
      ],
      trades: fills.map(({ exec_id, micros }) => ({ ...one, exec_id, micros })),
      ledger: fills.map(({ at, exec_id, micros }) =>
        booked(`L${at}`, exec_id, "-0.01", Decimal.of("999.99").minus(Decimal.of(at).times("0.01")).toString(), micros),
      ),
    });
    expect(bench.tracker.view.state).toMatchObject({ status: "live" });
    expect(bench.told("fill")).toHaveLength(1500);
    expect(bench.out.filter((output) => "do" in output && output.do === "wait")).toEqual([]);
  });

  test("memory is bounded: orders, fills and identifiers", () => {
    const bench = new Bench({ closedOrders: 3, keptFills: 4, overlap: 10_000 }).live();
    for (let at = 0; at < 2000; at += 1) {
      const timestamp = new Date(1_700_000_100_000 + at * 1000).toISOString();
      const one = { order_id: `O${at}`, timestamp };
      bench.out = [];
      bench.frame("executions", "update", 3 * at + 2, { ...resting, ...one });
      bench.frame("executions", "update", 3 * at + 3, trade(`T${at}`, "1", "1", { ...one, margin: true }));
      const filled = { ...resting, ...one, exec_type: "filled", order_status: "filled", cum_qty: "1", cum_cost: "100" };
      bench.frame("executions", "update", 3 * at + 4, filled);
      expect(bench.told("fill")).toHaveLength(1);
    }
    const { orders } = bench.tracker.view;
    expect(orders.closed.map(({ order_id }) => order_id)).toEqual(["O1997", "O1998", "O1999"]);
    expect(orders.fills.map(({ exec_id }) => exec_id)).toEqual(["T1996", "T1997", "T1998", "T1999"]);
    // The last thousand are kept however old they are.
    expect(orders.remembered).toBeLessThan(1050);
    expect(orders.get("O1")).toBeUndefined();
  });
});
