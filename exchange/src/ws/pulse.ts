/** Something that gathers changes and tells them together. */
export interface Gathering {
  flush(): void;
}

/** Lets everything that changed within one synchronous stretch be told at its end, once. */
export class Pulse {
  readonly #report: (error: unknown) => void;
  readonly #due: Set<Gathering> = new Set();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Has something flushed at the end of the running stretch. */
  soon(gathering: Gathering): void {
    if (this.#due.size === 0) queueMicrotask(() => this.now());
    this.#due.add(gathering);
  }

  /** Flushes everything that waits. */
  now(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const gathering of due) {
      try {
        gathering.flush();
      } catch (error) {
        this.#report(error);
      }
    }
  }

  /** Wraps a listener, so that what goes wrong in it disturbs nobody. */
  guard<T>(listener: (event: T) => void): (event: T) => void {
    return (event) => {
      try {
        listener(event);
      } catch (error) {
        this.#report(error);
      }
    };
  }
}
