import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3, outcome, region } from "./open.ts";

const Bucket = "bucket";

test("buckets are made, found, listed and, when empty, deleted", async () => {
  const { client } = await openTestS3();
  const send = (command: unknown) => outcome(client.send(command as HeadBucketCommand)); // any command will do
  expect(await send(new CreateBucketCommand({ Bucket: "another" }))).toBe("200");
  expect(await send(new CreateBucketCommand({ Bucket: "another" }))).toBe("409 BucketAlreadyOwnedByYou");
  expect(await send(new CreateBucketCommand({ Bucket: "No" }))).toBe("400 InvalidBucketName");
  expect(await send(new HeadBucketCommand({ Bucket: "another" }))).toBe("200");
  expect(await send(new HeadBucketCommand({ Bucket: "none" }))).toMatch(/^404/);
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(["another", "bucket"]);
  const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
  expect(LocationConstraint).toBe(region);
  await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
  expect(await send(new DeleteBucketCommand({ Bucket }))).toBe("409 BucketNotEmpty");
  expect(await send(new DeleteBucketCommand({ Bucket: "another" }))).toBe("200");
  expect(await send(new HeadBucketCommand({ Bucket: "another" }))).toMatch(/^404/);
});

test("a configuration is given back as it was put, also after a restart", async () => {
  const { client, reopen } = await openTestS3();
  const CORSRules = [
    { ID: "a", AllowedMethods: ["GET"], AllowedOrigins: ["*"], ExposeHeaders: ["ETag"], MaxAgeSeconds: 5 },
  ];
  const both = { Prefix: "a/", Tags: [{ Key: "t", Value: "<1>" }] };
  const Rules = [
    { ID: "a", Status: "Enabled" as const, Filter: { And: both }, Expiration: { Days: 30 } },
    {
      Status: "Disabled" as const,
      Filter: { Prefix: "" },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ];
  const byDefault = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: "key" };
  const Encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: false }] };
  const Block = {
    BlockPublicAcls: true,
    IgnorePublicAcls: false,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  await client.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
  );
  await client.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: Encryption }),
  );
  await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: Block }));
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await reopen();
  expect(await client.send(new GetBucketCorsCommand({ Bucket }))).toMatchObject({ CORSRules });
  expect(await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).toMatchObject({ Rules });
  const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(encryption.ServerSideEncryptionConfiguration).toEqual(Encryption);
  const block = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(block.PublicAccessBlockConfiguration).toEqual(Block);
  expect((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: "k" }));
  expect(head).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: "key" });
});

test("a configuration that is deleted or never was has an error of its own", async () => {
  const { client } = await openTestS3();
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await client.send(new DeleteBucketPolicyCommand({ Bucket }));
  await client.send(new DeleteBucketCorsCommand({ Bucket }));
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
  expect(await outcome(client.send(new GetBucketPolicyCommand({ Bucket })))).toBe("404 NoSuchBucketPolicy");
  expect(await outcome(client.send(new GetBucketCorsCommand({ Bucket })))).toBe(
    "404 NoSuchCORSConfiguration",
  );
  const lifecycle = client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(await outcome(lifecycle)).toBe("404 NoSuchLifecycleConfiguration");
  const block = client.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(await outcome(block)).toBe("404 NoSuchPublicAccessBlockConfiguration");
  const { ServerSideEncryptionConfiguration } = await client.send(new GetBucketEncryptionCommand({ Bucket }));
  const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
  expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe("AES256");
});

test("documents that cannot be read change nothing", async () => {
  const { client, endpoint } = await openTestS3();
  const put = async (what: string, body: string) =>
    (await fetch(`${endpoint}/bucket?${what}`, { method: "PUT", body })).status;
  for (const body of [
    "",
    "<CORSConfiguration>",
    "<a></b>",
    "<Tagging/>",
    "<!DOCTYPE x><CORSConfiguration/>",
  ]) {
    expect(await put("cors", body)).toBe(400);
  }
  expect(await put("policy", "{")).toBe(400);
  expect(await outcome(client.send(new GetBucketCorsCommand({ Bucket })))).toMatch(/^404/);
});

test("a template makes a bucket, and makes it again without harm", async () => {
  const { client, s3 } = await openTestS3();
  await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "hello" }));
  s3.setPolicy("bucket", { Statement: [] });
  s3.createBucket("bucket", {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    },
    CorsConfiguration: { CorsRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"], MaxAge: 60 }] },
    LifecycleConfiguration: {
      Rules: [{ Id: "r", Status: "Enabled", ExpirationInDays: 1, TagFilters: [{ Key: "a", Value: "b" }] }],
    },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: "true" },
    Tags: [{ Key: "app", Value: "printcloud" }],
  });
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
  expect(await Body?.transformToString()).toBe("hello");
  const { CORSRules } = await client.send(new GetBucketCorsCommand({ Bucket }));
  expect(CORSRules).toEqual([{ AllowedMethods: ["GET"], AllowedOrigins: ["*"], MaxAgeSeconds: 60 }]);
  expect((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe('{"Statement":[]}');
  const block = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(block.PublicAccessBlockConfiguration).toMatchObject({
    BlockPublicPolicy: true,
    IgnorePublicAcls: false,
  });
});

test("a template that asks for what the laptop has not fails", async () => {
  const { s3 } = await openTestS3();
  expect(() => s3.createBucket("b-2", { VersioningConfiguration: { Status: "Enabled" } } as object)).toThrow(
    "VersioningConfiguration",
  );
  expect(() => s3.setPolicy("none", {})).toThrow("does not exist");
});

test("there are no versions", async () => {
  const { client } = await openTestS3();
  expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  const put = (Status: "Enabled" | "Suspended") =>
    outcome(client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } })));
  expect([await put("Suspended"), await put("Enabled")]).toEqual(["200", "501 NotImplemented"]);
});

test("what is not known is not done", async () => {
  const { client, endpoint } = await openTestS3();
  expect(await outcome(client.send(new PutBucketAclCommand({ Bucket, ACL: "private" })))).toBe(
    "501 NotImplemented",
  );
  expect((await fetch(`${endpoint}/bucket/k`, { method: "PATCH" })).status).toBe(405);
  const answer = await fetch(`${endpoint}/bucket/none%20such`);
  expect(answer.headers.get("content-type")).toBe("application/xml");
  const id = answer.headers.get("x-amz-request-id");
  expect(await answer.text()).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Resource>/bucket/none%20such</Resource><RequestId>${id}</RequestId></Error>`,
  );
  expect((await fetch(`${endpoint}/bucket/%ff`)).status).toBe(400);
});
