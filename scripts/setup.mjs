/** What a fresh clone needs before anything runs. Plain Node, no dependencies. */
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command in the repository and gives its exit code; output goes where ours goes. */
export function run(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) console.error(`${command}: ${error.message}`);
  return signal ? 1 : (status ?? 1);
}

/** Runs a tool from node_modules with this Node. */
export function tool(path, args, options) {
  return run(process.execPath, [`${root}node_modules/${path}`, ...args], options);
}

/** Ends the process when a step failed. */
export function need(code, what) {
  if (code === 0) return;
  console.error(`\n${what} failed (exit code ${code}).`);
  process.exit(code);
}

/** Installs the locked dependencies when they are missing or older than the lock file. */
export function install() {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 20) need(1, `krakenkit needs Node 20 or newer, this is ${process.versions.node}; the check`);
  const lock = `${root}package-lock.json`;
  const done = `${root}node_modules/.package-lock.json`;
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return;
  if (lstatSync(`${root}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink())
    need(
      1,
      "node_modules is a link, and npm ci would empty what it points to; run npm ci there, or remove the link. Installing",
    );
  console.log("Installing dependencies (npm ci) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  need(
    run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { shell: process.platform === "win32" }),
    "npm ci",
  );
}

/** The browser of the tests, or the reason why there is none. */
export function browser() {
  const candidates = [
    process.env.CHROMIUM_PATH,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  const found = () => candidates.find((path) => path && existsSync(path));
  if (found()) return { path: found() };
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0)
    return { reason: "no Chromium found; install one or name it in CHROMIUM_PATH" };
  console.log("Installing Chromium for the browser tests (apt-get) …");
  const quiet = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  run("apt-get", ["update", "-qq"], quiet);
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet);
  return found() ? { path: found() } : { reason: "apt-get could not install Chromium" };
}

/** Installs the other runtimes the tests run in; gives the reason when that is not possible. */
export function runtimes() {
  if (process.platform !== "linux" || process.arch !== "x64") return "the pinned runtimes are for Linux on x64";
  const folder = `${root}runtimes`;
  const done = `${folder}/node_modules/.package-lock.json`;
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(`${folder}/package-lock.json`).mtimeMs) return "";
  console.log("Installing Bun, Deno and the newest Node for the runtime tests …");
  const code = run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  return code === 0 ? "" : "the runtimes could not be installed";
}
