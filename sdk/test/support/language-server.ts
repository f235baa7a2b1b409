import { spawn } from "node:child_process";

/** A language server on standard input and output, as editors talk to it. */
export interface LanguageServer {
  request(method: string, params: object): Promise<unknown>;
  notify(method: string, params: object): void;
  stop(): void;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Starts a server of the Language Server Protocol with this Node. */
export function languageServer(script: string, ...args: string[]): LanguageServer {
  const server = spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let received = Buffer.alloc(0);
  let last = 0;

  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const take = (message: Message): void => {
    // The server asks, too; an empty answer means that we have no wishes.
    if (message.method !== undefined) {
      if (message.id !== undefined) send({ id: message.id, result: null });
      return;
    }
    const call = waiting.get(Number(message.id));
    waiting.delete(Number(message.id));
    if (message.error === undefined) call?.resolve(message.result);
    else call?.reject(new Error(message.error.message));
  };
  server.stdout.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const end = received.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(received.toString("latin1", 0, end))?.[1]);
      if (received.length < end + 4 + length) return;
      const text = received.toString("utf8", end + 4, end + 4 + length);
      received = received.subarray(end + 4 + length);
      take(JSON.parse(text) as Message);
    }
  });
  server.on("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error("the language server ended"));
  });

  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        send({ id: last, method, params });
      }),
    notify: (method, params) => send({ method, params }),
    stop: () => server.kill(),
  };
}
