import type { RequestSummary } from "../base/errors.ts";
import type { WireRequest } from "../ports.ts";

const mask = "[secret]";

/** Parameter and answer fields that are secrets wherever they occur. */
const secretFields =
  /^(otp|token|access_?token|refresh_?token|client_?secret|api_?key|api_?secret|secret|password|passphrase|private_?key|signature|signed_?challenge|original_?challenge|authorization|code|api-sign|authent|set-cookie|cookie)$/i;

/** Headers that say something useful and never a secret. */
const openHeaders = new Set(["content-type", "user-agent", "payward-version", "accept"]);

/** A copy of `value` in which secret fields are masked, and the given secret texts wherever they occur. */
export function redact(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return secrets.reduce((text, secret) => text.split(secret).join(mask), value);
  if (Array.isArray(value)) return value.map((entry) => redact(entry, secrets));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretFields.test(name) && typeof inner === "string" ? mask : redact(inner, secrets),
    ]),
  );
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
