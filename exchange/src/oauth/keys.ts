import type { ApiKey, KeyTerms } from "../auth/keys.ts";
import type { KeyRing } from "../auth/keyring.ts";
import type { SpotPermission } from "../auth/permissions.ts";
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import { keyPermissions, OAuthError, scopeOf, type Grant, type KeyPermission } from "./oauth.ts";

/** What an application asks of a key. */
export interface FastKeyWish {
  readonly name?: string | undefined;
  readonly permissions?: Partial<Readonly<Record<KeyPermission, boolean | undefined>>> | undefined;
  readonly nonceWindow?: number | undefined;
  readonly terms?: Pick<KeyTerms, "addresses" | "validUntil" | "queryFrom" | "queryTo">;
}

/** A key an application made for a user. */
export interface FastKey {
  readonly id: string;
  readonly key: ApiKey;
  readonly grant: Grant;
}

const words: Readonly<Record<KeyPermission, SpotPermission>> = {
  export_data: "export-data",
  funds_add: "add-funds",
  funds_earn: "earn-funds",
  funds_query: "query-funds",
  funds_withdraw: "withdraw-funds",
  ledger_query: "query-ledger",
  trades_close: "close-trades",
  trades_modify: "modify-trades",
  trades_query_closed: "query-closed-trades",
  trades_query_open: "query-open-trades",
};

/** Keys made by applications: real keys, that sign REST calls of the user. */
export class FastKeys {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #keys: KeyRing;
  readonly #made: Map<string, FastKey> = new Map();

  constructor(clock: Clock, ids: Ids, keys: KeyRing) {
    this.#clock = clock;
    this.#ids = ids;
    this.#keys = keys;
  }

  /** Keys of a user made by one application, oldest first. */
  of(grant: Grant): readonly FastKey[] {
    return [...this.#made.values()].filter(
      (made) => made.grant.account === grant.account && made.grant.client === grant.client,
    );
  }

  /** Makes a key; without a wish it may do whatever the consent covers. */
  create(grant: Grant, wish: FastKeyWish): FastKey {
    const id = this.#ids.named("FK");
    const name = wish.name ?? `fast-${id}`;
    this.#free(grant, name);
    const key = this.#keys.create(grant.account, {
      name,
      permissions: allowed(grant, wish.permissions),
      futures: { general: "NO_ACCESS", transfer: "NO_ACCESS" },
      nonceWindow: wish.nonceWindow ?? 0,
      ...(wish.terms === undefined ? {} : { terms: wish.terms }),
    });
    const made: FastKey = { id, key, grant };
    this.#made.set(id, made);
    return made;
  }

  /** Changes a key; what the wish leaves out stays. */
  change(grant: Grant, name: string, wish: FastKeyWish): void {
    const { key } = this.#named(grant, name);
    if (wish.name !== undefined && wish.name !== name) this.#free(grant, wish.name);
    key.revise(
      {
        ...wish.terms,
        ...(wish.name === undefined ? {} : { name: wish.name }),
        ...(wish.nonceWindow === undefined ? {} : { nonceWindow: BigInt(wish.nonceWindow) }),
        ...(wish.permissions === undefined ? {} : { permissions: new Set(allowed(grant, wish.permissions)) }),
      },
      this.#clock.now(),
    );
  }

  /** Takes a key away. */
  remove(grant: Grant, name: string): void {
    const { id, key } = this.#named(grant, name);
    this.#keys.revoke(key.settings.key);
    this.#made.delete(id);
  }

  #named(grant: Grant, name: string): FastKey {
    const found = this.of(grant).find(({ key }) => key.settings.name === name);
    if (found === undefined) throw new OAuthError("not_found", 404, `No key is named ${name}`);
    return found;
  }

  #free(grant: Grant, name: string): void {
    if (this.of(grant).some(({ key }) => key.settings.name === name))
      throw new OAuthError("invalid_request", 400, `A key is named ${name} already`);
  }
}

/** The permissions of a key, by the names the OAuth calls use. */
export function permissionsOf(key: ApiKey): Readonly<Record<string, boolean>> {
  return Object.fromEntries(keyPermissions.map((name) => [name, key.settings.permissions.has(words[name])]));
}

function allowed(grant: Grant, wish: FastKeyWish["permissions"]): readonly SpotPermission[] {
  if (wish === undefined)
    return keyPermissions.filter((name) => grant.scopes.has(scopeOf(name))).map((name) => words[name]);
  const wanted = keyPermissions.filter((name) => wish[name] === true);
  const missing = wanted.find((name) => !grant.scopes.has(scopeOf(name)));
  if (missing !== undefined)
    throw new OAuthError("insufficient_scope", 403, `This permission needs the scope ${scopeOf(missing)}`);
  return wanted.map((name) => words[name]);
}
