/** Parts that are measured by themselves and are not exported by the package. */
export { credentialsOf } from "../sdk/src/http/credentials.ts";
export { nodeCrypto } from "../sdk/src/platform/node-crypto.ts";
export { spotMessage } from "../sdk/src/wire/sign.ts";
export * from "../sdk/src/book/index.ts";
export { parseExact } from "../sdk/src/base/json.ts";
export { Book as EngineBook } from "../exchange/src/engine/book.ts";
export { match } from "../exchange/src/engine/match.ts";
