import { num, stringify, type RawNumber } from "../../base/json.ts";
import { FuturesFault } from "../../futures/fault.ts";
import { fixedText, type Fixed } from "../../futures/fixed.ts";
import { raw, type Call, type Raw, type Route, type SignedCall } from "../../http/router.ts";
import type { FuturesDesk } from "./desk.ts";

/** What a key must be allowed to do. */
export type Right = "read" | "trade" | "transfer";

/** How a signed call is registered. */
export interface SignedSettings {
  readonly needs?: Right;
  readonly cost?: number | ((call: SignedCall) => number);
}

/** Makes the routes of one section; numbered refusals leave in their own shape. */
export class Section {
  readonly routes: Route[] = [];
  readonly #desk: FuturesDesk;

  constructor(desk: FuturesDesk) {
    this.#desk = desk;
  }

  /** Registers a public call. */
  open(name: string, method: Route["method"], path: string, handle: (call: Call) => unknown): this {
    this.routes.push({ name, method, path, auth: "none", handle: (call) => this.#guard(() => handle(call)) });
    return this;
  }

  /** Registers a signed call. */
  signed(
    name: string,
    method: Route["method"],
    path: string,
    settings: SignedSettings,
    handle: (call: SignedCall) => unknown,
  ): this {
    this.routes.push({
      name,
      method,
      path,
      auth: "futures",
      ...(settings.needs === undefined ? {} : { needs: { futures: settings.needs } }),
      ...(settings.cost === undefined ? {} : { cost: settings.cost }),
      handle: (call) => this.#guard(() => handle(call)),
    });
    return this;
  }

  #guard(answer: () => unknown): unknown {
    try {
      return answer();
    } catch (error) {
      if (!(error instanceof FuturesFault)) throw error;
      const { http, status, code, message } = error;
      return json(http, {
        status,
        result: "error",
        errors: [{ code, message }],
        serverTime: iso(this.#desk.clock.now()),
      });
    }
  }
}

/** A bare JSON answer with a status of its own. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Raw {
  return raw(status, stringify(value), "application/json; charset=utf-8", headers);
}

/** A JSON number with exactly the digits of an exact value. */
export function exact(value: Fixed): RawNumber {
  return num(fixedText(value));
}

/** A JSON number, or null when there is none. */
export function exactOrNull(value: Fixed | undefined): RawNumber | null {
  return value === undefined ? null : exact(value);
}

/** ISO 8601 with milliseconds. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
