import * as v from "valibot";
import { Rejection } from "../../base/rejection.ts";
import { raw, type SignedRoute } from "../../http/call.ts";
import { integer, read, text, word, words } from "./arguments.ts";
import type { SpotDesk } from "./desk.ts";
import { writeReport, type ReportScope } from "./report.ts";
import { zip } from "./zip.ts";

/** How long an export waits, and how long it is worked on, milliseconds. */
const queued = 500;
const processed = 1_500;
/** How long a finished file is kept. */
const kept = 14 * 86_400_000;
/** Exports one account may have at a time. */
const most = 100;

interface Export {
  readonly id: string;
  readonly scope: ReportScope;
  readonly description: string;
  readonly fields: string;
  readonly created: number;
  /** Written when the export is first found finished, so that it shows the state of that moment. */
  file: Buffer | undefined;
}

const report = word(["trades", "ledgers"]);
const addSchema = v.object({
  report,
  format: v.optional(word(["CSV", "TSV"])),
  description: text,
  fields: v.optional(words(20)),
  starttm: v.optional(integer(0, 99_999_999_999)),
  endtm: v.optional(integer(0, 99_999_999_999)),
});
const statusSchema = v.object({ report });
const retrieveSchema = v.object({ id: text });
const removeSchema = v.object({ id: text, type: word(["cancel", "delete"]) });

/** Reports as files: ordered, waited for, fetched as ZIP, removed. */
export function exportRoutes(desk: SpotDesk): readonly SignedRoute[] {
  const { clock, venue, ids } = desk;
  const needs = { all: ["export-data"] } as const;
  const exports = new Map<string, Export[]>();

  const of = (account: string): readonly Export[] => {
    const now = clock.now();
    const live = (exports.get(account) ?? []).filter((item) => now < item.created + processed + kept);
    exports.set(account, live);
    for (const item of live) {
      if (item.file !== undefined || status(item, now) !== "Processed") continue;
      const name = `${item.scope.report}.${item.scope.format.toLowerCase()}`;
      item.file = zip(name, Buffer.from(writeReport(venue, account, item.scope), "utf8"), item.created + processed);
    }
    return live;
  };
  const freshId = (taken: readonly Export[]): string => {
    const id = ids.reference().slice(0, 4);
    return taken.some((item) => item.id === id) ? freshId(taken) : id;
  };
  const find = (account: string, id: string): Export => {
    const found = of(account).find((item) => item.id === id);
    if (found === undefined) throw new Rejection("EGeneral:Invalid arguments:id");
    return found;
  };

  return [
    {
      name: "requestLedgersExport",
      method: "POST",
      path: "/0/private/AddExport",
      auth: "body-nonce",
      needs,
      cost: 1,
      handle: (call) => {
        const args = read(addSchema, call.body);
        const now = Math.floor(clock.now() / 1000);
        const to = args.endtm ?? now;
        const from = args.starttm ?? startOfMonth(clock.now());
        if (from > to) throw new Rejection("EGeneral:Invalid arguments:starttm");
        const items = of(call.account);
        if (items.length >= most) throw new Rejection("EGeneral:Too many requests");
        const fields = args.fields === undefined || args.fields.includes("all") ? undefined : args.fields;
        const made: Export = {
          id: freshId(items),
          scope: { report: args.report, format: args.format ?? "CSV", fields, from, to },
          description: args.description,
          fields: fields?.join(",") ?? "all",
          created: clock.now(),
          file: undefined,
        };
        exports.set(call.account, [...items, made]);
        return { id: made.id };
      },
    },
    {
      name: "getLedgersExportStatus",
      method: "POST",
      path: "/0/private/ExportStatus",
      auth: "body-nonce",
      needs,
      cost: 1,
      handle: (call) => {
        const wanted = read(statusSchema, call.body).report;
        return of(call.account)
          .filter((item) => item.scope.report === wanted)
          .map((item) => described(item, clock.now()));
      },
    },
    {
      name: "getLedgersExport",
      method: "POST",
      path: "/0/private/RetrieveExport",
      auth: "body-nonce",
      needs,
      cost: 1,
      handle: (call) => {
        const { file } = find(call.account, read(retrieveSchema, call.body).id);
        if (file === undefined) throw new Rejection("EGeneral:Invalid arguments:id");
        return raw(200, file, "application/octet-stream");
      },
    },
    {
      name: "deleteLedgersExport",
      method: "POST",
      path: "/0/private/RemoveExport",
      auth: "body-nonce",
      needs,
      cost: 1,
      handle: (call) => {
        const { id, type } = read(removeSchema, call.body);
        const item = find(call.account, id);
        // A finished file can only be deleted, an unfinished one only cancelled.
        if ((type === "delete") !== (item.file !== undefined)) throw new Rejection("EGeneral:Invalid arguments:type");
        exports.set(
          call.account,
          of(call.account).filter((other) => other !== item),
        );
        return { [type]: true };
      },
    },
  ];
}

function status(item: Export, now: number): "Queued" | "Processing" | "Processed" {
  const age = now - item.created;
  if (age < queued) return "Queued";
  return age < processed ? "Processing" : "Processed";
}

function described(item: Export, now: number): Record<string, unknown> {
  const state = status(item, now);
  const seconds = (ms: number): string => String(Math.floor(ms / 1000));
  return {
    id: item.id,
    descr: item.description,
    format: item.scope.format,
    report: item.scope.report,
    subtype: "all",
    status: state,
    flags: "0",
    fields: item.fields,
    createdtm: seconds(item.created),
    expiretm: seconds(item.created + processed + kept),
    starttm: state === "Queued" ? "0" : seconds(item.created + queued),
    completedtm: state === "Processed" ? seconds(item.created + processed) : "0",
    datastarttm: String(item.scope.from),
    dataendtm: String(item.scope.to),
    aclass: "forex",
    asset: "all",
  };
}

function startOfMonth(ms: number): number {
  const now = new Date(ms);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1) / 1000;
}
