/** What the HTTP ports that watch the bytes of a request have in common. */
import type { Progress } from "../ports.ts";
import { TransportError } from "./errors.ts";

/** The largest answer accepted, in bytes, so that a hostile or broken server cannot exhaust memory. */
export const largestAnswer = 268_435_456;

/** A failure on the way: `unsent` unless bytes of the request may have left. */
export function unreachable(cause: unknown, progress: Progress): TransportError {
  if (cause instanceof TransportError) return cause;
  const reason = cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : String(cause);
  return new TransportError(`The exchange could not be reached: ${reason}`, {
    cause,
    delivery: progress.left ? "unknown" : "unsent",
  });
}
