import { fromBase64, toBase64, utf8 } from "../base/bytes.ts";
import { UsageError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import type { CryptoPort, Mac } from "../ports.ts";
import { signature } from "../wire/sign.ts";

/** Signs in place of the library, for keys held elsewhere (a vault, a hardware module). */
export interface CustomSigning {
  /** `message` are the bytes to authenticate with HMAC-SHA-512; the answer is the signature in base64. */
  customSignMessageFn?(message: string | Uint8Array, secret: string): string | Promise<string>;
}

/** What signed calls are signed with. */
export interface Credentials {
  readonly key: string;
  readonly secret: Secret;
  readonly sign: (message: Uint8Array | Promise<Uint8Array>) => string | Promise<string>;
}

/** Refuses what cannot be a key pair, naming what is wrong and never the value. */
export function credentialsOf(
  options: { readonly apiKey?: string | undefined; readonly apiSecret?: string | undefined } & CustomSigning,
  hashes: CryptoPort,
): Credentials | undefined {
  const { apiKey, apiSecret } = options;
  if (apiKey === undefined && apiSecret === undefined) return undefined;
  const key = checked(apiKey, "apiKey", "apiSecret");
  const text = checked(apiSecret, "apiSecret", "apiKey");
  const secret = new Secret(text);
  if (options.customSignMessageFn !== undefined) {
    const sign = options.customSignMessageFn.bind(options);
    return { key, secret, sign: async (message) => checkedSignature(await sign(await message, text)) };
  }
  const bytes = fromBase64(text);
  if (bytes === undefined)
    throw new UsageError("apiSecret must be the base64 text Kraken shows once, and is not base64", "apiSecret");
  // Made with the first signature: an importing page that never signs should not pay for it.
  let mac: Mac | Promise<Mac> | undefined;
  return { key, secret, sign: (message) => signature(message, (mac ??= hashes.hmacSha512(bytes))) };
}

function checked(value: unknown, field: string, other: string): string {
  if (value === undefined)
    throw new UsageError(`${field} is missing while ${other} is given; private calls need both`, field);
  if (typeof value !== "string") throw new UsageError(`${field} must be text, not ${typeof value}`, field);
  if (value === "") throw new UsageError(`${field} is empty; leave it out for public calls only`, field);
  if (/\s/.test(value))
    throw new UsageError(`${field} contains white space; was it cut or pasted with a line end?`, field);
  if (/[^\x21-\x7e]/.test(value)) throw new UsageError(`${field} contains characters that no Kraken key has`, field);
  return value;
}

/** A line end would end the header it travels in. */
function checkedSignature(made: unknown): string {
  if (typeof made === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(made)) return made;
  throw new UsageError(
    "customSignMessageFn must give the signature as base64 text without line ends",
    "customSignMessageFn",
  );
}

/** `Authorization` of the OAuth token call. */
export const basic = (id: string, secret: string): string => `Basic ${toBase64(utf8(`${id}:${secret}`))}`;
