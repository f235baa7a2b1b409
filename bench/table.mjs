/** Results as text: for the terminal, and as Markdown for `docs/performance.md`. */

const units = {
  ms: (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`,
  bytes: (value) => `${(value / 1000).toFixed(1)} kB`,
  packages: String,
  rss: (value) => `${value.toFixed(1)} MB memory`,
  heap: (value) => `${value.toFixed(1)} MB heap`,
  block: (value) => `longest block ${value.toFixed(1)} ms`,
  each: (value) => `${value.toFixed(2)} µs each`,
  perOrder: (value) => `${value.toFixed(0)} bytes an order`,
  serverCpu: (value) => `${value.toFixed(1)} µs in the exchange`,
};

const short = (value) => (value >= 1000 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const spread = ({ median, min, max }) => `${short(median)} (${short(min)}–${short(max)})`;
const rate = ({ median, min, max }) =>
  [median, min, max].map((value) => Math.round(value).toLocaleString("en")).join(" / ");

/** Whether the targets are meant for this contestant. */
const ours = ({ contestant }) =>
  /^(krakenkit|local Kraken)/.test(contestant) && !contestant.includes("without nonce window");

/** What a result misses of its target; empty when it misses nothing. */
export function missed(target = {}, row) {
  if (!ours(row)) return [];
  return Object.entries(target).filter(([what, limit]) => {
    if (what === "ratio") return row.ratio > limit;
    if (what === "rate") return row.rateRatio < limit;
    if (what === "atLeast") return row.figures.rate.median < limit;
    return row.figures[what].median > limit;
  });
}

function verdict(target, row) {
  if (!ours(row) || target === undefined) return "";
  const wanted = Object.entries(target).map(([what, limit]) => {
    if (what === "ratio") return `≤ ${limit}`;
    if (what === "rate") return `rate ≥ ${limit}`;
    if (what === "atLeast") return `≥ ${limit.toLocaleString("en")}/s`;
    return `≤ ${units[what](limit)}`;
  });
  return `${wanted.join(", ")}${missed(target, row).length === 0 ? " ✓" : " ✗"}`;
}

function cells(result, row) {
  const { figures, ratio, rateRatio } = row;
  const extra = Object.keys(units)
    .filter((unit) => figures[unit] !== undefined && (figures.cpu === undefined || result.shows.includes(unit)))
    .map((unit) => units[unit](figures[unit].median));
  return [
    row.contestant,
    figures.cpu === undefined ? "" : spread(figures.cpu),
    ratio === undefined ? "" : ratio.toFixed(2),
    figures.rate === undefined ? "" : rate(figures.rate),
    rateRatio === undefined ? "" : rateRatio.toFixed(2),
    figures.p50 === undefined ? "" : `${short(figures.p50.median)} / ${short(figures.p99.median)}`,
    figures.heap === undefined || result.shows.includes("heap") ? "" : figures.heap.median.toFixed(1),
    extra.join(", "),
    verdict(result.target, row),
  ];
}

const heads = [
  "",
  "CPU µs per operation",
  "ratio",
  "per second: median / min / max",
  "ratio",
  "p50 / p99 µs",
  "heap MB",
  "",
  "target",
];

/** One case for the terminal. */
export function lines(result) {
  const rows = result.rows.map((row) => cells(result, row));
  return [
    `\n${result.name}${result.floor === undefined ? "" : `  (floor: ${result.floor})`}`,
    ...rows.map(([name, ...rest]) => `  ${name.padEnd(38)} ${rest.filter((cell) => cell !== "").join("  |  ")}`),
  ].join("\n");
}

/** All cases as one Markdown table. */
export function markdown(results) {
  const line = (list) => `| ${list.join(" | ")} |`;
  const body = results.flatMap((result) => [
    line([`**${result.name}**`, ...heads.slice(1).map(() => "")]),
    ...result.rows.map((row) => line(cells(result, row))),
  ]);
  return [line(heads.map((head) => head || " ")), line(heads.map(() => "---")), ...body].join("\n");
}
