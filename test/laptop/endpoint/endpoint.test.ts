import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, onTestFinished, test, vi } from "vitest";
import { type AwsCall, AwsError, type Service } from "../../../lib/laptop/call.ts";
import { accountId, openCloud, policy } from "./cloud.ts";

const trust = policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" });
const roles = [{ name: "Router", trust, policies: [] }];

function closing<T extends { destroy(): void }>(client: T): T {
  onTestFinished(() => client.destroy());
  return client;
}

/** A service that keeps what it was asked and answers always the same. */
function fake(body: string): { service: Service; calls: AwsCall[] } {
  const calls: AwsCall[] = [];
  const service: Service = async (call) => {
    calls.push(call);
    call.body.resume();
    return { status: 200, body };
  };
  return { service, calls };
}

function fakes() {
  const [sqs, dynamodb] = [fake("{}"), fake('{"TableNames":[]}')];
  const s3 = fake("<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>");
  return { sqs, dynamodb, s3, services: { sqs: sqs.service, dynamodb: dynamodb.service, s3: s3.service } };
}

const send = new SendMessageCommand({ QueueUrl: "http://127.0.0.1/queue", MessageBody: "hello" });

test("AWS_ENDPOINT_URL, a region and keys are all that SDK clients need", async () => {
  const { sqs, dynamodb, s3, services } = fakes();
  const { endpoint, credentials } = await openCloud({ services, roles });
  const keys = credentials.issue({ role: "Router", name: "router" });
  vi.stubEnv("AWS_ENDPOINT_URL", endpoint.url);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", keys.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", keys.secretAccessKey);
  vi.stubEnv("AWS_SESSION_TOKEN", keys.sessionToken);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const arn = `arn:aws:sts::${accountId}:assumed-role/Router/router`;
  await closing(new SQSClient()).send(
    new ReceiveMessageCommand({ QueueUrl: `${endpoint.url}/${accountId}/queue` }),
  );
  await closing(new DynamoDBClient()).send(new ListTablesCommand());
  await closing(new S3Client()).send(new ListBucketsCommand());
  const identity = await closing(new STSClient()).send(new GetCallerIdentityCommand());
  expect(identity.Arn).toBe(arn);
  for (const { calls } of [sqs, dynamodb, s3]) expect(calls.map(({ caller }) => caller.arn)).toEqual([arn]);
});

test("a bucket and its key stand in the path, since the address is an IP", async () => {
  const { s3, services } = fakes();
  const cloud = await openCloud({ services });
  const client = closing(new S3Client(cloud.config()));
  await client.send(new GetObjectCommand({ Bucket: "files", Key: "facilities/ams/a b+ü.pdf" }));
  expect(s3.calls[0]?.path).toBe("/files/facilities/ams/a%20b%2B%C3%BC.pdf");
});

const wrong = { accessKeyId: "printcloud-laptop", secretAccessKey: "guessed" };
const unknown = { accessKeyId: "AKIANOBODY", secretAccessKey: "guessed" };

test("a wrong secret and an unknown key are refused in each service's own words", async () => {
  const { sqs, dynamodb, s3, services } = fakes();
  const cloud = await openCloud({ services });
  const ask = (keys: typeof wrong) => [
    closing(new SQSClient(cloud.config(keys))).send(send),
    closing(new DynamoDBClient(cloud.config(keys))).send(new ListTablesCommand()),
    closing(new S3Client(cloud.config(keys))).send(new ListBucketsCommand()),
    closing(new STSClient(cloud.config(keys))).send(new GetCallerIdentityCommand()),
  ];
  const names = async (keys: typeof wrong) =>
    (await Promise.allSettled(ask(keys))).map((one) => one.status === "rejected" && one.reason.name);
  expect(await names(wrong)).toEqual([
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "SignatureDoesNotMatch",
  ]);
  expect(await names(unknown)).toEqual([
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
  ]);
  expect([sqs, dynamodb, s3].flatMap(({ calls }) => calls)).toEqual([]);
});

test("a body changed on its way is refused", async () => {
  const { sqs, services } = fakes();
  const cloud = await openCloud({ services });
  const client = closing(new SQSClient(cloud.config()));
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args as { request: { body: Uint8Array } };
      request.body = Buffer.from(new TextDecoder().decode(request.body).replace("hello", "jelly"));
      return next(args);
    },
    { step: "deserialize" },
  );
  await expect(client.send(send)).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  expect(sqs.calls).toEqual([]);
});

test("a request signed for one service is refused by another", async () => {
  const { dynamodb, services } = fakes();
  const cloud = await openCloud({ services });
  const client = closing(new SQSClient(cloud.config()));
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args as { request: { headers: Record<string, string> } };
      request.headers["x-amz-target"] = "DynamoDB_20120810.ListTables";
      return next(args);
    },
    { step: "build" },
  );
  await expect(client.send(send)).rejects.toMatchObject({ name: "InvalidSignatureException" });
  expect(dynamodb.calls).toEqual([]);
});

test("a service that is not there answers 501 and says which are", async () => {
  const cloud = await openCloud();
  const client = closing(new LambdaClient(cloud.config()));
  await expect(client.send(new GetFunctionCommand({ FunctionName: "router" }))).rejects.toMatchObject({
    name: "NotImplemented",
    message: "The laptop cloud has no lambda; it has sts",
    $metadata: { httpStatusCode: 501 },
  });
});

test("without a signature a request reaches S3 alone, and there as nobody who may do anything", async () => {
  const { s3, services } = fakes();
  const { endpoint } = await openCloud({ services });
  const headers = { "x-amz-target": "AmazonSQS.SendMessage" };
  const refused = await fetch(endpoint.url, { method: "POST", headers, body: "{}" });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({
    __type: expect.stringMatching(/#MissingAuthenticationToken$/),
  });
  await fetch(`${endpoint.url}/files`, { method: "POST", body: new FormData() });
  expect(s3.calls).toHaveLength(1);
  const resourcePolicy = policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" });
  const question = { action: "s3:GetObject", resource: "arn:aws:s3:::files/a", resourcePolicy };
  expect(() => s3.calls[0]?.caller.authorize(question)).toThrow("not authorized");
});

test("a browser's preflight of a signed URL passes, though its own method was not signed", async () => {
  const { s3, services } = fakes();
  const cloud = await openCloud({ services });
  const client = closing(new S3Client(cloud.config()));
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: "files", Key: "a" }));
  expect((await fetch(url, { method: "OPTIONS" })).status).toBe(200);
  expect((await fetch(url, { method: "PUT", body: "x" })).status).toBe(200);
  expect((await fetch(url.replace("/files/a", "/files/b"), { method: "PUT", body: "x" })).status).toBe(403);
  expect(s3.calls.map(({ method, caller }) => [method, caller.arn])).toEqual([
    ["OPTIONS", "anonymous"],
    ["PUT", `arn:aws:iam::${accountId}:root`],
  ]);
});

test("closing ends a long poll at once and waits until the service has let go", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  let ended = false;
  const sqs: Service = async ({ gone }) => {
    begin();
    await new Promise((end) => gone.addEventListener("abort", end));
    ended = true;
    return { status: 200, body: "{}" };
  };
  const cloud = await openCloud({ services: { sqs } });
  const client = closing(new SQSClient(cloud.config()));
  const poll = client.send(
    new ReceiveMessageCommand({ QueueUrl: "http://127.0.0.1/queue", WaitTimeSeconds: 20 }),
  );
  const refused = expect(poll).rejects.toThrow();
  await begun;
  const start = performance.now();
  await cloud.endpoint.close();
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(ended).toBe(true);
  await refused;
  expect(cloud.failures).toEqual([]);
});

test("a service is told when its client goes away", async () => {
  const client = new AbortController();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const s3: Service = async ({ gone }) => {
    gone.addEventListener("abort", () => leave());
    client.abort();
    await left;
    return { status: 200 };
  };
  const cloud = await openCloud({ services: { s3 } });
  await expect(fetch(cloud.endpoint.url, { signal: client.signal })).rejects.toThrow();
  await left;
});

test("an upload refused in the middle gets its answer, and the connection lives on", async () => {
  const s3: Service = async ({ body }) => {
    for await (const _ of body) throw new AwsError("EntityTooLarge", "Too large", 400);
    return { status: 200 };
  };
  const cloud = await openCloud({ services: { s3 } });
  for (let n = 0; n < 3; n += 1) {
    const answer = await fetch(`${cloud.endpoint.url}/files`, {
      method: "POST",
      body: Buffer.alloc(8_000_000),
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("<Code>EntityTooLarge</Code>");
  }
  expect(cloud.failures).toEqual([]);
});

test("a failure of the laptop's own is a 500 to the client and the whole story to the laptop", async () => {
  const sqs: Service = async () => {
    throw new Error("a bug");
  };
  const cloud = await openCloud({ services: { sqs } });
  const client = closing(new SQSClient(cloud.config()));
  await expect(client.send(send)).rejects.toMatchObject({
    name: "InternalFailure",
    $metadata: { httpStatusCode: 500 },
  });
  expect(cloud.failures).toMatchObject([{ message: "a bug" }]);
});

test("expired keys are refused by every service", async () => {
  const { services } = fakes();
  const cloud = await openCloud({ services, roles });
  const keys = cloud.credentials.issue({ role: "Router", name: "router", expires: Date.now() - 1 });
  await expect(closing(new SQSClient(cloud.config(keys))).send(send)).rejects.toMatchObject({
    name: "ExpiredToken",
  });
  const dynamodb = closing(new DynamoDBClient(cloud.config(keys)));
  await expect(dynamodb.send(new ListTablesCommand())).rejects.toMatchObject({
    name: "ExpiredTokenException",
  });
  const s3 = closing(new S3Client(cloud.config(keys)));
  await expect(s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: "ExpiredToken" });
});
