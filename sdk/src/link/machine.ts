/**
 * The life of one connection, as a value. `step` is pure: it decides, and `session.ts` carries out.
 *
 * A connection is numbered by `gen`. Every report about a connection names its number, and reports about any other
 * connection than the present one change nothing: a late frame of an old socket cannot confirm, close or revive.
 */

/** What survives from one connection to the next. */
interface Trip {
  readonly gen: number;
  /** Failures in a row since a connection last held; decides how long to wait. */
  readonly failures: number;
  /** Whether this key was open before, so that what comes now is a recovery. */
  readonly again: boolean;
  /** Refusals of our credentials in a row. */
  readonly denials: number;
  /** Whether the exchange asked for distance: maintenance, or a refused handshake. */
  readonly slow: boolean;
}

/** Where a connection stands. */
export type Link =
  | { readonly at: "idle"; readonly gen: number }
  | ({ readonly at: "dialing" } & Trip)
  | ({ readonly at: "waiting" } & Trip)
  /** Open, but the credentials are missing; `renewal` when they ran out on a connection that was in use. */
  | ({
      readonly at: "authorizing";
      readonly since: number;
      readonly renewal: boolean;
      readonly restored: boolean;
      /** Attempts in a row that failed for reasons other than our credentials. */
      readonly tries: number;
    } & Trip)
  /** In use, while subscriptions are still being confirmed. */
  | ({ readonly at: "restoring"; readonly since: number; readonly serial: number } & Trip)
  | ({ readonly at: "ready"; readonly since: number; readonly serial: number } & Trip)
  /** The closing handshake runs; `reopen` when a connection was asked for meanwhile. */
  | { readonly at: "closing"; readonly gen: number; readonly reopen: boolean }
  | { readonly at: "closed"; readonly gen: number; readonly cause: "user" | "credentials" };

/** What can happen to it. Times are milliseconds of a steady clock. */
export type Input =
  | { readonly on: "connect" }
  | { readonly on: "close"; readonly force: boolean }
  | { readonly on: "opened"; readonly gen: number; readonly now: number }
  /** The socket is gone; `slow` when the exchange asked for distance. */
  | { readonly on: "lost"; readonly gen: number; readonly now: number; readonly slow: boolean }
  /** The socket is there and does not answer. */
  | { readonly on: "stalled"; readonly gen: number; readonly now: number }
  /** The connection budget allows no attempt for `ms`. */
  | { readonly on: "held"; readonly gen: number; readonly ms: number }
  /** The wait asked for by the last `wait` effect is over. */
  | { readonly on: "elapsed"; readonly gen: number }
  | { readonly on: "authorized"; readonly gen: number; readonly serial: number }
  /** No credentials could be had: `passing` trouble, a `denial`, or `hopeless` when even asking again does harm. */
  | {
      readonly on: "unauthorized";
      readonly gen: number;
      readonly because: "passing" | "denial" | "hopeless";
      /** Milliseconds the exchange asked us to stay away. */
      readonly after?: number;
    }
  /** The credentials in use ran out. */
  | { readonly on: "expired"; readonly gen: number }
  /** The exchange refused the credentials numbered `serial`. */
  | { readonly on: "denied"; readonly gen: number; readonly serial: number }
  /** The exchange accepted our credentials. */
  | { readonly on: "accepted"; readonly gen: number }
  /** Every wanted subscription is confirmed. */
  | { readonly on: "settled"; readonly gen: number }
  | { readonly on: "status"; readonly gen: number; readonly maintenance: boolean };

/** What is to be done about it, in order. */
export type Effect =
  | { readonly do: "dial"; readonly gen: number }
  | { readonly do: "hang-up"; readonly force: boolean }
  /** Report `elapsed` after `ms`; replaces any earlier wait. */
  | { readonly do: "wait"; readonly ms: number; readonly gen: number }
  | { readonly do: "stop-waiting" }
  | { readonly do: "authorize"; readonly gen: number }
  /** Send what differs between wanted and confirmed, and the calls that waited. */
  | { readonly do: "synchronise" }
  /** The connection is gone: nothing is confirmed any more, and its calls are lost. */
  | { readonly do: "lose" }
  /** Nobody will carry out the waiting calls. */
  | { readonly do: "abandon"; readonly cause: "user" | "credentials" }
  | { readonly do: "announce"; readonly event: "open" | "close" | "reconnecting" | "reconnected" };

/** The numbers that decide. */
export interface Policy {
  /** Whether a connection needs credentials before it can be used. */
  readonly authorizes: boolean;
  /** Milliseconds before the attempt after the `n`th failure in a row, jitter included. */
  delay(n: number): number;
  /** Milliseconds to keep between attempts when the exchange asked for distance. */
  readonly distance: number;
  /** Milliseconds a connection must hold for its failures to be forgotten. */
  readonly stable: number;
  /** How often credentials may be refused in a row. */
  readonly denials: number;
  /** Milliseconds for the closing handshake. */
  readonly goodbye: number;
}

type Next = readonly [Link, readonly Effect[]];
type Open = Extract<Link, { since: number }>;

const stay = (link: Link): Next => [link, []];

const trip = ({ gen, failures, again, denials, slow }: Trip): Trip => ({ gen, failures, again, denials, slow });

const dial = (state: Trip): Next => [{ at: "dialing", ...trip(state) }, [{ do: "dial", gen: state.gen }]];

const start = (gen: number): Next => dial({ gen, failures: 0, again: false, denials: 0, slow: false });

/** Why a call made now cannot be sent soon; undefined when it can be, or when it opens the connection itself. */
export function obstacleTo(link: Link): { readonly why: string; readonly lasting: boolean } | undefined {
  if (link.at === "closed" && link.cause === "credentials")
    return { why: "The exchange refused our credentials", lasting: true };
  const away = link.at === "dialing" || link.at === "waiting" || (link.at === "authorizing" && !link.renewal);
  return away && link.again ? { why: "The connection is being restored", lasting: false } : undefined;
}

/** The next state of a connection and what is to be done. */
export function step(link: Link, input: Input, policy: Policy): Next {
  if ("gen" in input && input.gen !== link.gen) return stay(link);
  switch (link.at) {
    case "idle":
    case "closed":
      return input.on === "connect" ? start(link.gen + 1) : stay(link);
    case "closing":
      return closing(link, input);
    case "dialing":
      return dialing(link, input, policy);
    case "waiting":
      return waiting(link, input);
    case "authorizing":
      return input.on === "elapsed" ? [link, [{ do: "authorize", gen: link.gen }]] : open(link, input, policy);
    case "restoring":
      if (input.on !== "settled") return open(link, input, policy);
      return [{ ...link, at: "ready", again: true }, link.again ? [{ do: "announce", event: "reconnected" }] : []];
    case "ready":
      return open(link, input, policy);
  }
}

function closing(link: Extract<Link, { at: "closing" }>, input: Input): Next {
  if (input.on === "connect") return stay({ ...link, reopen: true });
  if (input.on === "close" && !input.force) return stay({ ...link, reopen: false });
  const overdue = input.on === "elapsed" || input.on === "close" || input.on === "stalled";
  if (!overdue && input.on !== "lost") return stay(link);
  const [next, effects] = link.reopen && input.on !== "close" ? start(link.gen + 1) : stay(closed(link, "user"));
  return [
    next,
    [
      { do: "stop-waiting" },
      ...(overdue ? [{ do: "hang-up", force: true } as const] : []),
      { do: "announce", event: "close" },
      ...effects,
    ],
  ];
}

const closed = ({ gen }: Link, cause: "user" | "credentials"): Link => ({ at: "closed", gen: gen + 1, cause });

function dialing(link: Extract<Link, { at: "dialing" }>, input: Input, policy: Policy): Next {
  switch (input.on) {
    case "opened": {
      const open: Effect[] = link.again ? [] : [{ do: "announce", event: "open" }];
      const since = input.now;
      if (policy.authorizes)
        return [
          { at: "authorizing", since, renewal: false, restored: false, tries: 0, ...trip(link) },
          [...open, { do: "authorize", gen: link.gen }],
        ];
      return [{ at: "restoring", since, serial: 0, ...trip(link) }, [...open, { do: "synchronise" }]];
    }
    case "held":
      return [{ at: "waiting", ...trip(link) }, [{ do: "wait", ms: input.ms, gen: link.gen }]];
    case "lost":
    case "stalled": {
      const failures = link.failures + 1;
      const slow = link.slow || (input.on === "lost" && input.slow);
      const ms = Math.max(policy.delay(failures), slow ? policy.distance : 0);
      const gen = link.gen + 1;
      return [
        { at: "waiting", ...trip(link), gen, failures, slow },
        [...(input.on === "stalled" ? [{ do: "hang-up", force: true } as const] : []), { do: "wait", ms, gen }],
      ];
    }
    case "close":
      return [
        closed(link, "user"),
        [
          { do: "hang-up", force: true },
          { do: "abandon", cause: "user" },
        ],
      ];
    default:
      return stay(link);
  }
}

function waiting(link: Extract<Link, { at: "waiting" }>, input: Input): Next {
  if (input.on === "elapsed") return dial(link);
  if (input.on === "close") return [closed(link, "user"), [{ do: "stop-waiting" }, { do: "abandon", cause: "user" }]];
  return stay(link);
}

/** What every open connection has in common. */
function open(link: Open, input: Input, policy: Policy): Next {
  switch (input.on) {
    case "lost":
    case "stalled":
      return recover(link, input, policy);
    case "close":
      if (input.force)
        return [
          closed(link, "user"),
          [
            { do: "stop-waiting" },
            { do: "hang-up", force: true },
            { do: "lose" },
            { do: "abandon", cause: "user" },
            { do: "announce", event: "close" },
          ],
        ];
      return [
        { at: "closing", gen: link.gen, reopen: false },
        [
          { do: "hang-up", force: false },
          { do: "lose" },
          { do: "abandon", cause: "user" },
          { do: "wait", ms: policy.goodbye, gen: link.gen },
        ],
      ];
    case "authorized":
      if (link.at !== "authorizing") return stay(link);
      return [
        { at: link.restored ? "ready" : "restoring", since: link.since, serial: input.serial, ...trip(link) },
        [{ do: "stop-waiting" }, { do: "synchronise" }],
      ];
    case "unauthorized":
      return unauthorized(link, input, policy);
    case "denied":
      return "serial" in link && link.serial === input.serial ? deny(link, policy, 0) : stay(link);
    case "expired":
      return link.at === "authorizing" ? stay(link) : authorize(link, 0, {});
    case "accepted":
      return stay(link.denials === 0 ? link : { ...link, denials: 0 });
    case "status":
      return stay(link.slow === input.maintenance ? link : { ...link, slow: input.maintenance });
    default:
      return stay(link);
  }
}

/** A connection that was in use is gone: the first attempt comes at once, later ones with growing waits. */
function recover(link: Open, input: Extract<Input, { on: "lost" | "stalled" }>, policy: Policy): Next {
  const held = input.now - link.since >= policy.stable;
  const failures = held ? 0 : link.failures;
  const slow = link.slow || (input.on === "lost" && input.slow);
  const ms = Math.max(failures === 0 ? 0 : policy.delay(failures), slow ? policy.distance : 0);
  const next: Trip = { ...trip(link), gen: link.gen + 1, failures: failures + 1, again: true, slow };
  const [state, effects]: Next =
    ms === 0 ? dial(next) : [{ at: "waiting", ...next }, [{ do: "wait", ms, gen: next.gen }]];
  return [
    state,
    [
      { do: "stop-waiting" },
      ...(input.on === "stalled" ? [{ do: "hang-up", force: true } as const] : []),
      { do: "lose" },
      { do: "announce", event: "close" },
      { do: "announce", event: "reconnecting" },
      ...effects,
    ],
  ];
}

function unauthorized(link: Open, input: Extract<Input, { on: "unauthorized" }>, policy: Policy): Next {
  const after = input.after ?? 0;
  if (input.because === "hopeless") return giveUp(link);
  if (input.because === "denial") return deny(link, policy, Math.max(after, policy.delay(link.denials + 1)));
  const tries = link.at === "authorizing" ? link.tries + 1 : 1;
  return authorize(link, Math.max(after, policy.delay(tries)), { tries });
}

/** Asks for credentials, at once or after `ms`. */
function authorize(link: Open, ms: number, changes: { readonly tries?: number; readonly denials?: number }): Next {
  const before = link.at === "authorizing" ? link : { renewal: true, restored: link.at === "ready", tries: 0 };
  const { renewal, restored, tries } = before;
  return [
    { at: "authorizing", since: link.since, renewal, restored, tries, ...trip(link), ...changes },
    [ms === 0 ? { do: "authorize", gen: link.gen } : { do: "wait", ms, gen: link.gen }],
  ];
}

/** Counts a refusal of our credentials; after a few of them stops until the user asks again. */
function deny(link: Open, policy: Policy, ms: number): Next {
  const denials = link.denials + 1;
  return denials < policy.denials ? authorize(link, ms, { denials }) : giveUp(link);
}

const giveUp = (link: Open): Next => [
  closed(link, "credentials"),
  [
    { do: "stop-waiting" },
    { do: "hang-up", force: true },
    { do: "lose" },
    { do: "abandon", cause: "credentials" },
    { do: "announce", event: "close" },
  ],
];
