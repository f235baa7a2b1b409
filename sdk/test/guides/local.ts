/**
 * What a guide's program imports in place of `krakenkit`: the same names, but clients go to the local exchange with a key
 * that works there, whatever address and key the guide shows.
 */
import type { Exchange } from "krakenkit-exchange";
import * as krakenkit from "krakenkit";

export * from "krakenkit";

interface Closable {
  close?(): void;
  closeAll?(): void;
  stop?(): void;
  getWSClient?(): Closable;
}

/** The exchange the guides run on, and everything that was opened on it. */
export const local: {
  exchange: Exchange | undefined;
  /** A key of the program's own. */
  credentials: Exchange["credentials"] | undefined;
  readonly opened: Closable[];
} = { exchange: undefined, credentials: undefined, opened: [] };

/** Closes what a program left open. */
export function closeAll(): void {
  for (const each of local.opened.splice(0)) {
    const client = each.getWSClient?.() ?? each;
    // The client of sockets closes one connection by `close`.
    if (client.closeAll === undefined) client.close?.();
    else client.closeAll();
    client.stop?.();
  }
}

type Options = Readonly<Record<string, unknown>>;

function redirected(options: Options): Options {
  if (local.exchange === undefined) throw new Error("no exchange was started");
  const { environment } = local.exchange;
  // Clients that were passed go to the local exchange already.
  if ("rest" in options || "sockets" in options) return options;
  return { ...options, ...("apiKey" in options ? local.credentials : {}), environment };
}

type Class = new (options?: never, network?: never) => object;

function onLocal<Original extends Class>(Original: Original): Original {
  const made = class extends (Original as unknown as new (...args: unknown[]) => object) {
    constructor(options: Options = {}, ...more: unknown[]) {
      super(redirected(options), ...more);
      local.opened.push(this as Closable);
    }
  };
  return made as unknown as Original;
}

export const SpotClient: typeof krakenkit.SpotClient = onLocal(krakenkit.SpotClient as unknown as Class) as never;
export const DerivativesClient: typeof krakenkit.DerivativesClient = onLocal(
  krakenkit.DerivativesClient as unknown as Class,
) as never;
export const InstitutionalClient: typeof krakenkit.InstitutionalClient = onLocal(
  krakenkit.InstitutionalClient as unknown as Class,
) as never;
export const PartnerClient: typeof krakenkit.PartnerClient = onLocal(
  krakenkit.PartnerClient as unknown as Class,
) as never;
export const WebsocketClient: typeof krakenkit.WebsocketClient = onLocal(
  krakenkit.WebsocketClient as unknown as Class,
) as never;
export const WebsocketAPIClient: typeof krakenkit.WebsocketAPIClient = onLocal(
  krakenkit.WebsocketAPIClient as unknown as Class,
) as never;
export const Books: typeof krakenkit.Books = onLocal(krakenkit.Books as unknown as Class) as never;
export const SpotAccount: typeof krakenkit.SpotAccount = onLocal(krakenkit.SpotAccount as unknown as Class) as never;
export const FuturesAccount: typeof krakenkit.FuturesAccount = onLocal(
  krakenkit.FuturesAccount as unknown as Class,
) as never;
