/** `multipart/form-data` as bytes, because what is signed must be what is sent. */
import { joined, toHex, utf8 } from "../base/bytes.ts";
import { UsageError } from "../base/errors.ts";
import { jsonText } from "./encode.ts";

/** A file as the caller gives it. */
interface FilePart {
  readonly data: Blob | Uint8Array;
  readonly filename: string;
  readonly type?: string | undefined;
}

const isBlob = (value: unknown): value is Blob => typeof Blob === "function" && value instanceof Blob;
const isFile = (value: unknown): value is FilePart => {
  const data = typeof value === "object" && value !== null ? (value as { data?: unknown }).data : undefined;
  return isBlob(data) || data instanceof Uint8Array;
};

/** Quotes a name for a header the way browsers do. */
const quoted = (name: string): string =>
  `"${name.replace(/[\r\n"]/g, (char) => ({ "\r": "%0D", "\n": "%0A", '"': "%22" })[char] ?? char)}"`;

/** Encodes text fields, objects (as JSON text) and files; `random` gives the boundary. */
export async function multipart(
  fields: Readonly<Record<string, unknown>>,
  random: (length: number) => Uint8Array,
): Promise<{ body: Uint8Array; contentType: string }> {
  const boundary = `krakenkit-${toHex(random(16))}`;
  const parts: Uint8Array[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const { head, bytes } = await part(field, value);
    parts.push(
      utf8(`--${boundary}\r\nContent-Disposition: form-data; name=${quoted(field)}${head}\r\n\r\n`),
      bytes,
      utf8("\r\n"),
    );
  }
  parts.push(utf8(`--${boundary}--\r\n`));
  return { body: joined(...parts), contentType: `multipart/form-data; boundary=${boundary}` };
}

async function part(field: string, value: unknown): Promise<{ head: string; bytes: Uint8Array }> {
  if (isFile(value)) return file(value);
  if (isBlob(value) || value instanceof Uint8Array) return file({ data: value, filename: nameOf(value) ?? field });
  if (typeof value === "string") return { head: "", bytes: utf8(value) };
  if (typeof value === "object" && value !== null) return { head: "", bytes: utf8(jsonText(value, field)) };
  throw new UsageError(`${field} must be text, an object or a file`, field);
}

/** A browser's `File` knows its name. */
function nameOf(value: Blob | Uint8Array): string | undefined {
  const { name } = value as { name?: unknown };
  return typeof name === "string" ? name : undefined;
}

async function file({ data, filename, type }: FilePart): Promise<{ head: string; bytes: Uint8Array }> {
  const [kind, bytes] = isBlob(data) ? [type ?? data.type, new Uint8Array(await data.arrayBuffer())] : [type, data];
  if (kind !== undefined && !/^[\x20-\x7e]*$/.test(kind))
    throw new UsageError("A file's type must be a media type", "type");
  return { head: `; filename=${quoted(filename)}\r\nContent-Type: ${kind || "application/octet-stream"}`, bytes };
}
