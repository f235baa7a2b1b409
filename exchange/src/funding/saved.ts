import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { FundingMethod, FundingMethods } from "./methods.ts";
import { groupId, type OutsideAddress } from "./networks.ts";

/** What an address is good for: exactly one of the three. */
export interface AddressScope {
  readonly method_id?: string | undefined;
  readonly network_id?: string | undefined;
  readonly network_group_id?: string | undefined;
}

/** An address outside that an account may send to, under a name of the owner's choosing. */
export interface SavedAddress {
  readonly id: string;
  readonly account: string;
  readonly scope: AddressScope;
  readonly to: OutsideAddress;
  name: string;
  description: string | undefined;
}

/** Whether a scope covers a method. */
export function covers(scope: AddressScope, method: FundingMethod): boolean {
  const { network } = method;
  if (scope.method_id !== undefined) return scope.method_id === method.id;
  if (scope.network_id !== undefined) return scope.network_id === network.id;
  return network.group !== undefined && scope.network_group_id === groupId(network.group);
}

/** The address books of all accounts. */
export class SavedAddresses {
  readonly #methods: FundingMethods;
  readonly #ids: Ids;
  readonly #books: Map<string, SavedAddress[]> = new Map();

  constructor(methods: FundingMethods, ids: Ids) {
    this.#methods = methods;
    this.#ids = ids;
  }

  /** Addresses of an account, oldest first. */
  of(account: string): readonly SavedAddress[] {
    return this.#books.get(account) ?? [];
  }

  /** The address of an account with that name. */
  named(account: string, name: string): SavedAddress | undefined {
    return this.of(account).find((saved) => saved.name === name);
  }

  /** The address of an account with that id. */
  find(account: string, id: string): SavedAddress | undefined {
    return this.of(account).find((saved) => saved.id === id);
  }

  /** Saves an address; the name must be free and the address must be one of the networks it is for. */
  add(account: string, scope: AddressScope, to: OutsideAddress, name: string, description?: string): SavedAddress {
    if (name.trim() === "" || this.named(account, name) !== undefined) throw new Rejection("EFunding:Invalid key");
    const methods = this.#methods.list("withdraw").filter((method) => covers(scope, method));
    if (methods.length === 0) throw new Rejection("EFunding:No funding method");
    if (!methods.every(({ network }) => network.accepts(to.address))) throw new Rejection("EFunding:Invalid address");
    const saved: SavedAddress = { id: this.#ids.uuid(), account, scope, to, name, description };
    this.#books.set(account, [...this.of(account), saved]);
    return saved;
  }

  /** Gives an address another name or description. */
  change(saved: SavedAddress, name: string | undefined, description: string | undefined): void {
    if (name !== undefined && name !== saved.name) {
      if (name.trim() === "" || this.named(saved.account, name) !== undefined)
        throw new Rejection("EFunding:Invalid key");
      saved.name = name;
    }
    if (description !== undefined) saved.description = description;
  }

  /** Forgets an address. */
  remove(saved: SavedAddress): void {
    this.#books.set(
      saved.account,
      this.of(saved.account).filter((other) => other !== saved),
    );
  }

  /** Ways of sending to an address, of one asset if given. */
  methods(saved: SavedAddress, asset?: SpotAsset): readonly FundingMethod[] {
    return this.#methods.list("withdraw", asset).filter((method) => covers(saved.scope, method));
  }
}
