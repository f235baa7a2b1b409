/** How the account clients read over REST: however full the counters are, what was read once is not read again. */
import type { CallOptions } from "../api/route.ts";
import { isKrakenError } from "../base/errors.ts";
import { pause } from "../base/pause.ts";
import type { Clock } from "../ports.ts";

/** Milliseconds for a call that may have to wait for its turn: the dearest takes twelve seconds at the lowest tier. */
const turnTime = 30_000;

/** A counter that is full drains by about one a second at best, and a question costs several. */
const drainTime = 5000;

/** Makes calls of one client, and makes each again for as long as only a limit stands against it. */
export class PatientCalls {
  readonly #clock: Clock;
  readonly #limited: () => boolean;

  /** `limited` says whether the client keeps limits, so that its calls wait for their turn. */
  constructor(clock: Clock, limited: () => boolean) {
    this.#clock = clock;
    this.#limited = limited;
  }

  async make<Answer>(signal: AbortSignal, call: (options: CallOptions) => Promise<Answer>): Promise<Answer> {
    const options: CallOptions = this.#limited() ? { signal, timeout: turnTime } : { signal };
    for (;;) {
      try {
        return await call(options);
      } catch (error) {
        if (!isKrakenError(error) || error.kind !== "refused" || error.category !== "limit") throw error;
        await pause(error.retryAfter ?? drainTime, this.#clock, signal);
      }
    }
  }
}
