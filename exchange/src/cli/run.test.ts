import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { exitCodes, run } from "./run.ts";

let stop: (() => void) | undefined;
afterEach(() => stop?.());

function terminal() {
  let out = "";
  let err = "";
  let heard: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => (stop = resolve));
  const written = new Promise<void>((resolve) => (heard = resolve));
  return {
    written,
    text: () => ({ out, err }),
    io: {
      out: (text: string) => {
        out += text;
        heard?.();
      },
      err: (text: string) => void (err += text),
      ended: () => ended,
    },
  };
}

const calm = ["--no-flow", "--no-backfill"];

describe("krakenkit-exchange", () => {
  test("announces itself as JSON, answers, and stops when told", async () => {
    const { io, written, text } = terminal();
    const running = run([...calm, "--json", "--seed", "x", "--tier", "starter"], io);
    await written;
    const { url, credentials, environment } = JSON.parse(text().out) as {
      url: string;
      credentials: { apiKey: string };
      environment: { spot: string };
    };
    expect(environment.spot).toBe(url);
    expect(credentials.apiKey).not.toBe("");
    expect(await (await fetch(`${url}/0/public/Time`)).text()).toContain("unixtime");
    stop?.();
    expect(await running).toBe(exitCodes.ok);
    await expect(fetch(`${url}/0/public/Time`)).rejects.toThrow();
    expect(text().err).toBe("");
  });

  test("tells people how to point a client at it", async () => {
    const { io, written, text } = terminal();
    const running = run([...calm, "--api-key", "mine", "--api-secret", "c2VjcmV0"], io);
    await written;
    stop?.();
    await running;
    for (const part of ["http://127.0.0.1:", "mine", "c2VjcmV0", "SpotClient", "Stopped."])
      expect(text().out).toContain(part);
  });

  test("lists every documented call", async () => {
    const { io, text } = terminal();
    expect(await run(["--coverage"], io)).toBe(exitCodes.ok);
    expect(text().out).toMatch(/served +POST +\/0\/private\/AddOrder /);
    expect(text().out).toMatch(/^ +served +POST +\/oauth\/token /m);
    expect(text().out).not.toContain("not served");
    expect(text().out).toContain("271 of 271 documented calls");
  });

  test.each([
    [["--port", "70000"]],
    [["--port", "x"]],
    [["--tier", "gold"]],
    [["--nonsense"]],
    [["--api-key", "alone"]],
  ])("refuses %j without a stack trace", async (argv) => {
    const { io, text } = terminal();
    expect(await run(argv, io)).toBe(exitCodes.usage);
    expect(text().err).toMatch(/^error:/);
    expect(text().err).not.toMatch(/\n\s+at /);
  });

  test.each([[["--pairs", "NOPE"]], [["--contracts", "PF_NOPE"]], [["--host", "192.0.2.1"]]])(
    "fails clearly on %j",
    async (argv) => {
      const { io, text } = terminal();
      expect(await run([...calm, ...argv], io)).toBe(exitCodes.failed);
      expect(text().err).toMatch(/error: (there is no|this machine has no)/);
      expect(text().err).not.toMatch(/\n\s+at /);
    },
  );

  test("says so when the port is taken", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => blocker.once("listening", resolve));
    const { io, text } = terminal();
    expect(await run([...calm, "--port", String((blocker.address() as AddressInfo).port)], io)).toBe(exitCodes.failed);
    expect(text().err).toMatch(/port \d+ is taken/);
    blocker.close();
  });

  test("helps", async () => {
    const { io, text } = terminal();
    expect(await run(["--help"], io)).toBe(exitCodes.ok);
    expect(text().out).toContain("--coverage");
  });
});
