import { expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import { Random } from "../base/random.ts";
import { KeyRing } from "./keyring.ts";
import { Tokens } from "./tokens.ts";

function setup() {
  const clock = new ManualClock();
  const key = new KeyRing(clock, "seed").create("me");
  return { clock, key, tokens: new Tokens(clock, new Ids(new Random("seed"))) };
}

test("a token is good for 15 minutes, and beyond for the connection that uses it", () => {
  const { clock, key, tokens } = setup();
  const token = tokens.issue(key);
  expect(tokens.use(token, "first")).toBe(key);
  clock.advance(899_999);
  expect(tokens.use(token, "second")).toBe(key);
  clock.advance(1);
  expect(tokens.use(token, "third")).toBeUndefined();
  expect(tokens.use(token, "first")).toBe(key);
  tokens.release("first");
  expect(tokens.use(token, "first")).toBeUndefined();
  tokens.issue(key);
  expect(tokens.use(token, "second")).toBe(key);
});

test("unknown and expired tokens lead nowhere", () => {
  const { key, tokens } = setup();
  const token = tokens.issue(key);
  expect(tokens.use("made up", "c")).toBeUndefined();
  tokens.expireAll();
  expect(tokens.use(token, "c")).toBeUndefined();
  expect(tokens.issue(key)).not.toBe(token);
});
