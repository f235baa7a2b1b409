/** What must never be committed, and what must agree: addresses of registries, paths of a machine, versions, lock files. */
import { existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { root } from "./setup.mjs";

const problems = [];
const { stdout } = spawnSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
const paths = stdout.split("\0").filter(Boolean);
const text = (path) => readFileSync(join(root, path), "utf8");

// Written in pieces so that this file does not find itself.
const forbidden = [
  ["a registry's host", new RegExp("npm" + "js\\.(org|com)")],
  ["a download address in a lock file", /"resolved": "https?:/],
  ["a path of a machine", new RegExp(`(^|["' (])/(${["work", "home", "Users"].join("|")})/[a-z]`, "m")],
  ["an unfinished note", new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`)],
  ["a focused test", new RegExp("\\b(test|it|describe)\\." + "only\\(")],
];
for (const path of paths) {
  if (/\.(png|ico|zip|woff2?)$/.test(path)) continue;
  const content = text(path);
  for (const [what, pattern] of forbidden) {
    const found = pattern.exec(content);
    if (found) problems.push(`${path}:${content.slice(0, found.index).split("\n").length} contains ${what}`);
  }
}

// A link in our documentation leads to a file that is there.
for (const path of paths.filter((name) => name.endsWith(".md") && !name.startsWith("docs/reference/")))
  for (const [, target = ""] of text(path).matchAll(/\]\(([^)#\s]+)[^)]*\)/g))
    if (!/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(path), target)))
      problems.push(`${path} links to ${target}, which is not there`);

const versionOf = (path) => JSON.parse(text(path)).version;
const version = versionOf("sdk/package.json");
if (versionOf("exchange/package.json") !== version) problems.push("sdk and exchange must have one version");
if (!text("sdk/src/version.ts").includes(`"${version}"`)) problems.push(`sdk/src/version.ts must say ${version}`);
if (!text("CHANGELOG.md").includes(`## ${version}`)) problems.push(`CHANGELOG.md has no section for ${version}`);

for (const problem of problems) console.error(problem);
console.log(`repository: ${paths.length} files, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
