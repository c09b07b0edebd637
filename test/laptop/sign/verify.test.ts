import { Readable } from "node:stream";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test } from "vitest";
import { AwsError } from "../../../lib/laptop/call.ts";
import { isSigned, readClaim } from "../../../lib/laptop/sign/claim.ts";
import { type Received, verify } from "../../../lib/laptop/sign/verify.ts";
import { type Heard, hear } from "./listen.ts";

const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "a/secret+with=signs" };
const roleSession = { accessKeyId: "ASIATEST", secretAccessKey: "other", sessionToken: "a+token/with=signs" };
const region = "eu-central-1";

const lookUp = (accessKeyId: string, token?: string) => {
  if (accessKeyId === credentials.accessKeyId && token === undefined) return credentials.secretAccessKey;
  if (accessKeyId === roleSession.accessKeyId && token === roleSession.sessionToken)
    return roleSession.secretAccessKey;
  return undefined;
};

const s3 = (endpoint: string, identity: typeof credentials = credentials) =>
  new S3Client({ endpoint, region, credentials: identity, maxAttempts: 1 });

const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
  return "accepted";
};

const verifyNow = (request: Received) => verify(request, lookUp, new Date());

const put = (Key: string, more: object = {}) =>
  hear((endpoint) => s3(endpoint).send(new PutObjectCommand({ Bucket: "b", Key, Body: "hello", ...more })));

const presign = async (method: "GET" | "PUT", options: object = {}): Promise<Received> => {
  const command =
    method === "GET"
      ? new GetObjectCommand({
          Bucket: "b",
          Key: "a b/ü.pdf",
          ResponseContentDisposition: 'attachment; filename="a b.pdf"',
        })
      : new PutObjectCommand({ Bucket: "b", Key: "in", Metadata: { owner: "me" }, ContentType: "image/png" });
  const url = new URL(await getSignedUrl(s3("http://127.0.0.1:9"), command, { expiresIn: 60, ...options }));
  return { method, path: url.pathname, query: url.searchParams, headers: { host: url.host } };
};

test.each([
  "plain",
  "a b+c",
  "ü/ñ/猫/😀",
  "quo'te(1)*!",
  "per%cent%2Fslash",
  "a//b",
  "~tilde",
  "dots/../up",
  "q?x=1&y",
  "#",
])("accepts the SDK's signature of the key %s", async (key) => {
  const signed = verifyNow(await put(key));
  expect(signed).toMatchObject({ accessKeyId: "AKIATEST", service: "s3", region, presigned: false });
});

test("accepts query strings whatever their order and spelling", async () => {
  const list = new ListObjectsV2Command({
    Bucket: "b",
    Prefix: "a b/+&=ü",
    Delimiter: "/",
    StartAfter: "'(*)!~",
  });
  const request = await hear((endpoint) => s3(endpoint).send(list));
  expect(verifyNow(request).service).toBe("s3");
  const reversed = new URLSearchParams([...request.query].reverse());
  expect(verifyNow({ ...request, query: reversed }).service).toBe("s3");
});

test("names the hash the body must have, or that it is streamed", async () => {
  const streamed = await put("k", { Body: Readable.from([Buffer.from("hello")]), ContentLength: 5 });
  expect(verifyNow(streamed).payloadHash).toMatch(/^STREAMING-/);
  const head = await hear((endpoint) => s3(endpoint).send(new HeadObjectCommand({ Bucket: "b", Key: "k" })));
  expect(verifyNow(head).payloadHash).toMatch(/^[0-9a-f]{64}$/);
});

test("accepts metadata beyond ASCII, signed as UTF-8 text or as the bytes sent", async () => {
  const request = await put("k", { Metadata: { name: "Zoë", spaced: " a   b " } });
  expect(verifyNow(request).service).toBe("s3");
  // Node itself sends the one or the other, depending on the body that follows.
  for (const name of ["Zoë", Buffer.from("Zoë").toString("latin1")]) {
    const headers = { ...request.headers, "x-amz-meta-name": name };
    expect(verifyNow({ ...request, headers }).service).toBe("s3");
  }
});

test("gives a role session its token and refuses the key without it", async () => {
  const command = new HeadObjectCommand({ Bucket: "b", Key: "k" });
  const request = await hear((endpoint) => s3(endpoint, roleSession).send(command));
  expect(verifyNow(request)).toMatchObject({
    accessKeyId: "ASIATEST",
    sessionToken: roleSession.sessionToken,
  });
  const stranger = { ...request, headers: { ...request.headers, "x-amz-security-token": "another" } };
  expect(codeOf(() => verifyNow(stranger))).toBe("InvalidAccessKeyId");
});

test("other services than S3 sign the encoded path and the hash of the body", async () => {
  const sqs = (endpoint: string) => new SQSClient({ endpoint, region, credentials, maxAttempts: 1 });
  const queue = (endpoint: string) =>
    new SendMessageCommand({ QueueUrl: `${endpoint}/1/q`, MessageBody: "ü" });
  const message = await hear((endpoint) => sqs(endpoint).send(queue(endpoint)));
  expect(verifyNow(message)).toMatchObject({ service: "sqs", payloadHash: message.bodySha256 });
  expect(codeOf(() => verifyNow({ ...message, bodySha256: "0".repeat(64) }))).toBe("SignatureDoesNotMatch");

  const invoke = new InvokeCommand({
    FunctionName: "arn:aws:lambda:eu-central-1:1:function:f",
    Payload: "{}",
  });
  const invoked = await hear((endpoint) =>
    new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 }).send(invoke),
  );
  expect(invoked.path).toContain("%3A");
  expect(verifyNow(invoked).service).toBe("lambda");
});

test("refuses what was changed after signing", async () => {
  const request = await put("k", { Metadata: { a: "1" }, ContentType: "text/plain" });
  const changed = (change: Partial<Heard>) => codeOf(() => verifyNow({ ...request, ...change }));
  const headers = (more: Record<string, string>) => changed({ headers: { ...request.headers, ...more } });
  expect(changed({})).toBe("accepted");
  expect(changed({ method: "DELETE" })).toBe("SignatureDoesNotMatch");
  expect(changed({ path: "/b/other" })).toBe("SignatureDoesNotMatch");
  expect(changed({ query: new URLSearchParams("acl") })).toBe("SignatureDoesNotMatch");
  expect(headers({ "x-amz-meta-a": "2" })).toBe("SignatureDoesNotMatch");
  expect(headers({ host: "example.com" })).toBe("SignatureDoesNotMatch");
  expect(headers({ "x-amz-content-sha256": "0".repeat(64) })).toBe("SignatureDoesNotMatch");
  expect(headers({ "x-amz-meta-b": "added" })).toBe("AccessDenied");
});

test("refuses unknown keys, wrong secrets and broken headers", async () => {
  const request = await put("k");
  const authorization = request.headers.authorization ?? "";
  const withHeader = (value: string) =>
    codeOf(() => verifyNow({ ...request, headers: { ...request.headers, authorization: value } }));
  expect(withHeader(authorization.replace("AKIATEST", "AKIANONE"))).toBe("InvalidAccessKeyId");
  expect(withHeader(authorization.replace(/Signature=.*/, "Signature=00"))).toBe("SignatureDoesNotMatch");
  expect(withHeader("AWS4-HMAC-SHA256 nonsense")).toBe("AuthorizationHeaderMalformed");
  expect(withHeader("Bearer me")).toBe("AuthorizationHeaderMalformed");
  expect(codeOf(() => verify(request, () => "guess", new Date()))).toBe("SignatureDoesNotMatch");
});

test("a signature holds a quarter of an hour before and after its date", async () => {
  const request = await put("k");
  const at = (minutes: number) =>
    codeOf(() => verify(request, lookUp, new Date(Date.now() + minutes * 60_000)));
  expect([at(14.8), at(-14.8), at(16), at(-16)]).toEqual([
    "accepted",
    "accepted",
    "RequestTimeTooSkewed",
    "RequestTimeTooSkewed",
  ]);
});

test("a pre-signed URL holds for its seconds and for its method, key and parameters", async () => {
  const request = await presign("GET");
  const at = (seconds: number) =>
    codeOf(() => verify(request, lookUp, new Date(Date.now() + seconds * 1000)));
  expect(verifyNow(request)).toMatchObject({ presigned: true, payloadHash: "UNSIGNED-PAYLOAD" });
  expect([at(58), at(62)]).toEqual(["accepted", "AccessDenied"]);
  expect(() => verify(request, lookUp, new Date(Date.now() + 62_000))).toThrow("Request has expired");
  expect(codeOf(() => verifyNow({ ...request, method: "PUT" }))).toBe("SignatureDoesNotMatch");
  expect(codeOf(() => verifyNow({ ...request, path: "/b/other" }))).toBe("SignatureDoesNotMatch");
  const longer = new URLSearchParams(request.query);
  longer.set("X-Amz-Expires", "600");
  expect(codeOf(() => verifyNow({ ...request, query: longer }))).toBe("SignatureDoesNotMatch");
  longer.set("X-Amz-Expires", "604801");
  expect(codeOf(() => verifyNow({ ...request, query: longer }))).toBe("AuthorizationQueryParametersError");
});

test("a pre-signed PUT refuses headers nobody signed", async () => {
  const request = await presign("PUT");
  expect(verifyNow(request).presigned).toBe(true);
  const extra = { ...request, headers: { ...request.headers, "x-amz-tagging": "a=b" } };
  expect(codeOf(() => verifyNow(extra))).toBe("AccessDenied");
});

test("tells unproven for which service a request is, and when there is no signature", async () => {
  const request = await put("k");
  expect(readClaim(request).service).toBe("s3");
  const bare = { query: new URLSearchParams(), headers: {} };
  expect([isSigned(request), isSigned(await presign("GET")), isSigned(bare)]).toEqual([true, true, false]);
  expect(codeOf(() => readClaim(bare))).toBe("MissingAuthenticationToken");
});
