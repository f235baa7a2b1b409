/** One of several processes that use the same key: asks for balances, and says how many of its calls were refused. */
import { DerivativesClient, isKrakenError, SpotClient } from "krakenkit";
import type { Environment } from "krakenkit";
import { sharedNonces } from "./source.ts";

export interface Job {
  readonly path: string;
  readonly environment: Environment;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly calls: number;
}

/** Makes signed calls, some of them at once, and counts those that were refused. */
export async function work({ path, calls, ...options }: Job): Promise<number> {
  const nonces = sharedNonces(path);
  // With a window on the key, calls of different processes may overtake each other on their way.
  const spot = new SpotClient({ ...options, nonces, nonceWindow: 5_000_000, attempts: 1 });
  const futures = new DerivativesClient({ ...options, nonces, attempts: 1 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: calls }, (_, at) => (at % 4 === 0 ? futures.getAccounts() : spot.getAccountBalance())),
  );
  nonces.close();
  return outcomes.filter((each) => each.status === "rejected" && isKrakenError(each.reason)).length;
}

process.once("message", (job: Job) => {
  void work(job).then((refused) => process.send?.(refused, () => process.exit(0)));
});
