import { UsageError } from "../base/errors.ts";
import type { Clock, Log, StopTimer } from "../ports.ts";

/** What a dead man's switch is made of. */
export interface SwitchOptions {
  /** Tells the exchange to cancel everything in `seconds`; 0 disarms. */
  readonly arm: (seconds: number, options: { readonly timeout: number }) => Promise<unknown>;
  /** Whether the process is fit to trade, asked before every refresh. Default: always. */
  readonly healthy?: (() => boolean | Promise<boolean>) | undefined;
  /** Seconds after which the exchange cancels everything unless refreshed. Default 60. */
  readonly timeout?: number | undefined;
  /** Seconds between refreshes. Default a third of `timeout`. */
  readonly every?: number | undefined;
  /** Told when a refresh fails, and when the switch must be taken to have lapsed. */
  readonly onTrouble?: ((trouble: SwitchTrouble) => void) | undefined;
  readonly logger?: Log | undefined;
  readonly clock: Clock;
}

/** `missed`: a refresh failed and will be repeated. `unhealthy`: none was sent on purpose. `lapsed`: the time is up. */
export interface SwitchTrouble {
  readonly what: "missed" | "unhealthy" | "lapsed";
  readonly error?: unknown;
}

/**
 * Kraken's dead man's switch, kept armed while the process is healthy: when it hangs, dies or declares itself unfit, the
 * refreshes stop and the exchange cancels every order of the account.
 */
export class DeadMansSwitch {
  readonly #options: SwitchOptions;
  readonly #timeout: number;
  readonly #every: number;
  #stopTimer: StopTimer | undefined;
  /** Steady ms until which the exchange holds still, as far as we know. */
  #armedUntil: number | undefined;
  /** The present run, counted from 1; undefined while stopped. */
  #run: number | undefined;
  #runs = 0;
  #beating: Promise<void> = Promise.resolve();

  constructor(options: SwitchOptions) {
    const { timeout = 60, every = timeout / 3 } = options;
    if (!(timeout >= 1 && timeout < 86_400))
      throw new UsageError(`timeout must be 1 to 86399 seconds, not ${timeout}`, "timeout");
    if (!(every > 0 && every < timeout))
      throw new UsageError(`every must lie between 0 and timeout, not ${every}`, "every");
    this.#options = options;
    this.#timeout = Math.ceil(timeout);
    this.#every = every * 1000;
  }

  /** Whether the exchange would still hold still, as far as this process knows. */
  get armed(): boolean {
    return this.#armedUntil !== undefined && this.#options.clock.steady() < this.#armedUntil;
  }

  /**
   * Arms the switch and keeps it armed. Rejects when arming fails the first time; where the error's `delivery` is
   * `unknown`, the exchange may have armed it all the same.
   */
  async start(): Promise<void> {
    if (this.#run !== undefined) return;
    const run = (this.#runs += 1);
    this.#run = run;
    const first = this.#refresh(this.#every);
    this.#beating = first.catch(() => undefined);
    try {
      await first;
    } catch (error) {
      if (this.#run === run) this.#run = undefined;
      throw error;
    }
    if (this.#run === run) this.#next(run, this.#every);
  }

  /** Stops refreshing and disarms, so that orders stay. Rejects when the exchange could not be told: then it may still fire. */
  async stop(): Promise<void> {
    this.letGo();
    // A refresh on its way must not arrive after the disarming.
    await this.#beating.catch(() => undefined);
    await this.#options.arm(0, { timeout: this.#every });
    this.#armedUntil = undefined;
  }

  /** Stops refreshing and lets it fire. */
  letGo(): void {
    this.#run = undefined;
    this.#stopTimer?.();
  }

  #next(run: number, wait: number): void {
    const beat = (): void => {
      this.#beating = this.#beat(run);
    };
    this.#stopTimer = this.#options.clock.after(wait, beat, true);
  }

  async #beat(run: number): Promise<void> {
    const { clock } = this.#options;
    const from = clock.steady();
    try {
      const trouble = await this.#tryToRefresh(run);
      if (this.#run !== run) return;
      if (trouble !== undefined) this.#tell(trouble);
      if (this.#armedUntil !== undefined && clock.steady() >= this.#armedUntil) {
        this.#armedUntil = undefined;
        this.#tell({ what: "lapsed" });
      }
    } finally {
      // From beat to beat, however long one took and whatever a listener threw: what is lost must not be lost twice.
      const wait = Math.max(this.#every / 10, this.#every - (clock.steady() - from));
      if (this.#run === run) this.#next(run, wait);
    }
  }

  async #tryToRefresh(run: number): Promise<SwitchTrouble | undefined> {
    const { healthy } = this.#options;
    try {
      if (healthy !== undefined && !(await healthy())) return { what: "unhealthy" };
      // Half an interval, so that one that hangs leaves time for another.
      if (this.#run === run) await this.#refresh(this.#every / 2);
      return undefined;
    } catch (error) {
      return { what: "missed", error };
    }
  }

  #tell(trouble: SwitchTrouble): void {
    const { onTrouble, logger } = this.#options;
    if (trouble.what === "missed") logger?.error("the dead man's switch was not refreshed", trouble.error);
    onTrouble?.(trouble);
  }

  async #refresh(timeout: number): Promise<void> {
    const { clock } = this.#options;
    // The exchange counts from when it hears us, which is after this moment: what we believe errs on the early side.
    const from = clock.steady();
    await this.#options.arm(this.#timeout, { timeout });
    this.#armedUntil = from + this.#timeout * 1000;
  }
}
