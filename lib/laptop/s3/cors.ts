import { type Answer, type AwsCall, AwsError } from "../call.ts";
import type { CorsRule } from "./records.ts";

const varies = { vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method" };

/** Answers a browser that asks (OPTIONS) what a page of its origin may do. */
export function preflight(call: AwsCall, rules: readonly CorsRule[]): Answer {
  const { origin, "access-control-request-method": method } = call.headers;
  if (origin === undefined || method === undefined) {
    throw new AwsError("BadRequest", "Insufficient information. Origin request header needed.");
  }
  const wanted = (call.headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  const headers = wanted.filter((name) => name !== "");
  const rule = rules.find(
    (one) => allows(one, { origin, method }) && headers.every((name) => allowsHeader(one, name)),
  );
  if (!rule) throw new AwsError("AccessForbidden", "CORSResponse: This CORS request is not allowed.", 403);
  return {
    status: 200,
    headers: { ...grants(rule, origin), "access-control-allow-headers": headers.join(", ") },
  };
}

/** What lets the page read any other answer; nothing when no rule knows its origin. */
export function corsHeaders(
  { method, headers }: Pick<AwsCall, "method" | "headers">,
  rules: readonly CorsRule[],
): Record<string, string> {
  const { origin } = headers;
  const rule = origin === undefined ? undefined : rules.find((one) => allows(one, { origin, method }));
  return rule && origin !== undefined ? grants(rule, origin) : {};
}

function grants(rule: CorsRule, origin: string): Record<string, string> {
  const isAnyone = rule.origins.includes("*");
  return {
    ...varies,
    "access-control-allow-origin": isAnyone ? "*" : origin,
    ...(!isAnyone && { "access-control-allow-credentials": "true" }),
    "access-control-allow-methods": rule.methods.join(", "),
    ...(rule.exposed.length > 0 && { "access-control-expose-headers": rule.exposed.join(", ") }),
    ...(rule.maxAgeSeconds !== undefined && { "access-control-max-age": String(rule.maxAgeSeconds) }),
  };
}

function allows(rule: CorsRule, { origin, method }: { origin: string; method: string }): boolean {
  return rule.methods.includes(method) && rule.origins.some((pattern) => isLike(origin, pattern));
}

function allowsHeader(rule: CorsRule, name: string): boolean {
  return rule.headers.some((pattern) => isLike(name, pattern.toLowerCase()));
}

// At most one star, for any characters.
function isLike(text: string, pattern: string): boolean {
  const [start = "", end] = pattern.split("*");
  if (end === undefined) return text === pattern;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
