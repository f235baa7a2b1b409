/** Measures one contestant of one case and tells the parent. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cases } from "./cases/index.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A package that may or may not be installed beside the benchmarks. */
function peer(name) {
  const from = createRequire(import.meta.url);
  try {
    return from(name);
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND" || error.code === "ERR_REQUIRE_ESM") return undefined;
    throw error;
  }
}

process.once("message", async ({ name, contestant, build, server, times }) => {
  const one = cases[name];
  const control = async (path) => {
    const response = await fetch(server.control + path);
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const at = (path) => pathToFileURL(join(build, path)).href;
  const env = {
    server,
    control,
    settled: one.settled ?? 4000,
    root,
    build,
    peer,
    sdk: () => import(at("dist/index.js")),
    platform: () => import(at("dist/platform/node.js")),
    internals: () => import(at("internals.mjs")),
    exchange: () => import(pathToFileURL(join(root, "exchange/dist/index.js")).href),
    hasExchange: existsSync(join(root, "exchange/dist/index.js")),
  };
  try {
    const result = await one.measure(one.contestants[contestant], env, times);
    process.send({ result }, () => process.exit(0));
  } catch (error) {
    process.send({ error: error?.stack ?? String(error) }, () => process.exit(1));
  }
});
