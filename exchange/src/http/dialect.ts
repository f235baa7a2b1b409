import { STATUS_CODES } from "node:http";
import { stringify } from "../base/json.ts";
import type { WireReply } from "./call.ts";

/** How one product words its answers. */
export interface Dialect {
  /** Wraps a handler's result. */
  wrap(result: unknown, now: number): WireReply;
  /** A refusal in the exchange's own words. */
  refuse(reasons: readonly string[], now: number): WireReply;
  /** A request that failed authentication. */
  deny(reason: string, now: number): WireReply;
  /** A request over its budget. */
  limit(waitMs: number, now: number): WireReply;
  /** Something went wrong inside; the client learns nothing else. */
  crash(now: number): WireReply;
  /** No such call. */
  unknown(now: number): WireReply;
  /** The call exists, but not with this HTTP method. */
  wrongMethod(allowed: readonly string[], now: number): WireReply;
  /** The body or query cannot be read at all. */
  malformed(now: number): WireReply;
}

const jsonType = { "content-type": "application/json; charset=utf-8" } as const;

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): WireReply {
  return { status, headers: { ...jsonType, ...headers }, body: stringify(value) };
}

/** A plain text answer. */
export function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): WireReply {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body: text };
}

const iso = (now: number): string => new Date(now).toISOString();

/** Spot answers 200 whatever happens; the error array tells. */
const spot: Dialect = {
  wrap: (result) => json(200, { error: [], result }),
  refuse: (reasons) => json(200, { error: reasons }),
  deny: (reason) => json(200, { error: [reason] }),
  limit: () => json(200, { error: ["EAPI:Rate limit exceeded"] }),
  crash: () => json(200, { error: ["EGeneral:Internal error"] }),
  unknown: () => json(200, { error: ["EGeneral:Unknown method"] }),
  wrongMethod: () => json(200, { error: ["EAPI:Bad request"] }),
  malformed: () => json(200, { error: ["EAPI:Bad request"] }),
};

const futuresError = (status: number, error: string, now: number): WireReply =>
  json(status, { result: "error", error, serverTime: iso(now) });

const derivatives: Dialect = {
  wrap: (result, now) => json(200, { result: "success", ...(result as object), serverTime: iso(now) }),
  refuse: (reasons, now) => futuresError(200, reasons[0] ?? "unknownError", now),
  deny: (reason, now) => futuresError(200, reason, now),
  limit: (_, now) => futuresError(200, "apiLimitExceeded", now),
  crash: (now) => futuresError(500, "Server Error", now),
  unknown: (now) => futuresError(404, "notFound", now),
  wrongMethod: (allowed, now) => ({
    ...futuresError(405, "notFound", now),
    headers: { ...jsonType, allow: allowed.join(", ") },
  }),
  malformed: (now) => futuresError(200, "invalidArgument", now),
};

const history: Dialect = {
  wrap: (result) => json(200, result),
  refuse: (reasons) => json(400, { status: "error", reason: reasons[0] ?? "unknownError" }),
  deny: (reason) => json(401, { status: "unauthorized", reason }),
  limit: (waitMs) => plain(429, "Too Many Requests", { "rate-limit-reset": String(Math.ceil(waitMs / 1000)) }),
  crash: () => json(500, { status: "error", reason: "Server Error" }),
  unknown: () => json(404, { status: "error", reason: "notFound" }),
  wrongMethod: (allowed) => json(405, { status: "error", reason: "notFound" }, { allow: allowed.join(", ") }),
  malformed: () => json(400, { status: "error", reason: "invalidArgument" }),
};

const chartError = (status: number, type: string, headers: Readonly<Record<string, string>> = {}): WireReply =>
  json(status, { errors: [{ severity: "error", error_class: "General", type }] }, headers);

const charts: Dialect = {
  wrap: (result) => json(200, result),
  refuse: (reasons) => chartError(400, reasons[0] ?? "unknown"),
  deny: (reason) => chartError(401, reason),
  limit: () => plain(429, "Too Many Requests"),
  crash: () => chartError(500, "Internal error"),
  unknown: () => chartError(404, "Unknown method"),
  wrongMethod: (allowed) => chartError(405, "Unknown method", { allow: allowed.join(", ") }),
  malformed: () => chartError(400, "Invalid arguments"),
};

const keyError = (status: number, error: string, message: string): WireReply =>
  json(status, { error, message, suberror: null });

const keys: Dialect = {
  ...charts,
  refuse: (reasons) => keyError(400, reasons[0] ?? "unknown_error", "The request was refused"),
  deny: (reason) =>
    reason === "authenticationError"
      ? keyError(401, "api_key_not_found", "No API key matches this request")
      : keyError(401, reason, "The nonce of this request was refused"),
  crash: () => keyError(500, "internal_error", "Something went wrong"),
  unknown: () => keyError(404, "not_found", "No such resource"),
  wrongMethod: () => keyError(405, "not_found", "No such resource"),
  malformed: () => keyError(400, "bad_request", "The request cannot be read"),
};

/** HTTP status of a refusal where statuses mean something. */
export function statusOf(reason: string): number {
  if (/^E(?:API|Auth)\b.*(?:key|signature|nonce|Failed)|Temporary lockout/i.test(reason)) return 401;
  if (/Permission denied|User Locked/.test(reason)) return 403;
  if (
    /Unknown method|not found|Unknown (?:user|quote|order|webhook|report|vault|task|transaction|address)$/i.test(reason)
  )
    return 404;
  if (/Too many|already|Not enough depth|Idempotency/i.test(reason)) return 409;
  if (reason.startsWith("EService")) return 503;
  return /Rate limit/.test(reason) ? 429 : 400;
}

const nexusError = (
  status: number,
  reasons: readonly string[],
  headers?: Readonly<Record<string, string>>,
): WireReply => json(status, { error: reasons }, headers);

/** Embed, Ramp, and what belongs to no product. */
const nexus: Dialect = {
  wrap: (result) => json(200, { result }),
  refuse: (reasons) => nexusError(statusOf(reasons[0] ?? ""), reasons),
  deny: (reason) => nexusError(401, [reason]),
  limit: () => nexusError(429, ["EAPI:Rate limit exceeded"]),
  crash: () => nexusError(500, ["EGeneral:Internal error"]),
  unknown: () => nexusError(404, ["EGeneral:Unknown method"]),
  wrongMethod: (allowed) => nexusError(405, ["EGeneral:Unknown method"], { allow: allowed.join(", ") }),
  malformed: () => nexusError(400, ["EAPI:Bad request"]),
};

/** RFC 7807, with the reasons where every other product has them. */
const problem = (
  status: number,
  reasons: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): WireReply =>
  json(
    status,
    { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail: reasons[0], error: reasons },
    { ...headers, "content-type": "application/problem+json" },
  );

/** Funding (Beta) and Custody External: no envelope around answers. */
const bare: Dialect = {
  wrap: (result) => json(200, result),
  refuse: (reasons) => problem(statusOf(reasons[0] ?? ""), reasons),
  deny: (reason) => problem(401, [reason]),
  limit: () => problem(429, ["EAPI:Rate limit exceeded"]),
  crash: () => problem(500, ["EGeneral:Internal error"]),
  unknown: () => problem(404, ["EGeneral:Unknown method"]),
  wrongMethod: (allowed) => problem(405, ["EGeneral:Unknown method"], { allow: allowed.join(", ") }),
  malformed: () => problem(400, ["EAPI:Bad request"]),
};

const oauthError = (status: number, error: string): WireReply => json(status, { error });

const oauth: Dialect = {
  wrap: (result) => json(200, { result }),
  refuse: (reasons) => json(400, { error: "invalid_request", error_description: reasons[0] }),
  deny: () => oauthError(401, "invalid_token"),
  limit: () => oauthError(429, "temporarily_unavailable"),
  crash: () => oauthError(500, "server_error"),
  unknown: () => oauthError(404, "not_found"),
  wrongMethod: (allowed) => json(405, { error: "invalid_request" }, { allow: allowed.join(", ") }),
  malformed: () => oauthError(400, "invalid_request"),
};

/** Legacy custody and Pay word refusals as objects; the member they are in differs per call. */
function worded(member: "error" | "errors", wrap: Dialect["wrap"]): Dialect {
  const refuse = (reasons: readonly string[]): WireReply => json(200, { [member]: wordedErrors(reasons) });
  return {
    wrap,
    refuse,
    deny: (reason) => refuse([reason]),
    limit: () => refuse(["EAPI:Rate limit exceeded"]),
    crash: () => refuse(["EGeneral:Internal error"]),
    unknown: () => refuse(["EGeneral:Unknown method"]),
    wrongMethod: () => refuse(["EAPI:Bad request"]),
    malformed: () => refuse(["EAPI:Bad request"]),
  };
}

/** Lists and tasks of legacy custody: the handler names `result`, `start` and `total` itself. */
const custodyLists = worded("errors", (result) => json(200, { ...(result as object), errors: [] }));
const custodySingles = worded("error", (result) => json(200, { error: [], result }));

/** OTC and Prime answer 500 to what they refuse. */
const deal: Dialect = { ...spot, refuse: (reasons) => json(500, { error: reasons }) };

/** A refusal as custody and Pay word it. */
export interface WordedError {
  readonly severity: string;
  readonly errorClass: string;
  readonly type: string;
  readonly errorMessage?: string;
}

/** `EFunding:Invalid amount:too small` taken apart. */
export function wordedErrors(reasons: readonly string[]): readonly WordedError[] {
  return reasons.map((reason) => {
    const [family = "", type = "", ...rest] = reason.split(":");
    const errorMessage = rest.join(":");
    return {
      severity: family.slice(0, 1),
      errorClass: family.slice(1),
      type,
      ...(errorMessage === "" ? {} : { errorMessage }),
    };
  });
}

/** The product a path belongs to, by the way it answers. */
export function dialectOf(path: string): Dialect {
  if (path.startsWith("/0/")) return privateDialect(path);
  if (path.startsWith("/derivatives/")) return derivatives;
  if (path.startsWith("/api/history/")) return history;
  if (path.startsWith("/api/charts/") || path.startsWith("/api/stats/")) return charts;
  if (path.startsWith("/api/auth/")) return keys;
  if (path.startsWith("/funding/") || path.startsWith("/v0/insto/")) return bare;
  if (path.startsWith("/oauth/")) return oauth;
  return nexus;
}

const privateDialects: readonly (readonly [RegExp, Dialect])[] = [
  [/^\/0\/private\/(?:GetCustodyBalance|GetCustodyTransaction|Pay\/)/, custodySingles],
  [/^\/0\/private\/(?:Get|List)Custody/, custodyLists],
  [/^\/0\/private\/\w*(?:Otc|Prime)/, deal],
];

function privateDialect(path: string): Dialect {
  return privateDialects.find(([pattern]) => pattern.test(path))?.[1] ?? spot;
}
