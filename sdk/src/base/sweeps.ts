import { processWide } from "./process-wide.ts";

/** How often everything was cancelled with a key: what was to be sent again must not be, if that happened meanwhile. */
export interface Sweeps {
  count: number;
}

/** The count of a key on a venue, shared by every client in this process. */
export function sweepsOf(venue: string, apiKey: string): Sweeps {
  const all = processWide("sweeps", () => new Map<string, Sweeps>());
  const name = `${venue} ${apiKey}`;
  const known = all.get(name);
  if (known !== undefined) return known;
  const sweeps: Sweeps = { count: 0 };
  all.set(name, sweeps);
  return sweeps;
}
