/** The public surface of krakenkit. */
export { SpotClient } from "./clients/spot.ts";
export { DerivativesClient } from "./clients/derivatives.ts";
export { InstitutionalClient } from "./clients/institutional.ts";
export { PartnerClient } from "./clients/partner.ts";
export { FuturesAccount } from "./clients/futures-account.ts";
export type { FuturesAccountOptions } from "./clients/futures-account.ts";
export type { FuturesTrackerOptions } from "./account/futures.ts";
export type {
  FuturesAccountBalance,
  FuturesAccountEvents,
  FuturesAccountFill,
  FuturesAccountOrder,
  FuturesAccountPosition,
  FuturesAccountWallet,
} from "./account/futures-types.ts";
export { SpotAccount } from "./clients/spot-account.ts";
export type { SpotAccountOptions } from "./clients/spot-account.ts";
export type { AccountStartOptions } from "./clients/account-shell.ts";
export type { AccountDiscrepancy, AccountState, TrackerOptions } from "./account/state.ts";
export type {
  SpotAccountBalance,
  SpotAccountEntry,
  SpotAccountEvents,
  SpotAccountFill,
  SpotAccountOrder,
  SpotAccountPosition,
  SpotAccountPositionEntry,
  SpotTrackerOptions,
} from "./account/spot-types.ts";
export { WebsocketClient } from "./clients/websocket.ts";
export type { WSConnected, WSLimitsState } from "./clients/websocket.ts";
export { WebsocketAPIClient } from "./clients/websocket-api.ts";
export type { WSAPIClientConfigurableOptions } from "./clients/websocket-api.ts";
export {
  WS_API_Operations,
  WS_DERIVATIVES_PRIVATE_TOPICS,
  WS_DERIVATIVES_PUBLIC_TOPICS,
  WS_SPOT_PRIVATE_TOPICS,
  WS_SPOT_PUBLIC_TOPICS,
} from "./clients/ws-topics.ts";
export type * from "./clients/ws-topics.ts";
export type * from "./clients/ws-events.ts";
export type { WSClientConfigurableOptions } from "./clients/ws-options.ts";
export type { WSAPIPartialAnswer, WSAPISpotResponse } from "./clients/ws-responses.ts";
export type { WSBufferOptions, WSStream, WSStreamOptions } from "./clients/ws-stream.ts";
export { DefaultLogger } from "./clients/logger.ts";
export type { LogParams } from "./clients/logger.ts";
export type { ListenOptions, Undo } from "./base/events.ts";
export { Books } from "./clients/books.ts";
export type {
  BooksOptions,
  BooksSettings,
  WatchBookOptions,
  WatchOptions,
  WatchOrdersOptions,
  WatchSpotOptions,
} from "./clients/books.ts";
export type { BookEvents, LiveBook, LiveFuturesBook, LiveOrders } from "./clients/books-live.ts";
export type { BookChecks, BookGap, BookHealth } from "./clients/books-kept.ts";
export { BookFrames, FuturesBook, FuturesFrames, Level3Book, Level3Frames, OrderBook } from "./book/index.ts";
export type * from "./book/index.ts";
export { WS_KEY_MAP } from "./feeds/keys.ts";
export type { WsKey } from "./feeds/keys.ts";
export type * from "./feeds/spot/channels.ts";
export type * from "./feeds/futures/channels.ts";
export type * from "./feeds/spot/balances.ts";
export type * from "./feeds/spot/book.ts";
export type * from "./feeds/spot/executions.ts";
export type * from "./feeds/spot/instrument.ts";
export type * from "./feeds/spot/level3.ts";
export type * from "./feeds/spot/ohlc.ts";
export type * from "./feeds/spot/shared.ts";
export type * from "./feeds/spot/status.ts";
export type * from "./feeds/spot/ticker.ts";
export type * from "./feeds/spot/trade.ts";
export type * from "./feeds/spot/trading.ts";
export type * from "./feeds/futures/account-log.ts";
export type * from "./feeds/futures/balances.ts";
export type * from "./feeds/futures/book.ts";
export type * from "./feeds/futures/candles.ts";
export type * from "./feeds/futures/fills.ts";
export type * from "./feeds/futures/heartbeat.ts";
export type * from "./feeds/futures/legacy-margins.ts";
export type * from "./feeds/futures/notifications.ts";
export type * from "./feeds/futures/orders.ts";
export type * from "./feeds/futures/positions.ts";
export type * from "./feeds/futures/shared.ts";
export type * from "./feeds/futures/ticker-lite.ts";
export type * from "./feeds/futures/ticker.ts";
export type * from "./feeds/futures/trade.ts";
export { DialBudget } from "./link/backoff.ts";
export type { CallLimits } from "./link/calls.ts";
export type { Limits } from "./link/waiting.ts";
export type { RestClientOptions, RestNetworkOptions } from "./clients/rest.ts";
export { verifyEmbedWebhook, verifyPayCallback, verifyRampWebhook } from "./clients/webhooks.ts";
export { WebhookError } from "./wire/webhooks.ts";
export type { EmbedDelivery, PayCallbackKey, PayDelivery, RampDelivery, WebhookFault } from "./wire/webhooks.ts";
export type * from "./wire/webhook-events.ts";
export { SpotOrders } from "./clients/spot-orders.ts";
export type {
  SpotOrderChange,
  SpotOrderSeen,
  SpotOrdersOptions,
  SpotOrderTarget,
  SpotOrderToPlace,
} from "./clients/spot-orders.ts";
export { FuturesOrders } from "./clients/futures-orders.ts";
export type {
  FuturesOrderChange,
  FuturesOrderSeen,
  FuturesOrdersOptions,
  FuturesOrderTarget,
} from "./clients/futures-orders.ts";
export type { DeskOptions } from "./clients/desk.ts";
export { deadMansSwitch } from "./clients/dead-mans-switch.ts";
export { memoryIntents } from "./trade/intent.ts";
export type { Intent, IntentStore } from "./trade/intent.ts";
export type { Amended, Cancelled, Standing } from "./trade/change.ts";
export type { Placed, PlaceOptions } from "./trade/place.ts";
export type { Patience } from "./trade/settle.ts";
export type { DeadMansSwitch, SwitchTrouble } from "./trade/dead-mans-switch.ts";
export { spotKeySettings } from "./clients/credentials.ts";
export type {
  BadCredentials,
  CredentialsQuestion,
  FuturesCredentials,
  FuturesKeyUse,
  KeyProblem,
  MissingPermission,
  SpotCredentials,
  SpotKeyUse,
} from "./clients/credentials.ts";
export { OAuthSession } from "./clients/oauth.ts";
export type { Consent, ConsentRequest, OAuthClient, OAuthOptions, OAuthScope, OAuthTokens } from "./clients/oauth.ts";
export { undiciHttp } from "./http/undici.ts";
export type { UndiciDispatcher } from "./http/undici.ts";
export { demo, live } from "./clients/environment.ts";
export type { Environment, EnvironmentOptions, SocketName } from "./clients/environment.ts";

export { candlesFromTrades } from "./history/candles.ts";
export type { CandleOptions } from "./history/candles.ts";
export {
  futuresAccountLog,
  futuresExecutions,
  futuresMarkPrices,
  futuresOrderEvents,
  futuresPositionEvents,
  futuresPublicExecutions,
  futuresPublicOrders,
  futuresTriggerEvents,
} from "./history/futures-events.ts";
export type {
  FuturesAccountLogOf,
  FuturesExecutionsOf,
  FuturesOrder,
  FuturesOrderEventsOf,
  FuturesPositionEventsOf,
  FuturesPublicEventsOf,
  FuturesTriggerEventsOf,
} from "./history/futures-events.ts";
export {
  futuresAnalytics,
  futuresCandles,
  futuresFills,
  futuresLiquidityPool,
  futuresTrades,
} from "./history/futures-market.ts";
export type {
  FuturesAnalyticsOf,
  FuturesAnalyticsPart,
  FuturesAnalyticsPoint,
  FuturesCandlesOf,
  FuturesFillsOf,
  FuturesLiquidityPoolOf,
  FuturesTradesOf,
} from "./history/futures-market.ts";
export {
  custodyActivities,
  custodyTasks,
  custodyTransactions,
  custodyVaults,
  instoTasks,
  instoTransactions,
  instoVaults,
  primeBatches,
} from "./history/institutional.ts";
export type {
  CustodyActivitiesOf,
  CustodyTasksOf,
  CustodyTransactionsOf,
  CustodyVaultsOf,
  InstoTransactionsOf,
  InstoVaultsOf,
  PrimeBatchesOf,
} from "./history/institutional.ts";
export {
  embedAssets,
  embedDepositAddresses,
  embedFundingTransactions,
  embedOrders,
  embedPortfolioHistory,
  embedReports,
  embedTransactions,
  embedWithdrawalAddresses,
} from "./history/partner.ts";
export type {
  EmbedAssetsOf,
  EmbedDepositAddressesOf,
  EmbedFundingTransactionsOf,
  EmbedOrdersOf,
  EmbedPortfolioHistoryOf,
  EmbedReportsOf,
  EmbedTransactionsOf,
  EmbedWithdrawalAddressesOf,
} from "./history/partner.ts";
export { spotAccountTrades, spotClosedOrders, spotLedgers, spotOpenOrders } from "./history/spot-account.ts";
export type {
  SpotAccountTradesOf,
  SpotClosedOrdersOf,
  SpotLedgersOf,
  SpotOpenOrdersOf,
  SpotPaging,
  WithId,
} from "./history/spot-account.ts";
export {
  fundingAddresses,
  fundingDepositAddresses,
  fundingDeposits,
  fundingMethods,
  fundingWithdrawals,
  spotDeposits,
  spotEarnStrategies,
  spotWithdrawals,
} from "./history/spot-funding.ts";
export type {
  FundingAddressesOf,
  FundingDepositAddressesOf,
  FundingDepositsOf,
  FundingMethodsOf,
  FundingWithdrawalsOf,
  SpotDepositsOf,
  SpotEarnStrategiesOf,
  SpotWithdrawalsOf,
} from "./history/spot-funding.ts";
export { spotCandles, spotPostTrades, spotSpreads, spotTrades } from "./history/spot-market.ts";
export type {
  SpotCandlesHistoryOf,
  SpotPostTradesHistoryOf,
  SpotSpreadsHistoryOf,
  SpotTradesHistoryOf,
} from "./history/spot-market.ts";
export type { History, HistoryOptions, HistoryProgress } from "./history/history.ts";
export { spotReport } from "./history/report.ts";
export type {
  SpotLedgersReportRow,
  SpotReportOf,
  SpotReportOptions,
  SpotReportProgress,
  SpotReportRow,
  SpotReportRows,
  SpotTradesReportRow,
} from "./history/report.ts";
export type { HistoryTime } from "./history/time.ts";
export type { Inflate } from "./history/zip.ts";
export type { HistorySpan } from "./history/walks.ts";

export { batchOutcomes, orderOutcome } from "./api/futures/outcome.ts";
export type * from "./api/envelope.ts";
export type * from "./api/futures/index.ts";
export type * from "./api/institutional/index.ts";
export type * from "./api/partner/index.ts";
export type * from "./api/spot/index.ts";
export type { CallOptions, NoParams } from "./api/route.ts";

export {
  AbortedError,
  ClosedError,
  isKrakenError,
  KrakenError,
  ProtocolError,
  RefusedError,
  TimeoutError,
  TransportError,
  UsageError,
} from "./base/errors.ts";
export type {
  AnyKrakenError,
  Delivery,
  ErrorDetail,
  ErrorKind,
  Refusal,
  RefusalCategory,
  RequestSummary,
  RetryAdvice,
} from "./base/errors.ts";
export { Decimal } from "./base/decimal.ts";
export type { DecimalLike, Rounding } from "./base/decimal.ts";
export { parseExact } from "./base/json.ts";
export { microsecondNonces } from "./base/nonce.ts";
export type { NonceMemory } from "./base/nonce.ts";
export { engineCost, keepLimits } from "./limits/index.ts";
export { Level3Counter, RequestRate } from "./link/pace.ts";
export type {
  BudgetState,
  EngineAction,
  HistoryCost,
  LimitKeeper,
  LimitOptions,
  LimitsState,
  LimitTier,
  PairLimitState,
} from "./limits/index.ts";
export {
  baseValueOf,
  checkFuturesOrder,
  checkSocketOrder,
  checkSpotOrder,
  costOf,
  leastVolume,
  notionalOf,
  roundPrice,
  roundSize,
  rulesOfContract,
  rulesOfInstrument,
  rulesOfPair,
  sizeStepOf,
  SymbolRegistry,
  volumeFor,
} from "./markets/index.ts";
export type {
  AssetNames,
  BalanceKind,
  BalanceName,
  ContractNames,
  ContractRules,
  FuturesCheckOptions,
  PairNames,
  PairRecordV2,
  PairRules,
  SocketOrderToCheck,
  SpotOrderToCheck,
  SymbolSources,
} from "./markets/index.ts";
export type { CustomSigning } from "./http/credentials.ts";
export type { NetworkOptions, ProxyServer } from "./platform/network.ts";
export type {
  Clock,
  CryptoPort,
  HttpPort,
  Log,
  Mac,
  NonceSource,
  Progress,
  Random,
  StopTimer,
  WireAnswer,
  WireRequest,
} from "./ports.ts";
export { version } from "./version.ts";
