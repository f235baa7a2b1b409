import * as v from "valibot";
import { plainText, sub, zero } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { Earn } from "../earn/earn.ts";
import { amountOf } from "../funding/amounts.ts";
import type { Funding } from "../funding/funding.ts";
import type { FundingMethod } from "../funding/methods.ts";
import type { SavedAddress } from "../funding/saved.ts";
import type { WithdrawalAmount } from "../funding/withdrawals.ts";
import { textOf, type Fields } from "../http/fields.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { FeeQuotes } from "./quotes.ts";
import type { Executor } from "./tasks.ts";
import type { Member, Vault, Vaults } from "./vaults.ts";

/** What instructions act on. */
export interface InstructionParts {
  readonly vaults: Vaults;
  readonly quotes: FeeQuotes;
  readonly funding: Funding;
  readonly earn: Earn;
}

/** Instructions that change something here. */
const effective = [
  "request_withdrawal",
  "request_transfer_to_spot",
  "request_transfer_to_vault",
  "request_allocation",
  "request_deallocation",
  "create_vault",
  "update_vault",
  "update_vault_policies",
  "update_withdrawal_addresses",
  "create_users",
] as const;

/** Instructions Kraken knows that have nothing to change here; they are approved and done. */
const recorded = [
  "update_group_users",
  "update_role_users",
  "update_vault_users",
  "update_domain_policies",
  "update_status_users",
  "create_group",
  "update_permission_users",
  "create_api_users",
  "update_api_users",
  "update_vaults_users",
] as const;

type Effective = (typeof effective)[number];

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(512));
const address = v.object({
  name: text,
  address: text,
  asset: v.optional(text),
  network: v.optional(text),
  method_id: v.optional(text),
  tag: v.optional(text),
  memo: v.optional(text),
  description: v.optional(text),
});
const operations = {
  addresses: v.pipe(
    v.array(
      v.variant("type", [
        v.object({ type: v.literal("add"), address }),
        v.object({ type: v.literal("remove"), address: v.object({ name: text }) }),
      ]),
    ),
    v.maxLength(50),
  ),
  policies: v.pipe(
    v.array(
      v.object({
        type: v.picklist(["add", "remove", "update"]),
        policy: v.looseObject({
          type: text,
          quorum: v.optional(v.pipe(v.string(), v.regex(/^\d{1,2}$/), v.transform(Number), v.minValue(1))),
        }),
      }),
    ),
    v.maxLength(50),
  ),
};
const people = v.pipe(
  v.array(v.object({ full_name: text, email: text, role: v.picklist(["admin", "initiator", "reviewer", "auditor"]) })),
  v.maxLength(50),
);

/** A withdrawal with everything it names resolved. */
interface Sending {
  readonly vault: Vault;
  readonly method: FundingMethod;
  readonly to: SavedAddress;
  readonly amount: WithdrawalAmount;
}

/** Carries out what tasks ask for, on the vaults' own accounts. */
export class Instructions implements Executor {
  readonly #parts: InstructionParts;

  constructor(parts: InstructionParts) {
    this.#parts = parts;
  }

  /** Refuses instructions nobody could carry out; answers the vault they are about. */
  check(owner: string, instructions: readonly Fields[]): Vault | undefined {
    let about: Vault | undefined;
    for (const instruction of instructions) {
      const type = textOf(instruction, "type") ?? "";
      if (!([...effective, ...recorded] as readonly string[]).includes(type)) throw invalid("type");
      const vaultId = textOf(instruction, "vault_id");
      if (vaultId !== undefined) about ??= this.#parts.vaults.find(owner, vaultId);
      if (type === "request_withdrawal") this.#sending(owner, instruction);
      if (type === "update_withdrawal_addresses") read(operations.addresses, instruction, "operations");
      if (type === "update_vault_policies") read(operations.policies, instruction, "operations");
      if (type === "create_users") read(people, instruction, "users");
      if (type === "create_vault") read(text, instruction, "name");
      if (/^request_(?:transfer|allocation|deallocation)/.test(type)) this.#amount(owner, instruction);
    }
    return about;
  }

  /** Carries instructions out, one after the other. */
  run(owner: string, instructions: readonly Fields[]): void {
    for (const instruction of instructions) {
      const type = textOf(instruction, "type");
      const known = effective.find((name) => name === type);
      if (known !== undefined) this.#carryOut(known, owner, instruction);
    }
  }

  #carryOut(type: Effective, owner: string, instruction: Fields): void {
    const { vaults, funding } = this.#parts;
    switch (type) {
      case "create_vault":
        vaults.open(owner, read(text, instruction, "name"), textOf(instruction, "description") ?? "");
        return;
      case "update_vault": {
        const vault = this.#vault(owner, instruction);
        vault.name = textOf(instruction, "name") ?? vault.name;
        vault.description = textOf(instruction, "description") ?? vault.description;
        return;
      }
      case "update_vault_policies":
        this.#policies(this.#vault(owner, instruction), instruction);
        return;
      case "update_withdrawal_addresses":
        this.#addresses(this.#vault(owner, instruction), instruction);
        return;
      case "create_users":
        for (const person of read(people, instruction, "users"))
          vaults.join(owner, person satisfies Omit<Member, "iiban">);
        return;
      case "request_withdrawal": {
        const { vault, method, to, amount } = this.#sending(owner, instruction);
        funding.withdrawals.send(vault.id, method, to, amount);
        return;
      }
      case "request_transfer_to_spot":
      case "request_transfer_to_vault": {
        const { vault, asset, amount } = this.#amount(owner, instruction);
        const [from, to] = type === "request_transfer_to_spot" ? [vault.id, owner] : [owner, vault.id];
        const value = plainText(amount);
        funding.venue.book({
          type: "transfer",
          subtype: type === "request_transfer_to_spot" ? "spotfromcustody" : "spottocustody",
          legs: [
            { account: from, asset: asset.id, amount: `-${value}` },
            { account: to, asset: asset.id, amount: value },
          ],
        });
        return;
      }
      case "request_allocation":
      case "request_deallocation": {
        const { vault, asset, amount } = this.#amount(owner, instruction);
        const { earn } = this.#parts;
        const strategy = earn.strategies.find((one) => one.asset === asset && one.wallet === "S");
        if (strategy === undefined) throw new Rejection("EFunding:Invalid staking method");
        if (type === "request_allocation") earn.allocate(vault.id, strategy, amount);
        else earn.deallocate(vault.id, strategy, amount);
      }
    }
  }

  #policies(vault: Vault, instruction: Fields): void {
    for (const { type, policy } of read(operations.policies, instruction, "operations")) {
      if (policy.type === "required_approvals") vault.quorum = type === "remove" ? 1 : (policy.quorum ?? vault.quorum);
      if (policy.type === "otc_enabled") vault.otc = type !== "remove";
    }
  }

  #addresses(vault: Vault, instruction: Fields): void {
    const { funding } = this.#parts;
    for (const operation of read(operations.addresses, instruction, "operations")) {
      if (operation.type === "remove") {
        const saved = funding.saved.named(vault.id, operation.address.name);
        if (saved === undefined) throw new Rejection("EFunding:Unknown address");
        funding.saved.remove(saved);
        continue;
      }
      const { name, address: to, asset, network, method_id, tag, memo, description } = operation.address;
      const methods = funding.methods.list("withdraw", asset === undefined ? undefined : funding.asset(asset));
      const method = methods.find(
        (one) =>
          (method_id === undefined || one.id === method_id) && (network === undefined || one.network.name === network),
      );
      if (method === undefined) throw new Rejection("EFunding:No funding method");
      const full = { address: to, ...(tag === undefined ? {} : { tag }), ...(memo === undefined ? {} : { memo }) };
      funding.saved.add(vault.id, { method_id: method.id }, full, name, description);
    }
  }

  #vault(owner: string, instruction: Fields): Vault {
    return this.#parts.vaults.find(owner, textOf(instruction, "vault_id") ?? "");
  }

  #amount(
    owner: string,
    instruction: Fields,
  ): { readonly vault: Vault; readonly asset: SpotAsset; readonly amount: ReturnType<typeof amountOf> } {
    const vault = this.#vault(owner, instruction);
    const asset = this.#parts.funding.asset(textOf(instruction, "asset") ?? "");
    return { vault, asset, amount: amountOf(asset, textOf(instruction, "amount") ?? "") };
  }

  /** A withdrawal names asset, amount and address itself, or refers to a fee quote that does. */
  #sending(owner: string, instruction: Fields): Sending {
    const { funding, quotes } = this.#parts;
    const vault = this.#vault(owner, instruction);
    const quoteId = textOf(instruction, "fee_quote_id") ?? textOf(instruction, "quote_id");
    const quote = quoteId === undefined ? undefined : quotes.find(quoteId, vault);
    const assetName = textOf(instruction, "asset");
    const asset = assetName === undefined ? quote?.method.asset : funding.asset(assetName);
    const key = textOf(instruction, "address_name") ?? quote?.addressName;
    const to = key === undefined ? undefined : funding.saved.named(vault.id, key);
    if (asset === undefined) throw invalid("asset");
    if (to === undefined) throw new Rejection("EFunding:Unknown address");
    const method = funding.saved.methods(to, asset)[0];
    if (method === undefined) throw new Rejection("EFunding:No funding method");
    const amountText = textOf(instruction, "amount");
    const amount = amountText === undefined ? (quote?.amount ?? zero) : amountOf(asset, amountText);
    const wish: WithdrawalAmount = quote?.included === true ? { gross: amount } : { net: amount };
    funding.withdrawals.price(method, wish);
    return { vault, method, to, amount: "gross" in wish ? { net: sub(wish.gross, method.fee) } : wish };
  }
}

function read<T>(schema: v.GenericSchema<unknown, T>, fields: Fields, name: string): T {
  const outcome = v.safeParse(schema, fields[name]);
  if (!outcome.success) throw invalid(name);
  return outcome.output;
}

function invalid(name: string): Rejection {
  return new Rejection(`EGeneral:Invalid arguments:${name}`);
}
