/** Assignment Program: taking over positions of liquidated accounts. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresRead, futuresWrite, type CallOptions, type NoParams, type Routes } from "../route.ts";

export interface FuturesAssignment {
  /**
   * The account's current assignment preferences.
   *
   * `GET /derivatives/api/v3/assignmentprogram/current` · General key, read-only or better · https://docs.kraken.com/api-reference/assignment-program/list-assignment-programs
   */
  getAssignmentPrograms(params?: NoParams, options?: CallOptions): Promise<FuturesAssignmentProgramsResponse>;
  /**
   * Adds an assignment preference.
   *
   * `POST /derivatives/api/v3/assignmentprogram/add` · General key, read-only or better · https://docs.kraken.com/api-reference/assignment-program/add-assignment-preference
   */
  addAssignmentPreference(
    params: FuturesAddAssignmentPreferenceParams,
    options?: CallOptions,
  ): Promise<FuturesAssignmentPreferenceResponse>;
  /**
   * Deletes an assignment preference.
   *
   * `POST /derivatives/api/v3/assignmentprogram/delete` · General key, read-only or better · https://docs.kraken.com/api-reference/assignment-program/deletes-assignment-preference
   */
  deleteAssignmentPreference(
    params: FuturesDeleteAssignmentPreferenceParams,
    options?: CallOptions,
  ): Promise<FuturesAssignmentPreferenceResponse>;
  /**
   * Assignment preferences of the past, deleted ones included.
   *
   * `GET /derivatives/api/v3/assignmentprogram/history` · General key, read-only or better · https://docs.kraken.com/api-reference/assignment-program/list-assignment-preferences-history
   */
  getAssignmentPreferencesHistory(
    params?: NoParams,
    options?: CallOptions,
  ): Promise<FuturesAssignmentPreferencesHistoryResponse>;
}

export const futuresAssignment: Routes<FuturesAssignment> = {
  getAssignmentPrograms: futuresRead("/derivatives/api/v3/assignmentprogram/current"),
  addAssignmentPreference: futuresWrite(
    "/derivatives/api/v3/assignmentprogram/add",
    "contractType acceptLong acceptShort timeFrame enabled",
  ),
  deleteAssignmentPreference: futuresWrite("/derivatives/api/v3/assignmentprogram/delete", "id"),
  getAssignmentPreferencesHistory: futuresRead("/derivatives/api/v3/assignmentprogram/history"),
};

/** When positions are accepted. */
export type FuturesAssignmentTimeFrame = "WEEKDAYS" | "WEEKEND" | "ALL";

export interface FuturesAddAssignmentPreferenceParams {
  /** Kind of contract the preference is about. */
  readonly contractType: string;
  /** One contract; needed where `contractType` does not say base and quote. Default: all of the kind. */
  readonly contract?: string | undefined;
  /** Largest size of one assignment, in the unit of the contract. Default: no limit. */
  readonly maxSize?: string | number | undefined;
  /** Largest position to end up with, in the unit of the contract. Default: no limit. */
  readonly maxPosition?: string | number | undefined;
  /** Whether long positions are accepted. */
  readonly acceptLong: boolean;
  /** Whether short positions are accepted. */
  readonly acceptShort: boolean;
  readonly timeFrame: FuturesAssignmentTimeFrame;
  /** Whether the preference is in force. */
  readonly enabled: boolean;
}

export interface FuturesDeleteAssignmentPreferenceParams {
  /** Id of the preference, as `getAssignmentPrograms` gives it. */
  readonly id: number;
}

/** The answer of `getAssignmentPrograms`. */
export type FuturesAssignmentProgramsResponse = DerivativesAPISuccessResponse<{
  participants: FuturesAssignmentPreference[];
}>;

/** The answer of `addAssignmentPreference` and `deleteAssignmentPreference`: the preference it was about. */
export type FuturesAssignmentPreferenceResponse = DerivativesAPISuccessResponse<FuturesAssignmentPreference>;

export interface FuturesAssignmentPreference {
  id: number;
  participant: FuturesAssignmentParticipant;
}

export interface FuturesAssignmentParticipant {
  contractType: string;
  contract?: string | null;
  maxSize?: number | null;
  maxPosition?: number | null;
  acceptLong: boolean;
  acceptShort: boolean;
  /** Also seen in lower case. */
  timeFrame: FuturesAssignmentTimeFrame | (string & {});
  enabled: boolean;
}

/** The answer of `getAssignmentPreferencesHistory`. */
export type FuturesAssignmentPreferencesHistoryResponse = DerivativesAPISuccessResponse<{
  participants: {
    deleted: boolean;
    participant: FuturesAssignmentParticipant;
    /** ISO 8601. */
    timestamp?: string;
  }[];
}>;
