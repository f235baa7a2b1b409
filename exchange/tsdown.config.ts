import { writeFileSync } from "node:fs";
import { defineConfig } from "tsdown";

const common = { outDir: "dist", target: "node20", platform: "node", fixedExtension: false, clean: false } as const;

/** The library as ESM and CommonJS with one set of declarations, and the command as ESM. */
export default defineConfig([
  {
    ...common,
    entry: ["src/index.ts", "src/cli.ts"],
    format: "esm",
    dts: false,
    hooks: {
      "build:done": () => writeFileSync("dist/index.d.ts", 'export * from "./index.cjs";\n'),
    },
  },
  { ...common, entry: ["src/index.ts"], format: "cjs", dts: true },
]);
