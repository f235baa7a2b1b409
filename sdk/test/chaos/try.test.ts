import { appendFileSync, writeFileSync } from "node:fs";
import { test } from "vitest";
import { chaos } from "./chaos.ts";
test("try", { timeout: 600_000 }, async () => {
  writeFileSync("/tmp/kk/chaos.log", "");
  const from = performance.now();
  const buffer: string[] = [];
  try {
    const { wrong, ...report } = await chaos({
      seed: Number(process.env["CHAOS_SEED"] ?? 7),
      orders: Number(process.env["CHAOS_ORDERS"] ?? 60),
      over: (process.env["CHAOS_OVER"] ?? "memory") as "memory",
      log: (line) => buffer.push(line),
    });
    console.log(report, wrong.length, wrong.filter((x) => !x.includes("missed")).slice(0, 30), performance.now() - from);
  } finally {
    appendFileSync("/tmp/kk/chaos.log", buffer.join("\n"));
  }
});
