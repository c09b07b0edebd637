import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3, outcome } from "./open.ts";

const Bucket = "bucket";
const Key = "a/b";

test("whoever deletes a version by its name needs the right to delete versions", async () => {
  const { client, served } = await openTestS3();
  const asked = async (call: () => Promise<unknown>) => {
    served.asked.length = 0;
    await call();
    return served.asked.map(({ action }) => action);
  };
  const one = { Bucket, Key, VersionId: "null" };
  expect(await asked(() => client.send(new DeleteObjectCommand(one)))).toEqual(["s3:DeleteObjectVersion"]);
  const Objects = [{ Key }, { Key, VersionId: "null" }];
  const both = new DeleteObjectsCommand({ Bucket, Delete: { Objects } });
  expect(await asked(() => client.send(both))).toEqual(["s3:DeleteObject", "s3:DeleteObjectVersion"]);
});

test("each operation asks for its action on the bucket or the object", async () => {
  const { client, served } = await openTestS3();
  const asks = async (call: () => Promise<unknown>) => {
    served.asked.length = 0;
    await call();
    return served.asked.map(({ action, resource }) => `${action} ${resource.replace("arn:aws:s3:::", "")}`);
  };
  const put = (more: object = {}) => client.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more }));
  const target = { Bucket, Key };
  expect(await asks(() => put())).toEqual(["s3:PutObject bucket/a/b"]);
  expect(await asks(() => put({ Tagging: "a=b" }))).toEqual([
    "s3:PutObject bucket/a/b",
    "s3:PutObjectTagging bucket/a/b",
  ]);
  expect(await asks(() => client.send(new GetObjectCommand(target)))).toEqual(["s3:GetObject bucket/a/b"]);
  expect(await asks(() => client.send(new HeadObjectCommand(target)))).toEqual(["s3:GetObject bucket/a/b"]);
  expect(await asks(() => client.send(new GetObjectTaggingCommand(target)))).toEqual([
    "s3:GetObjectTagging bucket/a/b",
  ]);
  const tag = new PutObjectTaggingCommand({ ...target, Tagging: { TagSet: [] } });
  expect(await asks(() => client.send(tag))).toEqual(["s3:PutObjectTagging bucket/a/b"]);
  expect(await asks(() => client.send(new ListObjectsV2Command({ Bucket })))).toEqual([
    "s3:ListBucket bucket",
  ]);
  expect(await asks(() => client.send(new ListMultipartUploadsCommand({ Bucket })))).toEqual([
    "s3:ListBucketMultipartUploads bucket",
  ]);
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const upload = { ...target, UploadId };
  expect(
    await asks(() => client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x" }))),
  ).toEqual(["s3:PutObject bucket/a/b"]);
  expect(await asks(() => client.send(new ListPartsCommand(upload)))).toEqual([
    "s3:ListMultipartUploadParts bucket/a/b",
  ]);
  expect(await asks(() => client.send(new AbortMultipartUploadCommand(upload)))).toEqual([
    "s3:AbortMultipartUpload bucket/a/b",
  ]);
  expect(await asks(() => client.send(new DeleteObjectCommand(target)))).toEqual([
    "s3:DeleteObject bucket/a/b",
  ]);
});

test("a policy can demand that objects are only created, never replaced", async () => {
  const { client, served, s3 } = await openTestS3();
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Deny" }] };
  s3.setPolicy("bucket", policy);
  const lastAsked = () => served.asked.at(-1);
  const created = { "s3:ObjectCreationOperation": "true" };
  await client.send(
    new PutObjectCommand({ Bucket, Key, Body: "x", IfNoneMatch: "*", ServerSideEncryption: "AES256" }),
  );
  expect(lastAsked()?.resourcePolicy).toEqual(policy);
  expect(lastAsked()?.context).toMatchObject({
    ...created,
    "s3:if-none-match": "*",
    "s3:x-amz-server-side-encryption": "AES256",
    "s3:authType": "REST-HEADER",
  });
  await client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  expect(lastAsked()?.context).toMatchObject(created);
  expect(lastAsked()?.context).not.toHaveProperty("s3:if-none-match");
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  expect(lastAsked()?.context).toMatchObject({ "s3:ObjectCreationOperation": "false" });
  const finish = { Bucket, Key, UploadId, IfNoneMatch: "*", MultipartUpload: { Parts: [] } };
  await outcome(client.send(new CompleteMultipartUploadCommand(finish)));
  expect(lastAsked()?.context).toMatchObject({ ...created, "s3:if-none-match": "*" });
});

test("a listing tells its prefix, when it has one", async () => {
  const { client, served } = await openTestS3();
  await client.send(new ListObjectsV2Command({ Bucket, Prefix: "a/", Delimiter: "/", MaxKeys: 5 }));
  expect(served.asked.at(-1)?.context).toMatchObject({
    "s3:prefix": "a/",
    "s3:delimiter": "/",
    "s3:max-keys": "5",
  });
  await client.send(new ListObjectsV2Command({ Bucket }));
  expect(served.asked.at(-1)?.context).not.toHaveProperty("s3:prefix");
});

test("whoever may not list is not told what is missing", async () => {
  const { client, served } = await openTestS3();
  const get = () => outcome(client.send(new GetObjectCommand({ Bucket, Key: "none" })));
  const head = () => outcome(client.send(new HeadObjectCommand({ Bucket, Key: "none" })));
  expect([await get(), await head()]).toEqual(["404 NoSuchKey", "404 NotFound"]);
  served.deny(({ action }) => action === "s3:ListBucket");
  expect([await get(), await head()]).toEqual(["403 AccessDenied", expect.stringMatching(/^403/)]);
});

test("of many deletions some may be refused", async () => {
  const { client, served } = await openTestS3();
  for (const key of ["a", "b"]) await client.send(new PutObjectCommand({ Bucket, Key: key, Body: "x" }));
  served.deny(({ resource }) => resource.endsWith("/b"));
  const Objects = [{ Key: "a" }, { Key: "b" }];
  const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect([Deleted, Errors]).toMatchObject([[{ Key: "a" }], [{ Key: "b", Code: "AccessDenied" }]]);
});
