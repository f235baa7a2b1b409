/** Everything `InstitutionalClient` can call. */
import type { Route } from "../route.ts";
import { custodyFunding, type CustodyFunding } from "./custody-funding.ts";
import { custodyTasks, type CustodyTasks } from "./custody-tasks.ts";
import { custodyTransactions, type CustodyTransactionsCalls } from "./custody-transactions.ts";
import { custodyVaults, type CustodyVaults } from "./custody-vaults.ts";
import { instoDeposits, type InstoDeposits } from "./insto-deposits.ts";
import { instoOrganizations, type InstoOrganizations } from "./insto-organizations.ts";
import { instoTasks, type InstoTasks } from "./insto-tasks.ts";
import { instoVaults, type InstoVaults } from "./insto-vaults.ts";
import { instoWithdrawals, type InstoWithdrawals } from "./insto-withdrawals.ts";
import { otc, type Otc } from "./otc.ts";
import { primeApiUserKeys, type PrimeApiUserKeys } from "./prime-api-user-keys.ts";
import { primeApiUsers, type PrimeApiUsers } from "./prime-api-users.ts";
import { primeSettlement, type PrimeSettlement } from "./prime-settlement.ts";

export * from "./custody-funding.ts";
export * from "./custody-tasks.ts";
export * from "./custody-transactions.ts";
export * from "./custody-vaults.ts";
export * from "./insto-deposits.ts";
export * from "./insto-organizations.ts";
export * from "./insto-tasks.ts";
export * from "./insto-vaults.ts";
export * from "./insto-withdrawals.ts";
export * from "./otc.ts";
export * from "./prime-api-user-keys.ts";
export * from "./prime-api-users.ts";
export * from "./prime-settlement.ts";

/** All calls of `InstitutionalClient`. */
export interface InstitutionalCalls
  extends
    InstoOrganizations,
    InstoTasks,
    InstoVaults,
    InstoDeposits,
    InstoWithdrawals,
    CustodyVaults,
    CustodyTransactionsCalls,
    CustodyFunding,
    CustodyTasks,
    Otc,
    PrimeSettlement,
    PrimeApiUsers,
    PrimeApiUserKeys {}

/** The row tables of all institutional sections, for `withRoutes`. */
export const institutionalTables: readonly Readonly<Record<string, Route>>[] = [
  instoOrganizations,
  instoTasks,
  instoVaults,
  instoDeposits,
  instoWithdrawals,
  custodyVaults,
  custodyTransactions,
  custodyFunding,
  custodyTasks,
  otc,
  primeSettlement,
  primeApiUsers,
  primeApiUserKeys,
];
