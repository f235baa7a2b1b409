/** What an arriving frame means: for subscriptions, for calls, for the connection, and for the user. */
import { fromUtf8 } from "../base/bytes.ts";
import { ClosedError, ProtocolError, RefusedError, TimeoutError } from "../base/errors.ts";
import type { KrakenError } from "../base/errors.ts";
import type { Topic } from "../feeds/feed.ts";
import type { Clock } from "../ports.ts";
import type { Ack, Dialect, Frame } from "../wire/frames.ts";
import { withoutSecrets } from "../wire/frames.ts";
import type { Authority } from "./authority.ts";
import { reasonOf } from "./calls.ts";
import type { Calls } from "./calls.ts";
import type { Outcome, Request } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { Waiting } from "./waiting.ts";

/** Trouble to be reported. */
export interface Problem {
  readonly error: KrakenError;
  /** The exchange's frame, where it sent one; no secrets in it. */
  readonly frame?: Frame | undefined;
  /** What was asked, without credentials. */
  readonly request?: unknown;
  /** Whether it answers a trading call. */
  readonly call?: boolean;
}

/** Whom the user's events go to. */
export interface Sink {
  message(frame: Frame): void;
  response(frame: Frame, call: boolean): void;
  authenticated(): void;
  exception(problem: Problem): void;
  /** The exchange refused these for good; nobody holds them any more. */
  refused(topics: readonly Topic[], error: KrakenError): void;
}

/** What the inbox works on. */
export interface InboxParts {
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly authority: Authority | undefined;
  readonly subscriptions: Subscriptions;
  readonly calls: Calls;
  readonly sink: Sink;
  readonly parse: (text: string) => unknown;
  /** Key of the heartbeat the session may hold for itself. */
  readonly heartbeat: string | undefined;
  /** Whether nobody but the session wants a subscription. */
  readonly hidden: (key: string) => boolean;
  readonly send: (text: string) => boolean;
  /** The exchange refused credentials of this number. */
  readonly denied: (serial: number) => void;
  /** The exchange accepted our credentials. */
  readonly accepted: () => void;
  readonly maintenance: (on: boolean) => void;
  /** Something may have to be sent. */
  readonly changed: () => void;
}

export class Inbox {
  readonly #parts: InboxParts;
  #challenge: Waiting<string> | undefined;
  #denial: KrakenError | undefined;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** The last refusal of our credentials. */
  get denial(): KrakenError | undefined {
    return this.#denial;
  }

  /** Requests a challenge and resolves to it. */
  challenge(request: string): Promise<string> {
    this.#challenge?.reject(new ClosedError("Another challenge was requested"));
    const waiting = new Waiting<string>("The request for a challenge", {}, this.#parts.clock, () => "answered");
    this.#challenge = waiting;
    this.#parts.send(request);
    return waiting.promise;
  }

  /** The connection is gone. */
  lose(): void {
    this.#challenge?.reject(new ClosedError("The connection was lost before it was authenticated"));
    this.#challenge = undefined;
  }

  /** Takes one frame, at `now` on the steady clock. */
  receive(data: string | Uint8Array, now: number): void {
    const { dialect } = this.#parts;
    if (dialect.trivial(data)) return;
    const text = typeof data === "string" ? data : fromUtf8(data);
    const frame = this.#read(text);
    if (frame === undefined) return;
    const kind = dialect.kind(frame);
    switch (kind) {
      case "data":
        this.#data(frame, now);
        break;
      case "status":
        this.#status(frame);
        break;
      case "ack":
        this.#ack(this.#plain(frame, text), now);
        break;
      case "reply":
        this.#reply(this.#plain(frame, text));
        break;
      case "challenge":
        this.#challenge?.resolve(typeof frame["message"] === "string" ? frame["message"] : "");
        this.#challenge = undefined;
        break;
      case "alert":
        this.#alert(withoutSecrets(frame), now);
        break;
      case "heartbeat":
      case "pong":
      case "greeting":
        break;
    }
  }

  /** Looks for overdue acknowledgements and silent subscriptions. */
  upkeep(now: number): void {
    const { subscriptions, sink } = this.#parts;
    for (const request of subscriptions.unanswered(now)) {
      const error = new TimeoutError(`The exchange did not acknowledge ${describe(request)}; it is sent again`, {
        delivery: "unknown",
      });
      sink.exception({ error, request: visible(request) });
    }
    for (const { topic } of subscriptions.silent(now)) {
      const what = topic.symbol === undefined ? topic.feed.channel : `${topic.feed.channel} ${topic.symbol}`;
      sink.exception({
        error: new TimeoutError(`Nothing came for the subscription ${what}; it is renewed`, { delivery: "answered" }),
        request: { method: "subscribe", channel: topic.feed.channel, symbol: topic.symbol, params: topic.params },
      });
    }
  }

  #read(text: string): Frame | undefined {
    try {
      const frame: unknown = this.#parts.parse(text);
      if (typeof frame === "object" && frame !== null && !Array.isArray(frame)) return frame as Frame;
      throw new ProtocolError("The frame is not an object");
    } catch (cause) {
      const error = new ProtocolError(`The exchange sent a frame that cannot be read: ${text.slice(0, 80)}`, { cause });
      this.#parts.sink.exception({ error });
      return undefined;
    }
  }

  /** Acknowledgements are always plain JSON, whatever was chosen for data: their numbers are identifiers. */
  #plain(frame: Frame, text: string): Frame {
    const id = frame["req_id"];
    return typeof id === "string" ? (JSON.parse(text) as Frame) : frame;
  }

  #data(frame: Frame, now: number): void {
    const { dialect, subscriptions, heartbeat, hidden, sink } = this.#parts;
    const channel = dialect.channel(frame);
    subscriptions.touch(channel, dialect.symbol(frame), now);
    if (frame["sequence"] !== undefined) this.#follow(channel, frame);
    if (heartbeat !== undefined && channel === "heartbeat" && hidden(heartbeat)) return;
    sink.message(frame);
  }

  /** Watches the count of account channels: a gap means that reports are lost, so they are asked for anew. */
  #follow(channel: string, frame: Frame): void {
    const { subscriptions, sink, changed } = this.#parts;
    const broken = subscriptions.follow(channel, Number(frame["sequence"]), frame["type"] === "snapshot");
    for (const { topic } of broken) {
      const error = new ProtocolError(`Messages of ${channel} are missing or repeated; it is renewed`, {
        delivery: "answered",
      });
      sink.exception({ error, request: { method: "subscribe", channel, params: topic.params } });
    }
    if (broken.length > 0) changed();
  }

  #status(frame: Frame): void {
    const { data } = frame;
    const first = (Array.isArray(data) ? data[0] : undefined) as Frame | undefined;
    if (typeof first?.["system"] === "string") this.#parts.maintenance(first["system"] === "maintenance");
    this.#parts.sink.message(frame);
  }

  #ack(frame: Frame, now: number): void {
    const { dialect, subscriptions, sink, changed } = this.#parts;
    withoutSecrets(frame);
    const ack = dialect.ack(frame);
    const outcomes = subscriptions.answer(ack, now);
    if (ack.ok || outcomes.some(({ became }) => became === "confirmed")) {
      if (!outcomes.some(({ request }) => this.#isOwn(request))) sink.response(frame, false);
    } else if (outcomes.length === 0) {
      sink.exception({ error: this.#refusal(reasonOf(frame), frame), frame });
    }
    this.#conclude(outcomes, frame, ack);
    changed();
  }

  /** Draws the consequences of what became of subscriptions. */
  #conclude(outcomes: readonly Outcome[], frame: Frame, ack?: Ack): void {
    const { sink, accepted } = this.#parts;
    const refused = new Map<Request, Outcome[]>();
    for (const outcome of outcomes) {
      const { became, request } = outcome;
      if (became === "confirmed" && request.private) accepted();
      if (became === "denied") this.#denied(request.serial, outcome.error ?? "", frame);
      const failed = became === "refused" || became === "later" || (became === "gone" && ack?.ok === false);
      if (failed) refused.set(request, [...(refused.get(request) ?? []), outcome]);
    }
    for (const [request, members] of refused) {
      const symbols = members
        .map(({ subscription }) => subscription.topic.symbol)
        .filter((symbol) => symbol !== undefined);
      const asked = { ...request, symbols };
      const reason = members[0]?.error ?? reasonOf(frame);
      const error = this.#refusal(reason, frame, `${describe(asked)} was refused`);
      sink.exception({ error, frame, request: visible(asked) });
      const lost = members.filter(({ became }) => became === "refused").map(({ subscription }) => subscription.topic);
      if (lost.length > 0) sink.refused(lost, error);
    }
  }

  #denied(serial: number, reason: string, frame: Frame): void {
    const { authority, denied } = this.#parts;
    this.#denial = this.#refusal(reason, frame);
    authority?.refuse(serial);
    denied(serial);
  }

  #reply(frame: Frame): void {
    const { dialect, authority, calls, sink } = this.#parts;
    withoutSecrets(frame);
    const id = frame["req_id"];
    if (frame["success"] === false || frame["error"] !== undefined) {
      const reason = reasonOf(frame);
      const serial = calls.serial(id);
      // The call is answered and not repeated, but the next one shall have a token that works.
      if (serial !== undefined && dialect.refusal(reason) === "credentials") authority?.refuse(serial);
      const request = calls.params(id);
      sink.exception({ error: this.#refusal(reason, frame), frame, request, call: true });
    } else sink.response(frame, true);
    calls.answer(frame);
  }

  #alert(frame: Frame, now: number): void {
    const { dialect, subscriptions, sink, changed } = this.#parts;
    const text = dialect.complaintText(frame);
    const complaint = dialect.complaint(frame);
    const outcomes = subscriptions.complain(complaint, text, now);
    if (outcomes.length === 0 && this.#challenge !== undefined) {
      this.#challenge.reject(this.#refusal(text, frame));
      this.#challenge = undefined;
      return;
    }
    this.#conclude(outcomes, frame);
    const harmless = complaint.about === "again" || complaint.about === "absent";
    if (outcomes.length === 0 && !harmless) sink.exception({ error: this.#refusal(text, frame), frame });
    changed();
  }

  #isOwn(request: Request): boolean {
    const { heartbeat, hidden } = this.#parts;
    return heartbeat !== undefined && request.channel === "heartbeat" && hidden(heartbeat);
  }

  #refusal(reason: string, frame: Frame, what: string = "The exchange refused"): RefusedError {
    const { dialect, clock } = this.#parts;
    const known = dialect.meaning([reason], clock.now());
    const passing = known.retry === "never" && dialect.refusal(reason) === "later";
    const meaning = passing ? ({ category: "limit", retry: "later" } as const) : known;
    return new RefusedError(`${what}: ${reason}`, { ...meaning, reasons: [reason], body: frame });
  }
}

const describe = ({ method, channel, symbols }: Pick<Request, "method" | "channel" | "symbols">): string =>
  `${method} ${channel}${symbols.length === 0 ? "" : ` ${symbols.slice(0, 5).join(", ")}${symbols.length > 5 ? ", …" : ""}`}`;

/** A request as users may see it. */
const visible = ({ method, id, channel, symbols, params }: Request): Record<string, unknown> => ({
  method,
  req_id: id,
  channel,
  ...(symbols.length === 0 ? {} : { symbols }),
  params,
});
