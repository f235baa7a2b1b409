import type { Socket, SocketEvents, SocketPort } from "../../src/ports.ts";

/** One socket under a test's control. */
export class FakeSocket {
  readonly url: string;
  readonly events: SocketEvents;
  readonly sent: string[] = [];
  pings = 0;
  state: "dialing" | "open" | "closing" | "gone" = "dialing";
  /** Answers every frame, when set. */
  answer: ((frame: Record<string, unknown>, socket: FakeSocket) => void) | undefined;
  readonly canPing: boolean;

  constructor(url: string, events: SocketEvents, canPing: boolean) {
    this.url = url;
    this.events = events;
    this.canPing = canPing;
  }

  get frames(): Record<string, unknown>[] {
    return this.sent.map((text) => JSON.parse(text) as Record<string, unknown>);
  }

  /** Frames of one method, pings left out. */
  named(method: string): Record<string, unknown>[] {
    return this.frames.filter((frame) => frame["method"] === method || frame["event"] === method);
  }

  open(): void {
    this.state = "open";
    this.events.open();
  }

  /** A frame from the exchange. */
  receive(frame: object | string): void {
    if (this.state !== "open") throw new Error(`a ${this.state} socket received a frame`);
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    this.events.message(new TextEncoder().encode(text));
  }

  /** The connection breaks. */
  drop(code = 1006, reason = "", status?: number): void {
    if (this.state === "gone") return;
    this.state = "gone";
    this.events.close(code, reason, status);
  }
}

/** A socket port that hands every socket it opens to the test. */
export class FakeSockets {
  readonly all: FakeSocket[] = [];
  canPing = true;
  /** Told of every new socket. */
  onDial: ((socket: FakeSocket) => void) | undefined;

  readonly port: SocketPort = (url, events) => {
    const fake = new FakeSocket(url, events, this.canPing);
    this.all.push(fake);
    const socket: Socket = {
      send: (text) => {
        if (fake.state !== "open") return false;
        fake.sent.push(text);
        fake.answer?.(JSON.parse(text) as Record<string, unknown>, fake);
        return true;
      },
      ping: () => {
        if (!fake.canPing || fake.state !== "open") return false;
        fake.pings += 1;
        return true;
      },
      close: (force = false) => {
        if (fake.state === "gone") return;
        if (force) {
          fake.state = "gone";
          queueMicrotask(() => events.close(1006, ""));
        } else fake.state = "closing";
      },
      buffered: 0,
      native: fake,
    };
    this.onDial?.(fake);
    return socket;
  };

  /** The newest socket. */
  get last(): FakeSocket {
    const socket = this.all[this.all.length - 1];
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }

  /** Sockets that are not gone. */
  get alive(): number {
    return this.all.filter(({ state }) => state !== "gone").length;
  }
}

/** Acknowledges as Spot does: one answer per symbol, trading calls with success. */
export function spotExchange(frame: Record<string, unknown>, socket: FakeSocket): void {
  const { method, req_id: id } = frame;
  const params = (frame["params"] ?? {}) as Record<string, unknown>;
  const times = { time_in: "2026-01-01T00:00:00.000000Z", time_out: "2026-01-01T00:00:00.000001Z" };
  if (method === "ping") return socket.receive({ method: "pong", ...times });
  if (method === "subscribe" || method === "unsubscribe") {
    const symbols = (params["symbol"] as string[] | undefined) ?? [undefined];
    for (const symbol of symbols)
      socket.receive({ method, req_id: id, result: { channel: params["channel"], symbol }, success: true, ...times });
    return undefined;
  }
  if (method === "cancel_order") {
    for (const order of (params["order_id"] as string[] | undefined) ?? [])
      socket.receive({ method, req_id: id, result: { order_id: order }, success: true, ...times });
    return undefined;
  }
  return socket.receive({ method, req_id: id, result: { order_id: "O1" }, success: true, ...times });
}

/** Acknowledges as Futures does: no numbers, one answer per product. */
export function futuresExchange(frame: Record<string, unknown>, socket: FakeSocket): void {
  const { event, feed } = frame;
  if (event === "challenge") return socket.receive({ event: "challenge", message: "c0ffee" });
  const products = (frame["product_ids"] as string[] | undefined) ?? [undefined];
  for (const product of products)
    socket.receive({
      ...frame,
      event: `${String(event)}d`,
      feed,
      ...(product === undefined ? {} : { product_ids: [product] }),
    });
  return undefined;
}
