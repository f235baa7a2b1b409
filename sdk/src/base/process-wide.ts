/**
 * What the whole process must share because the exchange sees it as one: the nonce order of a key, the connection
 * attempts of an address. Kept behind a symbol so that the ESM and the CommonJS copy of this package find the same.
 */
export function processWide<Value>(name: string, make: () => Value): Value {
  const key = Symbol.for(`krakenkit.${name}`);
  const home = globalThis as unknown as Record<symbol, Value | undefined>;
  const known = home[key];
  if (known !== undefined) return known;
  const value = make();
  Object.defineProperty(home, key, { value, enumerable: false });
  return value;
}
