import { Rejection } from "../../base/rejection.ts";
import type { SpotMarket } from "../../markets/spot.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import type { Connection } from "../connection.ts";
import type { JsonRecord } from "../json.ts";
import { Subscription } from "../subscription.ts";
import type { Answers } from "./answers.ts";
import type { SymbolChannel, Wanted, WholeChannel } from "./channels/channel.ts";
import { keyOf, settleTokens } from "./credentials.ts";
import { check, missing, textOf, textsOf, wrongKind, type Specs } from "./fields.ts";
import { misplaced } from "./hosts.ts";
import type { SpotParts } from "./parts.ts";

/** The channels of the Spot sockets by name. */
export interface Channels {
  readonly symbols: ReadonlyMap<string, SymbolChannel>;
  readonly whole: ReadonlyMap<string, WholeChannel>;
}

type Event = "subscribe" | "unsubscribe";

interface Request {
  readonly event: Event;
  readonly connection: Connection;
  readonly answers: Answers;
  readonly params: JsonRecord;
}

const pairShape = /^[A-Za-z0-9.]+\/[A-Za-z0-9.]+(?::[A-Za-z0-9]+)?$/;

/** The pair of a v2 symbol, or the refusal of another name. */
export function marketOf(venue: SpotCalls, symbol: string): SpotMarket {
  const market = venue.markets.bySymbol(symbol);
  if (market !== undefined) return market;
  const shown = symbol.slice(0, 64);
  throw new Rejection(
    pairShape.test(symbol)
      ? `Currency pair not supported ${shown}`
      : `Currency pair not in ISO 4217-A3 format ${shown}`,
  );
}

/** Answers subscribe and unsubscribe. */
export class Desk {
  readonly #parts: SpotParts;
  readonly #channels: Channels;

  constructor(parts: SpotParts, channels: Channels) {
    this.#parts = parts;
    this.#channels = channels;
  }

  /** Serves one request; every answer goes out before the data it leads to. */
  serve(request: Request): void {
    const { params, answers } = request;
    const name = textOf(params, "channel");
    if (name === undefined) {
      return answers.fail((params["channel"] === undefined ? missing("channel") : wrongKind("channel", "text")).reason);
    }
    const symbols = this.#channels.symbols.get(name);
    if (symbols !== undefined) return this.#serveSymbols(request, symbols);
    const whole = this.#channels.whole.get(name);
    if (whole !== undefined) return this.#serveWhole(request, whole);
    answers.fail("Subscription name invalid");
  }

  #serveSymbols(request: Request, channel: SymbolChannel): void {
    const { event, connection, answers, params } = request;
    const secret = channel.access === "l3";
    const beside = secret ? { channel: channel.name, status: "error" } : {};
    let wanted: Wanted;
    let names: readonly string[];
    let account: string | undefined;
    try {
      const elsewhere = misplaced(channel.access, connection.socket);
      if (elsewhere !== undefined) return answers.fail(elsewhere);
      check(params, specsOf(channel.specs, secret, true), event);
      names = textsOf(params, "symbol") ?? [];
      if (names.length === 0) throw missing("symbol");
      wanted = channel.read(params, event);
      if (secret) account = keyOf(this.#parts, connection, params).settings.account;
    } catch (error) {
      return answers.fail(reasonOf(error), beside);
    }
    for (const name of names) {
      try {
        const market = marketOf(this.#parts.venue, name);
        if (event === "subscribe") this.#join(request, channel, market, wanted, account);
        else this.#leave(request, channel, market, wanted);
      } catch (error) {
        answers.fail(reasonOf(error), beside, name);
      }
    }
    if (secret) settleTokens(this.#parts, connection);
  }

  #join(request: Request, channel: SymbolChannel, market: SpotMarket, wanted: Wanted, account?: string): void {
    const { connection, answers } = request;
    const { symbol } = market;
    const key = keyFor(channel.name, symbol, wanted);
    if (connection.subscriptions.has(key)) throw new Rejection("Already subscribed");
    channel.admit?.(connection, market, wanted, account);
    const muted = strikeSubscription(connection, channel.name, symbol);
    const subscription = new Subscription({
      connection,
      key,
      channel: channel.name,
      symbol,
      slot: wanted.slot,
      muted,
    });
    connection.subscriptions.set(key, subscription);
    connection.restart(channel.name, symbol);
    const result = { channel: channel.name, symbol, snapshot: wanted.snapshot, ...wanted.echo, ...warningsOf(wanted) };
    answers.succeed(result, {}, symbol);
    subscription.leave = channel.join(subscription, market, wanted);
  }

  #leave({ connection, answers }: Request, channel: SymbolChannel, { symbol }: SpotMarket, wanted: Wanted): void {
    const key = keyFor(channel.name, symbol, wanted);
    const subscription = connection.subscriptions.get(key);
    if (subscription === undefined || subscription.slot !== wanted.slot) throw new Rejection("Subscription Not Found");
    connection.subscriptions.delete(key);
    subscription.leave();
    answers.succeed({ channel: channel.name, symbol, ...wanted.echo }, {}, symbol);
  }

  #serveWhole(request: Request, channel: WholeChannel): void {
    const { event, connection, answers, params } = request;
    const secret = channel.access === "private";
    try {
      const elsewhere = misplaced(channel.access, connection.socket);
      if (elsewhere !== undefined) return answers.fail(elsewhere);
      check(params, specsOf(channel.specs, secret, false), event);
      const wanted = channel.read(params, event);
      const key = secret ? keyOf(this.#parts, connection, params) : undefined;
      if (key !== undefined) channel.admit?.(key, wanted);
      const account = key?.settings.account ?? "";
      if (event === "subscribe") this.#joinWhole(request, channel, wanted, account);
      else this.#leaveWhole(request, channel, wanted);
    } catch (error) {
      answers.fail(reasonOf(error), secret ? { channel: channel.name, status: "error" } : {});
    }
    if (secret) settleTokens(this.#parts, connection);
  }

  #joinWhole({ connection, answers }: Request, channel: WholeChannel, wanted: Wanted, account: string): void {
    const { name } = channel;
    if (connection.subscriptions.has(name)) throw new Rejection("Already subscribed");
    const muted = strikeSubscription(connection, name, undefined);
    const subscription = new Subscription({ connection, key: name, channel: name, muted });
    connection.subscriptions.set(name, subscription);
    connection.restart(name, undefined);
    const extra = channel.extra?.(account, wanted) ?? {};
    answers.succeed({
      channel: name,
      snapshot: wanted.snapshot,
      ...wanted.echo,
      ...extra,
      ...warningsOf(wanted),
    });
    subscription.leave = channel.join(subscription, wanted, account);
  }

  #leaveWhole({ connection, answers }: Request, channel: WholeChannel, wanted: Wanted): void {
    const subscription = connection.subscriptions.get(channel.name);
    if (subscription === undefined) throw new Rejection("Subscription Not Found");
    connection.subscriptions.delete(channel.name);
    subscription.leave();
    answers.succeed({ channel: channel.name, ...wanted.echo });
  }
}

/** Lets faults strike a subscription: refused outright, or (true) acknowledged and never served. */
function strikeSubscription(connection: Connection, channel: string, symbol: string | undefined): boolean {
  let muted = false;
  const subject = { kind: "answer", channel, ...(symbol === undefined ? {} : { symbol }) } as const;
  for (const action of connection.strike("subscription", subject)) {
    if (action.do === "reject-subscription") throw new Rejection(action.error);
    if (action.do === "mute-subscription") muted = true;
  }
  return muted;
}

function keyFor(channel: string, symbol: string, wanted: Wanted): string {
  return wanted.sideBySide === true ? `${channel} ${symbol} ${wanted.slot}` : `${channel} ${symbol}`;
}

function warningsOf({ warnings }: Wanted): { readonly warnings?: readonly string[] } {
  return warnings === undefined ? {} : { warnings };
}

function specsOf(own: Specs, secret: boolean, symbols: boolean): Specs {
  return {
    channel: "text",
    ...(symbols ? { symbol: "texts" } : {}),
    ...own,
    snapshot: "flag",
    ...(secret ? { token: "text" } : {}),
  };
}

/** The words of a refusal; anything else goes on as what it is. */
export function reasonOf(error: unknown): string {
  if (error instanceof Rejection) return error.reason;
  throw error;
}
