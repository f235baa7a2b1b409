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
  #running = false;
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

  /** Arms the switch and keeps it armed. Rejects when arming fails the first time. */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#refresh();
    } catch (error) {
      this.#running = false;
      throw error;
    }
    this.#next();
  }

  /** Stops refreshing and disarms, so that orders stay. Rejects when the exchange could not be told: then it may still fire. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#stopTimer?.();
    // A refresh on its way must not arrive after the disarming.
    await this.#beating;
    await this.#options.arm(0, { timeout: this.#every });
    this.#armedUntil = undefined;
  }

  /** Stops refreshing and lets it fire. */
  letGo(): void {
    this.#running = false;
    this.#stopTimer?.();
  }

  #next(): void {
    const beat = (): void => {
      this.#beating = this.#beat();
    };
    this.#stopTimer = this.#options.clock.after(this.#every, beat, true);
  }

  async #beat(): Promise<void> {
    const { healthy, onTrouble, logger, clock } = this.#options;
    try {
      if (healthy === undefined || (await healthy())) await this.#refresh();
      else onTrouble?.({ what: "unhealthy" });
    } catch (error) {
      logger?.error("the dead man's switch was not refreshed", error);
      onTrouble?.({ what: "missed", error });
    }
    if (!this.#running) return;
    if (this.#armedUntil !== undefined && clock.steady() >= this.#armedUntil) {
      this.#armedUntil = undefined;
      onTrouble?.({ what: "lapsed" });
    }
    this.#next();
  }

  async #refresh(): Promise<void> {
    const { clock } = this.#options;
    // The exchange counts from when it hears us, which is after this moment: what we believe errs on the early side.
    const from = clock.steady();
    await this.#options.arm(this.#timeout, { timeout: this.#every });
    this.#armedUntil = from + this.#timeout * 1000;
  }
}
