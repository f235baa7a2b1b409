import type { RequestSummary } from "../base/errors.ts";
import type { WireRequest } from "../ports.ts";

const mask = "[secret]";

const names =
  "otp|token|access_?token|refresh_?token|client_?secret|api_?key|api_?secret|secret|password|passphrase|private_?key|" +
  "signature|signed_?challenge|original_?challenge|authorization|code|api-sign|api-otp|authent|set-cookie|cookie";

/** A text put together as an argument would keep bundlers from leaving the pattern out. */
function pattern(text: () => string, flags: string): RegExp {
  return new RegExp(text(), flags);
}

/** Parameter and answer fields that are secrets wherever they occur. */
const secretFields = /* @__PURE__ */ pattern(() => `^(${names})$`, "i");
/** The same in a text that holds JSON, whole or cut off. */
const inJson = /* @__PURE__ */ pattern(() => `"(${names})"(\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"?|[\\d.]+)`, "gi");
/** The same in a form or an address. */
const inForm = /* @__PURE__ */ pattern(() => `(^|[?&\\s])(${names})=[^&\\s]*`, "gi");

/** Headers that say something useful and never a secret. */
const openHeaders = new Set(["content-type", "user-agent", "payward-version", "accept"]);

/** Deeper than this nothing an error tells is worth the stack it takes. */
const deepest = 32;

/**
 * A copy of `value` in which secret fields are masked, and the given secret texts wherever they occur. What JSON cannot
 * write becomes text.
 */
export function redact(value: unknown, secrets: readonly string[], depth: number = 0): unknown {
  if (typeof value === "string") return redactText(value, secrets);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (depth === deepest) return "[more]";
  if (Array.isArray(value)) return value.map((entry) => redact(entry, secrets, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretFields.test(name) && isScalar(inner) ? mask : redact(inner, secrets, depth + 1),
    ]),
  );
}

const isScalar = (value: unknown): value is string | number | bigint =>
  typeof value === "string" || typeof value === "number" || typeof value === "bigint";

function redactText(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.split(secret).join(mask), text);
  return known.replace(inJson, `"$1"$2"${mask}"`).replace(inForm, `$1$2=${mask}`);
}

/** The request as an error may show it. */
export function summary(request: WireRequest, secrets: readonly string[]): RequestSummary {
  const headers = Object.entries(request.headers).filter(([name]) => openHeaders.has(name.toLowerCase()));
  return {
    method: request.method,
    url: redact(request.url, secrets) as string,
    headers: Object.fromEntries(headers),
  };
}

/** What a request and its parameters carry that nobody may read, in case an answer or a failure quotes it. */
export function secretsIn(request: WireRequest | undefined, params: object | undefined): string[] {
  const headers = Object.entries(request?.headers ?? {}).filter(([name]) => !openHeaders.has(name.toLowerCase()));
  const fields = Object.entries(params ?? {}).filter(([name, value]) => secretFields.test(name) && isScalar(value));
  return [...headers, ...fields].map(([, value]) => String(value));
}

/** The cause of an error as it is, or without its own words where those, or its causes', tell a secret. */
export function redactCause(cause: unknown, secrets: readonly string[]): unknown {
  if (typeof cause === "string") return redact(cause, secrets);
  for (let at: unknown = cause, depth = 0; at instanceof Error && depth < deepest; at = at.cause, depth += 1) {
    const words = `${at.message}\n${at.stack ?? ""}`;
    if (secrets.some((secret) => words.includes(secret)))
      return new Error(redact((cause as Error).message, secrets) as string);
  }
  return cause;
}
