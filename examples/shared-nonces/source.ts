/** The other end of `helper.ts`: a source of nonces for the option `nonces` of the REST clients. */
import { connect } from "node:net";
import type { NonceSource } from "krakenkit";

/** Nonces from the helper at `path`. `close` ends the connection; calls that still wait for a nonce fail, unsent. */
export function sharedNonces(path: string): NonceSource & { close(): void } {
  const waiting: { resolve: (nonce: string) => void; reject: (error: Error) => void }[] = [];
  const socket = connect(path);
  let rest = "";
  let trouble: Error | undefined;
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) waiting.shift()?.resolve(line);
  });
  const gone = "The helper that hands out nonces is gone";
  socket.on("error", (cause) => (trouble = new Error(gone, { cause })));
  socket.on("close", () => {
    trouble ??= new Error(gone);
    for (const { reject } of waiting.splice(0)) reject(trouble);
  });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (trouble !== undefined) return reject(trouble);
        waiting.push({ resolve, reject });
        socket.write("\n");
        return undefined;
      }),
    close: () => socket.destroy(),
  };
}
