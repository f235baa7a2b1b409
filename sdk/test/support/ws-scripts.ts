/** What a peer of a WebSocket may write, cut and timed at will, and what is done to the socket meanwhile. */
import { constants, deflateRawSync } from "node:zlib";
import fc from "fast-check";

export type Action =
  | { readonly do: "push"; readonly bytes: Buffer }
  | { readonly do: "send"; readonly texts: readonly string[] }
  | { readonly do: "ping" | "close" | "terminate" | "pause" | "resume" | "listen" };

export interface Script {
  /** Comes in the same chunk as the answer to the handshake. */
  readonly head: Buffer;
  readonly actions: readonly Action[];
  readonly ending: "end" | "destroy" | "error";
  readonly slow: boolean;
  /** So many bytes of the client get through. */
  readonly breaksAfter: number;
  readonly deflate: boolean;
}

/** The last message of a peer that compresses. */
export const last: string = "that was all";

/** One frame as a server writes it; lengths may be longer than they need to be. */
function frame(first: number, body: Uint8Array, wide: 0 | 16 | 64 = 0): Buffer {
  const { length } = body;
  const head =
    length < 126 && wide === 0
      ? Buffer.from([first, length])
      : Buffer.alloc(length < 65_536 && wide !== 64 ? 4 : 10, first);
  if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else if (head.length === 10) {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, body]);
}

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
  { weight: 2, arbitrary: fc.nat(400).map((size) => "y".repeat(size)) },
  { weight: 1, arbitrary: fc.constantFrom(125, 126, 65_535, 65_536, 70_000).map((size) => "z".repeat(size)) },
);
const body = fc.oneof(
  { weight: 6, arbitrary: text.map((body) => Buffer.from(body)) },
  // Not UTF-8, as often as not.
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 30 }) },
);
const wide = fc.constantFrom<(0 | 16 | 64)[]>(0, 0, 0, 16, 64);
const control = fc
  .tuple(fc.constantFrom(0x89, 0x8a), fc.uint8Array({ maxLength: 125 }))
  .map(([first, body]) => frame(first, body));
const fragments = fc
  .tuple(
    fc.constantFrom(1, 2),
    body,
    fc.array(
      fc.oneof(
        control,
        body.map((body) => frame(0, body)),
      ),
      { maxLength: 4 },
    ),
    body,
  )
  .map(([opcode, first, middle, last]) => Buffer.concat([frame(opcode, first), ...middle, frame(0x80, last)]));
const proper = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(body, wide).map(([body, wide]) => frame(0x81, body, wide)) },
  { weight: 1, arbitrary: body.map((body) => frame(0x82, body)) },
  { weight: 2, arbitrary: control },
  { weight: 2, arbitrary: fragments },
);
const packed = (first: number, body: Uint8Array): Buffer =>
  frame(first, deflateRawSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4));
const odd = fc.oneof(
  body.map((body) => packed(0xc1, body)),
  fc.tuple(fc.nat(255), body).map(([first, body]) => frame(first, body)),
  fc.tuple(fc.nat(15), fc.uint8Array({ maxLength: 20 })).map(([low, body]) => frame(0x80 | low, body)),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  // Masked.
  fc
    .tuple(fc.constantFrom(0x81, 0x89), fc.integer({ min: 128, max: 255 }), fc.uint8Array({ maxLength: 9 }))
    .map(([first, second, rest]) => Buffer.concat([Buffer.from([first, second]), rest, Buffer.alloc(9)])),
  // Longer than anything `ws` takes.
  fc
    .constantFrom<number[][]>([0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0, 65], [0x82, 127, 255, 0, 0, 0, 0, 0, 0, 0])
    .map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.constantFrom(1000, 1001, 1005, 1012, 999, 4999, 5000), fc.uint8Array({ maxLength: 5 }))
    .map(([code, reason]) => frame(0x88, Buffer.from([code >> 8, code & 255, ...reason]))),
  fc.uint8Array({ maxLength: 1 }).map((body) => frame(0x88, body)),
);
const stream = fc
  .tuple(
    fc.array(proper, { maxLength: 12 }),
    fc.option(fc.tuple(odd, fc.array(proper, { maxLength: 3 })), { freq: 3 }),
    // What is missing at the end.
    fc.constantFrom(0, 0, 1, 2, 3, 5),
  )
  .map(([before, end, missing]) => {
    const bytes = Buffer.concat([...before, ...(end === null ? [] : [end[0], ...end[1]])]);
    return bytes.subarray(0, Math.max(0, bytes.length - missing));
  });
const cuts = fc.oneof(
  fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 })), { maxLength: 30 }),
  fc.array(fc.constant(1), { maxLength: 120 }),
  fc.constant([]),
);
const act: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(text, { minLength: 1, maxLength: 8 })
      .map((texts) => ({ do: "send", texts }) as const satisfies Action),
  },
  { weight: 2, arbitrary: fc.constant({ do: "ping" } as const) },
  { weight: 1, arbitrary: fc.constantFrom({ do: "close" } as const, { do: "terminate" } as const) },
  { weight: 1, arbitrary: fc.constantFrom({ do: "pause" } as const, { do: "resume" } as const) },
  { weight: 1, arbitrary: fc.constant({ do: "listen" } as const) },
);

/** A stream in pieces, with what is done in between. */
function mixed(stream: Buffer, cuts: readonly number[], acts: readonly (readonly [number, Action])[]): Action[] {
  const actions: Action[] = [];
  let rest = stream;
  for (const cut of cuts) {
    if (rest.length === 0) break;
    actions.push({ do: "push", bytes: rest.subarray(0, cut) });
    rest = rest.subarray(cut);
  }
  if (rest.length > 0) actions.push({ do: "push", bytes: rest });
  for (const [at, action] of acts) actions.splice(at % (actions.length + 1), 0, action);
  return actions;
}

/** Anything: proper frames, and whatever breaks the protocol. */
export const script = (breaks: boolean): fc.Arbitrary<Script> =>
  fc
    .record({
      bytes: stream,
      cuts,
      inHead: fc.constantFrom(0, 0, 1, 3, 50, 1000),
      acts: fc.array(fc.tuple(fc.nat(40), act), { maxLength: 6 }),
      ending: fc.constantFrom("end" as const, "destroy" as const, "error" as const),
      slow: fc.boolean(),
      breaksAfter: breaks ? fc.nat(600) : fc.constant(Infinity),
    })
    .map(({ bytes, cuts, inHead, acts, ending, slow, breaksAfter }) => ({
      head: bytes.subarray(0, inHead),
      actions: mixed(bytes.subarray(inHead), cuts, acts),
      ending,
      slow,
      breaksAfter,
      deflate: false,
    }));

/** Compressed and plain messages of the peer, and of ours, up to a last one. */
export const packedScript: fc.Arbitrary<Script> = fc
  .record({
    frames: fc.array(
      fc.oneof(
        text.map((body) => packed(0xc1, Buffer.from(body))),
        text.map((body) => frame(0x81, Buffer.from(body))),
      ),
      {
        maxLength: 8,
      },
    ),
    cuts,
    sends: fc.array(fc.tuple(fc.nat(40), fc.array(text, { maxLength: 5 })), { maxLength: 4 }),
    slow: fc.boolean(),
  })
  .map(({ frames, cuts, sends, slow }) => ({
    head: Buffer.of(),
    actions: mixed(
      Buffer.concat([...frames, frame(0x81, Buffer.from(last))]),
      cuts,
      sends.map(([at, texts]) => [at, { do: "send", texts }]),
    ),
    ending: "destroy",
    slow,
    breaksAfter: Infinity,
    deflate: true,
  }));
