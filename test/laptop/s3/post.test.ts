import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { expect, test } from "vitest";
import { outcome } from "./open.ts";
import { openSignedS3, type SignedS3 } from "./signed.ts";

const Bucket = "bucket";

type Changes = { fields?: Record<string, string>; file?: string; name?: string; type?: string };

const post = async (
  { client }: SignedS3,
  options: Partial<PresignedPostOptions> = {},
  changes: Changes = {},
) => {
  const { url, fields } = await createPresignedPost(client, { Bucket, Key: "in/k", ...options });
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes.fields })) form.append(name, value);
  form.append(
    "file",
    new Blob([changes.file ?? "hello"], { type: changes.type ?? "" }),
    changes.name ?? "a.txt",
  );
  const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  const body = await answer.text();
  const [, code, message] = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(body) ?? [];
  return { status: answer.status, headers: answer.headers, body, code, message };
};

test("a browser form uploads what its policy allows", async () => {
  const s3 = await openSignedS3();
  const Conditions: PresignedPostOptions["Conditions"] = [
    ["content-length-range", 1, 10],
    ["starts-with", "$Content-Type", "text/"],
    { "x-amz-meta-order": "ü42" },
  ];
  const Fields = { "Content-Type": "text/plain", "x-amz-meta-order": "ü42" };
  const answer = await post(s3, { Conditions, Fields });
  expect(answer.status).toBe(204);
  const read = await s3.client.send(new GetObjectCommand({ Bucket, Key: "in/k" }));
  expect(await read.Body?.transformToString()).toBe("hello");
  expect(read).toMatchObject({ ContentType: "text/plain", ETag: answer.headers.get("etag") });
  expect(s3.asked).toMatchObject([
    { action: "s3:PutObject", resource: "arn:aws:s3:::bucket/in/k", context: { "s3:authType": "POST" } },
  ]);
});

test("the key may take the name of the file, without its folders", async () => {
  const s3 = await openSignedS3();
  await post(s3, { Key: `in/\${filename}` }, { name: "C:\\pictures\\ü 1.png" });
  expect(await outcome(s3.client.send(new HeadObjectCommand({ Bucket, Key: "in/ü 1.png" })))).toBe("200");
});

test.each([
  ["an extra field", { fields: { "x-amz-meta-a": "1" } }, "403 AccessDenied"],
  ["another key", { fields: { key: "out/k" } }, "403 AccessDenied"],
  ["another signature", { fields: { "X-Amz-Signature": "0".repeat(64) } }, "403 SignatureDoesNotMatch"],
  [
    "another policy",
    { fields: { Policy: btoa('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}') } },
    "403 SignatureDoesNotMatch",
  ],
  ["a file too long", { file: "x".repeat(11) }, "400 EntityTooLarge"],
  ["a file far too long", { file: "x".repeat(3_000_000) }, "400 EntityTooLarge"],
  ["a file too short", { file: "" }, "400 EntityTooSmall"],
  [
    "a long file not allowed at all",
    { file: "x".repeat(3_000_000), fields: { key: "no" } },
    "403 AccessDenied",
  ],
])("a form with %s is refused, and the browser is told", async (_, changes, expected) => {
  const s3 = await openSignedS3();
  const answer = await post(s3, { Conditions: [["content-length-range", 1, 10]] }, changes);
  expect(`${answer.status} ${answer.code}`).toBe(expected);
  expect(await outcome(s3.client.send(new HeadObjectCommand({ Bucket, Key: "in/k" })))).toBe("404 NotFound");
});

test("a content type outside the policy is refused", async () => {
  const s3 = await openSignedS3();
  const Conditions = [["starts-with", "$Content-Type", "image/"]] as [["starts-with", string, string]];
  const answer = await post(s3, { Conditions, Fields: { "Content-Type": "text/html" } });
  expect([answer.status, answer.message]).toEqual([403, expect.stringContaining("Policy Condition failed")]);
});

test("a form runs out", async () => {
  let now = new Date();
  const s3 = await openSignedS3(() => now);
  expect((await post(s3, { Expires: 60 })).status).toBe(204);
  now = new Date(Date.now() + 61_000);
  expect(await post(s3, { Expires: 60 })).toMatchObject({
    status: 403,
    message: expect.stringContaining("expired"),
  });
});

test("the form chooses the answer: 200, 201 with a document, or another page", async () => {
  const s3 = await openSignedS3();
  const answer = (Fields: Record<string, string>) =>
    post(s3, { Fields, Conditions: Object.entries(Fields).map(([name, value]) => ({ [name]: value })) });
  expect((await answer({ success_action_status: "200" })).status).toBe(200);
  const created = await answer({ success_action_status: "201" });
  expect([created.status, created.body]).toEqual([201, expect.stringContaining("<Key>in/k</Key>")]);
  const redirected = await answer({ success_action_redirect: "http://127.0.0.1:9/done?a=1" });
  expect(redirected.status).toBe(303);
  expect(redirected.headers.get("location")).toMatch(
    /^http:\/\/127\.0\.0\.1:9\/done\?a=1&bucket=bucket&key=in%2Fk&etag=/,
  );
});

test("a form without a policy is nobody's", async () => {
  const { endpoint } = await openSignedS3();
  const form = new FormData();
  form.append("key", "k");
  form.append("file", new Blob(["hello"]));
  expect((await fetch(`${endpoint}/bucket`, { method: "POST", body: form })).status).toBe(403);
});

test("a form must be one, with a key and a file", async () => {
  const { endpoint } = await openSignedS3();
  const send = async (body: FormData | string) =>
    (await fetch(`${endpoint}/bucket`, { method: "POST", body })).status;
  const keyless = new FormData();
  keyless.append("file", new Blob(["hello"]));
  const fileless = new FormData();
  fileless.append("key", "k");
  expect([await send("hello"), await send(keyless), await send(fileless)]).toEqual([412, 400, 400]);
});
