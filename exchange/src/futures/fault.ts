/** A refusal in the second of the three shapes of Futures failures: an HTTP status, a status word and a numbered error. */
export class FuturesFault extends Error {
  override readonly name = "FuturesFault";
  /** HTTP status. */
  readonly http: number;
  /** `BAD_REQUEST`, `NOT_FOUND`, `INTERNAL_SERVER_ERROR`. */
  readonly status: string;
  readonly code: number;

  constructor(http: number, status: string, code: number, message: string) {
    super(message);
    this.http = http;
    this.status = status;
    this.code = code;
  }
}
