/** A network in memory: real HTTP and WebSocket stacks on both ends, time and trouble under the test's control. */
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type { Random } from "../../src/ports.ts";
import type { VirtualClock } from "./clock.ts";

type Done = (error?: Error | null) => void;

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** One end of a connection. What is written arrives at the other end in order, some time later. */
class End extends Duplex {
  readonly remoteAddress = "127.0.0.1";
  peer: End | undefined;
  connecting: boolean;
  readonly #cable: Cable;
  /** Waits for the connection to stand. */
  #held: (() => void) | undefined;

  constructor(cable: Cable, connecting: boolean) {
    super({ allowHalfOpen: true });
    this.#cable = cable;
    this.connecting = connecting;
  }

  connected(): void {
    if (this.destroyed) return;
    this.connecting = false;
    this.emit("connect");
    this.emit("ready");
    this.#held?.();
    this.#held = undefined;
  }

  override _read(): void {
    // What arrives is pushed.
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    this.#carry(() => this.#cable.send(this, Buffer.from(chunk)), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#carry(() => this.#cable.send(this, Buffer.concat(chunks.map(({ chunk }) => chunk))), done);
  }

  override _final(done: Done): void {
    this.#carry(() => this.#cable.send(this, null), done);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#cable.left(this);
    done(error);
  }

  resetAndDestroy(): this {
    return this.destroy();
  }

  destroySoon(): void {
    this.end(() => this.destroy());
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #carry(send: () => void, done: Done): void {
    const go = (): void => {
      send();
      done();
    };
    if (this.connecting) this.#held = go;
    else go();
  }
}

/** A connection: two ends and what is under way between them. */
class Cable {
  readonly #network: Network;
  readonly client: End;
  readonly server: End;
  /** When the last thing sent by an end arrives. */
  readonly #busy: Map<End, number> = new Map();
  #state: "whole" | "silent" | "cut" = "whole";

  constructor(network: Network) {
    this.#network = network;
    this.client = new End(this, true);
    this.server = new End(this, false);
    this.client.peer = this.server;
    this.server.peer = this.client;
    for (const end of [this.client, this.server]) end.on("error", () => undefined);
  }

  /** Brings bytes, or the end of them, to the other end. */
  send(from: End, bytes: Buffer | null): void {
    this.#later(from, (to) => {
      if (!to.readableEnded) to.push(bytes);
      if (bytes === null && from.destroyed && !to.destroyed) to.end();
    });
  }

  /** An end is gone; the other hears of it unless the cable is silent. */
  left(end: End): void {
    this.#later(end, (to) => {
      if (to.destroyed) return;
      if (end.writableFinished && end.readableEnded) to.push(null);
      else to.destroy(failure("ECONNRESET"));
    });
    if (this.client.destroyed && this.server.destroyed) this.#network.forget(this);
  }

  /** Both ends learn at once that the other is gone; what was under way is lost. */
  cut(): void {
    this.#state = "cut";
    for (const end of [this.client, this.server]) if (!end.destroyed) end.destroy(failure("ECONNRESET"));
  }

  /** From now on nothing arrives in either direction, and nobody is told. */
  silence(): void {
    this.#state = "silent";
  }

  #later(from: End, act: (to: End) => void): void {
    if (this.#state !== "whole") return;
    const clock = this.#network.clock;
    const at = Math.max(this.#busy.get(from) ?? 0, clock.steady() + this.#network.latency());
    this.#busy.set(from, at);
    clock.after(at - clock.steady(), () => {
      if (this.#state === "whole" && from.peer !== undefined && !from.peer.destroyed) act(from.peer);
    });
  }
}

/** How long bytes take, in milliseconds: `least`, and up to `spread` more. */
export interface Latency {
  readonly least: number;
  readonly spread: number;
}

/** Connects clients to one server that takes streams. */
export class Network {
  readonly clock: VirtualClock;
  /** Whether new connections are refused. */
  down = false;
  readonly #random: Random;
  readonly #latency: Latency;
  readonly #accept: (stream: Duplex) => void;
  readonly #cables: Set<Cable> = new Set();

  constructor(clock: VirtualClock, random: Random, latency: Latency, accept: (stream: Duplex) => void) {
    this.clock = clock;
    this.#random = random;
    this.#latency = latency;
    this.#accept = accept;
  }

  /** Connections that stand. */
  get connections(): number {
    return this.#cables.size;
  }

  latency(): number {
    return this.#latency.least + this.#random() * this.#latency.spread;
  }

  forget(cable: Cable): void {
    this.#cables.delete(cable);
  }

  /** An agent whose connections go through this network, for `node:http` and `ws`. */
  agent(): Agent {
    const dial = (): End => this.#dial();
    return new (class extends Agent {
      override createConnection(): Duplex {
        return dial();
      }
    })({ keepAlive: true, maxSockets: 64, scheduling: "lifo" });
  }

  /** Does something to one of the connections, chosen at random: the bytes on their way are lost in either case. */
  strike(how: "cut" | "silence"): boolean {
    const cables = [...this.#cables];
    const cable = cables[Math.floor(this.#random() * cables.length)];
    cable?.[how]();
    return cable !== undefined;
  }

  #dial(): End {
    const cable = new Cable(this);
    const { client, server } = cable;
    this.clock.after(this.latency(), () => {
      if (client.destroyed) return;
      if (this.down) {
        client.destroy(failure("ECONNREFUSED"));
        return;
      }
      this.#cables.add(cable);
      client.connected();
      this.#accept(server);
    });
    return client;
  }
}
