/** Runs the demo's steps one by one, says what each did and how long it took, and keeps count. */
import { isKrakenError } from "krakenkit";
import { paint, print } from "./show.ts";

export class Steps {
  readonly #failed: string[] = [];
  #done = 0;
  readonly #start = performance.now();

  section(title: string): void {
    print(`\n${paint(["bold", "cyan"], title)}`);
  }

  /** Runs a step. A failure is told and counted; what needs its result gets `undefined`. */
  async run<Result>(title: string, call: string, work: () => Promise<Result>): Promise<Result | undefined> {
    print(`\n  ${paint("bold", title)}  ${paint("dim", call)}`);
    const start = performance.now();
    try {
      const result = await work();
      this.#done += 1;
      print(paint("dim", `    ${(performance.now() - start).toFixed(1)} ms`));
      return result;
    } catch (error) {
      this.#failed.push(`${title}: ${this.#why(error)}`);
      print(paint("red", `    failed: ${this.#why(error)}`));
      return undefined;
    }
  }

  #why(error: unknown): string {
    if (!isKrakenError(error)) return error instanceof Error ? error.message : String(error);
    return `${error.message} (${error.kind}, ${error.delivery})`;
  }

  /** The closing screen; gives the exit code. */
  finish(lines: readonly string[]): number {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1);
    print(`\n${paint(["bold", "cyan"], "Summary")}`);
    for (const line of lines) print(`  ${line}`);
    const count = `${this.#done} steps done, ${this.#failed.length} failed, ${seconds} s`;
    print(`  ${paint(this.#failed.length === 0 ? "green" : "red", count)}`);
    for (const failure of this.#failed) print(paint("red", `  ✗ ${failure}`));
    return this.#failed.length === 0 ? 0 : 1;
  }
}

/** Fails the step when something that must hold does not. */
export function ensure(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
