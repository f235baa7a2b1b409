/** `node --import tsx examples/shared-nonces/main.ts`: three processes, one API key, no nonce refused. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startExchange } from "krakenkit-exchange";
import { serveNonces } from "./helper.ts";

const exchange = await startExchange({ flow: "off", limits: "off", account: { nonceWindow: 5_000_000 } });
const folder = mkdtempSync(join(tmpdir(), "nonces-"));
const path = process.platform === "win32" ? String.raw`\\.\pipe\krakenkit-nonces` : join(folder, "socket");
const helper = await serveNonces(path);

const workers = Array.from({ length: 3 }, async () => {
  const worker = fork(fileURLToPath(new URL("worker.ts", import.meta.url)));
  worker.send({ path, environment: exchange.environment, ...exchange.credentials, calls: 100 });
  const [refused] = (await once(worker, "message")) as [number];
  return refused;
});
console.log("refused:", await Promise.all(workers));

helper.close();
rmSync(folder, { recursive: true });
await exchange.stop();
