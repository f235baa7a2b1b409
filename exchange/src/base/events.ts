type Listener = (event: never) => void;

/** Typed events, delivered synchronously in the order the listeners joined. */
export class Emitter<Events extends object> {
  readonly #listeners: Map<keyof Events, readonly Listener[]> = new Map();
  readonly #failed: (error: unknown) => void;

  /** A listener that throws is reported here and never disturbs the owner; default: an uncaught error. */
  constructor(failed: (error: unknown) => void = surface) {
    this.#failed = failed;
  }

  /** Calls `listener` for every event of that name until the returned function is called. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const joined: Listener = (event) => listener(event);
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), joined]);
    return () => {
      const left = (this.#listeners.get(name) ?? []).filter((other) => other !== joined);
      if (left.length === 0) this.#listeners.delete(name);
      else this.#listeners.set(name, left);
    };
  }

  /** Whether anybody listens, so that an expensive event need not be built for nobody. */
  hears(name: keyof Events): boolean {
    return this.#listeners.has(name);
  }

  /** Delivers one event. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as (event: Events[Name]) => void)(event);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}

function surface(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
