import type { Context } from "./context.ts";
import { type Operator, operators } from "./operators.ts";

/** One line of a Condition block. */
export interface Condition {
  readonly key: string;
  readonly wanted: readonly string[];
  readonly operator: Operator | "Null";
  readonly ifExists: boolean;
  readonly each?: "ForAllValues" | "ForAnyValue";
}

// Keys that a service or `contextOf` gives. A policy that asks for any other would be decided by an absence
// that is the laptop's alone: it is refused instead.
const knownKeys =
  /^(s3|sqs|sts|lambda|execute-api|cloudwatch):|^aws:(PrincipalTag\/.+|RequestTag\/.+|TagKeys|SecureTransport|CurrentTime|EpochTime|PrincipalArn|PrincipalAccount|PrincipalType|PrincipalIsAWSService|PrincipalServiceName|SourceArn|SourceAccount|userid)$/i;

/** Reads a Condition line; throws on an operator or key the laptop does not know, since guessing could allow. */
export function readCondition(operator: string, key: string, wanted: readonly string[]): Condition {
  if (!knownKeys.test(key)) throw new Error(`condition key ${key} is not known to the laptop`);
  const parts = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator);
  const name = parts?.[2] ?? operator;
  const found = name === "Null" ? ("Null" as const) : operators.get(name);
  if (!found) throw new Error(`condition operator ${operator} is not known to the laptop`);
  const each = parts?.[1];
  const plain = { key, wanted, operator: found, ifExists: parts?.[3] !== undefined };
  return each === "ForAllValues" || each === "ForAnyValue" ? { ...plain, each } : plain;
}

/** Whether a condition holds for a request. */
export function holds(condition: Condition, context: Context): boolean {
  const { operator, key, wanted, each } = condition;
  const given = context.values(key);
  if (operator === "Null") return wanted.includes(String(given === undefined));
  if (given === undefined) return holdsOfNothing(condition, operator);
  const passes = (value: string) => compare(value, { operator, wanted, context });
  const every = each === undefined ? operator.negated : each === "ForAllValues";
  return every ? given.every(passes) : given.some(passes);
}

// An absent key fails a plain operator and satisfies a negated one: `StringNotEquals` denies who says nothing.
function holdsOfNothing({ each, ifExists }: Condition, operator: Operator): boolean {
  if (each === "ForAllValues" || ifExists) return true;
  return each === undefined && operator.negated;
}

interface Comparison {
  readonly operator: Operator;
  readonly wanted: readonly string[];
  readonly context: Context;
}

function compare(value: string, { operator, wanted, context }: Comparison): boolean {
  const results = wanted.map((text) => operator.test(value, text, context));
  return operator.negated ? results.every((result) => result === false) : results.includes(true);
}
