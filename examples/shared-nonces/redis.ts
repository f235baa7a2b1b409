/** Nonces for processes on several machines: one small script that Redis runs without interruption. */
import type { NonceSource } from "krakenkit";

/** What is needed of a Redis client; `ioredis` has it. */
export interface Redis {
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
}

/** Microseconds by the clock of Redis, each above the last. A double holds them exactly until the year 2255. */
export const script = `
local time = redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local last = tonumber(redis.call("GET", KEYS[1]) or "0")
local nonce = string.format("%.0f", math.max(now, last + 1))
redis.call("SET", KEYS[1], nonce)
return nonce
`;

/** The nonces of one API key, kept under `name`; never let it expire, since a key's nonce cannot be lowered. */
export const redisNonces = (redis: Redis, name: string): NonceSource => ({
  next: async () => String(await redis.eval(script, 1, name)),
});
