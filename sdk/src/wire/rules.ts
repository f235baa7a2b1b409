import { UsageError } from "../base/errors.ts";

type Values = Readonly<Record<string, unknown>>;

const given = (params: Values, name: string): boolean => params[name] !== undefined && params[name] !== null;

interface Rule {
  readonly sign: string | undefined;
  readonly all: readonly string[];
}

const known = new Map<string, readonly Rule[]>();

/** The rules of a route, read when its first call is made: reading them costs as much as signing. */
function parsed(rules: string): readonly Rule[] {
  const before = known.get(rules);
  if (before !== undefined) return before;
  const made = rules.split(" ").map((rule) => {
    const sign = /[|^=]/.exec(rule)?.[0];
    return { sign, all: sign === undefined ? [rule] : rule.split(sign) };
  });
  known.set(rules, made);
  return made;
}

/**
 * Checks what can be known before sending, by the rules of a route: `a` must be given, `a|b` at least one of them,
 * `a^b` not both, `a=b` if a is given then b too. Throws a `UsageError` naming the field and the rule.
 */
export function checkRules(rules: string, params: Values, call: string): void {
  for (const { sign, all } of parsed(rules)) {
    const [first = "", ...rest] = all;
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
