/** `npm test`: installs what is missing, builds, runs every test and ends with one line of totals. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { build } from "./build.mjs";
import { browser, install, root, runtimes, tool } from "./setup.mjs";

install();
const { path = "", reason = "" } = browser();
if (reason) console.log(`Browser tests will be skipped: ${reason}`);
const missing = runtimes();
if (missing) console.log(`Runtime tests will be skipped: ${missing}`);
build(true);

const report = `${root}.cache/tests.json`;
mkdirSync(`${root}.cache`, { recursive: true });
rmSync(report, { force: true });
const given = process.argv.slice(2);
const code = tool(
  "vitest/vitest.mjs",
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...given],
  {
    env: { ...process.env, CHROMIUM_PATH: path, CHROMIUM_MISSING: reason },
  },
);

let totals;
try {
  totals = JSON.parse(readFileSync(report, "utf8"));
} catch {
  console.error("The test run ended without a report.");
  process.exit(code || 1);
}
const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests, testResults } = totals;
const skipped = numPendingTests + numTodoTests;
for (const file of testResults)
  for (const { status, fullName } of file.assertionResults)
    if (status === "pending" || status === "skipped")
      console.log(`skipped: ${fullName} (${[reason, missing].filter(Boolean).join("; ") || "see the test"})`);
// A file that does not load has no failed test of its own, and must not look like a success.
const broken = testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
);
for (const file of broken) console.error(`failed to run: ${file.name.replace(root, "")}`);
const failures = failed + broken.length;
console.log(`\n${passed} passed, ${failures} failed, ${skipped} skipped`);
process.exit(failures > 0 ? code || 1 : code);
