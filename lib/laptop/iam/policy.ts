import * as z from "zod";
import { AwsError } from "../call.ts";
import { type Condition, readCondition } from "./condition.ts";
import type { Named } from "./principal.ts";

/** A statement as it is evaluated: lists instead of one-or-many, conditions understood. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly principal?: Named;
  readonly actions: Choice;
  /** Absent in trust policies, which stand on the resource itself. */
  readonly resources?: Choice;
  readonly conditions: readonly Condition[];
}

/** Patterns that must match (Action, Resource) or must not (NotAction, NotResource). */
export interface Choice {
  readonly patterns: readonly string[];
  readonly inverted: boolean;
}

export type Policy = readonly Statement[];

/** Reads a policy document, object or JSON text; throws `MalformedPolicyDocument` on what the laptop cannot decide. */
export function readPolicy(document: unknown): Policy {
  if (typeof document === "string") return readText(document);
  if (typeof document !== "object" || document === null) throw malformed("it is no object");
  const known = byObject.get(document);
  if (known) return known;
  const policy = parse(document);
  byObject.set(document, policy);
  return policy;
}

// The same few documents are evaluated at every call: they are read once.
const byObject = new WeakMap<object, Policy>();
const byText = new Map<string, Policy>();
const mostTexts = 500;

const scalar = z.union([z.string(), z.boolean(), z.number()]).transform(String);
const words = z.union([scalar.transform((word) => [word]), z.array(scalar)]);
const action = z.string().regex(/^(\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+)$/);
const actions = z.union([action.transform((word) => [word]), z.array(action)]);
const resource = z
  .string()
  .refine((arn) => arn === "*" || arn.split(":").length >= 6, "must be * or an ARN of six parts");
const resources = z.union([resource.transform((arn) => [arn]), z.array(resource)]);
const account = z.string().regex(/^(\*|\d{12}|arn:[^*?]+)$/);

const principal = z.union([
  z.literal("*"),
  z.strictObject({
    AWS: z.union([account.transform((name) => [name]), z.array(account)]).default([]),
    Service: words.default([]),
    Federated: words.default([]),
    CanonicalUser: words.default([]),
  }),
]);

// Strict objects: NotPrincipal and misspelled elements are refused, not skipped.
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  Action: actions.optional(),
  NotAction: actions.optional(),
  Resource: resources.optional(),
  NotResource: resources.optional(),
  Condition: z.record(z.string(), z.record(z.string(), words)).default({}),
});

const policy = z.strictObject({
  // The older version has no policy variables; a document that means "${...}" literally is more likely a mistake.
  Version: z.literal("2012-10-17"),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

function readText(text: string): Policy {
  const known = byText.get(text);
  if (known) return known;
  if (byText.size >= mostTexts) byText.clear();
  const read = parse(json(text));
  byText.set(text, read);
  return read;
}

function parse(document: unknown): Policy {
  const read = policy.safeParse(document);
  if (!read.success) throw malformed(z.prettifyError(read.error));
  return read.data.Statement.map(toStatement);
}

function toStatement(from: z.infer<typeof statement>): Statement {
  const resources = choice(from.Resource, from.NotResource, "Resource");
  return {
    effect: from.Effect,
    actions: choice(from.Action, from.NotAction, "Action") ?? missing("Action"),
    conditions: conditionsOf(from.Condition),
    ...(from.Principal && { principal: from.Principal }),
    ...(resources && { resources }),
  };
}

function choice(plain: string[] | undefined, not: string[] | undefined, name: string): Choice | undefined {
  if (plain && not) throw malformed(`it has both ${name} and Not${name}`);
  if (plain) return { patterns: plain, inverted: false };
  return not && { patterns: not, inverted: true };
}

function conditionsOf(block: Readonly<Record<string, Readonly<Record<string, string[]>>>>): Condition[] {
  try {
    return Object.entries(block).flatMap(([operator, lines]) =>
      Object.entries(lines).map(([key, wanted]) => readCondition(operator, key, wanted)),
    );
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : String(cause));
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("it is not JSON");
  }
}

function missing(name: string): never {
  throw malformed(`a statement has neither ${name} nor Not${name}`);
}

function malformed(why: string): AwsError {
  return new AwsError("MalformedPolicyDocument", `The policy document cannot be used: ${why}`);
}
