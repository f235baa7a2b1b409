import { platform } from "#platform";

/** What a logger may be told. */
export type LogParams = unknown[];

/** Where the library says what it does. Replace it by any object of this shape; no secret ever reaches it. */
export interface DefaultLogger {
  trace(...params: LogParams): void;
  info(...params: LogParams): void;
  error(...params: LogParams): void;
}

/** The logger used when none is given: silent, except that errors nobody listens for are printed. */
export const DefaultLogger: DefaultLogger = {
  trace: () => undefined,
  info: () => undefined,
  error: (...params) => platform.print(...params),
};
