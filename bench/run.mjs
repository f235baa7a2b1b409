/** Runs cases: fresh processes, contestants taking turns over several rounds, and what came of it as numbers. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { hottest } from "./profile.mjs";

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const quiet = ["ignore", "inherit", "inherit", "ipc"];

/** Starts the loopback server; a fresh one for every measurement, so that nothing carries over. */
function startServer() {
  const child = fork(at("server.mjs"), { stdio: quiet });
  return new Promise((resolve, reject) => {
    child.once("message", (addresses) => resolve({ addresses, stop: () => child.disconnect() }));
    child.once("exit", (code) => reject(new Error(`The loopback server ended with ${code}`)));
  });
}

async function once(task) {
  const server = await startServer();
  const { profiles, ...job } = task;
  const file = `${job.name}, ${job.contestant}`.replaceAll(/[^a-z0-9]+/gi, "-");
  const profiling =
    profiles === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${file}.cpuprofile`];
  const child = fork(at("child.mjs"), { stdio: quiet, execArgv: ["--expose-gc", ...profiling] });
  try {
    child.send({ ...job, server: server.addresses });
    return await new Promise((resolve, reject) => {
      let answer;
      child.on("message", (message) => (answer = message));
      child.on("exit", (code) => {
        if (answer?.error !== undefined) reject(new Error(`${job.name}, ${job.contestant}: ${answer.error}`));
        else if (answer === undefined) reject(new Error(`${job.name}, ${job.contestant}: ended with ${code}`));
        else {
          if (profiles !== undefined && answer.result !== undefined)
            console.log(`\n${job.name}, ${job.contestant}\n${hottest(`${profiles}/${file}.cpuprofile`)}`);
          resolve(answer.result);
        }
      });
    });
  } finally {
    server.stop();
  }
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

/** Median, least and most of every figure. */
function summary(results) {
  const figures = {};
  for (const name of Object.keys(results[0]))
    if (typeof results[0][name] === "number") {
      const values = results.map((result) => result[name]);
      figures[name] = { median: median(values), min: Math.min(...values), max: Math.max(...values) };
    }
  return figures;
}

/** Runs one case; `builds` maps the name of each krakenkit build to its folder. */
export async function runCase(name, one, { builds, rounds, times, profiles }) {
  const jobs = Object.keys(one.contestants).flatMap((contestant) =>
    contestant.startsWith("krakenkit")
      ? Object.entries(builds).map(([label, build]) => ({
          shown: label === "" ? contestant : `${contestant} (${label})`,
          contestant,
          build,
        }))
      : [{ shown: contestant, contestant, build: builds[""] }],
  );
  const results = new Map();
  const absent = new Set();
  for (let round = 0; round < (one.once ? 1 : rounds); round += 1)
    for (const { shown, ...job } of jobs) {
      if (absent.has(shown)) continue;
      const result = await once({ name, times, profiles, ...job }).catch((error) => {
        // One that fails is named and left out; the others are still worth measuring.
        console.error(error.message);
        process.exitCode = 1;
        return undefined;
      });
      if (result === undefined) absent.add(shown);
      else results.set(shown, [...(results.get(shown) ?? []), result]);
    }
  const figures = new Map([...results].map(([shown, list]) => [shown, summary(list)]));
  // The better of the floors is the one to be measured against.
  const floor = (one.floor ?? [])
    .filter((candidate) => figures.has(candidate))
    .toSorted((a, b) => figures.get(a).cpu.median - figures.get(b).cpu.median)[0];
  const rows = [...figures].map(([shown, values]) => ({
    contestant: shown,
    figures: values,
    ...(floor === undefined
      ? {}
      : {
          ratio: values.cpu.median / figures.get(floor).cpu.median,
          rateRatio:
            values.rate.median /
            Math.max(...one.floor.filter((each) => figures.has(each)).map((each) => figures.get(each).rate.median)),
        }),
  }));
  return { name, floor, target: one.target, shows: one.shows ?? [], rows };
}
