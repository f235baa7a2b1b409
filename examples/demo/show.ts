/** How the demo draws: tables, a book, candles; colours on a terminal, plain text elsewhere. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

const colours = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;

export const paint = (style: Style, text: string): string => (colours ? styleText(style, text) : text);
export const print = (text = ""): void => void process.stdout.write(`${text}\n`);

/** Rows under a heading; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = rows.map((row) => row.map(String));
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const right = head.map((_, at) => cells.length > 0 && cells.every((row) => /^[-+]?[\d.,]*%?$/.test(row[at] ?? "")));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (right[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  print(`    ${paint("dim", line(head))}`);
  for (const row of cells) print(`    ${line(row)}`);
}

interface Level {
  readonly price: string;
  readonly qty: string;
}

/** The best levels of a book, asks above bids, with bars as long as what lies there. */
export function picture(asks: readonly Level[], bids: readonly Level[]): void {
  const all = [...asks, ...bids];
  const largest = Math.max(...all.map(({ qty }) => Number(qty)));
  const width = Math.max(...all.map(({ price }) => price.length));
  const qtyWidth = Math.max(...all.map(({ qty }) => qty.length));
  const row = ({ price, qty }: Level, style: Style): string =>
    `    ${price.padStart(width)}  ${qty.padStart(qtyWidth)}  ${paint(style, "█".repeat(Math.max(1, Math.round((Number(qty) / largest) * 30))))}`;
  for (const level of [...asks].reverse()) print(row(level, "red"));
  const [ask, bid] = [asks[0], bids[0]];
  if (ask && bid)
    print(paint("dim", `    ${"·".repeat(width)}  spread ${(Number(ask.price) - Number(bid.price)).toPrecision(3)}`));
  for (const level of bids) print(row(level, "green"));
}

interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Candles as a small chart of text, oldest left. */
export function chart(candles: readonly Candle[], height = 8): void {
  const top = Math.max(...candles.map(({ high }) => high));
  const bottom = Math.min(...candles.map(({ low }) => low));
  const step = (top - bottom) / height || 1;
  for (let line = 0; line < height; line += 1) {
    const upper = top - line * step;
    const middle = upper - step / 2;
    const marks = candles.map(({ open, high, low, close }) => {
      const body = middle <= Math.max(open, close) + step / 2 && middle >= Math.min(open, close) - step / 2;
      if (body) return paint(close >= open ? "green" : "red", "█");
      return middle <= high && middle >= low ? paint("dim", "│") : " ";
    });
    const label = line === 0 ? top.toPrecision(7) : line === height - 1 ? bottom.toPrecision(7) : "";
    print(`    ${marks.join("")}  ${paint("dim", label)}`);
  }
}
