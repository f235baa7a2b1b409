import { describe, expect, test } from "vitest";
import * as krakenkit from "../index.ts";

const { SpotClient, DerivativesClient, InstitutionalClient, PartnerClient, WebsocketClient, WebsocketAPIClient } =
  krakenkit;
const { Books, SpotAccount, FuturesAccount, SpotOrders, FuturesOrders } = krakenkit;
const clients: Readonly<Record<string, new (...given: never[]) => unknown>> = {
  SpotClient,
  DerivativesClient,
  InstitutionalClient,
  PartnerClient,
  WebsocketClient,
  WebsocketAPIClient,
  Books,
  SpotAccount,
  FuturesAccount,
  SpotOrders,
  FuturesOrders,
};

describe.each(Object.entries(clients))("new %s", (_, Client) => {
  test.each([
    [null, "null"],
    ["key", "string"],
    [7, "number"],
  ])("(%s) names what is wrong", (given, kind) => {
    expect(() => new Client(given as never)).toThrow(
      expect.objectContaining({ kind: "usage", field: "options", message: `options must be an object, not ${kind}` }),
    );
  });
});

test("the second argument of REST clients is named too", () => {
  expect(() => new SpotClient({}, null as never)).toThrow(
    expect.objectContaining({ kind: "usage", field: "networkOptions" }),
  );
});
