/** Fee Schedules: frozen by Kraken on 2026-06-22, kept for programs that still read them. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresPublic, futuresRead, type CallOptions, type NoParams, type Routes } from "../route.ts";

export interface FuturesFees {
  /**
   * The fee schedules as they stood until 2026-06-22.
   *
   * `GET /derivatives/api/v3/feeschedules` · no credentials · cost 0 · https://docs.kraken.com/api-reference/fee-schedules/get-fee-schedules
   * @deprecated No longer what is charged; ask `SpotClient.getTradingVolume` with class `derivatives`.
   */
  getFeeSchedules(params?: NoParams, options?: CallOptions): Promise<FuturesFeeSchedulesResponse>;
  /**
   * The account's volume of the last 30 days by fee schedule.
   *
   * `GET /derivatives/api/v3/feeschedules/volumes` · General key, read-only or better · https://docs.kraken.com/api-reference/fee-schedules/get-fee-schedule-volumes
   * @deprecated No longer what is charged; ask `SpotClient.getTradingVolume` with class `derivatives`.
   */
  getFeeScheduleVolumes(params?: NoParams, options?: CallOptions): Promise<FuturesFeeScheduleVolumesResponse>;
}

export const futuresFees: Routes<FuturesFees> = {
  getFeeSchedules: futuresPublic("/derivatives/api/v3/feeschedules"),
  getFeeScheduleVolumes: futuresRead("/derivatives/api/v3/feeschedules/volumes"),
};

/** The answer of `getFeeSchedules`. */
export type FuturesFeeSchedulesResponse = DerivativesAPISuccessResponse<{ feeSchedules: FuturesFeeSchedule[] }>;

export interface FuturesFeeSchedule {
  uid: string;
  name: string;
  /** Fees in per cent, from a USD volume on. */
  tiers: { makerFee: number; takerFee: number; usdVolume: number }[];
}

/** The answer of `getFeeScheduleVolumes`. */
export type FuturesFeeScheduleVolumesResponse = DerivativesAPISuccessResponse<{
  /** USD by schedule uid. */
  volumesByFeeSchedule: Record<string, number>;
}>;
