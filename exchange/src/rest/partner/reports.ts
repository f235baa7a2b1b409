import { createHmac, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { uuidOf } from "../../base/ids.ts";
import { Rejection } from "../../base/rejection.ts";
import { raw, type PublicRoute, type SignedRoute } from "../../http/call.ts";
import { textOf } from "../../http/fields.ts";
import type { LedgerInfo } from "../../spot/types.ts";
import { everyEntry } from "../../statements/movements.ts";
import { invalid, iso, listOf, member, nexus, numbered, readArgs, type PartnerDesk } from "./desk.ts";

const kinds = ["trades", "transfers", "earn_rewards"] as const;
type Kind = (typeof kinds)[number];

const dayMs = 86_400_000;
const linkMs = 3_600_000;
const time = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.finite());
const boundsSchema = v.object({ start_date: v.optional(time), end_date: v.optional(time) });

interface Report {
  readonly id: string;
  readonly partner: string;
  /** Start of the day it is about. */
  readonly day: number;
  readonly kind: Kind;
  readonly name: string;
  readonly text: string;
}

/** What a partner's customers did, one file a day and kind, written when the day is over. */
export function reportRoutes(desk: PartnerDesk): readonly (SignedRoute | PublicRoute)[] {
  const { agenda, linkKey } = desk;
  const sign = (partner: string, id: string, expires: string): string =>
    createHmac("sha256", linkKey).update(`${partner}/${id}/${expires}`).digest("hex");
  return [
    nexus("listEmbedSettlementReports", "GET", "reports/settlement", (call) => {
      const filter = call.query["filter"];
      const bounds = readArgs(
        boundsSchema,
        typeof filter === "object" && filter !== null && !Array.isArray(filter) ? (filter as typeof call.query) : {},
      );
      const wanted = listOf(member(call.query, "filter", "report_type"));
      if (!wanted.every((kind) => (kinds as readonly string[]).includes(kind)))
        throw new Rejection(`${invalid}:filter`);
      const found = reportsOf(desk, call.account).filter(
        ({ day, kind }) =>
          (bounds.start_date === undefined || day >= bounds.start_date) &&
          (bounds.end_date === undefined || day <= bounds.end_date) &&
          (wanted.length === 0 || wanted.includes(kind)),
      );
      const page = numbered(desk, call, found, 20);
      return { reports: page.items.map(reportRow), links: page.links, meta: page.meta };
    }),
    nexus("getEmbedSettlementReport", "GET", "reports/settlement/:id", (call) => {
      const report = reportsOf(desk, call.account).find(({ id }) => id === call.params["id"]);
      if (report === undefined) throw new Rejection("ENexus:Unknown report");
      const expires = agenda.now() + linkMs;
      const query = new URLSearchParams({
        partner: call.account,
        expires: String(expires),
        signature: sign(call.account, report.id, String(expires)),
      });
      return {
        ...reportRow(report),
        download_url: `${desk.url()}/b2b/downloads/${report.id}?${query.toString()}`,
        expires_at: iso(expires),
      };
    }),
    {
      // Kraken's links lead to a file store; here they lead back to the exchange.
      name: "downloadEmbedSettlementReport",
      method: "GET",
      path: "/b2b/downloads/:id",
      auth: "none",
      handle: ({ params, query }) => {
        const { id = "" } = params;
        const [partner, expires, signature] = ["partner", "expires", "signature"].map(
          (name) => textOf(query, name) ?? "",
        );
        const right = Buffer.from(sign(partner ?? "", id, expires ?? ""));
        const given = Buffer.from(signature ?? "");
        if (given.length !== right.length || !timingSafeEqual(given, right) || agenda.now() >= Number(expires))
          throw new Rejection("EGeneral:Permission denied");
        const report = reportsOf(desk, partner ?? "").find((one) => one.id === id);
        if (report === undefined) throw new Rejection("ENexus:Unknown report");
        return raw(200, report.text, "text/csv; charset=utf-8");
      },
    },
  ];
}

/** Reports of all days that are over, newest first. */
function reportsOf({ users, venue, agenda }: PartnerDesk, partner: string): readonly Report[] {
  const today = Math.floor(agenda.now() / dayMs) * dayMs;
  const rows = new Map<string, string[]>();
  for (const { iiban, externalId } of users.of(partner)) {
    for (const [id, entry] of everyEntry(venue, iiban)) {
      const at = Number(entry.time.text) * 1000;
      const kind = kindOf(entry);
      if (kind === undefined || at >= today) continue;
      const key = `${Math.floor(at / dayMs) * dayMs}/${kind}`;
      const row = [
        iso(at),
        iiban,
        externalId,
        id,
        entry.refid,
        entry.type,
        entry.asset,
        entry.amount,
        entry.fee,
        entry.balance,
      ];
      rows.set(key, [...(rows.get(key) ?? []), row.map(cell).join(",")]);
    }
  }
  const head = "time,user,external_id,ledger_id,ref_id,type,asset,amount,fee,balance";
  return [...rows]
    .map(([key, lines]): Report => {
      const [day = "0", kind = "trades"] = key.split("/");
      const date = iso(Number(day)).slice(0, 10);
      return {
        id: uuidOf(`report/${partner}/${key}`),
        partner,
        day: Number(day),
        kind: kind as Kind,
        name: `${kind}-${date}.csv`,
        text: `${[head, ...[...lines].sort()].join("\n")}\n`,
      };
    })
    .sort((a, b) => b.day - a.day || a.kind.localeCompare(b.kind));
}

function kindOf({ type, subtype }: LedgerInfo): Kind | undefined {
  if (type === "trade") return "trades";
  if (type === "earn") return subtype === "reward" ? "earn_rewards" : undefined;
  return type === "deposit" || type === "withdrawal" || type === "transfer" ? "transfers" : undefined;
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function reportRow({ id, day, kind, name, text }: Report): object {
  return { id, date: iso(day), type: kind, size: Buffer.byteLength(text), name };
}
