import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SpotClient } from "../../src/index.ts";
import {
  custodyVaults,
  embedReports,
  fundingDeposits,
  futuresAccountLog,
  futuresAnalytics,
  futuresExecutions,
  futuresFills,
  futuresTrades,
  primeBatches,
  spotAccountTrades,
  spotClosedOrders,
  spotDeposits,
  spotLedgers,
  spotPostTrades,
  spotTrades,
} from "../../src/index.ts";
import type { History, HistoryOptions } from "../../src/index.ts";
import { isoText, nanosecondsOfIsoText, nanosecondsOfText, secondsNumber, Table } from "./history-server.ts";

type Answer = Record<string, unknown>;
type Call = (params: never) => Promise<unknown>;
const millisecond = 1_000_000n;

/** One way of paging: a server over a table, and the history that reads it. */
interface Way {
  readonly name: string;
  readonly order: "oldest first" | "newest first";
  /** The finest difference of two times the exchange shows. */
  readonly unit: bigint;
  /** Rows that may share a moment without being more than a page. */
  readonly crowd: number;
  read(table: Table, size: number, before: () => void, options: HistoryOptions): History<unknown>;
  id(row: never): number;
}

const token = (id: number): string => Buffer.from(`behind ${id}`).toString("base64");
const idOf = (text: string): number => Number(Buffer.from(text, "base64").toString().slice(7));

/** Rows behind a cursor, and the next cursor. */
function cut<Row extends { readonly id: number }>(rows: readonly Row[], size: number, cursor: string | undefined) {
  const from = cursor === undefined ? 0 : rows.findIndex(({ id }) => id === idOf(cursor)) + 1;
  const page = rows.slice(from, from + size);
  const last = page.at(-1);
  return { page, next: last !== undefined && from + size < rows.length ? token(last.id) : undefined };
}

/** A client with nothing but these methods. */
const fake = (methods: Record<string, Call>): never => methods as unknown as never;
const clock =
  (table: Table): Call =>
  () => {
    const newest = table.rows.at(-1)?.at ?? 0n;
    return Promise.resolve({
      error: [],
      result: { unixtime: Number(newest / 1_000_000_000n) + 1_000_000, rfc1123: "" },
    });
  };

function spotAnswer(table: Table, params: Answer, size: number, name: string, row: (at: bigint) => Answer): Answer {
  const end = typeof params["end"] === "string" ? nanosecondsOfText(params["end"]) : undefined;
  const start = typeof params["start"] === "string" ? nanosecondsOfText(params["start"]) : -1n;
  const rows = table.newestFirst.filter(({ at }) => at > start && (end === undefined || at <= end));
  const shown = (page: typeof rows): Answer => Object.fromEntries(page.map(({ id, at }) => [`T${id}`, row(at)]));
  if (params["with_cursor"] !== true) {
    const ofs = Number(params["ofs"] ?? 0);
    return { error: [], result: { [name]: shown(rows.slice(ofs, ofs + size)), count: rows.length } };
  }
  const { page, next } = cut(rows, size, params["cursor"] as string | undefined);
  return { error: [], result: { [name]: shown(page), cursor: next === undefined ? {} : { next } } };
}

const spotWay = (
  name: string,
  field: string,
  paging: "cursor" | "offset",
  read: (client: SpotClient, options: HistoryOptions) => History<unknown>,
  time: string,
): Way => ({
  name: `${name} by ${paging}`,
  order: "newest first",
  unit: 1n,
  crowd: Infinity,
  read: (table, size, before, options) => {
    const call: Call = (params) => {
      before();
      return Promise.resolve(spotAnswer(table, params, size, field, (at) => ({ [time]: secondsNumber(at) })));
    };
    return read(fake({ getTradesHistory: call, getLedgersInfo: call, getClosedOrders: call }), options);
  },
  id: ({ id }: { id: string }) => Number(id.slice(1)),
});

const events = (table: Table, params: Answer, size: number): Answer => {
  const time = (at: bigint): number => Number(at / millisecond);
  const since = Number(params["since"] ?? 0);
  const before = Number(params["before"] ?? Infinity);
  const rows = (params["sort"] === "asc" ? table.rows : table.newestFirst).filter(
    ({ at }) => time(at) >= since && time(at) <= before,
  );
  const { page, next } = cut(rows, size, params["continuation_token"] as string | undefined);
  const elements = page.map(({ id, at }) => ({ uid: `u${id}`, timestamp: time(at), event: {} }));
  return { accountUid: "a", len: elements.length, elements, ...(next ? { continuationToken: next } : {}) };
};

const lastTime = (table: Table, before: string | undefined): typeof table.rows => {
  const limit = before === undefined ? undefined : nanosecondsOfIsoText(before);
  return table.newestFirst.filter(({ at }) => limit === undefined || at < limit).slice(0, 100);
};

const ways: readonly Way[] = [
  {
    name: "trades by nanosecond cursor",
    order: "oldest first",
    unit: 1n,
    crowd: 900,
    read: (table, size, before, options) => {
      const getRecentTrades: Call = (params: { since: string; count: number }) => {
        before();
        const rows = table.rows.filter(({ at }) => at > BigInt(params.since)).slice(0, params.count);
        const last = rows.at(-1)?.at ?? BigInt(params.since);
        const result = {
          XXBTZUSD: rows.map(({ id, at }) => ["1", "1", secondsNumber(at), "b", "l", "", id]),
          last: String(last),
        };
        return Promise.resolve({ error: [], result });
      };
      const client = fake({ getRecentTrades, getServerTime: clock(table) });
      return spotTrades(client, { pair: "XBTUSD", since: 0 }, { ...options, pageSize: size });
    },
    id: (row: unknown[]) => Number(row[6]),
  },
  {
    name: "published trades by timestamp",
    order: "oldest first",
    unit: 1n,
    crowd: 900,
    read: (table, size, before, options) => {
      const getPostTradeData: Call = (params: { from_ts: string; count: number }) => {
        before();
        const rows = table.rows.filter(({ at }) => at > nanosecondsOfIsoText(params.from_ts)).slice(0, params.count);
        const trades = rows.map(({ id, at }) => ({ trade_id: `${id}`, symbol: "BTC/USD", trade_ts: isoText(at, 9) }));
        return Promise.resolve({
          error: [],
          result: { trades, count: trades.length, last_ts: trades.at(-1)?.trade_ts ?? params.from_ts },
        });
      };
      const client = fake({ getPostTradeData, getServerTime: clock(table) });
      return spotPostTrades(client, { since: "2020-01-01" }, { ...options, pageSize: size });
    },
    id: ({ trade_id }: { trade_id: string }) => Number(trade_id),
  },
  spotWay("account trades", "trades", "cursor", (spot, o) => spotAccountTrades(spot, {}, o), "time"),
  spotWay("account trades", "trades", "offset", (spot, o) => spotAccountTrades(spot, { paging: "offset" }, o), "time"),
  spotWay("ledgers", "ledger", "cursor", (spot, o) => spotLedgers(spot, {}, o), "time"),
  spotWay("ledgers", "ledger", "offset", (spot, o) => spotLedgers(spot, { paging: "offset" }, o), "time"),
  spotWay("closed orders", "closed", "cursor", (spot, o) => spotClosedOrders(spot, {}, o), "closetm"),
  spotWay("closed orders", "closed", "offset", (spot, o) => spotClosedOrders(spot, { paging: "offset" }, o), "closetm"),
  ...(["asc", "desc"] as const).map((sort): Way => ({
    name: `Futures events by continuation token, ${sort}`,
    order: sort === "asc" ? "oldest first" : "newest first",
    unit: millisecond,
    crowd: Infinity,
    read: (table, size, before, options) => {
      const getExecutionEvents: Call = (params) => {
        before();
        return Promise.resolve(events(table, params, size));
      };
      return futuresExecutions(fake({ getExecutionEvents }), { sort }, options);
    },
    id: ({ uid }: { uid: string }) => Number(uid.slice(1)),
  })),
  ...(["asc", "desc"] as const).map((sort): Way => ({
    name: `the account log by id, ${sort}`,
    order: sort === "asc" ? "oldest first" : "newest first",
    unit: millisecond,
    crowd: Infinity,
    read: (table, size, before, options) => {
      const getAccountLog: Call = (params: { from?: number; to?: number; count: number }) => {
        before();
        const { from = 0, to = Infinity, count } = params;
        const rows = (sort === "asc" ? table.rows : table.newestFirst).filter(({ id }) => id >= from && id <= to);
        const logs = rows.slice(0, count).map(({ id, at }) => ({ id, date: isoText(at, 3) }));
        return Promise.resolve({ accountUid: "a", logs });
      };
      return futuresAccountLog(fake({ getAccountLog }), { sort }, { ...options, pageSize: size });
    },
    id: ({ id }: { id: number }) => id,
  })),
  {
    name: "Futures trades by lastTime",
    order: "newest first",
    unit: millisecond,
    crowd: 99,
    read: (table, _size, before, options) => {
      const getTradeHistory: Call = (params: { lastTime?: string }) => {
        before();
        const history = lastTime(table, params.lastTime).map(({ id, at }) => ({
          price: 1,
          uid: `${id}`,
          time: isoText(at, 3),
        }));
        return Promise.resolve({ result: "success", history });
      };
      return futuresTrades(fake({ getTradeHistory }), { symbol: "PF_XBTUSD" }, options);
    },
    id: ({ uid }: { uid: string }) => Number(uid),
  },
  {
    name: "fills by lastFillTime",
    order: "newest first",
    unit: millisecond,
    crowd: 99,
    read: (table, _size, before, options) => {
      const getFills: Call = (params: { lastFillTime?: string }) => {
        before();
        const fills = lastTime(table, params.lastFillTime).map(({ id, at }) => ({
          fill_id: `${id}`,
          fillTime: isoText(at, 3),
        }));
        return Promise.resolve({ result: "success", fills });
      };
      return futuresFills(fake({ getFills }), {}, options);
    },
    id: ({ fill_id }: { fill_id: string }) => Number(fill_id),
  },
  {
    name: "deposits by cursor, with empty pages in between",
    order: "newest first",
    unit: 1n,
    crowd: Infinity,
    read: (table, size, before, options) => {
      const getDepositsStatus: Call = (params: { cursor: true | string }) => {
        before();
        const cursor = params.cursor === true ? undefined : String(params.cursor).replace("empty ", "");
        if (String(params.cursor).startsWith("empty "))
          return Promise.resolve({ error: [], result: { deposits: [], next_cursor: cursor } });
        const { page, next } = cut(table.newestFirst, size, cursor);
        const deposits = page.map(({ id, at }) => ({ refid: `R${id}`, time: secondsNumber(at) }));
        return Promise.resolve({ error: [], result: { deposits, next_cursor: next ? `empty ${next}` : null } });
      };
      return spotDeposits(fake({ getDepositsStatus }), {}, options);
    },
    id: ({ refid }: { refid: string }) => Number(refid.slice(1)),
  },
  {
    name: "Funding (Beta) by cursor and no other filter",
    order: "newest first",
    unit: 1n,
    crowd: Infinity,
    read: (table, size, before, options) => {
      const getFundingDeposits: Call = (params: Answer) => {
        before();
        if (params["cursor"] !== undefined && params["status"] !== undefined)
          throw new Error("a filter beside a cursor");
        const { page, next } = cut(table.newestFirst, size, params["cursor"] as string | undefined);
        const deposits = page.map(({ id, at }) => ({ deposit_id: `${id}`, create_time: isoText(at, 6) }));
        return Promise.resolve({ deposits, next_cursor: next });
      };
      const params = { status: { list: ["success"] } } as const;
      return fundingDeposits(fake({ getFundingDeposits }), params, options);
    },
    id: ({ deposit_id }: { deposit_id: string }) => Number(deposit_id),
  },
  {
    name: "custody by offset",
    order: "newest first",
    unit: 1n,
    crowd: Infinity,
    read: (table, size, before, options) => {
      const listCustodyVaults: Call = (params: { pagination: { limit: number; offset: number } }) => {
        before();
        const { limit, offset } = params.pagination;
        const result = table.newestFirst.slice(offset, offset + limit).map(({ id }) => ({ id: `${id}` }));
        return Promise.resolve({ result, start: offset, total: table.rows.length });
      };
      return custodyVaults(fake({ listCustodyVaults }), {}, { ...options, pageSize: size });
    },
    id: ({ id }: { id: string }) => Number(id),
  },
  {
    name: "Prime by offset and a flag",
    order: "newest first",
    unit: 1n,
    crowd: Infinity,
    read: (table, size, before, options) => {
      const listPrimeSettlementBatches: Call = (params: { limit: number; offset: number }) => {
        before();
        const { limit, offset } = params;
        const data = table.newestFirst.slice(offset, offset + limit).map(({ id }) => ({ id: `${id}` }));
        const has_more = offset + limit < table.rows.length;
        return Promise.resolve({ error: [], result: { data, pagination: { has_more, limit, offset } } });
      };
      return primeBatches(fake({ listPrimeSettlementBatches }), {}, { ...options, pageSize: size });
    },
    id: ({ id }: { id: string }) => Number(id),
  },
  {
    name: "Embed by page number",
    order: "newest first",
    unit: 1n,
    crowd: Infinity,
    read: (table, size, before, options) => {
      const listEmbedSettlementReports: Call = (params: Record<string, number>) => {
        before();
        const from = ((params["page[number]"] as number) - 1) * (params["page[size]"] as number);
        const reports = table.newestFirst
          .slice(from, from + size)
          .map(({ id, at }) => ({ id: `${id}`, date: isoText(at, 3) }));
        const meta = { total_items: table.rows.length, total_pages: Math.ceil(table.rows.length / size) };
        return Promise.resolve({ result: { reports, links: {}, meta } });
      };
      return embedReports(fake({ listEmbedSettlementReports }), {}, { ...options, pageSize: size });
    },
    id: ({ id }: { id: string }) => Number(id),
  },
];

/** Gaps between rows in units: mostly small, often none. */
const gaps = (most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 5 })), { maxLength: most });

const runs = { numRuns: 60 };

describe.each(ways)("$name", (way) => {
  const scaled = (units: readonly number[]): bigint[] => units.map((unit) => BigInt(unit) * way.unit);
  const sizes = fc.integer({ min: 1, max: 7 });

  test("every row once, in order, while rows come in", async () => {
    await fc.assert(
      fc.asyncProperty(gaps(60), fc.array(gaps(4), { maxLength: 8 }), sizes, async (start, arrivals, size) => {
        const table = new Table();
        table.grow(scaled(start));
        const initial = table.ids;
        let calls = 0;
        // Rows come in before every call but the first, so that "what was there" is defined.
        const before = (): void => {
          const arrival = calls === 0 ? undefined : arrivals[calls - 1];
          calls += 1;
          if (arrival !== undefined) table.grow(scaled(arrival));
        };
        const got: number[] = [];
        for await (const row of way.read(table, size, before, { spacing: 0 })) got.push(way.id(row as never));
        expect(new Set(got).size).toBe(got.length);
        const known = new Set(initial);
        const old = got.filter((id) => known.has(id));
        expect(old).toEqual(way.order === "oldest first" ? initial : [...initial].reverse());
      }),
      runs,
    );
  });

  test("left anywhere and resumed from the position: nothing lost, nothing twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        gaps(40),
        gaps(6),
        sizes,
        fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 4 }),
        async (start, later, size, parts) => {
          const table = new Table();
          table.grow(scaled(start));
          const initial = table.ids;
          const got: number[] = [];
          let from: string | undefined;
          for (const part of [...parts, Infinity]) {
            const history = way.read(table, size, () => undefined, { spacing: 0, from });
            let taken = 0;
            for await (const row of history) {
              got.push(way.id(row as never));
              taken += 1;
              if (taken >= part) break;
            }
            from = history.position;
            if (part !== Infinity) table.grow(scaled(later));
            if (from === undefined) break;
          }
          expect(new Set(got).size).toBe(got.length);
          const known = new Set(initial);
          const old = got.filter((id) => known.has(id));
          const expected = way.order === "oldest first" ? initial : [...initial].reverse();
          expect(old).toEqual(got.length === 0 ? [] : expected);
        },
      ),
      runs,
    );
  });
});

describe("moments crowded with rows", () => {
  const trades = ways[0] as Way;

  test.each([1, 2, 3, 7, 1000])("600 trades within one nanosecond, %i at a time", async (size) => {
    const table = new Table();
    table.grow([5n, ...Array.from({ length: 599 }, () => 0n), 1n]);
    const got: number[] = [];
    for await (const row of trades.read(table, size, () => undefined, { spacing: 0 }))
      got.push(trades.id(row as never));
    expect(got).toEqual(table.ids);
  });

  test("what a call cannot tell apart is an error, never a loss", async () => {
    const table = new Table();
    table.grow([5n * millisecond, ...Array.from({ length: 150 }, () => 0n)]);
    const fills = ways.find(({ name }) => name.startsWith("fills")) as Way;
    const read = async (): Promise<void> => {
      for await (const row of fills.read(table, 100, () => undefined, { spacing: 0 })) void row;
    };
    await expect(read()).rejects.toMatchObject({
      kind: "protocol",
      message: expect.stringContaining("100 rows") as string,
    });
  });
});

test("analytics come point by point, each part of the data with its own entry", async () => {
  const times = Array.from({ length: 25 }, (_, index) => 1_700_000_040 + index * 60);
  const getMarketAnalytics: Call = (params: { since: number }) => {
    const page = times.filter((time) => time > params.since).slice(0, 4);
    const data = {
      bid: { best_price: page.map((time) => `b${time}`) },
      ask: { best_price: page.map((time) => `a${time}`) },
    };
    return Promise.resolve({ result: { timestamp: page, more: page.at(-1) !== times.at(-1), data }, errors: [] });
  };
  const points = [];
  const params = { symbol: "PF_XBTUSD", analytics_type: "spreads", interval: 60, since: 1_700_000_040_000 } as const;
  for await (const point of futuresAnalytics(fake({ getMarketAnalytics }), params, { spacing: 0 })) points.push(point);
  expect(points.map(({ timestamp }) => timestamp)).toEqual(times);
  expect(points[3]?.data).toEqual({ bid: { best_price: `b${times[3]}` }, ask: { best_price: `a${times[3]}` } });
});
