import type { Agent, AgentOptions, ClientRequestArgs } from "node:http";
import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import { UsageError } from "../base/errors.ts";
import { nodeModule } from "./node-modules.ts";
import type { ProxyServer } from "./network.ts";

type Opened = (error: Error | null, stream?: Duplex) => void;

/** Milliseconds for a tunnel to stand: a call that gives up cannot end it, and a proxy may stay silent for ever. */
const patience = 30_000;

/** An agent that reaches its targets through a forward proxy by `CONNECT`. */
export function proxyAgent(proxy: ProxyServer, settings: AgentOptions, secure: boolean): Agent {
  const { Agent } = nodeModule(secure ? "node:https" : "node:http");
  const agent: Agent = new Agent(settings);
  agent.createConnection = (secure ? secured : plain) as typeof agent.createConnection;
  return agent;

  function plain(target: ClientRequestArgs, opened: Opened): undefined {
    return tunnel(proxy, target, opened);
  }

  function secured(target: ClientRequestArgs & ConnectionOptions, opened: Opened): undefined {
    return tunnel(proxy, target, (error, stream) => {
      if (error !== null || stream === undefined) return opened(error);
      const socket = nodeModule("node:tls").connect({ ...target, socket: stream } as ConnectionOptions);
      socket.once("error", opened);
      socket.setTimeout(patience, () => socket.destroy(new Error("The TLS handshake through the proxy took too long")));
      socket.once("secureConnect", () => {
        socket.off("error", opened);
        socket.setTimeout(0);
        opened(null, socket);
      });
      return undefined;
    });
  }
}

/** Throws when an agent for the proxy could not be made. */
export function checkProxy(proxy: ProxyServer): void {
  const { protocol = "http", host, port } = proxy;
  if (!/^https?:?$/.test(protocol))
    throw new UsageError(
      `proxy.protocol must be http or https, not ${protocol}; for SOCKS pass an agent (socks-proxy-agent) as httpsAgent`,
      "proxy.protocol",
    );
  if (typeof host !== "string" || host === "") throw new UsageError("proxy.host must be a host name", "proxy.host");
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError(`proxy.port must be a port number, not ${String(port)}`, "proxy.port");
}

function tunnel(proxy: ProxyServer, target: ClientRequestArgs, opened: Opened): undefined {
  const { host, port } = target;
  const address = `${host?.includes(":") ? `[${host}]` : host}:${port}`;
  const { auth } = proxy;
  const credentials = auth && Buffer.from(`${auth.username}:${auth.password}`).toString("base64");
  const request = nodeModule(proxy.protocol?.startsWith("https") ? "node:https" : "node:http").request({
    host: proxy.host,
    port: proxy.port,
    method: "CONNECT",
    path: address,
    headers: { Host: address, ...(credentials ? { "Proxy-Authorization": `Basic ${credentials}` } : {}) },
    agent: false,
    timeout: patience,
  });
  request.once("timeout", () => request.destroy(new Error("The proxy did not answer")));
  request.once("connect", (answer, socket) => {
    socket.setTimeout(0);
    if (answer.statusCode === 200) return opened(null, socket);
    socket.destroy();
    return opened(new Error(`The proxy refused to connect: HTTP ${answer.statusCode}`));
  });
  request.once("error", opened);
  request.end();
  return undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name for an address, in the meaning curl gives them. */
export function proxyFromEnvironment(url: URL, env: Environment): ProxyServer | undefined {
  const read = (name: string): string | undefined => env[name.toLowerCase()] ?? env[name];
  for (const entry of (read("NO_PROXY") ?? "").split(",").map((part) => part.trim().toLowerCase())) {
    if (entry === "") continue;
    const [name = "", port] = entry.split(":");
    const bare = name.replace(/^\*?\./, "");
    const matches = entry === "*" || url.hostname === bare || url.hostname.endsWith(`.${bare}`);
    if (matches && (port === undefined || port === (url.port || (url.protocol === "https:" ? "443" : "80"))))
      return undefined;
  }
  const text = url.protocol === "https:" ? read("HTTPS_PROXY") : read("HTTP_PROXY");
  if (text === undefined || text === "") return undefined;
  try {
    const address = new URL(text.includes("://") ? text : `http://${text}`);
    return {
      protocol: address.protocol.slice(0, -1),
      host: address.hostname,
      port: Number(address.port || (address.protocol === "https:" ? 443 : 80)),
      ...(address.username
        ? { auth: { username: decodeURIComponent(address.username), password: decodeURIComponent(address.password) } }
        : {}),
    };
  } catch {
    // Without the cause: it quotes the address, and with it the password.
    const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
    throw new UsageError(`${name} in the environment is not the address of a proxy`, "proxy");
  }
}
