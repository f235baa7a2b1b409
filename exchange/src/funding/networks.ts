import type { Ids } from "../base/ids.ts";
import { uuidOf } from "../base/ids.ts";

/** What an address outside looks like. */
export interface OutsideAddress {
  readonly address: string;
  /** XRP Ledger. */
  readonly tag?: string;
  readonly memo?: string;
}

/** A way money travels: a blockchain or a payment scheme. */
export interface Network {
  readonly id: string;
  readonly name: string;
  readonly kind: "crypto" | "fiat";
  /** Networks that share addresses. */
  readonly group?: string;
  readonly explorer: string;
  readonly confirmations: number;
  /** Minutes Kraken states for these confirmations. */
  readonly minutes: number;
  /** Whether a text may be an address there. */
  readonly accepts: (address: string) => boolean;
  /** Makes up an address there. */
  readonly make: (ids: Ids) => OutsideAddress;
}

const hex = "0123456789abcdef";
const bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const digits = "0123456789";
const evm = { group: "EVM", pattern: /^0x[0-9a-fA-F]{40}$/, make: prefixed("0x", 40, hex) };

function prefixed(prefix: string, length: number, alphabet: string): (ids: Ids) => OutsideAddress {
  return (ids) => ({ address: prefix + ids.text(length, alphabet) });
}

interface Row {
  readonly kind?: "fiat";
  readonly group?: string;
  readonly pattern: RegExp;
  readonly make: (ids: Ids) => OutsideAddress;
  readonly confirmations?: number;
  readonly minutes?: number;
}

const iban = /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/;

const rows: Readonly<Record<string, Row>> = {
  Bitcoin: {
    pattern: /^(?:bc1[a-z0-9]{20,87}|[123mn][A-Za-z0-9]{24,38}|tb1[a-z0-9]{20,87})$/,
    make: prefixed("bc1q", 38, bech32),
    confirmations: 3,
    minutes: 30,
  },
  Lightning: { pattern: /^ln[a-z0-9]{20,600}$/, make: prefixed("lnbc1", 180, bech32), confirmations: 0, minutes: 0 },
  Ethereum: { ...evm, confirmations: 64, minutes: 13 },
  "Arbitrum One": { ...evm, confirmations: 240, minutes: 1 },
  Base: { ...evm, confirmations: 240, minutes: 8 },
  Solana: { pattern: /^[1-9A-HJ-NP-Za-km-z]{32,44}$/, make: prefixed("", 44, base58), minutes: 1 },
  Tron: { pattern: /^T[1-9A-HJ-NP-Za-km-z]{33}$/, make: prefixed("T", 33, base58), confirmations: 20, minutes: 1 },
  "XRP Ledger": {
    pattern: /^r[1-9A-HJ-NP-Za-km-z]{24,34}$/,
    make: (ids) => ({ address: `r${ids.text(33, base58)}`, tag: `1${ids.text(9, digits)}` }),
    minutes: 1,
  },
  Dogecoin: {
    pattern: /^[DA9][1-9A-HJ-NP-Za-km-z]{25,34}$/,
    make: prefixed("D", 33, base58),
    confirmations: 40,
    minutes: 40,
  },
  Cardano: {
    pattern: /^addr1[a-z0-9]{40,110}$/,
    make: prefixed("addr1q", 97, bech32),
    confirmations: 15,
    minutes: 10,
  },
  Acala: { pattern: /^[1-9A-HJ-NP-Za-km-z]{46,49}$/, make: prefixed("2", 47, base58), confirmations: 25, minutes: 5 },
  Fedwire: {
    kind: "fiat",
    pattern: /^[A-Z0-9 -]{5,40}$/,
    make: (ids) => ({ address: ids.text(12, digits), memo: ids.text(16, base58.toUpperCase()) }),
    minutes: 60,
  },
  SEPA: {
    kind: "fiat",
    pattern: iban,
    make: (ids) => ({ address: `IE29KRKN9905${ids.text(10, digits)}`, memo: ids.text(16, base58.toUpperCase()) }),
    minutes: 60,
  },
  "Faster Payments": {
    kind: "fiat",
    pattern: iban,
    make: (ids) => ({ address: `GB33KRKN2020${ids.text(10, digits)}`, memo: ids.text(16, base58.toUpperCase()) }),
    minutes: 10,
  },
};

/** Every network, by name. */
export const networks: ReadonlyMap<string, Network> = new Map(
  Object.entries(rows).map(([name, row]) => [name, networkOf(name, row)]),
);

/** The network of an asset that has one of its own and no entry above. */
export function ownNetwork(name: string): Network {
  return networkOf(name, { pattern: /^[A-Za-z0-9]{10,120}$/, make: prefixed("", 40, base58) });
}

/** Id of a group of networks that share addresses. */
export function groupId(group: string): string {
  return uuidOf(`network group/${group}`);
}

function networkOf(name: string, row: Row): Network {
  const { kind = "crypto", group, pattern, make, confirmations = 1, minutes = 5 } = row;
  return {
    id: uuidOf(`network/${name}`),
    name,
    kind,
    ...(group === undefined ? {} : { group }),
    explorer: kind === "fiat" ? "" : `https://explorer.example/${name.toLowerCase().replaceAll(" ", "-")}/tx/`,
    confirmations,
    minutes,
    accepts: (address) => pattern.test(address),
    make,
  };
}
