import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3, outcome } from "./open.ts";

const Bucket = "bucket";

const filled = async (keys: readonly string[]) => {
  const { client } = await openTestS3();
  await Promise.all(keys.map((Key) => client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }))));
  return client;
};

const list = async (client: S3Client, more: Partial<ListObjectsV2CommandInput> = {}) => {
  const pages = paginateListObjectsV2(
    more.MaxKeys === undefined ? { client } : { client, pageSize: more.MaxKeys },
    { Bucket, ...more },
  );
  const found: string[][] = [];
  for await (const { Contents = [], CommonPrefixes = [] } of pages) {
    found.push([
      ...Contents.map(({ Key }) => Key ?? ""),
      ...CommonPrefixes.map(({ Prefix }) => Prefix ?? ""),
    ]);
  }
  return found;
};

const tree = ["a", "b/", "b/1", "b/2", "b/c/3", "b0", "c/4", "d"];

test("keys come in the order of their UTF-8 bytes, whatever order they were written in", async () => {
  const keys = ["\u{10000}", "\uffee", "z", "ä", "Z", "a/b", "a", "a-"];
  expect(await list(await filled(keys))).toEqual([["Z", "a", "a-", "a/b", "z", "ä", "\uffee", "\u{10000}"]]);
});

test("a prefix selects, a delimiter folds", async () => {
  const client = await filled(tree);
  expect(await list(client, { Prefix: "b/" })).toEqual([["b/", "b/1", "b/2", "b/c/3"]]);
  expect(await list(client, { Delimiter: "/" })).toEqual([["a", "b0", "d", "b/", "c/"]]);
  expect(await list(client, { Prefix: "b/", Delimiter: "/" })).toEqual([["b/", "b/1", "b/2", "b/c/"]]);
  expect(await list(client, { Prefix: "none" })).toEqual([[]]);
});

test.each([1, 2, 3])("pages of %i show each entry once", async (MaxKeys) => {
  const client = await filled(tree);
  const all = await list(client, { MaxKeys });
  expect(all.flat()).toEqual(tree);
  expect(all.every((page) => page.length <= MaxKeys)).toBe(true);
  const folded = await list(client, { MaxKeys, Delimiter: "/" });
  expect(folded.flat().toSorted()).toEqual(["a", "b/", "b0", "c/", "d"]);
  const inside = await list(client, { MaxKeys, Prefix: "b/", Delimiter: "/" });
  expect(inside.flat().toSorted()).toEqual(["b/", "b/1", "b/2", "b/c/"]);
});

test("a page resumes where the last one ended though keys came and went", async () => {
  const client = await filled(["a", "c", "e"]);
  const first = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }));
  expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 });
  await client.send(new PutObjectCommand({ Bucket, Key: "b", Body: "x" }));
  await client.send(new PutObjectCommand({ Bucket, Key: "d", Body: "x" }));
  const next = await client.send(
    new ListObjectsV2Command({ Bucket, ContinuationToken: first.NextContinuationToken }),
  );
  expect(next.Contents?.map(({ Key }) => Key)).toEqual(["d", "e"]);
});

test("a listing may start after any key", async () => {
  const client = await filled(tree);
  expect(await list(client, { StartAfter: "b/2" })).toEqual([["b/c/3", "b0", "c/4", "d"]]);
  expect(await list(client, { StartAfter: "b/1", Delimiter: "/" })).toEqual([["b0", "d", "b/", "c/"]]);
  expect(await list(client, { StartAfter: "a", Prefix: "c" })).toEqual([["c/4"]]);
});

test("keys may come encoded as in URLs", async () => {
  const client = await filled(["a b/ü"]);
  const { Contents, EncodingType } = await client.send(
    new ListObjectsV2Command({ Bucket, EncodingType: "url" }),
  );
  expect([EncodingType, Contents?.[0]?.Key]).toEqual(["url", "a%20b/%C3%BC"]);
});

test("a page of nothing is whole", async () => {
  const client = await filled(["a"]);
  const none = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
  expect(none).toMatchObject({ KeyCount: 0, IsTruncated: false });
  const refused = client.send(new ListObjectsV2Command({ Bucket, MaxKeys: -1 }));
  expect(await outcome(refused)).toBe("400 InvalidArgument");
});
