import { Random } from "../base/random.ts";

/** What goes wrong with a request. `after` and `accept` mean the exchange did act on it. */
export type FaultAction =
  | { readonly do: "delay"; readonly ms: number }
  | { readonly do: "status"; readonly status: number; readonly html?: string }
  | { readonly do: "refuse"; readonly error: string; readonly when: "before" | "after" }
  | { readonly do: "accept-then-504" }
  | { readonly do: "accept-then-drop" }
  | { readonly do: "reset-mid-body" }
  | { readonly do: "truncate" }
  | { readonly do: "hang"; readonly when?: "before" | "after" }
  | { readonly do: "nonce-jitter" };

/** A fault and the requests it strikes. */
export interface Fault {
  /** Exact path, or the beginning of one followed by `*`. Default: every path. */
  readonly path?: string;
  /** HTTP method. Default: every method. */
  readonly method?: string;
  /** How many requests it strikes before it is gone. Default: no end. */
  readonly times?: number;
  /** Requests it lets pass before the first strike. Default 0. */
  readonly skip?: number;
  /** Probability of striking a matching request. Default 1. */
  readonly chance?: number;
  readonly action: FaultAction;
}

/** A fault in force. */
export interface ArmedFault extends Fault {
  readonly id: number;
  /** Requests it has struck. */
  readonly struck: number;
}

interface Entry {
  readonly id: number;
  readonly fault: Fault;
  skipped: number;
  struck: number;
}

/** The faults in force. Which of several requests a fault of chance strikes follows from the seed. */
export class Faults {
  readonly #random: Random;
  #entries: Entry[] = [];
  #count = 0;

  constructor(seed: string) {
    this.#random = new Random(`${seed}/faults`);
  }

  /** Puts a fault in force and returns its number. */
  add(fault: Fault): number {
    this.#count += 1;
    this.#entries.push({ id: this.#count, fault, skipped: 0, struck: 0 });
    return this.#count;
  }

  /** Takes one fault out of force, or all of them. */
  clear(id?: number): void {
    this.#entries = id === undefined ? [] : this.#entries.filter((entry) => entry.id !== id);
  }

  /** Faults in force, oldest first. */
  list(): readonly ArmedFault[] {
    return this.#entries.map(({ id, fault, struck }) => ({ ...fault, id, struck }));
  }

  /** What strikes this request: at most one fault of each kind of action. */
  strike(method: string, path: string): readonly FaultAction[] {
    if (this.#entries.length === 0) return [];
    const actions: FaultAction[] = [];
    for (const entry of this.#entries) {
      if (!concerns(entry.fault, method, path) || actions.some((action) => action.do === entry.fault.action.do))
        continue;
      if (entry.skipped < (entry.fault.skip ?? 0)) {
        entry.skipped += 1;
        continue;
      }
      if (entry.fault.chance !== undefined && !this.#random.chance(entry.fault.chance)) continue;
      entry.struck += 1;
      actions.push(entry.fault.action);
    }
    this.#entries = this.#entries.filter(({ fault, struck }) => struck < (fault.times ?? Number.POSITIVE_INFINITY));
    return actions;
  }
}

function concerns(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  if (fault.path === undefined) return true;
  return fault.path.endsWith("*") ? path.startsWith(fault.path.slice(0, -1)) : path === fault.path;
}
