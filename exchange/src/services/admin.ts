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
    case "GET deliveries":
      return services.deliveries;
    case "POST embed/users": {
      const { user, state } = args(
        v.object({ user: text, state: v.picklist(["pending", "verified", "disabled", "closed"]) }),
      );
      return services.setEmbedUser(user, state) ?? {};
    }
    case "POST ramp/purchases": {
      const { id, status, url, secret } = args(
        v.object({
          id: text,
          status: v.picklist(["new", "paid", "pending", "completed", "failed", "canceled"]),
          url: v.optional(text),
          secret: v.optional(text),
        }),
      );
      const tell = url === undefined || secret === undefined ? undefined : { url, secret };
      return services.updatePurchase(id, status, tell) ?? {};
    }
    case "POST pay/kraktag": {
      const { account, tag } = args(v.object({ account: v.optional(text), tag: text }));
      return services.setKraktag(account ?? admin.account, tag) ?? {};
    }
    case "POST pay/callback": {
      const { account, url } = args(v.object({ account: v.optional(text), url: v.optional(text) }));
      return services.setPayCallback(account ?? admin.account, url) ?? {};
    }
    case "POST pay/answer": {
      const { account, externalId, payer, pays } = args(
        v.object({ account: v.optional(text), externalId: text, payer: text, pays: v.optional(v.boolean()) }),
      );
      return services.answerPayRequest(account ?? admin.account, externalId, payer, pays) ?? {};
    }
    case "POST pay/claim": {
      const { code, account } = args(v.object({ code: text, account: v.optional(text) }));
      return services.claimPaylink(code, account ?? admin.account) ?? {};
    }
    case "GET subaccounts":
      return Object.fromEntries(admin.accounts.map((account) => [account, services.subaccounts(account)]));
    default:
      return undefined;
  }
}
