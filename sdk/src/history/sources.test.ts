/** What the histories ask for, and what they do with answers that come in more than one shape. */
import { expect, test } from "vitest";
import { answer, recording } from "../../test/support/http.ts";
import { DerivativesClient } from "../clients/derivatives.ts";
import { InstitutionalClient } from "../clients/institutional.ts";
import { PartnerClient } from "../clients/partner.ts";
import { SpotClient } from "../clients/spot.ts";
import type { WireRequest } from "../ports.ts";
import { futuresAccountLog, futuresPublicExecutions } from "./futures-events.ts";
import { custodyVaults, primeBatches } from "./institutional.ts";
import { embedReports } from "./partner.ts";
import { spotAccountTrades, spotLedgers } from "./spot-account.ts";
import { fundingDeposits, spotDeposits } from "./spot-funding.ts";

const key = { apiKey: "key", apiSecret: "c2VjcmV0", attempts: 1 };
const all = async <Row>(rows: AsyncIterable<Row>): Promise<Row[]> => {
  const got = [];
  for await (const row of rows) got.push(row);
  return got;
};
/** Parameters of a request in the order they were sent, without the nonce. */
const asked = ({ url, body }: WireRequest): string => {
  const form = typeof body === "string" && !body.startsWith("{") ? body.replace(/nonce=\d+&?/, "") : body;
  const rest = typeof form === "string" ? form.replace(/"nonce":"?\d+"?,?/, "") : "";
  return decodeURIComponent([new URL(url).search.slice(1), rest].filter(Boolean).join(" | "));
};

test("Futures: the next page may be named by a header alone", async () => {
  const page = (id: number, token?: string) =>
    answer(
      { len: 1, elements: [{ uid: `u${id}`, timestamp: 1, event: {} }] },
      200,
      token ? { "next-continuation-token": token } : {},
    );
  const { http, sent } = recording(page(1, "dG9rZW4="), page(2));
  const futures = new DerivativesClient({ http });
  const rows = await all(
    futuresPublicExecutions(futures, { tradeable: "PF_XBTUSD", since: "2026-01-01", sort: "asc" }, { pageSize: 50 }),
  );
  expect(rows.map(({ uid }) => uid)).toEqual(["u1", "u2"]);
  expect(sent.map(asked)).toEqual([
    "sort=asc&since=1767225600000&count=50",
    "sort=asc&since=1767225600000&count=50&continuation_token=dG9rZW4=",
  ]);
});

test("Spot: both ends of a span are taken in, although the exchange leaves the first one out", async () => {
  const { http, sent } = recording(answer({ error: [], result: { trades: {}, cursor: {} } }));
  const params = { pair: "XBTUSD", since: "2026-01-01", until: "2026-01-02" };
  expect(await all(spotAccountTrades(new SpotClient({ ...key, http }), params))).toEqual([]);
  expect(sent.map(asked)).toEqual([
    "pair=XBTUSD&limit=100&start=1767225599.999999&end=1767312000.000000&with_cursor=true",
  ]);
});

test("Spot: pages by offset stay where they were when the first was read", async () => {
  const row = (time: number) => ({ time, type: "trade" });
  const { http, sent } = recording(
    answer({ error: [], result: { ledger: { L3: row(1700000003.1234), L2: row(1700000002) }, count: 3 } }),
    answer({ error: [], result: { ledger: { L1: row(1700000001) }, count: 3 } }),
  );
  const rows = await all(spotLedgers(new SpotClient({ ...key, http }), { paging: "offset" }));
  expect(rows.map(({ id }) => id)).toEqual(["L3", "L2", "L1"]);
  expect(sent.map(asked)).toEqual(["{}", '{"end":"1700000003.124","ofs":2}']);
});

test("deposits in every shape: a bare list, `deposits`, `deposit` as a list and as one", async () => {
  const rows = async (result: unknown): Promise<string[]> => {
    const { http } = recording(answer({ error: [], result }));
    return (await all(spotDeposits(new SpotClient({ ...key, http })))).map(({ refid }) => refid);
  };
  expect(await rows([{ refid: "A", time: 1 }])).toEqual(["A"]);
  expect(await rows({ deposits: [{ refid: "B", time: 1 }], next_cursor: null })).toEqual(["B"]);
  expect(await rows({ deposit: [{ refid: "C", time: 1 }] })).toEqual(["C"]);
  expect(await rows({ deposit: { refid: "D", time: 1 }, next_cursor: "" })).toEqual(["D"]);
});

test("Funding (Beta): beside a cursor only what does not filter", async () => {
  const page = (id: string, next_cursor?: string) =>
    answer({ deposits: [{ deposit_id: id, create_time: "" }], next_cursor });
  const { http, sent } = recording(page("A", "next"), page("B"));
  const params = { account_id: "W", status: { list: ["success"] }, since: "2026-01-01" } as const;
  expect(await all(fundingDeposits(new SpotClient({ ...key, http }), params, { pageSize: 1 }))).toHaveLength(2);
  expect(sent.map(asked)).toEqual([
    "account_id=W&status[list][0]=success&start_time=2026-01-01T00:00:00.000Z&limit=1",
    "cursor=next&limit=1&account_id=W",
  ]);
});

test("the account log asks for the cheapest page to learn that there is nothing more", async () => {
  const { http, sent } = recording(
    answer({
      logs: [
        { id: 4, date: "2026-01-01T00:00:00.000Z" },
        { id: 7, date: "2026-01-01T00:00:00.000Z" },
      ],
    }),
    answer({ logs: [] }),
  );
  const futures = new DerivativesClient({ ...key, http });
  expect(await all(futuresAccountLog(futures, { sort: "asc", info: "conversion" }))).toHaveLength(2);
  expect(sent.map(asked)).toEqual(["info=conversion&sort=asc&count=5000", "info=conversion&from=8&sort=asc&count=25"]);
});

test("offsets of Custody and Prime, page numbers of Embed", async () => {
  const custody = recording(
    answer({ result: [{ id: "V1" }, { id: "V2" }], start: 0, total: 3 }),
    answer({ result: [{ id: "V3" }], start: 2, total: 3 }),
  );
  const vaults = await all(custodyVaults(new InstitutionalClient({ ...key, http: custody.http }), {}, { pageSize: 2 }));
  expect(vaults.map(({ id }) => id)).toEqual(["V1", "V2", "V3"]);
  expect(custody.sent.map(asked)).toEqual([
    '{"pagination":{"limit":2,"offset":0}}',
    '{"pagination":{"limit":2,"offset":2}}',
  ]);

  const batch = (id: string, has_more: boolean) =>
    answer({ error: [], result: { data: [{ id }], pagination: { has_more, limit: 200, offset: 0 } } });
  const prime = recording(batch("B1", true), batch("B2", false));
  const span = { since: 1_767_225_600_000, until: 1_767_225_600_000 };
  expect(await all(primeBatches(new InstitutionalClient({ ...key, http: prime.http }), span))).toHaveLength(2);
  expect(prime.sent.map(asked)).toEqual([
    '{"from":1767225599999,"until":1767225600000,"limit":200,"offset":0}',
    '{"from":1767225599999,"until":1767225600000,"limit":200,"offset":1}',
  ]);

  const report = (id: string, next?: string) =>
    answer({ result: { reports: [{ id, date: "2026-01-01" }], links: next ? { next } : {}, meta: {} } });
  const embed = recording(report("R1", "https://next"), report("R2"));
  expect(await all(embedReports(new PartnerClient({ ...key, http: embed.http })))).toHaveLength(2);
  expect(embed.sent.map(asked)).toEqual(["page[size]=100&page[number]=1", "page[size]=100&page[number]=2"]);
});
