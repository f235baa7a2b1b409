import type { Clock } from "../base/clock.ts";
import { Rejection } from "../base/rejection.ts";
import type { LockoutRule } from "../auth/keys.ts";
import { admits } from "../auth/addresses.ts";
import type { KeyRing } from "../auth/keyring.ts";
import { permits } from "../auth/permissions.ts";
import { verify } from "../auth/verify.ts";
import type { Limits } from "../limits/limits.ts";
import type { Tier } from "../limits/tiers.ts";
import { readBody } from "./body.ts";
import {
  Raw,
  type Call,
  type Route,
  type SignedCall,
  type SignedRoute,
  type WireReply,
  type WireRequest,
} from "./call.ts";
import { dialectOf, plain, type Dialect } from "./dialect.ts";
import type { FaultAction, Faults } from "./faults.ts";
import { joinFields, noFields, type Fields } from "./fields.ts";
import { MalformedText, parseForm } from "./forms.ts";
import type { Router } from "./router.ts";

/** What the gate needs to decide about a request. */
export interface GateParts {
  readonly router: Router;
  readonly keys: KeyRing;
  readonly clock: Clock;
  /** Left out: no limits. */
  readonly limits?: Limits;
  readonly lockout: LockoutRule;
  readonly tierOf: (account: string) => Tier;
  readonly faults: Faults;
  /** Told about what should never happen: a handler that threw something other than a refusal. */
  readonly report: (error: unknown, target: string) => void;
}

/** How a reply is put on the wire: whole, cut off with the connection, cut short but ended well, or not at all. */
export interface Delivery {
  readonly reply: WireReply;
  readonly how: "whole" | "reset" | "truncated" | "dropped" | "never";
}

interface Conditions {
  readonly nonceOvertaken: boolean;
}

const fair: Conditions = { nonceOvertaken: false };
const gatewayPage =
  "<html><head><title>504 Gateway Time-out</title></head><body><center><h1>504 Gateway Time-out</h1></center></body></html>";

/** Every request passes here: route, key, signature, nonce, permission, limits, handler, envelope. */
export class Gate {
  readonly #parts: GateParts;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** Every call that is served. */
  get routes(): readonly Route[] {
    return this.#parts.router.routes;
  }

  /** Answers a request at once and without faults. Never throws. */
  answer(request: WireRequest): WireReply {
    return this.#answer(request, fair);
  }

  /** Answers a request under the faults in force. */
  async deliver(request: WireRequest): Promise<Delivery> {
    const path = pathOf(request.target);
    const actions = this.#parts.faults.strike(request.method, path);
    if (actions.length === 0) return whole(await settled(this.answer(request)));
    const of = <Do extends FaultAction["do"]>(what: Do): Extract<FaultAction, { do: Do }> | undefined =>
      actions.find((action): action is Extract<FaultAction, { do: Do }> => action.do === what);
    const delay = of("delay");
    if (delay !== undefined) await new Promise<void>((resolve) => this.#parts.clock.after(delay.ms, resolve));
    const dialect = dialectOf(path);
    const status = of("status");
    if (status !== undefined)
      return whole(html(status.status, status.html ?? `<html><body><h1>${status.status}</h1></body></html>`));
    const refuse = of("refuse");
    const refusal = refuse && dialect.refuse([refuse.error], this.#parts.clock.now());
    if (refusal !== undefined && refuse?.when === "before") return whole(refusal);
    const hang = of("hang");
    if (hang !== undefined && hang.when !== "after") return { reply: plain(200, ""), how: "never" };
    const reply = await settled(this.#answer(request, { nonceOvertaken: of("nonce-jitter") !== undefined }));
    if (hang !== undefined) return { reply, how: "never" };
    if (of("accept-then-drop") !== undefined) return { reply, how: "dropped" };
    if (of("accept-then-504") !== undefined) return whole(html(504, gatewayPage));
    if (refusal !== undefined) return whole(refusal);
    if (of("reset-mid-body") !== undefined) return { reply, how: "reset" };
    if (of("truncate") !== undefined) return { reply, how: "truncated" };
    return whole(reply);
  }

  #answer(request: WireRequest, conditions: Conditions): WireReply {
    const path = pathOf(request.target);
    const dialect = dialectOf(path);
    const now = this.#parts.clock.now();
    try {
      const match = this.#parts.router.match(request.method, path);
      if (match.found === "nothing") return dialect.unknown(now);
      if (match.found === "other-method") return dialect.wrongMethod(match.allowed, now);
      return this.#serve(match.route, match.params, request, dialect, conditions);
    } catch (error) {
      if (error instanceof Rejection) return dialect.refuse(error.reasons, now);
      this.#parts.report(error, request.target);
      return dialect.crash(now);
    }
  }

  #serve(
    route: Route,
    params: Call["params"],
    request: WireRequest,
    dialect: Dialect,
    conditions: Conditions,
  ): WireReply {
    const now = this.#parts.clock.now();
    const cut = request.target.indexOf("?");
    const queryText = cut < 0 ? "" : request.target.slice(cut + 1);
    const query = readQuery(queryText);
    const body = readBody(request.body, request.headers);
    if (query === undefined || body.malformed) return dialect.malformed(now);
    const call: Call = {
      method: request.method,
      path: pathOf(request.target),
      queryText,
      bodyText: body.text,
      params,
      query,
      body: body.fields,
      fields: queryText === "" ? body.fields : joinFields(query, body.fields),
      headers: request.headers,
      remote: request.remote,
    };
    if (route.auth === "none") {
      if (this.#parts.limits?.open?.charge(request.remote) === false) return dialect.limit(1000, now);
      return finish(route.handle(call), dialect, this.#parts.clock);
    }
    const verdict = verify(
      route.auth,
      { headers: request.headers, path: call.path, queryText, body: request.body, bodyFields: body.fields },
      { find: (key) => this.#parts.keys.find(key), lockout: this.#parts.lockout, now, ...conditions },
    );
    if ("refused" in verdict) return dialect.deny(verdict.refused, now);
    const { key } = verdict;
    const { permissions, futures, account } = key.settings;
    if (!admits(key.settings.addresses, request.remote)) return dialect.refuse(["EGeneral:Permission denied"], now);
    if (route.needs !== undefined && !permits(permissions, futures, route.needs)) {
      return "futures" in route.needs
        ? dialect.deny("insufficientPrivileges", now)
        : dialect.refuse(["EGeneral:Permission denied"], now);
    }
    const signed: SignedCall = { ...call, account, key };
    const waitMs = this.#charge(route, signed);
    if (waitMs > 0) return dialect.limit(waitMs, now);
    return finish(route.handle(signed), dialect, this.#parts.clock);
  }

  /** Charges the product's budget; the milliseconds to wait when it does not reach, else 0. */
  #charge(route: SignedRoute, call: SignedCall): number {
    const { limits, tierOf } = this.#parts;
    if (limits === undefined || route.cost === undefined) return 0;
    const cost = typeof route.cost === "number" ? route.cost : route.cost(call);
    if (call.path.startsWith("/derivatives/")) return limits.futures.spend(call.account, cost) ? 0 : 10_000;
    if (call.path.startsWith("/api/history/")) {
      const taken = limits.futures.takeHistory(call.account, cost);
      return taken.taken ? 0 : taken.waitMs;
    }
    return limits.calls.charge(call.key.settings.key, tierOf(call.account), cost) ? 0 : 1000;
  }
}

/** The clock is read once the call is carried out: no answer is older than the times in it. */
function finish(result: unknown, dialect: Dialect, clock: Clock): WireReply {
  return result instanceof Raw ? result.reply : dialect.wrap(result, clock.now());
}

function readQuery(text: string): Fields | undefined {
  if (text === "") return noFields;
  try {
    return parseForm(text);
  } catch (error) {
    if (error instanceof MalformedText) return undefined;
    throw error;
  }
}

/** Path of a request target, without the query. */
export function pathOf(target: string): string {
  const cut = target.indexOf("?");
  return cut < 0 ? target : target.slice(0, cut);
}

function settled(reply: WireReply): Promise<WireReply> | WireReply {
  return reply.later ?? reply;
}

function whole(reply: WireReply): Delivery {
  return { reply, how: "whole" };
}

function html(status: number, body: string): WireReply {
  return { status, headers: { "content-type": "text/html" }, body };
}
