/** Names, rules and rounding of assets, pairs and contracts. */
export { checkFuturesOrder } from "./check-futures.ts";
export type { FuturesCheckOptions } from "./check-futures.ts";
export { checkSocketOrder, checkSpotOrder } from "./check-spot.ts";
export type { SocketOrderToCheck, SpotOrderToCheck } from "./check-spot.ts";
export type { BalanceKind } from "./names.ts";
export { SymbolRegistry } from "./registry.ts";
export type { AssetNames, BalanceName, ContractNames, PairNames, SymbolSources } from "./registry.ts";
export { baseValueOf, costOf, leastVolume, notionalOf, roundPrice, roundSize, volumeFor } from "./rounding.ts";
export { rulesOfContract, rulesOfInstrument, rulesOfPair, sizeStepOf } from "./rules.ts";
export type { ContractRules, PairRecordV2, PairRules } from "./rules.ts";
