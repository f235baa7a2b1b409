import * as v from "valibot";
import type { SignedRoute } from "../../http/call.ts";
import { isFields, textOf, type Fields } from "../../http/fields.ts";
import { MalformedText } from "../../http/forms.ts";
import { parseJsonText } from "../../http/jsontext.ts";
import { Rejection } from "../../base/rejection.ts";
import { joinFields } from "../../http/fields.ts";
import { integer, text } from "../spot/arguments.ts";
import { invalid, iso, nexus, readArgs, userOf, type PartnerDesk } from "./desk.ts";

const date = v.pipe(v.string(), v.isoDate());
const country = v.pipe(v.string(), v.regex(/^[A-Z]{2}$/));
const fullName = v.object({ first_name: text, middle_name: v.optional(text), last_name: text });
const occupation = v.picklist([
  "agriculture",
  "business_management",
  "computers_and_it",
  "construction",
  "education",
  "finance",
  "government",
  "healthcare",
  "hospitality",
  "manufacturing",
  "marketing",
  "media",
  "other",
  "science",
  "self_employed",
  "student",
  "transportation",
  "unemployed",
]);
const profile = {
  tos_version_accepted: integer(0, 1_000_000),
  full_name: fullName,
  date_of_birth: date,
  residence: v.object({
    line1: text,
    line2: v.optional(text),
    city: text,
    postal_code: text,
    province: v.optional(text),
    country,
  }),
  phone: v.pipe(v.string(), v.regex(/^\+\d{5,15}$/)),
  nationalities: v.pipe(v.array(country), v.minLength(1), v.maxLength(10)),
  occupation,
};
const more = {
  employer_name: v.optional(text),
  client_identifier: v.optional(v.object({ type: text, value: text, calculated_at: v.optional(text) })),
  city_of_birth: v.optional(text),
  country_of_birth: v.optional(country),
  tax_ids: v.optional(v.pipe(v.array(v.object({ id: text, issuing_country: country })), v.maxLength(10))),
  language: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{2}$/))),
};
const email = v.pipe(v.string(), v.maxLength(254), v.regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/));
const createSchema = v.object({ email, external_id: text, ...profile, ...more });
const updateSchema = v.object({ ...v.partial(v.object(profile)).entries, ...more });
const headlessSchema = v.object({ external_id: text });
const metadataSchema = v.object({
  identity: v.object({ full_name: fullName, date_of_birth: date }),
  document_type: v.picklist([
    "passport",
    "drivers_license",
    "id_card",
    "residence_card",
    "special_permanent_residence_card",
  ]),
  document_number: text,
  issuing_country: country,
  verifier: text,
  verified_at: v.pipe(v.string(), v.isoTimestamp()),
});
const kind = v.picklist(["identity_document"]);
const file = v.object({ filename: v.string(), size: v.string() });
const formSchema = v.object({
  type: kind,
  front: file,
  back: v.optional(file),
  verifier_response: v.optional(v.union([file, v.string()])),
});
const address = v.pipe(
  v.string(),
  v.maxLength(2048),
  v.check((link) => URL.canParse(link)),
);
const urlSchema = v.object({
  type: kind,
  metadata: v.custom<Fields>((value) => isFields(value as Fields)),
  front_url: address,
  back_url: v.optional(address),
  verifier_response_url: v.optional(address),
});

/** Customers, and the papers that prove who they are. */
export function userRoutes(desk: PartnerDesk): readonly SignedRoute[] {
  const { users } = desk;
  return [
    nexus("createEmbedUser", "POST", "users", ({ account, body }) => {
      const { external_id } = readArgs(createSchema, body);
      return { user: users.create(account, external_id, body, false).iiban };
    }),
    nexus("getEmbedUser", "GET", "users/:user", (call) => {
      const user = userOf(desk, call);
      const waiting = user.state === "pending" && user.verifications.length === 0;
      return {
        user: user.iiban,
        external_id: user.externalId,
        user_type: user.headless ? "corporate" : "individual",
        status: {
          state: user.state,
          required_actions: waiting
            ? [{ action_type: "provide_verification", verification_type: "identity_document", reasons: ["missing"] }]
            : [],
        },
        created_at: iso(user.created),
      };
    }),
    nexus("updateEmbedUser", "PATCH", "users/:user", (call) => {
      const user = userOf(desk, call);
      readArgs(updateSchema, call.body);
      user.profile = joinFields(user.profile, call.body);
      return "success";
    }),
    nexus("createEmbedHeadlessSubaccount", "POST", "subaccounts", ({ account, body }) => {
      const { external_id } = readArgs(headlessSchema, body);
      return { user: users.create(account, external_id, body, true).iiban };
    }),
    nexus("submitEmbedVerification", "POST", "verifications/:user", (call) => {
      const user = userOf(desk, call);
      const { type } = readArgs(formSchema, call.body);
      const metadata = metadataOf(call.body);
      readArgs(metadataSchema, metadata);
      return { verification_id: users.verify(user, type, metadata).id };
    }),
    nexus("submitEmbedVerificationFromUrl", "POST", "verifications/:user/url", (call) => {
      const user = userOf(desk, call);
      const { type, metadata } = readArgs(urlSchema, call.body);
      readArgs(metadataSchema, metadata);
      return { verification_id: users.verify(user, type, metadata).id };
    }),
  ];
}

/** In a form with files the metadata is JSON text. */
function metadataOf(body: Fields): Fields {
  try {
    const value = parseJsonText(textOf(body, "metadata") ?? "");
    if (isFields(value)) return value;
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
  }
  throw new Rejection(`${invalid}:metadata`);
}
