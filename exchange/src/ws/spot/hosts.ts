import type { SocketName } from "../faults.ts";

/** What a request needs the connection to be. */
export type Access = "public" | "private" | "l3";

const homes: Readonly<Record<Access, SocketName>> = {
  public: "spot-public",
  private: "spot-private",
  l3: "spot-l3",
};

const refusals: Readonly<Record<Access, string>> = {
  public: "Public market data subscriptions are unavailable on this endpoint. Try ws.kraken.com",
  private: "Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com",
  l3: "Private data and trading are unavailable on this endpoint. Try ws-l3.kraken.com",
};

/** Why a request does not belong on a socket; undefined when it does. */
export function misplaced(access: Access, socket: SocketName): string | undefined {
  return homes[access] === socket ? undefined : refusals[access];
}
