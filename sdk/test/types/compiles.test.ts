/** The types of the built package, as users' compilers see them. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const programs = fileURLToPath(new URL("programs/", import.meta.url));
const folder = `${root}.cache/types`;

const compilers = {
  "5.9": "typescript-5/bin/tsc",
  "6.0": "typescript/bin/tsc",
  "7.0": "typescript-7/bin/tsc",
};

const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });

beforeAll(() => {
  const built = node("scripts/build.mjs", "--if-needed");
  expect(built.stderr, built.stdout).not.toContain("failed");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The same programs as ES modules and as CommonJS, which have declaration files of their own.
  for (const name of ["public-surface", "mistakes"])
    for (const kind of ["mts", "cts"]) copyFileSync(`${programs}${name}.ts`, `${folder}/${name}.${kind}`);
}, 120_000);

/** What a compiler says about files of ours. */
function compile(compiler: string, resolution: string, files: string[], settings: object = {}) {
  const config = `${folder}/${compiler.replace(/\W/g, "-")}-${resolution}-${files.length}.json`;
  const module = resolution === "bundler" ? { module: "esnext", moduleResolution: "bundler" } : { module: resolution };
  const compilerOptions = {
    ...module,
    target: "es2022",
    lib: ["es2022"],
    types: ["node"],
    typeRoots: [`${root}node_modules/@types`],
    strict: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    skipLibCheck: true,
    noEmit: true,
    ...settings,
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  const { status, stdout, stderr } = node(`${root}node_modules/${compiler}`, "-p", config, "--pretty", "false");
  return { status, said: `${stdout}${stderr}`.trim() };
}

describe.each(Object.entries(compilers))("TypeScript %s", (_, compiler) => {
  test("accepts existing programs and refuses mistakes as Node resolves, and finds nothing wrong in our declarations", () => {
    const files = ["public-surface.mts", "public-surface.cts", "mistakes.mts", "mistakes.cts"];
    expect(compile(compiler, "nodenext", files, { skipLibCheck: false })).toEqual({ status: 0, said: "" });
  }, 180_000);

  test("accepts existing programs and refuses mistakes as bundlers resolve", () => {
    expect(compile(compiler, "bundler", ["public-surface.mts", "mistakes.mts"])).toEqual({ status: 0, said: "" });
  }, 180_000);

  test("notices when a program is wrong", () => {
    writeFileSync(`${folder}/wrong.mts`, 'import { SpotClient } from "krakenkit";\nnew SpotClient().nothing();\n');
    const { status, said } = compile(compiler, "nodenext", ["wrong.mts"]);
    expect(said).toMatch(/wrong\.mts\(2,18\): error TS2339/);
    expect(status).not.toBe(0);
  }, 180_000);
});
