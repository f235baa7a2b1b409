/** A refusal in the exchange's own words, e.g. `EOrder:Insufficient funds`; everything else thrown is a bug. */
export class Rejection extends Error {
  /** The exact strings for the `error` array of an answer. */
  readonly reasons: readonly string[];

  /** At least one exact error string. */
  constructor(reason: string, ...more: readonly string[]) {
    super(reason);
    this.name = "Rejection";
    this.reasons = [reason, ...more];
  }

  /** The first error string. */
  get reason(): string {
    return this.message;
  }
}
