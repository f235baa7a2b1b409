import { at } from "../running.ts";

/** What earlier answers gave: ids, tokens, addresses. */
export type Kept = Record<string, string>;

/** One call: what it sends, what it answers, what later calls need of that. */
export interface Step {
  readonly name: string;
  /** Parts of the path, query and body of the call; from what was kept. */
  readonly send?: (kept: Kept) => {
    readonly path?: Readonly<Record<string, string>>;
    readonly query?: string;
    readonly body?: object;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Members of the result; of the first entry when it is a list; `boolean` or `text` for what has none. */
  readonly shape: string;
  /** What later calls need of the answer. */
  readonly keep?: (result: unknown, kept: Kept) => void;
  /** Time that passes before the next call. */
  readonly wait?: number;
}

/** Keeps something inside an answer under a name. */
export const id =
  (name: string, ...path: readonly (string | number)[]): ((result: unknown, into: Kept) => void) =>
  (result, into) =>
    void (into[name] = String(at(result, ...path)));

/** A believable address. */
export const bitcoinAddress: string = "bc1qxdsh4sdd29h6ldehz0se5c61asq8cgwyjf2y3z";

/** Ways out, as legacy calls of Spot and custody tell them. */
export const methodShape: string = "asset,method_id,method,network_id,network,minimum,fee,limits";

/** Who a customer is. */
export const identity: object = { full_name: { first_name: "Ada", last_name: "P" }, date_of_birth: "1990-12-31" };

/** The papers that prove it. */
export const papers: object = {
  identity,
  document_type: "passport",
  document_number: "C01X00T47",
  issuing_country: "DE",
  verifier: "kyc",
  verified_at: "2026-01-01T00:00:00Z",
};
