import type { IncomingHttpHeaders } from "node:http";
import { blankFields, isFields, noFields, type Fields } from "./fields.ts";
import { MalformedText, parseForm, unbracket } from "./forms.ts";
import { boundaryOf, parseMultipart } from "./multipart.ts";
import { parseJsonText } from "./jsontext.ts";

/** Fields of a body, or the fact that nobody can read it. */
export interface ReadBody {
  readonly text: string;
  readonly fields: Fields;
  readonly malformed: boolean;
}

/** Reads a body by its content type: JSON, a form with files, or a plain form for everything else. */
export function readBody(body: Buffer, headers: IncomingHttpHeaders): ReadBody {
  if (body.length === 0) return { text: "", fields: noFields, malformed: false };
  const text = body.toString("utf8");
  try {
    const boundary = boundaryOf(headers["content-type"]);
    if (boundary !== undefined) return { text, fields: parseMultipart(body, boundary), malformed: false };
    const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(headers["content-type"] ?? "");
    return { text, fields: isJson ? readJson(text) : parseForm(text), malformed: false };
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
    return { text, fields: noFields, malformed: true };
  }
}

function readJson(text: string): Fields {
  const value = parseJsonText(text);
  if (isFields(value)) return unbracket(value);
  // A list or a bare value is valid JSON but has no fields; handlers find nothing in it.
  return blankFields();
}
