/** Every case, in the order of the table. */
import { books } from "./books.mjs";
import { exchange } from "./exchange.mjs";
import { install } from "./install.mjs";
import { reconnect } from "./reconnect.mjs";
import { rest } from "./rest.mjs";
import { scale } from "./scale.mjs";
import { sockets } from "./sockets.mjs";
import { trading } from "./trading.mjs";

/**
 * A case has a `measure`, `contestants` by name, the `floor` (a name, or several of which the cheapest counts), and a
 * `target`: the most its `cpu` may be as a multiple of the floor's, or a limit on one of its figures.
 */
export const cases = { ...rest, ...sockets, ...books, ...trading, ...scale, ...reconnect, ...install, ...exchange };
