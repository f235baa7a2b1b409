import type { Clock } from "../../base/clock.ts";
import { RawNumber, stringify } from "../../base/json.ts";
import { stamp } from "../../spot/texts.ts";
import type { Connection } from "../connection.ts";
import { Frame } from "../frame.ts";

/** Writes answers as the exchange does: names in alphabetical order at every level. */
export class Answers {
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #about: Readonly<Record<string, unknown>>;
  readonly #channel: string;
  readonly #arrived: bigint;

  /** `about` is repeated in every answer: method and req_id; `channel` is what faults are aimed at. */
  constructor(
    clock: Clock,
    connection: Connection,
    arrived: bigint,
    about: Readonly<Record<string, unknown>>,
    channel: string,
  ) {
    this.#clock = clock;
    this.#connection = connection;
    this.#arrived = arrived;
    this.#about = about;
    this.#channel = channel;
  }

  /** A success with its result, or with fields of its own beside it. */
  succeed(result: unknown, beside: Readonly<Record<string, unknown>> = {}, symbol?: string): void {
    this.#put({ ...beside, ...(result === undefined ? {} : { result }), success: true }, symbol);
  }

  /** A failure; `symbol` says which part of the request it concerns. */
  fail(error: string, beside: Readonly<Record<string, unknown>> = {}, symbol?: string): void {
    this.#put({ ...beside, error, success: false, ...(symbol === undefined ? {} : { symbol }) }, symbol);
  }

  /** An answer without a verdict: a pong. */
  plain(): void {
    this.#put({}, undefined);
  }

  #put(content: Readonly<Record<string, unknown>>, symbol: string | undefined): void {
    const body = {
      ...this.#about,
      ...content,
      time_in: stamp(this.#arrived),
      time_out: stamp(this.#clock.nowMicros()),
    };
    const subject = { kind: "answer", channel: this.#channel, ...(symbol === undefined ? {} : { symbol }) } as const;
    this.#connection.send(new Frame(subject, stringify(alphabetical(body))));
  }
}

/** The same data with the names of every object in alphabetical order. */
export function alphabetical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(alphabetical);
  if (typeof value !== "object" || value === null || value instanceof RawNumber) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, item]) => [name, alphabetical(item)]));
}
