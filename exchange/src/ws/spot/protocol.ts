import { RawNumber } from "../../base/json.ts";
import type { Connection } from "../connection.ts";
import { Frame } from "../frame.ts";
import type { Incoming } from "../inbox.ts";
import { isRecord, readJson, type Json, type JsonRecord } from "../json.ts";
import type { Protocol } from "../sockets.ts";
import { Answers } from "./answers.ts";
import { balancesChannel } from "./channels/balances.ts";
import { bookChannel } from "./channels/book.ts";
import { executionsChannel } from "./channels/executions.ts";
import { instrumentChannel } from "./channels/instrument.ts";
import { level3Channel } from "./channels/level3.ts";
import { ohlcChannel } from "./channels/ohlc.ts";
import { tickerChannel } from "./channels/ticker.ts";
import { tradeChannel } from "./channels/trade.ts";
import type { SymbolChannel, WholeChannel } from "./channels/channel.ts";
import { keyOf, settleTokens } from "./credentials.ts";
import { wrongKind } from "./fields.ts";
import { misplaced } from "./hosts.ts";
import { MessageRate } from "../rate.ts";
import type { SpotParts } from "./parts.ts";
import { Desk, reasonOf } from "./subscribe.ts";
import { tradingMethods, type TradingMethod } from "./trading/methods.ts";

const fields = ["method", "params", "req_id"];
const heartbeatMs = 1000;
const heartbeat = new Frame({ kind: "heartbeat", channel: "heartbeat" }, '{"channel":"heartbeat"}');

/** The Spot v2 protocol, on the public, the private and the level 3 socket. */
export class SpotProtocol implements Protocol {
  readonly #parts: SpotParts;
  readonly #desk: Desk;
  readonly #methods: ReadonlyMap<string, TradingMethod>;
  readonly #connections: Set<Connection> = new Set();
  readonly #rate: MessageRate;
  #cancelBeat: (() => void) | undefined;

  constructor(parts: SpotParts) {
    this.#parts = parts;
    const symbols = [
      tickerChannel(parts),
      bookChannel(parts),
      tradeChannel(parts),
      ohlcChannel(parts),
      level3Channel(parts),
    ] as unknown as SymbolChannel[];
    const whole = [
      instrumentChannel(parts),
      executionsChannel(parts),
      balancesChannel(parts),
    ] as unknown as WholeChannel[];
    this.#desk = new Desk(parts, {
      symbols: new Map(symbols.map((channel) => [channel.name, channel])),
      whole: new Map(whole.map((channel) => [channel.name, channel])),
    });
    this.#methods = tradingMethods(parts);
    this.#rate = new MessageRate(parts.clock, parts.options.messageRate);
    parts.venue.events.on(
      "status",
      parts.pulse.guard(({ market }) => {
        if (market === undefined) for (const connection of this.#connections) this.#tellStatus(connection);
      }),
    );
  }

  opened(connection: Connection): void {
    this.#connections.add(connection);
    this.#tellStatus(connection);
    if (this.#cancelBeat === undefined) this.#armBeat();
  }

  closed(connection: Connection): void {
    this.#connections.delete(connection);
    this.#parts.tokens.release(connection.name);
    if (this.#connections.size > 0) return;
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
  }

  subjectOf({ text }: Incoming): string {
    const request = text === undefined ? undefined : readJson(text);
    if (!isRecord(request)) return "";
    const { method, params } = request;
    const channel = isRecord(params) ? params["channel"] : undefined;
    if (typeof channel === "string") return channel;
    return typeof method === "string" ? method : "";
  }

  received(connection: Connection, { text, arrived }: Incoming): void {
    const request = text === undefined ? undefined : readJson(text);
    const { clock } = this.#parts;
    if (!isRecord(request)) {
      new Answers(clock, connection, arrived, {}, "").fail("Malformed request");
      return;
    }
    const { method, req_id: reqId } = request;
    const about = {
      ...(typeof method === "string" ? { method: method.slice(0, 64) } : {}),
      ...(isReqId(reqId) ? { req_id: reqId } : {}),
    };
    const answers = new Answers(clock, connection, arrived, about, this.subjectOf({ text, arrived }));
    if (!this.#rate.admits(connection)) return answers.fail("Exceeded msg rate");
    if (typeof method !== "string") return answers.fail("Event(s) not found");
    if (reqId !== undefined && !isReqId(reqId)) return answers.fail(wrongKind("req_id", "integer").reason);
    this.#dispatch(method, request, { connection, answers, arrived, about });
  }

  #dispatch(
    method: string,
    request: JsonRecord,
    call: {
      readonly connection: Connection;
      readonly answers: Answers;
      readonly arrived: bigint;
      readonly about: Readonly<Record<string, unknown>>;
    },
  ): void {
    const { connection, answers, arrived } = call;
    const known = method === "ping" ? ["method", "req_id"] : fields;
    const strange = Object.keys(request).find((name) => !known.includes(name));
    if (method === "ping") {
      if (strange !== undefined)
        return answers.fail(`Unsupported field: '${strange.slice(0, 64)}' for the given msg type: ping`);
      const about = { ...call.about, method: "pong" };
      return new Answers(this.#parts.clock, connection, arrived, about, "ping").plain();
    }
    const trading = this.#methods.get(method);
    const subscribes = method === "subscribe" || method === "unsubscribe";
    if (trading === undefined && !subscribes) return answers.fail("Unsupported event");
    const { params } = request;
    if (strange !== undefined || (subscribes && params === undefined)) return answers.fail("Unsupported event");
    if (params !== undefined && !isRecord(params)) return answers.fail(wrongKind("params", "record").reason);
    if (subscribes) {
      return this.#desk.serve({ event: method, connection, answers, params: params ?? nothing });
    }
    if (trading !== undefined) this.#trade(trading, params ?? nothing, connection, answers, arrived);
  }

  #trade(method: TradingMethod, params: JsonRecord, connection: Connection, answers: Answers, arrived: bigint): void {
    try {
      const elsewhere = misplaced("private", connection.socket);
      if (elsewhere !== undefined) return answers.fail(elsewhere);
      method.check(params);
      const key = keyOf(this.#parts, connection, params);
      settleTokens(this.#parts, connection);
      method.run({ params, key, answers, arrived });
    } catch (error) {
      answers.fail(reasonOf(error));
    }
  }

  #tellStatus(connection: Connection): void {
    const system = this.#parts.venue.systemMode();
    const text = `{"channel":"status","type":"update","data":[{"api_version":"v2","connection_id":${connection.wireId},"emergency":[],"system":"${system}","upcoming_maintenance":[],"version":"2.0.10"}]}`;
    connection.send(new Frame({ kind: "status", channel: "status" }, text));
  }

  /** One beat for all: about a second apart, as the exchange does it. */
  #armBeat(): void {
    this.#cancelBeat = this.#parts.clock.after(heartbeatMs, () => {
      this.#armBeat();
      for (const connection of this.#connections) {
        if (connection.subscriptions.size > 0) connection.send(heartbeat);
      }
    });
  }
}

const nothing = Object.create(null) as JsonRecord;

function isReqId(value: Json | undefined): value is RawNumber {
  return value instanceof RawNumber && /^-?\d{1,20}$/.test(value.text);
}
