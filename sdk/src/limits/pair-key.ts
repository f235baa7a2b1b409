// The assets that Kraken's oldest names prefix with X (coins) or Z (currencies), at either end of a pair's key.
const atStart = /^(?:X(?=ETH|LTC|XRP|XLM|XMR|ZEC|ETC|REP|MLN)|Z(?=USD|EUR|GBP|CAD|JPY|AUD))/;
const atEnd = /(?:X(?=(?:ETH|LTC|XRP|XLM|XMR|ZEC|ETC|REP|MLN)$)|Z(?=(?:USD|EUR|GBP|CAD|JPY|AUD)$))/;

/**
 * One key for all names of a Spot pair: `XXBTZUSD`, `XBTUSD`, `XBT/USD` and `BTC/USD` give the same.
 *
 * It needs no list of pairs. Two pairs could in theory share a key, which only makes a limit stricter; one pair never has
 * two.
 */
export function pairKey(name: string): string {
  const [pair = "", ...venue] = name.toUpperCase().replace("/", "").split(":");
  const plain = pair.replace(/X?XBT/g, "BTC").replace(/X?XDG/g, "DOGE").replace(atStart, "").replace(atEnd, "");
  return [plain, ...venue].join(":");
}
