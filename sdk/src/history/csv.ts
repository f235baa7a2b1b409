import { ProtocolError } from "../base/errors.ts";

/** A table as text: the names of its columns and its rows. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/**
 * Reads CSV as RFC 4180 has it: quotes around fields where needed, doubled quotes within, lines ending with LF or CRLF,
 * a first line of column names. Anything else is an error that names the line; nothing is guessed.
 */
export function parseCsv(text: string): CsvTable {
  const lines = records(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const [columns, ...rest] = lines;
  if (columns === undefined) throw malformed(1, "there is not even a line of column names");
  if (new Set(columns).size !== columns.length) throw malformed(1, "two columns have the same name");
  const rows = rest.map((fields, index) => {
    if (fields.length !== columns.length)
      throw malformed(index + 2, `${fields.length} fields where there are ${columns.length} columns`);
    return Object.fromEntries(columns.map((name, at) => [name, fields[at] as string]));
  });
  return { columns, rows };
}

/** Records as lists of fields. A record may span lines where a quoted field does. */
function records(text: string): string[][] {
  const all: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const fields: string[] = [];
    for (;;) {
      const quoted = text[at] === '"';
      const end = quoted ? closing(text, at, all.length + 1) : plainEnd(text, at);
      const field = quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end);
      if (!quoted && field.includes('"'))
        throw malformed(all.length + 1, "a quote within a field that has none around it");
      fields.push(field);
      at = end;
      if (text[at] !== ",") break;
      at += 1;
    }
    if (at < text.length && text[at] !== "\n" && !text.startsWith("\r\n", at))
      throw malformed(all.length + 1, "something behind a closing quote");
    at += text[at] === "\r" ? 2 : 1;
    all.push(fields);
  }
  return all;
}

/** Where an unquoted field ends. */
function plainEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "," && text[at] !== "\n" && !text.startsWith("\r\n", at)) at += 1;
  return at;
}

/** Where a quoted field ends: behind its closing quote. */
function closing(text: string, from: number, record: number): number {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw malformed(record, "a quoted field without its closing quote");
    if (text[quote + 1] !== '"') return quote + 1;
    at = quote + 2;
  }
}

function malformed(record: number, what: string): ProtocolError {
  return new ProtocolError(`The report is not CSV: ${what} (record ${record})`, { delivery: "answered" });
}
