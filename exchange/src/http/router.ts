import type { Route } from "./call.ts";

export type { Call, PublicRoute, Route, SignedCall, SignedRoute, WireReply, WireRequest } from "./call.ts";
export { Raw, raw } from "./call.ts";

/** What the router says about a method and a path. */
export type Match =
  | { readonly found: "route"; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly found: "other-method"; readonly allowed: readonly string[] }
  | { readonly found: "nothing" };

interface Entry {
  readonly route: Route;
  readonly segments: readonly string[];
}

const none: Readonly<Record<string, string>> = Object.freeze({});

/** Finds the route of a request. The pattern with fewer named segments wins, whatever the order of registration. */
export class Router {
  readonly #fixed = new Map<string, Route[]>();
  readonly #open = new Map<number, Entry[]>();
  readonly #all: Route[] = [];

  /** Adds routes; the same method and path twice is a mistake in the program. */
  add(routes: readonly Route[]): void {
    for (const route of routes) {
      const segments = route.path.split("/");
      if (this.#all.some((known) => known.method === route.method && known.path === route.path)) {
        throw new Error(`${route.method} ${route.path} is registered twice`);
      }
      this.#all.push(route);
      if (segments.some((segment) => segment.startsWith(":"))) {
        const entries = this.#open.get(segments.length) ?? [];
        entries.push({ route, segments });
        entries.sort((a, b) => named(a.segments) - named(b.segments));
        this.#open.set(segments.length, entries);
      } else {
        const routes = this.#fixed.get(route.path) ?? [];
        routes.push(route);
        this.#fixed.set(route.path, routes);
      }
    }
  }

  /** Every route, in order of registration. */
  get routes(): readonly Route[] {
    return this.#all;
  }

  /** Finds the route for a method and a path without query. */
  match(method: string, path: string): Match {
    const fixed = this.#fixed.get(path);
    if (fixed !== undefined) return choose(method, fixed, () => none);
    const segments = path.split("/");
    const entries = (this.#open.get(segments.length) ?? []).filter((entry) => fits(entry.segments, segments));
    const routes = entries.map((entry) => entry.route);
    return choose(method, routes, (route) => paramsOf(route.path.split("/"), segments));
  }
}

function named(segments: readonly string[]): number {
  return segments.filter((segment) => segment.startsWith(":")).length;
}

function choose(
  method: string,
  routes: readonly Route[],
  params: (route: Route) => Readonly<Record<string, string>>,
): Match {
  const route = routes.find((candidate) => answers(candidate, method));
  if (route !== undefined) return { found: "route", route, params: params(route) };
  if (routes.length === 0) return { found: "nothing" };
  return { found: "other-method", allowed: routes.map((candidate) => candidate.method) };
}

function answers(route: Route, method: string): boolean {
  if (route.method === method) return true;
  return method === "POST" && route.path.startsWith("/0/public/");
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.every((part, index) => (part.startsWith(":") ? segments[index] !== "" : part === segments[index]));
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> {
  const params = Object.create(null) as Record<string, string>;
  pattern.forEach((part, index) => {
    if (part.startsWith(":")) params[part.slice(1)] = decodeSegment(segments[index] ?? "");
  });
  return params;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
