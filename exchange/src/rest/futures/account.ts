import type { RawNumber } from "../../base/json.ts";
import { Rejection } from "../../base/rejection.ts";
import type { FuturesAccount } from "../../futures/account.ts";
import { money, over, parseFixed, times, type Fixed } from "../../futures/fixed.ts";
import type { Line, Standing } from "../../futures/standing.ts";
import { parseJsonText } from "../../http/jsontext.ts";
import { isFields, textOf, type Field, type Fields } from "../../http/fields.ts";
import { MalformedText } from "../../http/forms.ts";
import type { Route } from "../../http/router.ts";
import { marginFor } from "../../futures/margin.ts";
import { exact, exactOrNull, iso, Section } from "./answers.ts";
import { required } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";

const v3 = "/derivatives/api/v3";

/** Account Information. */
export function accountRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  return new Section(desk)
    .signed("getAccounts", "GET", `${v3}/accounts`, { needs: "read", cost: 2 }, ({ account }) => ({
      accounts: accounts(desk, account),
    }))
    .signed("getOpenPositions", "GET", `${v3}/openpositions`, { needs: "read", cost: 2 }, ({ account }) => ({
      openPositions: venue.positions(account).map((position) => ({
        side: position.size > 0n ? "long" : "short",
        symbol: position.contract.symbol,
        price: exact(position.entry),
        fillTime: iso(position.time),
        size: exact(position.size < 0n ? -position.size : position.size),
        unrealizedPnl: exact(position.pnl),
        unrealizedFunding: exact(position.funding),
        ...(position.pnlCurrency === undefined
          ? {}
          : { pnlCurrency: pnlWord(position.pnlCurrency), maxFixedLeverage: exactOrNull(position.maxLeverage) }),
      })),
    }))
    .signed("getPositionPercentile", "GET", `${v3}/unwindqueue`, { needs: "read", cost: 200 }, ({ account }) => ({
      queue: venue
        .positions(account)
        .map(({ contract }) => ({ symbol: contract.symbol, percentile: percentile(desk, account, contract.symbol) })),
    }))
    .signed(
      "getPortfolioMarginParameters",
      "GET",
      `${v3}/portfolio-margining/parameters`,
      { needs: "read" },
      () => marginParameters,
    )
    .signed(
      "simulateMarginRequirements",
      "POST",
      `${v3}/portfolio-margining/simulate`,
      { needs: "read" },
      ({ fields }) => simulate(desk, fields),
    ).routes;
}

/** Profit currencies are spelled with BTC where wallets say XBT. */
export function pnlWord(currency: string): string {
  return currency === "XBT" ? "BTC" : currency;
}

/** Cash, flex and single-collateral accounts of a client. */
function accounts(desk: FuturesDesk, id: string): object {
  const account = desk.venue.account(id);
  const singles = desk.venue.singleWallets().map((wallet) => [wallet, single(desk, account, wallet)] as const);
  return {
    cash: { type: "cashAccount", balances: balances(account, "cash") },
    flex: flex(desk.venue.standing(id, "flex")),
    ...Object.fromEntries(singles),
  };
}

function balances(account: FuturesAccount, wallet: string): Record<string, RawNumber> {
  return Object.fromEntries(
    [...(account.wallets.get(wallet) ?? [])].map(([currency, amount]) => [currency.toLowerCase(), exact(amount)]),
  );
}

/** The multi-collateral account. */
export function flex(standing: Standing): object {
  const currencies = standing.currencies.map((item) => [
    item.currency,
    {
      quantity: exact(item.quantity),
      value: exact(item.value),
      collateral: exact(item.collateral),
      available: exact(item.available),
    },
  ]);
  return {
    type: "multiCollateralMarginAccount",
    currencies: Object.fromEntries(currencies) as object,
    ...flexTotals(standing),
  };
}

/** The totals of a multi-collateral account, in USD. */
export function flexTotals(standing: Standing): object {
  return {
    initialMargin: exact(standing.initial),
    initialMarginWithOrders: exact(standing.initialWithOrders),
    maintenanceMargin: exact(standing.maintenance),
    balanceValue: exact(standing.balanceValue),
    portfolioValue: exact(standing.portfolioValue),
    collateralValue: exact(standing.collateralValue),
    pnl: exact(standing.pnl),
    unrealizedFunding: exact(standing.funding),
    totalUnrealized: exact(standing.unrealized),
    totalUnrealizedAsMargin: exact(standing.unrealizedAsMargin),
    availableMargin: exact(standing.available),
    marginEquity: exact(standing.marginEquity),
  };
}

/** A single-collateral account; thresholds and trigger estimates follow from its margins. */
function single(desk: FuturesDesk, account: FuturesAccount, wallet: string): object {
  const standing = desk.venue.standing(account.settings.id, wallet);
  const price = desk.venue.usdPrice(standing.currency);
  const positions = standing.lines
    .filter((line) => line.holding.size !== 0n)
    .map((line) => [line.contract.symbol, exact(line.holding.size)] as const);
  const termination = standing.maintenance / 2n;
  const marks = [standing.initial, standing.maintenance, standing.maintenance, termination] as const;
  const words = ["im", "mm", "lt", "tt"] as const;
  return {
    type: "marginAccount",
    currency: standing.currency.toLowerCase(),
    balances: { ...balances(account, wallet), ...Object.fromEntries(positions) },
    auxiliary: {
      usd: exact(money(times(standing.balanceValue, price))),
      pv: exact(standing.portfolioValue),
      pnl: exact(standing.pnl),
      af: exact(standing.available),
      funding: exact(standing.funding),
    },
    marginRequirements: Object.fromEntries(words.map((word, index) => [word, exact(marks[index] ?? 0n)])),
    triggerEstimates: Object.fromEntries(
      words.map((word, index) => [word, exact(estimate(standing, marks[index] ?? 0n))]),
    ),
  };
}

/** Mark price at which the equity would be down to a margin, all contracts moving together; 0 without a position. */
function estimate(standing: Standing, margin: Fixed): Fixed {
  let size = 0n;
  let entryValue = 0n;
  for (const line of standing.lines) {
    size += line.holding.size;
    entryValue += line.holding.cost;
  }
  // Equity at price p is balance - size / p - entry value; the margin is taken as it is now.
  const rest = standing.balanceValue - entryValue - margin;
  return size === 0n || rest === 0n || rest > 0n !== size > 0n ? 0n : over(size, rest);
}

/** Where an account stands among the holders of one side, by return on margin: 100 is unwound first. */
function percentile(desk: FuturesDesk, id: string, symbol: string): number {
  const { venue } = desk;
  const rank = (line: Line): Fixed => (line.initial === 0n ? 0n : over(line.pnl, line.initial));
  const mine = venue.account(id).holding(symbol).size;
  const ranks = new Map<string, Fixed>();
  for (const account of venue.accounts()) {
    const { size } = account.holding(symbol);
    if (size === 0n || size > 0n !== mine > 0n) continue;
    const line = venue
      .standing(account.settings.id, venue.market(symbol)?.contract.wallet ?? "flex")
      .lines.find((item) => item.contract.symbol === symbol);
    if (line) ranks.set(account.settings.id, rank(line));
  }
  const own = ranks.get(id) ?? 0n;
  const below = [...ranks.values()].filter((value) => value <= own).length;
  return ranks.size === 0 ? 100 : Math.round((below / ranks.size) * 100);
}

/** Portfolio margining exists on Kraken's demo only; the local exchange has fixed parameters and no options. */
const marginParameters: object = {
  crossAssetNettingFactor: 0.5,
  extremePriceShockMultiplier: 2,
  volShockMultiplicationFactor: 0.3,
  volShockExponentFactor: 0.5,
  optionExpiryTimeShockHours: 24,
  optionsInitialMarginFactor: 1.25,
  totalOptionOrdersConsideredInInitialMarginCalc: 50,
  priceShockLevels: [-0.16, -0.12, -0.08, -0.04, 0, 0.04, 0.08, 0.12, 0.16],
  optionsUserLimits: { maxNetPositionDelta: 0, limitsPerBaseCurrency: {} },
};

/** Margin of an imagined portfolio: `{balances: {USD: "1"}, positions: {PF_XBTUSD: {size, price}}}` or a list of positions. */
function simulate(desk: FuturesDesk, fields: Fields): object {
  const portfolio = parsed(required(fields, "json"));
  let [initial, maintenance, pnl, delta] = [0n, 0n, 0n, 0n];
  for (const position of positionsOf(portfolio["positions"])) {
    const market = desk.venue.market(position.symbol);
    if (!market) throw new Rejection("invalidArgument: symbol");
    const mark = desk.venue.markPrice(market);
    const margin = marginFor(market.contract, position.size, mark, undefined);
    // Inverse margins are in coin and are turned into USD to be added up.
    const usd = market.contract.inverse ? mark : 10n ** 18n;
    initial += times(margin.initial, usd);
    maintenance += times(margin.maintenance, usd);
    if (!market.contract.inverse) {
      pnl += times(position.size, mark - (position.price ?? mark));
      delta += times(position.size, mark);
    }
  }
  return {
    maintenanceMargin: exact(money(maintenance)),
    initialMargin: exact(money(initial)),
    pnl: exact(money(pnl)),
    portfolioMarginBreakdown: {
      totalCrossAssetNettedMarketRisk: 0,
      totalMarketRisk: 0,
      totalAbsoluteOptionPositionDeltaNotional: 0,
      netPortfolioDelta: exact(money(delta)),
      totalPremium: 0,
      isBuyOnly: false,
      futuresMaintenanceMargin: exact(money(maintenance)),
    },
    greeks: {},
  };
}

interface Imagined {
  readonly symbol: string;
  readonly size: Fixed;
  readonly price: Fixed | undefined;
}

function positionsOf(value: Field | undefined): readonly Imagined[] {
  if (Array.isArray(value))
    return value.map((item) => imagined(isFields(item) ? (textOf(item, "symbol") ?? "") : "", item));
  if (isFields(value)) return Object.keys(value).map((symbol) => imagined(symbol, value[symbol]));
  return [];
}

function imagined(symbol: string, value: Field | undefined): Imagined {
  const sizeText = isFields(value) ? textOf(value, "size") : typeof value === "string" ? value : undefined;
  const priceText = isFields(value) ? textOf(value, "price") : undefined;
  const size = sizeText === undefined ? undefined : parseFixed(sizeText);
  if (size === undefined) throw new Rejection("invalidArgument: json");
  return { symbol, size, price: priceText === undefined ? undefined : parseFixed(priceText) };
}

function parsed(text: string): Fields {
  try {
    const value = parseJsonText(text);
    if (isFields(value)) return value;
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
  }
  throw new Rejection("Json Parse Error");
}
