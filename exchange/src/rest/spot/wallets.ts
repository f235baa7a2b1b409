import { createHash } from "node:crypto";
import * as v from "valibot";
import { Rejection } from "../../base/rejection.ts";
import type { SignedCall } from "../../http/call.ts";
import { read, text } from "./arguments.ts";

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const selector = v.object({ account_id: v.optional(text) });

/** The international account number of an account, made from its name: `AA88 N84G AET3 RAOA`. */
export function iibanOf(account: string): string {
  const bytes = createHash("sha256").update(`iiban/${account}`).digest();
  const text = [...bytes.subarray(2, 14)].map((byte) => letters[byte % letters.length]).join("");
  const check = String(10 + ((bytes[0] ?? 0) % 89));
  return `AA${check} ${text.slice(0, 4)} ${text.slice(4, 8)} ${text.slice(8, 12)}`;
}

/** The wallet selector of an account's one wallet. */
export function walletOf(account: string): string {
  return iibanOf(account).replaceAll(" ", "-");
}

/** Refuses a wallet selector that is not one of the caller's. */
export function checkWallet(call: SignedCall): void {
  const { account_id } = read(selector, call.query);
  if (account_id === undefined || account_id === walletOf(call.account) || account_id === iibanOf(call.account)) return;
  throw new Rejection("EGeneral:Invalid arguments:account_id");
}
