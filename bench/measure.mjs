/** Ways to measure one contestant; each runs in a process of its own. */
import { monitorEventLoopDelay } from "node:perf_hooks";

const micros = ({ user, system }) => user + system;
const megabytes = () => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / 1e6, rss: rss / 1e6 };
};

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** Awaited calls, `inFlight` at any moment. */
export const calls =
  (inFlight) =>
  async (make, env, { warm, run }) => {
    const made = await make(env);
    if (made === undefined) return undefined;
    const { op, end } = made;
    const latencies = new Float64Array(2_000_000);
    let done = 0;
    const lane = async (until, atLeast) => {
      while (performance.now() < until || done < atLeast) {
        const start = performance.now();
        await op();
        if (done < latencies.length) latencies[done] = performance.now() - start;
        done += 1;
      }
    };
    const phase = (ms, atLeast) => {
      const until = performance.now() + ms;
      return Promise.all(Array.from({ length: inFlight }, () => lane(until, atLeast)));
    };
    // Enough calls for the compiler to be done with them, however slow a busy machine makes them.
    await phase(warm, env.settled);
    done = 0;
    const blocks = monitorEventLoopDelay({ resolution: 1 });
    blocks.enable();
    const cpu = process.cpuUsage();
    const start = performance.now();
    await phase(run, 0);
    const elapsed = performance.now() - start;
    const spent = micros(process.cpuUsage(cpu));
    blocks.disable();
    const sorted = latencies.subarray(0, Math.min(done, latencies.length)).sort();
    const result = {
      cpu: spent / done,
      rate: (done / elapsed) * 1000,
      p50: quantile(sorted, 0.5) * 1000,
      p99: quantile(sorted, 0.99) * 1000,
      block: blocks.percentile(99) / 1e6,
      ...megabytes(),
    };
    await end?.();
    return result;
  };

/** A plain function, or one that resolves at once. */
export const repeated =
  () =>
  async (make, env, { warm, run }) => {
    const made = await make(env);
    if (made === undefined) return undefined;
    const { op, end, batch = 100 } = made;
    const phase = async (ms) => {
      const until = performance.now() + ms;
      let done = 0;
      while (performance.now() < until) {
        for (let at = 0; at < batch; at += 1) {
          const value = op();
          if (value instanceof Promise) await value;
        }
        done += batch;
      }
      return done;
    };
    await phase(warm);
    const cpu = process.cpuUsage();
    const start = performance.now();
    const done = await phase(run);
    const elapsed = performance.now() - start;
    const result = { cpu: micros(process.cpuUsage(cpu)) / done, rate: (done / elapsed) * 1000, ...megabytes() };
    await end?.();
    return result;
  };

/**
 * Frames of a feed, as fast as they are taken. The contestant calls `seen` once per frame it has dealt with; frames it
 * keeps to itself by design (heartbeats, with `beats: false`) are not waited for, and count as frames.
 */
export const flood =
  (feed, { connections = 1 } = {}) =>
  async (make, env, { warm, run }) => {
    let seen = 0;
    let wanted = Infinity;
    let finish;
    // Making the frames takes seconds, and a client would take a server that is busy with it for dead.
    await env.control(`/prepare?feed=${encodeURIComponent(feed)}`);
    const count = () => {
      seen += 1;
      if (seen >= wanted) finish();
    };
    const made = await make(env, count);
    if (made === undefined) return undefined;
    const phase = async (ms) => {
      seen = 0;
      wanted = Infinity;
      const over = new Promise((resolve, reject) => {
        // A frame that went wrong is never counted, and would be waited for.
        const watch = setInterval(() => {
          const problem = made.problem?.();
          if (problem !== undefined) reject(new Error(problem));
        }, 500);
        finish = () => {
          clearInterval(watch);
          resolve();
        };
      });
      over.catch(() => undefined);
      const { frames, heartbeats } = await env.control(`/flood?feed=${encodeURIComponent(feed)}&ms=${ms}`);
      wanted = (frames - (made.beats === false ? heartbeats : 0)) * connections;
      if (seen >= wanted) finish();
      await over;
      return frames * connections;
    };
    await phase(warm);
    globalThis.gc?.();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const frames = await phase(run);
    const elapsed = performance.now() - start;
    const result = { cpu: micros(process.cpuUsage(cpu)) / frames, rate: (frames / elapsed) * 1000, ...megabytes() };
    const problem = made.problem?.();
    if (problem !== undefined) throw new Error(problem);
    await made.end?.();
    return result;
  };

/** A contestant that measures by itself. */
export const own = () => (make, env, times) => make(env, times);
