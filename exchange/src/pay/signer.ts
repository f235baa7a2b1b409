import { createECDH, createHash, createPrivateKey, sign, type KeyObject } from "node:crypto";

/** The public half of a signing key, as a JSON Web Key. */
export interface PublicKey {
  readonly kid: string;
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly alg: "ES256";
  readonly use: "sig";
}

/** Signs tokens with ES256; the key follows from the seed. */
export class TokenSigner {
  readonly publicKey: PublicKey;
  readonly #key: KeyObject;

  constructor(seed: string) {
    const curve = createECDH("prime256v1");
    const secret = createHash("sha256").update(`${seed}/pay`).digest();
    curve.setPrivateKey(secret);
    const point = curve.getPublicKey();
    const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
    const kid = createHash("sha256").update(point).digest("hex").slice(0, 16);
    this.publicKey = { kid, kty: "EC", crv: "P-256", x, y, alg: "ES256", use: "sig" };
    const jwk = { kty: "EC", crv: "P-256", x, y, d: secret.toString("base64url") };
    this.#key = createPrivateKey({ key: jwk, format: "jwk" });
  }

  /** A JSON Web Token with these claims. */
  token(claims: object): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const head = `${part({ alg: "ES256", typ: "JWT", kid: this.publicKey.kid })}.${part(claims)}`;
    const signature = sign("sha256", Buffer.from(head), { key: this.#key, dsaEncoding: "ieee-p1363" });
    return `${head}.${signature.toString("base64url")}`;
  }
}
