import { UsageError } from "../base/errors.ts";

type Values = Readonly<Record<string, unknown>>;

const given = (params: Values, name: string): boolean => params[name] !== undefined && params[name] !== null;

/**
 * Checks what can be known before sending, by the rules of a route: `a` must be given, `a|b` at least one of them,
 * `a^b` not both, `a=b` if a is given then b too. Throws a `UsageError` naming the field and the rule.
 */
export function checkRules(rules: string, params: Values, call: string): void {
  for (const rule of rules.split(" ")) {
    const [, first = "", sign, others = ""] = /^([^|^=]+)([|^=])?(.*)$/.exec(rule) ?? [];
    const rest = others === "" ? [] : others.split(sign ?? " ");
    const all = [first, ...rest];
    if (sign === "^") {
      const both = all.filter((name) => given(params, name));
      if (both.length > 1)
        throw new UsageError(`${call}: ${both.join(" and ")} exclude each other; give one of them`, both[0]);
    } else if (sign === "=") {
      const missing = given(params, first) ? rest.find((name) => !given(params, name)) : undefined;
      if (missing !== undefined)
        throw new UsageError(`${call}: ${missing} is required together with ${first}`, missing);
    } else if (!all.some((name) => given(params, name))) {
      throw new UsageError(`${call}: ${rest.length > 0 ? `one of ${all.join(", ")}` : first} is required`, first);
    }
  }
}
