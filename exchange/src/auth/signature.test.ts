import { createSecretKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { challengeDigest, futuresDigest, matches, spotDigest } from "./signature.ts";

// Secrets printed in Kraken's documentation; vectors of rest-conventions section 7.
const S = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==";
const F = "7zxMEF5p/Z8l2p2U7Ghv6x14Af+Fx+92tPgUdVQ748FOIrEoT9bgT+bTRfXc5pz8na+hL/QdrCVG7bh9KpT0eMTm";
const FD = "rttp4AzwRfYEdQ7R7X8Z/04Y4TZPa97pqCypi3xXxAqftygftnI6H9yGV+OcUOOJeFtZkr8mVwbAndU3Kz4Q+eG";
const key = (secret: string) => createSecretKey(Buffer.from(secret, "base64"));
const N = "1616492376594";
const M = "1415957147987";

const spot: readonly (readonly [id: string, path: string, body: string, signature: string])[] = [
  [
    "S1",
    "/0/private/AddOrder",
    `nonce=${N}&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25`,
    "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==",
  ],
  [
    "S2",
    "/0/private/AddOrder",
    `{"nonce":"${N}","ordertype":"limit","pair":"XBTUSD","price":37500,"type":"buy","volume":1.25}`,
    "BVT3EumzzXSJHlvrinSwICz5uKKlSZPXL9cJIuKqn7ZMhHSbbtXhGdvwoDBmRz6ALXI+GVxFD0ZlGuOmfi2bxA==",
  ],
  [
    "S3",
    "/0/private/Balance",
    `nonce=${N}`,
    "1nH4vwR+8FHiYh1QT649xXkGd3JR3x0DWkgv3u9Ed/Qqv6KPtgQpEU4m+Emb/VgpEji3j1XNwI+HCbfXxmrTOg==",
  ],
  [
    "S4",
    "/0/private/Balance",
    `nonce=${N}&otp=123456`,
    "jbyoyzbCFde1u0Rnp3ChMEofg5y4E4qpI247mcYicXoAi4c201b8GKM5LmshBvKP9WVm+UFHd710qkGBE0tRJw==",
  ],
  [
    "S5",
    "/0/private/AddOrder",
    `nonce=${N}&ordertype=market&type=buy&volume=1&pair=XBTUSD&price=%2B5.0&deadline=2026-01-01T00%3A00%3A00Z`,
    "qo5+BsEVcqsKhK67GbiMNT038ALKbGgGloaNx68HgU9ZpJ/0TnXtW99kuhUV0Su9Iqu+fCaFLwYmZWSAu4Ddzg==",
  ],
  [
    "S6",
    "/0/private/AddOrderBatch",
    `{"nonce":"${N}","pair":"XBT/USD","orders":[{"ordertype":"limit","price":"37500","type":"buy","volume":"1.25"}]}`,
    "T4VnwUOTpe1n/ayTiUqE2RYBKOweIwesnBZHSLNOFF0hT5W++tTIhbLseM7FGMoA+u4ksfj1ILaJBziV78AxKg==",
  ],
  [
    "S7",
    "/0/private/Balance?account_id=ABC123",
    `nonce=${N}`,
    "idVk/7KY216VbUK7wi+8+x5VuspMl+U1UdGyu4nPFjU1yDycVxNyxsOMqpyLaz1Mhlns/H0z3ubhjsgBGTR48w==",
  ],
  [
    "C1",
    "/0/private/GetCustodyTask?id=TGWOJ4JQPOTZT2",
    `{"nonce":${N}}`,
    "2rM09q8HG7LvjivBitQUybwZ/DSeO8+i0U/at/wclH2Jma6gMaE/0Nw9dyLR+ykMd5eWCngSL4K58i6uJzXDCw==",
  ],
  [
    "B",
    "/0/private/BalanceEx?account_id=WX6V-JUKW-KKPB-QE36",
    `{"nonce":${N}}`,
    "mDKg80CLShRldrIGu7taGp/GfMXUwqa53OEktcFfiiAJpU89rGT78n4oS/sEceeBmue9I87upd8KZ0OhfvlPxg==",
  ],
  ["H1", "/b2b/assets", "", "nWyJq9uLSm8QS+4b5bIvhl+9Xfz6opg5knHJqLeyR9GUOn8e2o0FQ+odHkrnSxbiikAvqORJWZird6qji3vckA=="],
  [
    "H2",
    "/b2b/quotes?user=AA88N84GAET3RAOA",
    '{"type":"spend","amount":{"asset":"EUR","amount":"50.00"},"quote":{"asset":"BTC"},"fee_bps":"0","spread_bps":"0"}',
    "vfrscJHpeoIt8e1RqLxirYaAGd/MZtgbqjeSvwElYFTOsbquQP8fgo/9JZQzhPgz0S2lVbaomo+y756TI9vsrA==",
  ],
  [
    "H3",
    "/funding/v1/methods/deposit?asset%5Bclass%5D=currency&asset%5Bname%5D=BTC",
    "",
    "Sd/8TR6VClGmAV5Ftb75/QdrndmXxK1g7WYAdrFvXOMPcr2QyovK07Rr6C6xc8qt0gd0RFoKd5zhW0U4EWD9vA==",
  ],
  [
    "H4",
    "/v0/insto/custody/vaults?quote_asset=USD",
    "",
    "8ABpj+iwa5JBxYRDgczcnQd2iZK9MvjHjm3wUETu5EYqnEtwfvy8RGA17hfRNkNQzz+S+vYLkroPOdki0jy7pw==",
  ],
];

const futures: readonly (readonly [
  id: string,
  secret: string,
  path: string,
  nonce: string,
  query: string,
  body: string,
  signature: string,
])[] = [
  [
    "F1",
    FD,
    "/api/v3/orderbook",
    M,
    "symbol=fi_xbtusd_180615",
    "",
    "DqUyz8Wh/72af7dimSXHw91IFxrAriTgVodyg2s67PU2mVStwLDQak+uIoCtfb43XONq0xVAp+vm5dqnhFAB1Q==",
  ],
  [
    "F2",
    F,
    "/derivatives/api/v3/accounts",
    "",
    "",
    "",
    "gF9iu/gh5ia5pNW4Ljh2bVCMh+kDiJcge73pOkpBG+c5eJUmWgHY0zMkMXkvOHb9RnCWKKfzg6lCzyYYI95+Jg==",
  ],
  [
    "F3",
    F,
    "/derivatives/api/v3/accounts",
    M,
    "",
    "",
    "ar47HmgHaRy9Sx4pgny8d0JvjsPmPE1vDPwEb2c+42WPpLtRI4xcLAppaweKMoTpyJQxYZEPqCM5LK5SDaPdBA==",
  ],
  [
    "F4",
    F,
    "/derivatives/api/v3/sendorder",
    M,
    "",
    "orderType=lmt&symbol=PF_XBTUSD&side=buy&size=1&limitPrice=37500&cliOrdId=my%20order",
    "U+6Wc2Ewq8MEZtEPJB/FEtEQtZzkIdNa4hoAXPOBm+J/IvFuivzSqdbqYYGpDz2tJWKv4nw85djDlIWViNOoWQ==",
  ],
  [
    "F5",
    F,
    "/derivatives/api/v3/batchorder",
    M,
    "",
    "json=%7B%22batchOrder%22%3A%5B%7B%22order%22%3A%22cancel%22%2C%22order_id%22%3A%22c18f0c17-9971-40e6-8e5b-10df05d422f0%22%7D%5D%7D",
    "flzaODC4N9tFpVw1G2xZcLDRDfcLARitUO6WYM9avN2y+ABj/43c5WZu16iDV1zS/jTBIgLWHrte1cGCkY4+2g==",
  ],
  [
    "F6",
    F,
    "/api/history/v3/executions",
    M,
    "sort=asc&since=1668989233000&count=10",
    "",
    "8mry9QotXjJ9IqGza4PxVt9WfpmVrAdtL5jZCMZURCGSJowTr/1cluVX0DQiCLyAUNseF/o5rSG2uVdSP5w/NQ==",
  ],
  [
    "F7",
    F,
    "/derivatives/api/v3/leveragepreferences",
    M,
    "symbol=PF_XBTUSD&maxLeverage=5",
    "",
    "hxO5EpHby7qxEC+W87jwuBBqdkpVUdWb67ST+9syGkCz27aMjhOsoqR3NEBurrffTsESc3dDpsfl5TZO7QydmA==",
  ],
  [
    "2.2",
    S,
    "/api/v3/sendorder",
    "1791504602000000000",
    "",
    "cliOrdId=my%20order&orderType=lmt&side=buy&size=1&symbol=PF_XBTUSD",
    "JaLvzoQkt+4mGbjR2lbd0+v+qrg/EI45lbWYKYx0d4YF3mUu1aOyyN3tPuQCQzrrZf/zvGBld0CFsf6Xum++jQ==",
  ],
];

describe("signatures Kraken and the protocol notes print", () => {
  test.each(spot)("%s", (id, path, body, signature) => {
    expect(spotDigest(key(S), path, N, Buffer.from(body)).toString("base64"), id).toBe(signature);
  });

  test.each(futures)("%s", (id, secret, path, nonce, query, body, signature) => {
    expect(futuresDigest(key(secret), path, nonce, query, Buffer.from(body)).toString("base64"), id).toBe(signature);
  });

  test("F0, the socket challenge", () => {
    expect(challengeDigest(key(F), "c100b894-1729-464d-ace1-52dbce11db42").toString("base64")).toBe(
      "4JEpF3ix66GA2B+ooK128Ift4XQVtc137N9yeg4Kqsn9PI0Kpzbysl9M1IeCEdjg0zl00wkVqcsnG4bmnlMb3A==",
    );
  });
});

test("a signature matches only in full", () => {
  const digest = spotDigest(key(S), "/0/private/Balance", N, Buffer.from(`nonce=${N}`));
  const text = digest.toString("base64");
  expect(matches(digest, text)).toBe(true);
  for (const wrong of [undefined, "", "A", text.slice(4), `A${text.slice(1)}`, text.toLowerCase()]) {
    expect(matches(digest, wrong), String(wrong)).toBe(false);
  }
});
