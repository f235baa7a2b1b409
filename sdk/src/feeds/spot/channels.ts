/** The channels of Spot WebSocket v2: what can be subscribed to on which connection, and with what. */
import type { Feed } from "../feed.ts";
import { spotBalances } from "./balances.ts";
import type { WSSpotBalance, WSSpotBalancesMessage, WSSpotBalancesParams, WSSpotLedgerEntry } from "./balances.ts";
import { spotBook } from "./book.ts";
import type { WSSpotBookMessage, WSSpotBookParams } from "./book.ts";
import { spotExecutions } from "./executions.ts";
import type { WSSpotExecution, WSSpotExecutionsMessage, WSSpotExecutionsParams } from "./executions.ts";
import { spotInstrument } from "./instrument.ts";
import type { WSSpotInstrumentMessage, WSSpotInstrumentParams } from "./instrument.ts";
import { spotLevel3 } from "./level3.ts";
import type { WSSpotLevel3Message, WSSpotLevel3Params } from "./level3.ts";
import { spotOhlc } from "./ohlc.ts";
import type { WSSpotOhlc, WSSpotOhlcMessage, WSSpotOhlcParams } from "./ohlc.ts";
import type { WSSpotStatusMessage } from "./status.ts";
import { spotTicker } from "./ticker.ts";
import type { WSSpotTicker, WSSpotTickerMessage, WSSpotTickerParams } from "./ticker.ts";
import { spotTrade } from "./trade.ts";
import type { WSSpotTrade, WSSpotTradeMessage, WSSpotTradeParams } from "./trade.ts";

/** What a channel takes, what its frames are, and what a stream of it yields. */
export interface Channel<Params, Message, Item> {
  params: Params;
  message: Message;
  item: Item;
}

/** Channels of `spotPublicV2` and `spotBetaPublicV2`. */
export interface WSSpotPublicChannels {
  ticker: Channel<WSSpotTickerParams, WSSpotTickerMessage, WSSpotTicker>;
  book: Channel<WSSpotBookParams, WSSpotBookMessage, WSSpotBookMessage>;
  trade: Channel<WSSpotTradeParams, WSSpotTradeMessage, WSSpotTrade>;
  ohlc: Channel<WSSpotOhlcParams, WSSpotOhlcMessage, WSSpotOhlc>;
  instrument: Channel<WSSpotInstrumentParams, WSSpotInstrumentMessage, WSSpotInstrumentMessage>;
}

/** Channels of `spotPrivateV2` and `spotBetaPrivateV2`. */
export interface WSSpotAccountChannels {
  executions: Channel<WSSpotExecutionsParams, WSSpotExecutionsMessage, WSSpotExecution>;
  balances: Channel<WSSpotBalancesParams, WSSpotBalancesMessage, WSSpotBalance | WSSpotLedgerEntry>;
}

/** The channel of `spotL3V2`. */
export interface WSSpotL3Channels {
  level3: Channel<WSSpotLevel3Params, WSSpotLevel3Message, WSSpotLevel3Message>;
}

/** Any data frame of Spot, discriminated by `channel` and `type`. */
export type WSSpotMessage =
  | WSSpotStatusMessage
  | (WSSpotPublicChannels & WSSpotAccountChannels & WSSpotL3Channels)[
      | keyof WSSpotPublicChannels
      | keyof WSSpotAccountChannels
      | keyof WSSpotL3Channels]["message"];

/** The rows, by channel name. */
export const spotFeeds: Readonly<
  Record<keyof WSSpotPublicChannels | keyof WSSpotAccountChannels | keyof WSSpotL3Channels, Feed>
> = {
  ticker: spotTicker,
  book: spotBook,
  trade: spotTrade,
  ohlc: spotOhlc,
  instrument: spotInstrument,
  level3: spotLevel3,
  executions: spotExecutions,
  balances: spotBalances,
};
