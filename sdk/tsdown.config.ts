import { defineConfig } from "tsdown";

/** Builds ESM and CommonJS with types. Platform files are entries of their own, chosen by package conditions. */
export default defineConfig({
  entry: ["src/index.ts", "src/platform/node.ts", "src/platform/server.ts", "src/platform/web.ts"],
  format: ["esm", "cjs"],
  outDir: "dist",
  target: "es2022",
  platform: "neutral",
  fixedExtension: false,
  clean: false,
  dts: true,
  tsconfig: "tsconfig.build.json",
  deps: { neverBundle: ["#platform", "ws", /^node:/] },
  publint: true,
  attw: { profile: "node16", level: "error" },
});
