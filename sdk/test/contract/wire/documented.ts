/** Every call as Kraken documents it, together with the client that makes it and examples of its use. */
import { readFileSync } from "node:fs";
import { DerivativesClient, InstitutionalClient, PartnerClient, SpotClient } from "../../../src/index.ts";
import type { CallOptions, RestClientOptions } from "../../../src/index.ts";
import { futuresFixtures } from "../futures-fixtures/index.ts";
import { institutionalFixtures } from "../institutional-fixtures/index.ts";
import { partnerFixtures } from "../partner-fixtures/index.ts";
import { spotFixtures } from "../spot-fixtures/index.ts";

/** A row of `catalogue.json`. */
export interface Documented {
  readonly client: ClientName;
  readonly name: string;
  /** Section of the documentation. */
  readonly group: string;
  readonly verb: string;
  readonly path: string;
  readonly signing: "none" | "body-nonce" | "header-nonce" | "futures" | "oauth-basic" | "oauth-bearer";
  readonly host: string;
  readonly body: "query" | "form" | "form or json" | "json" | "multipart";
  readonly permission?: string;
  readonly rateCost?: string;
  readonly docs: string;
  readonly params: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}

export type Values = Readonly<Record<string, unknown>>;

/** A documented call with its examples. */
export interface Call extends Documented {
  readonly examples: readonly Values[];
  readonly answers: readonly unknown[];
}

interface Example {
  readonly params: object;
  readonly otherParams?: readonly object[];
  readonly answer: unknown;
  readonly otherAnswers?: readonly unknown[];
}

export const clients = { SpotClient, DerivativesClient, InstitutionalClient, PartnerClient };
export type ClientName = keyof typeof clients;

const fixtures: Readonly<Record<ClientName, Readonly<Record<string, Example>>>> = {
  SpotClient: spotFixtures,
  DerivativesClient: futuresFixtures,
  InstitutionalClient: institutionalFixtures,
  PartnerClient: partnerFixtures,
};

const catalogue = JSON.parse(
  readFileSync(new URL("../catalogue.json", import.meta.url), "utf8"),
) as readonly Documented[];

export const calls: readonly Call[] = catalogue.map((entry) => {
  const { params, otherParams = [], answer, otherAnswers = [] } = fixtures[entry.client][entry.name] as Example;
  return { ...entry, examples: [params, ...otherParams] as Values[], answers: [answer, ...otherAnswers] };
});

/** Makes `call` through a client of its own. */
export function make(call: Documented, options: RestClientOptions, ...given: [params?: object, options?: CallOptions]) {
  const client = new clients[call.client](options) as unknown as Record<
    string,
    (...all: unknown[]) => Promise<unknown>
  >;
  return (client[call.name] as (...all: unknown[]) => Promise<unknown>).apply(client, given);
}
