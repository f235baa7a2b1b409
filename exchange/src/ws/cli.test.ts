import { expect, test } from "vitest";
import { command, readArguments } from "../cli/options.ts";

const quiet = () =>
  command()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });

test("socket faults and the connection rate from the command line", () => {
  const drop = '{"socket":"spot-public","chance":0.5,"action":{"do":"drop","how":"clean"}}';
  const argv = [
    "--socket-fault",
    drop,
    "--socket-fault",
    '{"action":{"do":"skip-heartbeat"}}',
    "--connection-rate",
    "150",
  ];
  expect(readArguments(quiet(), argv).exchange.sockets).toEqual({
    faults: [JSON.parse(drop), { action: { do: "skip-heartbeat" } }],
    connectionRate: { attempts: 150 },
  });
  expect(readArguments(quiet(), []).exchange.sockets).toEqual({});
  for (const bad of ["{}", "drop", '{"action":{"do":"explode"}}']) {
    expect(() => readArguments(quiet(), ["--socket-fault", bad])).toThrow("A socket fault as JSON");
  }
});
