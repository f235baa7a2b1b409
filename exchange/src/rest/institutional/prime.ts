import * as v from "valibot";
import { isNetwork } from "../../auth/addresses.ts";
import type { Need } from "../../auth/permissions.ts";
import { plainText } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import { sizeOf, type Batch, type BatchLeg, type PrimeSettlement } from "../../prime/settlement.ts";
import type { PrimeKey, PrimeUser, PrimeUsers } from "../../prime/users.ts";
import { integer, read, text, word } from "../spot/arguments.ts";

/** Everything the Prime calls are answered from. */
export interface PrimeDesk {
  readonly settlement: PrimeSettlement;
  readonly users: PrimeUsers;
}

const createBatch = v.object({ asset_kind: v.optional(word(["currency", "tokenized_equity"])) });
const statuses = ["unsettled", "partially_settled", "settled", "completed"] as const;
const listBatches = v.object({
  statuses: v.optional(v.pipe(v.array(word(statuses)), v.maxLength(4))),
  from: v.optional(integer(0, 999_999_999_999_999)),
  until: v.optional(integer(0, 999_999_999_999_999)),
  limit: v.optional(integer(1, 200)),
  offset: v.optional(integer(0, 1_000_000)),
});
const batchId = v.object({ batch_id: text });
const settleLeg = v.object({ batch_id: text, asset: text });
const role = word(["Viewer", "Trader"]);
const name = v.pipe(v.string(), v.maxLength(128), v.regex(/\S/));
const createUser = v.object({ name, role });
const userId = v.object({ user_id: text });
const updateUser = v.object({
  user_id: text,
  name: v.optional(name),
  status: v.optional(word(["Enabled", "Disabled"])),
});
const updateRoles = v.object({ user_id: text, role });
const keyId = v.object({ user_id: text, key_id: text });
const updateKey = v.object({
  ...keyId.entries,
  whitelisted_ips: v.optional(v.pipe(v.array(v.pipe(v.string(), v.check(isNetwork))), v.maxLength(100))),
});

const change: Need = { all: ["modify-trades"] };
const query: Need = { all: ["query-open-trades"] };

function prime(
  called: string,
  path: string,
  needs: Need | undefined,
  handle: (call: SignedCall) => unknown,
): SignedRoute {
  return {
    name: called,
    method: "POST",
    path: `/0/private/${path}`,
    auth: "body-nonce",
    ...(needs === undefined ? {} : { needs }),
    cost: 1,
    handle,
  };
}

/** Settlement of Prime trades. */
export function primeSettlementRoutes({ settlement }: PrimeDesk): readonly SignedRoute[] {
  const legRow = (batch: Batch, leg: BatchLeg): object => ({
    status: leg.transfer === undefined ? "unsettled" : "settled",
    asset: leg.asset.symbol,
    amount: plainText(leg.amount),
    direction: leg.amount.units < 0n ? "out" : "in",
    can_settle: settlement.canSettle(batch, leg),
    ...(leg.transfer === undefined
      ? {}
      : {
          settled_at: leg.transfer.time,
          latest_spot_transfer: { id: leg.transfer.id, status: "completed", created_at: leg.transfer.time },
        }),
  });
  const batchRow = (batch: Batch): object => ({
    id: batch.id,
    attributes: {
      status: settlement.statusOf(batch),
      confirmed: settlement.isConfirmed(batch),
      created_at: batch.created,
      trade_count: batch.trades.length,
      asset_kind: batch.kind,
      updated_at: batch.updated,
    },
    legs: batch.legs.map((leg) => legRow(batch, leg)),
    trade_ids: batch.trades.map(({ id }) => id),
  });
  return [
    prime("createPrimeSettlementBatch", "CreatePrimeSettlementBatch", change, ({ account, body }) => ({
      batch: batchRow(settlement.create(account, read(createBatch, body).asset_kind ?? "currency")),
    })),
    prime("getPrimeSettlementBatch", "GetPrimeSettlementBatch", query, ({ account, body }) => ({
      batch: batchRow(settlement.find(account, read(batchId, body).batch_id)),
    })),
    prime("listPrimeSettlementBatches", "ListPrimeSettlementBatches", query, ({ account, body }) => {
      const { statuses: wanted, from, until, limit = 50, offset = 0 } = read(listBatches, body);
      const found = settlement
        .of(account)
        .filter(
          (batch) =>
            (wanted === undefined || wanted.includes(settlement.statusOf(batch))) &&
            (from === undefined || batch.created > from) &&
            (until === undefined || batch.created <= until),
        );
      return {
        data: found.slice(offset, offset + limit).map(batchRow),
        pagination: { has_more: found.length > offset + limit, limit, offset },
      };
    }),
    prime("settlePrimeSettlementBatchAsset", "SettlePrimeSettlementBatchAsset", change, ({ account, body }) => {
      const args = read(settleLeg, body);
      const batch = settlement.find(account, args.batch_id);
      const leg = settlement.settle(account, batch, args.asset);
      return {
        transfer: {
          id: leg.transfer?.id,
          attributes: {
            transfer_status: "completed",
            transfer_amount: sizeOf(leg.amount),
            transfer_asset: leg.asset.symbol,
          },
          relationships: { leg: legRow(batch, leg) },
        },
      };
    }),
  ];
}

/** Users of Prime and their keys. */
export function primeUserRoutes({ users }: PrimeDesk): readonly SignedRoute[] {
  const userOf = (call: SignedCall): PrimeUser => users.find(call.account, read(userId, call.body).user_id);
  return [
    prime("createPrimeApiUser", "CreatePrimeApiUser", undefined, ({ account, body }) => {
      const args = read(createUser, body);
      return userRow(users.create(account, args.name, args.role));
    }),
    prime("getPrimeApiUser", "GetPrimeApiUser", undefined, (call) => ({ data: userRow(userOf(call)) })),
    prime("listPrimeApiUsers", "ListPrimeApiUsers", undefined, ({ account }) => ({
      data: users.of(account).map(userRow),
    })),
    prime("updatePrimeApiUser", "UpdatePrimeApiUser", undefined, (call) => {
      const args = read(updateUser, call.body);
      const user = userOf(call);
      users.change(user, {
        ...(args.name === undefined ? {} : { name: args.name }),
        ...(args.status === undefined ? {} : { status: args.status }),
      });
      return userRow(user);
    }),
    prime("updatePrimeApiUserRoles", "UpdatePrimeApiUserRoles", undefined, (call) => {
      const user = userOf(call);
      users.change(user, { role: read(updateRoles, call.body).role });
      return userRow(user);
    }),
    prime("createPrimeApiUserKey", "CreatePrimeApiUserKey", undefined, (call) => {
      const user = userOf(call);
      const made = users.createKey(user);
      return { ...keyRow(user, made), api_secret: made.key.settings.secret };
    }),
    prime("listPrimeApiUserKeys", "ListPrimeApiUserKeys", undefined, (call) => {
      const user = userOf(call);
      return {
        data: [...user.keys.values()].map((one) => {
          const { api_key: key, ...row } = keyRow(user, one);
          return { ...row, key, updated_at: updated(one) };
        }),
      };
    }),
    prime("updatePrimeApiUserKey", "UpdatePrimeApiUserKey", undefined, (call) => {
      const args = read(updateKey, call.body);
      const user = userOf(call);
      const found = users.key(user, args.key_id);
      if (args.whitelisted_ips === undefined) throw new Rejection("EGeneral:Invalid arguments:whitelisted_ips");
      users.limitKey(found, args.whitelisted_ips);
      return { ...keyRow(user, found), updated_at: updated(found) };
    }),
    prime("deletePrimeApiUserKey", "DeletePrimeApiUserKey", undefined, (call) => {
      const user = userOf(call);
      users.removeKey(user, users.key(user, read(keyId, call.body).key_id));
      return { deleted: true };
    }),
  ];
}

function userRow({ id, name: called, status, role: of }: PrimeUser): object {
  return { id, name: called, status, roles: [of] };
}

function keyRow({ id: user_id }: PrimeUser, { id, key }: PrimeKey): Readonly<Record<"api_key", string>> & object {
  const { settings } = key;
  return {
    id,
    api_key: settings.key,
    user_id,
    permissions: [...settings.permissions],
    whitelisted_ips: settings.addresses ?? [],
  } as Readonly<Record<"api_key", string>> & object;
}

function updated({ key }: PrimeKey): number {
  return key.settings.modified ?? key.settings.created;
}
