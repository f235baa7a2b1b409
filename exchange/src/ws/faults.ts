import { Random } from "../base/random.ts";
import type { FrameKind, Subject } from "./frame.ts";

/** The sockets of the exchange by what they carry. */
export type SocketName = "spot-public" | "spot-private" | "spot-l3" | "futures";

/** The names of the sockets. */
export const socketNames: readonly SocketName[] = ["spot-public", "spot-private", "spot-l3", "futures"];

/** What goes wrong with a connection. */
export type SocketFaultAction =
  /** The handshake is answered with an HTTP status such as 429, 403 or 503. */
  | { readonly do: "refuse"; readonly status: number }
  /** The handshake is never answered. */
  | { readonly do: "hang" }
  /** The connection ends in place of a frame: with a close frame, or as if the cable were cut (the default). */
  | { readonly do: "drop"; readonly how?: "clean" | "abrupt"; readonly code?: number; readonly reason?: string }
  /** Half-open from this frame on: nothing is sent, read or answered any more; for `ms`, or for good. */
  | { readonly do: "stall"; readonly ms?: number }
  /** The frame, and with it all that follow, is late. */
  | { readonly do: "delay"; readonly ms: number }
  /** The frame is lost. */
  | { readonly do: "lose" }
  | { readonly do: "duplicate" }
  /** The frame changes places with the next one. */
  | { readonly do: "reorder" }
  /** A heartbeat is left out. */
  | { readonly do: "skip-heartbeat" }
  | { readonly do: "corrupt-checksum" }
  /** `sequence` or `seq` jumps over a number, here and in all later frames of the subscription. */
  | { readonly do: "skip-sequence" }
  /** `sequence` or `seq` repeats a number, and all later ones are behind by one. */
  | { readonly do: "repeat-sequence" }
  /** Requests are read one at a time, each this long after the one before. */
  | { readonly do: "slow-reader"; readonly ms: number }
  /** Every token (on Futures: every challenge) becomes worthless just before a request is looked at. */
  | { readonly do: "expire-tokens" }
  /** A subscription is refused with these words. */
  | { readonly do: "reject-subscription"; readonly error: string }
  /** A subscription is acknowledged, and nothing is ever delivered. */
  | { readonly do: "mute-subscription" }
  /** A request is carried out and never answered. */
  | { readonly do: "swallow-answer" }
  /** A request is carried out, and the connection is cut in place of the answer. */
  | { readonly do: "drop-answer" };

/** A fault and what it strikes. */
export interface SocketFault {
  /** Default: every socket. */
  readonly socket?: SocketName;
  /** Number of one connection. Default: every connection. */
  readonly connection?: number;
  /** Channel, feed or trading method. Default: every one. */
  readonly channel?: string;
  /** Symbol or product. Default: every one. */
  readonly symbol?: string;
  /** Kind of frame. Default: every kind. */
  readonly kind?: FrameKind;
  /** How often it strikes before it is gone. Default: no end. */
  readonly times?: number;
  /** Chances it lets pass before the first strike. Default 0. */
  readonly skip?: number;
  /** Probability of striking. Default 1. */
  readonly chance?: number;
  readonly action: SocketFaultAction;
}

/** A fault in force. */
export interface ArmedSocketFault extends SocketFault {
  readonly id: number;
  /** How often it has struck. */
  readonly struck: number;
}

/** When a fault can strike: before a connection exists, with a request, with one subscription of it, with a frame. */
export type Moment = "handshake" | "request" | "subscription" | "frame";

/** Who is about to be struck. */
export interface Target {
  readonly socket: SocketName;
  readonly connection?: number;
  readonly subject?: Subject;
}

const moments: Readonly<Record<SocketFaultAction["do"], Moment>> = {
  refuse: "handshake",
  hang: "handshake",
  drop: "frame",
  stall: "frame",
  delay: "frame",
  lose: "frame",
  duplicate: "frame",
  reorder: "frame",
  "skip-heartbeat": "frame",
  "corrupt-checksum": "frame",
  "skip-sequence": "frame",
  "repeat-sequence": "frame",
  "slow-reader": "request",
  "expire-tokens": "request",
  "reject-subscription": "subscription",
  "mute-subscription": "subscription",
  "swallow-answer": "request",
  "drop-answer": "request",
};

/** Names of all actions. */
export const socketFaultNames: readonly SocketFaultAction["do"][] = Object.keys(moments) as SocketFaultAction["do"][];

const checked = ["book", "level3"];
const sequenced = ["executions", "balances", "book", "fills", "open_positions", "account_balances_and_margins"];

interface Entry {
  readonly id: number;
  readonly fault: SocketFault;
  readonly moment: Moment;
  skipped: number;
  struck: number;
}

/** The socket faults in force. Which of several chances a fault strikes follows from the seed. */
export class SocketFaults {
  readonly #random: Random;
  #entries: Entry[] = [];
  #count = 0;

  constructor(seed: string) {
    this.#random = new Random(`${seed}/socket faults`);
  }

  /** Puts a fault in force and returns its number. */
  add(fault: SocketFault): number {
    this.#count += 1;
    this.#entries.push({ id: this.#count, fault, moment: moments[fault.action.do], skipped: 0, struck: 0 });
    return this.#count;
  }

  /** Takes one fault out of force, or all of them. */
  clear(id?: number): void {
    this.#entries = id === undefined ? [] : this.#entries.filter((entry) => entry.id !== id);
  }

  /** Faults in force, oldest first. */
  list(): readonly ArmedSocketFault[] {
    return this.#entries.map(({ id, fault, struck }) => ({ ...fault, id, struck }));
  }

  /** Whether there is any fault at all. */
  get armed(): boolean {
    return this.#entries.length > 0;
  }

  /** What strikes now: at most one fault of each kind of action. */
  strike(moment: Moment, target: Target): readonly SocketFaultAction[] {
    if (this.#entries.length === 0) return [];
    const actions: SocketFaultAction[] = [];
    for (const entry of this.#entries) {
      if (entry.moment !== moment || !concerns(entry.fault, target)) continue;
      if (actions.some((action) => action.do === entry.fault.action.do)) continue;
      if (entry.skipped < (entry.fault.skip ?? 0)) {
        entry.skipped += 1;
        continue;
      }
      if (entry.fault.chance !== undefined && !this.#random.chance(entry.fault.chance)) continue;
      entry.struck += 1;
      actions.push(entry.fault.action);
    }
    if (actions.length > 0)
      this.#entries = this.#entries.filter(({ fault, struck }) => struck < (fault.times ?? Number.POSITIVE_INFINITY));
    return actions;
  }
}

function concerns(fault: SocketFault, { socket, connection, subject }: Target): boolean {
  if (fault.socket !== undefined && fault.socket !== socket) return false;
  if (fault.connection !== undefined && fault.connection !== connection) return false;
  if (fault.channel !== undefined && fault.channel !== subject?.channel) return false;
  if (fault.symbol !== undefined && fault.symbol !== subject?.symbol) return false;
  if (fault.kind !== undefined && fault.kind !== subject?.kind) return false;
  return subject === undefined || bears(subject, fault.action.do);
}

/** Whether a frame has the part that an action spoils, so that a fault is not used up on one that has not. */
function bears({ kind, channel }: Subject, what: SocketFaultAction["do"]): boolean {
  switch (what) {
    case "skip-heartbeat":
      return kind === "heartbeat";
    case "corrupt-checksum":
      return checked.includes(channel) && kind !== "answer";
    case "skip-sequence":
    case "repeat-sequence":
      return sequenced.includes(channel) && kind === "update";
    case "reorder":
    case "duplicate":
      return kind === "update" || kind === "answer";
    default:
      return true;
  }
}
