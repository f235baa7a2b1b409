import type { Agenda } from "../base/agenda.ts";
import { iibanOf } from "../base/iiban.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { Fields } from "../http/fields.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { Webhooks } from "./webhooks.ts";

/** Papers handed in for a user. */
export interface Verification {
  readonly id: string;
  readonly type: string;
  readonly metadata: Fields;
  readonly created: number;
}

/** A customer of a partner. The Spot account of the same IIBAN holds the money. */
export interface EmbedUser {
  readonly iiban: string;
  readonly partner: string;
  readonly externalId: string;
  /** Without a person behind it, so nothing to verify. */
  readonly headless: boolean;
  readonly created: number;
  /** Everything the partner told. */
  profile: Fields;
  state: "pending" | "verified" | "disabled" | "closed";
  readonly verifications: Verification[];
}

/** Between handing in papers and the decision. */
const verifyMs = 2_000;

/** Customers of all partners. */
export class EmbedUsers {
  readonly #agenda: Agenda;
  readonly #ids: Ids;
  readonly #venue: SpotCalls;
  readonly #webhooks: Webhooks;
  readonly #users: Map<string, EmbedUser> = new Map();

  constructor(agenda: Agenda, ids: Ids, venue: SpotCalls, webhooks: Webhooks) {
    this.#agenda = agenda;
    this.#ids = ids;
    this.#venue = venue;
    this.#webhooks = webhooks;
  }

  /** Customers of a partner, oldest first. */
  of(partner: string): readonly EmbedUser[] {
    return [...this.#users.values()].filter((user) => user.partner === partner);
  }

  /** The customer of an IIBAN, with spaces, dashes or neither; undefined for another partner's. */
  find(partner: string, iiban: string): EmbedUser {
    const user = this.#users.get(iiban) ?? this.of(partner).find((one) => bare(one.iiban) === bare(iiban));
    if (user?.partner !== partner) throw new Rejection("ENexus:Unknown user");
    return user;
  }

  /** The customer an account belongs to. */
  owner(account: string): EmbedUser | undefined {
    return this.#users.get(account);
  }

  /** A customer who may trade. */
  active(partner: string, iiban: string): EmbedUser {
    const user = this.find(partner, iiban);
    if (user.state !== "verified") throw new Rejection("EAPI:User Locked");
    return user;
  }

  /** Signs a customer up. */
  create(partner: string, externalId: string, profile: Fields, headless: boolean): EmbedUser {
    if (this.of(partner).some((user) => user.externalId === externalId))
      throw new Rejection("ENexus:User exists already");
    const user: EmbedUser = {
      iiban: iibanOf(`embed/${partner}/${externalId}`),
      partner,
      externalId,
      headless,
      created: this.#agenda.now(),
      profile,
      state: headless ? "verified" : "pending",
      verifications: [],
    };
    this.#venue.openAccount(user.iiban);
    this.#users.set(user.iiban, user);
    return user;
  }

  /** Takes papers; a moment later they are found to be in order. */
  verify(user: EmbedUser, type: string, metadata: Fields): Verification {
    const verification: Verification = { id: this.#ids.uuid(), type, metadata, created: this.#agenda.now() };
    user.verifications.push(verification);
    this.#agenda.after(verifyMs, () => {
      if (user.state === "pending") this.become(user, "verified");
    });
    return verification;
  }

  /** Changes what a customer may do, and tells the partner. */
  become(user: EmbedUser, state: EmbedUser["state"]): void {
    if (user.state === state) return;
    user.state = state;
    if (state !== "pending") this.#webhooks.tell(user.partner, `user.${state}`, user.iiban, user.iiban, {});
  }
}

function bare(iiban: string): string {
  return iiban.replaceAll(/[ -]/g, "");
}
