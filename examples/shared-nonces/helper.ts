/** Hands out the nonces of one API key to any number of processes on this machine, over a Unix socket or a named pipe. */
import { createServer } from "node:net";
import type { Server } from "node:net";
import { microsecondNonces } from "krakenkit";

/** Listens at `path`; every line it is sent, whatever it says, is answered by the next nonce. */
export function serveNonces(path: string, now: () => number = Date.now): Promise<Server> {
  const nonces = microsecondNonces({ now });
  const server = createServer((socket) => {
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      let answer = "";
      for (const character of text) if (character === "\n") answer += `${nonces.next() as string}\n`;
      socket.write(answer);
    });
    // A process that died leaves nothing behind here.
    socket.on("error", () => socket.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve(server));
  });
}
