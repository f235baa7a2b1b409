/** In which words the parts of the exchange refuse. Each client brings its own, so that a bundle holds no other. */
import { futuresMeaning, spotMeaning } from "../wire/refusals.ts";
import type { Meaning } from "../wire/refusals.ts";

type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What tells a refusal from an answer. */
export interface Venue {
  /** The exchange's words, perhaps none, where a body is a refusal. `good` says that the HTTP status is none. */
  readonly refusal: (body: Json, good: boolean) => readonly string[] | undefined;
  /** What such words mean; `now` in ms. */
  readonly meaning: (reasons: readonly string[], now: number) => Meaning;
}

/** Spot, and everything that answers in its envelope: Funding, OAuth, the institutional and the partner products. */
export const spotVenue: Venue = {
  refusal(body, good) {
    const reasons = spotReasons(body);
    if (good && reasons.length === 0) return undefined;
    const errors = reasons.filter((reason) => !/^W[A-Z]/.test(reason));
    return errors.length > 0 || !good ? errors : undefined;
  },
  meaning: spotMeaning,
};

/** Futures. */
export const futuresVenue: Venue = {
  refusal: (body, good) => (body["result"] === "error" || !good ? futuresReasons(body) : undefined),
  meaning: futuresMeaning,
};

const none: readonly string[] = [];

/** `error: []`, `error: "…"`, `errors: [{…}]`: the groups differ, and some use one and some the other. */
function spotReasons(body: Json): readonly string[] {
  // Nearly every answer: an empty list and nothing else.
  if (Array.isArray(body["error"]) && body["error"].length === 0 && body["errors"] === undefined) return none;
  return [body["error"], body["errors"]]
    .flatMap((part) => (Array.isArray(part) ? part : part ? [part] : []))
    .map(reasonText)
    .filter(Boolean);
}

function reasonText(part: unknown): string {
  if (!isObject(part)) return typeof part === "string" ? part : "";
  const { severity = "E", errorClass, error_class, type, errorMessage, msg, message, code } = part;
  const family = errorClass ?? error_class;
  const words = plain(type ?? errorMessage ?? msg ?? message ?? code);
  return family === undefined ? words : `${plain(severity)}${plain(family)}:${words}`;
}

const plain = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

function futuresReasons(body: Json): string[] {
  const words = [
    body["error"],
    ...(Array.isArray(body["errors"]) ? body["errors"] : []),
    body["reason"],
    body["message"],
  ];
  return [...new Set(words.map(reasonText).filter(Boolean))];
}
