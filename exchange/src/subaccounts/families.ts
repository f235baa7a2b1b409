import { Rejection } from "../base/rejection.ts";

/** A trading account under another one. */
export interface Subaccount {
  readonly account: string;
  readonly username: string;
  readonly email: string;
}

/** Which accounts belong to which master. */
export class Families {
  readonly #children: Map<string, Subaccount[]> = new Map();
  readonly #masters: Map<string, string> = new Map();
  readonly #open: (child: Subaccount, master: string) => void;

  /** `open` opens the account on both venues. */
  constructor(open: (child: Subaccount, master: string) => void) {
    this.#open = open;
  }

  /** Subaccounts of a master, oldest first. */
  of(master: string): readonly Subaccount[] {
    return this.#children.get(master) ?? [];
  }

  /** The master of a subaccount; undefined for accounts that are none. */
  masterOf(account: string): string | undefined {
    return this.#masters.get(account);
  }

  /** The e-mail address of an account. */
  emailOf(account: string): string {
    const master = this.#masters.get(account);
    const child = this.of(master ?? "").find((one) => one.account === account);
    return child?.email ?? `${account}@localhost`;
  }

  /** Opens a subaccount; user name and e-mail must not be taken. */
  create(master: string, username: string, email: string): Subaccount {
    this.demandMaster(master);
    const all = [...this.#children.values()].flat();
    if (all.some((child) => child.username === username)) throw new Rejection("EGeneral:Invalid arguments:username");
    if (all.some((child) => child.email === email)) throw new Rejection("EGeneral:Invalid arguments:email");
    const child: Subaccount = { account: `${master}/${username}`, username, email };
    this.#open(child, master);
    this.#masters.set(child.account, master);
    this.#children.set(master, [...this.of(master), child]);
    return child;
  }

  /** Master and subaccounts: the accounts a master may move money between. */
  members(master: string): readonly string[] {
    return [master, ...this.of(master).map(({ account }) => account)];
  }

  /** Refuses a subaccount where only a master may act. */
  demandMaster(account: string): void {
    if (this.#masters.has(account)) throw new Rejection("EGeneral:Permission denied");
  }
}
