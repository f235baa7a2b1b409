/** Local order books: values in, values out. */
export type { BookMessage, BookMessageData, BookMessageLevel, OrderBookOptions } from "./book.ts";
export { OrderBook } from "./book.ts";
export { crc32 } from "./crc32.ts";
export type {
  FuturesBookDelta,
  FuturesBookMessage,
  FuturesBookMessageLevel,
  FuturesBookOptions,
  FuturesBookSnapshot,
} from "./futures.ts";
export { FuturesBook } from "./futures.ts";
export { FuturesFrames } from "./futures-scan.ts";
export type { WireNumber } from "./message.ts";
export type { Level3Message, Level3MessageData, Level3MessageOrder } from "./orders-message.ts";
export { Level3Frames } from "./orders-scan.ts";
export type { BookOrder, Level3BookOptions, QueuePosition } from "./orders.ts";
export { Level3Book } from "./orders.ts";
export type { BookDepth, BookFill, BookLevel, BookSnapshot } from "./reading.ts";
export { Book } from "./reading.ts";
export { BookFrames } from "./scan.ts";
export type { BookPrecision, BookResult, BookState } from "./sides.ts";
