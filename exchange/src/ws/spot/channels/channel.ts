import type { ApiKey } from "../../../auth/keys.ts";
import type { SpotMarket } from "../../../markets/spot.ts";
import type { JsonRecord } from "../../json.ts";
import type { Subscription } from "../../subscription.ts";
import type { Specs } from "../fields.ts";
import type { Connection } from "../../connection.ts";

/** What a request for one channel wants, its options read. */
export interface Wanted {
  /** What else identifies the stream besides channel and symbol, e.g. a depth. */
  readonly slot: string;
  /** Whether two slots of one symbol may be subscribed side by side. */
  readonly sideBySide?: boolean;
  /** The options as the acknowledgement repeats them, those of an unsubscribe included. */
  readonly echo: Readonly<Record<string, unknown>>;
  /** Notices of the acknowledgement of a subscribe. */
  readonly warnings?: readonly string[];
  /** Whether the acknowledgement of a subscribe says that a snapshot follows. */
  readonly snapshot: boolean;
}

/** A channel with one stream per symbol. */
export interface SymbolChannel<Options extends Wanted = Wanted> {
  readonly name: string;
  readonly access: "public" | "l3";
  /** Parameters besides channel, symbol, snapshot and token. */
  readonly specs: Specs;
  /** Reads the options; throws a Rejection that concerns the whole request. */
  read(params: JsonRecord, event: "subscribe" | "unsubscribe"): Options;
  /** Refuses one symbol for reasons of its own; throws a Rejection. */
  admit?(connection: Connection, market: SpotMarket, wanted: Options, account: string | undefined): void;
  /** Starts to deliver: the snapshot, if wanted, goes out at once. The result ends it. */
  join(subscription: Subscription, market: SpotMarket, wanted: Options): () => void;
}

/** A channel with one stream per request. */
export interface WholeChannel<Options extends Wanted = Wanted> {
  readonly name: string;
  readonly access: "public" | "private";
  readonly specs: Specs;
  read(params: JsonRecord, event: "subscribe" | "unsubscribe"): Options;
  /** Refuses a key; throws a Rejection. */
  admit?(key: ApiKey, wanted: Options): void;
  join(subscription: Subscription, wanted: Options, account: string): () => void;
  /** Further fields of the acknowledgement. */
  extra?(account: string, wanted: Options): Readonly<Record<string, unknown>>;
}
