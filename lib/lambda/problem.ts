import type * as z from "zod";
import { type Code, Rejected, statusOfCode, Unavailable } from "../order/errors.ts";
import type { Reply } from "../order/once.ts";
import { shown } from "../order/shown.ts";
import type { ProblemView } from "../order/views.ts";

/** Turns any error into `application/problem+json`: the caller's fault names the field, ours names only the request. */
export function problemOf(error: unknown, requestId: string): Reply {
  const told = rejectedOf(error);
  const status = statusOfCode[told.code];
  const { pointer = null, given = null, wanted = null } = told.blame;
  const problem: ProblemView = {
    type: `urn:printcloud:problem:${told.code}`,
    title: titleOf(told.code),
    status,
    code: told.code,
    detail: told.message,
    pointer,
    given: shown(given),
    wanted,
    requestId,
  };
  const headers = { "content-type": "application/problem+json", ...retryAfter(told.code) };
  return { status, body: problem, headers };
}

/** The first issue of a failed parse as a Rejected that names field, value given and value wanted. */
export function rejectedParse(error: z.ZodError, given: unknown, at: "body" | "query"): Rejected {
  const [first] = error.issues;
  const issue = first && innermost(first);
  const path = issue ? [...issue.path, ...unknownKey(issue)] : [];
  const pointer = path.map((step) => `/${escaped(String(step))}`).join("");
  return new Rejected("invalid_request", `${at}${pointer}: ${issue?.message ?? "not as it should be"}`, {
    pointer,
    given: valueAt(given, path),
    wanted: issue ? wantedOf(issue) : null,
  });
}

/** Of a union the issue of the branch that was probably meant: the one with the least wrong. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const [nearest] = [...issue.errors].sort((a, b) => wrongs(a) - wrongs(b));
  const [first] = nearest ?? [];
  if (!first) return issue;
  const inner = innermost(first);
  return { ...inner, path: [...issue.path, ...inner.path] };
}

function wrongs(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + wrongsOf(issue), 0);
}

function wrongsOf(issue: z.core.$ZodIssue): number {
  if (issue.code === "unrecognized_keys") return issue.keys.length;
  return issue.code === "invalid_union" ? Math.min(...issue.errors.map(wrongs), 9) : 1;
}

/** Steps of a JSON pointer, RFC 6901. */
function escaped(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}

function rejectedOf(error: unknown): Rejected {
  if (error instanceof Rejected) return error;
  if (error instanceof Unavailable)
    return new Rejected("unavailable", "Something we need is not there; try again.");
  return new Rejected("internal", "Something went wrong on our side; it is logged under the request's id.");
}

function retryAfter(code: Code): Record<string, string> {
  const waits: Partial<Record<Code, string>> = {
    request_in_progress: "2",
    unavailable: "5",
    rate_limited: "1",
  };
  const wait = waits[code];
  return wait ? { "retry-after": wait } : {};
}

function titleOf(code: Code): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function unknownKey(issue: z.core.$ZodIssue): string[] {
  return issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
}

/** Formats whose name tells nobody what is wanted. */
const unnamed = new Set<string>(["regex", "template_literal"]);

function wantedOf(issue: z.core.$ZodIssue): unknown {
  if (issue.code === "unrecognized_keys") return "no such field";
  if (issue.code === "invalid_value") return issue.values;
  if (issue.code === "invalid_type") return issue.expected;
  if (issue.code === "too_small") return { min: Number(issue.minimum) };
  if (issue.code === "too_big") return { max: Number(issue.maximum) };
  if (issue.code === "invalid_format") return unnamed.has(issue.format) ? issue.pattern : issue.format;
  return issue.message;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => Object(inner)[step] as unknown, value);
}

/** What the schema makes of it; Rejected with the first field that is wrong. */
export function parseAt<S extends z.ZodType>(schema: S, given: unknown, at: "body" | "query"): z.infer<S> {
  const found = schema.safeParse(given);
  if (found.success) return found.data;
  throw rejectedParse(found.error, given, at);
}

/** A request's text as JSON, an empty one as an empty object; Rejected where it is neither. */
export function jsonIn(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Rejected("invalid_request", `body: not JSON (${why})`, {
      pointer: "",
      wanted: "a JSON object",
    });
  }
}
