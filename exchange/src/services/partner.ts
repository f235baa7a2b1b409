import type { Agenda } from "../base/agenda.ts";
import { plainText } from "../base/decimal.ts";
import type { Ids } from "../base/ids.ts";
import type { Earn } from "../earn/earn.ts";
import { AutoEarn } from "../embed/auto-earn.ts";
import { CustomOrders } from "../embed/orders.ts";
import { EmbedQuotes } from "../embed/quotes.ts";
import { EmbedUsers } from "../embed/users.ts";
import { Webhooks } from "../embed/webhooks.ts";
import type { Funding } from "../funding/funding.ts";
import type { FeeTokens } from "../funding/tokens.ts";
import type { Route } from "../http/call.ts";
import { Courier } from "../partner/courier.ts";
import { Pay } from "../pay/pay.ts";
import { TokenSigner } from "../pay/signer.ts";
import { Purchases } from "../ramp/purchases.ts";
import { partnerRoutes } from "../rest/partner/routes.ts";
import type { SpotVenue } from "../spot/venue.ts";
import type { Tape } from "../tape/tape.ts";

/** What the partner products are built on. */
export interface PartnerGround {
  readonly agenda: Agenda;
  readonly ids: (name: string) => Ids;
  readonly seed: string;
  readonly spot: SpotVenue;
  readonly tape: Tape;
  readonly funding: Funding;
  readonly feeTokens: FeeTokens;
  readonly earn: Earn;
  readonly url: () => string;
}

/** Embed, Ramp and Pay. */
export interface Partner {
  readonly users: EmbedUsers;
  readonly purchases: Purchases;
  readonly pay: Pay;
  readonly courier: Courier;
  readonly routes: readonly Route[];
}

/** Opens the partner products; what happens to customers' money is told to their partners. */
export function openPartner(ground: PartnerGround): Partner {
  const { agenda, ids, spot, tape, funding, feeTokens, earn, url, seed } = ground;
  const courier = new Courier(agenda);
  const webhooks = new Webhooks(agenda, ids("webhooks"), courier);
  const users = new EmbedUsers(agenda, ids("embed-users"), spot, webhooks);
  const quotes = new EmbedQuotes(agenda, ids("embed-quotes"), spot, webhooks);
  const orders = new CustomOrders(agenda, ids("custom-orders"), spot, webhooks);
  const autoEarn = new AutoEarn(agenda, spot, webhooks, earn.strategies);
  const purchases = new Purchases(agenda, ids("ramp"), courier);
  const signer = new TokenSigner(seed);
  const pay = new Pay({ agenda, ids: ids("pay"), venue: spot, courier, signer });
  const tell = (event: string, account: string, refid: string, more: object): void => {
    const user = users.owner(account);
    if (user !== undefined) webhooks.tell(user.partner, event, user.iiban, refid, more);
  };
  funding.deposits.events.on("changed", ({ account, refid, status, method, amount }) =>
    tell("deposit.status_updated", account, refid, {
      status: status.toLowerCase(),
      asset: method.asset.symbol,
      amount: plainText(amount),
    }),
  );
  funding.withdrawals.events.on("changed", ({ account, refid, status, method, net }) =>
    tell("withdrawal.status_updated", account, refid, {
      status: status.toLowerCase(),
      asset: method.asset.symbol,
      amount: plainText(net),
    }),
  );
  const routes = partnerRoutes(
    {
      agenda,
      ids: ids("partner"),
      venue: spot,
      tape,
      funding,
      feeTokens,
      users,
      webhooks,
      quotes,
      orders,
      autoEarn,
      linkKey: `${seed}/downloads`,
      url,
    },
    purchases,
    { pay, signer, venue: spot, url },
  );
  return { users, purchases, pay, courier, routes };
}
