import { CommanderError } from "commander";
import picocolors from "picocolors";
import type { CoveredCall } from "../catalogue/coverage.ts";
import { startExchange, type Exchange } from "../exchange.ts";
import { command, readArguments, type CliRequest } from "./options.ts";

/** What the command writes to and listens for. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Resolves when the user wants the exchange to end. */
  readonly ended: () => Promise<unknown>;
}

// Plain text when not a terminal, in CI too, where the library would colour.
const coloured = Boolean(process.stdout.isTTY) && process.env["NO_COLOR"] === undefined;
const colors = picocolors.createColors(coloured);

/** Exit codes: all well; it could not run; it was asked for something that makes no sense. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/** Runs the command; resolves to the exit code. */
export async function run(argv: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  const parser = command().exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  let request: CliRequest;
  try {
    request = readArguments(parser, argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  try {
    return request.coverage ? await showCoverage(request, terminal) : await serve(request, terminal);
  } catch (error) {
    terminal.err(`${colors.red("error:")} ${explain(error, request)}\n`);
    return exitCodes.failed;
  }
}

async function serve(request: CliRequest, terminal: Terminal): Promise<number> {
  const exchange = await startExchange({
    ...request.exchange,
    onError: (error, where) =>
      terminal.err(`${colors.yellow("internal error")} ${where}: ${explain(error, request)}\n`),
  });
  terminal.out(request.json ? `${JSON.stringify(announced(exchange))}\n` : welcome(exchange));
  await terminal.ended();
  await exchange.stop();
  if (!request.json) terminal.out("Stopped.\n");
  return exitCodes.ok;
}

async function showCoverage(request: CliRequest, terminal: Terminal): Promise<number> {
  const exchange = await startExchange({ ...request.exchange, port: 0, flow: "off", backfill: "off" });
  const calls = exchange.admin.listCoverage();
  await exchange.stop();
  terminal.out(request.json ? `${JSON.stringify(calls)}\n` : coverageTable(calls));
  return exitCodes.ok;
}

function announced({ url, environment, credentials, seed }: Exchange): Record<string, unknown> {
  return { url, environment, credentials, seed };
}

function welcome(exchange: Exchange): string {
  const { url, credentials, seed } = exchange;
  const calls = exchange.admin.listCoverage();
  const served = calls.filter((call) => call.served).length;
  return `
${colors.bold("krakenkit exchange")}  ${colors.green(url)}

  API key     ${credentials.apiKey}
  API secret  ${credentials.apiSecret}
  seed        ${seed}
  serves      ${served} of ${calls.length} documented REST calls (--coverage lists them)

${colors.bold("Point a client at it")}

  const answer = await fetch("${url}/admin/environment");
  const { environment, credentials } = await answer.json();
  const spot = new SpotClient({ environment, ...credentials });

${colors.bold("Or try")}

  ${colors.cyan(`curl "${url}/0/public/Ticker?pair=XBTUSD"`)}

Play money, this machine only. ${colors.dim("Ctrl+C stops it.")}
`;
}

function coverageTable(calls: readonly CoveredCall[]): string {
  const lines: string[] = [];
  let section = "";
  for (const { client, group, name, method, path, served } of calls) {
    const title = `${client}: ${group}`;
    if (title !== section) lines.push("", colors.bold(title));
    section = title;
    const mark = served ? colors.green("served    ") : colors.dim("not served");
    lines.push(`  ${mark}  ${method.padEnd(6)} ${path}  ${colors.dim(name)}`);
  }
  const count = calls.filter((call) => call.served).length;
  lines.push("", `${count} of ${calls.length} documented calls are served from the exchange's own state;`);
  lines.push("the others are refused the way Kraken refuses an unknown method.", "");
  return lines.join("\n").trimStart();
}

function explain(error: unknown, request: CliRequest): string {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  if (code === "EADDRINUSE") return `port ${request.exchange.port} is taken; choose another one, or none at all`;
  if (code === "EACCES") return `no permission to listen on port ${request.exchange.port}`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return `this machine has no address ${request.exchange.host}`;
  return message ?? String(error);
}

const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  ended: () =>
    new Promise((resolve) => {
      process.once("SIGINT", resolve);
      process.once("SIGTERM", resolve);
    }),
};
