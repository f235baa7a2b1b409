import { UsageError } from "../base/errors.ts";
import type {
  WSAddOrderParams,
  WSAddOrderResult,
  WSAmendOrderParams,
  WSAmendOrderResult,
  WSBatchAddParams,
  WSBatchAddResult,
  WSBatchCancelParams,
  WSBatchCancelResult,
  WSCancelAllOrdersAfterParams,
  WSCancelAllOrdersAfterResult,
  WSCancelAllResult,
  WSCancelOrderParams,
  WSCancelOrderResult,
  WSEditOrderParams,
  WSEditOrderResult,
} from "../feeds/spot/trading.ts";
import type { CallLimits } from "../link/calls.ts";
import type { Limits } from "../link/waiting.ts";
import type { Log } from "../ports.ts";
import { checkGiven } from "./given.ts";
import { DefaultLogger } from "./logger.ts";
import { WebsocketClient } from "./websocket.ts";
import type { WSConnected } from "./websocket.ts";
import type { WSClientConfigurableOptions } from "./ws-options.ts";
import type { WSAPISpotResponse } from "./ws-responses.ts";
import type { WSAPIWsKey } from "./ws-topics.ts";

/** Options of `WebsocketAPIClient`. */
export interface WSAPIClientConfigurableOptions extends WSClientConfigurableOptions {
  /** Writes connection events to the logger. Default false. */
  readonly attachEventListeners?: boolean | undefined;
}

/**
 * Spot trading over WebSocket as awaitable calls: each resolves to the exchange's answer and rejects with its refusal,
 * at its deadline (default 10 s), or when the connection is lost, saying whether it may have been carried out.
 */
export class WebsocketAPIClient {
  readonly #client: WebsocketClient;

  constructor(options: WSAPIClientConfigurableOptions = {}, logger: Log = DefaultLogger) {
    checkGiven(options);
    if (options.exactNumbers === true)
      throw new UsageError("exactNumbers is for streams; answers to orders hold no prices", "exactNumbers");
    this.#client = new WebsocketClient({ ...options, exactNumbers: false }, logger);
    if (options.attachEventListeners !== true) return;
    for (const event of ["open", "reconnecting", "reconnected", "close", "authenticated"] as const)
      this.#client.on(event, ({ wsKey }) => logger.info(event, wsKey));
    this.#client.on("exception", ({ wsKey, error }) => logger.error("exception", wsKey, error));
  }

  /** The client underneath, for events, subscriptions and closing. */
  getWSClient(): WebsocketClient {
    return this.#client;
  }

  /** Opens and authenticates the connection ahead of the first call. */
  connectWSAPI(wsKey: WSAPIWsKey = "spotPrivateV2", options?: Limits): Promise<WSConnected> {
    return this.#client.connectWSAPI(wsKey, options);
  }

  /** Places an order. `add_order` */
  submitSpotOrder(
    params: WSAddOrderParams,
    wsKey: WSAPIWsKey = "spotPrivateV2",
    options?: CallLimits,
  ): Promise<WSAPISpotResponse<WSAddOrderResult, "add_order">> {
    return this.#client.sendWSAPIRequest(wsKey, "add_order", params, options);
  }

  /** Changes an order in place; it keeps its id. `amend_order` */
  amendSpotOrder(
    params: WSAmendOrderParams,
    wsKey: WSAPIWsKey = "spotPrivateV2",
    options?: CallLimits,
  ): Promise<WSAPISpotResponse<WSAmendOrderResult, "amend_order">> {
    return this.#client.sendWSAPIRequest(wsKey, "amend_order", params, options);
  }

  /** Cancels orders. With several, the answers are collected in `results`, and any refusal rejects. `cancel_order` */
  cancelSpotOrder(
    params: WSCancelOrderParams,
    wsKey: WSAPIWsKey = "spotPrivateV2",
    options?: CallLimits,
  ): Promise<WSAPISpotResponse<WSCancelOrderResult, "cancel_order">> {
    return this.#client.sendWSAPIRequest(wsKey, "cancel_order", params, options);
  }

  /** Cancels every open order. `cancel_all` */
  cancelAllSpotOrders(
    wsKey: WSAPIWsKey = "spotPrivateV2",
    options?: CallLimits,
  ): Promise<WSAPISpotResponse<WSCancelAllResult, "cancel_all">> {
    return this.#client.sendWSAPIRequest(wsKey, "cancel_all", {}, options);
  }

  /** Arms the dead man's switch: every order is cancelled after `timeout` seconds unless it is renewed. `cancel_all_orders_after` */
  cancelAllSpotOrdersAfter(
    params: WSCancelAllOrdersAfterParams,
    wsKey: WSAPIWsKey = "spotPrivateV2",
    options?: CallLimits,
  ): Promise<WSAPISpotResponse<WSCancelAllOrdersAfterResult, "cancel_all_orders_after">> {
    return this.#client.sendWSAPIRequest(wsKey, "cancel_all_orders_after", params, options);
  }

  /** Places 2 to 15 orders of one pair; each entry of `result` is an order or why it alone was refused. `batch_add` */
  batchSubmitSpotOrders(
    params: WSBatchAddParams,
    wsKey: WSAPIWsKey = "spotPrivateV2",
    options?: CallLimits,
  ): Promise<WSAPISpotResponse<WSBatchAddResult[], "batch_add">> {
    return this.#client.sendWSAPIRequest(wsKey, "batch_add", params, options);
  }

  /** Cancels 2 to 50 orders. `batch_cancel` */
  batchCancelSpotOrders(
    params: WSBatchCancelParams,
    wsKey: WSAPIWsKey = "spotPrivateV2",
    options?: CallLimits,
  ): Promise<WSAPISpotResponse<WSBatchCancelResult, "batch_cancel">> {
    return this.#client.sendWSAPIRequest(wsKey, "batch_cancel", params, options);
  }

  /** Cancels and replaces an order, which loses its place; prefer amending. `edit_order` */
  editSpotOrder(
    params: WSEditOrderParams,
    wsKey: WSAPIWsKey = "spotPrivateV2",
    options?: CallLimits,
  ): Promise<WSAPISpotResponse<WSEditOrderResult, "edit_order">> {
    return this.#client.sendWSAPIRequest(wsKey, "edit_order", params, options);
  }
}
