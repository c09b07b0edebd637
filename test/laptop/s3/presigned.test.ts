import { createHash } from "node:crypto";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test } from "vitest";
import { longDate } from "../../../lib/laptop/sign/claim.ts";
import { hmac } from "../../../lib/laptop/sign/key.ts";
import { clientOf, outcome } from "./open.ts";
import { accessKeyId, openSignedS3, secretAccessKey } from "./signed.ts";

const Bucket = "bucket";

test("a pre-signed URL uploads, reads and asks, each by itself", async () => {
  const { client } = await openSignedS3();
  const Key = "a b/ü+c.txt";
  const write = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key, ContentType: "text/plain" }));
  const written = await fetch(write, {
    method: "PUT",
    body: "hello",
    headers: { "content-type": "text/plain" },
  });
  expect(written.status).toBe(200);
  const read = await getSignedUrl(
    client,
    new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: "attachment" }),
  );
  const answer = await fetch(read);
  expect([answer.status, await answer.text(), answer.headers.get("content-disposition")]).toEqual([
    200,
    "hello",
    "attachment",
  ]);
  const part = await fetch(read, { headers: { range: "bytes=1-2" } });
  expect([part.status, await part.text()]).toEqual([206, "el"]);
  const head = await fetch(await getSignedUrl(client, new HeadObjectCommand({ Bucket, Key })), {
    method: "HEAD",
  });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "5", ""]);
  expect((await fetch(read, { method: "DELETE" })).status).toBe(403);
});

test("what was hoisted into the URL counts as a header, but for checksums of bodies nobody had", async () => {
  const { client } = await openSignedS3();
  const command = new PutObjectCommand({
    Bucket,
    Key: "k",
    Metadata: { Order: "ü42" },
    Tagging: "a=b",
    IfNoneMatch: "*",
  });
  const url = await getSignedUrl(client, command, { unhoistableHeaders: new Set(["if-none-match"]) });
  expect(url).toContain("x-amz-checksum-crc32=AAAAAA");
  const put = () => fetch(url, { method: "PUT", body: "hello", headers: { "if-none-match": "*" } });
  expect([(await put()).status, (await put()).status]).toEqual([200, 412]);
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: "k" }));
  const order = `=?UTF-8?B?${Buffer.from("ü42").toString("base64")}?=`;
  expect(head).toMatchObject({ Metadata: { order }, TagCount: 1 });
});

test("a policy may ask how old the signature of a URL is", async () => {
  let now = new Date();
  const { client, served } = await openSignedS3(() => now);
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "k" }));
  now = new Date(Date.now() + 30_000);
  await fetch(url);
  const { context } = served.asked.at(-1) ?? {};
  expect(context).toMatchObject({ "s3:authType": "REST-QUERY-STRING" });
  expect(Math.round(Number(context?.["s3:signatureAge"]) / 10_000)).toBe(3);
});

test("a URL that is too old or was changed is refused in words", async () => {
  let now = new Date();
  const { client } = await openSignedS3(() => now);
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "k" }), { expiresIn: 60 });
  const get = async (address: string) => {
    const answer = await fetch(address);
    return `${answer.status} ${/<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]}`;
  };
  expect(await get(url)).toBe("404 NoSuchKey");
  expect(await get(url.replace("/k?", "/other?"))).toBe("403 SignatureDoesNotMatch");
  expect(await get(url.replace(accessKeyId, "AKIANOBODY"))).toBe("403 InvalidAccessKeyId");
  expect(await get(url.replace(/\?.*/, ""))).toBe("403 AccessDenied");
  now = new Date(Date.now() + 61_000);
  expect(await get(url)).toBe("403 AccessDenied");
});

test("the SDK's own signatures are accepted, others not", async () => {
  const { client, endpoint } = await openSignedS3();
  expect(await outcome(client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "hello" })))).toBe("200");
  const thief = clientOf(endpoint, { credentials: { accessKeyId, secretAccessKey: "guess" } });
  const stolen = thief.send(new PutObjectCommand({ Bucket, Key: "k", Body: "mine" }));
  expect(await outcome(stolen)).toBe("403 SignatureDoesNotMatch");
  thief.destroy();
});

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

// No JavaScript client signs chunks; those of other languages do.
async function signedChunks(endpoint: string, chunks: readonly string[], trailer = "") {
  const date = new Date();
  const payloadHash = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer && "-TRAILER"}`;
  const headers: Record<string, string> = {
    "content-encoding": "aws-chunked",
    host: new URL(endpoint).host,
    "x-amz-content-sha256": payloadHash,
    "x-amz-date": longDate(date),
    "x-amz-decoded-content-length": String(chunks.join("").length),
    ...(trailer && { "x-amz-trailer": trailer.split(":")[0] ?? "" }),
  };
  const names = Object.keys(headers).sort();
  const scope = `${longDate(date).slice(0, 8)}/eu-central-1/s3/aws4_request`;
  const key = scope
    .split("/")
    .reduce<string | Buffer>((signing, part) => hmac(signing, part), `AWS4${secretAccessKey}`);
  const sign = (...lines: string[]) => hmac(key as Buffer, lines.join("\n")).toString("hex");
  const canonical = [
    "PUT",
    "/bucket/k",
    "",
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    payloadHash,
  ];
  let signature = sign("AWS4-HMAC-SHA256", longDate(date), scope, sha256(canonical.join("\n")));
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  const frames = [...chunks, ""].map((chunk) => {
    signature = sign("AWS4-HMAC-SHA256-PAYLOAD", longDate(date), scope, signature, sha256(""), sha256(chunk));
    return `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}${chunk && "\r\n"}`;
  });
  const seal = sign("AWS4-HMAC-SHA256-TRAILER", longDate(date), scope, signature, sha256(`${trailer}\n`));
  const end = trailer ? `${trailer}\r\nx-amz-trailer-signature:${seal}\r\n\r\n` : "\r\n";
  return { headers, body: frames.join("") + end };
}

const putRaw = (endpoint: string, { headers, body }: { headers: Record<string, string>; body: string }) =>
  fetch(`${endpoint}/bucket/k`, { method: "PUT", headers, body });

test("signed chunks are verified one by one, and their trailers", async () => {
  const { endpoint, client } = await openSignedS3();
  const chunks = ["a".repeat(70_000), "b".repeat(5)];
  const plain = await signedChunks(endpoint, chunks);
  expect((await putRaw(endpoint, plain)).status).toBe(200);
  const changed = { ...plain, body: plain.body.replace("bbbbb", "bbbbc") };
  const refused = await putRaw(endpoint, changed);
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining("SignatureDoesNotMatch"),
  ]);
  const trailing = await signedChunks(endpoint, ["hello"], "x-amz-checksum-crc32:NhCmhg==");
  expect((await putRaw(endpoint, trailing)).status).toBe(200);
  const unsealed = { ...trailing, body: trailing.body.replace(/x-amz-trailer-signature.*\r\n/, "") };
  expect((await putRaw(endpoint, unsealed)).status).toBe(403);
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: "k" }));
  expect(head.ContentLength).toBe(5);
});
