/** What a lost connection costs, on loopback and with the defaults. */
import { own } from "../measure.mjs";

const connected = async (env) => {
  const { WebsocketClient } = await env.sdk();
  const client = new WebsocketClient({ wsUrl: env.server.socket });
  client.on("exception", () => undefined);
  await client.connect("spotPublicV2");
  return client;
};

const next = (client, event) => new Promise((resolve) => client.once(event, resolve));
const since = (start) => performance.now() - start;

const redial = async (env) => {
  const client = await connected(env);
  const times = [];
  for (let at = 0; at < 5; at += 1) {
    const closed = next(client, "reconnecting").then(() => performance.now());
    const back = next(client, "reconnected");
    await env.control("/drop");
    const start = await closed;
    await back;
    times.push(since(start));
    // The next first attempt shall be one at once, too.
    client.closeAll(true);
    await client.connect("spotPublicV2");
  }
  client.closeAll(true);
  return { ms: times.sort((a, b) => a - b)[2] };
};

const halfOpen = async (env) => {
  const client = await connected(env);
  const noticed = next(client, "reconnecting");
  const start = performance.now();
  await env.control("/freeze");
  await noticed;
  const ms = since(start);
  client.closeAll(true);
  return { ms };
};

const givenUp = async (env) => {
  const { WebsocketClient } = await env.sdk();
  const client = new WebsocketClient({ wsUrl: env.server.deaf });
  const start = performance.now();
  const ms = await new Promise((resolve) => {
    client.on("exception", () => resolve(since(start)));
    client.connect("spotPublicV2").catch(() => undefined);
  });
  client.closeAll(true);
  return { ms };
};

const one = (krakenkit, ms, quick = false) => ({ target: { ms }, quick, measure: own(), contestants: { krakenkit } });

export const reconnect = {
  "connection lost: back again": one(redial, 50, true),
  "half-open connection noticed": one(halfOpen, 6000),
  "dial that is never answered given up": one(givenUp, 10_100),
};
