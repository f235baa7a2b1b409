import { Rejection } from "../../base/rejection.ts";
import { fixedText, parseFixed, type Fixed } from "../../futures/fixed.ts";
import type { Route } from "../../http/router.ts";
import { exact, exactOrNull, Section } from "./answers.ts";
import { pnlWord } from "./account.ts";
import { optional, required, word } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";

const v3 = "/derivatives/api/v3";
const strategies = ["REJECT_TAKER", "CANCEL_MAKER_SELF", "CANCEL_MAKER_CHILD", "CANCEL_MAKER_ANY"] as const;

/** Multi-Collateral: leverage and profit currency per contract. */
export function preferenceRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  return new Section(desk)
    .signed("getPnlPreferences", "GET", `${v3}/pnlpreferences`, { needs: "read", cost: 2 }, ({ account }) => ({
      preferences: [...venue.account(account).pnlCurrency].map(([symbol, pnlCurrency]) => ({
        symbol,
        pnlCurrency: pnlWord(pnlCurrency),
      })),
    }))
    .signed("setPnlPreference", "PUT", `${v3}/pnlpreferences`, { needs: "trade", cost: 10 }, ({ account, fields }) => {
      venue.setPnlCurrency(account, required(fields, "symbol"), required(fields, "pnlPreference"));
      return {};
    })
    .signed("getLeverageSettings", "GET", `${v3}/leveragepreferences`, { needs: "read", cost: 2 }, ({ account }) => ({
      leveragePreferences: [...venue.account(account).leverage].map(([symbol, leverage]) => ({
        symbol,
        maxLeverage: exact(leverage),
      })),
    }))
    .signed(
      "setLeverageSettings",
      "PUT",
      `${v3}/leveragepreferences`,
      { needs: "trade", cost: 10 },
      ({ account, fields }) => {
        venue.setLeverage(account, required(fields, "symbol"), optional(fields, "maxLeverage"));
        return {};
      },
    ).routes;
}

/** Trading Settings. */
export function settingRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  const offBook = new Map<string, Fixed>();
  const path = `${v3}/rfq-assignment/max-leverage`;
  return new Section(desk)
    .signed("getSelfTradeStrategy", "GET", `${v3}/self-trade-strategy`, { needs: "read", cost: 2 }, ({ account }) => ({
      strategy: venue.account(account).selfTrade,
    }))
    .signed(
      "updateSelfTradeStrategy",
      "PUT",
      `${v3}/self-trade-strategy`,
      { needs: "trade", cost: 2 },
      ({ account, fields }) => {
        const strategy = word(fields, "strategy", strategies);
        if (strategy === undefined) throw new Rejection("requiredArgumentMissing");
        venue.setSelfTradeStrategy(account, strategy);
        return { strategy };
      },
    )
    .signed("getRfqAssignmentMaxLeverage", "GET", path, { needs: "read" }, ({ account }) => {
      masterOnly(desk, account);
      return { maxLeverage: exactOrNull(offBook.get(account)) };
    })
    .signed("setRfqAssignmentMaxLeverage", "PUT", path, { needs: "trade" }, ({ account, fields }) => {
      masterOnly(desk, account);
      const leverage = parseFixed(required(fields, "maxLeverage"));
      // From 0 (nothing that adds exposure) to 100, with at most two decimals.
      const valid =
        leverage !== undefined &&
        leverage >= 0n &&
        leverage <= 10n ** 20n &&
        /^\d+(\.\d{1,2})?$/.test(fixedText(leverage));
      if (!valid) throw new Rejection("invalidArgument: maxLeverage");
      offBook.set(account, leverage);
      return { maxLeverage: exact(leverage) };
    })
    .signed("deleteRfqAssignmentMaxLeverage", "DELETE", path, { needs: "trade" }, ({ account }) => {
      masterOnly(desk, account);
      offBook.delete(account);
      return {};
    }).routes;
}

function masterOnly(desk: FuturesDesk, account: string): void {
  if (desk.venue.account(account).settings.master !== undefined) throw new Rejection("invalidAccount");
}
