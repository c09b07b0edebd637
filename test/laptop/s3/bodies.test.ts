import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { clientOf, openTestS3, outcome } from "./open.ts";

const Bucket = "bucket";
const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31 + (index >> 8)) & 255));

async function* pieces() {
  for (let start = 0; start < bytes.length; start += 7001) yield bytes.subarray(start, start + 7001);
}

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "a body sent at once or streamed arrives as it was, with its %s",
  async (ChecksumAlgorithm) => {
    const { client } = await openTestS3();
    const whole = { Bucket, Key: "whole", Body: bytes, ChecksumAlgorithm };
    const streamed = {
      Bucket,
      Key: "streamed",
      Body: Readable.from(pieces()),
      ContentLength: bytes.length,
      ChecksumAlgorithm,
    };
    for (const input of [whole, streamed]) {
      const written = await client.send(new PutObjectCommand(input));
      // The client itself compares the checksum the answer names with the bytes it reads.
      const read = await client.send(
        new GetObjectCommand({ Bucket, Key: input.Key, ChecksumMode: "ENABLED" }),
      );
      expect(bytes.equals((await read.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
      expect(read[`Checksum${ChecksumAlgorithm}`]).toBe(written[`Checksum${ChecksumAlgorithm}`]);
      expect([read.ChecksumType, read.ContentEncoding]).toEqual(["FULL_OBJECT", undefined]);
    }
  },
);

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "refuses bytes whose %s is another",
  async (name) => {
    const { client } = await openTestS3();
    const length = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 }[name];
    const wrong = { [`Checksum${name}`]: Buffer.alloc(length, 1).toString("base64") };
    expect(
      await outcome(client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "hello", ...wrong }))),
    ).toBe("400 BadDigest");
    expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key: "k" })))).toBe("404 NotFound");
  },
);

test("Content-MD5 must be that of the bytes", async () => {
  const { client } = await openTestS3();
  const put = (ContentMD5: string) =>
    outcome(client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "hello", ContentMD5 })));
  expect(await put(createHash("md5").update("hello").digest("base64"))).toBe("200");
  expect(await put(createHash("md5").update("other").digest("base64"))).toBe("400 BadDigest");
  expect(await put("nonsense")).toBe("400 InvalidDigest");
});

test("a body must be the one whose hash was signed", async () => {
  const { endpoint, client } = await openTestS3();
  const sha256 = createHash("sha256").update("hello").digest("hex");
  const put = (body: string) =>
    fetch(`${endpoint}/bucket/k`, { method: "PUT", body, headers: { "x-amz-content-sha256": sha256 } });
  const refused = await put("other");
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringContaining("XAmzContentSHA256Mismatch"),
  ]);
  expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key: "k" })))).toBe("404 NotFound");
  expect((await put("hello")).status).toBe(200);
});

const framed = (endpoint: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${endpoint}/bucket/k`, {
    method: "PUT",
    body,
    headers: {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": "5",
      "x-amz-trailer": "x-amz-checksum-crc32",
      ...headers,
    },
  });

test.each([
  [
    "a wrong checksum in the trailer",
    "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
    "BadDigest",
  ],
  ["no trailer though one was announced", "5\r\nhello\r\n0\r\n\r\n", "MalformedTrailerError"],
  ["no last chunk", "5\r\nhello\r\n", "IncompleteBody"],
  ["half a chunk", "5\r\nhel", "IncompleteBody"],
  ["fewer bytes than announced", "4\r\nhell\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "IncompleteBody"],
  ["a length that is none", "five\r\nhello\r\n0\r\n\r\n", "InvalidRequest"],
  ["bytes beyond the chunk", "5\r\nhello!\r\n0\r\n\r\n", "InvalidRequest"],
])("a framed body with %s is refused whole", async (_, body, code) => {
  const { endpoint, client, folder } = await openTestS3();
  const answer = await framed(endpoint, body);
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining(`<Code>${code}</Code>`),
  ]);
  expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key: "k" })))).toBe("404 NotFound");
  expect(await readdir(join(folder, "blobs"))).toEqual([]);
});

test("a framed body keeps the other content encodings", async () => {
  const { endpoint, client } = await openTestS3();
  const body = "3\r\nhel\r\n2\r\nlo\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
  expect((await framed(endpoint, body, { "content-encoding": "aws-chunked,gzip" })).status).toBe(200);
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: "k", ChecksumMode: "ENABLED" }));
  expect(head).toMatchObject({ ContentEncoding: "gzip", ContentLength: 5, ChecksumCRC32: "NhCmhg==" });
});

test("of a body that breaks off nothing is kept", async () => {
  const { endpoint, client, folder } = await openTestS3();
  const socket = connect(Number(new URL(endpoint).port), "127.0.0.1");
  socket.write("PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nhello");
  const blobs = () => readdir(join(folder, "blobs"));
  await expect.poll(blobs).toHaveLength(1);
  socket.destroy();
  await expect.poll(blobs).toEqual([]);
  expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key: "k" })))).toBe("404 NotFound");
});

test("whoever is refused while sending is told so, and the connection lives on", async () => {
  const { endpoint, served } = await openTestS3();
  const client = clientOf(endpoint);
  served.deny(({ action }) => action === "s3:PutObject");
  const put = () =>
    outcome(client.send(new PutObjectCommand({ Bucket, Key: "k", Body: Buffer.alloc(20_000_000) })));
  expect([await put(), await put()]).toEqual(["403 AccessDenied", "403 AccessDenied"]);
  client.destroy();
});

test("a refusal waits until the body has come: a browser still sending would not read it", async () => {
  const { endpoint, served } = await openTestS3();
  served.deny(() => true);
  const socket = connect(Number(new URL(endpoint).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk;
  });
  socket.write(`PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n${"x".repeat(60_000)}`);
  await expect.poll(() => served.asked.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(heard).toBe("");
  socket.write("x".repeat(40_000));
  await expect.poll(() => heard).toMatch(/^HTTP\/1.1 403/);
});
