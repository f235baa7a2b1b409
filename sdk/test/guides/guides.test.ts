/** Every program in our documentation runs, on the local exchange. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startExchange } from "krakenkit-exchange";
import type { Exchange } from "krakenkit-exchange";
import { DerivativesClient, SpotClient, SymbolRegistry } from "krakenkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { fencesOf } from "../packages/readme.ts";
import { closeAll, local } from "./local.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const root = at("../../../");
const documents = [
  "README.md",
  "sdk/README.md",
  "exchange/README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Programs written out of the guides, to be imported. */
const written = join(root, ".cache/guides");
/** Where they run: some keep files. */
const folder = mkdtempSync(join(tmpdir(), "krakenkit-guides-"));
const home = process.cwd();

/** What excerpts of a longer program say that there is. */
const given: Record<string, unknown> = {};

beforeAll(async () => {
  rmSync(written, { recursive: true, force: true });
  mkdirSync(written, { recursive: true });
  process.chdir(folder);
  local.exchange = await startExchange({ seed: "guides", pairs: ["XBTUSD", "ETHUSD", "SOLUSD"], tier: "pro" });
  const options = { environment: local.exchange.environment };
  const spot = new SpotClient(options);
  given["symbols"] = new SymbolRegistry({
    assets: (await spot.getAssetInfo()).result,
    pairs: (await spot.getAssetPairs()).result,
    contracts: (await new DerivativesClient(options).getInstruments()).instruments,
  });
  given["consented"] = consented;
  Object.assign(globalThis, { given });
});
beforeEach(() => {
  // Each with a key and so with limits of its own.
  const { admin } = local.exchange as Exchange;
  local.credentials = admin.createKey(admin.account);
});
afterEach(() => {
  closeAll();
  vi.restoreAllMocks();
});
afterAll(async () => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
  await local.exchange?.stop();
});

/** What the user's browser comes back with from the page at `url`. */
function consented(url: string): string {
  const asked = new URL(url).searchParams;
  const redirectUri = asked.get("redirect_uri") ?? "";
  const { admin } = local.exchange as Exchange;
  const scopes = (asked.get("scope") ?? "").split(" ");
  const application = { clientId: "…", clientSecret: "…", redirectUri, scopes };
  const { code } = admin.services.authorize({ account: admin.account, ...application });
  return `${redirectUri}?${new URLSearchParams({ code, state: asked.get("state") ?? "" }).toString()}`;
}

/** The account trades and loses its connection, for programs that wait for that. */
function live(): () => void {
  const { admin, parts } = local.exchange as Exchange;
  const timer = setInterval(() => {
    const order = { pair: "BTC/USD", type: "buy", ordertype: "market", volume: "0.001" } as const;
    admin.sockets.drop({ socket: "spot-private" });
    parts.spot.addOrder(admin.account, order);
  }, 300);
  return () => clearInterval(timer);
}

/** The program of a fence; one that starts an exchange of its own talks to that. */
const program = (text: string): string =>
  text
    .replaceAll('from "krakenkit"', text.includes('"krakenkit-exchange"') ? "$&" : `from "${at("./local.ts")}"`)
    .replaceAll(/"https:\/\/\S+\?code=…&state=…"/g, "(globalThis as any).given.consented(url)")
    .replaceAll(/^declare const (\w+): [^;]+;$/gm, "const $1 = (globalThis as any).given.$1;");

const programs = documents.flatMap((path) =>
  fencesOf(path)
    .filter(({ language }) => language === "ts")
    .map(({ text }, index) => ({ path, number: index + 1, text })),
);

test.each(programs)("$path, program $number", async ({ path, number, text }) => {
  vi.spyOn(console, "log").mockReturnValue(undefined);
  const name = `${path.replaceAll(/\W/g, "-")}-${number}.ts`;
  writeFileSync(join(written, name), program(text));
  const rest = text.includes('stream("fill"') ? live() : undefined;
  const running = import(/* @vite-ignore */ join(written, name)) as Promise<unknown>;
  // A program that is meant to fail says with what.
  const expected = /^\/\/ Throws: (.+)$/m.exec(text)?.[1];
  try {
    if (expected === undefined) await running;
    else await expect(running).rejects.toThrow(expected);
  } finally {
    rest?.();
  }
});
