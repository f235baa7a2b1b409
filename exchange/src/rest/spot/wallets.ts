import * as v from "valibot";
import { iibanOf } from "../../base/iiban.ts";
import { Rejection } from "../../base/rejection.ts";
import type { SignedCall } from "../../http/call.ts";
import { read, text } from "./arguments.ts";

const selector = v.object({ account_id: v.optional(text) });

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
