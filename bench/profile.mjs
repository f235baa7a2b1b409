/** Where the time of a measurement went: `node bench/profile.mjs <file.cpuprofile> [rows]`, and what `--profile` prints. */
import { readFileSync } from "node:fs";

/** Functions by the share of samples in which they themselves were running, idle time left out. */
export function hottest(path, rows = 25) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path, "utf8"));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const self = new Map();
  let total = 0;
  samples.forEach((id, at) => {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    if (functionName === "(idle)" || functionName === "(program)") return;
    const file = url.split("/").slice(-2).join("/");
    const name = `${functionName || "(anonymous)"}  ${file === "" ? "" : `${file}:${lineNumber + 1}`}`;
    self.set(name, (self.get(name) ?? 0) + timeDeltas[at]);
    total += timeDeltas[at];
  });
  return [...self]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, rows)
    .map(([name, time]) => `  ${((time / total) * 100).toFixed(1).padStart(5)} %  ${name}`)
    .join("\n");
}

if (process.argv[1]?.endsWith("profile.mjs")) console.log(hottest(process.argv[2], Number(process.argv[3] ?? 25)));
