import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test.each(["typescript-7", "typescript", "typescript-5"])(
  "%s accepts the topics and payloads that exist, refuses the others, and takes looser forms",
  (compiler) => {
    const args = [`node_modules/${compiler}/bin/tsc`, "-p", "sdk/test/types/sockets.json", "--pretty", "false"];
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  },
  120_000,
);
