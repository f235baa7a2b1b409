/** What a key is good for, in the words of Kraken's key form, and what is wrong when it is good for nothing. */
import type { FuturesApiKeyCheckResponse, FuturesGeneral, FuturesKeyAccess } from "../api/futures/index.ts";
import type { CallOptions } from "../api/route.ts";
import type { SpotAccount, SpotApiKeyInfo, SpotApiKeyPermission } from "../api/spot/index.ts";
import { isKrakenError, UsageError } from "../base/errors.ts";
import type { AnyKrakenError } from "../base/errors.ts";

/** Names of the permissions in the form that makes a Spot key (Settings, API). */
export const spotKeySettings: Readonly<Record<SpotApiKeyPermission, string>> = {
  "query-funds": "Funds permissions - Query",
  "add-funds": "Funds permissions - Deposit",
  "withdraw-funds": "Funds permissions - Withdraw",
  "earn-funds": "Funds permissions - Earn",
  "query-open-trades": "Orders and trades - Query open orders & trades",
  "query-closed-trades": "Orders and trades - Query closed orders & trades",
  "modify-trades": "Orders and trades - Create & modify orders",
  "close-trades": "Orders and trades - Cancel & close orders",
  "query-ledger": "Data - Query ledger entries",
  "export-data": "Data - Export data",
  "create-ws-token": "WebSocket interface - On",
  "add-withdraw-address": "Funds permissions - Add withdrawal addresses",
  "update-withdraw-address": "Funds permissions - Update withdrawal addresses",
};

/** What a program wants to do with a Spot key. */
export type SpotKeyUse =
  /** Balances, credit, trading volume and fees. */
  | "read-balances"
  /** Open and past orders, trades, positions and margin figures. */
  | "read-orders"
  /** Ledger entries. */
  | "read-ledger"
  /** Enter, change and cancel orders. */
  | "trade"
  /** Cancel orders, and nothing else. */
  | "cancel"
  /** Private channels: `executions` and `balances`. */
  | "stream-private"
  /** Orders over WebSocket. */
  | "trade-stream"
  /** Deposit methods, addresses and states. */
  | "deposit"
  /** Withdrawals and their states. */
  | "withdraw"
  /** Saved withdrawal addresses. */
  | "withdraw-addresses"
  /** Earn: allocating and taking back. */
  | "earn"
  /** Reports as files: `spotReport`. */
  | "export";

const spotNeeds: Readonly<Record<SpotKeyUse, readonly SpotApiKeyPermission[]>> = {
  "read-balances": ["query-funds"],
  "read-orders": ["query-open-trades", "query-closed-trades"],
  "read-ledger": ["query-ledger"],
  trade: ["modify-trades", "close-trades"],
  cancel: ["close-trades"],
  "stream-private": ["create-ws-token", "query-funds", "query-open-trades", "query-closed-trades"],
  "trade-stream": ["create-ws-token", "modify-trades", "close-trades"],
  deposit: ["query-funds", "add-funds"],
  withdraw: ["query-funds", "withdraw-funds"],
  "withdraw-addresses": ["query-funds", "add-withdraw-address"],
  earn: ["query-funds", "earn-funds"],
  export: ["export-data"],
};

/** What a program wants to do with a Futures key. */
export type FuturesKeyUse =
  /** Everything that changes nothing, private channels included. */
  | "read"
  /** Orders, preferences, and transfers between wallets of Futures. */
  | "trade"
  /** Transfers from Futures to the Spot wallet. */
  | "withdraw";

const futuresNeeds: Readonly<
  Record<FuturesKeyUse, { api: "general" | "transfer"; access: "READ_ONLY" | "FULL_ACCESS" }>
> = {
  read: { api: "general", access: "READ_ONLY" },
  trade: { api: "general", access: "FULL_ACCESS" },
  withdraw: { api: "transfer", access: "FULL_ACCESS" },
};

const futuresApis = { general: "General API", transfer: "Withdrawal API" } as const;
const futuresAccess: Readonly<Record<string, string>> = {
  NO_ACCESS: "No access",
  READ_ONLY: "Read only",
  FULL_ACCESS: "Full access",
};

/**
 * What is wrong with a key.
 *
 * - `no-key`: the client has none.
 * - `wrong-key`: the exchange does not know the public part; or the key was deleted, expired or is of another product.
 * - `wrong-secret`: the secret does not belong to the key.
 * - `wrong-key-or-secret`: one of the two; the exchange does not say which.
 * - `nonce`: another program uses the key with higher nonces.
 * - `address`: the key may not be used from this machine's address.
 * - `locked-out`: too many mistakes in a row; wait a quarter of an hour without trying.
 * - `limited`: a rate limit; the key itself may be fine.
 * - `unreachable`: no answer from the exchange; the key itself may be fine.
 * - `unavailable`: the exchange answered, but not to the question.
 */
export type KeyProblem =
  | "no-key"
  | "wrong-key"
  | "wrong-secret"
  | "wrong-key-or-secret"
  | "nonce"
  | "address"
  | "locked-out"
  | "limited"
  | "unreachable"
  | "unavailable";

/** A permission that a key lacks. */
export interface MissingPermission<Permission, Use> {
  readonly permission: Permission;
  /** Name of the setting in Kraken's key form. */
  readonly setting: string;
  /** What it is needed for, of the uses asked about. */
  readonly uses: readonly Use[];
}

/** A key that does not work. */
export interface BadCredentials {
  readonly ok: false;
  readonly problem: KeyProblem;
  /** What to do about it, in a sentence. */
  readonly advice: string;
  /** What the call ended with. */
  readonly error: AnyKrakenError;
  readonly permissions: readonly never[];
  readonly missing: readonly never[];
}

/** A Spot key that works; `ok` says whether it may do everything asked about. */
export interface SpotCredentials {
  readonly ok: boolean;
  readonly problem?: undefined;
  readonly permissions: readonly SpotApiKeyInfo["permissions"][number][];
  /** Names of the permissions in Kraken's key form. */
  readonly settings: readonly string[];
  readonly missing: readonly MissingPermission<SpotApiKeyPermission, SpotKeyUse>[];
  readonly name: string;
  /** How far below the highest nonce a late one is still accepted; pass it as `nonceWindow` to the client. */
  readonly nonceWindow: number;
  /** Milliseconds since 1970 when the key ends; `undefined` for never. */
  readonly validUntil: number | undefined;
  /** Milliseconds since 1970: beginning of the data it may query; `undefined` without a limit. */
  readonly queryFrom: number | undefined;
  /** Milliseconds since 1970: end of the data it may query; `undefined` without a limit. */
  readonly queryTo: number | undefined;
  /** Addresses it may be used from; empty for any. */
  readonly addresses: readonly string[];
}

/** A Futures key that works; `ok` says whether it may do everything asked about. */
export interface FuturesCredentials {
  readonly ok: boolean;
  readonly problem?: undefined;
  readonly permissions: FuturesApiKeyCheckResponse["permissions"];
  /** Names of the permissions in Kraken's key form. */
  readonly settings: readonly string[];
  readonly missing: readonly MissingPermission<"general" | "transfer", FuturesKeyUse>[];
  readonly accountUid: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Addresses it may be used from; empty for any. */
  readonly addresses: readonly string[];
}

/** What `checkCredentials` of a client is asked. */
export interface CredentialsQuestion<Use> {
  /** What the key should be good for. Default: nothing in particular. */
  readonly uses?: readonly Use[] | undefined;
}

/** Asks the exchange about a Spot key. */
export async function checkSpotKey(
  spot: Pick<SpotAccount, "getApiKeyInfo">,
  question: CredentialsQuestion<SpotKeyUse> & { readonly otp?: string | undefined },
  options?: CallOptions,
): Promise<SpotCredentials | BadCredentials> {
  const uses = checkedUses(question.uses, spotNeeds);
  const { otp } = question;
  let info: SpotApiKeyInfo;
  try {
    info = (await spot.getApiKeyInfo(otp === undefined ? {} : { otp }, options)).result;
  } catch (error) {
    return badCredentials(error, spotProblem);
  }
  const { permissions } = info;
  const missing = lacking(uses, spotNeeds, (permission) => permissions.includes(permission)).map(
    ([permission, of]) => ({ permission, setting: spotKeySettings[permission], uses: of }),
  );
  return {
    ok: missing.length === 0,
    permissions,
    settings: permissions.map((permission) => spotKeySettings[permission as SpotApiKeyPermission] ?? permission),
    missing,
    name: info.api_key_name ?? info.apiKeyName ?? "",
    nonceWindow: Number(info.nonce_window ?? info.nonceWindow ?? 0),
    validUntil: moment(info.valid_until ?? info.validUntil),
    queryFrom: moment(info.query_from ?? info.queryFrom),
    queryTo: moment(info.query_to ?? info.queryTo),
    addresses: info.ip_allowlist ?? info.ipAllowlist ?? [],
  };
}

/** Asks the exchange about a Futures key. */
export async function checkFuturesKey(
  futures: Pick<FuturesGeneral, "checkApiKeyV3">,
  question: CredentialsQuestion<FuturesKeyUse>,
  options?: CallOptions,
): Promise<FuturesCredentials | BadCredentials> {
  const uses = checkedUses(question.uses, futuresNeeds);
  let key: FuturesApiKeyCheckResponse;
  try {
    key = await futures.checkApiKeyV3({}, options);
  } catch (error) {
    return badCredentials(error, futuresProblem);
  }
  const { permissions } = key;
  const missing: MissingPermission<"general" | "transfer", FuturesKeyUse>[] = [];
  for (const api of ["general", "transfer"] as const) {
    const unmet = uses.filter(
      (use) => futuresNeeds[use].api === api && !grants(permissions[api], futuresNeeds[use].access),
    );
    if (unmet.length === 0) continue;
    const full = unmet.some((use) => futuresNeeds[use].access === "FULL_ACCESS");
    missing.push({ permission: api, setting: setting(api, full ? "FULL_ACCESS" : "READ_ONLY"), uses: unmet });
  }
  const { allowedCidrBlocks: blocks, allowedCidrBlock: block } = key;
  return {
    ok: missing.length === 0,
    permissions,
    settings: [setting("general", permissions.general), setting("transfer", permissions.transfer)],
    missing,
    accountUid: key.accountUid,
    createdAt: key.createdAt,
    addresses: blocks?.length ? blocks : block ? [block] : [],
  };
}

const setting = (api: "general" | "transfer", access: FuturesKeyAccess): string =>
  `${futuresApis[api]} - ${futuresAccess[access] ?? access}`;

const grants = (has: FuturesKeyAccess, needs: "READ_ONLY" | "FULL_ACCESS"): boolean =>
  has === "FULL_ACCESS" || (needs === "READ_ONLY" && has === "READ_ONLY");

function checkedUses<Use extends string>(
  uses: readonly Use[] | undefined,
  known: Readonly<Record<Use, unknown>>,
): readonly Use[] {
  for (const use of uses ?? [])
    if (!Object.hasOwn(known, use))
      throw new UsageError(`"${use}" is not among the uses of a key: ${Object.keys(known).join(", ")}`, "uses");
  return uses ?? [];
}

/** What is not granted, each with the uses it is needed for. */
function lacking<Use extends string, Permission>(
  uses: readonly Use[],
  needs: Readonly<Record<Use, readonly Permission[]>>,
  granted: (permission: Permission) => boolean,
): [Permission, Use[]][] {
  const missing = new Map<Permission, Use[]>();
  for (const use of uses)
    for (const permission of needs[use])
      if (!granted(permission)) missing.set(permission, [...(missing.get(permission) ?? []), use]);
  return [...missing];
}

/** Unix seconds as text, where `0` means that there is no limit. */
function moment(seconds: string | undefined): number | undefined {
  const value = Number(seconds ?? 0);
  return value > 0 ? value * 1000 : undefined;
}

const advices: Readonly<Record<KeyProblem, string>> = {
  "no-key": "Pass apiKey and apiSecret to the client.",
  "wrong-key":
    "The exchange does not know this key: check apiKey, whether the key was deleted or has expired, and that it is a key of this product (Spot and Futures have separate ones).",
  "wrong-secret":
    "apiSecret does not belong to apiKey: copy both anew, or make a new key, since the secret is shown once only.",
  "wrong-key-or-secret":
    "apiKey or apiSecret is wrong; the exchange does not say which. Spot and Futures have separate keys.",
  nonce: "Another program uses this key with higher nonces: give each program a key of its own, or set a nonce window.",
  address: "This key is restricted to other addresses: add this machine's to IP address restriction in the key form.",
  "locked-out": "Too many mistakes in a row: leave the key alone for 15 minutes; every attempt starts the time again.",
  limited: "A rate limit was reached, which says nothing about the key: try again in a while.",
  unreachable:
    "No answer from the exchange, which says nothing about the key: check the network, the proxy and the clock.",
  unavailable: "The exchange could not say: try again in a while.",
};

function badCredentials(error: unknown, problemOf: (error: AnyKrakenError) => KeyProblem | undefined): BadCredentials {
  if (!isKrakenError(error) || error.kind === "aborted") throw error;
  const problem = problemOf(error);
  // A mistake in the call is not a property of the key.
  if (problem === undefined) throw error;
  return { ok: false, problem, advice: advices[problem], error, permissions: [], missing: [] };
}

function commonProblem(error: AnyKrakenError): KeyProblem | undefined {
  if (error.kind === "usage") return error.field === "apiKey" ? "no-key" : undefined;
  if (error.kind !== "refused") return error.kind === "protocol" ? "unavailable" : "unreachable";
  if (error.reasons.some((reason) => /\bIP\b|address|allow-?list|whitelist|cidr/i.test(reason))) return "address";
  if (error.category === "lockout") return "locked-out";
  if (error.category === "limit") return "limited";
  if (error.category === "nonce") return "nonce";
  return undefined;
}

function spotProblem(error: AnyKrakenError): KeyProblem | undefined {
  const common = commonProblem(error);
  if (common !== undefined || error.kind !== "refused") return common;
  if (error.reasons.some((reason) => reason.startsWith("EAPI:Invalid key"))) return "wrong-key";
  if (error.reasons.some((reason) => reason.startsWith("EAPI:Invalid signature"))) return "wrong-secret";
  if (error.category === "authentication") return "wrong-key-or-secret";
  // Any key may ask about itself, so what forbids it is where the question comes from.
  return error.category === "permission" ? "address" : "unavailable";
}

function futuresProblem(error: AnyKrakenError): KeyProblem | undefined {
  const common = commonProblem(error);
  if (common !== undefined || error.kind !== "refused") return common;
  const words = [...error.reasons, JSON.stringify(error.body ?? "")].join(" ");
  if (/signature|authent\b/i.test(words)) return "wrong-secret";
  if (error.category === "authentication" || error.code === 401) return "wrong-key-or-secret";
  return error.category === "permission" ? "address" : "unavailable";
}
