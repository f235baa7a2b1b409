import * as v from "valibot";
import type { Need } from "../../auth/permissions.ts";
import { plainText } from "../../base/decimal.ts";
import { stringify } from "../../base/json.ts";
import { Rejection } from "../../base/rejection.ts";
import { amountOf } from "../../funding/amounts.ts";
import { raw, type PublicRoute, type SignedCall, type SignedRoute } from "../../http/call.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { expireSeconds, type Pay, type Payment } from "../../pay/pay.ts";
import type { TokenSigner } from "../../pay/signer.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import { integer, read, text } from "../spot/arguments.ts";

/** Everything the Pay calls are answered from. */
export interface PayDesk {
  readonly pay: Pay;
  readonly signer: TokenSigner;
  readonly venue: SpotCalls;
  readonly url: () => string;
}

/** 1 to 16 bytes as base64 without padding. */
const externalId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9+/_-]{2,22}$/),
  v.check((id) => id.length % 4 !== 1),
);
const note = v.optional(text);
const money = { amount: text, asset: text, external_id: externalId, note };
const transferSchema = v.object({ ...money, to: text, return_for: v.optional(externalId) });
const requestSchema = v.object({
  ...money,
  expire_after_seconds: v.optional(integer(1, 31_536_000)),
  from: v.optional(text),
});
const linkSchema = v.object(money);
const namedSchema = v.object({ external_id: externalId });

const query: Need = { all: ["query-funds"] };
const spend: Need = { all: ["query-funds", "withdraw-funds"] };
const receive: Need = { all: ["add-funds"] };

/** Paying and being paid. */
export function payRoutes({ pay, signer, venue, url }: PayDesk): readonly (SignedRoute | PublicRoute)[] {
  const call = (name: string, path: string, needs: Need, handle: (call: SignedCall) => unknown): SignedRoute => ({
    name,
    method: "POST",
    path: `/0/private/Pay/${path}`,
    auth: "body-nonce",
    needs,
    cost: 1,
    handle,
  });
  const assetOf = (name: string): SpotAsset => {
    const asset = venue.markets.asset(name);
    if (asset === undefined) throw new Rejection("EFunding:Unknown asset");
    return asset;
  };
  const start = (
    { account }: SignedCall,
    kind: Payment["kind"],
    args: {
      readonly amount: string;
      readonly asset: string;
      readonly external_id: string;
      readonly note?: string | undefined;
    },
    other?: string,
    expireMs?: number,
  ): Payment => {
    const asset = assetOf(args.asset);
    const amount = amountOf(asset, args.amount);
    const asked = JSON.stringify([kind, asset.id, plainText(amount), args.note, other, expireMs]);
    return pay.start({ kind, account, externalId: args.external_id, asset, amount, asked, other, expireMs });
  };
  const known = ({ account, body }: SignedCall, kinds: readonly Payment["kind"][]): Payment => {
    const payment = pay.find(account, read(namedSchema, body).external_id);
    if (payment === undefined || !kinds.includes(payment.kind)) throw new Rejection("EFunding:Unknown reference id");
    return payment;
  };
  return [
    call("createPayTransfer", "transfer/create", spend, (sent) => {
      const args = read(transferSchema, sent.body);
      start(sent, "transfer", args, args.to);
      return {};
    }),
    call("cancelPayTransfer", "transfer/cancel", query, (sent) => {
      pay.cancel(known(sent, ["transfer", "paylink"]));
      return {};
    }),
    call("createPayRequest", "request/create", receive, (sent) => {
      const args = read(requestSchema, sent.body);
      const ms = args.expire_after_seconds === undefined ? undefined : args.expire_after_seconds * 1000;
      return { view_link: `${url()}/pay/r/${start(sent, "request", args, args.from, ms).id}` };
    }),
    call("cancelPayRequest", "request/cancel", query, (sent) => {
      pay.cancel(known(sent, ["request"]));
      return {};
    }),
    call("createPaylinkCode", "paylink/create", spend, (sent) => {
      start(sent, "paylink", read(linkSchema, sent.body));
      return {};
    }),
    call("getPaylinkCode", "paylink/get", query, (sent) => {
      const { code, outcome, expires } = known(sent, ["paylink"]);
      if (code === undefined) throw new Rejection("EFunding:Paylink is not ready");
      return {
        code,
        link: `${url()}/pay/l/${code}`,
        status: outcome ?? "pending",
        expire_time: Math.floor((expires ?? 0) / 1000),
      };
    }),
    call("getPaylinkConfig", "paylink/config", query, () => ({ expire_time: expireSeconds })),
    {
      // Where Kraken shows a request to whoever should pay it.
      name: "viewPayRequest",
      method: "GET",
      path: "/pay/r/:id",
      auth: "none",
      handle: ({ params }) => {
        const payment = pay.byId(params["id"] ?? "");
        if (payment?.kind !== "request") throw new Rejection("EFunding:Unknown reference id");
        const { asset, amount, account, outcome, expires } = payment;
        return {
          to: pay.tagOf(account),
          asset: asset.symbol,
          amount: plainText(amount),
          status: outcome ?? "pending",
          expires: Math.floor((expires ?? 0) / 1000),
        };
      },
    },
    {
      name: "payCallbackKeys",
      method: "GET",
      path: "/.well-known/pay-callback-keys.json",
      auth: "none",
      handle: () => raw(200, stringify({ keys: [signer.publicKey] })),
    },
  ];
}
