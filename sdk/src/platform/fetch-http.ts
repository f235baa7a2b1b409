import { TransportError, UsageError } from "../base/errors.ts";
import type { HttpPort } from "../ports.ts";
import type { NetworkOptions } from "./network.ts";

/** Codes under which a runtime's fetch says that no connection came about. */
const neverConnected =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ConnectionRefused|FailedToOpenSocket|dns error|connection refused|client error \(Connect\)/i;

/** HTTP on the runtime's own fetch. */
export function fetchHttp(options: NetworkOptions): HttpPort {
  for (const field of ["proxy", "httpsAgent", "httpAgent"] as const)
    if (options[field])
      throw new UsageError(`${field} works on Node only: this runtime's fetch has its own way to use a proxy`, field);
  return async (request, signal) => {
    try {
      const answer = await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        redirect: "manual",
        credentials: "omit",
        ...(request.body === undefined ? {} : { body: request.body as string | Uint8Array<ArrayBuffer> }),
        ...(signal === undefined ? {} : { signal }),
      });
      return {
        // A browser hides a redirect behind an opaque answer with status 0.
        status: answer.type === "opaqueredirect" ? 302 : answer.status,
        headers: Object.fromEntries(answer.headers),
        body: new Uint8Array(await answer.arrayBuffer()),
      };
    } catch (cause) {
      // Where several addresses were tried, only the code of the cause says that none answered.
      const { code, cause: why } = cause as { code?: unknown; cause?: { code?: unknown } };
      const words = [cause, code, why, why?.code].map(String).join(" ");
      throw new TransportError(
        `The exchange could not be reached: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          cause,
          delivery: neverConnected.test(words) ? "unsent" : "unknown",
        },
      );
    }
  };
}
