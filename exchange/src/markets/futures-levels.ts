/** One step of a margin schedule as it travels; the bound is a USD notional (linear) or a count of contracts (inverse). */
export interface LevelRow {
  readonly from: string;
  readonly initialMargin: string;
  readonly maintenanceMargin: string;
}

/** Margin schedule linear100xBTC. */
export const linear100xBTC: readonly LevelRow[] = [
  { from: "0", initialMargin: "0.01", maintenanceMargin: "0.005" },
  { from: "1000000", initialMargin: "0.02", maintenanceMargin: "0.01" },
  { from: "3000000", initialMargin: "0.04", maintenanceMargin: "0.02" },
  { from: "5000000", initialMargin: "0.05", maintenanceMargin: "0.025" },
  { from: "10000000", initialMargin: "0.1", maintenanceMargin: "0.05" },
  { from: "30000000", initialMargin: "0.2", maintenanceMargin: "0.1" },
  { from: "50000000", initialMargin: "0.3", maintenanceMargin: "0.15" },
  { from: "150000000", initialMargin: "0.5", maintenanceMargin: "0.25" },
];

/** Margin schedule linear100xETH. */
export const linear100xETH: readonly LevelRow[] = [
  { from: "0", initialMargin: "0.01", maintenanceMargin: "0.005" },
  { from: "500000", initialMargin: "0.02", maintenanceMargin: "0.01" },
  { from: "2000000", initialMargin: "0.04", maintenanceMargin: "0.02" },
  { from: "5000000", initialMargin: "0.05", maintenanceMargin: "0.025" },
  { from: "10000000", initialMargin: "0.1", maintenanceMargin: "0.05" },
  { from: "30000000", initialMargin: "0.2", maintenanceMargin: "0.1" },
  { from: "50000000", initialMargin: "0.3", maintenanceMargin: "0.15" },
  { from: "150000000", initialMargin: "0.5", maintenanceMargin: "0.25" },
];

/** Margin schedule linear100xSOL. */
export const linear100xSOL: readonly LevelRow[] = [
  { from: "0", initialMargin: "0.01", maintenanceMargin: "0.005" },
  { from: "200000", initialMargin: "0.02", maintenanceMargin: "0.01" },
  { from: "2000000", initialMargin: "0.04", maintenanceMargin: "0.02" },
  { from: "5000000", initialMargin: "0.05", maintenanceMargin: "0.025" },
  { from: "10000000", initialMargin: "0.1", maintenanceMargin: "0.05" },
  { from: "30000000", initialMargin: "0.2", maintenanceMargin: "0.1" },
  { from: "50000000", initialMargin: "0.3", maintenanceMargin: "0.15" },
  { from: "150000000", initialMargin: "0.5", maintenanceMargin: "0.25" },
];

/** Margin schedule linear50x. */
export const linear50x: readonly LevelRow[] = [
  { from: "0", initialMargin: "0.02", maintenanceMargin: "0.01" },
  { from: "2000000", initialMargin: "0.04", maintenanceMargin: "0.02" },
  { from: "5000000", initialMargin: "0.05", maintenanceMargin: "0.025" },
  { from: "10000000", initialMargin: "0.1", maintenanceMargin: "0.05" },
  { from: "30000000", initialMargin: "0.2", maintenanceMargin: "0.1" },
  { from: "50000000", initialMargin: "0.3", maintenanceMargin: "0.15" },
  { from: "150000000", initialMargin: "0.5", maintenanceMargin: "0.25" },
];

/** Margin schedule inverse50x. */
export const inverse50x: readonly LevelRow[] = [
  { from: "0", initialMargin: "0.02", maintenanceMargin: "0.01" },
  { from: "500000", initialMargin: "0.04", maintenanceMargin: "0.02" },
  { from: "1500000", initialMargin: "0.05", maintenanceMargin: "0.025" },
  { from: "3000000", initialMargin: "0.1", maintenanceMargin: "0.05" },
  { from: "10000000", initialMargin: "0.2", maintenanceMargin: "0.1" },
  { from: "20000000", initialMargin: "0.3", maintenanceMargin: "0.15" },
  { from: "50000000", initialMargin: "0.5", maintenanceMargin: "0.25" },
];

/** Margin schedule inverseRetail. */
export const inverseRetail: readonly LevelRow[] = [{ from: "0", initialMargin: "0.5", maintenanceMargin: "0.25" }];
