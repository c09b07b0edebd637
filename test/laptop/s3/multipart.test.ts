import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3, outcome } from "./open.ts";

const Bucket = "bucket";
const Key = "big";
const smallest = 5 * 1024 ** 2;
const bytesOf = (length: number, letter: string) => Buffer.alloc(length, letter);
const md5 = (...parts: Buffer[]) => createHash("md5").update(Buffer.concat(parts)).digest();

const begin = async (client: S3Client, more: Partial<CreateMultipartUploadCommandInput> = {}) => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return UploadId ?? "";
};
const send = async (client: S3Client, UploadId: string, [PartNumber, Body]: readonly [number, Buffer]) => {
  const { $metadata, ...part } = await client.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
  );
  return { ...part, PartNumber };
};
const complete = (client: S3Client, UploadId: string, Parts: object[]) =>
  client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
const read = async (client: S3Client, more: object = {}) => {
  const answer = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
};

test("parts sent in any order become one object, described at the start", async () => {
  const { client } = await openTestS3();
  const [first, second] = [bytesOf(smallest, "a"), bytesOf(1000, "b")];
  const upload = await begin(client, {
    ContentType: "application/pdf",
    Metadata: { a: "1" },
    Tagging: "t=1",
  });
  const late = await send(client, upload, [7, second]);
  const early = await send(client, upload, [2, first]);
  const { ETag } = await complete(client, upload, [early, late]);
  expect(ETag).toBe(`"${md5(md5(first), md5(second)).toString("hex")}-2"`);
  const whole = await read(client);
  expect(whole).toMatchObject({ ETag, ContentType: "application/pdf", Metadata: { a: "1" }, TagCount: 1 });
  expect(whole.bytes.equals(Buffer.concat([first, second]))).toBe(true);
});

test("ranges and part numbers reach across the parts", async () => {
  const { client } = await openTestS3();
  const upload = await begin(client);
  const parts = [
    await send(client, upload, [1, bytesOf(smallest, "a")]),
    await send(client, upload, [2, bytesOf(smallest, "b")]),
    await send(client, upload, [3, bytesOf(10, "c")]),
  ];
  await complete(client, upload, parts);
  const across = await read(client, { Range: `bytes=${smallest - 2}-${2 * smallest + 1}` });
  expect(across.bytes.equals(Buffer.concat([bytesOf(2, "a"), bytesOf(smallest, "b"), bytesOf(2, "c")]))).toBe(
    true,
  );
  const last = await read(client, { PartNumber: 3 });
  expect(last).toMatchObject({ PartsCount: 3, ContentLength: 10, bytes: bytesOf(10, "c") });
  expect(await outcome(read(client, { PartNumber: 4 }))).toMatch(/^416/);
  const ask = new GetObjectAttributesCommand({
    Bucket,
    Key,
    ObjectAttributes: ["ObjectParts", "ObjectSize"],
  });
  const attributes = await client.send(ask);
  expect(attributes).toMatchObject({ ObjectSize: 2 * smallest + 10, ObjectParts: { TotalPartsCount: 3 } });
});

test("every part but the last must have 5 MiB", async () => {
  const { client } = await openTestS3();
  const upload = await begin(client);
  const small = await send(client, upload, [1, bytesOf(smallest - 1, "a")]);
  const last = await send(client, upload, [2, bytesOf(1, "b")]);
  expect(await outcome(complete(client, upload, [small, last]))).toBe("400 EntityTooSmall");
  expect(await outcome(complete(client, upload, [small]))).toBe("200");
});

test("parts that are missing, changed or out of order do not make an object", async () => {
  const { client } = await openTestS3();
  const upload = await begin(client);
  const first = await send(client, upload, [1, bytesOf(smallest, "a")]);
  const second = await send(client, upload, [2, bytesOf(1, "b")]);
  const finish = (...parts: object[]) => outcome(complete(client, upload, parts));
  expect(await finish(second, first)).toBe("400 InvalidPartOrder");
  expect(await finish(first, { ...second, PartNumber: 3 })).toBe("400 InvalidPart");
  expect(await finish(first, { ...second, ETag: '"other"' })).toBe("400 InvalidPart");
  expect(await finish()).toBe("400 MalformedXML");
  expect(await outcome(send(client, upload, [10_001, bytesOf(1, "b")]))).toBe("400 InvalidArgument");
  expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key })))).toBe("404 NotFound");
});

test("a part sent again replaces the first; parts not chosen go", async () => {
  const { client, folder } = await openTestS3();
  const upload = await begin(client);
  await send(client, upload, [1, bytesOf(1, "x")]);
  const again = await send(client, upload, [1, bytesOf(1, "a")]);
  await send(client, upload, [2, bytesOf(1, "y")]);
  await complete(client, upload, [again]);
  expect((await read(client)).bytes.toString()).toBe("a");
  await expect.poll(() => readdir(join(folder, "blobs"))).toHaveLength(1);
});

test("an aborted or finished upload is no more", async () => {
  const { client, folder } = await openTestS3();
  const upload = await begin(client);
  const part = await send(client, upload, [1, bytesOf(1, "a")]);
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: upload }));
  await expect.poll(() => readdir(join(folder, "blobs"))).toEqual([]);
  expect(await outcome(complete(client, upload, [part]))).toBe("404 NoSuchUpload");
  expect(await outcome(send(client, upload, [1, bytesOf(1, "a")]))).toBe("404 NoSuchUpload");
  expect(await outcome(client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: upload })))).toBe(
    "404 NoSuchUpload",
  );
});

test("lists parts and uploads page by page", async () => {
  const { client } = await openTestS3();
  const [one, two] = [await begin(client), await begin(client)];
  const other = await begin(client, { Key: "another" });
  for (const number of [3, 1, 2]) await send(client, one, [number, bytesOf(number, "a")]);
  const parts = (more: object) => client.send(new ListPartsCommand({ Bucket, Key, UploadId: one, ...more }));
  const page = await parts({ MaxParts: 2 });
  expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2" });
  expect(page.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  const rest = await parts({ PartNumberMarker: page.NextPartNumberMarker });
  expect([rest.IsTruncated, rest.Parts?.length]).toEqual([false, 1]);
  const uploads = (more: object) => client.send(new ListMultipartUploadsCommand({ Bucket, ...more }));
  const first = await uploads({ MaxUploads: 2 });
  const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = first;
  const second = await uploads({ KeyMarker, UploadIdMarker });
  const all = [...(first.Uploads ?? []), ...(second.Uploads ?? [])].map(({ UploadId }) => UploadId);
  expect(all[0]).toBe(other);
  expect(all.toSorted()).toEqual([one, two, other].toSorted());
  expect((await uploads({ Prefix: "an" })).Uploads).toHaveLength(1);
});

test("parts may be copied from objects, whole or in ranges", async () => {
  const { client } = await openTestS3();
  const source = Buffer.concat([bytesOf(smallest, "a"), bytesOf(100, "b")]);
  await client.send(new PutObjectCommand({ Bucket, Key: "source ü", Body: source }));
  const UploadId = await begin(client);
  const copy = async (PartNumber: number, CopySourceRange?: string) => {
    const CopySource = encodeURIComponent("bucket/source ü");
    const ranged = CopySourceRange === undefined ? {} : { CopySourceRange };
    const part = new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource, ...ranged });
    return { PartNumber, ETag: (await client.send(part)).CopyPartResult?.ETag };
  };
  const parts = [await copy(1), await copy(2, `bytes=${smallest}-${smallest + 9}`)];
  await complete(client, UploadId, parts);
  expect((await read(client)).bytes.equals(Buffer.concat([source, bytesOf(10, "b")]))).toBe(true);
  expect(await outcome(copy(3, "bytes=5"))).toBe("404 NoSuchUpload");
});

test.each([
  ["CRC32", "COMPOSITE"],
  ["SHA256", "COMPOSITE"],
  ["CRC32C", "FULL_OBJECT"],
  ["CRC64NVME", "FULL_OBJECT"],
] as const)("the %s of a multipart object is %s", async (ChecksumAlgorithm, ChecksumType) => {
  const { client } = await openTestS3();
  const upload = await begin(client, { ChecksumAlgorithm, ChecksumType });
  const bodies = [bytesOf(smallest, "a"), bytesOf(9, "b")];
  const parts = [];
  for (const [index, Body] of bodies.entries()) {
    const input = { Bucket, Key, UploadId: upload, PartNumber: index + 1, Body, ChecksumAlgorithm };
    const { $metadata, ...part } = await client.send(new UploadPartCommand(input));
    parts.push({ ...part, PartNumber: index + 1 });
  }
  const done = await complete(client, upload, parts);
  expect(done.ChecksumType).toBe(ChecksumType);
  const value = done[`Checksum${ChecksumAlgorithm}`] ?? "";
  expect(value).toMatch(ChecksumType === "COMPOSITE" ? /=-2$/ : /=$/);
  // A put of the same bytes has the same checksum; and the client verifies what it reads.
  const whole = await client.send(
    new PutObjectCommand({ Bucket, Key: "put", Body: Buffer.concat(bodies), ChecksumAlgorithm }),
  );
  expect(whole[`Checksum${ChecksumAlgorithm}`] === value).toBe(ChecksumType === "FULL_OBJECT");
  expect((await read(client, { ChecksumMode: "ENABLED" })).bytes).toHaveLength(smallest + 9);
});

test("an unfinished upload goes on after a restart", async () => {
  const { client, reopen } = await openTestS3();
  const upload = await begin(client, { ContentType: "image/png" });
  const first = await send(client, upload, [1, bytesOf(smallest, "a")]);
  await reopen();
  const second = await send(client, upload, [2, bytesOf(1, "b")]);
  await complete(client, upload, [first, second]);
  await reopen();
  expect(await read(client)).toMatchObject({ ContentType: "image/png", ContentLength: smallest + 1 });
});
