/** Embed Verifications: identity documents the partner has checked. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAnswer } from "./answers.ts";
import type { EmbedFullName } from "./embed-users.ts";
import { embedWrite } from "./rows.ts";

export interface EmbedVerifications {
  /**
   * Hands in a checked identity document with its pictures as files.
   *
   * `POST /b2b/verifications/{user}` · https://docs.kraken.com/api/docs/embed-api/submit-embed-verification
   */
  submitEmbedVerification(
    params: SubmitEmbedVerificationParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedVerification>>;
  /**
   * Hands in a checked identity document with addresses Kraken fetches the pictures from.
   *
   * `POST /b2b/verifications/{user}/url` · https://docs.kraken.com/api/docs/embed-api/submit-embed-verification-from-url
   */
  submitEmbedVerificationFromUrl(
    params: SubmitEmbedVerificationFromUrlParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedVerification>>;
}

export const embedVerifications: Routes<EmbedVerifications> = {
  submitEmbedVerification: embedWrite("/b2b/verifications/{user}", "user type metadata front", {
    body: "multipart",
    asJson: "metadata",
  }),
  submitEmbedVerificationFromUrl: embedWrite("/b2b/verifications/{user}/url", "user type metadata front_url"),
};

/** A file part: the bytes and the name they travel under. Bare bytes travel under the name of their field. */
export interface EmbedFile {
  /** The content. */
  readonly data: Blob | Uint8Array;
  /** File name with its extension, e.g. `front.jpg`. */
  readonly filename: string;
  /** Media type, e.g. `image/jpeg`. Default: the type of the `Blob`, else `application/octet-stream`. */
  readonly type?: string | undefined;
}

/** What the document says and who checked it. */
export interface EmbedVerificationMetadata {
  /** The person named in the document. */
  readonly identity: {
    /** Name as printed. */
    readonly full_name: EmbedFullName;
    /** `YYYY-MM-DD`. */
    readonly date_of_birth: string;
  };
  /** Kind of document. */
  readonly document_type:
    | "passport"
    | "drivers_license"
    | "id_card"
    | "residence_card"
    | "special_permanent_residence_card";
  /** Number of the document. */
  readonly document_number: string;
  /** ISO 3166-1 alpha-2 code of the country that issued it. */
  readonly issuing_country: string;
  /** ISO 3166-1 alpha-2 code. */
  readonly nationality?: string | undefined;
  /** Who checked the document. */
  readonly verifier: string;
  /** ISO 8601 time of the check. */
  readonly verified_at: string;
  /** What the verifier answered. */
  readonly verifier_response?: string | undefined;
  /** The verifier's own id of the check. */
  readonly external_verification_id?: string | undefined;
  /** `YYYY-MM-DD` on which the document expires. */
  readonly expiration_date?: string | undefined;
}

export interface SubmitEmbedVerificationParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Kind of verification; newer pages hint at more. */
  readonly type: "identity_document" | (string & {});
  /** What the document says and who checked it; sent as one part of JSON text. */
  readonly metadata: EmbedVerificationMetadata;
  /** Picture of the front. */
  readonly front: EmbedFile | Blob | Uint8Array;
  /** Picture of the back, where the document has one. */
  readonly back?: EmbedFile | Blob | Uint8Array | undefined;
  /** The verifier's report. */
  readonly verifier_response?: EmbedFile | Blob | Uint8Array | undefined;
}

export interface SubmitEmbedVerificationFromUrlParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Kind of verification. */
  readonly type: "identity_document" | (string & {});
  /** What the document says and who checked it. */
  readonly metadata: EmbedVerificationMetadata;
  /** Presigned address of the picture of the front, on an allow-listed domain. */
  readonly front_url: string;
  /** Presigned address of the picture of the back. */
  readonly back_url?: string | undefined;
  /** Presigned address of the verifier's report. */
  readonly verifier_response_url?: string | undefined;
}

export interface EmbedVerification {
  verification_id: string;
}
