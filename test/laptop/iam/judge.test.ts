import fc from "fast-check";
import { expect, test } from "vitest";
import { serviceCaller } from "../../../lib/laptop/iam/caller.ts";
import { accountId, answer, facility, policy, queue } from "./world.ts";

const send = { action: "sqs:SendMessage", resource: queue };
const allowSend = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };
const role = `arn:aws:iam::${accountId}:role/Facility`;
const root = `arn:aws:iam::${accountId}:root`;

const effect = fc.constantFrom("Allow", "Deny");
const action = fc.constantFrom(
  "sqs:SendMessage",
  "sqs:*",
  "*",
  "sqs:Receive*",
  "s3:PutObject",
  "SQS:sendmessage",
);
const resource = fc.constantFrom(queue, "*", "arn:aws:sqs:*:*:stage-*", "arn:aws:s3:::bucket/*");
const statement = fc.record({ Effect: effect, Action: action, Resource: resource });
const statements = fc.array(statement, { minLength: 1, maxLength: 5 });
const somebody = fc.constantFrom<unknown>(
  "*",
  { AWS: role },
  { AWS: root },
  { AWS: "*" },
  { Service: "a.b" },
);

test("an explicit deny wins over any set of allows, wherever either stands", () => {
  const inPolicies = fc.record({ own: statements, theirs: statements, who: somebody, where: fc.boolean() });
  fc.assert(
    fc.property(inPolicies, ({ own, theirs, who, where }) => {
      const deny = { Effect: "Deny", Action: "sqs:*", Resource: "*" };
      const identity = policy(...own, ...(where ? [deny] : []));
      const resourcePolicy = policy(
        ...theirs.map((one) => ({ ...one, Principal: who })),
        ...(where ? [] : [{ ...deny, Principal: "*" }]),
      );
      expect(answer(facility([identity]), { ...send, resourcePolicy })).toContain("explicit deny");
    }),
  );
});

test("nothing is allowed that no statement allows", () => {
  fc.assert(
    fc.property(statements, statements, (own, theirs) => {
      const denies = own.map((one) => ({ ...one, Effect: "Deny" }));
      const others = theirs.map((one) => ({
        ...one,
        Principal: { AWS: `arn:aws:iam::${accountId}:role/Other` },
      }));
      const question = { ...send, resourcePolicy: policy(...others) };
      expect(answer(facility([policy(...denies)]), question)).not.toBe("allowed");
      expect(answer(facility([]), question)).toContain("because no identity-based policy allows");
    }),
  );
});

test("more allows never take a permission away", () => {
  fc.assert(
    fc.property(statements, statement, (own, extra) => {
      const before = answer(facility([policy(...own)]), send);
      const after = answer(facility([policy(...own, { ...extra, Effect: "Allow" })]), send);
      if (before === "allowed") expect(after).toBe("allowed");
    }),
  );
});

test("refuses in the words of AWS", () => {
  const who = `User: arn:aws:sts::${accountId}:assumed-role/Facility/ams is not authorized to perform: sqs:SendMessage on resource: ${queue}`;
  expect(answer(facility([]), send)).toBe(
    `${who} because no identity-based policy allows the sqs:SendMessage action`,
  );
  const deny = { ...allowSend, Effect: "Deny" };
  expect(answer(facility([policy(deny)]), send)).toBe(
    `${who} with an explicit deny in an identity-based policy`,
  );
  const resourcePolicy = policy({ ...deny, Principal: "*" });
  expect(answer(facility([policy(allowSend)]), { ...send, resourcePolicy })).toBe(
    `${who} with an explicit deny in a resource-based policy`,
  );
});

test.each([
  ["the role's ARN", { AWS: role }, "allowed"],
  ["the session's ARN", { AWS: `arn:aws:sts::${accountId}:assumed-role/Facility/ams` }, "allowed"],
  ["anybody", "*", "allowed"],
  ["any AWS principal", { AWS: "*" }, "allowed"],
  ["another role", { AWS: `arn:aws:iam::${accountId}:role/Other` }, "no identity-based policy"],
  // The account as principal only lets the account's own policies decide.
  ["the account's root", { AWS: root }, "no identity-based policy"],
  ["the account's number", { AWS: accountId }, "no identity-based policy"],
  ["a service", { Service: "events.amazonaws.com" }, "no identity-based policy"],
])("a resource policy alone that allows %s", (_, Principal, expected) => {
  const resourcePolicy = policy({ ...allowSend, Principal });
  expect(answer(facility([]), { ...send, resourcePolicy })).toContain(expected);
});

test("a deny for the account's root denies every role of the account", () => {
  const resourcePolicy = policy({ ...allowSend, Effect: "Deny", Principal: { AWS: root } });
  expect(answer(facility([policy(allowSend)]), { ...send, resourcePolicy })).toContain("resource-based");
});

test("a service may what a resource policy allows it for the one source", () => {
  const resourcePolicy = policy({
    ...allowSend,
    Principal: { Service: "events.amazonaws.com" },
    Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:*:123456789012:rule/nightly*" } },
  });
  const from = (rule: string) =>
    serviceCaller("events.amazonaws.com", {
      accountId,
      sourceArn: `arn:aws:events:eu-central-1:${accountId}:rule/${rule}`,
    });
  expect(() => from("nightly-sweep").authorize({ ...send, resourcePolicy })).not.toThrow();
  expect(() => from("other").authorize({ ...send, resourcePolicy })).toThrow("no resource-based policy");
  expect(() => from("nightly-sweep").authorize(send)).toThrow("no resource-based policy");
});

test.each([
  [{ Action: "sqs:*" }, "allowed"],
  [{ Action: "sqs:Send????age" }, "allowed"],
  [{ Action: ["s3:*", "SQS:sendMESSAGE"] }, "allowed"],
  [{ Action: "sqs:Send" }, "no identity"],
  [{ NotAction: "s3:*" }, "allowed"],
  [{ NotAction: ["s3:*", "sqs:Send*"] }, "no identity"],
])("%j decides about sqs:SendMessage: %s", (actions, expected) => {
  expect(answer(facility([policy({ Effect: "Allow", Resource: "*", ...actions })]), send)).toContain(
    expected,
  );
});

test.each([
  [{ Resource: "arn:aws:sqs:*:*:stage-facility-ams" }, "allowed"],
  [{ Resource: "arn:aws:sqs:eu-central-1:123456789012:stage-facility-a?s" }, "allowed"],
  [{ Resource: "arn:aws:sqs:eu-central-1:123456789012:STAGE-facility-ams" }, "no identity"],
  // A wildcard of one part does not reach into the next.
  [{ Resource: "arn:aws:s*:*:stage-facility-ams:*:*" }, "no identity"],
  [{ Resource: ["arn:aws:s3:::bucket/*", "arn:aws:sqs:*:*:*"] }, "allowed"],
  [{ NotResource: "arn:aws:sqs:*:*:other" }, "allowed"],
  [{ NotResource: "arn:aws:sqs:*:*:stage-*" }, "no identity"],
])("%j decides about the queue: %s", (resources, expected) => {
  expect(answer(facility([policy({ Effect: "Allow", Action: "*", ...resources })]), send)).toContain(
    expected,
  );
});

const own = {
  Effect: "Allow",
  Action: "sqs:*",
  Resource: `arn:aws:sqs:*:*:stage-facility-\${aws:PrincipalTag/facility}`,
};

test("a policy variable opens the caller's own queue and no other", () => {
  expect(answer(facility([policy(own)], { facility: "ams" }), send)).toBe("allowed");
  expect(answer(facility([policy(own)], { facility: "lon" }), send)).toContain("no identity");
});

test("a tag is text: as a wildcard it opens nothing, and absent it matches nothing", () => {
  expect(answer(facility([policy(own)], { facility: "*" }), send)).toContain("no identity");
  expect(answer(facility([policy(own)], { facility: "a.s" }), send)).toContain("no identity");
  expect(answer(facility([policy(own)]), send)).toContain("no identity");
  const { Resource: NotResource, ...rest } = own;
  expect(answer(facility([policy({ ...rest, NotResource })]), send)).toContain("no identity");
});

test("a variable with a default stands for the default when the caller has no such tag", () => {
  const statement = {
    ...own,
    Resource: `arn:aws:sqs:*:*:stage-facility-\${aws:PrincipalTag/facility, 'ams'}`,
  };
  expect(answer(facility([policy(statement)]), send)).toBe("allowed");
  expect(answer(facility([policy(statement)], { facility: "lon" }), send)).toContain("no identity");
});
