/** Tokens and challenges: fetched once, shared, renewed, refused, and given up on. */
import { createHmac } from "node:crypto";
import { platform } from "#platform";
import { SpotClient } from "krakenkit";
import { describe, expect, test } from "vitest";
import { far, failure, holds, Stage } from "./stage.ts";

const stage = new Stage();
const tokenPath = "/0/private/GetWebSocketsToken";

describe("Spot tokens", () => {
  test("one token serves every subscription, call and connection of a client", async () => {
    const fetched = stage.count(tokenPath);
    const { api, client, seen } = stage.trade();
    client.subscribe(["executions", "balances"], "spotPrivateV2");
    client.subscribe({ topic: "level3", payload: { symbol: ["BTC/USD", "ETH/USD"] } }, "spotL3V2");
    await Promise.all([
      api.connectWSAPI("spotPrivateV2"),
      client.assertIsAuthenticated("spotL3V2"),
      api.submitSpotOrder({ ...far, validate: true }),
      api.submitSpotOrder({ ...far, validate: true }),
    ]);
    await holds(() => expect(stage.subscribed("spot-private")).toEqual(["balances", "executions"]));
    await holds(() => expect(stage.subscribed("spot-l3")).toEqual(["level3 BTC/USD", "level3 ETH/USD"]));
    expect(fetched()).toBe(1);
    expect(
      seen
        .all("authenticated")
        .map(({ wsKey }) => wsKey)
        .sort(),
    ).toEqual(["spotL3V2", "spotPrivateV2"]);
    expect(seen.all("exception")).toEqual([]);
  });

  test("it is shared with the connection that replaces a lost one", async () => {
    const fetched = stage.count(tokenPath);
    const { client, seen } = stage.watch();
    client.subscribe("executions", "spotPrivateV2");
    await seen.message("executions");
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    expect(fetched()).toBe(1);
    expect(seen.all("authenticated")).toHaveLength(2);
  });

  test("invalid session: it is fetched anew and the subscription sent again, without a word", async () => {
    const fetched = stage.count(tokenPath);
    const { client, seen } = stage.watch();
    await client.connect("spotPrivateV2");
    stage.exchange.admin.expireTokens();
    client.subscribe(["executions", "balances"], "spotPrivateV2");
    await holds(() => expect(stage.subscribed("spot-private")).toEqual(["balances", "executions"]));
    expect(fetched()).toBe(2);
    expect(seen.all("exception")).toEqual([]);
    expect(stage.connections("spot-private")).toHaveLength(1);
  });

  test("tokens that expire again and again end the attempts", async () => {
    stage.fault({ do: "expire-tokens" }, { times: 1000 });
    const { client, seen } = stage.watch();
    client.subscribe("executions", "spotPrivateV2");
    await seen.until("close");
    const last = seen.all("exception").at(-1);
    expect(last?.error).toBe("The exchange refused our credentials; stopped until connect() or subscribe() is called");
    expect(last?.cause.cause).toMatchObject({ kind: "refused", reasons: ["ESession:Invalid session"] });
  });

  test("a token that expired between calls refuses one call, which is not repeated, and no other", async () => {
    stage.fault({ do: "expire-tokens" }, { channel: "add_order" });
    const { api } = stage.trade();
    const before = Object.keys((await stage.spot.getOpenOrders()).result.open ?? {}).length;
    const error = await failure(api.submitSpotOrder(far));
    expect(error).toMatchObject({ kind: "refused", delivery: "answered", reasons: ["ESession:Invalid session"] });
    await api.submitSpotOrder({ ...far, validate: true });
    expect(Object.keys((await stage.spot.getOpenOrders()).result.open ?? {})).toHaveLength(before);
  });

  test("it is renewed before it runs out", async () => {
    let passed = 0;
    const clock = { ...platform.clock, steady: () => platform.clock.steady() + passed };
    const fetched = stage.count(tokenPath);
    const { client, seen } = stage.watch({ clock });
    await client.connect("spotPrivateV2");
    passed = 839_000;
    client.subscribe("executions", "spotPrivateV2");
    await seen.message("executions");
    expect(fetched()).toBe(1);
    passed = 841_000;
    client.subscribe("balances", "spotPrivateV2");
    await seen.message("balances");
    expect(fetched()).toBe(2);
  });

  test("trouble on the way to a token is told and overcome; nothing escapes", async () => {
    stage.exchange.admin.faults.add({ path: tokenPath, action: { do: "accept-then-drop" }, times: 6 });
    const { client, seen } = stage.watch();
    client.subscribe("executions", "spotPrivateV2");
    client.subscribe({ topic: "level3", payload: { symbol: ["BTC/USD"] } }, "spotL3V2");
    await seen.message("executions");
    await seen.message("level3");
    expect(seen.all("exception").length).toBeGreaterThan(0);
    for (const { cause } of seen.all("exception")) expect(cause.kind).toBe("transport");
  });

  test("wrong credentials: a few attempts, a clear exception, then nothing until asked", async () => {
    const fetched = stage.count(tokenPath);
    const { client, seen } = stage.watch({ apiKey: "nobody", apiSecret: "c2VjcmV0" });
    client.subscribe("executions", "spotPrivateV2");
    const connecting = failure(client.connect("spotPrivateV2"));
    const stopped = await seen.until("exception", ({ error }) => error.includes("stopped until"));
    expect(stopped.cause).toMatchObject({ kind: "closed", delivery: "unsent" });
    expect((await connecting).cause).toMatchObject({ kind: "refused", reasons: ["EAPI:Invalid key"] });
    expect(fetched()).toBe(3);
    expect(client.isConnected("spotPrivateV2")).toBe(false);
    await holds(() => expect(stage.connections()).toEqual([]));

    const late = await failure(client.sendWSAPIRequest("spotPrivateV2", "cancel_all"));
    expect(late).toMatchObject({ kind: "closed", delivery: "unsent", cause: { reasons: ["EAPI:Invalid key"] } });
    expect(fetched()).toBe(3);

    stage.exchange.admin.faults.clear();
    await failure(client.connect("spotPrivateV2"));
    await seen.until("exception", ({ error }) => error.includes("stopped until"), 2);
  });

  test("a locked key is not asked about again", async () => {
    const { account } = stage.exchange.admin.createAccount();
    const { apiKey, apiSecret } = stage.exchange.admin.createKey(account);
    const bad = new SpotClient({ apiKey, apiSecret: "c2VjcmV0", environment: stage.exchange.environment });
    for (let n = 0; n < 5; n += 1) await failure(bad.getAccountBalance());
    const fetched = stage.count(tokenPath);
    const { client } = stage.watch({ apiKey, apiSecret });
    expect((await failure(client.connect("spotPrivateV2"))).cause).toMatchObject({ category: "lockout" });
    expect(fetched()).toBe(1);
  });

  test("without credentials it says so at once", () => {
    const { client } = stage.watch({ apiKey: undefined, apiSecret: undefined });
    const usage = expect.objectContaining({ kind: "usage", message: "spotPrivateV2 needs apiKey and apiSecret" });
    expect(() => client.stream("executions", {})).toThrow(usage as never);
  });
});

describe("Futures challenges", () => {
  test("each connection signs its own challenge, once, and is authenticated when one is accepted", async () => {
    const signed: string[] = [];
    const { client, seen } = stage.watch({
      customSignMessageFn: async (message: string, secret: string) => {
        signed.push(message);
        return createHmac("sha512", Buffer.from(secret, "base64")).update(message, "latin1").digest("base64");
      },
    });
    client.subscribe(["fills", "open_orders", "balances"], "derivativesPrivateV1");
    await seen.until("response", () => true, 3);
    expect(signed).toHaveLength(1);
    expect(seen.all("authenticated")).toEqual([{ wsKey: "derivativesPrivateV1", event: { type: "authenticated" } }]);
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    expect(signed).toHaveLength(2);
    expect(signed[0]).not.toBe(signed[1]);
    expect(seen.all("authenticated")).toHaveLength(2);
    expect(stage.subscribed("futures")).toEqual(["balances", "fills", "open_orders"]);
  });

  test("no answer, event or exception shows a key, a challenge or a signature", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(["fills", "balances"], "derivativesPrivateV1");
    await seen.until("response", () => true, 2);
    client.unsubscribe("fills", "derivativesPrivateV1");
    await seen.until("response", ({ event }) => event === "unsubscribed");
    const told = JSON.stringify(seen.all("response"));
    expect(told).not.toContain(stage.exchange.credentials.apiKey);
    expect(told).not.toMatch(/challenge/);
  });

  test("a wrong secret: a few attempts, then nothing until asked", async () => {
    const { client, seen } = stage.watch({ apiSecret: "c2VjcmV0" });
    client.subscribe("fills", "derivativesPrivateV1");
    const { cause } = await seen.until("exception", ({ error }) => error.includes("stopped until"));
    expect(cause.cause).toMatchObject({ kind: "refused" });
    expect(client.isConnected("derivativesPrivateV1")).toBe(false);
    await holds(() => expect(stage.connections()).toEqual([]));
  });

  test("a challenge that never comes is asked for on a new connection, or again", async () => {
    stage.fault({ do: "stall" }, { socket: "futures", kind: "answer" });
    const { client, seen } = stage.watch({ pingInterval: 80, pongTimeout: 80 });
    client.subscribe("fills", "derivativesPrivateV1");
    await seen.until("authenticated");
    await holds(() => expect(stage.subscribed("futures")).toEqual(["fills"]));
  });
});
