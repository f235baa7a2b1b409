/** What can be said about a name without any list. https://support.kraken.com/articles/360001206766 */

/** Names that differ between the venue's older and newer interfaces, older first. */
const renamed: Readonly<Record<string, string>> = { XBT: "BTC", XDG: "DOGE" };

/**
 * Assets whose id has four letters: X before a currency that is none of a state, Z before one that is. A closed list: assets
 * added since have one name everywhere.
 */
const prefixed: Readonly<Record<string, string>> = {
  XXBT: "XBT",
  XXDG: "XDG",
  XETH: "ETH",
  XETC: "ETC",
  XLTC: "LTC",
  XMLN: "MLN",
  XREP: "REP",
  XXLM: "XLM",
  XXMR: "XMR",
  XXRP: "XRP",
  XZEC: "ZEC",
  ZAUD: "AUD",
  ZCAD: "CAD",
  ZEUR: "EUR",
  ZGBP: "GBP",
  ZJPY: "JPY",
  ZUSD: "USD",
};

/** What a balance of an asset is subject to, by the suffix of its name. */
export type BalanceKind = "spot" | "yield" | "rewards" | "staked" | "opt-in" | "tokenized" | "held";

const suffixes: Readonly<Record<string, BalanceKind>> = {
  B: "yield",
  F: "rewards",
  S: "staked",
  M: "opt-in",
  T: "tokenized",
  HOLD: "held",
};

/** Splits `ETH.F` into the asset and what its suffix says; a name without a known suffix is a plain one. */
export function splitBalance(name: string): { readonly asset: string; readonly kind: BalanceKind } {
  const point = name.lastIndexOf(".");
  const ending = point > 0 ? name.slice(point + 1).toUpperCase() : "";
  // Bonded assets carry days before the letter: DOT28.S.
  const known = Object.hasOwn(suffixes, ending) ? suffixes[ending] : undefined;
  return known === undefined ? { asset: name, kind: "spot" } : { asset: name.slice(0, point), kind: known };
}

/** The name without the historic letter in front: `XXBT` gives `XBT`, `USDT` stays. Upper case. */
export function altnameOf(asset: string): string {
  const upper = asset.toUpperCase();
  return prefixed[upper] ?? old(upper);
}

/** The name of WebSocket v2 and of display: `XXBT`, `XBT` and `BTC` give `BTC`. Upper case. */
export function displayOf(asset: string): string {
  const alt = altnameOf(asset);
  return renamed[alt] ?? alt;
}

/** The four-letter id of an asset of the closed list; every other asset is called by its altname. Takes an altname. */
export function idOf(altname: string): string {
  return Object.keys(prefixed).find((id) => prefixed[id] === altname) ?? altname;
}

function old(name: string): string {
  return Object.keys(renamed).find((older) => renamed[older] === name) ?? name;
}

/** Splits `BTC/USD:BTNL` into the pair and the execution venue. */
export function splitVenue(name: string): { readonly pair: string; readonly venue: string | undefined } {
  const colon = name.indexOf(":");
  return colon < 0
    ? { pair: name, venue: undefined }
    : { pair: name.slice(0, colon), venue: name.slice(colon + 1).toUpperCase() };
}
