/** Events of which only the owner is the source. */

/** Ends a listener. For programs written against Node's emitters it also takes further listeners. */
export interface Undo<Map extends object> {
  (): void;
  on<Name extends keyof Map & string>(event: Name, listener: (value: Map[Name]) => void): Undo<Map>;
  once<Name extends keyof Map & string>(event: Name, listener: (value: Map[Name]) => void): Undo<Map>;
}

/** Options of a listener. */
export interface ListenOptions {
  /** Ends the listener when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

interface Listener {
  readonly original: unknown;
  readonly run: (value: unknown) => void;
  readonly stop: () => void;
}

/** Listeners by event. A class that has events keeps one of these and offers `on`, `once` and `off`, but not `emit`. */
export class Events<Map extends object> {
  // Replaced, never changed, so that an emission in progress reaches exactly those that listened when it began.
  readonly #listeners: { [event: string]: readonly Listener[] | undefined } = Object.create(null) as Record<
    string,
    never
  >;
  readonly #surface: (error: unknown) => void;

  /** `surface` makes an error of a listener an uncaught error of the runtime. */
  constructor(surface: (error: unknown) => void) {
    this.#surface = surface;
  }

  on<Name extends keyof Map & string>(
    event: Name,
    listener: (value: Map[Name]) => void,
    options: ListenOptions = {},
  ): Undo<Map> {
    return this.#add(event, listener as (value: unknown) => void, options, false);
  }

  once<Name extends keyof Map & string>(
    event: Name,
    listener: (value: Map[Name]) => void,
    options: ListenOptions = {},
  ): Undo<Map> {
    return this.#add(event, listener as (value: unknown) => void, options, true);
  }

  off<Name extends keyof Map & string>(event: Name, listener: (value: Map[Name]) => void): void {
    // As in Node's emitters, of a listener added twice the younger one goes.
    const matching = this.#listeners[event]?.filter(({ original }) => original === listener) ?? [];
    matching[matching.length - 1]?.stop();
  }

  clear(event?: keyof Map & string): void {
    for (const name of event === undefined ? Object.keys(this.#listeners) : [event])
      for (const { stop } of this.#listeners[name] ?? []) stop();
  }

  count(event: keyof Map & string): number {
    return this.#listeners[event]?.length ?? 0;
  }

  /** Tells every listener. One that throws harms neither the others nor the source. */
  emit<Name extends keyof Map & string>(event: Name, value: Map[Name]): void {
    const listeners = this.#listeners[event];
    if (listeners === undefined) return;
    for (let at = 0; at < listeners.length; at += 1) {
      try {
        const outcome: unknown = ((listeners[at] as Listener).run as (value: unknown) => unknown)(value);
        if (outcome instanceof Promise) outcome.catch(this.#surface);
      } catch (error) {
        this.#surface(error);
      }
    }
  }

  #add(event: string, original: (value: unknown) => void, { signal }: ListenOptions, once: boolean): Undo<Map> {
    const stop = (): void => {
      const left = this.#listeners[event]?.filter((each) => each !== listener) ?? [];
      if (left.length === 0) delete this.#listeners[event];
      else this.#listeners[event] = left;
      signal?.removeEventListener("abort", stop);
    };
    const run = once
      ? (value: unknown): unknown => {
          stop();
          return original(value);
        }
      : original;
    const listener: Listener = { original, run, stop };
    if (!signal?.aborted) {
      this.#listeners[event] = [...(this.#listeners[event] ?? []), listener];
      signal?.addEventListener("abort", stop, { once: true });
    }
    return Object.assign(stop, { on: this.on.bind(this), once: this.once.bind(this) }) as Undo<Map>;
  }
}
