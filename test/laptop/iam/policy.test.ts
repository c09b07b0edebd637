import { expect, test } from "vitest";
import { readPolicy } from "../../../lib/laptop/iam/policy.ts";
import { checkRole } from "../../../lib/laptop/iam/role.ts";
import { policy } from "./world.ts";

const allow = { Effect: "Allow", Action: "sqs:*", Resource: "*" };

test.each<[string, unknown]>([
  ["no object", 7],
  ["no JSON", "{"],
  ["no version", { Statement: [allow] }],
  ["an old version, which has no variables", { Version: "2008-10-17", Statement: [allow] }],
  ["an unknown element", policy({ ...allow, NotPrincipal: "*" })],
  ["a misspelled effect", policy({ ...allow, Effect: "allow" })],
  ["both Action and NotAction", policy({ ...allow, NotAction: "s3:*" })],
  ["no action", policy({ Effect: "Allow", Resource: "*" })],
  ["an action without a service", policy({ ...allow, Action: "SendMessage" })],
  ["a resource that is no ARN", policy({ ...allow, Resource: "my-queue" })],
  ["a principal with a wildcard inside", policy({ ...allow, Principal: { AWS: "arn:aws:iam::*:role/x" } })],
  ["an unresolved reference of the template", policy({ ...allow, Resource: { Ref: "Queue" } })],
])("a document with %s is refused", (_, document) => {
  expect(() => readPolicy(document)).toThrow("cannot be used");
});

test("a document may be JSON text, and its statement may stand alone", () => {
  expect(readPolicy(JSON.stringify({ Version: "2012-10-17", Statement: allow }))).toHaveLength(1);
});

test("a role whose policies name no resource, or a principal, is refused at the start", () => {
  const trust = policy({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  });
  expect(() => checkRole({ name: "A", trust, policies: [policy(allow)] })).not.toThrow();
  expect(() => checkRole({ name: "A", trust, policies: [trust] })).toThrow("must name a Resource");
  expect(() => checkRole({ name: "A", trust, policies: [policy({ ...allow, Principal: "*" })] })).toThrow(
    "no Principal",
  );
});
