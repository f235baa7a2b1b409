import { UsageError } from "../base/errors.ts";

/** Refuses what is no object of options, before any of them is looked at. */
export function checkGiven(options: unknown, field: string = "options"): void {
  if (typeof options === "object" && options !== null) return;
  throw new UsageError(`${field} must be an object, not ${options === null ? "null" : typeof options}`, field);
}
