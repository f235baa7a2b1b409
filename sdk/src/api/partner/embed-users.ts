/** Embed Users: the partner's customers. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAnswer } from "./answers.ts";
import { embedRead, embedWrite } from "./rows.ts";

export interface EmbedUsers {
  /**
   * Registers a customer and answers with the IIBAN that names them from then on.
   *
   * `POST /b2b/users` · https://docs.kraken.com/api/docs/embed-api/create-embed-user
   */
  createEmbedUser(params: CreateEmbedUserParams, options?: CallOptions): Promise<EmbedAnswer<CreatedEmbedUser>>;
  /**
   * A customer's status and what they still have to do.
   *
   * `GET /b2b/users/{user}` · https://docs.kraken.com/api/docs/embed-api/get-embed-user
   */
  getEmbedUser(params: EmbedUserParams, options?: CallOptions): Promise<EmbedAnswer<EmbedUser>>;
  /**
   * Changes what is known about a customer.
   *
   * `PATCH /b2b/users/{user}` · https://docs.kraken.com/api/docs/embed-api/update-embed-user
   */
  updateEmbedUser(params: UpdateEmbedUserParams, options?: CallOptions): Promise<EmbedAnswer<"success">>;
  /**
   * Creates a subaccount without a customer profile; needs the matching licence.
   *
   * `POST /b2b/subaccounts` · https://docs.kraken.com/api/docs/embed-api/create-headless-embed-subaccount
   */
  createEmbedHeadlessSubaccount(
    params: CreateEmbedHeadlessSubaccountParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<CreatedEmbedUser>>;
}

export const embedUsers: Routes<EmbedUsers> = {
  createEmbedUser: embedWrite(
    "/b2b/users",
    "email external_id tos_version_accepted full_name date_of_birth residence phone nationalities occupation",
  ),
  getEmbedUser: embedRead("/b2b/users/{user}", "user"),
  updateEmbedUser: embedWrite("/b2b/users/{user}", "user", { verb: "PATCH" }),
  createEmbedHeadlessSubaccount: embedWrite("/b2b/subaccounts", "external_id"),
};

/** A person's name. */
export interface EmbedFullName {
  /** Given name. */
  readonly first_name: string;
  /** Middle name, where there is one. */
  readonly middle_name?: string | undefined;
  /** Family name. */
  readonly last_name: string;
}

/** A postal address. */
export interface EmbedResidence {
  /** Street and number. */
  readonly line1: string;
  /** Second line of the address. */
  readonly line2?: string | undefined;
  /** Town. */
  readonly city: string;
  /** Postal code. */
  readonly postal_code: string;
  /** State or province, where the country has them. */
  readonly province?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A number by which authorities identify a person. */
export interface EmbedClientIdentifier {
  /** How the identifier is formed, e.g. `concat`. */
  readonly type: "concat" | (string & {});
  /** The identifier. */
  readonly value: string;
  /** ISO 8601 time at which it was formed. */
  readonly calculated_at: string;
}

/** A tax number. */
export interface EmbedTaxId {
  /** The number. */
  readonly id: string;
  /** ISO 3166-1 alpha-2 code of the country that issued it. */
  readonly issuing_country: string;
}

/** What a customer does for a living. */
export type EmbedOccupation =
  | "agriculture"
  | "business_management"
  | "computers_and_it"
  | "construction"
  | "education"
  | "finance"
  | "government"
  | "healthcare"
  | "hospitality"
  | "manufacturing"
  | "marketing"
  | "media"
  | "other"
  | "science"
  | "self_employed"
  | "student"
  | "transportation"
  | "unemployed";

export interface CreateEmbedUserParams {
  /** Mail address. */
  readonly email: string;
  /** The partner's own id of the customer. */
  readonly external_id: string;
  /** Version of the terms of service the customer accepted. */
  readonly tos_version_accepted: number;
  /** Legal name. */
  readonly full_name: EmbedFullName;
  /** `YYYY-MM-DD`. */
  readonly date_of_birth: string;
  /** Where the customer lives. */
  readonly residence: EmbedResidence;
  /** E.164, e.g. `+49301234567`. */
  readonly phone: string;
  /** ISO 3166-1 alpha-2 codes. */
  readonly nationalities: readonly string[];
  /** What the customer does for a living. */
  readonly occupation: EmbedOccupation;
  /** Employer. */
  readonly employer_name?: string | undefined;
  /** Number by which authorities identify the customer, where required. */
  readonly client_identifier?: EmbedClientIdentifier | undefined;
  /** Town of birth. */
  readonly city_of_birth?: string | undefined;
  /** ISO 3166-1 alpha-2 code of the country of birth. */
  readonly country_of_birth?: string | undefined;
  /** Tax numbers. */
  readonly tax_ids?: readonly EmbedTaxId[] | undefined;
  /** ISO 639-1 code of the customer's language. */
  readonly language?: string | undefined;
}

export interface EmbedUserParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
}

/** What is left out stays as it is. */
export interface UpdateEmbedUserParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Version of the terms of service the customer accepted. */
  readonly tos_version_accepted?: number | undefined;
  /** Legal name. */
  readonly full_name?: EmbedFullName | undefined;
  /** `YYYY-MM-DD`. */
  readonly date_of_birth?: string | undefined;
  /** Where the customer lives. */
  readonly residence?: EmbedResidence | undefined;
  /** E.164, e.g. `+49301234567`. */
  readonly phone?: string | undefined;
  /** ISO 3166-1 alpha-2 codes. */
  readonly nationalities?: readonly string[] | undefined;
  /** What the customer does for a living. */
  readonly occupation?: EmbedOccupation | undefined;
  /** Employer. */
  readonly employer_name?: string | undefined;
  /** Number by which authorities identify the customer. */
  readonly client_identifier?: EmbedClientIdentifier | undefined;
  /** Town of birth. */
  readonly city_of_birth?: string | undefined;
  /** ISO 3166-1 alpha-2 code of the country of birth. */
  readonly country_of_birth?: string | undefined;
  /** Tax numbers. */
  readonly tax_ids?: readonly EmbedTaxId[] | undefined;
  /** ISO 639-1 code of the customer's language. */
  readonly language?: string | undefined;
}

export interface CreateEmbedHeadlessSubaccountParams {
  /** The partner's own id of the subaccount; unique per partner. */
  readonly external_id: string;
}

export interface CreatedEmbedUser {
  /** IIBAN of the new account. */
  user: string;
}

export interface EmbedUser {
  /** IIBAN. */
  user: string;
  external_id?: string;
  user_type: "individual" | "corporate" | (string & {});
  status: { state: string; required_actions?: EmbedRequiredAction[] };
  /** ISO 8601. */
  created_at: string;
}

/** Something the customer must do before they can go on. */
export interface EmbedRequiredAction {
  action_type: string;
  verification_type?: string;
  reasons?: string[];
  /** ISO 8601. */
  deadline?: string;
}
