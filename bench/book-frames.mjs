/** Frames for the book benchmarks: what the exchange would send, from a seed, checksums by `zlib`. */
import zlib from "node:zlib";

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const strip = (text) => text.replace(".", "").replace(/^0+/, "");
const crc = (text) => zlib.crc32(text);
const stamp = (at) => new Date(1_790_000_000_000 + at * 3).toISOString().replace("Z", "123Z");

/** Levels beside the best price are touched most; `near` levels take nine of ten changes. */
const pick = (random, count, near = 8) => Math.floor(random() < 0.9 ? random() ** 2 * near : random() * count);

const compare = { bids: (a, b) => b - a, asks: (a, b) => a - b };
const other = { bids: -1, asks: 1 };

/** One side as the exchange holds it: more levels than anyone sees. */
class Full {
  levels = new Map();
  constructor(side, depth, random) {
    this.side = side;
    this.depth = depth;
    this.random = random;
    const best = side === "bids" ? 450_000 : 450_001;
    for (let rank = 0; rank < depth * 2; rank += 1) this.levels.set(best + other[side] * rank * 2, this.qty());
    this.sort();
  }
  qty() {
    return (this.random() * 3 + 0.000_01).toFixed(8);
  }
  sort() {
    this.order = [...this.levels.keys()].sort(compare[this.side]);
  }
  window() {
    return this.order.slice(0, this.depth);
  }
  /** Changes one level and returns its price. */
  change(count) {
    const { random, side } = this;
    const units = this.order[pick(random, Math.min(this.depth, this.order.length))];
    const kind = random();
    if (kind < 0.4) this.levels.set(units, this.qty());
    else if (kind < 0.7 && this.order.length > this.depth * 1.5) this.levels.delete(units);
    else this.levels.set(units + other[side] * Math.floor(random() * count), this.qty());
    if (this.levels.size > this.depth * 3) this.levels.delete(this.order.at(-1));
    this.sort();
  }
}

/** Spot book frames: a snapshot, then updates of a few levels, with the window as the exchange keeps it. */
export function bookFrames({ depth, updates, seed = 1, symbol = "BTC/USD" }) {
  const random = seeded(seed);
  const sides = { bids: new Full("bids", depth, random), asks: new Full("asks", depth, random) };
  const text = (units) => (units / 10).toFixed(1);
  const checksum = () =>
    crc(
      ["asks", "bids"]
        .flatMap((side) =>
          sides[side].order.slice(0, 10).map((units) => strip(text(units)) + strip(sides[side].levels.get(units))),
        )
        .join(""),
    );
  const list = (levels) => `[${levels.map(([units, size]) => `{"price":${text(units)},"qty":${size}}`).join(",")}]`;
  const frame = (type, bids, asks, at) =>
    `{"channel":"book","type":"${type}","data":[{"symbol":"${symbol}","bids":${list(bids)},"asks":${list(asks)},"checksum":${checksum()},"timestamp":"${stamp(at)}"}]}`;
  const whole = ({ levels, order }) => order.slice(0, depth).map((units) => [units, levels.get(units)]);
  const frames = [frame("snapshot", whole(sides.bids), whole(sides.asks), 0)];
  while (frames.length <= updates) {
    const changed = { bids: [], asks: [] };
    for (const side of random() < 0.15 ? ["bids", "asks"] : [random() < 0.5 ? "bids" : "asks"]) {
      const full = sides[side];
      const before = new Map(whole(full));
      full.change(3);
      const after = new Map(whole(full));
      for (const [units, size] of after) if (before.get(units) !== size) changed[side].push([units, size]);
      for (const units of before.keys()) if (!full.levels.has(units)) changed[side].unshift([units, "0.00000000"]);
    }
    if (changed.bids.length + changed.asks.length > 0)
      frames.push(frame("update", changed.bids, changed.asks, frames.length));
  }
  return frames;
}

/** Level 3 frames: a snapshot with one to four orders a level, then an event or two each. */
export function orderFrames({ depth, updates, seed = 1, symbol = "BTC/USD" }) {
  const random = seeded(seed);
  const text = (units) => (units / 10).toFixed(1);
  const qty = () => (random() * 3 + 0.000_01).toFixed(8);
  const code = () =>
    Math.floor(random() * 36 ** 5)
      .toString(36)
      .toUpperCase()
      .padStart(5, "A");
  let count = 0;
  const made = (units) => {
    count += 1;
    return {
      id: `O${code()}-${code()}-${code()}${count % 10}`.slice(0, 19),
      units,
      qty: qty(),
      at: stamp(count).replace("Z", "456Z"),
    };
  };
  /** Price → orders in queue order. */
  const sides = { bids: new Map(), asks: new Map() };
  for (const side of ["bids", "asks"])
    for (let rank = 0; rank < depth * 2; rank += 1) {
      const units = (side === "bids" ? 450_000 : 450_001) + other[side] * rank * 2;
      sides[side].set(
        units,
        Array.from({ length: 1 + Math.floor(random() * 4) }, () => made(units)),
      );
    }
  const sorted = (side) => [...sides[side].keys()].sort(compare[side]);
  const order = { bids: sorted("bids"), asks: sorted("asks") };
  const checksum = () =>
    crc(
      ["asks", "bids"]
        .flatMap((side) => order[side].slice(0, 10).flatMap((units) => sides[side].get(units)))
        .map((one) => strip(text(one.units)) + strip(one.qty))
        .join(""),
    );
  const entry = (event) => (one) =>
    `{${event === undefined ? "" : `"event":"${event}",`}"order_id":"${one.id}","limit_price":${text(one.units)},"order_qty":${one.qty},"timestamp":"${one.at}"}`;
  const frame = (type, bids, asks) =>
    `{"channel":"level3","type":"${type}","data":[{"symbol":"${symbol}","checksum":${checksum()},"bids":[${bids.join(",")}],"asks":[${asks.join(",")}],"timestamp":"${stamp(count)}"}]}`;
  const whole = (side) => order[side].slice(0, depth).flatMap((units) => sides[side].get(units).map(entry()));
  const frames = [frame("snapshot", whole("bids"), whole("asks"))];
  while (frames.length <= updates) {
    const side = random() < 0.5 ? "bids" : "asks";
    const levels = sides[side];
    const rank = pick(random, depth);
    const units = order[side][rank];
    const kind = random();
    const entries = [];
    if (kind < 0.45 || order[side].length < depth * 1.5) {
      const at = kind < 0.2 ? units + other[side] : units;
      const one = made(at);
      if (levels.has(at)) levels.get(at).push(one);
      else levels.set(at, [one]);
      entries.push(entry("add")(one));
    } else {
      const queue = levels.get(units);
      const place = Math.floor(random() * queue.length);
      if (kind < 0.55) {
        queue[place] = { ...queue[place], qty: qty() };
        entries.push(entry("modify")(queue[place]));
      } else {
        const [gone] = queue.splice(place, 1);
        entries.push(entry("delete")({ ...gone, qty: "0.00000000" }));
        if (queue.length === 0) {
          levels.delete(units);
          entries.push(...levels.get(order[side][depth]).map(entry("add")));
        }
      }
    }
    if (levels.size !== order[side].length) order[side] = sorted(side);
    frames.push(frame("update", side === "bids" ? entries : [], side === "asks" ? entries : []));
  }
  return frames;
}

/** Futures frames: a snapshot of `depth` levels a side, then one level each. */
export function futuresFrames({ depth, updates, seed = 1, symbol = "PF_XBTUSD" }) {
  const random = seeded(seed);
  const qty = () => Number((random() * 30).toFixed(4));
  let seq = 326_072_249;
  const price = (side, rank) => (side === "bids" ? 45_000 - rank / 2 : 45_000.5 + rank / 2);
  const list = (side) => Array.from({ length: depth }, (_, rank) => ({ price: price(side, rank), qty: qty() }));
  const frames = [
    JSON.stringify({
      feed: "book_snapshot",
      product_id: symbol,
      timestamp: 1_612_269_825_817,
      seq,
      tickSize: null,
      bids: list("bids"),
      asks: list("asks"),
    }),
  ];
  while (frames.length <= updates) {
    const side = random() < 0.5 ? "bids" : "asks";
    seq += 1;
    frames.push(
      JSON.stringify({
        feed: "book",
        product_id: symbol,
        side: side === "bids" ? "buy" : "sell",
        seq,
        price: price(side, pick(random, depth, 20)),
        qty: random() < 0.3 ? 0 : qty(),
        timestamp: 1_612_269_953_629 + frames.length,
      }),
    );
  }
  return frames;
}
