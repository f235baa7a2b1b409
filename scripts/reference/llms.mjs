/** `llms.txt`: what an assistant needs to write programs with krakenkit, on one page. */
import { callsOf, permissionOf, variables } from "./pages.mjs";

const guide = `# krakenkit

> The Kraken exchange from JavaScript and TypeScript: every documented REST call (Spot, Futures, Custody, OTC, Prime, Embed, Ramp, Pay) and every
> WebSocket channel, typed; and krakenkit-exchange, a local Kraken to run programs against. Drop-in successor of \`@siebly/kraken-api\`.

Install: \`npm install krakenkit\` (Node 20+, Bun, Deno, browsers; ESM and CommonJS). Test without keys or network: \`npm install krakenkit-exchange\`.

## Clients

- \`SpotClient\`, \`DerivativesClient\`, \`InstitutionalClient\`, \`PartnerClient\`: REST. \`new SpotClient({ apiKey, apiSecret })\`; without keys for public calls.
- \`WebsocketClient\`: subscriptions over the connections of \`WS_KEY_MAP\`; reconnects and subscribes again by itself.
- \`WebsocketAPIClient\`: Spot orders over WebSocket, each call a promise.
- \`environment\`: \`"live"\` (default), \`"demo"\` (Futures only; \`testnet: true\` is the same), or \`exchange.environment\` of a local exchange:
  \`const exchange = await startExchange(); new SpotClient({ ...exchange.credentials, environment: exchange.environment })\`.

## Conventions

- Parameters first, as one object with the names Kraken documents (\`cl_ord_id\` on Spot, \`cliOrdId\` on Futures); call options last: \`{ signal, timeout, attempts }\`.
  \`undefined\` means "left out". Objects of the caller are never modified. Nonces and signatures are added, nothing else.
- Calls resolve to the whole answer. Spot, OTC, Prime: \`{ error, result }\`, so \`const { result } = await spot.getTicker({ pair: "XBTUSD" })\`.
  Futures \`/derivatives\`: \`{ result: "success", serverTime, … }\`. Embed, Ramp, OAuth: \`{ result }\`. Funding (Beta), Custody External, Futures charts and history: bare.
- Amounts stay as Kraken sends them: text on Spot, numbers on Futures. Pass amounts as text; calculate with \`Decimal\`, never with floats.
  \`parseJson: parseExact\` gives every number as the digits Kraken sent.
- Spot REST results are keyed by internal names (\`XXBTZUSD\`, \`XXBT\`), which may differ from what was asked for: use \`Object.values(result)[0]\`.
- A refused Futures order is an answer with HTTP 200: ask \`orderOutcome(answer)\` (or \`batchOutcomes\`) whether it was placed.
- \`generateNewOrderID()\` of \`SpotClient\` and \`DerivativesClient\` makes a client order id. Always send one: with it an order whose fate is unknown can be looked up.
- Messages from Kraken to a partner's server are checked with \`verifyEmbedWebhook\`, \`verifyRampWebhook\` and \`verifyPayCallback\`; each rejects with a \`WebhookError\`.

## Errors

Everything rejects with a \`KrakenError\`; recognise it by \`isKrakenError(error)\`.

- \`kind\`: \`usage\` (caller's mistake, nothing sent; \`field\`), \`refused\` (Kraken said no; \`reasons\`, \`category\`, \`retry\`, \`retryAfter\`), \`timeout\`, \`aborted\`, \`transport\`, \`closed\`, \`protocol\`.
- \`delivery\`: \`unsent\` (safe to send again), \`answered\` (the answer says what happened), \`unknown\` (it may have been carried out: look it up by client order id, never resend).
- Also \`code\` (HTTP status), \`body\`, \`headers\`, \`requestOptions\`, \`requestParams\`, \`transient\`. No secret is ever in them.
- Reads are repeated by the library where that helps; a write only when it cannot have taken effect.

## Documentation

- [README](README.md)
- [Errors and what to do about them](docs/errors.md)
- [How the library is built](docs/architecture.md)`;

function signature(call) {
  const top = call.params.filter((param) => !param.name.includes("."));
  const required = top.filter((param) => param.required).map((param) => param.name);
  const optional = top.filter((param) => !param.required).map((param) => `${param.name}?`);
  const names = [...required, ...optional];
  const given = names.length === 0 ? "" : `${call.paramsOptional ? "params?: " : ""}{ ${names.join(", ")} }`;
  return `${call.name}(${given})`;
}

/** The whole text; `pages` are the addresses of the reference by client. */
export function llms(clients, pages) {
  const links = clients.map(({ client }) => `- [Reference of ${client}](${pages[client]})`);
  const lists = clients.map(({ client, about, sections }) => {
    const groups = sections.map((section) => {
      const lines = callsOf(section).map((call) => {
        const choices = (call.row.rules ?? "").split(" ").filter((rule) => rule.includes("|"));
        const needed = choices.map((rule) => ` Needs one of ${rule.split("|").join(", ")}.`).join("");
        const note = call.deprecated ? "Deprecated. " : "";
        const open = permissionOf(call) === "no credentials" ? " (public)" : "";
        return `- \`${signature(call)}\`${open}: ${note}${call.summary}${needed}`;
      });
      return `### ${section.title}\n\n${lines.join("\n")}`;
    });
    return `## ${client} (\`${variables[client]}\`)\n\n${about[0]}\n\n${groups.join("\n\n")}`;
  });
  return `${guide}\n${links.join("\n")}\n\n${lists.join("\n\n")}\n`;
}
