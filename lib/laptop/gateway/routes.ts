import { Refused } from "./refused.ts";
import type { Route } from "./rest-api.ts";

export interface Match {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the route of a path: literal parts before parameters, parameters before `{proxy+}`, a method before ANY. */
export type FindRoute = (method: string, path: string) => Match;

export function openRoutes(routes: readonly Route[]): FindRoute {
  const ranked = routes
    .map((route) => ({ route, rank: rankOf(route), ...compile(route.path) }))
    .sort((one, other) => (one.rank < other.rank ? -1 : 1));
  return (method, path) => {
    const bare = path.replace(/(.)\/$/, "$1");
    const found = ranked.find(
      ({ route, pattern }) => (route.method === method || route.method === "ANY") && pattern.test(bare),
    );
    // API Gateway's answer to a path it does not know.
    if (!found) throw new Refused("MISSING_AUTHENTICATION_TOKEN");
    const values = found.pattern.exec(bare)?.slice(1) ?? [];
    const parameters = found.names.map((name, index) => [name, decode(values[index] ?? "")] as const);
    return { route: found.route, pathParameters: Object.fromEntries(parameters) };
  };
}

const parameter = /\{([^}+]+)(\+?)\}/g;

function compile(path: string): { pattern: RegExp; names: readonly string[] } {
  const names = [...path.matchAll(parameter)].map(([, name = ""]) => name);
  const source = path
    .replace(/[.*?()[\]\\^$|]/g, "\\$&")
    .replace(parameter, (_, _name, greedy: string) => (greedy ? "(.+)" : "([^/]+)"));
  return { pattern: new RegExp(`^${source}$`), names };
}

// One digit a part, so that texts compare as routes do.
function rankOf({ path, method }: Route): string {
  const parts = path.split("/").map((part) => (part.endsWith("+}") ? "2" : part.startsWith("{") ? "1" : "0"));
  return `${parts.join("")} ${method === "ANY" ? 1 : 0}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
