import type { Connection } from "./connection.ts";
import type { SocketFaults, SocketName } from "./faults.ts";
import type { Sockets } from "./sockets.ts";

/** Which connections; every condition that is given must hold, and none means all of them. */
export interface ConnectionChoice {
  readonly socket?: SocketName;
  /** Number of one connection. */
  readonly connection?: number;
}

/** How connections are ended: with a close frame, or as if the cable were cut. */
export interface DropSettings extends ConnectionChoice {
  /** Default `abrupt`. */
  readonly how?: "clean" | "abrupt";
  /** Close code. Default 1012. */
  readonly code?: number;
  readonly reason?: string;
}

/** One subscription as tests see it. */
export interface SubscriptionInfo {
  readonly channel: string;
  readonly symbol?: string;
  /** Depth, interval or trigger, where the channel has one. */
  readonly option?: string;
  /** Frames delivered. */
  readonly delivered: number;
}

/** One connection as tests see it. */
export interface ConnectionInfo {
  readonly id: number;
  readonly socket: SocketName;
  /** The `connection_id` the client was told. */
  readonly connection_id: string;
  readonly remote: string;
  /** Milliseconds since the epoch. */
  readonly opened: number;
  readonly stalled: boolean;
  /** Frames sent and received. */
  readonly sent: number;
  readonly received: number;
  readonly subscriptions: readonly SubscriptionInfo[];
}

/** Control over the sockets from inside the process. */
export class SocketControl {
  /** Faults of the sockets; they strike connections, requests and frames. */
  readonly faults: SocketFaults;
  readonly #sockets: Sockets;

  constructor(sockets: Sockets) {
    this.#sockets = sockets;
    this.faults = sockets.faults;
  }

  /** The open connections, oldest first. */
  list(choice: ConnectionChoice = {}): readonly ConnectionInfo[] {
    return this.#chosen(choice).map(describe);
  }

  /** Ends connections; answers how many. */
  drop({ how, code, reason, ...choice }: DropSettings = {}): number {
    const chosen = this.#chosen(choice);
    for (const connection of chosen) {
      if (how === "clean") connection.close(code ?? 1012, reason ?? "Service restart");
      else connection.cut();
    }
    return chosen.length;
  }

  /** Makes connections half-open: nothing is sent or answered; for `ms`, or until `resume`. Answers how many. */
  stall(choice: ConnectionChoice & { readonly ms?: number } = {}): number {
    const chosen = this.#chosen(choice);
    for (const connection of chosen) connection.stall(choice.ms);
    return chosen.length;
  }

  /** Ends the stall of connections; what they were to be sent meanwhile arrives now. Answers how many. */
  resume(choice: ConnectionChoice = {}): number {
    const stalled = this.#chosen(choice).filter((connection) => connection.stalled);
    for (const connection of stalled) connection.resume();
    return stalled.length;
  }

  /** Makes every token, or every Futures challenge, worthless; what is subscribed stays. */
  expire(what: "tokens" | "challenges"): void {
    this.#sockets.expire(what);
  }

  #chosen({ socket, connection: id }: ConnectionChoice): readonly Connection[] {
    return this.#sockets.connections.filter(
      (connection) =>
        !connection.closed &&
        (socket === undefined || connection.socket === socket) &&
        (id === undefined || connection.id === id),
    );
  }
}

function describe(connection: Connection): ConnectionInfo {
  const { id, socket, remote, opened, stalled, sent, received } = connection;
  return {
    id,
    socket,
    connection_id: connection.wireId.toString(),
    remote,
    opened,
    stalled,
    sent,
    received,
    subscriptions: [...connection.subscriptions.values()].map(({ channel, symbol, slot, delivered }) => ({
      channel,
      ...(symbol === undefined ? {} : { symbol }),
      ...(slot === "" ? {} : { option: slot }),
      delivered,
    })),
  };
}
