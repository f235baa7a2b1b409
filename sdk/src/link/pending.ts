/** Calls that wait for their answers. A table that computes and never acts: the session writes, times and settles. */
import type { Frame } from "../wire/frames.ts";

/** One call. */
export interface Call {
  readonly id: number;
  readonly method: string;
  /** How many answers belong to it. */
  readonly expected: number;
  readonly replies: Frame[];
  /** Whether its frame was handed over for writing; from then on it may have been carried out. Set by `written`. */
  readonly written: boolean;
  /** Whether it outlives the loss of a connection as long as it is not written. */
  readonly patient: boolean;
}

type Writable = { -readonly [Field in keyof Call]: Call[Field] };

/** The calls of one connection key, by number. */
export class Pending {
  readonly #calls: Map<number, Writable> = new Map();
  /** Those not written yet, apart, so that nobody has to look for them among all that wait. */
  readonly #unwritten: Map<number, Writable> = new Map();

  get size(): number {
    return this.#calls.size;
  }

  add({ id, method, expected, patient }: Omit<Call, "replies" | "written">): Call {
    const added: Writable = { id, method, expected, patient, replies: [], written: false };
    this.#calls.set(id, added);
    this.#unwritten.set(id, added);
    return added;
  }

  get(id: number): Call | undefined {
    return this.#calls.get(id);
  }

  /** Forgets a call: it is settled, and what still arrives for it is late. */
  remove(id: number): void {
    this.#calls.delete(id);
    this.#unwritten.delete(id);
  }

  /** Notes whether the frame of a call was handed over for writing. */
  written(id: number, written: boolean): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    call.written = written;
    if (written) this.#unwritten.delete(id);
    else this.#unwritten.set(id, call);
  }

  /**
   * Notes an answer. Returns the call when that completes it: its last answer, or one that `endsAll` says refuses the
   * request as a whole. A call not yet written has no answers, whatever the number on the frame.
   */
  answer(id: number, reply: Frame, endsAll: (reply: Frame) => boolean): Call | undefined {
    const call = this.#calls.get(id);
    if (call === undefined || !call.written || reply["method"] !== call.method) return undefined;
    call.replies.push(reply);
    if (call.replies.length < call.expected && !endsAll(reply)) return undefined;
    this.#calls.delete(id);
    return call;
  }

  /** Calls to be written now, in the order in which they were made. */
  unwritten(): Call[] {
    // One that could not be written came back behind younger ones.
    return [...this.#unwritten.values()].sort((a, b) => a.id - b.id);
  }

  /** Whether there are any. */
  get waiting(): boolean {
    return this.#unwritten.size > 0;
  }

  /** The connection is gone: removes and returns the calls that were written, and the unwritten ones that do not wait. */
  lose(): Call[] {
    return this.#take((call) => call.written || !call.patient);
  }

  /** Nobody will carry them out: removes and returns every call. */
  abandon(): Call[] {
    return this.#take(() => true);
  }

  #take(chosen: (call: Call) => boolean): Call[] {
    const taken = [...this.#calls.values()].filter(chosen);
    for (const { id } of taken) this.remove(id);
    return taken;
  }
}
