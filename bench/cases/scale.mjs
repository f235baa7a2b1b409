/** How cost and memory grow with symbols and connections. */
import { flood } from "../measure.mjs";
import { symbolsOf } from "../feeds.mjs";
import { listening, parsing, plainSocket } from "./sockets.mjs";

const subscribed = (count) => async (client) => {
  const confirmed = new Promise((resolve) => {
    let left = count;
    client.on("response", () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
  client.subscribe({ topic: "ticker", payload: { symbol: symbolsOf(count) } }, "spotPublicV2");
  await confirmed;
};

const symbols = (count) => ({
  floor: ["ws + JSON.parse"],
  target: { ratio: 1.15 },
  shows: ["heap"],
  measure: flood(`symbols ${count}`),
  contestants: { "ws + JSON.parse": parsing, krakenkit: listening({}, subscribed(count)) },
});

/** `count` connections in this process, all fed with the same. */
const connections = (count) => ({
  floor: ["ws + JSON.parse"],
  target: { ratio: 1.15 },
  shows: ["heap", "rss"],
  measure: flood("mixed", { connections: count }),
  contestants: {
    "ws + JSON.parse": async (env, seen) => {
      const sockets = [];
      for (let at = 0; at < count; at += 1)
        sockets.push(await plainSocket(env, (data) => JSON.parse(data.toString()) !== null && seen()));
      return { end: () => sockets.forEach(({ end }) => end()) };
    },
    krakenkit: async (env, seen) => {
      const { DialBudget } = await env.sdk();
      const all = [];
      // The budget of dials is Kraken's, and would make this take its time.
      const dialBudget = new DialBudget(count + 1, 60_000);
      for (let at = 0; at < count; at += 1) all.push(await listening({ dialBudget })(env, seen));
      return {
        beats: false,
        end: () => all.forEach(({ end }) => end()),
        problem: () => all.map(({ problem }) => problem()).find((problem) => problem !== undefined),
      };
    },
  },
});

export const scale = {
  "1 symbol on a connection": symbols(1),
  "500 symbols on a connection": symbols(500),
  "1 connection": connections(1),
  "50 connections": connections(50),
};
