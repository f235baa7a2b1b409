/**
 * Writes `docs/reference/*.md` and `llms.txt` from the doc comments and rows of the REST calls.
 *
 * `--check` writes nothing and fails when a page is out of date or when a row, a method and its comment disagree;
 * `--json` prints what was read.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readCalls } from "./reference/calls.mjs";
import { llms } from "./reference/llms.mjs";
import { page } from "./reference/pages.mjs";
import { root } from "./setup.mjs";

const { clients, problems } = await readCalls();
const pages = Object.fromEntries(clients.map(({ client, page: name }) => [client, `docs/reference/${name}.md`]));
const texts = new Map(clients.map((product) => [pages[product.client], page(product)]));
texts.set("llms.txt", llms(clients, pages));

if (process.argv.includes("--json")) console.log(JSON.stringify({ clients, problems }));
else if (process.argv.includes("--check")) {
  for (const [path, text] of texts)
    if (!existsSync(`${root}${path}`) || readFileSync(`${root}${path}`, "utf8") !== text)
      problems.push(`${path} is out of date: run node scripts/reference.mjs`);
} else {
  mkdirSync(`${root}docs/reference`, { recursive: true });
  for (const [path, text] of texts) writeFileSync(`${root}${path}`, text);
}

if (!process.argv.includes("--json")) {
  for (const problem of problems) console.error(problem);
  const count = clients
    .flatMap(({ sections }) => sections)
    .flatMap(({ files }) => files)
    .flatMap(({ calls }) => calls).length;
  console.log(`reference: ${count} calls, ${texts.size} files, ${problems.length} problems`);
}
process.exitCode = problems.length === 0 ? 0 : 1;
