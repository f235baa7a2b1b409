import { blankFields, type Field, type Fields } from "./fields.ts";
import { MalformedText } from "./forms.ts";

const mostParts = 50;
const headEnd = Buffer.from("\r\n\r\n");

/** The boundary of a multipart form; undefined for every other content type. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? "");
  return found?.[1] ?? found?.[2];
}

/**
 * Reads a form with files. Plain parts become text; a file becomes `{ filename, type, size }`, as nothing here ever
 * looks into one. Throws MalformedText for anything that is not such a form.
 */
export function parseMultipart(body: Buffer, boundary: string): Fields {
  const fields = blankFields();
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  if (at !== 0) throw new MalformedText("no boundary");
  for (let count = 0; ; count++) {
    if (count > mostParts) throw new MalformedText("too many parts");
    at += mark.length;
    const after = body.subarray(at, at + 2).toString("latin1");
    if (after === "--") return fields;
    if (after !== "\r\n") throw new MalformedText("broken boundary");
    const next = body.indexOf(Buffer.concat([Buffer.from("\r\n"), mark]), at);
    if (next < 0) throw new MalformedText("no closing boundary");
    readPart(body.subarray(at + 2, next), fields);
    at = next + 2;
  }
}

function readPart(part: Buffer, fields: Record<string, Field>): void {
  const cut = part.indexOf(headEnd);
  if (cut < 0) throw new MalformedText("part without head");
  const head = part.subarray(0, cut).toString("utf8");
  const content = part.subarray(cut + headEnd.length);
  const name = /^content-disposition:\s*form-data\b[^\r\n]*?;\s*name="([^"\r\n]*)"/im.exec(head)?.[1];
  if (name === undefined) throw new MalformedText("part without name");
  const filename = /^content-disposition:[^\r\n]*;\s*filename="([^"\r\n]*)"/im.exec(head)?.[1];
  if (filename === undefined) {
    fields[name] = content.toString("utf8");
    return;
  }
  const file = blankFields();
  file["filename"] = filename;
  file["type"] = /^content-type:\s*([^\r\n]+)/im.exec(head)?.[1] ?? "application/octet-stream";
  file["size"] = String(content.length);
  fields[name] = file;
}
