import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, onTestFinished, test } from "vitest";
import { openDynamo } from "../../../lib/laptop/dynamo/dynamo.ts";
import type { Keys } from "../../../lib/laptop/iam/credentials.ts";
import { roleArn, roleId } from "../../../lib/laptop/iam/role.ts";
import { openS3 } from "../../../lib/laptop/s3/s3.ts";
import { openSqs } from "../../../lib/laptop/sqs/sqs.ts";
import { orders } from "../dynamo/tables.ts";
import { accountId, openCloud, policy, region } from "./cloud.ts";

// What the stack grants: one role for all facilities, told apart by the tag that the vending function gives a session.
const own = `\${aws:PrincipalTag/facility}`;
const sqsArn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
const vendor = {
  name: "Vendor",
  trust: policy({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  }),
  policies: [],
};
const facilityRole = {
  name: "Facility",
  trust: policy({
    Effect: "Allow",
    Principal: { AWS: roleArn(accountId, "Vendor") },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: { StringEquals: { "sts:RoleSessionName": `\${aws:RequestTag/facility}` } },
  }),
  policies: [
    policy(
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
        Resource: sqsArn(`stage-facility-${own}`),
      },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: sqsArn("stage-status") },
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: `arn:aws:s3:::stage-files/facilities/${own}/*`,
      },
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::stage-files",
        Condition: { StringLike: { "s3:prefix": `facilities/${own}/*` } },
      },
    ),
  ],
};
const claimsNeedHeader = policy({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: "arn:aws:s3:::stage-files/*/claim",
  Condition: { Null: { "s3:if-none-match": "true" } },
});

async function open() {
  const folder = mkdtempSync(join(tmpdir(), "endpoint-"));
  const at = { accountId, region };
  const sqs = await openSqs({ ...at, folder: join(folder, "sqs"), endpoint: () => cloud.endpoint.url });
  const s3 = await openS3({ ...at, folder: join(folder, "s3") });
  const dynamo = await openDynamo({ ...at, folder: join(folder, "dynamo") });
  onTestFinished(async () => {
    await Promise.all([sqs.close(), s3.close(), dynamo.close()]);
    rmSync(folder, { recursive: true });
  });
  s3.createBucket("stage-files");
  s3.setPolicy("stage-files", claimsNeedHeader);
  await dynamo.createTable(orders);
  const services = { sqs: sqs.service, s3: s3.service, dynamodb: dynamo.service };
  const cloud = await openCloud({ services, roles: [vendor, facilityRole] });
  return cloud;
}

type Cloud = Awaited<ReturnType<typeof open>>;

function clients(cloud: Cloud, keys?: Keys) {
  const config = cloud.config(keys);
  const made = {
    sqs: new SQSClient(config),
    s3: new S3Client(config),
    dynamodb: new DynamoDBClient(config),
    sts: new STSClient(config),
  };
  onTestFinished(() => {
    for (const client of Object.values(made)) client.destroy();
  });
  return made;
}

/** Keys of a facility, as the vending function gets them. */
async function keysOf(cloud: Cloud, facility: string): Promise<Keys> {
  const { sts } = clients(cloud, cloud.credentials.issue({ role: "Vendor", name: "credentials" }));
  const asked = {
    RoleArn: roleArn(accountId, "Facility"),
    RoleSessionName: facility,
    Tags: [{ Key: "facility", Value: facility }],
  };
  const { Credentials } = await sts.send(new AssumeRoleCommand(asked));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

test("a facility reads its own queue, reports as itself, and is refused another's queue and the orders", async () => {
  const cloud = await open();
  const operator = clients(cloud);
  const create = async (QueueName: string) =>
    (await operator.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? "";
  const [mine, theirs, status] = [
    await create("stage-facility-ams"),
    await create("stage-facility-lon"),
    await create("stage-status"),
  ];
  await operator.sqs.send(new SendMessageCommand({ QueueUrl: mine, MessageBody: "a ticket" }));
  const ams = clients(cloud, await keysOf(cloud, "ams"));
  const { Messages } = await ams.sqs.send(new ReceiveMessageCommand({ QueueUrl: mine }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(["a ticket"]);
  const refused = ams.sqs.send(new ReceiveMessageCommand({ QueueUrl: theirs }));
  await expect(refused).rejects.toThrow(/not authorized to perform: sqs:ReceiveMessage on resource: .*-lon/);
  await ams.sqs.send(new SendMessageCommand({ QueueUrl: status, MessageBody: "printed" }));
  const reported = await operator.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: status, MessageSystemAttributeNames: ["SenderId"] }),
  );
  expect(reported.Messages?.[0]?.Attributes?.SenderId).toBe(`${roleId("Facility")}:ams`);
  const Item = { pk: { S: "ord_1" }, sk: { S: "order" } };
  const put = ams.dynamodb.send(new PutItemCommand({ TableName: orders.TableName, Item }));
  await expect(put).rejects.toMatchObject({ name: "AccessDeniedException" });
  expect(cloud.failures).toEqual([]);
});

test("a queue's own policy is heard: a deny there stops even the operator", async () => {
  const cloud = await open();
  const { sqs } = clients(cloud);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "stage-status" }));
  const deny = {
    Effect: "Deny",
    Principal: "*",
    Action: "sqs:SendMessage",
    Resource: sqsArn("stage-status"),
  };
  const Attributes = { Policy: JSON.stringify(policy(deny)) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  const send = sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  await expect(send).rejects.toThrow("with an explicit deny in a resource-based policy");
});

test("a facility writes below its own prefix, sees nothing of another's, and claims only with If-None-Match", async () => {
  const cloud = await open();
  const ams = clients(cloud, await keysOf(cloud, "ams"));
  const Bucket = "stage-files";
  const at = (facility: string, name: string) => ({
    Bucket,
    Key: `facilities/${facility}/tickets/tkt_1/1/${name}`,
  });
  const put = (input: object) =>
    ams.s3.send(new PutObjectCommand({ Body: "{}", ...at("ams", "claim"), ...input }));
  await put(at("ams", "ticket.json"));
  const got = await ams.s3.send(new GetObjectCommand(at("ams", "ticket.json")));
  expect(await got.Body?.transformToString()).toBe("{}");
  await expect(put(at("lon", "ticket.json"))).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(ams.s3.send(new GetObjectCommand(at("lon", "ticket.json")))).rejects.toMatchObject({
    name: "AccessDenied",
  });
  const listed = await ams.s3.send(new ListObjectsV2Command({ Bucket, Prefix: "facilities/ams/tickets/" }));
  expect(listed.KeyCount).toBe(1);
  const others = ams.s3.send(new ListObjectsV2Command({ Bucket, Prefix: "facilities/lon/" }));
  await expect(others).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(put({})).rejects.toThrow("with an explicit deny in a resource-based policy");
  await put({ IfNoneMatch: "*" });
  await expect(put({ IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" });
  expect(cloud.failures).toEqual([]);
});
