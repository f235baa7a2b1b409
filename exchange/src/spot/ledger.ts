import { formatUnits } from "../base/decimal.ts";
import { num } from "../base/json.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { Account } from "./account.ts";
import type { LedgerEntry } from "./model.ts";
import type { State } from "./state.ts";
import { stamp } from "./texts.ts";

/** What an entry is about. */
export interface Posting {
  readonly refid: string;
  readonly type: string;
  readonly subtype?: string;
  readonly category: string;
  readonly asset: SpotAsset;
  /** Signed, without the fee. */
  readonly amount: bigint;
  readonly fee?: bigint;
}

/** Changes a balance by amount minus fee, writes it in the ledger and tells; answers the entry's id. */
export function post(state: State, account: Account, posting: Posting): string {
  const { asset, amount, fee = 0n } = posting;
  const balance = account.change(asset, amount - fee);
  const { quiet = false, retention } = account.options;
  if (quiet && retention === 0) return "";
  const entry: LedgerEntry = {
    id: state.ids.ledger(),
    refid: posting.refid,
    time: state.now(),
    type: posting.type,
    subtype: posting.subtype ?? "",
    category: posting.category,
    asset,
    amount,
    fee,
    balance,
  };
  account.ledger.add(entry);
  if (!quiet && state.events.hears("ledger")) tell(state, account, entry);
  return entry.id;
}

/** How the balances channel names the wallet an asset lies in. */
export function walletName(asset: SpotAsset): { readonly wallet_type: string; readonly wallet_id: string } {
  if (asset.of === undefined) return { wallet_type: "spot", wallet_id: "main" };
  return { wallet_type: "earn", wallet_id: asset.id.endsWith(".S") ? "bonded" : "flexible" };
}

function tell(state: State, account: Account, entry: LedgerEntry): void {
  const { asset } = entry;
  state.tell("ledger", {
    account: account.id,
    entry: {
      ledger_id: entry.id,
      ref_id: entry.refid,
      timestamp: stamp(entry.time),
      type: entry.type,
      ...(entry.subtype === "" ? {} : { subtype: entry.subtype }),
      asset: (asset.of ?? asset).symbol,
      asset_class: "currency",
      category: entry.category,
      ...walletName(asset),
      amount: num(formatUnits(entry.amount, asset.decimals)),
      fee: num(formatUnits(entry.fee, asset.decimals)),
      balance: num(formatUnits(entry.balance, asset.decimals)),
    },
  });
}
