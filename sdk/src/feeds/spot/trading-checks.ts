/** What can be known about a trading call before it is sent. The exchange decides everything else. */
import { UsageError } from "../../base/errors.ts";
import { numericFields } from "./trading.ts";
import type { WSAPIOperation } from "./trading.ts";

type Fields = Readonly<Record<string, unknown>>;

const orderTypes = [
  "limit",
  "market",
  "iceberg",
  "stop-loss",
  "stop-loss-limit",
  "take-profit",
  "take-profit-limit",
  "trailing-stop",
  "trailing-stop-limit",
  "settle-position",
];
const priceTypes = ["static", "pct", "quote"];
const enums: Readonly<Record<string, readonly string[]>> = {
  side: ["buy", "sell"],
  order_type: orderTypes,
  limit_price_type: priceTypes,
  trigger_price_type: priceTypes,
  price_type: priceTypes,
  reference: ["index", "last"],
  time_in_force: ["gtc", "gtd", "ioc", "fok"],
  fee_preference: ["base", "quote"],
  stp_type: ["cancel_newest", "cancel_oldest", "cancel_both"],
};
const clientId = /^([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|[\da-f]{32}|[\x21-\x7e]{1,18})$/i;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/;

const show = (value: unknown): string => JSON.stringify(value) ?? typeof value;

function refuse(path: string, field: string, rule: string): never {
  const name = path + field;
  throw new UsageError(`${name} ${rule}`, name);
}

function required(fields: Fields, path: string, ...names: readonly string[]): void {
  for (const name of names) if (fields[name] === undefined || fields[name] === "") refuse(path, name, "must be given");
}

type Form = (fields: Fields, name: string, path: string) => void;

const oneOf =
  (allowed: readonly string[]): Form =>
  (fields, name, path) => {
    if (!allowed.includes(fields[name] as string))
      refuse(path, name, `must be one of ${allowed.join(", ")}, not ${show(fields[name])}`);
  };

const flag: Form = (fields, name, path) => {
  const value = fields[name];
  if (typeof value !== "boolean") refuse(path, name, `must be true or false, not ${show(value)}`);
};

const time: Form = (fields, name, path) => {
  const value = fields[name];
  if (!(typeof value === "string" && rfc3339.test(value)))
    refuse(path, name, `must be an RFC 3339 time such as 2026-01-31T12:00:00.000Z, not ${show(value)}`);
};

const market: Form = (fields, name, path) => {
  const value = fields[name];
  if (!(typeof value === "string" && value.includes("/")))
    refuse(path, name, `must be a pair such as BTC/USD, not ${show(value)}`);
};

/** The form of a field by its name: one look for each field of an order. */
const forms: ReadonlyMap<string, Form> = /* @__PURE__ */ formsByName();

function formsByName(): ReadonlyMap<string, Form> {
  return new Map<string, Form>([
    ...Object.entries(enums).map(([name, allowed]): [string, Form] => [name, oneOf(allowed)]),
    ...[...numericFields].map((name): [string, Form] => [name, number]),
    ...["margin", "post_only", "reduce_only", "no_mpp", "validate"].map((name): [string, Form] => [name, flag]),
    ...["deadline", "effective_time", "expire_time"].map((name): [string, Form] => [name, time]),
    ["symbol", market],
  ]);
}

/** The form of each field that is there, whichever method it belongs to. */
function wellFormed(fields: Fields, path: string): void {
  for (const name of Object.keys(fields)) if (fields[name] !== undefined) forms.get(name)?.(fields, name, path);
}

// Offsets from the market are signed; everything else is a size or a price.
const signed = (fields: Fields, name: string): boolean =>
  (name === "price" && fields["price_type"] !== undefined && fields["price_type"] !== "static") ||
  (name === "trigger_price" &&
    fields["trigger_price_type"] !== undefined &&
    fields["trigger_price_type"] !== "static") ||
  (name === "limit_price" && fields["limit_price_type"] !== undefined && fields["limit_price_type"] !== "static");

function number(fields: Fields, name: string, path: string): void {
  const value = fields[name];
  const readable =
    typeof value === "number" ? Number.isFinite(value) : typeof value === "string" && decimal.test(value);
  if (!readable) refuse(path, name, `must be a number or a decimal text such as "0.00012", not ${show(value)}`);
  if (Number(value) < 0 && !signed(fields, name)) refuse(path, name, `must not be negative, but is ${show(value)}`);
}

function integer(value: unknown, name: string, path: string, least: number, most: number): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
    refuse(path, name, `must be a whole number from ${least} to ${most}, not ${show(value)}`);
}

const reference = (value: unknown, name: string, path: string): void =>
  integer(value, name, path, -(2 ** 31), 2 ** 31 - 1);

function identifier(value: unknown, name: string, path: string): void {
  if (typeof value !== "string" || !clientId.test(value))
    refuse(path, name, `must be a UUID, 32 hex digits or up to 18 ASCII characters, not ${show(value)}`);
}

function order(fields: Fields, path: string): void {
  wellFormed(fields, path);
  required(fields, path, "order_type", "side");
  const type = fields["order_type"] as string;
  if (fields["order_qty"] === undefined && fields["cash_order_qty"] === undefined)
    refuse(path, "order_qty", "must be given (or cash_order_qty for a market buy)");
  if (fields["cash_order_qty"] !== undefined && (type !== "market" || fields["side"] !== "buy"))
    refuse(path, "cash_order_qty", "is only for market buys");
  const limited = type === "limit" || type === "iceberg" || type.endsWith("-limit");
  if (limited) required(fields, path, "limit_price");
  if (type === "market" && fields["limit_price"] !== undefined) refuse(path, "limit_price", "is not for market orders");
  if (type === "iceberg") required(fields, path, "display_qty");
  const triggered = /^(stop-loss|take-profit|trailing-stop)/.test(type);
  if (triggered && fields["triggers"] === undefined && fields["stop_price"] === undefined)
    refuse(path, "triggers", `must be given for ${type} orders`);
  if (fields["triggers"] !== undefined) triggers(fields["triggers"], type, `${path}triggers.`);
  if (fields["post_only"] === true && !limited) refuse(path, "post_only", "is only for orders with a limit price");
  if (fields["time_in_force"] === "gtd") required(fields, path, "expire_time");
  if (fields["time_in_force"] === "fok" && type !== "limit")
    refuse(path, "time_in_force", "fok is only for limit orders");
  client(fields, path);
  if (fields["conditional"] !== undefined) conditional(fields["conditional"], `${path}conditional.`);
}

function client(fields: Fields, path: string): void {
  if (fields["cl_ord_id"] !== undefined) identifier(fields["cl_ord_id"], "cl_ord_id", path);
  if (fields["order_userref"] !== undefined) reference(fields["order_userref"], "order_userref", path);
  if (fields["cl_ord_id"] !== undefined && fields["order_userref"] !== undefined)
    refuse(path, "order_userref", "cannot be combined with cl_ord_id");
}

function triggers(value: unknown, type: string, path: string): void {
  const fields = objectAt(value, path);
  wellFormed(fields, path);
  required(fields, path, "price");
  const kind = fields["price_type"] ?? "static";
  if (type.startsWith("trailing") && kind === "static")
    refuse(path, "price_type", "must be pct or quote for trailing orders");
}

function conditional(value: unknown, path: string): void {
  const fields = objectAt(value, path);
  wellFormed(fields, path);
  required(fields, path, "order_type");
  const type = fields["order_type"] as string;
  if (type === "market" || type === "iceberg" || type === "settle-position")
    refuse(path, "order_type", `cannot be ${type}`);
  if (type === "limit" || type.endsWith("-limit")) required(fields, path, "limit_price");
  if (type !== "limit" && fields["stop_price"] === undefined) required(fields, path, "trigger_price");
}

function objectAt(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    refuse("", path.slice(0, -1), `must be an object, not ${show(value)}`);
  return value as Fields;
}

function list(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (value === undefined) return [];
  if (!Array.isArray(value)) refuse("", name, `must be a list, not ${show(value)}`);
  return value as unknown[];
}

function texts(fields: Fields, name: string): readonly unknown[] {
  const values = list(fields, name);
  values.forEach((value, at) => {
    if (typeof value !== "string" || value === "") refuse("", `${name}[${at}]`, `must be text, not ${show(value)}`);
  });
  return values;
}

const checks: Readonly<Record<WSAPIOperation, (fields: Fields) => void>> = {
  add_order(fields) {
    required(fields, "", "symbol");
    order(fields, "");
  },
  amend_order(fields) {
    wellFormed(fields, "");
    client(fields, "");
    if ((fields["order_id"] === undefined) === (fields["cl_ord_id"] === undefined))
      refuse("", "order_id", "or cl_ord_id must be given, and not both");
  },
  edit_order(fields) {
    required(fields, "", "order_id", "symbol");
    wellFormed(fields, "");
    client(fields, "");
    if (fields["triggers"] !== undefined) triggers(fields["triggers"], "", "triggers.");
  },
  cancel_order(fields) {
    const ids = [...texts(fields, "order_id"), ...texts(fields, "cl_ord_id")];
    const references = list(fields, "order_userref");
    references.forEach((value, at) => reference(value, `order_userref[${at}]`, ""));
    if (ids.length + references.length === 0)
      refuse("", "order_id", "must name at least one order (or cl_ord_id, or order_userref)");
  },
  cancel_all: () => undefined,
  cancel_all_orders_after(fields) {
    integer(fields["timeout"], "timeout", "", 0, 86_399);
  },
  batch_add(fields) {
    required(fields, "", "symbol", "orders");
    wellFormed(fields, "");
    const orders = list(fields, "orders");
    if (orders.length < 2 || orders.length > 15)
      refuse("", "orders", `must hold 2 to 15 orders, not ${orders.length}; a single order is sent with add_order`);
    orders.forEach((each, at) => {
      const path = `orders[${at}].`;
      const fields = objectAt(each, path);
      order(fields, path);
      if (fields["time_in_force"] === "fok") refuse(path, "time_in_force", "fok is not for batches");
    });
  },
  batch_cancel(fields) {
    const count = texts(fields, "orders").length + texts(fields, "cl_ord_id").length;
    if (count < 2 || count > 50) refuse("", "orders", `and cl_ord_id must name 2 to 50 orders together, not ${count}`);
  },
};

/** Throws a `UsageError` naming the parameter when a trading call cannot be right. */
export function checkTrading(method: WSAPIOperation, params: Fields): void {
  if (params["token"] !== undefined) refuse("", "token", "is added by the client; leave it out");
  checks[method](params);
}

/** How many answers a call gets: `cancel_order` is answered once per identifier. */
export function answersExpected(method: WSAPIOperation, params: Fields): number {
  if (method !== "cancel_order") return 1;
  const names = ["order_id", "cl_ord_id", "order_userref"];
  return names.reduce((sum, name) => sum + (Array.isArray(params[name]) ? params[name].length : 0), 0);
}
