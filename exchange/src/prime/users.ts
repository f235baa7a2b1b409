import type { ApiKey } from "../auth/keys.ts";
import type { KeyRing } from "../auth/keyring.ts";
import { spotPermissions, type SpotPermission } from "../auth/permissions.ts";
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";

/** What a Prime user may do. */
export type PrimeRole = "Viewer" | "Trader";

/** A key of a Prime user: a real one. */
export interface PrimeKey {
  readonly id: string;
  readonly key: ApiKey;
}

/** Somebody, or some program, acting for an account. */
export interface PrimeUser {
  readonly id: string;
  readonly account: string;
  name: string;
  status: "Enabled" | "Disabled";
  role: PrimeRole;
  readonly keys: Map<string, PrimeKey>;
}

const viewing: readonly SpotPermission[] = [
  "query-funds",
  "query-open-trades",
  "query-closed-trades",
  "query-ledger",
  "create-ws-token",
];
const trading = spotPermissions.filter((right) => viewing.includes(right) || right.endsWith("-trades"));

/** Users of Prime and their keys, which sign REST calls of the account within the user's role. */
export class PrimeUsers {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #ring: KeyRing;
  readonly #users: Map<string, PrimeUser> = new Map();

  constructor(clock: Clock, ids: Ids, ring: KeyRing) {
    this.#clock = clock;
    this.#ids = ids;
    this.#ring = ring;
  }

  /** Users of an account, oldest first. */
  of(account: string): readonly PrimeUser[] {
    return [...this.#users.values()].filter((user) => user.account === account);
  }

  /** The user of an id. */
  find(account: string, id: string): PrimeUser {
    const user = this.#users.get(id);
    if (user?.account !== account) throw new Rejection("EGeneral:Invalid arguments:user_id");
    return user;
  }

  /** Adds a user. */
  create(account: string, name: string, role: PrimeRole): PrimeUser {
    const user: PrimeUser = { id: this.#ids.uuid(), account, name, status: "Enabled", role, keys: new Map() };
    this.#users.set(user.id, user);
    return user;
  }

  /** Changes a user; a disabled one's keys are refused. */
  change(user: PrimeUser, changes: Partial<Pick<PrimeUser, "name" | "status" | "role">>): void {
    Object.assign(user, changes);
    const terms = { permissions: new Set(rightsOf(user.role)), disabled: user.status === "Disabled" };
    for (const { key } of user.keys.values()) key.revise(terms, this.#clock.now());
  }

  /** Makes a key for a user. */
  createKey(user: PrimeUser): PrimeKey {
    const id = this.#ids.uuid();
    const key = this.#ring.create(user.account, {
      name: `${user.name} ${user.keys.size + 1}`,
      permissions: rightsOf(user.role),
      futures: { general: "NO_ACCESS", transfer: "NO_ACCESS" },
    });
    if (user.status === "Disabled") key.revise({ disabled: true }, this.#clock.now());
    const made: PrimeKey = { id, key };
    user.keys.set(id, made);
    return made;
  }

  /** The key of an id. */
  key(user: PrimeUser, id: string): PrimeKey {
    const found = user.keys.get(id);
    if (found === undefined) throw new Rejection("EGeneral:Invalid arguments:key_id");
    return found;
  }

  /** Says where a key may be used from. */
  limitKey({ key }: PrimeKey, addresses: readonly string[]): void {
    key.revise({ addresses }, this.#clock.now());
  }

  /** Takes a key away. */
  removeKey(user: PrimeUser, { id, key }: PrimeKey): void {
    this.#ring.revoke(key.settings.key);
    user.keys.delete(id);
  }
}

function rightsOf(role: PrimeRole): readonly SpotPermission[] {
  return role === "Trader" ? trading : viewing;
}
