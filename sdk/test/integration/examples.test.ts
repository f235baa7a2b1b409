/** The examples are programs: they are run as their readers run them, must say what they promise, and end by themselves. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs the examples of a folder in one process, since most of the time would be spent on starting processes. */
const run = (folder: string): Promise<Map<string, string>> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, TSX_TSCONFIG_PATH: `${root}examples/tsconfig.json`, NO_COLOR: "1" };
    const paths = files.filter((file) => file.startsWith(folder)).map((file) => `${root}examples/${file}`);
    const program = fileURLToPath(new URL("programs/examples.ts", import.meta.url));
    const options = { cwd: root, env, timeout: 80_000 };
    execFile(process.execPath, ["--import", "tsx", program, ...paths], options, (error, stdout, stderr) => {
      if (error || stderr !== "") reject(new Error(`${error?.message ?? ""}\n${stdout}\n${stderr}`));
      else
        resolve(
          new Map(
            stdout
              .split(/^=== /m)
              .slice(1)
              .map((part) => [part.slice(root.length + "examples/".length, part.indexOf("\n")), part]),
          ),
        );
    });
  });

/** Lines that an example must print, by file. */
const expected: Readonly<Record<string, readonly RegExp[]>> = {
  "streams/spot-market.ts": [
    /^ticker BTC\/USD/m,
    /^trade .* at \d/m,
    /^book update/m,
    /^ohlc 2/m,
    /^instrument \d+ pairs/m,
  ],
  "streams/spot-level3.ts": [/^level3 snapshot \d+ orders/m, /^level3 update/m],
  "streams/spot-account.ts": [/^authenticated spotPrivateV2/m, /^execution filled/m, /^ledger trade BTC/m],
  "streams/futures-market.ts": [
    /^ticker PF/m,
    /^ticker_lite/m,
    /^trade fill/m,
    /^book \d+ (buy|sell)/m,
    /^candles/m,
    /^heartbeat/m,
  ],
  "streams/futures-account.ts": [/^fill bought 0\.\d+ PF_XBTUSD/m, /^position PF_XBTUSD 0\.\d+ from/m, /^balances/m],
  "streams/events.ts": [
    /^open spotPublicV2/m,
    /^exception spotPublicV2 .*NOPE/m,
    /^close spotPublicV2 1006/m,
    /^reconnected/m,
  ],
  "trading/orders.ts": [/^add_order: \{/m, /^amend_order/m, /^edit_order/m, /^cancel_order/m],
  "trading/batches.ts": [/^batch_add/m, /^batch_cancel: 2/m, /^cancel_order: \[ true, true \]/m, /^cancel_all: 2/m],
  "trading/lost-answers.ts": [
    /^placed as O/m,
    /^refused: EOrder/m,
    /^answer lost \(closed\); .* as O/m,
    /^not sent:/m,
    /^cancelled 2/m,
  ],
};
const files = ["streams", "trading"].flatMap((folder) =>
  readdirSync(`${root}examples/${folder}`).map((name) => `${folder}/${name}`),
);

test("every example is known here", () => {
  expect(files.sort()).toEqual(Object.keys(expected).sort());
});

test.concurrent.each(["streams", "trading"])("%s", { timeout: 90_000 }, async (folder) => {
  const printed = await run(folder);
  for (const [file, lines] of Object.entries(expected)) {
    if (!file.startsWith(folder)) continue;
    for (const line of lines) expect(printed.get(file), file).toMatch(line);
  }
});
