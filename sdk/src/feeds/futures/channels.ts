/** The feeds of Futures WebSocket v1: what can be subscribed to on which connection, and with what. */
import type { Feed } from "../feed.ts";
import type { Channel } from "../spot/channels.ts";
import { futuresAccountLog } from "./account-log.ts";
import type { WSFuturesAccountLogMessage, WSFuturesLogEntry } from "./account-log.ts";
import { futuresBalances } from "./balances.ts";
import type { WSFuturesBalancesMessage } from "./balances.ts";
import { futuresBook } from "./book.ts";
import type { WSFuturesBookMessage } from "./book.ts";
import { futuresCandles } from "./candles.ts";
import type { WSFuturesCandleMessage } from "./candles.ts";
import { futuresFillsFeed } from "./fills.ts";
import type { WSFuturesFill, WSFuturesFillsMessage, WSFuturesFillsParams } from "./fills.ts";
import { futuresHeartbeat } from "./heartbeat.ts";
import type { WSFuturesHeartbeatMessage } from "./heartbeat.ts";
import { futuresLegacyMargins } from "./legacy-margins.ts";
import type { WSFuturesLegacyMarginsMessage } from "./legacy-margins.ts";
import { futuresNotifications } from "./notifications.ts";
import type { WSFuturesNotification, WSFuturesNotificationsMessage } from "./notifications.ts";
import { futuresOpenOrders, futuresOpenOrdersVerbose } from "./orders.ts";
import type { WSFuturesOpenOrdersMessage, WSFuturesOpenOrdersVerboseMessage } from "./orders.ts";
import { futuresOpenPositions } from "./positions.ts";
import type { WSFuturesOpenPositionsMessage } from "./positions.ts";
import type { WSFuturesNoParams, WSFuturesProductParams } from "./shared.ts";
import { futuresTickerLite } from "./ticker-lite.ts";
import type { WSFuturesTickerLiteMessage } from "./ticker-lite.ts";
import { futuresTicker } from "./ticker.ts";
import type { WSFuturesTickerMessage } from "./ticker.ts";
import { futuresTrade } from "./trade.ts";
import type { WSFuturesTrade, WSFuturesTradeMessage } from "./trade.ts";

/** Feeds of `derivativesPublicV1`. */
export interface WSDerivativesPublicChannels {
  heartbeat: Channel<WSFuturesNoParams, WSFuturesHeartbeatMessage, WSFuturesHeartbeatMessage>;
  ticker: Channel<WSFuturesProductParams, WSFuturesTickerMessage, WSFuturesTickerMessage>;
  ticker_lite: Channel<WSFuturesProductParams, WSFuturesTickerLiteMessage, WSFuturesTickerLiteMessage>;
  trade: Channel<WSFuturesProductParams, WSFuturesTradeMessage, WSFuturesTrade>;
  book: Channel<WSFuturesProductParams, WSFuturesBookMessage, WSFuturesBookMessage>;
  candles_trade_1m: Channel<WSFuturesProductParams, WSFuturesCandleMessage, WSFuturesCandleMessage>;
}

/** Feeds of `derivativesPrivateV1`. */
export interface WSDerivativesAccountChannels {
  open_orders: Channel<WSFuturesNoParams, WSFuturesOpenOrdersMessage, WSFuturesOpenOrdersMessage>;
  open_orders_verbose: Channel<WSFuturesNoParams, WSFuturesOpenOrdersVerboseMessage, WSFuturesOpenOrdersVerboseMessage>;
  fills: Channel<WSFuturesFillsParams, WSFuturesFillsMessage, WSFuturesFill>;
  open_positions: Channel<WSFuturesNoParams, WSFuturesOpenPositionsMessage, WSFuturesOpenPositionsMessage>;
  balances: Channel<WSFuturesNoParams, WSFuturesBalancesMessage, WSFuturesBalancesMessage>;
  account_log: Channel<WSFuturesNoParams, WSFuturesAccountLogMessage, WSFuturesLogEntry>;
  notifications_auth: Channel<WSFuturesNoParams, WSFuturesNotificationsMessage, WSFuturesNotification>;
  account_balances_and_margins: Channel<
    WSFuturesNoParams,
    WSFuturesLegacyMarginsMessage,
    WSFuturesLegacyMarginsMessage
  >;
}

/** Any data frame of Futures, discriminated by `feed`. */
export type WSDerivativesMessage =
  | WSDerivativesPublicChannels[keyof WSDerivativesPublicChannels]["message"]
  | WSDerivativesAccountChannels[keyof WSDerivativesAccountChannels]["message"];

/** The rows, by feed name. */
export const futuresFeeds: Readonly<
  Record<keyof WSDerivativesPublicChannels | keyof WSDerivativesAccountChannels, Feed>
> = {
  heartbeat: futuresHeartbeat,
  ticker: futuresTicker,
  ticker_lite: futuresTickerLite,
  trade: futuresTrade,
  book: futuresBook,
  candles_trade_1m: futuresCandles,
  open_orders: futuresOpenOrders,
  open_orders_verbose: futuresOpenOrdersVerbose,
  fills: futuresFillsFeed,
  open_positions: futuresOpenPositions,
  balances: futuresBalances,
  account_log: futuresAccountLog,
  notifications_auth: futuresNotifications,
  account_balances_and_margins: futuresLegacyMargins,
};
