import { add, formatDecimal, plainText, type Decimal } from "../../base/decimal.ts";
import type { Activity, Task } from "../../custody/tasks.ts";
import type { Vault } from "../../custody/vaults.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import type { Movement, MovementLeg } from "../../statements/movements.ts";
import { changeSince, holdingsOf, sumOf, valueOf } from "../../statements/worth.ts";
import { cents } from "../../statements/worth.ts";
import { canReview, decisionOf, secondsText, vaultInfo, type CustodyDesk } from "./desk.ts";

const day = 86_400_000;

/** A vault as the legacy lists tell it. */
export function vaultRow(desk: CustodyDesk, vault: Vault): object {
  const holdings = holdingsOf(desk.venue, vault.id);
  return {
    id: vault.id,
    created_at: secondsText(vault.created),
    updated_at: secondsText(vault.updated),
    count_assets: holdings.length,
    status: vault.status,
    iiban: vault.iiban,
    deposit_lock_rekeying_only: false,
    name: vault.name,
    description: vault.description,
    balance_fiat: cents(sumOf(holdings, ({ total }) => total)),
    balance_diff: cents(changeSince(desk.venue, vault.id, desk.clock.now() - day)),
    available_balance_fiat: cents(sumOf(holdings, ({ spot }) => spot)),
    otc_enabled: vault.otc,
  };
}

/** What a vault holds of each asset. */
export function assetDetails(desk: CustodyDesk, vault: Vault): readonly object[] {
  return holdingsOf(desk.venue, vault.id).map(({ asset, total, spot, price }) => ({
    asset: asset.symbol,
    current_usd_price: price === undefined ? null : formatDecimal(price, 8),
    available_balance: { current_usd_value: cents(valueOf(spot, price)), quantity: plainText(spot) },
    total_balance: { current_usd_value: cents(valueOf(total, price)), quantity: plainText(total) },
  }));
}

/** A task as the legacy calls tell it. */
export function taskRow(desk: CustodyDesk, task: Task): object {
  const { approved, denied, undecided } = desk.tasks.statistics(task);
  return {
    id: task.id,
    approval_id: task.approvalId,
    type: task.type,
    state: task.state,
    ...(task.vault === undefined ? {} : { vault_info: vaultInfo(task.vault) }),
    payload: task.instructions[0] ?? {},
    created_at: secondsText(task.created),
    updated_at: secondsText(task.updated),
    expires_at: secondsText(task.expires),
    initiator: task.initiator,
    can_review: canReview(desk, task),
    current_user_decision: decisionOf(desk, task),
    reviewer_statistics: { current_count: approved + denied, approved, denied, undecided },
  };
}

/** Something that happened to a task, as the legacy calls tell it. */
export function activityRow(desk: CustodyDesk, { id, time, type, comment, user, task }: Activity): object {
  return {
    id,
    created_at: secondsText(time),
    type,
    comment: comment ?? null,
    user,
    task: taskRow(desk, task),
  };
}

const kinds: Readonly<Record<string, { readonly type: string; readonly category: string; readonly area: string }>> = {
  deposit: { type: "deposit", category: "deposit", area: "funding" },
  withdrawal: { type: "withdrawal", category: "withdrawal", area: "funding" },
  transfer: { type: "custody_transfer", category: "custody", area: "custody" },
  earn: { type: "custody_staking", category: "earn", area: "staking" },
  trade: { type: "trade", category: "trade", area: "spot_margin" },
};

/** The kind of a movement in custody's words. */
export function kindOf({ type, subtype }: Movement): {
  readonly type: string;
  readonly category: string;
  readonly area: string;
} {
  if (type === "earn" && subtype === "reward")
    return { type: "custody_staking_reward", category: "earn_rewards", area: "staking" };
  if (type === "earn" && subtype === "deallocation")
    return { type: "custody_unstaking", category: "earn", area: "staking" };
  return kinds[type] ?? { type: "adjustment", category: "other", area: "other" };
}

/** A movement as the legacy calls tell it; `quote` adds values. */
export function transactionRow(desk: CustodyDesk, movement: Movement, quote: SpotAsset | undefined): object {
  const { id, time, status, refid, legs, txid } = movement;
  const side = (out: boolean): object | null => {
    const leg = legs.find(({ amount }) => amount.units < 0n === out);
    return leg === undefined ? null : sideRow(desk, leg, time, movement.subtype, quote);
  };
  return {
    id,
    time: secondsText(time),
    ...kindOf(movement),
    status,
    ref_id: refid,
    ref_id2: null,
    spend: side(true),
    receive: side(false),
    details: null,
    custody_extended: {
      custody_type: kindOf(movement).type,
      ref_id_2: 0,
      approval_id: null,
      internal_transaction_id: null,
      transaction_hash: txid === "" ? null : txid,
      loan_id: null,
    },
  };
}

function sideRow(
  desk: CustodyDesk,
  leg: MovementLeg,
  time: number,
  subtype: string,
  quote: SpotAsset | undefined,
): object {
  const { asset, amount, fee, balance, ledgerId } = leg;
  const size = absolute(amount);
  const text = (of: SpotAsset, value: Decimal): object => ({
    amount: formatDecimal(value, of.decimals),
    asset: of.symbol,
    class: "currency",
  });
  const price = quote === undefined ? undefined : desk.venue.price(asset.id, quote.id, 12);
  const quoted = (name: string, value: Decimal): object =>
    quote === undefined || price === undefined ? {} : { [name]: text(quote, valueOf(value, price)) };
  const total = amount.units < 0n ? add(size, fee) : add(size, { ...fee, units: -fee.units });
  return {
    ledger_id: ledgerId === "" ? null : ledgerId,
    time: secondsText(time),
    subtype,
    amount: text(asset, size),
    ...quoted("quoted_amount", size),
    fee: text(asset, fee),
    ...quoted("quoted_fee", fee),
    total: text(asset, total),
    ...quoted("quoted_total", total),
    balance: balance === undefined ? null : text(asset, balance),
    wallet: null,
  };
}

/** The size of an amount, whichever way it went. */
export function absolute(value: Decimal): Decimal {
  return value.units < 0n ? { ...value, units: -value.units } : value;
}
