import * as v from "valibot";
import { Rejection } from "../base/rejection.ts";
import { spotPermissions } from "../auth/permissions.ts";
import { json } from "../http/dialect.ts";
import type { WireReply, WireRequest } from "../http/call.ts";
import { pathOf } from "../http/gate.ts";
import { serviceCall } from "../services/admin.ts";
import { socketCall } from "../ws/admin.ts";
import type { Admin } from "./admin.ts";

const text = v.pipe(v.string(), v.maxLength(256));
const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amounts = v.record(text, text);
const access = v.picklist(["NO_ACCESS", "READ_ONLY", "FULL_ACCESS"]);

const money = v.object({ account: v.optional(text), asset: text, amount: text, wallet: v.optional(text) });
const accountSchema = v.object({
  id: v.optional(text),
  tier: v.optional(v.picklist(["starter", "intermediate", "pro"])),
  balances: v.optional(amounts),
  futuresBalances: v.optional(amounts),
});
const keySchema = v.object({
  account: v.optional(text),
  name: v.optional(text),
  permissions: v.optional(v.array(v.picklist(spotPermissions))),
  futures: v.optional(v.object({ general: access, transfer: access })),
  nonceWindow: v.optional(count),
  otp: v.optional(text),
});
const systemModes = v.picklist(["online", "maintenance", "cancel_only", "post_only"]);
const pairModes = v.picklist([
  "online",
  "maintenance",
  "cancel_only",
  "post_only",
  "limit_only",
  "reduce_only",
  "delisted",
  "work_in_progress",
]);
const modeSchema = v.union([v.object({ pair: text, mode: pairModes }), v.object({ mode: systemModes })]);
const actionSchema = v.variant("do", [
  v.object({ do: v.literal("delay"), ms: positive }),
  v.object({
    do: v.literal("status"),
    status: v.pipe(count, v.minValue(400), v.maxValue(599)),
    html: v.optional(v.string()),
  }),
  v.object({ do: v.literal("refuse"), error: text, when: v.picklist(["before", "after"]) }),
  v.object({ do: v.literal("hang"), when: v.optional(v.picklist(["before", "after"])) }),
  ...(["accept-then-504", "accept-then-drop", "reset-mid-body", "truncate", "nonce-jitter"] as const).map((name) =>
    v.object({ do: v.literal(name) }),
  ),
]);
const faultSchema = v.object({
  path: v.optional(text),
  method: v.optional(text),
  times: v.optional(count),
  skip: v.optional(count),
  chance: v.optional(v.pipe(positive, v.maxValue(1))),
  action: actionSchema,
});

/**
 * The admin calls over HTTP: JSON in, JSON out, for programs on this machine only.
 * `access` tells what a client needs: the environment, and the credentials of the first account.
 */
export function adminHandler(admin: Admin, access: () => unknown): (request: WireRequest) => WireReply {
  return (request) => {
    if (!isLocal(request)) return json(403, { error: "The admin calls are for this machine only." });
    try {
      return json(200, answer(admin, access, request));
    } catch (error) {
      if (error instanceof Rejection) return json(400, { error: error.reason });
      if (error instanceof v.ValiError)
        return json(400, { error: `Bad argument: ${v.getDotPath(error.issues[0]) ?? "body"}` });
      if (error instanceof SyntaxError || error instanceof RangeError) return json(400, { error: error.message });
      throw error;
    }
  };
}

function answer(admin: Admin, access: () => unknown, request: WireRequest): unknown {
  const path = pathOf(request.target).slice("/admin/".length);
  const body = (): unknown => (request.body.length === 0 ? {} : (JSON.parse(request.body.toString("utf8")) as unknown));
  const args = <T>(schema: v.GenericSchema<unknown, T>): T => v.parse(schema, body());
  const call = `${request.method} ${path}`;
  const done = path.startsWith("sockets") ? socketCall(admin.sockets, call, body) : undefined;
  if (done !== undefined) return done;
  const served = serviceCall(admin, call, body);
  if (served !== undefined) return served;
  switch (call) {
    case "GET status":
      return admin.status();
    case "GET environment":
      return access();
    case "GET coverage":
      return admin.listCoverage();
    case "GET balances":
      return admin.balances();
    case "GET conservation":
      return admin.conservation();
    case "GET faults":
      return admin.faults.list();
    case "POST faults":
      return { id: admin.faults.add(args(faultSchema)) };
    case "DELETE faults":
      return admin.faults.clear(args(v.object({ id: v.optional(count) })).id) ?? {};
    case "POST accounts":
      return admin.createAccount(args(accountSchema));
    case "POST keys": {
      const { account, ...options } = args(keySchema);
      return admin.createKey(account ?? admin.account, options);
    }
    case "POST deposit": {
      const { account, asset, amount, wallet } = args(money);
      if (wallet !== undefined) return admin.depositFutures(account ?? admin.account, asset, amount, wallet) ?? {};
      return { refid: admin.deposit(account ?? admin.account, asset, amount) };
    }
    case "POST withdraw": {
      const { account, asset, amount } = args(money);
      return { refid: admin.withdraw(account ?? admin.account, asset, amount) };
    }
    case "POST mode": {
      const wanted = args(modeSchema);
      if ("pair" in wanted) admin.setMode(wanted.mode, wanted.pair);
      else admin.setMode(wanted.mode);
      return {};
    }
    case "POST price": {
      const { asset, usd } = args(v.object({ asset: text, usd: positive }));
      return admin.setPrice(asset, usd) ?? {};
    }
    case "POST advance":
      return admin.advance(args(v.object({ ms: positive })).ms) ?? {};
    case "POST expire-tokens":
      return admin.expireTokens() ?? {};
    default:
      throw new RangeError(`No admin call ${request.method} ${path}`);
  }
}

const loopback = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/;
const localName = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/** From this machine, under one of its own names (a page elsewhere cannot fake `Host`), and not from a page elsewhere. */
function isLocal({ remote, headers }: WireRequest): boolean {
  const { host, origin } = headers;
  if (!loopback.test(remote) || host === undefined || !localName.test(host)) return false;
  return origin === undefined || localName.test(origin.replace(/^https?:\/\//, ""));
}
