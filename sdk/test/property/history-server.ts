/** A paged exchange on a table of rows, which may grow while it is being read. */

export interface Row {
  readonly id: number;
  /** Nanoseconds since 1970. */
  readonly at: bigint;
}

/** Rows in the order in which they happened; several may share a moment. */
export class Table {
  readonly rows: Row[] = [];
  #next = 1;
  #at = 1_700_000_000_000_000_000n;

  /** Lets rows happen, each so many nanoseconds after the one before. */
  grow(gaps: readonly bigint[]): void {
    for (const gap of gaps) {
      this.#at += gap;
      this.rows.push({ id: this.#next, at: this.#at });
      this.#next += 1;
    }
  }

  get ids(): number[] {
    return this.rows.map(({ id }) => id);
  }

  get newestFirst(): Row[] {
    return [...this.rows].reverse();
  }
}

export const secondsText = (at: bigint): string =>
  `${at / 1_000_000_000n}.${String(at % 1_000_000_000n).padStart(9, "0")}`;

/** The number a client gets when it parses those seconds: the last digits are lost, as in real life. */
export const secondsNumber = (at: bigint): number => Number(secondsText(at));

export const isoText = (at: bigint, decimals: number): string => {
  const fraction = String(at % 1_000_000_000n)
    .padStart(9, "0")
    .slice(0, decimals);
  return `${new Date(Number(at / 1_000_000_000n) * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
};

export const nanosecondsOfText = (seconds: string): bigint => {
  const [whole = "0", fraction = ""] = seconds.split(".");
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9));
};

export const nanosecondsOfIsoText = (iso: string): bigint => {
  const [, fraction = ""] = /\.(\d+)Z$/.exec(iso) ?? [];
  const seconds = BigInt(Math.floor(Date.parse(iso) / 1000));
  return seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
};
