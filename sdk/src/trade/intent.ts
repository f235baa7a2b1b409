/** An order about to be sent, as it is written down before it leaves: enough to find out later what became of it. */
export interface Intent {
  /** The client order id: `cl_ord_id` on Spot, `cliOrdId` on Futures. */
  readonly id: string;
  readonly venue: "spot" | "futures";
  /** The order's parameters; never a one-time password or token. */
  readonly order: Readonly<Record<string, unknown>>;
  /** When it was written down, in ms since 1970. */
  readonly madeAt: number;
  /** The moment after which the exchange no longer carries it out, in ms since 1970; undefined without a deadline. */
  readonly until: number | undefined;
}

/**
 * Where intents are kept from before the first byte leaves until the fate of the order is known: a file, a table, a key in
 * Redis. `save` must have stored the intent when it resolves; when it rejects, nothing is sent.
 */
export interface IntentStore {
  save(intent: Intent): void | Promise<void>;
  remove(id: string): void | Promise<void>;
  all(): readonly Intent[] | Promise<readonly Intent[]>;
}

/** Intents in memory: enough to ask again within the same process. */
export function memoryIntents(): IntentStore {
  const intents = new Map<string, Intent>();
  return {
    save: (intent) => void intents.set(intent.id, intent),
    remove: (id) => void intents.delete(id),
    all: () => [...intents.values()],
  };
}
