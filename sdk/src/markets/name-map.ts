/** Values under several names each, found as written or, failing that, in any case. */
export class NameMap<Value> {
  readonly #exact: Map<string, Value> = new Map();
  readonly #folded: Map<string, Value> = new Map();
  readonly #byMain: Map<string, Value> = new Map();

  /** Enters a value; the first name is the one it is known by, and replaces what was known by it. */
  set(names: readonly string[], value: Value): void {
    for (const name of names) {
      this.#exact.set(name, value);
      this.#folded.set(name.toUpperCase(), value);
    }
    this.#byMain.set(names[0] as string, value);
  }

  get(name: string): Value | undefined {
    return this.#exact.get(name) ?? this.#folded.get(name.toUpperCase());
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The value known by exactly this name. */
  exact(name: string): Value | undefined {
    return this.#exact.get(name);
  }

  values(): Value[] {
    return [...this.#byMain.values()];
  }
}
