/** The streams that read from connections. */
import type { KrakenError } from "../base/errors.ts";
import type { Topic } from "../feeds/feed.ts";
import type { WsKey } from "../feeds/keys.ts";
import type { Frame } from "../wire/frames.ts";
import type { Stream } from "./ws-stream.ts";

/** One stream and what it reads. */
export interface StreamReader {
  readonly wsKey: WsKey;
  readonly topics: readonly Topic[];
  readonly stream: Stream<unknown>;
}

interface Entry {
  readonly reader: StreamReader;
  readonly symbols: ReadonlySet<string> | undefined;
}

export class Readers {
  readonly #byChannel: Map<string, Entry[]> = new Map();

  add(reader: StreamReader): void {
    const { wsKey, topics } = reader;
    const symbols = topics.map(({ symbol }) => symbol).filter((symbol) => symbol !== undefined);
    const at = `${wsKey} ${topics[0]?.feed.channel}`;
    const entry = { reader, symbols: symbols.length === 0 ? undefined : new Set(symbols) };
    this.#byChannel.set(at, [...(this.#byChannel.get(at) ?? []), entry]);
  }

  remove(reader: StreamReader): void {
    const at = `${reader.wsKey} ${reader.topics[0]?.feed.channel}`;
    const left = this.#byChannel.get(at)?.filter((entry) => entry.reader !== reader) ?? [];
    if (left.length === 0) this.#byChannel.delete(at);
    else this.#byChannel.set(at, left);
  }

  /** Gives the entries of a message to whoever reads them. */
  deliver(wsKey: WsKey, frame: Frame): void {
    if (this.#byChannel.size === 0) return;
    const { channel, feed = "" } = frame as { channel?: string; feed?: string };
    for (const { reader, symbols } of this.#byChannel.get(`${wsKey} ${channel ?? feed.replace(/_snapshot$/, "")}`) ??
      none) {
      const topic = reader.topics[0] as Topic;
      for (const item of topic.feed.items(frame)) {
        if (symbols === undefined || concerns(item, frame, symbols, topic)) reader.stream.push(item);
      }
    }
  }

  /** The exchange refused some topics: who reads them is told and gets no more. */
  refuse(wsKey: WsKey, topics: readonly Topic[], error: KrakenError): void {
    const keys = new Set(topics.map(({ key }) => key));
    this.#finish((reader) => reader.wsKey === wsKey && reader.topics.some(({ key }) => keys.has(key)), error);
  }

  /** A connection is closed for good. */
  end(wsKey: WsKey, error: KrakenError | undefined): void {
    this.#finish((reader) => reader.wsKey === wsKey, error);
  }

  #finish(chosen: (reader: StreamReader) => boolean, error: KrakenError | undefined): void {
    for (const { reader } of [...this.#byChannel.values()].flat()) if (chosen(reader)) reader.stream.finish(error);
  }
}

const none: readonly Entry[] = [];

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const field = (item: unknown, name: string): unknown =>
  typeof item === "object" && item !== null ? (item as Frame)[name] : undefined;

/** Whether an entry is about one of the symbols, and of the same interval where several may be subscribed. */
function concerns(item: unknown, frame: Frame, symbols: ReadonlySet<string>, { feed, params }: Topic): boolean {
  const data = frame["data"];
  const symbol =
    field(item, "symbol") ??
    field(item, "product_id") ??
    field(item, "instrument") ??
    frame["product_id"] ??
    field(Array.isArray(data) ? data[0] : undefined, "symbol");
  if (typeof symbol === "string" && !symbols.has(symbol)) return false;
  return Object.keys(feed.identity).every((name) => {
    const value = field(item, name);
    // Numbers may have come as text.
    return value === undefined || params[name] === undefined || text(value) === text(params[name]);
  });
}
