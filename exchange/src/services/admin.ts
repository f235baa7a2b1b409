import * as v from "valibot";
import type { Admin } from "../admin/admin.ts";

const text = v.pipe(v.string(), v.maxLength(512));
const refid = v.object({ refid: text });

/** Carries out an admin call about the services; undefined when it is none. */
export function serviceCall(admin: Admin, call: string, body: () => unknown): unknown {
  const { services } = admin;
  const args = <T>(schema: v.GenericSchema<unknown, T>): T => v.parse(schema, body());
  switch (call) {
    case "POST deposits": {
      const { account, asset, amount, method } = args(
        v.object({ account: v.optional(text), asset: text, amount: text, method: v.optional(text) }),
      );
      return { refid: services.simulateDeposit(account ?? admin.account, asset, amount, method) };
    }
    case "POST deposits/complete":
      return services.completeDeposit(args(refid).refid) ?? {};
    case "POST deposits/fail":
      return services.failDeposit(args(refid).refid) ?? {};
    case "POST withdrawals/complete":
      return services.completeWithdrawal(args(refid).refid) ?? {};
    case "POST withdrawals/fail":
      return services.failWithdrawal(args(refid).refid) ?? {};
    case "POST withdrawal-addresses": {
      const spec = args(
        v.object({
          account: v.optional(text),
          asset: text,
          key: text,
          method: v.optional(text),
          address: v.optional(text),
        }),
      );
      return { address: services.addWithdrawalAddress({ ...spec, account: spec.account ?? admin.account }) };
    }
    case "POST oauth/authorize": {
      const spec = args(
        v.object({
          account: v.optional(text),
          clientId: v.optional(text),
          clientSecret: v.optional(text),
          scopes: v.optional(v.array(text)),
          redirectUri: v.optional(text),
        }),
      );
      return services.authorize({ ...spec, account: spec.account ?? admin.account });
    }
    case "GET vaults":
      return Object.fromEntries(admin.accounts.map((account) => [account, services.vaults(account)]));
    case "POST tasks/review": {
      const { account, task, member, decision, comment } = args(
        v.object({
          account: v.optional(text),
          task: text,
          member: text,
          decision: v.picklist(["approve", "deny"]),
          comment: v.optional(text),
        }),
      );
      return services.reviewTask(account ?? admin.account, task, member, decision, comment) ?? {};
    }
    case "POST prime/trades": {
      const { account, pair, type, amount, price } = args(
        v.object({
          account: v.optional(text),
          pair: text,
          type: v.picklist(["buy", "sell"]),
          amount: text,
          price: v.optional(text),
        }),
      );
      return { id: services.primeTrade(account ?? admin.account, pair, type, amount, price) };
    }
    case "GET subaccounts":
      return Object.fromEntries(admin.accounts.map((account) => [account, services.subaccounts(account)]));
    default:
      return undefined;
  }
}
