import type { NonceMemory } from "../base/nonce.ts";
import { processWide } from "../base/process-wide.ts";
import type { Clock, Progress, StopTimer } from "../ports.ts";
import type { Deadline } from "./deadline.ts";

/** Says that a call no longer needs its place: it was answered, or it failed. */
export type Leave = () => void;

/** What a call is about: a `cancel` goes before all that is none, a `sweep` before reads but behind every write. */
export type Errand = "cancel" | "sweep" | "write" | "read";

interface Waiting {
  readonly errand: Errand;
  readonly progress: Progress;
  readonly enter: (leave: Leave) => void;
}

/**
 * The order in which signed calls of one API key reach the exchange.
 *
 * The exchange wants each nonce above all it has seen for the key, so two calls must not overtake each other on their
 * way. A call may start when the one before it was answered, or when its bytes left `spacing` ms ago: by then it has
 * arrived, and a slow answer does not hold up the orders behind it.
 */
export class Lane implements NonceMemory {
  last = 0;
  #current: { readonly progress: Progress; leftAt: number | undefined } | undefined;
  readonly #queue: Waiting[] = [];
  #stopTimer: StopTimer | undefined;

  /**
   * A place in the order: at once when nobody is on the way, else when it is this call's turn. Rejects when `end` says so.
   */
  enter(progress: Progress, clock: Clock, spacing: number, end: Deadline, errand: Errand): Leave | Promise<Leave> {
    if (this.#current === undefined) return this.#start(progress, clock, spacing);
    return new Promise((resolve, reject) => {
      if (end.stopped !== undefined) return reject(end.stopped);
      const waiting: Waiting = {
        errand,
        progress,
        enter: (leave) => {
          end.tell(undefined);
          resolve(leave);
        },
      };
      end.tell((stopped) => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(stopped);
      });
      this.#queue.splice(this.#placeOf(errand), 0, waiting);
      this.#watch(clock, spacing);
      return undefined;
    });
  }

  #placeOf(errand: Errand): number {
    if (errand === "read" || errand === "write") return this.#queue.length;
    const mayPass = (other: Errand): boolean => (errand === "cancel" ? other !== "cancel" : other === "read");
    let at = this.#queue.length;
    while (at > 0 && mayPass((this.#queue[at - 1] as Waiting).errand)) at -= 1;
    return at;
  }

  #start(progress: Progress, clock: Clock, spacing: number): Leave {
    const current = { progress, leftAt: undefined };
    this.#current = current;
    return () => {
      if (this.#current === current) this.#next(clock, spacing);
    };
  }

  #next(clock: Clock, spacing: number): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#current = undefined;
    const waiting = this.#queue.shift();
    if (waiting === undefined) return;
    waiting.enter(this.#start(waiting.progress, clock, spacing));
    if (this.#queue.length > 0) this.#watch(clock, spacing);
  }

  /** Lets the next call start once the present one has surely arrived. Runs only while somebody waits. */
  #watch(clock: Clock, spacing: number): void {
    const current = this.#current;
    if (current === undefined || this.#stopTimer !== undefined) return;
    if (current.progress.left) current.leftAt ??= clock.steady();
    // While the connection is still being made, look again soon; nobody tells when it stands.
    const wait = current.leftAt === undefined ? spacing / 10 : current.leftAt + spacing - clock.steady();
    this.#stopTimer = clock.after(Math.max(0, wait), () => {
      this.#stopTimer = undefined;
      if (this.#queue.length === 0) return;
      if (current.leftAt !== undefined && clock.steady() - current.leftAt >= spacing) this.#next(clock, spacing);
      else this.#watch(clock, spacing);
    });
  }
}

/**
 * The lane of an API key, shared by every client in this process that uses the key: the exchange keeps one nonce sequence
 * per key, so two clients that each kept their own would lock the key out.
 */
export function laneOf(apiKey: string): Lane {
  const lanes = processWide("lanes", () => new Map<string, Lane>());
  const known = lanes.get(apiKey);
  if (known !== undefined) return known;
  const lane = new Lane();
  lanes.set(apiKey, lane);
  return lane;
}
