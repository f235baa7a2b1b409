/** When the margin positions are read over REST, and what is made of the answer. */
import type { SpotAccountPositionEntry } from "./spot-types.ts";
import type { SpotView } from "./spot-view.ts";
import { pauseBefore } from "./state.ts";
import type { TrackerSettings } from "./state.ts";

/** Milliseconds before what was stated is read again: to confirm a first statement, or because fills changed it. */
const pace = 5000;

/**
 * Volumes are the exchange's first statement and every margin fill since, so each further statement proves them. One that
 * differs may only be ahead of the stream or behind it: it is asked again until `patience` has passed, then reported, and
 * the exchange's word taken. The first statement is no proof of itself; where the next one differs, nothing is reported.
 */
export class SpotPositionProof {
  readonly #view: SpotView;
  readonly #settings: TrackerSettings;
  readonly #on: boolean;
  #ticket: number | undefined;
  #timer: number | undefined;
  #attempt = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #doubtSince: number | undefined;
  #proven = false;
  /** Whether a statement of the exchange has agreed with the one before and the fills between them. */
  #confirmed = false;

  constructor(view: SpotView, settings: TrackerSettings, on: boolean) {
    this.#view = view;
    this.#settings = settings;
    this.#on = on;
  }

  /** Whether what is shown can be trusted. */
  get settled(): boolean {
    return !this.#on || (this.#proven && !this.#view.positions.unexplained);
  }

  /** Whether an answer or a timer of this number is awaited here. */
  awaits(number: number): boolean {
    return number === this.#ticket || number === this.#timer;
  }

  /** All fills are in: the positions have to be proven. */
  begin(): void {
    if (!this.settled && this.#ticket === undefined && this.#attempt === 0) this.#ask();
  }

  /** Fills may be missing: nothing is proven until they are in. */
  lose(): void {
    this.#ticket = undefined;
    this.#timer = undefined;
    this.#attempt = 0;
    this.#doubtSince = undefined;
    this.#proven = false;
  }

  /** Looks whether fills made the figures old. */
  look(): void {
    const idle = this.#ticket === undefined && this.#timer === undefined;
    if (!this.#on || !this.#proven || !idle || (this.#confirmed && !this.#view.positions.behind)) return;
    if (this.#view.positions.unexplained) this.#confirmed = false;
    const ms = this.settled ? this.#askedAt + pace - this.#view.now : 0;
    if (ms <= 0) this.#ask();
    else this.#timer = this.#view.wait(ms);
  }

  elapsed(): void {
    this.#timer = undefined;
    this.#ask();
  }

  failed(retryAfter: number): void {
    this.#ticket = undefined;
    this.#again(retryAfter);
  }

  answer(answer: readonly SpotAccountPositionEntry[]): void {
    const { positions } = this.#view;
    this.#ticket = undefined;
    if (positions.settling) return this.#again(0);
    const first = !positions.known;
    // A settlement makes the volumes what the exchange says, and nothing else can tell.
    if (positions.unexplained) this.#confirmed = false;
    const verdict = first ? "differs" : positions.judge(answer);
    if (verdict !== "differs") {
      if (verdict === "agrees") this.#view.adoptPositions(answer);
      this.#confirmed = true;
      return this.#prove();
    }
    // What was filled while the first question was under way may be in the answer or not.
    if (first && positions.moving) return this.#again(0);
    if (first) {
      this.#view.adoptPositions(answer);
      return this.#prove();
    }
    this.#doubtSince ??= this.#view.now;
    const tired =
      this.#attempt >= this.#settings.attempts && this.#view.now - this.#doubtSince >= this.#settings.patience;
    if (!this.#confirmed || tired) this.#proven = false;
    if (tired && this.#confirmed) for (const each of positions.differences(answer)) this.#view.discrepancy(each);
    if (tired || positions.unexplained) {
      this.#view.adoptPositions(answer);
      this.#confirmed = false;
      this.#doubtSince = undefined;
    }
    return this.#again(0);
  }

  #prove(): void {
    this.#proven = true;
    this.#attempt = 0;
    this.#doubtSince = undefined;
  }

  #ask(): void {
    this.#askedAt = this.#view.now;
    this.#view.positions.ask();
    this.#ticket = this.#view.number();
    this.#view.do({ do: "positions", ticket: this.#ticket });
  }

  #again(atLeast: number): void {
    this.#attempt += 1;
    this.#timer = this.#view.wait(Math.max(atLeast, pauseBefore(this.#attempt)));
  }
}
