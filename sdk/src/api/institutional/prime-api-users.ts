/** Prime API Users: the machine users of a Prime organisation. */
import type { SpotAPISuccessResponse } from "../envelope.ts";
import type { CallOptions, NoParams, Routes } from "../route.ts";
import { numericRead, numericWrite } from "./rows.ts";

export interface PrimeApiUsers {
  /**
   * Creates an API user with one role.
   *
   * `POST /0/private/CreatePrimeApiUser` · https://docs.kraken.com/api-reference/api-users/create-prime-api-user
   */
  createPrimeApiUser(
    params: CreatePrimeApiUserParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<PrimeApiUser>>;
  /**
   * One API user.
   *
   * `POST /0/private/GetPrimeApiUser` · https://docs.kraken.com/api-reference/api-users/get-prime-api-user
   */
  getPrimeApiUser(
    params: PrimeApiUserParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<{ data: PrimeApiUser }>>;
  /**
   * All API users.
   *
   * `POST /0/private/ListPrimeApiUsers` · https://docs.kraken.com/api-reference/api-users/list-prime-api-users
   */
  listPrimeApiUsers(
    params?: NoParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<{ data: PrimeApiUser[] }>>;
  /**
   * Renames an API user or changes its status.
   *
   * `POST /0/private/UpdatePrimeApiUser` · https://docs.kraken.com/api-reference/api-users/update-prime-api-user
   */
  updatePrimeApiUser(
    params: UpdatePrimeApiUserParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<PrimeApiUser>>;
  /**
   * Gives an API user another role.
   *
   * `POST /0/private/UpdatePrimeApiUserRoles` · https://docs.kraken.com/api-reference/api-users/update-prime-api-user-roles
   */
  updatePrimeApiUserRoles(
    params: UpdatePrimeApiUserRolesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<PrimeApiUser>>;
}

export const primeApiUsers: Routes<PrimeApiUsers> = {
  createPrimeApiUser: numericWrite("/0/private/CreatePrimeApiUser", "name role"),
  getPrimeApiUser: numericRead("/0/private/GetPrimeApiUser", "user_id"),
  listPrimeApiUsers: numericRead("/0/private/ListPrimeApiUsers"),
  updatePrimeApiUser: numericWrite("/0/private/UpdatePrimeApiUser", "user_id"),
  updatePrimeApiUserRoles: numericWrite("/0/private/UpdatePrimeApiUserRoles", "user_id role"),
};

/** Role of an API user. */
export type PrimeApiUserRole = "Viewer" | "Trader";

export interface CreatePrimeApiUserParams {
  /** Display name. */
  readonly name: string;
  /** What the user may do. */
  readonly role: PrimeApiUserRole;
}

export interface PrimeApiUserParams {
  /** Id of the API user. */
  readonly user_id: string;
}

export interface UpdatePrimeApiUserParams {
  /** Id of the API user. */
  readonly user_id: string;
  /** New display name; unchanged when left out. */
  readonly name?: string | undefined;
  /** New status, e.g. `Enabled`; unchanged when left out. */
  readonly status?: string | undefined;
}

export interface UpdatePrimeApiUserRolesParams {
  /** Id of the API user. */
  readonly user_id: string;
  /** The role that replaces the present one. */
  readonly role: PrimeApiUserRole;
}

export interface PrimeApiUser {
  id: string;
  name: string;
  status: string;
  roles: string[];
}
