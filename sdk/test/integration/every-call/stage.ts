/** What the tests of every call share: one exchange on a clock of its own, and clients that note what they were asked. */
import { ManualClock, startExchange } from "krakenkit-exchange";
import type { Exchange } from "krakenkit-exchange";
import { DerivativesClient, InstitutionalClient, PartnerClient, SpotClient } from "krakenkit";

/** One exchange, its clock, and the four clients of one account. */
export interface Stage {
  readonly exchange: Exchange;
  readonly clock: ManualClock;
  readonly account: string;
  readonly spot: SpotClient;
  readonly futures: DerivativesClient;
  readonly institutional: InstitutionalClient;
  readonly partner: PartnerClient;
  /** `SpotClient.getTicker` and so on, of every call made through these clients. */
  readonly called: ReadonlySet<string>;
  /** Errors the exchange did not expect. */
  readonly errors: readonly unknown[];
  /** A client like `spot`, with other options. */
  readonly spotWith: (options: ConstructorParameters<typeof SpotClient>[0]) => SpotClient;
}

/** Starts the exchange and makes the clients. */
export async function stage(): Promise<Stage> {
  const clock = new ManualClock(Date.UTC(2026, 9, 15, 12));
  const errors: unknown[] = [];
  const exchange = await startExchange({
    clock,
    seed: "every call",
    flow: "quiet",
    limits: "off",
    contracts: ["PF_XBTUSD", "PI_XBTUSD", "PF_ETHUSD"],
    onError: (error) => errors.push(error),
  });
  const called = new Set<string>();
  const noted = <Client extends object>(name: string, client: Client): Client =>
    new Proxy(client, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        return (...args: readonly unknown[]): unknown => {
          called.add(`${name}.${String(property)}`);
          return Reflect.apply(value, target, args);
        };
      },
    });
  const options = { ...exchange.credentials, environment: exchange.environment };
  return {
    exchange,
    clock,
    account: exchange.admin.account,
    spot: noted("SpotClient", new SpotClient(options)),
    futures: noted("DerivativesClient", new DerivativesClient(options)),
    institutional: noted("InstitutionalClient", new InstitutionalClient(options)),
    partner: noted("PartnerClient", new PartnerClient(options)),
    called,
    errors,
    spotWith: (more) => noted("SpotClient", new SpotClient({ environment: exchange.environment, ...more })),
  };
}

/** The value, or a failure that says what was missing. */
export function given<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing`);
  return value;
}
