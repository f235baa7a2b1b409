import { writeFileSync } from "node:fs";
import { defineConfig } from "tsdown";

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
} as const;

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
    // Minifying would drop the marks by which bundlers know what nobody uses; only our own comments go (100 kB).
    outputOptions: { comments: { annotation: true, legal: true, jsdoc: false } },
    hooks: {
      "build:done": () => writeFileSync("dist/index.d.ts", 'export * from "./index.cjs";\n'),
    },
  },
  // Nobody shakes CommonJS, so white space can go, 200 kB of it. Names stay: stack traces are read.
  { ...common, format: "cjs", dts: true, outputOptions: { dynamicImportInCjs: false }, minify: { compress: false, mangle: false, codegen: true } },
]);
