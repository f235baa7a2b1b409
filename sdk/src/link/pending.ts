/** Calls that wait for their answers. A table that computes and never acts: the session writes, times and settles. */
import type { Frame } from "../wire/frames.ts";
import { ByNumber } from "./by-number.ts";
import type { Numbered } from "./by-number.ts";

/** One call. */
export interface Call extends Numbered {
  readonly method: string;
  /** How many answers belong to it. */
  readonly expected: number;
  /** Its answers so far; set by `answer`. */
  replies: readonly Frame[];
  /** Whether its frame was handed over for writing; from then on it may have been carried out. Set by `written`. */
  written: boolean;
  /** Whether it outlives the loss of a connection as long as it is not written. */
  readonly patient: boolean;
}

/** The calls of one connection key, by number. */
export class Pending<Kept extends Call = Call> {
  readonly #calls: ByNumber<Kept> = new ByNumber();
  /** Those not written yet, oldest first: apart, so that nobody has to look for them among all that wait. */
  readonly #unwritten: Kept[] = [];

  get size(): number {
    return this.#calls.size;
  }

  /** Takes a call that was not written. */
  add(call: Kept): void {
    this.#calls.add(call);
    this.#queue(call);
  }

  get(id: number): Kept | undefined {
    return this.#calls.get(id);
  }

  /** Forgets a call: it is settled, and what still arrives for it is late. */
  remove(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.#calls.remove(id);
    if (!call.written) this.#unqueue(call);
  }

  /** Notes whether the frame of a call was handed over for writing. */
  written(id: number, written: boolean): void {
    const call = this.#calls.get(id);
    if (call === undefined || call.written === written) return;
    call.written = written;
    if (written) this.#unqueue(call);
    else this.#queue(call);
  }

  /**
   * Notes an answer. Returns the call when that completes it: its last answer, or one that `endsAll` says refuses the
   * request as a whole. A call not yet written has no answers, whatever the number on the frame.
   */
  answer(id: number, reply: Frame, endsAll: (call: Kept, reply: Frame) => boolean): Kept | undefined {
    const call = this.#calls.get(id);
    if (call === undefined || !call.written || reply["method"] !== call.method) return undefined;
    call.replies = call.replies.length === 0 ? [reply] : [...call.replies, reply];
    if (call.replies.length < call.expected && !endsAll(call, reply)) return undefined;
    this.#calls.remove(id);
    return call;
  }

  /** The call to be written next: the one made first. */
  get next(): Kept | undefined {
    return this.#unwritten[0];
  }

  /** Every call, oldest first. */
  all(): Kept[] {
    return this.#calls.all();
  }

  /** The connection is gone: removes and returns the calls that were written, and the unwritten ones that do not wait. */
  lose(): Kept[] {
    return this.#take((call) => call.written || !call.patient);
  }

  /** Nobody will carry them out: removes and returns every call. */
  abandon(): Kept[] {
    return this.#take(() => true);
  }

  #take(chosen: (call: Kept) => boolean): Kept[] {
    const taken = this.#calls.all().filter(chosen);
    for (const { id } of taken) this.remove(id);
    return taken;
  }

  /** One that could not be written goes before younger ones. */
  #queue(call: Kept): void {
    let at = this.#unwritten.length;
    while (at > 0 && (this.#unwritten[at - 1] as Kept).id > call.id) at -= 1;
    if (at === this.#unwritten.length) this.#unwritten.push(call);
    else this.#unwritten.splice(at, 0, call);
  }

  #unqueue(call: Kept): void {
    if (this.#unwritten[0] === call) this.#unwritten.shift();
    else this.#unwritten.splice(this.#unwritten.indexOf(call), 1);
  }
}
