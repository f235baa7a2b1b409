import { over, times, type Fixed } from "../../../futures/fixed.ts";
import { usdNotional } from "../../../futures/position.ts";
import type { Position } from "../../../futures/order.ts";
import { exact } from "../../../rest/futures/answers.ts";
import type { Gathering } from "../../pulse.ts";
import type { Subscription } from "../../subscription.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type AccountFeed } from "./feed.ts";

/** Open positions: the whole list every time, on every change and, while there are any, once a second. */
export function positionsFeed(parts: FuturesParts, beat: (run: () => void) => void): AccountFeed {
  const { venue, clock, pulse } = parts;
  const rooms = new Rooms();
  const changed = new Set<string>();
  const tell = (subscription: Subscription, account: string, kind: "snapshot" | "update"): void => {
    const { sequence: seq } = subscription;
    subscription.sequence += 1;
    const positions = venue.positions(account).map((position) => positionBody(parts, account, position));
    const body = { feed: "open_positions", account, positions, seq, timestamp: clock.now() };
    subscription.deliver(message("open_positions", kind, body));
  };
  const tellAll = (accounts: Iterable<string>): void => {
    for (const account of accounts) {
      for (const subscription of rooms.of(account) ?? []) tell(subscription, account, "update");
    }
  };
  const gathering: Gathering = {
    flush: () => {
      const accounts = [...changed];
      changed.clear();
      tellAll(accounts);
    },
  };
  venue.events.on(
    "position",
    pulse.guard(({ account }) => {
      if (rooms.of(account) === undefined) return;
      changed.add(account);
      pulse.soon(gathering);
    }),
  );
  beat(() => tellAll([...rooms.names()].filter((account) => venue.positions(account).length > 0)));
  return {
    join: (subscription, account) => {
      tell(subscription, account, "snapshot");
      return rooms.join(account, subscription);
    },
  };
}

function positionBody({ venue }: FuturesParts, account: string, position: Position): Readonly<Record<string, unknown>> {
  const { contract, size, pnl, initialMargin } = position;
  const market = venue.market(contract.symbol);
  const mark = market === undefined ? 0n : venue.markPrice(market);
  const standing = venue.standing(account, contract.wallet);
  const value =
    contract.inverse && mark !== 0n ? over(usdNotional(contract, size, mark), mark) : usdNotional(contract, size, mark);
  const equity = standing.marginEquity;
  return {
    instrument: contract.symbol,
    balance: exact(size),
    pnl: exact(pnl),
    entry_price: exact(position.entry),
    mark_price: exact(mark),
    index_price: exact(market === undefined ? 0n : venue.indexPrice(market)),
    liquidation_threshold: exact(threshold(position, mark, equity - standing.maintenance)),
    effective_leverage: exact(equity <= 0n ? 0n : over(value, equity)),
    return_on_equity: exact(initialMargin === 0n ? 0n : times(over(pnl, initialMargin), 100n * 10n ** 18n)),
    unrealized_funding: exact(position.funding),
    initial_margin: exact(initialMargin),
    initial_margin_with_orders: exact(position.initialMarginWithOrders),
    maintenance_margin: exact(position.maintenanceMargin),
    pnl_currency: position.pnlCurrency,
  };
}

/** Mark price at which what is above maintenance would be used up, all else as it is; 0 when there is none. */
function threshold({ contract, size }: Position, mark: Fixed, spare: Fixed): Fixed {
  if (contract.inverse) {
    const rest = mark === 0n ? 0n : over(size, mark) + spare;
    const price = rest === 0n ? 0n : over(size, rest);
    return price > 0n ? price : 0n;
  }
  const price = mark - over(spare, size);
  return price > 0n ? price : 0n;
}
