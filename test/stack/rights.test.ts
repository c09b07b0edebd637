import { expect, test } from "vitest";
import * as z from "zod";
import { type Found, statementsOf, synthesised, targetOf } from "./resources.ts";

const { ofType } = synthesised();
const policies = ofType("AWS::IAM::Policy");
const functions = ofType("AWS::Lambda::Function");
const longestInlinePolicyBytes = 10_240;

function rightsOf(worker: Found) {
  const role = targetOf(worker.properties.Role);
  const own = policies.filter((policy) =>
    z.array(z.unknown()).parse(policy.properties.Roles).map(targetOf).includes(role),
  );
  return own.flatMap(statementsOf);
}

test("no right reaches everything, and none is a wildcard of actions", () => {
  const statements = policies.flatMap(statementsOf);
  expect(statements.length).toBeGreaterThan(80);
  for (const { Effect, actions, Resource } of statements) {
    expect(Effect).toBe("Allow");
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    expect([Resource].flat()).not.toContain("*");
  }
});

test("every function has a role of its own, which Lambda alone may take", () => {
  const roles = functions.map(({ properties }) => targetOf(properties.Role));
  expect(new Set(roles).size).toBe(functions.length);
  const managed = ofType("AWS::IAM::Role").filter(
    ({ properties }) => properties.ManagedPolicyArns !== undefined,
  );
  // Only the gateway's own role for its logs uses a managed policy: AWS takes no other.
  expect(managed.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ""))).toEqual(["ApiRestCloudWatchRole"]);
});

test("whoever may send to a queue was told where it is", () => {
  for (const worker of functions) {
    const variables = z
      .object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) })
      .parse(worker.properties).Environment.Variables;
    const known = JSON.stringify(variables);
    const sends = rightsOf(worker).filter(({ actions }) => actions.join() === "sqs:SendMessage");
    const queues = sends.flatMap(({ Resource }) => [Resource].flat()).filter((each) => !isName(each));
    for (const queue of queues) expect(known).toContain(`{"Ref":"${targetOf(queue)}"}`);
  }
});

function isName(resource: unknown): boolean {
  return JSON.stringify(resource).includes("Fn::Join");
}

test("only the function that opens facilities' sessions may assume a role", () => {
  const may = functions.filter((worker) =>
    rightsOf(worker).some(({ actions }) => actions.includes("sts:AssumeRole")),
  );
  expect(may.map(({ properties }) => properties.FunctionName)).toEqual(["printcloud-dev-credentials"]);
});

test("no function may delete receipts", () => {
  const deletes = policies
    .flatMap(statementsOf)
    .filter(({ actions }) => actions.includes("s3:DeleteObject"))
    .map(({ Resource }) => JSON.stringify(Resource));
  expect(deletes.length).toBeGreaterThan(0);
  expect(deletes.filter((resource) => resource.includes("receipt") || /"\/\*"/.test(resource))).toEqual([]);
});

test("no policy nears AWS's limits: 20 statements on a queue, 10 kB inline on a role", () => {
  for (const policy of [...ofType("AWS::SQS::QueuePolicy"), ...ofType("AWS::S3::BucketPolicy"), ...policies])
    expect(statementsOf(policy).length).toBeLessThanOrEqual(20);
  for (const policy of policies)
    expect(JSON.stringify(policy.properties.PolicyDocument).length).toBeLessThan(longestInlinePolicyBytes);
});

test("functions write to their own log, which forgets after a month", () => {
  const logs = ofType("AWS::Logs::LogGroup");
  for (const { properties } of logs) expect(properties.RetentionInDays).toBe(30);
  for (const worker of functions) {
    const writes = rightsOf(worker).filter(({ actions }) => actions.includes("logs:PutLogEvents"));
    const { LogGroup } = z.object({ LogGroup: z.unknown() }).parse(worker.properties.LoggingConfig);
    expect(writes.map(({ Resource }) => targetOf(Resource))).toEqual([targetOf(LogGroup)]);
  }
});

test("functions run Node 24 on arm64 and reserve nothing of the account's concurrency", () => {
  for (const { properties } of functions) {
    expect(properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"] });
    expect(properties.ReservedConcurrentExecutions).toBeUndefined();
  }
});

test("rounds are started by the clock, and a start that fails is tried again while it is fresh", () => {
  const Rule = z.object({
    ScheduleExpression: z.string(),
    Targets: z.tuple([
      z.object({ RetryPolicy: z.object({ MaximumEventAgeInSeconds: z.number().max(3600) }) }),
    ]),
  });
  const rules = ofType("AWS::Events::Rule").map(
    ({ properties }) => Rule.parse(properties).ScheduleExpression,
  );
  expect(rules.sort()).toEqual([
    "rate(1 hour)",
    "rate(1 minute)",
    "rate(1 minute)",
    "rate(1 minute)",
    "rate(6 hours)",
  ]);
});
