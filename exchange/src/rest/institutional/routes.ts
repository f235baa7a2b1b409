import type { Route } from "../../http/call.ts";
import { custodyRoutes } from "./custody.ts";
import type { CustodyDesk } from "./desk.ts";
import { instoFundingRoutes } from "./insto-funding.ts";
import { instoTaskRoutes } from "./insto-tasks.ts";
import { instoAssetRoutes, instoVaultRoutes } from "./insto-vaults.ts";
import { otcRoutes, type OtcCalls } from "./otc.ts";
import { primeSettlementRoutes, primeUserRoutes, type PrimeDesk } from "./prime.ts";

/** Everything institutions have beside trading: custody in both families of calls, OTC, Prime. */
export function institutionalRoutes(custody: CustodyDesk, otc: OtcCalls, prime: PrimeDesk): readonly Route[] {
  return [
    ...custodyRoutes(custody),
    ...instoAssetRoutes(custody),
    ...instoVaultRoutes(custody),
    ...instoTaskRoutes(custody),
    ...instoFundingRoutes(custody),
    ...otcRoutes(otc),
    ...primeSettlementRoutes(prime),
    ...primeUserRoutes(prime),
  ];
}
