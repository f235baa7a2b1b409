/** One of the two account streams, followed frame by frame. */
import type { Fields } from "./reading.ts";

/** The streams a Spot account is made of. */
export type SpotChannel = "executions" | "balances";

/** What came of a frame: it follows on, it has to wait, or something before it is missing. */
export type Arrival = "apply" | "kept" | "ignored" | "broken";

/** `waiting` for a snapshot, `proving` that nothing is missing before it, or `whole`: complete up to the last frame. */
export class SpotPart {
  at: "waiting" | "proving" | "whole" = "waiting";
  /** When the exchange confirmed the subscription, on its clock. */
  confirmed: number | undefined;
  #snapshot: Fields = {};
  #sequence = 0;
  #buffer: Fields[] = [];

  get snapshot(): Fields {
    return this.#snapshot;
  }

  get expected(): number {
    return this.#sequence + 1;
  }

  /** Forgets everything up to the next snapshot. */
  reset(): void {
    this.at = "waiting";
    this.confirmed = undefined;
    this.#snapshot = {};
    this.#buffer = [];
  }

  /** Begins anew with a snapshot. */
  begin(frame: Fields): void {
    this.at = "proving";
    this.#snapshot = frame;
    this.#sequence = Number(frame["sequence"]);
    this.#buffer = [];
  }

  /** Takes an update. */
  arrive(frame: Fields): Arrival {
    if (this.at === "waiting") return "ignored";
    if (Number(frame["sequence"]) !== this.#sequence + 1) return "broken";
    this.#sequence += 1;
    if (this.at === "whole") return "apply";
    this.#buffer.push(frame);
    return "kept";
  }

  /** The snapshot is proven; returns what came after it. */
  accept(): readonly Fields[] {
    const came = this.#buffer;
    this.at = "whole";
    this.#snapshot = {};
    this.#buffer = [];
    return came;
  }
}
