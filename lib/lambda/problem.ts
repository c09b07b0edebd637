import type * as z from "zod";
import { type Code, Rejected, statusOfCode, Unavailable } from "../order/errors.ts";
import type { Reply } from "../order/once.ts";
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
    given,
    wanted,
    requestId,
  };
  const headers = { "content-type": "application/problem+json", ...retryAfter(told.code) };
  return { status, body: problem, headers };
}

/** The first issue of a failed parse as a Rejected that names field, value given and value wanted. */
export function rejectedParse(error: z.ZodError, given: unknown, at: "body" | "query"): Rejected {
  const [issue] = error.issues;
  const path = issue ? [...issue.path, ...unknownKey(issue)] : [];
  const pointer = path.length === 0 ? "" : `/${path.map(String).join("/")}`;
  return new Rejected("invalid_request", `${at}${pointer}: ${issue?.message ?? "not as it should be"}`, {
    pointer,
    given: shown(valueAt(given, path)),
    wanted: issue ? wantedOf(issue) : null,
  });
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

function wantedOf(issue: z.core.$ZodIssue): unknown {
  if (issue.code === "unrecognized_keys") return "no such field";
  if (issue.code === "invalid_value") return issue.values;
  if (issue.code === "invalid_type") return issue.expected;
  if (issue.code === "too_small") return { min: Number(issue.minimum) };
  if (issue.code === "too_big") return { max: Number(issue.maximum) };
  if (issue.code === "invalid_format") return issue.format === "regex" ? issue.pattern : issue.format;
  return issue.message;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => Object(inner)[step] as unknown, value);
}

/** Long values are cut: a problem is read by people, and must not echo a file. */
function shown(value: unknown): unknown {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}...` : value;
}
