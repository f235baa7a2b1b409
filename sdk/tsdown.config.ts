import { writeFileSync } from "node:fs";
import { defineConfig } from "tsdown";
import { compactCode, compactDeclarations, compactFiles } from "../scripts/compact.mjs";

const entry = ["src/index.ts", "src/platform/node.ts", "src/platform/server.ts", "src/platform/web.ts"];
const common = {
  entry,
  outDir: "dist",
  target: "es2022",
  platform: "neutral",
  fixedExtension: false,
  clean: false,
  tsconfig: "tsconfig.build.json",
  deps: { neverBundle: ["#platform", "ws", /^node:/] },
  // Done afterwards, by what keeps the marks by which bundlers know what nobody uses.
  minify: false,
} as const;
const comments = { annotation: true, legal: true, jsdoc: false };

/**
 * ESM and CommonJS. Platform files are entries of their own, chosen by package conditions.
 *
 * The declarations are written once, for CommonJS; those for ESM name them. Both module systems then share every type,
 * and the package is half a megabyte smaller.
 */
export default defineConfig([
  {
    ...common,
    format: "esm",
    dts: false,
    outputOptions: { comments },
    hooks: {
      "build:done": async () => {
        writeFileSync("dist/index.d.ts", 'export * from "./index.cjs";\n');
        await compactFiles("dist", ".js", (text) => compactCode(text, true));
      },
    },
  },
  {
    ...common,
    format: "cjs",
    dts: true,
    // Test runners that load CommonJS themselves know no `import()` in it.
    outputOptions: { comments, dynamicImportInCjs: false },
    hooks: {
      "build:done": async () => {
        await compactFiles("dist", ".cjs", (text) => compactCode(text, false));
        await compactFiles("dist", ".d.cts", compactDeclarations);
      },
    },
  },
]);
