/** Pay: paying and being paid by Kraktag or link. Outcomes arrive by callback, see `verifyPayCallback`. */
import type { CallOptions, NoParams, Routes } from "../route.ts";
import { payRead, payWrite } from "./rows.ts";

export interface Pay {
  /**
   * Sends money to a Kraktag; the outcome arrives by callback.
   *
   * `POST /0/private/Pay/transfer/create` · Funds permissions - Query, Funds permissions - Withdraw · https://docs.kraken.com/api-reference/transfer/create-a-pay-transfer
   */
  createPayTransfer(params: CreatePayTransferParams, options?: CallOptions): Promise<PayAcknowledgement>;
  /**
   * Cancels a transfer, or a paylink nobody has claimed.
   *
   * `POST /0/private/Pay/transfer/cancel` · Funds permissions - Query · https://docs.kraken.com/api-reference/transfer/cancel-a-pay-transfer-or-an-unclaimed-paylink
   */
  cancelPayTransfer(params: PayExternalIdParams, options?: CallOptions): Promise<PayAcknowledgement>;
  /**
   * Asks for money and answers with the page where it can be paid.
   *
   * `POST /0/private/Pay/request/create` · Funds permissions - Deposit · https://docs.kraken.com/api-reference/request/create-a-payment-request
   */
  createPayRequest(params: CreatePayRequestParams, options?: CallOptions): Promise<PayAnswer<{ view_link: string }>>;
  /**
   * Withdraws a request that has not been paid.
   *
   * `POST /0/private/Pay/request/cancel` · Funds permissions - Query · https://docs.kraken.com/api-reference/request/cancel-a-payment-request
   */
  cancelPayRequest(params: PayExternalIdParams, options?: CallOptions): Promise<PayAcknowledgement>;
  /**
   * Starts making a link that pays whoever claims it; read the code with `getPaylinkCode`.
   *
   * `POST /0/private/Pay/paylink/create` · Funds permissions - Query, Funds permissions - Withdraw · https://docs.kraken.com/api-reference/paylink/create-a-paylink-code
   */
  createPaylinkCode(params: CreatePaylinkCodeParams, options?: CallOptions): Promise<PayAcknowledgement>;
  /**
   * The code of a paylink; refused until it has been made.
   *
   * `POST /0/private/Pay/paylink/get` · Funds permissions - Query · https://docs.kraken.com/api-reference/paylink/get-the-generated-paylink-code
   */
  getPaylinkCode(params: PayExternalIdParams, options?: CallOptions): Promise<PayAnswer<Record<string, unknown>>>;
  /**
   * How long paylinks can be claimed.
   *
   * `POST /0/private/Pay/paylink/config` · Funds permissions - Query · https://docs.kraken.com/api-reference/paylink/get-paylink-configuration
   */
  getPaylinkConfig(params?: NoParams, options?: CallOptions): Promise<PayAnswer<{ expire_time: number }>>;
}

export const pay: Routes<Pay> = {
  createPayTransfer: payWrite("/0/private/Pay/transfer/create", "amount asset to external_id"),
  cancelPayTransfer: payWrite("/0/private/Pay/transfer/cancel", "external_id"),
  createPayRequest: payWrite("/0/private/Pay/request/create", "amount asset external_id"),
  cancelPayRequest: payWrite("/0/private/Pay/request/cancel", "external_id"),
  createPaylinkCode: payWrite("/0/private/Pay/paylink/create", "amount asset external_id"),
  getPaylinkCode: payRead("/0/private/Pay/paylink/get", "external_id"),
  getPaylinkConfig: payRead("/0/private/Pay/paylink/config"),
};

export interface CreatePayTransferParams {
  /** Quantity, as decimal text. */
  readonly amount: string;
  /** The asset, of class `currency`. */
  readonly asset: string;
  /** Kraktag of the recipient. */
  readonly to: string;
  /** The caller's id: 1 to 16 bytes as unpadded base64. A repetition with the same id does not pay twice, and callbacks carry it. */
  readonly external_id: string;
  /** Text for the recipient. */
  readonly note?: string | undefined;
  /** The payment this one returns. */
  readonly return_for?: string | undefined;
}

export interface PayExternalIdParams {
  /** The id given when it was created: 1 to 16 bytes as unpadded base64. */
  readonly external_id: string;
}

export interface CreatePayRequestParams {
  /** Quantity, as decimal text. */
  readonly amount: string;
  /** The asset, of class `currency`. */
  readonly asset: string;
  /** The caller's id: 1 to 16 bytes as unpadded base64. A repetition with the same id asks only once, and callbacks carry it. */
  readonly external_id: string;
  /** Seconds until the request expires. */
  readonly expire_after_seconds?: number | undefined;
  /** Kraktag of the payer; anybody when left out. */
  readonly from?: string | undefined;
  /** Text for the payer. */
  readonly note?: string | undefined;
}

export interface CreatePaylinkCodeParams {
  /** Quantity, as decimal text. */
  readonly amount: string;
  /** The asset, of class `currency`. */
  readonly asset: string;
  /** The caller's id: 1 to 16 bytes as unpadded base64. A repetition with the same id does not pay twice, and callbacks carry it. */
  readonly external_id: string;
  /** Text for whoever claims it. */
  readonly note?: string | undefined;
}

/** A warning (`W`) or an error (`E`) in an answer of Pay. */
export interface PayError {
  severity: "E" | "W";
  errorClass: string;
  type: string;
  errorMessage?: string | null;
}

/** The envelope of Pay. `error` is empty or holds warnings; a call that failed rejects. */
export interface PayAnswer<Result> {
  error: PayError[];
  result: Result;
}

/** The request was taken on; what becomes of it arrives by callback. */
export interface PayAcknowledgement {
  error: PayError[];
  /** Without documented fields. */
  result?: Record<string, unknown>;
}
