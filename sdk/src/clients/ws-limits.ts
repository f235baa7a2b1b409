/** Trading requests over a socket, within the limits they share with REST. */
import { platform } from "#platform";
import type { WSAPIOperation } from "../feeds/spot/trading.ts";
import type { CallLimits, CallRequest } from "../link/calls.ts";
import type { Session } from "../link/session.ts";
import type { CallTurn, KeyLimits } from "../limits/key-limits.ts";
import { AbortedError, TimeoutError } from "../base/errors.ts";
import type { Clock } from "../ports.ts";
import { limitsFor } from "./rest.ts";
import type { WSClientConfigurableOptions } from "./ws-options.ts";
import type { TradingRequest } from "./ws-responses.ts";

/** The limits of a socket client. */
export class SocketLimits {
  readonly shared: KeyLimits;
  readonly #mode: "wait" | "fail";
  readonly #clock: Clock;

  private constructor(shared: KeyLimits, mode: "wait" | "fail", clock: Clock) {
    this.shared = shared;
    this.#mode = mode;
    this.#clock = clock;
  }

  /** Undefined where limits are not kept. */
  static of(options: WSClientConfigurableOptions): SocketLimits | undefined {
    const { limits, apiKey, environment, testnet } = options;
    if (limits === undefined || limits === false) return undefined;
    const clock = options.clock ?? platform.clock;
    const shared = limitsFor(
      { ...options.restOptions, limits, apiKey, environment, testnet, clock: options.clock },
      clock,
    );
    return shared === undefined ? undefined : new SocketLimits(shared, limits.options.mode ?? "wait", clock);
  }

  /** Sends a request when it is its turn; one deadline covers the wait and the answer. */
  run<Operation extends WSAPIOperation, Answer>(
    request: TradingRequest<Operation> & CallRequest<Answer>,
    options: CallLimits,
    session: Session,
  ): Promise<Answer> {
    // Nearly always there is room, and then waiting is not prepared for: it takes a timer and two signals, 5 µs.
    if (options.signal?.aborted !== true) {
      const turn = this.shared.tradeNow(request.method, request.params);
      if (turn !== undefined) return send(request, turn, options, session);
    }
    return this.#whenItsTurn(request, options, session);
  }

  async #whenItsTurn<Operation extends WSAPIOperation, Answer>(
    request: TradingRequest<Operation> & CallRequest<Answer>,
    options: CallLimits,
    session: Session,
  ): Promise<Answer> {
    const { method, params } = request;
    const { timeout = 10_000, signal } = options;
    const start = this.#clock.steady();
    const limited = timeout > 0 && timeout < Infinity;
    const patience = limited ? timeout : Infinity;
    const stop = new AbortController();
    const stopTimer = limited
      ? this.#clock.after(timeout, () =>
          stop.abort(new TimeoutError(`${method} had no turn within ${timeout} ms`, { delivery: "unsent" })),
        )
      : undefined;
    const abort = (): void =>
      stop.abort(new AbortedError(`${method} was aborted`, { delivery: "unsent", cause: signal?.reason }));
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
    const wait = { signal: stop.signal, patience, mode: this.#mode };
    let turn: ReturnType<KeyLimits["trade"]>;
    try {
      turn = this.shared.trade(method, params, wait);
      if (turn instanceof Promise) turn = await turn;
    } finally {
      stopTimer?.();
      signal?.removeEventListener("abort", abort);
    }
    turn?.leave();
    const waited = this.#clock.steady() - start;
    const left = limited ? Math.max(1, Math.ceil(timeout - waited)) : timeout;
    return send(request, turn, waited > 0 ? { ...options, timeout: left } : options, session);
  }
}

/** Sends a request that has its turn, which learns from the answer or the failure. */
function send<Operation extends WSAPIOperation, Answer>(
  request: TradingRequest<Operation> & CallRequest<Answer>,
  turn: CallTurn | undefined,
  options: CallLimits,
  session: Session,
): Promise<Answer> {
  request.turn = turn;
  try {
    return session.call(request, options);
  } catch (error) {
    turn?.failed(error, true);
    throw error;
  }
}
