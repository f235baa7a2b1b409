import { Rejection } from "../../base/rejection.ts";
import type { Fixed } from "../../futures/fixed.ts";
import type { Fields } from "../../http/fields.ts";
import type { Route } from "../../http/router.ts";
import { exactOrNull, iso, Section } from "./answers.ts";
import { number, optional, required, requiredFlag, whole, word } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";

const v3 = "/derivatives/api/v3/assignmentprogram";

interface Participant {
  readonly contractType: string;
  readonly contract: string | undefined;
  readonly maxSize: Fixed | undefined;
  readonly maxPosition: Fixed | undefined;
  readonly acceptLong: boolean;
  readonly acceptShort: boolean;
  readonly timeFrame: "WEEKDAYS" | "WEEKEND" | "ALL";
  readonly enabled: boolean;
}

interface Entry {
  readonly id: number;
  readonly account: string;
  readonly participant: Participant;
}

/** Assignment Program: preferences are kept and listed; the local liquidation model assigns to the house only. */
export function assignmentRoutes(desk: FuturesDesk): readonly Route[] {
  const entries = new Map<number, Entry>();
  const past: { readonly entry: Entry; readonly deleted: boolean; readonly time: number }[] = [];
  let ids = 0;
  return new Section(desk)
    .signed("getAssignmentPrograms", "GET", `${v3}/current`, { needs: "read" }, ({ account }) => ({
      participants: [...entries.values()]
        .filter((entry) => entry.account === account)
        .map(({ id, participant }) => ({ id, participant: body(participant) })),
    }))
    .signed("addAssignmentPreference", "POST", `${v3}/add`, { needs: "read" }, ({ account, fields }) => {
      const participant = read(desk, fields);
      ids += 1;
      const entry = { id: ids, account, participant };
      entries.set(ids, entry);
      past.push({ entry, deleted: false, time: desk.clock.now() });
      return { id: ids, participant: body(participant) };
    })
    .signed("deleteAssignmentPreference", "POST", `${v3}/delete`, { needs: "read" }, ({ account, fields }) => {
      required(fields, "id");
      const id = whole(fields, "id", 0, Number.MAX_SAFE_INTEGER) ?? 0;
      const entry = entries.get(id);
      if (!entry || entry.account !== account) throw new Rejection("notFound");
      entries.delete(id);
      past.push({ entry, deleted: true, time: desk.clock.now() });
      return { id, participant: body(entry.participant) };
    })
    .signed("getAssignmentPreferencesHistory", "GET", `${v3}/history`, { needs: "read" }, ({ account }) => ({
      participants: past
        .filter(({ entry }) => entry.account === account)
        .map(({ entry, deleted, time }) => ({ deleted, participant: body(entry.participant), timestamp: iso(time) })),
    })).routes;
}

function read(desk: FuturesDesk, fields: Fields): Participant {
  const contract = optional(fields, "contract");
  if (contract !== undefined && !desk.venue.market(contract)) throw new Rejection("invalidArgument: contract");
  // Older clients send `weekdays` and `weekends`; the documented words are upper case and singular.
  const frame =
    optional(fields, "timeFrame")?.toLowerCase() === "weekends"
      ? "WEEKEND"
      : word(fields, "timeFrame", ["WEEKDAYS", "WEEKEND", "ALL"]);
  if (frame === undefined) throw new Rejection("requiredArgumentMissing");
  return {
    contractType: required(fields, "contractType"),
    contract: contract?.toUpperCase(),
    maxSize: optional(fields, "maxSize") === undefined ? undefined : number(fields, "maxSize"),
    maxPosition: optional(fields, "maxPosition") === undefined ? undefined : number(fields, "maxPosition"),
    acceptLong: requiredFlag(fields, "acceptLong"),
    acceptShort: requiredFlag(fields, "acceptShort"),
    timeFrame: frame,
    enabled: requiredFlag(fields, "enabled"),
  };
}

function body(participant: Participant): object {
  return {
    contractType: participant.contractType,
    contract: participant.contract ?? null,
    maxSize: exactOrNull(participant.maxSize),
    maxPosition: exactOrNull(participant.maxPosition),
    acceptLong: participant.acceptLong,
    acceptShort: participant.acceptShort,
    timeFrame: participant.timeFrame,
    enabled: participant.enabled,
  };
}
