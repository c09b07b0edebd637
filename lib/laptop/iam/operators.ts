import type { Context } from "./context.ts";
import { isArnLike, isLike, literal } from "./template.ts";

/** Compares one value of the request with one of the policy; undefined when a policy variable has no value. */
type Test = (given: string, wanted: string, context: Context) => boolean | undefined;

export interface Operator {
  readonly test: Test;
  /** `...Not...`: true when no value of the policy passes the test. */
  readonly negated: boolean;
}

const same = filled((given, wanted) => given === wanted);
const sameAnyCase = filled((given, wanted) => given.toLowerCase() === wanted.toLowerCase());
const number = (compare: Compare) => filled((given, wanted) => compare(Number(given), Number(wanted)));
const date = (compare: Compare) => filled((given, wanted) => compare(instant(given), instant(wanted)));

type Compare = (given: number, wanted: number) => boolean;

const compares: Readonly<Record<string, Compare>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
};

/** The condition operators of the laptop; IpAddress and Binary are not among them, and an unknown name must be refused. */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ...both("StringEquals", "StringNotEquals", same),
  ...both("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", sameAnyCase),
  ...both("StringLike", "StringNotLike", isLike),
  ...both("ArnEquals", "ArnNotEquals", isArnLike),
  ...both("ArnLike", "ArnNotLike", isArnLike),
  ...Object.entries(compares).flatMap(([name, compare]) => [
    ...both(`Numeric${name}`, `NumericNot${name}`, number(compare)),
    ...both(`Date${name}`, `DateNot${name}`, date(compare)),
  ]),
  ["Bool", { test: sameAnyCase, negated: false }],
]);

function both(plain: string, negated: string, test: Test): [string, Operator][] {
  return [
    [plain, { test, negated: false }],
    [negated, { test, negated: true }],
  ];
}

function filled(compare: (given: string, wanted: string) => boolean): Test {
  return (given, wanted, context) => {
    const text = literal(wanted, context);
    return text === undefined ? undefined : compare(given, text);
  };
}

// Dates are ISO 8601 or seconds since 1970.
function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
