import type { Clock } from "../../base/clock.ts";
import type { FeeQuotes } from "../../custody/quotes.ts";
import type { Task, Tasks } from "../../custody/tasks.ts";
import type { Member, Vault, Vaults } from "../../custody/vaults.ts";
import type { Funding } from "../../funding/funding.ts";
import type { Call, SignedCall, SignedRoute } from "../../http/call.ts";
import type { SpotCalls } from "../../spot/calls.ts";

/** Everything both families of custody calls are answered from. */
export interface CustodyDesk {
  readonly clock: Clock;
  readonly venue: SpotCalls;
  readonly funding: Funding;
  readonly vaults: Vaults;
  readonly tasks: Tasks;
  readonly quotes: FeeQuotes;
}

/** The address a request came from, as Kraken shows it. */
export function ipOf({ remote }: Call): string {
  return remote.replace(/^::ffff:/, "");
}

/** The person behind an account's keys. */
export function ownerOf(desk: CustodyDesk, account: string): Member {
  const [owner] = desk.vaults.members(account);
  if (owner === undefined) throw new RangeError(`${account} has no owner`);
  return owner;
}

/** Whole unix seconds, as text. */
export function secondsText(ms: number): string {
  return String(Math.floor(ms / 1000));
}

/** The vault of a task as tasks tell it. */
export function vaultInfo(vault: Vault): object {
  return { id: vault.id, name: vault.name, status: vault.status };
}

/** What the owner of an account has decided about a task. */
export function decisionOf(desk: CustodyDesk, task: Task): "approved" | "denied" | "undecided" {
  return task.reviews.get(ownerOf(desk, task.owner).iiban) ?? "undecided";
}

/** Whether the owner of an account may still decide. */
export function canReview(desk: CustodyDesk, task: Task): boolean {
  return task.state === "pending" && decisionOf(desk, task) === "undecided";
}

/** One call of the legacy custody family. */
export function legacy(name: string, path: string, handle: (call: SignedCall) => unknown): SignedRoute {
  return { name, method: "POST", path: `/0/private/${path}`, auth: "body-nonce", cost: 1, handle };
}

/** One call of Custody External. */
export function insto(
  name: string,
  method: SignedRoute["method"],
  path: string,
  handle: (call: SignedCall) => unknown,
): SignedRoute {
  return { name, method, path: `/v0/insto/custody/${path}`, auth: "header-nonce", handle };
}
