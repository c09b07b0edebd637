import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, onTestFinished, test } from "vitest";
import { roleId } from "../../../lib/laptop/iam/role.ts";
import { accountId, type Cloud, openCloud, policy } from "../endpoint/cloud.ts";

const arn = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;

const vendor = {
  name: "Vendor",
  trust: policy({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  }),
  policies: [],
};

const stranger = {
  ...vendor,
  name: "Stranger",
  policies: [policy({ Effect: "Allow", Action: "sts:*", Resource: "*" })],
};

const facility = {
  name: "Facility",
  trust: policy({
    Effect: "Allow",
    Principal: { AWS: arn("Vendor") },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: { "sts:RoleSessionName": `\${aws:RequestTag/facility}` },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["facility"] },
    },
  }),
  policies: [],
};

const untaggable = {
  ...facility,
  name: "Untaggable",
  trust: policy({ Effect: "Allow", Principal: { AWS: arn("Vendor") }, Action: "sts:AssumeRole" }),
};

const roles = [vendor, stranger, facility, untaggable];

function client(cloud: Cloud, role?: string): STSClient {
  const keys = role === undefined ? undefined : cloud.credentials.issue({ role, name: "vend" });
  const sts = new STSClient(cloud.config(keys));
  onTestFinished(() => sts.destroy());
  return sts;
}

const ams = {
  RoleArn: arn("Facility"),
  RoleSessionName: "ams",
  Tags: [{ Key: "facility", Value: "ams" }],
};

test("a trusted role takes on the facility's role, and is then somebody else", async () => {
  const cloud = await openCloud({ roles });
  const answer = await client(cloud, "Vendor").send(new AssumeRoleCommand({ ...ams, DurationSeconds: 900 }));
  expect(answer.AssumedRoleUser).toEqual({
    Arn: `arn:aws:sts::${accountId}:assumed-role/Facility/ams`,
    AssumedRoleId: `${roleId("Facility")}:ams`,
  });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = answer.Credentials ?? {};
  const secondsLeft = ((Expiration?.getTime() ?? 0) - Date.now()) / 1000;
  expect(secondsLeft).toBeGreaterThan(880);
  expect(secondsLeft).toBeLessThanOrEqual(900);
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const assumed = new STSClient(cloud.config(keys));
  onTestFinished(() => assumed.destroy());
  expect(await assumed.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: accountId,
    Arn: `arn:aws:sts::${accountId}:assumed-role/Facility/ams`,
    UserId: `${roleId("Facility")}:ams`,
  });
});

test.each<[string, string, object]>([
  ["a role that the trust policy does not name, whatever its own policies allow", "Stranger", {}],
  ["a session name that is not the tag", "Vendor", { RoleSessionName: "lon" }],
  ["no tag", "Vendor", { Tags: [] }],
  ["a tag too many", "Vendor", { Tags: [...ams.Tags, { Key: "admin", Value: "yes" }] }],
  ["tags where only AssumeRole is allowed", "Vendor", { RoleArn: arn("Untaggable") }],
  ["a role that does not exist", "Stranger", { RoleArn: arn("Nobody") }],
  ["a role of another account", "Vendor", { RoleArn: arn("Facility").replace(accountId, "210987654321") }],
])("AssumeRole with %s is refused", async (...[, role, change]) => {
  const cloud = await openCloud({ roles });
  const asked = client(cloud, role).send(new AssumeRoleCommand({ ...ams, ...change }));
  await expect(asked).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
});

test("without tags a role is assumed that allows no tags", async () => {
  const cloud = await openCloud({ roles });
  const asked = { RoleArn: arn("Untaggable"), RoleSessionName: "ams" };
  const answer = await client(cloud, "Vendor").send(new AssumeRoleCommand(asked));
  expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA/);
});

test.each<[string, object]>([
  ["longer than chained roles may", { DurationSeconds: 3601 }],
  ["shorter than a quarter of an hour", { DurationSeconds: 899 }],
  ["a session name of one letter", { RoleSessionName: "a" }],
  ["a session name with a slash", { RoleSessionName: "ams/press" }],
  ["the same tag twice", { Tags: [...ams.Tags, { Key: "Facility", Value: "lon" }] }],
  ["a session policy, which the laptop would not apply", { Policy: "{}" }],
])("AssumeRole with %s is invalid", async (_, change) => {
  const cloud = await openCloud({ roles });
  const asked = client(cloud, "Vendor").send(new AssumeRoleCommand({ ...ams, ...change }));
  await expect(asked).rejects.toMatchObject({ name: "ValidationError", $metadata: { httpStatusCode: 400 } });
});

test("keys that have expired are refused with ExpiredToken", async () => {
  let now = new Date();
  const cloud = await openCloud({ roles, now: () => now });
  const expires = now.getTime() + 900_000;
  const sts = new STSClient({
    ...cloud.config(cloud.credentials.issue({ role: "Vendor", name: "vend", expires })),
    systemClockOffset: 900_000,
  });
  onTestFinished(() => sts.destroy());
  now = new Date(expires);
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: "ExpiredToken" });
});

test("the operator is the account itself", async () => {
  const cloud = await openCloud({ roles });
  expect(await client(cloud).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: accountId,
    Arn: `arn:aws:iam::${accountId}:root`,
    UserId: accountId,
  });
});
