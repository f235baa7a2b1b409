/** Prime API User Keys: keys of the machine users of a Prime organisation. */
import type { SpotAPISuccessResponse } from "../envelope.ts";
import type { CallOptions, Routes } from "../route.ts";
import { numericRead, numericWrite } from "./rows.ts";

export interface PrimeApiUserKeys {
  /**
   * Creates a key; its secret is in this answer and nowhere else.
   *
   * `POST /0/private/CreatePrimeApiUserKey` · https://docs.kraken.com/api-reference/api-user-keys/create-prime-api-user-key
   */
  createPrimeApiUserKey(
    params: CreatePrimeApiUserKeyParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<CreatedPrimeApiUserKey>>;
  /**
   * The keys of one API user, without secrets.
   *
   * `POST /0/private/ListPrimeApiUserKeys` · https://docs.kraken.com/api-reference/api-user-keys/list-prime-api-user-keys
   */
  listPrimeApiUserKeys(
    params: PrimeApiUserKeysParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<{ data: ListedPrimeApiUserKey[] }>>;
  /**
   * Changes the addresses from which a key may be used.
   *
   * `POST /0/private/UpdatePrimeApiUserKey` · https://docs.kraken.com/api-reference/api-user-keys/update-prime-api-user-key
   */
  updatePrimeApiUserKey(
    params: UpdatePrimeApiUserKeyParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<UpdatedPrimeApiUserKey>>;
  /**
   * Deletes a key for good.
   *
   * `POST /0/private/DeletePrimeApiUserKey` · https://docs.kraken.com/api-reference/api-user-keys/delete-prime-api-user-key
   */
  deletePrimeApiUserKey(
    params: DeletePrimeApiUserKeyParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<{ deleted: boolean }>>;
}

export const primeApiUserKeys: Routes<PrimeApiUserKeys> = {
  createPrimeApiUserKey: numericWrite("/0/private/CreatePrimeApiUserKey", "user_id"),
  listPrimeApiUserKeys: numericRead("/0/private/ListPrimeApiUserKeys", "user_id"),
  updatePrimeApiUserKey: numericWrite("/0/private/UpdatePrimeApiUserKey", "user_id key_id"),
  deletePrimeApiUserKey: numericWrite("/0/private/DeletePrimeApiUserKey", "user_id key_id"),
};

export interface CreatePrimeApiUserKeyParams {
  /** Id of the API user who gets the key. */
  readonly user_id: string;
}

export interface PrimeApiUserKeysParams {
  /** Id of the API user. */
  readonly user_id: string;
}

export interface UpdatePrimeApiUserKeyParams {
  /** Id of the API user. */
  readonly user_id: string;
  /** Id of the key. */
  readonly key_id: string;
  /** Addresses allowed to use the key; replaces the present list. Unchanged when left out. */
  readonly whitelisted_ips?: readonly string[] | undefined;
}

export interface DeletePrimeApiUserKeyParams {
  /** Id of the API user. */
  readonly user_id: string;
  /** Id of the key. */
  readonly key_id: string;
}

export interface PrimeApiUserKey {
  id: string;
  /** The public key. */
  api_key: string;
  user_id: string;
  permissions: string[];
  whitelisted_ips: string[];
}

export interface CreatedPrimeApiUserKey extends PrimeApiUserKey {
  /** Returned only here; keep it safe. */
  api_secret: string;
}

export interface UpdatedPrimeApiUserKey extends PrimeApiUserKey {
  updated_at: number;
}

export interface ListedPrimeApiUserKey {
  id: string;
  /** The public key, which other calls name `api_key`. */
  key: string;
  user_id: string;
  updated_at: number;
  permissions: string[];
  whitelisted_ips: string[];
}
