const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder();
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Padded base64; written out because `btoa` wants a string of characters and is slower on the 64 bytes of a signature. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  let at = 0;
  for (; at + 2 < bytes.length; at += 3) {
    const group = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    text +=
      (alphabet[group >> 18] as string) +
      (alphabet[(group >> 12) & 63] as string) +
      (alphabet[(group >> 6) & 63] as string) +
      (alphabet[group & 63] as string);
  }
  const rest = bytes.length - at;
  if (rest === 0) return text;
  const group = ((bytes[at] as number) << 16) | ((rest === 2 ? (bytes[at + 1] as number) : 0) << 8);
  text += (alphabet[group >> 18] as string) + (alphabet[(group >> 12) & 63] as string);
  return text + (rest === 2 ? (alphabet[(group >> 6) & 63] as string) : "=") + "=";
}

/** Decodes padded or unpadded base64; `undefined` when `text` is not base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/={0,2}$/, "");
  if (digits.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(digits)) return undefined;
  return Uint8Array.from(atob(digits), (char) => char.charCodeAt(0));
}

const digits = "0123456789abcdef";

export function toHex(bytes: Uint8Array): string {
  // No function takes arguments without end.
  if (bytes.length > 1024) return toHex(bytes.subarray(0, 1024)) + toHex(bytes.subarray(1024));
  // Every order needs 32 digits: asking each byte for its text and padding it takes ten times as long.
  const codes: number[] = [];
  for (const byte of bytes) codes.push(digits.charCodeAt(byte >> 4), digits.charCodeAt(byte & 15));
  return String.fromCharCode(...codes);
}
