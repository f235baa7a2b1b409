import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCsv } from "./csv.ts";

test("as the exchange writes it: quoted text, bare numbers, empty fields", () => {
  const text = '"txid","time","fee","ledgers"\n"T1","2026-01-31 12:34:56.7890",0.0400,"L1,L2"\n"",,,""\n';
  expect(parseCsv(text)).toEqual({
    columns: ["txid", "time", "fee", "ledgers"],
    rows: [
      { txid: "T1", time: "2026-01-31 12:34:56.7890", fee: "0.0400", ledgers: "L1,L2" },
      { txid: "", time: "", fee: "", ledgers: "" },
    ],
  });
});

test("quotes, line ends within fields, CRLF, a byte order mark, no last line end", () => {
  expect(parseCsv('\uFEFFa,b\r\n"say ""hi""","two\r\nlines"\r\nx,').rows).toEqual([
    { a: 'say "hi"', b: "two\r\nlines" },
    { a: "x", b: "" },
  ]);
});

test.each([
  ["", "not even a line of column names"],
  ["a,b\n1\n", "1 fields where there are 2 columns (record 2)"],
  ["a,b\n1,2\n\n", "1 fields where there are 2 columns (record 3)"],
  ['a\n"1\n', "without its closing quote (record 2)"],
  ['a\n"1"2\n', "behind a closing quote (record 2)"],
  ['a\n1"2\n', "a quote within a field"],
  ["a,a\n", "two columns have the same name"],
])("%j is refused", (text, message) => {
  expect(() => parseCsv(text)).toThrow(message);
});

test("reads back whatever was written", () => {
  const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", "é", "0") });
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc
        .array(fc.array(field, { minLength: width, maxLength: width }), { maxLength: 6 })
        .map((rows) => ({ width, rows })),
    );
  fc.assert(
    fc.property(table, fc.constantFrom("\n", "\r\n"), ({ width, rows }, end) => {
      const columns = Array.from({ length: width }, (_, at) => `c${at}`);
      const text = [columns, ...rows]
        .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",") + end)
        .join("");
      const read = parseCsv(text);
      expect(read.columns).toEqual(columns);
      expect(read.rows.map((row) => columns.map((name) => row[name]))).toEqual(rows);
    }),
  );
});
