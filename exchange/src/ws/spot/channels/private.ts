import { permits, type Need } from "../../../auth/permissions.ts";
import type { ApiKey } from "../../../auth/keys.ts";
import { Rejection } from "../../../base/rejection.ts";
import type { Subscription } from "../../subscription.ts";
import { wordOf } from "../fields.ts";
import type { JsonRecord } from "../../json.ts";
import { stringify } from "../../../base/json.ts";
import { Frame } from "../../frame.ts";

/** Refuses a key that lacks a right. */
export function demand(key: ApiKey, need: Need): void {
  if (!permits(key.settings.permissions, key.settings.futures, need)) throw new Rejection("EGeneral:Permission denied");
}

/** Reads `users`, whose only value is `all`. */
export function readUsers(params: JsonRecord): boolean {
  return wordOf(params, "users", ["all"]) === "all";
}

/** Sends one message of a stream that numbers them from 1. */
export function deliverNumbered(
  subscription: Subscription,
  kind: "snapshot" | "update",
  data: readonly Readonly<Record<string, unknown>>[],
): void {
  subscription.sequence += 1;
  const { channel, sequence } = subscription;
  const text = `{"channel":"${channel}","type":"${kind}","data":${stringify(data)},"sequence":${sequence}}`;
  subscription.deliver(new Frame({ kind, channel }, text));
}

/** Subscribers of each account. */
export class Audience<Options> {
  readonly #accounts: Map<string, Map<Subscription, Options>> = new Map();

  /** Adds a subscriber; the result takes it away. */
  join(account: string, subscription: Subscription, options: Options): () => void {
    const members = this.#accounts.get(account) ?? new Map<Subscription, Options>();
    this.#accounts.set(account, members.set(subscription, options));
    return () => {
      members.delete(subscription);
      if (members.size === 0 && this.#accounts.get(account) === members) this.#accounts.delete(account);
    };
  }

  /** Subscribers of one account. */
  of(account: string): Iterable<readonly [Subscription, Options]> {
    return this.#accounts.get(account) ?? [];
  }
}
