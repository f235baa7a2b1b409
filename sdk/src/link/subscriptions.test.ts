import { expect, test } from "vitest";
import { topicsOf, unknownFeed } from "../feeds/feed.ts";
import { futuresFeeds } from "../feeds/futures/channels.ts";
import { spotFeeds } from "../feeds/spot/channels.ts";
import { futuresDialect } from "../wire/futures-frames.ts";
import { spotDialect } from "../wire/spot-frames.ts";
import { Subscriptions } from "./subscriptions.ts";

const make = (dialect = spotDialect, batch = 100): Subscriptions => {
  let id = 0;
  return new Subscriptions({ dialect, ackTimeout: 10_000, batch, nextId: () => (id += 1) });
};

const sent = (table: Subscriptions, now = 0): unknown[] =>
  table.due(now).map(({ method, channel, symbols, params }) => [method, channel, symbols, params]);

test("a second book depth for the same symbol is refused, not mistaken for a repetition", () => {
  const table = make();
  table.want(topicsOf(spotFeeds.book, { depth: 10 }, ["A/B"])[0]!, 1);
  table.want(topicsOf(spotFeeds.book, { depth: 25 }, ["A/B"])[0]!, 1);
  const [ten, more] = table.due(0);
  table.answer({ method: "subscribe", ok: true, id: ten?.id, symbols: ["A/B"] }, 0);
  const outcomes = table.answer(
    { method: "subscribe", ok: false, id: more?.id, symbols: ["A/B"], error: "Already subscribed" },
    0,
  );
  expect(outcomes.map(({ became }) => became)).toEqual(["refused"]);
  expect(table.confirmed()).toHaveLength(1);
  expect(table.settled).toBe(true);
});

test("requests are split into batches, and symbols are matched whatever their case", () => {
  const table = make(spotDialect, 2);
  for (const topic of topicsOf(spotFeeds.ticker, {}, ["a/b", "c/d", "e/f"])) table.want(topic, 1);
  const [first, second] = table.due(0);
  expect([first?.symbols, second?.symbols]).toEqual([["a/b", "c/d"], ["e/f"]]);
  table.answer({ method: "subscribe", ok: true, id: first?.id, symbols: ["A/B"] }, 0);
  expect(table.confirmed()).toHaveLength(1);
  expect(table.due(0)).toEqual([]);
});

test("too fast: put off with growing waits, and not forgotten", () => {
  const table = make();
  table.want(topicsOf(spotFeeds.ticker, {}, ["A/B"])[0]!, 1);
  const times: number[] = [];
  for (let now = 0; now < 100_000; now += 500) {
    for (const request of table.due(now)) {
      times.push(now);
      table.answer(
        { method: "subscribe", ok: false, id: request.id, symbols: ["A/B"], error: "Exceeded msg rate" },
        now,
      );
    }
  }
  expect(times).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 61_000, 91_000]);
  expect(table.wanted()).toHaveLength(1);
});

test("a sequence that skips, repeats or runs backwards is renewed once", () => {
  const table = make();
  table.want(topicsOf(spotFeeds.executions, {}, [])[0]!, 1);
  const [request] = table.due(0);
  table.answer({ method: "subscribe", ok: true, id: request?.id }, 0);
  const heard = (sequence: number, snapshot = false): unknown[] => table.follow("executions", sequence, snapshot);
  expect([heard(1, true), heard(2), heard(3)]).toEqual([[], [], []]);
  expect(heard(5)).toHaveLength(1);
  expect(heard(6)).toEqual([]);
  expect(sent(table)).toEqual([["unsubscribe", "executions", [], {}]]);
});

test("a sequence that begins without a snapshot is taken as it begins", () => {
  const table = make();
  table.want(topicsOf(spotFeeds.executions, { users: "all" }, [])[0]!, 1);
  const [request] = table.due(0);
  table.answer({ method: "subscribe", ok: true, id: request?.id }, 0);
  expect(table.follow("executions", 7, false)).toEqual([]);
  expect(table.follow("executions", 7, false)).toHaveLength(1);
});

test("the last holder that leaves takes the subscription along", () => {
  const table = make();
  const [topic] = topicsOf(spotFeeds.trade, {}, ["A/B"]);
  table.want(topic!, "events");
  table.want(topic!, "stream");
  const [request] = table.due(0);
  table.answer({ method: "subscribe", ok: true, id: request?.id, symbols: ["A/B"] }, 0);
  table.drop(topic!.key, "events");
  expect(sent(table)).toEqual([]);
  table.drop(topic!.key, "stream");
  expect(sent(table)).toEqual([["unsubscribe", "trade", ["A/B"], {}]]);
});

test("an unsubscribe that is never answered is repeated a few times, then taken for done", () => {
  const table = make();
  const [topic] = topicsOf(spotFeeds.trade, {}, ["A/B"]);
  table.want(topic!, 1);
  const [request] = table.due(0);
  table.answer({ method: "subscribe", ok: true, id: request?.id, symbols: ["A/B"] }, 0);
  table.drop(topic!.key, 1);
  let count = 0;
  for (let now = 0; now < 200_000; now += 1000) {
    count += table.due(now).length;
    table.unanswered(now);
  }
  expect(count).toBe(4);
  expect(table.wanted()).toEqual([]);
  expect(table.has(topic!.key)).toBe(false);
});

test("a subscribe that is never answered and no longer wanted is unsubscribed to be sure", () => {
  const table = make();
  const [topic] = topicsOf(spotFeeds.trade, {}, ["A/B"]);
  table.want(topic!, 1);
  table.due(0);
  table.drop(topic!.key, 1);
  table.unanswered(10_000);
  expect(sent(table, 10_000)).toEqual([["unsubscribe", "trade", ["A/B"], {}]]);
});

test("Futures: acknowledgements and complaints find the oldest request they fit", () => {
  const table = make(futuresDialect);
  for (const topic of topicsOf(futuresFeeds.book, {}, ["PI_A", "NOPE"])) table.want(topic, 1);
  for (const topic of topicsOf(futuresFeeds.trade, {}, ["PI_A", "NOPE"])) table.want(topic, 1);
  table.want(topicsOf(unknownFeed("futures", "candles_spot_1m", false), {}, ["PI_A"])[0]!, 1);
  table.due(0);
  const text = "Couldn't subscribe to invalid product `NOPE`";
  const refused = [1, 2].flatMap(() => table.complain({ about: "symbol", symbol: "NOPE" }, text, 0));
  expect(refused.map(({ subscription, became }) => [subscription.topic.feed.channel, became])).toEqual([
    ["book", "refused"],
    ["trade", "refused"],
  ]);
  const [feed] = table.complain({ about: "channel" }, "Couldn't subscribe to invalid feed", 0);
  expect(feed?.subscription.topic.feed.channel).toBe("candles_spot_1m");
  table.answer({ method: "subscribe", ok: true, channel: "trade", symbols: ["PI_A"] }, 0);
  table.answer({ method: "subscribe", ok: true, channel: "book", symbols: ["PI_A"] }, 0);
  expect(table.confirmed()).toHaveLength(2);
  expect(table.settled).toBe(true);
});

test("Futures: rate_limited brings the unanswered ones back after a second", () => {
  const table = make(futuresDialect);
  table.want(topicsOf(futuresFeeds.ticker, {}, ["PI_A"])[0]!, 1);
  table.due(0);
  table.complain({ about: "rate" }, "rate_limited", 0);
  expect(table.unanswered(900)).toEqual([]);
  expect(table.unanswered(1000)).toHaveLength(1);
  expect(sent(table, 1000)).toHaveLength(1);
});

test("silence counts from the acknowledgement, then from the last message; messages reset the patience", () => {
  const table = make();
  table.want(topicsOf(spotFeeds.book, {}, ["A/B"])[0]!, 1);
  const [request] = table.due(0);
  table.answer({ method: "subscribe", ok: true, id: request?.id, symbols: ["A/B"] }, 0);
  expect(table.silent(9999)).toEqual([]);
  table.touch("book", "A/B", 9999);
  expect(table.silent(129_998)).toEqual([]);
  table.touch("book", "Z/Z", 129_998);
  expect(table.silent(129_999)).toHaveLength(1);
  expect(table.silent(130_000)).toEqual([]);
});

test("a message that came before its acknowledgement counts as the first one", () => {
  const table = make();
  table.want(topicsOf(spotFeeds.book, {}, ["A/B"])[0]!, 1);
  const [request] = table.due(0);
  table.touch("book", "A/B", 5);
  table.answer({ method: "subscribe", ok: true, id: request?.id, symbols: ["A/B"] }, 10);
  expect(table.silent(20_000)).toEqual([]);
});

test("a message without a symbol speaks for every subscription of its channel", () => {
  const table = make(futuresDialect);
  for (const topic of topicsOf(futuresFeeds.fills, {}, ["PI_A", "PI_B"])) table.want(topic, 1);
  table.due(0);
  table.answer({ method: "subscribe", ok: true, channel: "fills" }, 0);
  table.touch("fills", undefined, 1);
  expect(table.silent(60_000)).toEqual([]);
});

test.each(["unsubscribe", "subscribe"] as const)(
  "an unanswered %s leaves it open what the exchange has: wanted again, it is unsubscribed and subscribed to be sure",
  (unanswered) => {
    const table = make();
    const [topic] = topicsOf(spotFeeds.ticker, {}, ["A/B"]);
    const answer = (method: "subscribe" | "unsubscribe", id: number | undefined): void =>
      void table.answer({ method, ok: true, id, symbols: ["A/B"] }, 0);
    table.want(topic!, 1);
    const [first] = table.due(0);
    if (unanswered === "unsubscribe") {
      answer("subscribe", first?.id);
      table.drop(topic!.key, 1);
      table.due(0);
    } else table.drop(topic!.key, 1);
    expect(table.unanswered(10_000)).toHaveLength(1);
    table.want(topic!, 1);
    expect(table.settled).toBe(false);
    const [away] = table.due(10_000);
    expect(away?.method).toBe("unsubscribe");
    answer("unsubscribe", away?.id);
    const [back] = table.due(10_000);
    expect(back?.method).toBe("subscribe");
    answer("subscribe", back?.id);
    expect([table.confirmed(), table.settled, table.due(10_000)]).toEqual([[topic!.key], true, []]);
  },
);
