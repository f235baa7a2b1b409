import * as v from "valibot";
import { Rejection } from "../../base/rejection.ts";
import type { SignedRoute } from "../../http/call.ts";
import { movementsOf, type Movement } from "../../statements/movements.ts";
import { pageOf, startOf } from "../cursors.ts";
import { formatDecimal } from "../../base/decimal.ts";
import { holdingsOf } from "../../statements/worth.ts";
import { flag, integer, read, text, word } from "../spot/arguments.ts";
import { legacy, type CustodyDesk } from "./desk.ts";
import { listSchema, select } from "./lists.ts";
import { activityRow, assetDetails, kindOf, taskRow, transactionRow, vaultRow } from "./custody-words.ts";

const idSchema = v.object({ id: text });
const balanceSchema = v.object({ vault_id: text });
const quote = v.optional(v.object({ asset: text, class: v.optional(text) }));
const texts = v.pipe(v.array(text), v.maxLength(100));
const transactionsSchema = v.object({
  page_size: v.optional(integer(1, 1000)),
  quote,
  preferred_asset_name: v.optional(text),
  sorting: v.optional(v.object({ order: v.optional(word(["descending", "ascending"])) })),
  types: v.optional(texts),
  ids: v.optional(texts),
  assets: v.optional(v.pipe(v.array(v.object({ asset: text, class: v.optional(text) })), v.maxLength(100))),
  ref_ids: v.optional(v.pipe(v.array(v.object({ type: v.optional(text), ref_id: text })), v.maxLength(100))),
});
const transactionSchema = v.object({ vault_id: text, with_long_timeout: v.optional(flag), quote });
const badCursor = "EGeneral:Invalid arguments:cursor";

/** The legacy custody calls, except those that share a path with Spot funding. */
export function custodyRoutes(desk: CustodyDesk): readonly SignedRoute[] {
  const { vaults, tasks, venue, funding } = desk;
  return [
    legacy("listCustodyVaults", "ListCustodyVaults", ({ account, body }) => {
      const found = select(vaults.of(account), read(listSchema, body), (vault, by) => {
        if (by === "created_at") return Math.floor(vault.created / 1000);
        if (by === "updated_at") return Math.floor(vault.updated / 1000);
        if (by === "default_approvals") return vault.quorum;
        if (by === "member") return vaults.members(account).map(({ iiban }) => iiban);
        return by === "id" || by === "name" ? vault[by] : undefined;
      });
      return { result: found.items.map((vault) => vaultRow(desk, vault)), start: found.start, total: found.total };
    }),
    legacy("getCustodyVaultbyId", "GetCustodyVault", ({ account, query }) => {
      const vault = vaults.find(account, read(idSchema, query).id);
      return { result: { ...vaultRow(desk, vault), asset_details: assetDetails(desk, vault) } };
    }),
    legacy("getCustodyBalance", "GetCustodyBalance", ({ account, body }) => {
      const vault = vaults.find(account, read(balanceSchema, body).vault_id);
      return Object.fromEntries(
        holdingsOf(venue, vault.id).map(({ asset, total, held }) => [
          asset.symbol,
          { balance: formatDecimal(total, asset.decimals), hold_trade: formatDecimal(held, asset.decimals) },
        ]),
      );
    }),
    legacy("listCustodyTransactions", "ListCustodyTransactions", ({ account, query, body }) => {
      const vault = vaults.find(account, read(idSchema, query).id);
      const start = startOf(body, badCursor);
      const args = read(transactionsSchema, start.fields);
      const assets = args.assets?.map(({ asset }) => funding.asset(asset));
      const wanted = (movement: Movement): boolean =>
        (args.types?.includes(kindOf(movement).type) ?? true) &&
        (args.ids?.includes(movement.id) ?? true) &&
        (args.ref_ids?.some(({ ref_id }) => ref_id === movement.refid) ?? true) &&
        (assets === undefined || movement.legs.some(({ asset }) => assets.includes(asset)));
      const found = movementsOf(venue, funding, vault.id).filter(wanted);
      const ordered = args.sorting?.order === "ascending" ? [...found].reverse() : found;
      const page = pageOf(ordered, start, args.page_size ?? 25, ({ id }) => id, badCursor);
      const into = args.quote === undefined ? undefined : funding.asset(args.quote.asset);
      return {
        result: {
          transactions: page.items.map((movement) => transactionRow(desk, movement, into)),
          stats: { transactions_seen: page.items.length },
          next_cursor: page.next ?? null,
        },
      };
    }),
    legacy("getCustodyTransactionbyId", "GetCustodyTransaction", ({ account, query, body }) => {
      const args = read(transactionSchema, body);
      const vault = vaults.find(account, args.vault_id);
      const { id } = read(idSchema, query);
      const movement = movementsOf(venue, funding, vault.id).find((one) => one.id === id);
      if (movement === undefined) throw new Rejection("EGeneral:Unknown transaction");
      const into = args.quote === undefined ? undefined : funding.asset(args.quote.asset);
      return { transaction: transactionRow(desk, movement, into), result_type: "complete" };
    }),
    legacy("listCustodyTasks", "ListCustodyTasks", ({ account, body }) => {
      const found = select(tasks.of(account), read(listSchema, body), (task, by) => {
        switch (by) {
          case "id":
          case "state":
            return task[by];
          case "approval_id":
            return task.approvalId;
          case "vault_id":
            return task.vault?.id;
          case "scope":
            return task.vault === undefined ? "domain" : "vault";
          case "action":
            return task.type;
          case "created_at":
          case "expires_at":
          case "updated_at":
            return Math.floor(
              task[by === "created_at" ? "created" : by === "expires_at" ? "expires" : "updated"] / 1000,
            );
          case "current_user_decision":
            return task.reviews.get(vaults.members(account)[0]?.iiban ?? "") ?? "undecided";
          default:
            return undefined;
        }
      });
      return { result: found.items.map((task) => taskRow(desk, task)), start: found.start, total: found.total };
    }),
    legacy("getCustodyTaskbyId", "GetCustodyTask", ({ account, query }) => {
      const task = tasks.find(account, read(idSchema, query).id);
      return { result: { ...taskRow(desk, task), instructions: task.instructions } };
    }),
    legacy("listCustodyActivities", "ListCustodyActivities", ({ account, body }) => {
      const found = select(tasks.activities(account), read(listSchema, body), ({ id, task, type, time, user }, by) => {
        switch (by) {
          case "id":
            return id;
          case "scope":
            return task.vault === undefined ? "domain" : "vault";
          case "vault_id":
            return task.vault?.id;
          case "task_id":
            return task.id;
          case "approval_id":
            return task.approvalId;
          case "task_action":
            return task.type;
          case "activity_action":
            return type;
          case "created_at":
          case "activity_created_at":
            return Math.floor(time / 1000);
          case "user":
            return [user.iiban, user.full_name];
          default:
            return undefined;
        }
      });
      return { result: found.items.map((one) => activityRow(desk, one)), start: found.start, total: found.total };
    }),
    legacy("getCustodyActivitybyId", "GetCustodyActivity", ({ account, query }) => {
      const { id } = read(idSchema, query);
      const activity = tasks.activities(account).find((one) => one.id === id);
      if (activity === undefined) throw new Rejection("EGeneral:Unknown activity");
      return { result: activityRow(desk, activity) };
    }),
  ];
}
