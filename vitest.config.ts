import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "#platform": at("./sdk/src/platform/node.ts"),
      "krakenkit-exchange": at("./exchange/src/index.ts"),
      krakenkit: at("./sdk/src/index.ts"),
    },
  },
  test: {
    include: ["{sdk,exchange,scripts,runtimes}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 20_000,
  },
});
