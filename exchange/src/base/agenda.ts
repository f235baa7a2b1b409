import type { Clock } from "./clock.ts";

/** What one part of the exchange has planned; all of it is called off when the exchange stops. */
export class Agenda {
  readonly #clock: Clock;
  readonly #report: (error: unknown, where: string) => void;
  readonly #cancels = new Set<() => void>();
  #closed = false;

  /** Errors of planned actions go to `report`: nobody is there to catch them. */
  constructor(clock: Clock, report: (error: unknown, where: string) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** The time now, as ISO text. */
  iso(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  /** Does something later; the result calls it off. */
  after(ms: number, run: () => void): () => void {
    if (this.#closed) return () => undefined;
    const cancel = this.#clock.after(ms, () => {
      this.#cancels.delete(off);
      try {
        run();
      } catch (error) {
        this.#report(error, "agenda");
      }
    });
    const off = (): void => {
      this.#cancels.delete(off);
      cancel();
    };
    this.#cancels.add(off);
    return off;
  }

  /** Calls everything off, for good. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
