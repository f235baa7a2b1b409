/** What goes wrong with a connection, in words. */
import { TransportError } from "../base/errors.ts";

/** It did not open in time. */
export const notOpened = (ms: number): TransportError =>
  new TransportError(`The connection did not open within ${ms} ms`, { delivery: "unsent" });

/** It could not be opened; `status` is that of a refused handshake. */
export const notConnected = (code: number, reason: string, status: number | undefined): TransportError =>
  new TransportError(
    `The connection could not be opened: ${status === undefined ? reason || `code ${code}` : `HTTP ${status}`}`,
    { delivery: "unsent", ...(status === undefined ? {} : { code: status }) },
  );

/** It is open and does not answer. */
export const silent = (ms: number): TransportError =>
  new TransportError(`Nothing was heard for ${Math.round(ms)} ms: the connection is dead`, { delivery: "unsent" });
