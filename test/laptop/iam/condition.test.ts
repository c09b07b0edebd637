import { expect, test } from "vitest";
import { answer, facility, noon, policy } from "./world.ts";

type Keys = Record<string, string>;

const object = "arn:aws:s3:::bucket/facilities/ams/claim";

function isHeld(condition: object, context: Keys = {}, tags: Keys = {}): boolean {
  const statement = { Effect: "Allow", Action: "s3:PutObject", Resource: "*", Condition: condition };
  return (
    answer(facility([policy(statement)], tags), { action: "s3:PutObject", resource: object, context }) ===
    "allowed"
  );
}

const key = "s3:prefix";
const given = { [key]: "facilities/ams/" };

test.each<[string, object, Keys, boolean]>([
  ["equal text", { StringEquals: { [key]: "facilities/ams/" } }, given, true],
  ["other case", { StringEquals: { [key]: "Facilities/ams/" } }, given, false],
  ["one of several", { StringEquals: { [key]: ["a", "facilities/ams/"] } }, given, true],
  ["no wildcard in StringEquals", { StringEquals: { [key]: "facilities/*" } }, given, false],
  ["key absent", { StringEquals: { [key]: "a" } }, {}, false],
  ["key absent, IfExists", { StringEqualsIfExists: { [key]: "a" } }, {}, true],
  ["key there, IfExists", { StringEqualsIfExists: { [key]: "a" } }, given, false],
  ["key name in any case", { StringEquals: { "S3:Prefix": "facilities/ams/" } }, given, true],
  ["not equal", { StringNotEquals: { [key]: "a" } }, given, true],
  ["not equal to any of several", { StringNotEquals: { [key]: ["a", "facilities/ams/"] } }, given, false],
  ["not equal when absent", { StringNotEquals: { [key]: "a" } }, {}, true],
  ["ignore case", { StringEqualsIgnoreCase: { [key]: "FACILITIES/ams/" } }, given, true],
  ["not equal ignoring case", { StringNotEqualsIgnoreCase: { [key]: "FACILITIES/ams/" } }, given, false],
  ["like", { StringLike: { [key]: "facilities/???/*" } }, given, true],
  ["like a regular expression's letters", { StringLike: { [key]: "facilities.ams/" } }, given, false],
  ["not like", { StringNotLike: { [key]: "facilities/*" } }, given, false],
  ["not like when absent", { StringNotLike: { [key]: "facilities/*" } }, {}, true],
  ["a number", { NumericLessThan: { "s3:max-keys": "10" } }, { "s3:max-keys": "9" }, true],
  ["too large a number", { NumericLessThanEquals: { "s3:max-keys": 10 } }, { "s3:max-keys": "11" }, false],
  ["no number at all", { NumericGreaterThan: { "s3:max-keys": "10" } }, { "s3:max-keys": "many" }, false],
  ["before a date", { DateLessThan: { "aws:CurrentTime": "2026-12-01T00:00:00Z" } }, {}, true],
  ["after a date", { DateGreaterThan: { "aws:CurrentTime": "2026-12-01T00:00:00Z" } }, {}, false],
  ["seconds", { DateEquals: { "aws:CurrentTime": String(noon.getTime() / 1000) } }, {}, true],
  ["loopback counts as secure", { Bool: { "aws:SecureTransport": "true" } }, {}, true],
  ["a boolean of JSON", { Bool: { "aws:SecureTransport": false } }, {}, false],
  ["null of an absent key", { Null: { [key]: "true" } }, {}, true],
  ["null of a present key", { Null: { [key]: "true" } }, given, false],
  ["not null", { Null: { [key]: false } }, given, true],
  ["the caller's role", { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/Facility" } }, {}, true],
  ["an ARN across its parts", { ArnLike: { "aws:PrincipalArn": "arn:aws:*:role/Facility" } }, {}, false],
  ["not such an ARN", { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/Other*" } }, {}, true],
  ["the session", { StringEquals: { "aws:userid": "AROAFACILITY:ams" } }, {}, true],
  ["both of two", { StringLike: { [key]: "f*" }, Null: { "s3:if-none-match": "true" } }, given, true],
  ["only one of two", { StringLike: { [key]: "f*" }, Null: { "s3:if-none-match": "false" } }, given, false],
])("a condition on %s", (...[, condition, context, expected]) => {
  expect(isHeld(condition, context)).toBe(expected);
});

const tagged = { "aws:RequestTag/facility": "ams", "aws:RequestTag/shift": "night" };

test.each<[object, Keys, boolean]>([
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["facility", "shift"] } }, tagged, true],
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["facility"] } }, tagged, false],
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["facility"] } }, {}, true],
  [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["facility"] } }, tagged, true],
  [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["other"] } }, tagged, false],
  [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["facility"] } }, {}, false],
  [{ "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["facility"] } }, tagged, true],
  [{ "ForAllValues:StringNotLike": { "aws:TagKeys": ["f*"] } }, tagged, false],
])("%j with %j", (condition, context, expected) => {
  expect(isHeld(condition, context)).toBe(expected);
});

test("a condition may compare with a tag of the caller, and holds for nobody who has no such tag", () => {
  const like = { StringLike: { [key]: `facilities/\${aws:PrincipalTag/facility}/*` } };
  expect(isHeld(like, given, { facility: "ams" })).toBe(true);
  expect(isHeld(like, given, { facility: "lon" })).toBe(false);
  expect(isHeld(like, given)).toBe(false);
  const not = { StringNotEquals: { [key]: `\${aws:PrincipalTag/facility}` } };
  expect(isHeld(not, given)).toBe(false);
  const required = { StringEquals: { "aws:PrincipalTag/facility": "ams" } };
  expect(isHeld(required, {}, { facility: "ams" })).toBe(true);
  expect(isHeld(required)).toBe(false);
});

test("a claim without If-None-Match is denied, with it allowed", () => {
  const deny = policy({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::bucket/*/claim",
    Condition: { Null: { "s3:if-none-match": "true" } },
  });
  const who = facility([
    policy({ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::bucket/*" }),
  ]);
  const put = { action: "s3:PutObject", resource: object, resourcePolicy: deny };
  expect(answer(who, put)).toContain("explicit deny in a resource-based policy");
  expect(answer(who, { ...put, context: { "s3:if-none-match": "*" } })).toBe("allowed");
});

test.each<[string, object]>([
  ["an operator the laptop does not know", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }],
  ["a misspelled operator", { StringEqual: { [key]: "a" } }],
  ["a key the laptop cannot fill", { StringNotEquals: { "aws:SourceVpce": "vpce-1" } }],
  ["a key of DynamoDB items", { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "a" } }],
])("%s is refused aloud, never taken for an allow", (_, condition) => {
  const statement = { Effect: "Allow", Action: "s3:*", Resource: "*", Condition: condition };
  expect(answer(facility([policy(statement)]), { action: "s3:PutObject", resource: object })).toContain(
    "not known to the laptop",
  );
});
