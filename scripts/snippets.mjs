/**
 * The code in our documentation. Every ```ts or ```js fence of README.md, docs/ and the packages' READMEs is a program
 * that must type-check; errors are reported at the Markdown line. A fence opened as ```ts no-check is an excerpt.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";

/** Markdown files whose code counts. */
export function documents() {
  const docs = existsSync(join(root, "docs")) ? readdirSync(join(root, "docs"), { recursive: true }) : [];
  const pages = docs
    .map(String)
    .filter((name) => name.endsWith(".md") && !name.startsWith("reference"))
    .map((name) => `docs/${name}`);
  return ["README.md", "sdk/README.md", "exchange/README.md", ...pages].filter((path) => existsSync(join(root, path)));
}

/** The code fences of a document: language, words after it, first line (from 1) and text. */
export function fences(path) {
  const lines = readFileSync(join(root, path), "utf8").split("\n");
  const found = [];
  let open;
  lines.forEach((line, at) => {
    const [, language, words] = /^```(\w+)?\s*(.*)$/.exec(line) ?? [];
    if (open && line.startsWith("```")) {
      found.push({ ...open, text: lines.slice(open.line - 1, at).join("\n") });
      open = undefined;
    } else if (!open && line.startsWith("```"))
      open = { path, language: language ?? "", words: (words ?? "").split(/\s+/).filter(Boolean), line: at + 2 };
  });
  return found;
}

function check() {
  const folder = join(root, ".cache/snippets");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = documents()
    .flatMap(fences)
    .filter(({ language, words }) => /^(ts|js|mjs|cjs)$/.test(language) && !words.includes("no-check"));
  const names = new Map();
  all.forEach((fence, at) => {
    const kind = fence.language === "cjs" ? "cts" : "mts";
    const name = `snippet-${at}.${kind}`;
    names.set(name, fence);
    writeFileSync(join(folder, name), fence.language === "cjs" ? `${fence.text}\n` : `${fence.text}\nexport {};\n`);
  });
  const paths = {
    krakenkit: ["../../sdk/src/index.ts"],
    "krakenkit-exchange": ["../../exchange/src/index.ts"],
    "#platform": ["../../sdk/src/platform/web.ts"],
  };
  const options = {
    lib: ["es2022", "dom", "esnext.disposable"],
    types: ["node"],
    typeRoots: ["../../node_modules/@types"],
    isolatedDeclarations: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    erasableSyntaxOnly: false,
    verbatimModuleSyntax: false,
    allowImportingTsExtensions: true,
    paths,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.base.json", compilerOptions: options, include: ["*.mts", "*.cts"] }),
  );
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, "node_modules/typescript-7/bin/tsc"), "-p", folder, "--pretty", "false"],
    { encoding: "utf8", cwd: folder },
  );
  let problems = 0;
  for (const line of stdout.split("\n")) {
    const [, name, row, column, text] = /^(snippet-\d+\.\w+)\((\d+),(\d+)\): (.*)$/.exec(line) ?? [];
    const fence = names.get(name);
    if (fence) console.error(`${fence.path}:${fence.line + Number(row) - 1}:${column} ${text}`);
    else if (line.includes("error TS")) console.error(line);
    else continue;
    problems += 1;
  }
  console.log(`snippets: ${all.length} checked, ${problems} problems`);
  process.exit(problems > 0 ? 1 : 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) check();
