import { expect, test } from "vitest";
import { RefusedError, TransportError, UsageError } from "../base/errors.ts";
import { ChallengeAuthority, judgeFailure, TokenAuthority } from "./authority.ts";

test("one fetch serves all who wait, and the token is kept until shortly before it expires", async () => {
  let now = 0;
  let fetched = 0;
  const tokens = new TokenAuthority(
    async () => ({ token: `T${(fetched += 1)}`, expires: 900 }),
    () => now,
  );
  expect(tokens.current()).toBeUndefined();
  const [first, second] = await Promise.all([tokens.obtain(), tokens.obtain()]);
  expect(fetched).toBe(1);
  expect(first).toBe(second);
  now = 839_999;
  expect(tokens.current()?.credentials).toEqual({ token: "T1" });
  now = 840_000;
  expect(tokens.current()).toBeUndefined();
  expect((await tokens.obtain()).credentials).toEqual({ token: "T2" });
});

test("a refused token is not used again; refusing an older one changes nothing", async () => {
  let fetched = 0;
  const tokens = new TokenAuthority(
    async () => ({ token: `T${(fetched += 1)}`, expires: 900 }),
    () => 0,
  );
  const { serial } = await tokens.obtain();
  tokens.refuse(serial);
  const fresh = await tokens.obtain();
  tokens.refuse(serial);
  expect(tokens.current()).toBe(fresh);
});

test("a failed fetch is not remembered", async () => {
  let fetched = 0;
  const tokens = new TokenAuthority(
    async () => {
      fetched += 1;
      if (fetched === 1) throw new TransportError("down");
      return { token: "T", expires: 900 };
    },
    () => 0,
  );
  await expect(tokens.obtain()).rejects.toThrow("down");
  await expect(tokens.obtain()).resolves.toMatchObject({ credentials: { token: "T" } });
});

test("a challenge signed for a connection that is gone is not used on the next", async () => {
  let sign: ((text: string) => void) | undefined;
  const authority = new ChallengeAuthority("K", () => new Promise((resolve) => (sign = resolve)));
  const obtaining = authority.obtain(async () => "challenge");
  await Promise.resolve();
  await Promise.resolve();
  authority.renew();
  sign?.("signed");
  await expect(obtaining).rejects.toMatchObject({ kind: "closed" });
  expect(authority.current()).toBeUndefined();
});

test("failures: passing, denied, or beyond hope", () => {
  const refused = (
    category: "lockout" | "authentication" | "limit" | "nonce",
    retry: "later" | "never" | "refresh",
    retryAfter?: number,
  ): RefusedError => new RefusedError("no", { reasons: [], category, retry, retryAfter });
  expect(judgeFailure(new TransportError("down"))).toEqual({ because: "passing" });
  expect(judgeFailure(refused("authentication", "never"))).toEqual({ because: "denial" });
  expect(judgeFailure(refused("nonce", "refresh"))).toEqual({ because: "passing" });
  expect(judgeFailure(refused("limit", "later", 30_000))).toEqual({ because: "passing", after: 30_000 });
  expect(judgeFailure(refused("lockout", "later", 900_000))).toEqual({ because: "hopeless" });
  expect(judgeFailure(new UsageError("apiSecret is not base64"))).toEqual({ because: "hopeless" });
});
