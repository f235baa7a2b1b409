import { backwards } from "../../futures/tail.ts";
import { num } from "../../base/json.ts";
import type { Fill } from "../../futures/order.ts";
import { feeSchedules, volume30d } from "../../futures/fees.ts";
import type { Call, Route } from "../../http/router.ts";
import { exact, iso, Section } from "./answers.ts";
import { marketArgument, moment, optional } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";

const v3 = "/derivatives/api/v3";
const fillRows = 100;

/** Fee Schedules, General (notifications), Historical Data (fills) and Historical Funding Rates. */
export function generalRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  const rates = ({ query }: Call): object => ({
    rates: marketArgument(venue, query).rates.items.map((rate) => ({
      timestamp: iso(rate.time).replace(/\.\d+Z$/, "Z"),
      fundingRate: exact(rate.absolute),
      relativeFundingRate: exact(rate.relative),
    })),
  });
  return (
    new Section(desk)
      .open("getFeeSchedules", "GET", `${v3}/feeschedules`, () => ({
        feeSchedules: feeSchedules.map(({ uid, name, tiers }) => ({
          uid,
          name,
          tiers: tiers.map((tier) => ({
            makerFee: num(tier.makerFee),
            takerFee: num(tier.takerFee),
            usdVolume: num(tier.usdVolume),
          })),
        })),
      }))
      .signed("getFeeScheduleVolumes", "GET", `${v3}/feeschedules/volumes`, { needs: "read" }, ({ account }) => ({
        volumesByFeeSchedule: Object.fromEntries(
          feeSchedules.map(({ uid }) => [uid, exact(volume30d(venue.account(account), uid, desk.clock.now()))]),
        ),
      }))
      .signed("getNotifications", "GET", `${v3}/notifications`, { needs: "read" }, () => ({
        notifications: (desk.notices?.() ?? []).map((notice) => ({
          type: notice.type,
          priority: notice.priority,
          note: notice.note,
          effectiveTime: iso(notice.effective),
          ...(notice.downtimeMinutes === undefined ? {} : { expectedDowntimeMinutes: notice.downtimeMinutes }),
        })),
      }))
      .signed(
        "getFills",
        "GET",
        `${v3}/fills`,
        { needs: "read", cost: ({ fields }) => (optional(fields, "lastFillTime") === undefined ? 2 : 25) },
        ({ account, fields }) => {
          const before = moment(fields, "lastFillTime");
          const rows = venue.account(account).fills.items.filter((fill) => before === undefined || fill.time < before);
          return { fills: backwards(rows.slice(-fillRows)).map(fillBody) };
        },
      )
      .open("getHistoricalFundingRates", "GET", `${v3}/historical-funding-rates`, rates)
      // The documented path answers 404 live, the older one works; here both do.
      .open("getHistoricalFundingRates", "GET", "/derivatives/api/v4/historicalfundingrates", rates).routes
  );
}

function fillBody(fill: Fill): object {
  return {
    fill_id: fill.id,
    symbol: fill.contract.symbol,
    side: fill.side,
    order_id: fill.orderId,
    ...(fill.clientId === undefined ? {} : { cliOrdId: fill.clientId }),
    size: exact(fill.quantity),
    price: exact(fill.price),
    fillTime: iso(fill.time),
    fillType: fill.type,
  };
}
