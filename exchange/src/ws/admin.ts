import * as v from "valibot";
import type { SocketControl } from "./control.ts";
import { socketNames, type SocketFault } from "./faults.ts";

const text = v.pipe(v.string(), v.maxLength(256));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const ms = v.pipe(v.number(), v.finite(), v.minValue(0));
const socket = v.optional(v.picklist(socketNames));
const choice = { socket, connection: v.optional(count) };
const how = v.optional(v.picklist(["clean", "abrupt"]));
const code = v.optional(
  v.pipe(
    count,
    v.check((value) => (value >= 1000 && value <= 1014 && ![1004, 1005, 1006].includes(value)) || value >= 3000),
    v.maxValue(4999),
  ),
);
const reason = v.optional(v.pipe(v.string(), v.maxLength(100)));

const actionSchema = v.variant("do", [
  v.strictObject({ do: v.literal("refuse"), status: v.pipe(count, v.minValue(400), v.maxValue(599)) }),
  v.strictObject({ do: v.literal("drop"), how, code, reason }),
  v.strictObject({ do: v.literal("stall"), ms: v.optional(ms) }),
  v.strictObject({ do: v.literal("delay"), ms }),
  v.strictObject({ do: v.literal("slow-reader"), ms }),
  v.strictObject({ do: v.literal("reject-subscription"), error: text }),
  ...(
    [
      "hang",
      "lose",
      "duplicate",
      "reorder",
      "skip-heartbeat",
      "corrupt-checksum",
      "skip-sequence",
      "repeat-sequence",
      "expire-tokens",
      "mute-subscription",
      "swallow-answer",
      "drop-answer",
    ] as const
  ).map((name) => v.strictObject({ do: v.literal(name) })),
]);
const faultSchema = v.strictObject({
  ...choice,
  channel: v.optional(text),
  symbol: v.optional(text),
  kind: v.optional(v.picklist(["status", "heartbeat", "answer", "snapshot", "update"])),
  times: v.optional(count),
  skip: v.optional(count),
  chance: v.optional(v.pipe(ms, v.maxValue(1))),
  action: actionSchema,
});

/** Reads a socket fault from data of outside, e.g. the command line; throws a ValiError. */
export function readSocketFault(data: unknown): SocketFault {
  return v.parse(faultSchema, data) as SocketFault;
}

/** The admin calls that concern sockets; undefined when `call` is none of them. */
export function socketCall(control: SocketControl, call: string, body: () => unknown): object | undefined {
  const args = <T>(schema: v.GenericSchema<unknown, T>): T => v.parse(schema, body());
  switch (call) {
    case "GET sockets":
      return control.list();
    case "POST sockets/drop":
      return { dropped: control.drop(args(v.strictObject({ ...choice, how, code, reason })) as object) };
    case "POST sockets/stall":
      return { stalled: control.stall(args(v.strictObject({ ...choice, ms: v.optional(ms) })) as object) };
    case "POST sockets/resume":
      return { resumed: control.resume(args(v.strictObject(choice)) as object) };
    case "POST sockets/expire":
      control.expire(args(v.strictObject({ what: v.picklist(["tokens", "challenges"]) })).what);
      return {};
    case "GET sockets/faults":
      return control.faults.list();
    case "POST sockets/faults":
      return { id: control.faults.add(readSocketFault(body())) };
    case "DELETE sockets/faults":
      control.faults.clear(args(v.strictObject({ id: v.optional(count) })).id);
      return {};
    default:
      return undefined;
  }
}
