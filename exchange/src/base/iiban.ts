import { createHash } from "node:crypto";

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** The international account number of an account, made from its name: `AA88 N84G AET3 RAOA`. */
export function iibanOf(account: string): string {
  const bytes = createHash("sha256").update(`iiban/${account}`).digest();
  const text = [...bytes.subarray(2, 14)].map((byte) => letters[byte % letters.length]).join("");
  const check = String(10 + ((bytes[0] ?? 0) % 89));
  return `AA${check} ${text.slice(0, 4)} ${text.slice(4, 8)} ${text.slice(8, 12)}`;
}
