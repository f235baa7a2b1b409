import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import { readFileSync } from "node:fs";

const file = (name: string): string => readFileSync(new URL(`./tls/${name}`, import.meta.url), "utf8");

/** A certificate for localhost that nobody trusts, made for these tests. */
export const tls = { key: file("key.pem"), cert: file("cert.pem") };

export interface TestServer {
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

async function started(server: NetServer | Server): Promise<TestServer> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

export const httpServer = (answer: RequestListener): Promise<TestServer> => started(createServer(answer));

export const httpsServer = (answer: RequestListener): Promise<TestServer> => started(createSecureServer(tls, answer));

/** A forward proxy that knows `CONNECT` only; `seen` gets target and credentials of every tunnel. */
export function proxyServer(seen: (target: string, authorization: string | undefined) => number): Promise<TestServer> {
  const server = createServer((_, answer) => answer.writeHead(405).end());
  server.on("connect", (request, client: Socket) => {
    const status = seen(request.url ?? "", request.headers["proxy-authorization"]);
    if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(client);
      client.pipe(target);
    });
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
    client.on("close", () => target.destroy());
    return undefined;
  });
  return started(server);
}
