import type { ApiKey } from "../../auth/keys.ts";
import { Rejection } from "../../base/rejection.ts";
import type { Connection } from "../connection.ts";
import type { JsonRecord } from "../json.ts";
import { textOf } from "./fields.ts";
import type { SpotParts } from "./parts.ts";

const privateChannels = ["executions", "balances", "level3"];

/** Whether a connection has a subscription that keeps its token alive. */
function keepsTokens(connection: Connection): boolean {
  for (const { channel } of connection.subscriptions.values()) if (privateChannels.includes(channel)) return true;
  return false;
}

/** The key behind the token of a request, or the refusal of a missing, unknown or worn-out token. */
export function keyOf({ tokens, keys }: SpotParts, connection: Connection, params: JsonRecord): ApiKey {
  const token = textOf(params, "token");
  if (token === undefined || token === "") throw new Rejection("Token(s) not found");
  const key = tokens.use(token, connection.name);
  if (key === undefined || keys.find(key.settings.key) !== key) throw new Rejection("ESession:Invalid session");
  return key;
}

/** Lets a token age again when its connection keeps no private subscription. */
export function settleTokens({ tokens }: SpotParts, connection: Connection): void {
  if (!keepsTokens(connection)) tokens.release(connection.name);
}
