/** The public surface of krakenkit. */
export { SpotClient } from "./clients/spot.ts";
export { DerivativesClient } from "./clients/derivatives.ts";
export { InstitutionalClient } from "./clients/institutional.ts";
export { PartnerClient } from "./clients/partner.ts";
export type { RestClientOptions, RestNetworkOptions } from "./clients/rest.ts";
export { verifyEmbedWebhook, verifyPayCallback, verifyRampWebhook } from "./clients/webhooks.ts";
export { WebhookError } from "./wire/webhooks.ts";
export type { EmbedDelivery, PayCallbackKey, PayDelivery, RampDelivery, WebhookFault } from "./wire/webhooks.ts";
export type * from "./wire/webhook-events.ts";
export { demo, live } from "./clients/environment.ts";
export type { Environment, EnvironmentOptions, SocketName } from "./clients/environment.ts";

export { batchOutcomes, orderOutcome } from "./api/futures/outcome.ts";
export type * from "./api/envelope.ts";
export type * from "./api/futures/index.ts";
export type * from "./api/institutional/index.ts";
export type * from "./api/partner/index.ts";
export type * from "./api/spot/index.ts";
export type { CallOptions, NoParams } from "./api/route.ts";

export {
  AbortedError,
  ClosedError,
  isKrakenError,
  KrakenError,
  ProtocolError,
  RefusedError,
  TimeoutError,
  TransportError,
  UsageError,
} from "./base/errors.ts";
export type {
  AnyKrakenError,
  Delivery,
  ErrorDetail,
  ErrorKind,
  Refusal,
  RefusalCategory,
  RequestSummary,
  RetryAdvice,
} from "./base/errors.ts";
export { Decimal } from "./base/decimal.ts";
export type { DecimalLike, Rounding } from "./base/decimal.ts";
export { parseExact } from "./base/json.ts";
export { microsecondNonces } from "./base/nonce.ts";
export type { NonceMemory } from "./base/nonce.ts";
export type { CustomSigning } from "./http/credentials.ts";
export type { NetworkOptions, ProxyServer } from "./platform/network.ts";
export type {
  Clock,
  CryptoPort,
  HttpPort,
  Log,
  Mac,
  NonceSource,
  Progress,
  Random,
  StopTimer,
  WireAnswer,
  WireRequest,
} from "./ports.ts";
export { version } from "./version.ts";
