/**
 * What is wanted, what the exchange confirmed, and what has to be sent to make them agree. A table that computes and
 * never acts; times are steady milliseconds given by the caller.
 *
 * Each symbol of each channel is a subscription of its own, because the exchange acknowledges, refuses and forgets them
 * one by one. Several travel in one request where their parameters agree.
 */
import type { Topic } from "../feeds/feed.ts";
import { sameness } from "../feeds/feed.ts";
import type { Ack, Complaint } from "../wire/frames.ts";
import { Pace } from "./pace.ts";
import { fresh, hear, named, own, requestParams } from "./subscription.ts";
import type { Outcome, Request, Subscription, SubscriptionRules, Wanted } from "./subscription.ts";

const longestPause = 30_000;

const none: ReadonlySet<never> = new Set();

export class Subscriptions {
  readonly #rules: SubscriptionRules;
  readonly #all: Map<string, Subscription> = new Map();
  /** Those whose state may differ from what is wanted. */
  readonly #restless: Set<Subscription> = new Set();
  readonly #requests: Map<number, Request> = new Map();
  /** By channel, then symbol (or "" for channels without), so that a data frame finds its subscriptions at once. */
  readonly #index: Map<string, Map<string, Set<Subscription>>> = new Map();
  /** What the present connection may still send. */
  #pace: Pace;

  constructor(rules: SubscriptionRules) {
    this.#rules = rules;
    this.#pace = new Pace(rules);
  }

  /** Adds a holder. Asking again for the same changes nothing; asking with other parameters renews it. */
  want(topic: Topic, holder: unknown): void {
    const known = this.#all.get(topic.key);
    const subscription = known ?? this.#create(topic);
    if (known !== undefined && sameness(topic.feed, topic.params) !== sameness(topic.feed, known.topic.params)) {
      known.topic = topic;
      known.renew = known.state === "confirmed" || known.state === "subscribing";
    }
    subscription.holders.add(holder);
    this.#restless.add(subscription);
  }

  /** Removes a holder; when it was the last one, the subscription has to go. */
  drop(key: string, holder: unknown): void {
    const subscription = this.#all.get(key);
    if (subscription === undefined || !subscription.holders.delete(holder)) return;
    if (subscription.holders.size > 0) return;
    if (subscription.state === "absent") this.#delete(subscription);
    else this.#restless.add(subscription);
  }

  /** Marks a confirmed subscription (with `early` also one about to be) to be subscribed afresh on the same connection. */
  renew(key: string, early: boolean = false): void {
    const subscription = this.#all.get(key);
    if (subscription?.state !== "confirmed" && !(early && subscription?.state === "subscribing")) return;
    subscription.renew = true;
    this.#restless.add(subscription);
  }

  has(key: string): boolean {
    return this.#all.has(key);
  }

  /** A subscription as it stands. */
  find(key: string): Subscription | undefined {
    return this.#all.get(key);
  }

  /** Keys of what is wanted. */
  wanted(): string[] {
    return [...this.#all.values()].filter(({ holders }) => holders.size > 0).map(({ topic }) => topic.key);
  }

  /** Keys of what the present connection confirmed. */
  confirmed(): string[] {
    return [...this.#all.values()].filter(({ state }) => state === "confirmed").map(({ topic }) => topic.key);
  }

  /** What users want, and whether it is confirmed as they want it. */
  list(): Wanted[] {
    return [...this.#all.values()]
      .filter(({ topic, holders }) => holders.size > 0 && !this.hidden(topic.key))
      .map(({ topic, state, renew }) => ({ topic, confirmed: state === "confirmed" && !renew }));
  }

  /** Whether everything wanted is confirmed. */
  get settled(): boolean {
    for (const { holders, state, renew } of this.#restless)
      if (holders.size > 0 && (state !== "confirmed" || renew)) return false;
    return true;
  }

  /** Whether anything may have to be sent. */
  get restless(): boolean {
    return this.#restless.size > 0;
  }

  /** Other subscriptions to the same channel and symbol, which take the place on this connection: a book of another depth. */
  rivals({ feed, symbol, key }: Topic): readonly Readonly<Subscription>[] {
    return [...(this.#index.get(feed.channel)?.get(symbol ?? "") ?? none)].filter(({ topic }) => topic.key !== key);
  }

  /** Who holds a subscription. */
  holders(key: string): ReadonlySet<unknown> {
    return this.#all.get(key)?.holders ?? none;
  }

  /** Whether nobody but the session wants it. */
  hidden(key: string): boolean {
    const holders = this.holders(key);
    return holders.size === 1 && holders.has(own);
  }

  /** The requests that bring the exchange nearer to what is wanted; they count as sent. */
  due(now: number): Request[] {
    const groups = new Map<string, { method: "subscribe" | "unsubscribe"; members: Subscription[] }>();
    for (const subscription of this.#restless) {
      const method = this.#move(subscription, now);
      if (method === undefined) continue;
      const { key, feed, symbol } = subscription.topic;
      const single = symbol === undefined || subscription.alone;
      const shared = sameness(feed, requestParams(method, subscription.topic));
      const group = `${method} ${feed.channel} ${single ? key : shared}`;
      const members = groups.get(group)?.members ?? [];
      members.push(subscription);
      groups.set(group, { method, members });
    }
    const requests: Request[] = [];
    for (const { method, members } of groups.values())
      for (let at = 0; at < members.length; at += this.#rules.batch) {
        // The rest stays restless, and is due when there is room.
        if (!this.#pace.request(now)) return requests;
        requests.push(this.#request(method, members.slice(at, at + this.#rules.batch), now));
      }
    return requests;
  }

  /** Applies an acknowledgement. */
  answer(ack: Ack, now: number): Outcome[] {
    const found = this.#match(ack);
    if (found === undefined) return [];
    const { request, members } = found;
    const whole = ack.symbols === undefined && request.symbols.length > 1;
    return members.map((subscription) => this.#settle(request, subscription, ack, whole, now));
  }

  /** Applies a complaint that names no request: it is about the oldest one it fits. */
  complain(complaint: Complaint, error: string, now: number): Outcome[] {
    const requests = [...this.#requests.values()];
    const subscribes = requests.filter(({ method }) => method === "subscribe");
    const fail = (request: Request | undefined, symbols?: readonly string[]): Outcome[] =>
      request === undefined
        ? []
        : this.answer({ method: request.method, ok: false, id: request.id, symbols, error }, now);
    const accept = (request: Request | undefined): Outcome[] =>
      request === undefined ? [] : this.answer({ method: request.method, ok: true, id: request.id }, now);
    switch (complaint.about) {
      case "symbol": {
        const symbol = complaint.symbol.toUpperCase();
        const named = subscribes.find(({ open }) =>
          [...open].some(({ topic }) => topic.symbol?.toUpperCase() === symbol),
        );
        return fail(named, [complaint.symbol]);
      }
      case "channel":
        return fail(subscribes.find(({ open }) => [...open].some(({ topic }) => topic.feed.unknown)) ?? subscribes[0]);
      case "credentials":
        return fail(requests.find((request) => request.private));
      case "again":
        return accept(subscribes.find(({ open }) => [...open].some(({ setbacks }) => setbacks > 0)));
      case "absent":
        return accept(requests.find(({ method }) => method === "unsubscribe"));
      case "rate":
        // One of them was dropped; which one shows when the others are answered.
        for (const request of requests) request.sent = Math.min(request.sent, now - this.#rules.ackTimeout + 1000);
        return [];
      case "other":
        return [];
    }
  }

  /** Notes that a data frame came. */
  touch(channel: string, symbol: string | undefined, now: number): void {
    const symbols = this.#index.get(channel);
    if (symbols === undefined) return;
    const one = symbol === undefined ? undefined : (symbols.get(symbol) ?? symbols.get("") ?? none);
    // A frame that names no symbol may be about any subscription of its channel.
    for (const set of one === undefined ? symbols.values() : [one]) for (const each of set) hear(each, now);
  }

  /**
   * Follows the count of a channel that numbers its messages. Returns the subscriptions in which a number was skipped
   * or came again; they will be renewed. https://docs.kraken.com/api/docs/websocket-v2/executions
   */
  follow(channel: string, sequence: number, snapshot: boolean): Subscription[] {
    const broken: Subscription[] = [];
    for (const subscription of this.#index.get(channel)?.get("") ?? none) {
      const { sequence: last, state, renew } = subscription;
      subscription.sequence = sequence;
      if (snapshot || last === undefined || sequence === last + 1 || state !== "confirmed" || renew) continue;
      subscription.renew = true;
      this.#restless.add(subscription);
      broken.push(subscription);
    }
    return broken;
  }

  /** Requests whose acknowledgement is overdue. Their subscriptions will be sent again. */
  unanswered(now: number): Request[] {
    const overdue = [...this.#requests.values()].filter(({ sent }) => now - sent >= this.#rules.ackTimeout);
    for (const request of overdue) {
      this.#requests.delete(request.id);
      for (const subscription of request.open) {
        subscription.setbacks += 1;
        const wanted = subscription.holders.size > 0;
        // It may have been carried out: what is no longer wanted is unsubscribed to be sure, but not for ever.
        const again = request.method === "unsubscribe" || !wanted;
        subscription.state = again && subscription.setbacks <= 3 ? "confirmed" : "absent";
        // Nobody knows which: whoever wants it again meanwhile gets it afresh.
        subscription.renew = subscription.state === "confirmed";
        if (subscription.state === "absent" && !wanted) this.#delete(subscription);
        else this.#restless.add(subscription);
      }
    }
    return overdue;
  }

  /** Confirmed subscriptions that were silent longer than their channel allows; they will be renewed. */
  silent(now: number): Subscription[] {
    return [...this.#all.values()].filter((subscription) => {
      const { topic, state, renew, since, heard, patience } = subscription;
      if (state !== "confirmed" || renew) return false;
      const limits = this.#rules.silence?.(topic) ?? topic.feed;
      const promised = heard === undefined && topic.feed.snapshot(topic.params);
      const limit = promised ? (limits.first ?? limits.idle) : limits.idle;
      if (limit === undefined || now - (heard ?? since) < limit * patience) return false;
      subscription.patience = Math.min(patience * 2, 64);
      subscription.renew = true;
      this.#restless.add(subscription);
      return true;
    });
  }

  /** The connection is gone: nothing is confirmed, and no answer of it is awaited any more. */
  reset(): void {
    this.#requests.clear();
    this.#pace = new Pace(this.#rules);
    for (const subscription of this.#all.values()) {
      subscription.state = "absent";
      subscription.renew = false;
      subscription.alone = false;
      subscription.notBefore = 0;
      subscription.setbacks = 0;
      if (subscription.holders.size === 0) this.#delete(subscription);
      else this.#restless.add(subscription);
    }
  }

  #create(topic: Topic): Subscription {
    const subscription = fresh(topic);
    this.#all.set(topic.key, subscription);
    const symbols = this.#index.get(topic.feed.channel) ?? new Map<string, Set<Subscription>>();
    const same = symbols.get(topic.symbol ?? "") ?? new Set();
    this.#index.set(topic.feed.channel, symbols.set(topic.symbol ?? "", same.add(subscription)));
    return subscription;
  }

  #delete(subscription: Subscription): void {
    const { key, feed, symbol } = subscription.topic;
    subscription.holders.clear();
    this.#all.delete(key);
    this.#restless.delete(subscription);
    const symbols = this.#index.get(feed.channel);
    const same = symbols?.get(symbol ?? "");
    same?.delete(subscription);
    if (same?.size === 0) symbols?.delete(symbol ?? "");
  }

  /** What to send for one subscription now, if anything. */
  #move(subscription: Subscription, now: number): "subscribe" | "unsubscribe" | undefined {
    const { state, holders, renew, notBefore } = subscription;
    const wanted = holders.size > 0;
    if (state === "confirmed" && wanted && !renew) this.#restless.delete(subscription);
    else if (state === "absent" && !wanted) this.#delete(subscription);
    else if (notBefore > now) return undefined;
    else if (state === "confirmed") return "unsubscribe";
    else if (state === "absent" && this.#pace.topic(subscription.topic, now)) return "subscribe";
    return undefined;
  }

  #request(method: "subscribe" | "unsubscribe", members: readonly Subscription[], now: number): Request {
    const { topic } = members[0] as Subscription;
    const request: Request = {
      method,
      id: this.#rules.nextId(),
      channel: topic.feed.channel,
      symbols: members.map((member) => member.topic.symbol).filter((symbol) => symbol !== undefined),
      params: requestParams(method, topic),
      private: topic.feed.private,
      open: new Set(members),
      sent: now,
      serial: 0,
    };
    this.#requests.set(request.id, request);
    for (const member of members) {
      member.state = method === "subscribe" ? "subscribing" : "unsubscribing";
      if (method === "subscribe") {
        member.renew = false;
        member.heard = undefined;
        member.messages = 0;
        member.sequence = undefined;
      }
    }
    return request;
  }

  #match(ack: Ack): { request: Request; members: Subscription[] } | undefined {
    const candidates = ack.id === undefined ? [...this.#requests.values()] : [this.#requests.get(ack.id)];
    for (const request of candidates) {
      if (request === undefined || request.method !== ack.method) continue;
      if (ack.id === undefined && ack.channel !== undefined && request.channel !== ack.channel) continue;
      const members = ack.symbols === undefined ? [...request.open] : named(request, ack.symbols);
      if (members.length > 0) return { request, members };
    }
    return undefined;
  }

  #settle(request: Request, subscription: Subscription, ack: Ack, whole: boolean, now: number): Outcome {
    request.open.delete(subscription);
    if (request.open.size === 0) this.#requests.delete(request.id);
    const { error } = ack;
    const became =
      request.method === "subscribe"
        ? this.#subscribed(subscription, ack, whole, now)
        : this.#unsubscribed(subscription, ack, now);
    if (became === "confirmed" && subscription.holders.size > 0 && !subscription.renew)
      this.#restless.delete(subscription);
    else this.#restless.add(subscription);
    if (became === "gone" || became === "refused") this.#pace.gone(subscription.topic);
    if (became === "refused" || (subscription.state === "absent" && subscription.holders.size === 0))
      this.#delete(subscription);
    return { subscription, request, became, error };
  }

  #subscribed(subscription: Subscription, ack: Ack, whole: boolean, now: number): Outcome["became"] {
    const reason = ack.error ?? "";
    if (ack.ok || (/^Already subscribed/i.test(reason) && !this.#occupied(subscription.topic))) {
      subscription.state = "confirmed";
      subscription.since = now;
      subscription.setbacks = 0;
      subscription.alone = false;
      return "confirmed";
    }
    subscription.state = "absent";
    subscription.renew = false;
    const refusal = this.#rules.dialect.refusal(reason);
    if (refusal === "credentials") return "denied";
    if (refusal === "later") return this.#postpone(subscription, now);
    // The request failed as a whole without saying why: ask one by one, so that the good ones do not suffer.
    if (whole && refusal !== "parameters") {
      subscription.alone = true;
      return "alone";
    }
    return "refused";
  }

  #unsubscribed(subscription: Subscription, ack: Ack, now: number): Outcome["became"] {
    const refusal = ack.ok ? undefined : this.#rules.dialect.refusal(ack.error ?? "");
    if (refusal === "credentials" || refusal === "later") {
      subscription.state = "confirmed";
      return refusal === "later" ? this.#postpone(subscription, now) : "denied";
    }
    // A refused unsubscribe means there was nothing to unsubscribe.
    subscription.state = "absent";
    subscription.renew = false;
    subscription.setbacks = 0;
    return "gone";
  }

  #postpone(subscription: Subscription, now: number): "later" {
    subscription.notBefore = now + Math.min(longestPause, 1000 * 2 ** subscription.setbacks);
    subscription.setbacks += 1;
    return "later";
  }

  #occupied(topic: Topic): boolean {
    return this.rivals(topic).some(({ state }) => state !== "absent");
  }
}
