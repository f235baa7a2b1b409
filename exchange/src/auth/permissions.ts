/** Rights of a key, in the words GetApiKeyInfo lists. */
export const spotPermissions = [
  "query-funds",
  "add-funds",
  "withdraw-funds",
  "earn-funds",
  "query-open-trades",
  "query-closed-trades",
  "modify-trades",
  "close-trades",
  "query-ledger",
  "export-data",
  "create-ws-token",
  "add-withdraw-address",
  "update-withdraw-address",
] as const;

/** One right of a key on Spot. */
export type SpotPermission = (typeof spotPermissions)[number];

/** How far a key reaches on Futures, in the words of the key check call. */
export type FuturesAccess = "NO_ACCESS" | "READ_ONLY" | "FULL_ACCESS";

/** What a key may do on Futures. */
export interface FuturesPermissions {
  /** Reading, or reading and trading. */
  readonly general: FuturesAccess;
  /** Moving money between wallets. */
  readonly transfer: FuturesAccess;
}

/** What a call asks of a key. */
export type Need =
  | { readonly all: readonly SpotPermission[] }
  | { readonly any: readonly SpotPermission[] }
  | { readonly futures: "read" | "trade" | "transfer" };

/** True when the rights of a key cover what a call needs. */
export function permits(spot: ReadonlySet<SpotPermission>, futures: FuturesPermissions, need: Need): boolean {
  if ("all" in need) return need.all.every((right) => spot.has(right));
  if ("any" in need) return need.any.some((right) => spot.has(right));
  if (need.futures === "read") return futures.general !== "NO_ACCESS";
  return (need.futures === "trade" ? futures.general : futures.transfer) === "FULL_ACCESS";
}
