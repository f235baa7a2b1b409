/** Market Data: the exchange's clock, its state and its planned maintenance. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { publicRead, type CallOptions, type NoParams, type Routes } from "../route.ts";
import type { OrOther } from "./shared.ts";

export interface SpotMarketStatus {
  /**
   * The exchange's clock.
   *
   * `GET /0/public/Time` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-server-time
   */
  getServerTime(params?: NoParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotServerTime>>;

  /**
   * Whether trading is open, with planned maintenance of the next 72 hours and running emergencies.
   *
   * `GET /0/public/SystemStatus` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-system-status
   */
  getSystemStatus(params?: NoParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotSystemStatus>>;

  /**
   * Planned maintenance of the next seven days, earliest first; emergencies are never listed here.
   *
   * `GET /0/public/MaintenanceSchedule` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-maintenance-schedule
   */
  getMaintenanceSchedule(
    params?: NoParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotMaintenanceSchedule>>;
}

export const spotMarketStatus: Routes<SpotMarketStatus> = {
  getServerTime: publicRead("/0/public/Time"),
  getSystemStatus: publicRead("/0/public/SystemStatus"),
  getMaintenanceSchedule: publicRead("/0/public/MaintenanceSchedule"),
};

/** One moment, twice. */
export interface SpotServerTime {
  /** Unix seconds. */
  unixtime: number;
  /** RFC 1123 with a two-digit year, e.g. `Sun, 21 Mar 21 14:23:14 +0000`. */
  rfc1123: string;
}

/** State of the whole exchange. */
export interface SpotSystemStatus {
  /** `cancel_only`: orders can only be cancelled; `post_only`: only orders that rest are taken. */
  status: "online" | "maintenance" | "cancel_only" | "post_only";
  /** ISO 8601. */
  timestamp: string;
  /** Maintenance of the next 72 hours; absent or empty when there is none. */
  upcoming_maintenance?: SpotMaintenance[];
  /** Emergencies in progress; absent or empty when there is none. */
  emergency?: SpotEmergency[];
}

/** Planned maintenance of the next seven days. */
export interface SpotMaintenanceSchedule {
  /** Ascending by `expected_start_utc`. */
  events: SpotMaintenance[];
}

/** A part of the exchange that maintenance can affect. */
export type SpotService =
  | "spot_ws"
  | "spot_rest"
  | "spot_fix"
  | "spot_trading"
  | "futures_ws"
  | "futures_rest"
  | "futures_fix"
  | "futures_trading"
  | "all"
  | "unspecified";

/** One planned maintenance. */
export interface SpotMaintenance {
  event_id: number;
  title: string;
  /** ISO 8601. */
  expected_start_utc: string;
  /** ISO 8601. */
  expected_end_utc: string;
  /** Seconds until it begins. */
  time_to_start_s: number;
  phase: OrOther<
    "announced" | "reminder_24h" | "approaching_30m" | "imminent_5m" | "final_warning_30s" | "unspecified"
  >;
  affected_services: OrOther<SpotService>[];
  /** Whether orders are taken meanwhile. */
  order_submission: string;
  recommended_action: OrOther<
    "continue" | "reduce_activity" | "cancel_open_orders" | "stop_new_orders" | "disconnect_and_wait" | "unspecified"
  >;
  /** ISO 8601; orders still open after it are at the mercy of the maintenance. */
  cancel_before_utc?: string;
  source_url: string;
}

/** One emergency in progress. */
export interface SpotEmergency {
  event_id: number;
  title: string;
  incident_status: string;
  impact: string;
  affected_services: string[];
  /** ISO 8601. */
  started_at_utc: string;
  next_steps: SpotEmergencyStep[];
  source_url: string;
}

/** What the exchange intends to do about an emergency. */
export interface SpotEmergencyStep {
  applies_to: string[];
  type: string;
  /** ISO 8601. */
  expected_at_utc: string;
}
