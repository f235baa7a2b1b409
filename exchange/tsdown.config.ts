import { defineConfig } from "tsdown";

/** Builds the library as ESM and CommonJS with types, and the command as ESM. */
export default defineConfig([
  {
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    outDir: "dist",
    target: "node20",
    platform: "node",
    fixedExtension: false,
    clean: false,
    dts: true,
    publint: true,
    attw: { profile: "node16", level: "error" },
  },
  { entry: ["src/cli.ts"], format: "esm", outDir: "dist", target: "node20", platform: "node", fixedExtension: false, clean: false, dts: false },
]);
