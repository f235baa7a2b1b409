import type { Clock } from "../base/clock.ts";
import { CallCounters } from "./calls.ts";
import { EngineCounters } from "./engine.ts";
import { FuturesLimits } from "./futures.ts";
import { PublicLimit, type PublicRate } from "./public.ts";

/** All limits of the exchange in one place. */
export class Limits {
  readonly calls: CallCounters;
  readonly engine: EngineCounters;
  readonly futures: FuturesLimits;
  readonly open: PublicLimit | undefined;

  constructor(clock: Clock, publicRate?: PublicRate) {
    this.calls = new CallCounters(clock);
    this.engine = new EngineCounters(clock);
    this.futures = new FuturesLimits(clock);
    this.open = publicRate === undefined ? undefined : new PublicLimit(clock, publicRate);
  }
}
