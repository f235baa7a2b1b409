/** What the exchange's refusals mean: https://docs.kraken.com/api/docs/guides/spot-errors, the Futures status words, and what either says over sockets. */
import type { RefusalCategory, RetryAdvice } from "../base/errors.ts";

export interface Meaning {
  readonly category: RefusalCategory;
  readonly retry: RetryAdvice;
  /** Milliseconds to stay away, where a rule or the text itself says so. */
  readonly retryAfter?: number;
}

// One line per advice and category; the texts are prefixes, the longest that matches counts.
const spotCatalogue = `
never authentication EAPI:Invalid key,EAPI:Invalid signature,EAuth:Account temporary disabled,EAuth:Account unconfirmed,EAuth:Failed
never permission EGeneral:Permission denied,EAccount:Invalid permissions,EAPI:Feature disabled,EOrder:Trading agreement required,EOrder:Reduce only:Non-PC,EOrder:Reduce only:Non-ECP,EBM:limit exceeded
never arguments EGeneral:Invalid arguments,EGeneral:Unknown method,EAPI:Bad request,ETrade:Invalid request,EFunding,EEarnings,EAPI:InvalidParameter,Subscription,Unsupported,Malformed request,Private data and trading are unavailable,Public market data subscriptions are unavailable
never symbol EQuery,ENexus:Unknown asset,Currency pair not
never funds EOrder:Insufficient funds,EOrder:Margin allowance exceeded,EOrder:Margin level too low,EOrder:Margin position size exceeded,EOrder:Insufficient initial margin
never price EOrder:Order minimum not met,EOrder:Cost minimum not met,EOrder:Tick size check failed,EOrder:Invalid price,EOrder:Post only order
never position EOrder:Cannot open position,EOrder:Cannot open opposing position
refresh nonce EAPI:Invalid nonce
refresh session ESession:Invalid session,EAPI:Invalid token,Token(s) not found
later limit EAPI:Rate limit exceeded,EGeneral:Too many requests,EService:Throttled,EOrder:Rate limit exceeded,EOrder:Domain rate limit exceeded,EAuth:Rate limit exceeded,EAuth:Too many requests,Exceeded msg rate,Rate limit for snapshot requests exceeded
later lockout EGeneral:Temporary lockout
later funds EOrder:Insufficient margin
later service ETrade:Locked,ETrade:User Locked,EPTL:Not enough depth on book
market market EService:Market in
reread order EOrder:Unknown order,EOrder:Invalid order,EOrder:Order not editable,EOrder:Not enough leaves qty,EOrder:Cancel pending,EOrder:Orders limit exceeded,EOrder:Positions limit exceeded,EOrder:Scheduled orders limit exceeded
reread position EOrder:Reduce only,EOrder:Unknown position
reconcile service EGeneral:Internal error,EDatabase,EService
`;

const futuresCatalogue = `
never authentication Failed to subscribe to authenticated feed,authenticationError,invalidAccount,accountInactive,api_key_not_found,unauthorized
never permission insufficientPrivileges
never arguments requiredArgumentMissing,invalidArgument,invalidAmount,invalidUnit,Json Parse Error,Argument invalid,BAD_REQUEST,Invalid resolution,Couldn't subscribe to invalid feed,Invalid feed,Json Error,Bad request,Bad websocket message
never symbol contractNotFound,CONTRACT_DOES_NOT_EXIST,Couldn't subscribe to invalid product,Invalid product id
never funds insufficientFunds,INSUFFICIENT_MARGIN
later limit apiLimitExceeded,rate_limited
later service Trading engine unavailable
refresh nonce nonceBelowThreshold,nonceDuplicate
market market marketUnavailable
reread order notFound,NOT_FOUND
reconcile service Unavailable,Server Error,unknownError,INTERNAL_SERVER_ERROR
`;

type Catalogue = readonly (readonly [prefix: string, meaning: Meaning])[];

function parse(text: string): Catalogue {
  const entries = text
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [, retry, category, prefixes = ""] = /^(\w+) (\w+) (.*)$/.exec(line) ?? [];
      const meaning = { retry, category } as Meaning;
      return prefixes.split(",").map((prefix) => [prefix, meaning] as const);
    });
  return entries.sort(([a], [b]) => b.length - a.length);
}

const lookUp = (catalogue: Catalogue, reason: string, unheardOf: Meaning): Meaning =>
  catalogue.find(([prefix]) => reason.startsWith(prefix))?.[1] ?? unheardOf;

/** A Spot reason is a refusal whatever it says. */
const refused: Meaning = { category: "other", retry: "never" };
/**
 * A Futures word nobody has described may be a fault of the engine, behind which the order can rest: finding out costs a
 * call, taking it for a refusal may cost a position.
 */
const doubtful: Meaning = { category: "other", retry: "reconcile" };

// When a refusal carries several reasons, the one that asks for most care decides.
const severity: readonly RetryAdvice[] = ["reconcile", "reread", "later", "market", "refresh", "never"];
const worst = (meanings: readonly Meaning[]): Meaning =>
  severity
    .map((retry) => meanings.find((meaning) => meaning.retry === retry))
    .find((meaning) => meaning !== undefined) ?? {
    category: "other",
    retry: "never",
  };

/** The meaning of Spot reasons such as `EOrder:Insufficient funds`. `now` (ms) turns a throttle's unix time into a wait. */
export function spotMeaning(reasons: readonly string[], now: number): Meaning {
  const catalogue = parse(spotCatalogue);
  const tidy = reasons.map((reason) => reason.replace(/\s*:\s*/g, ":"));
  const meaning = worst(tidy.map((reason) => lookUp(catalogue, reason, refused)));
  if (meaning.category === "lockout") return { ...meaning, retryAfter: 900_000 };
  if (meaning.category !== "limit") return meaning;
  const until = tidy.map((reason) => /^EService:Throttled:(\d+)/.exec(reason)?.[1]).find((text) => text !== undefined);
  if (until !== undefined) return { ...meaning, retryAfter: Math.max(0, Number(until) * 1000 - now) };
  return tidy.some((reason) => reason.startsWith("EAuth:")) ? { ...meaning, retryAfter: 30_000 } : meaning;
}

/** The meaning of Futures error words. */
export function futuresMeaning(reasons: readonly string[]): Meaning {
  const catalogue = parse(futuresCatalogue);
  const meaning = worst(reasons.map((reason) => lookUp(catalogue, reason, doubtful)));
  return meaning.category === "limit" ? { ...meaning, retryAfter: 10_000 } : meaning;
}

/** The meaning of an HTTP status where the body gives no words. */
export function statusMeaning(status: number): Meaning {
  if (status === 401) return { category: "authentication", retry: "never" };
  if (status === 403) return { category: "permission", retry: "never" };
  if (status === 429) return { category: "limit", retry: "later" };
  if (status === 409) return { category: "order", retry: "reread" };
  // Said by whoever lost patience, be it before or after the request had been passed on.
  if (status === 408) return { category: "service", retry: "reconcile" };
  return status >= 500 ? { category: "service", retry: "reconcile" } : { category: "other", retry: "never" };
}
