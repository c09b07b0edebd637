import type { Question } from "../call.ts";
import { holds } from "./condition.ts";
import { type Context, contextOf } from "./context.ts";
import { type Choice, type Policy, readPolicy, type Statement } from "./policy.ts";
import { meaning, type Principal } from "./principal.ts";
import { isArnLike, isLike } from "./template.ts";

/** Why a request is refused, in the words AWS ends its message with. */
type Refusal = string;

/** What was decided, by which statements; by none where a right is missing. */
export interface Verdict {
  readonly refusal: Refusal | undefined;
  readonly by: readonly Statement[];
  readonly context: Context;
}

/** Decides one request inside one account: any explicit deny refuses, then any allow allows, else it is refused. */
export function judge(who: Principal, question: Question, now: Date): Verdict {
  const context = contextOf(who, question.context, now);
  const applies = (statement: Statement) => matches(statement, question, context);
  const own = identityStatements(who).filter(applies);
  const theirs = resourceStatements(question).filter(
    (statement) => names(statement, who) && applies(statement),
  );
  const refusal = refusalOf(who, question, { own, theirs });
  const decisive = refusal === undefined ? allows : denies;
  return { refusal, by: [...own, ...theirs].filter(decisive), context };
}

function refusalOf(
  who: Principal,
  question: Question,
  { own, theirs }: { own: Policy; theirs: Policy },
): Refusal | undefined {
  if (own.some(denies)) return "with an explicit deny in an identity-based policy";
  if (theirs.some(denies)) return "with an explicit deny in a resource-based policy";
  if (theirs.some((statement) => trusts(statement, who) === "self")) return undefined;
  if (!own.some(allows)) return `because no ${missing(who)} policy allows the ${question.action} action`;
  if (!needsTrust(question) || theirs.some(allows)) return undefined;
  return `because no resource-based policy allows the ${question.action} action`;
}

function identityStatements(who: Principal): Policy {
  return who.policies.flatMap(readPolicy);
}

function resourceStatements({ resourcePolicy }: Question): Policy {
  return resourcePolicy === undefined || resourcePolicy === null ? [] : readPolicy(resourcePolicy);
}

function matches(statement: Statement, question: Question, context: Context): boolean {
  const { action, resource } = question;
  return (
    isChosen(statement.actions, (pattern) => isLike(action.toLowerCase(), pattern.toLowerCase(), context)) &&
    (statement.resources
      ? isChosen(statement.resources, (arn) => isArnLike(resource, arn, context))
      : needsTrust(question)) &&
    statement.conditions.every((condition) => holds(condition, context))
  );
}

// A pattern whose variable has no value matches nothing, and inverted it may not match everything.
function isChosen({ patterns, inverted }: Choice, test: (pattern: string) => boolean | undefined): boolean {
  const results = patterns.map(test);
  return inverted ? results.every((result) => result === false) : results.includes(true);
}

function names(statement: Statement, who: Principal): boolean {
  return statement.principal !== undefined && meaning(statement.principal, who) !== "none";
}

// An allow for "the account" only lets the account's own policies decide; an allow for the role needs no other.
function trusts(statement: Statement, who: Principal): "self" | "account" | "none" {
  return statement.principal && allows(statement) ? meaning(statement.principal, who) : "none";
}

// A role is assumed only by whom its trust policy lets in, whatever the caller's own policies say.
function needsTrust({ action }: Question): boolean {
  return action.startsWith("sts:");
}

function missing(who: Principal): "resource-based" | "identity-based" {
  return who.service ? "resource-based" : "identity-based";
}

function allows(statement: Statement): boolean {
  return statement.effect === "Allow";
}

function denies(statement: Statement): boolean {
  return statement.effect === "Deny";
}
