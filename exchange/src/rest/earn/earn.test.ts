import { afterEach, expect, test } from "vitest";
import { TestClient } from "../../testing/client.ts";
import { at, result, start, stopAll } from "../../testing/running.ts";

afterEach(stopAll);

const day = 86_400_000;
const ready = async (lock: string, asset: string) => {
  const running = await start({ limits: "off", contracts: [] });
  const { client } = running;
  const found = result(await client.spot("Earn/Strategies", { asset, "lock_type[]": lock }));
  const strategy_id = String(at(found, "items", 0, "id"));
  const own = async () =>
    at(result(await client.spot("Earn/Allocations", { hide_zero_allocations: "true" })), "items", 0);
  const balances = async () => result(await client.spot("BalanceEx"));
  return { ...running, strategy_id, own, balances };
};

test("flexible money moves, earns by the clock, is paid and comes back", async () => {
  const { client, clock, strategy_id, own, balances, exchange, errors } = await ready("flex", "USDC");
  const ask = { strategy_id, amount: "100000" };
  expect(result(await client.spot("Earn/Allocate", ask))).toBe(true);
  expect(result(await client.spot("Earn/AllocateStatus", { strategy_id }))).toEqual({ pending: true });
  expect((await client.spot("Earn/Allocate", ask)).error).toEqual([
    "EEarnings:Busy:Another (de)allocation for the same strategy is in progress",
  ]);
  expect(await own()).toBeUndefined();
  clock.advance(1_000);
  expect(result(await client.spot("Earn/AllocateStatus", { strategy_id }))).toEqual({ pending: false });
  expect(await balances()).toMatchObject({
    USDC: { balance: "150000.00000000" },
    "USDC.B": { balance: "100000.00000000", hold_trade: "0.00000000" },
  });
  clock.advance(7 * day);
  // 4 % a year for seven days of 365.
  const reward = "76.71232876";
  expect(await own()).toMatchObject({
    amount_allocated: { total: { native: "100076.71232876" } },
    total_rewarded: { native: reward },
  });
  const paid = Object.values(at(result(await client.spot("Ledgers", { type: "earn" })), "ledger") as object);
  expect(paid.map((entry) => [at(entry, "subtype"), at(entry, "asset"), at(entry, "amount")])).toEqual([
    ["reward", "USDC.B", reward],
    ["allocation", "USDC.B", "100000.00000000"],
    ["allocation", "USDC", "-100000.00000000"],
  ]);
  result(await client.spot("Earn/Deallocate", { strategy_id, amount: "100076.71232876" }));
  expect(at(await own(), "amount_allocated", "pending", "native")).toBe("-100076.71232876");
  clock.advance(1_000);
  expect(await balances()).toMatchObject({
    USDC: { balance: "250076.71232876" },
    "USDC.B": { balance: "0.00000000" },
  });
  expect(exchange.admin.conservation().holds).toBe(true);
  expect(errors).toEqual([]);
});

test("bonded money bonds, earns, unbonds", async () => {
  const { client, clock, strategy_id, own, balances, exchange } = await ready("bonded", "ETH");
  result(await client.spot("Earn/Allocate", { strategy_id, amount: "100" }));
  clock.advance(1_000);
  expect(await own()).toMatchObject({
    amount_allocated: { bonding: { allocation_count: 1, native: "100.0000000000" } },
  });
  result(await client.spot("Earn/Deallocate", { strategy_id, amount: "100" }));
  clock.advance(1_000);
  expect((await client.spot("Earn/DeallocateStatus", { strategy_id })).error).toEqual([
    "EEarnings:Insufficient funds:Insufficient funds to complete the (de)allocation request",
  ]);
  clock.advance(2 * day - 1_000);
  expect(await own()).toMatchObject({ payout: { accumulated_reward: { native: "0.0000000000" } } });
  clock.advance(day);
  // 3 % a year on 100 ETH for one day.
  expect(await own()).toMatchObject({ payout: { accumulated_reward: { native: "0.0082191780" } } });
  result(await client.spot("Earn/Deallocate", { strategy_id, amount: "40" }));
  clock.advance(1_000);
  expect(await own()).toMatchObject({
    amount_allocated: { unbonding: { native: "40.0000000000" }, total: { native: "100.0000000000" } },
  });
  clock.advance(3 * day);
  expect(await balances()).toMatchObject({
    XETH: { balance: "240.0000000000" },
    "ETH.S": { balance: "60.0000000000" },
  });
  expect((await client.spot("TradeBalance")).error).toEqual([]);
  expect(exchange.admin.conservation().holds).toBe(true);
});

test("refusals", async () => {
  const { client, clock, strategy_id, exchange } = await ready("flex", "USDC");
  const refused = async (fields: Record<string, string>, error: string) =>
    expect((await client.spot("Earn/Allocate", { strategy_id, amount: "5", ...fields })).error).toEqual([error]);
  await refused({ strategy_id: "ESNOPE" }, "EGeneral:Invalid arguments:Invalid strategy ID");
  await refused({ amount: "0.5" }, "EEarnings:Below min:(De)allocation operation amount less than minimum");
  await refused({ amount: "x" }, "EGeneral:Invalid arguments:amount");
  result(await client.spot("Earn/Allocate", { strategy_id, amount: "900000" }));
  clock.advance(1_000);
  expect((await client.spot("Earn/AllocateStatus", { strategy_id })).error).toEqual([
    "EEarnings:Insufficient funds:Insufficient funds to complete the (de)allocation request",
  ]);
  const weak = new TestClient(
    exchange.url,
    exchange.admin.createKey(exchange.admin.account, { permissions: ["query-funds"] }),
  );
  expect((await weak.spot("Earn/Allocate", { strategy_id, amount: "5" })).error).toEqual([
    "EGeneral:Permission denied",
  ]);
  result(await weak.spot("Earn/Strategies"));
  result(await weak.spot("Earn/DeallocateStatus", { strategy_id }));
  weak.close();
});
