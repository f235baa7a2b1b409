/** A book as an async iterable: whoever is slow gets the latest state. */
import type { KrakenError } from "../base/errors.ts";

interface Waiting<View> {
  resolve(result: IteratorResult<View, undefined>): void;
  reject(error: Error): void;
}

/** What loops look at. */
interface Shown<View> {
  readonly view: View;
  /** What the book is at; nothing while it must not be read. */
  version(): number | undefined;
}

/** One loop over a book. */
class Loop<View> implements AsyncIterableIterator<View> {
  readonly #shown: Shown<View>;
  readonly #leave: () => void;
  readonly #look: () => void;
  #waiting: Waiting<View>[] = [];
  #seen: number | undefined;
  #ended = false;
  #error: KrakenError | undefined;

  constructor(shown: Shown<View>, look: () => void, leave: () => void) {
    this.#shown = shown;
    this.#look = look;
    this.#leave = leave;
  }

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  next(): Promise<IteratorResult<View, undefined>> {
    if (this.#ended) {
      const error = this.#error;
      this.#error = undefined;
      return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#look();
    });
  }

  return(): Promise<IteratorResult<View, undefined>> {
    this.finish(undefined);
    this.#error = undefined;
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Gives the book to who waits for it, if there is anything new to be read. */
  show(): void {
    const version = this.#shown.version();
    if (version === undefined || version === this.#seen) return;
    const reader = this.#waiting.shift();
    if (reader === undefined) return;
    this.#seen = version;
    reader.resolve({ done: false, value: this.#shown.view });
  }

  /** Ends it: the reader that waits gets the error, or the next one that asks. */
  finish(error: KrakenError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const [first, ...rest] = this.#waiting.splice(0);
    if (first === undefined) this.#error = error;
    else if (error === undefined) first.resolve({ done: true, value: undefined });
    else first.reject(error);
    for (const each of rest) each.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The loops over one book. */
export class Views<View> {
  readonly #shown: Shown<View>;
  #loops: readonly Loop<View>[] = [];
  #looking = false;
  #end: { readonly error: KrakenError | undefined } | undefined;

  constructor(shown: Shown<View>) {
    this.#shown = shown;
  }

  open(): AsyncIterableIterator<View> {
    const leave = (): void => {
      this.#loops = this.#loops.filter((each) => each !== loop);
    };
    const loop: Loop<View> = new Loop(this.#shown, () => this.changed(), leave);
    if (this.#end === undefined) this.#loops = [...this.#loops, loop];
    else loop.finish(this.#end.error);
    return loop;
  }

  /**
   * The book changed. Loops are served when all frames that arrived together are applied: a reader woken by the first
   * of them must not find that the second one broke the book.
   */
  changed(): void {
    if (this.#looking || !this.#loops.some(({ waiting }) => waiting)) return;
    this.#looking = true;
    queueMicrotask(() => {
      this.#looking = false;
      for (const loop of this.#loops) loop.show();
    });
  }

  /** The book ended. */
  end(error: KrakenError | undefined): void {
    this.#end = { error };
    const loops = this.#loops;
    this.#loops = [];
    for (const loop of loops) loop.finish(error);
  }
}
