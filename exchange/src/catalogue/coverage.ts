import type { Route } from "../http/call.ts";
import data from "./calls.json" with { type: "json" };

/** One documented call, and whether this exchange answers it. */
export interface CoveredCall {
  readonly client: string;
  readonly group: string;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** True when the call is answered from the exchange's own state; false when it is refused as unknown. */
  readonly served: boolean;
}

type Entry = readonly [name: string, method: string, path: string];

/** Every call Kraken documents, in the order of its documentation. */
export function coverage(routes: readonly Route[]): readonly CoveredCall[] {
  const served = new Set(routes.map((route) => `${route.method} ${pattern(route.path)}`));
  return data.flatMap(({ client, group, calls }) =>
    (calls as unknown as readonly Entry[]).map(([name, method, path]) => ({
      client,
      group,
      name,
      method,
      path,
      served: served.has(`${method} ${pattern(path)}`),
    })),
  );
}

/** A path with every named part written alike, however it is named. */
function pattern(path: string): string {
  return path
    .split("/")
    .map((part) => (part.startsWith(":") || part.startsWith("{") ? "*" : part))
    .join("/");
}
