import type { Clock } from "../base/clock.ts";
import { iibanOf } from "../base/iiban.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotCalls } from "../spot/calls.ts";

/** Somebody of an organisation. */
export interface Member {
  readonly iiban: string;
  readonly full_name: string;
  readonly email: string;
  readonly role: "admin" | "initiator" | "reviewer" | "auditor";
}

/** Money set apart, under rules of its own. The Spot account of the same id holds it. */
export interface Vault {
  readonly id: string;
  readonly iiban: string;
  /** The account that is the organisation. */
  readonly owner: string;
  readonly created: number;
  updated: number;
  name: string;
  description: string;
  status: "created" | "disabled";
  /** Approvals a task of this vault needs. */
  quorum: number;
  otc: boolean;
}

interface Organisation {
  readonly vaults: Vault[];
  readonly members: Member[];
}

/** Organisations and their vaults. Every account is an organisation of one person until it adds others. */
export class Vaults {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #venue: SpotCalls;
  readonly #organisations: Map<string, Organisation> = new Map();

  constructor(clock: Clock, ids: Ids, venue: SpotCalls) {
    this.#clock = clock;
    this.#ids = ids;
    this.#venue = venue;
  }

  /** Vaults of an organisation, oldest first; the first one is there from the beginning. */
  of(owner: string): readonly Vault[] {
    return this.#organisation(owner).vaults;
  }

  /** People of an organisation; the owner first. */
  members(owner: string): readonly Member[] {
    return this.#organisation(owner).members;
  }

  /** The vault of an id or IIBAN. */
  find(owner: string, id: string): Vault {
    const found = this.of(owner).find((vault) => vault.id === id || vault.iiban === id);
    if (found === undefined) throw new Rejection("EGeneral:Unknown vault");
    return found;
  }

  /** Opens a vault. */
  open(owner: string, name: string, description: string): Vault {
    return this.#open(this.#organisation(owner), owner, name, description);
  }

  /** Adds somebody to an organisation. */
  join(owner: string, person: Omit<Member, "iiban">): Member {
    const { members } = this.#organisation(owner);
    const member: Member = { ...person, iiban: iibanOf(`${owner}/member-${members.length + 1}`) };
    members.push(member);
    return member;
  }

  #organisation(owner: string): Organisation {
    const known = this.#organisations.get(owner);
    if (known !== undefined) return known;
    const made: Organisation = {
      vaults: [],
      members: [{ iiban: iibanOf(owner), full_name: `Owner of ${owner}`, email: `${owner}@localhost`, role: "admin" }],
    };
    this.#organisations.set(owner, made);
    this.#open(made, owner, "Main vault", "Open from the beginning");
    return made;
  }

  #open(organisation: Organisation, owner: string, name: string, description: string): Vault {
    const now = this.#clock.now();
    const id = this.#ids.custody("V");
    const iiban = iibanOf(id);
    const vault: Vault = {
      id,
      iiban,
      owner,
      created: now,
      updated: now,
      name,
      description,
      status: "created",
      quorum: 1,
      otc: false,
    };
    this.#venue.openAccount(id);
    organisation.vaults.push(vault);
    return vault;
  }
}
