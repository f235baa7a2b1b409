/** The examples of sharing a key: processes that know nothing of each other never hand out a nonce twice, nor an old one. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startExchange } from "krakenkit-exchange";
import { serveNonces } from "../../../examples/shared-nonces/helper.ts";
import { redisNonces } from "../../../examples/shared-nonces/redis.ts";
import { sharedNonces } from "../../../examples/shared-nonces/source.ts";

const worker = fileURLToPath(new URL("../../../examples/shared-nonces/worker.ts", import.meta.url));

async function withHelper<Value>(now: () => number, run: (path: string, end: () => void) => Promise<Value>) {
  const folder = mkdtempSync(join(tmpdir(), "nonces-"));
  const path = join(folder, "socket");
  const sockets = new Set<{ destroy(): void }>();
  const helper = await serveNonces(path, now);
  helper.on("connection", (socket) => sockets.add(socket));
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  try {
    return await run(path, end);
  } finally {
    end();
    helper.close();
    rmSync(folder, { recursive: true });
  }
}

test("nonces of several connections are one rising sequence, even when the clock stands still", async () => {
  await withHelper(
    () => 1_790_000_000_000,
    async (path) => {
      const sources = [sharedNonces(path), sharedNonces(path), sharedNonces(path)];
      const taken = await Promise.all(
        sources.map((each) => Promise.all(Array.from({ length: 50 }, async () => each.next()))),
      );
      const numbers = taken.map((list) => list.map(Number));
      for (const list of numbers) expect(list).toEqual([...list].sort((a, b) => a - b));
      expect(new Set(numbers.flat()).size).toBe(150);
      expect(Math.max(...numbers.flat())).toBe(1_790_000_000_000_149);
      for (const each of sources) each.close();
    },
  );
});

test("calls that wait for a nonce when the helper dies fail, and so do later ones", async () => {
  await withHelper(Date.now, async (path, end) => {
    const source = sharedNonces(path);
    await source.next();
    end();
    await expect(source.next()).rejects.toThrow("gone");
    await expect(source.next()).rejects.toThrow("gone");
    source.close();
  });
});

test("three processes share a key, and the exchange refuses none of their calls", { timeout: 60_000 }, async () => {
  const exchange = await startExchange({ flow: "off", limits: "off", account: { nonceWindow: 5_000_000 } });
  try {
    await withHelper(Date.now, async (path) => {
      const refused = Array.from({ length: 3 }, async () => {
        const child = fork(worker, { execArgv: ["--import", "tsx"] });
        child.send({ path, environment: exchange.environment, ...exchange.credentials, calls: 40 });
        const [count] = (await once(child, "message")) as [number];
        return count;
      });
      expect(await Promise.all(refused)).toEqual([0, 0, 0]);
    });
  } finally {
    await exchange.stop();
  }
});

test("Redis is asked for one nonce by one script", async () => {
  const asked: unknown[][] = [];
  const source = redisNonces(
    {
      eval: (...args) => {
        asked.push(args);
        return Promise.resolve("1790000000000001");
      },
    },
    "krakenkit:nonce",
  );
  expect(await source.next()).toBe("1790000000000001");
  expect(asked).toEqual([[expect.stringContaining("math.max(now, last + 1)"), 1, "krakenkit:nonce"]]);
});
