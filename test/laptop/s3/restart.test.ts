import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { clientOf, openTestS3, outcome } from "./open.ts";

const Bucket = "bucket";
const writer = fileURLToPath(new URL("./writer.ts", import.meta.url));

test("objects, tags and settings are there after a restart, and nothing else is", async () => {
  const { client, folder, reopen } = await openTestS3();
  await client.send(
    new PutObjectCommand({ Bucket, Key: "kept", Body: "hello", Tagging: "a=b", Metadata: { m: "1" } }),
  );
  await client.send(new PutObjectCommand({ Bucket, Key: "gone", Body: "x" }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
  await writeFile(join(folder, "blobs", "left-by-a-crash"), "half");
  await reopen();
  const read = await client.send(new GetObjectCommand({ Bucket, Key: "kept" }));
  expect([await read.Body?.transformToString(), read.Metadata]).toEqual(["hello", { m: "1" }]);
  const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key: "kept" }));
  expect(TagSet).toEqual([{ Key: "a", Value: "b" }]);
  expect(await outcome(client.send(new GetObjectCommand({ Bucket, Key: "gone" })))).toBe("404 NoSuchKey");
  expect(await readdir(join(folder, "blobs"))).toHaveLength(1);
});

test("a line the crash cut off is dropped, and what follows is kept", async () => {
  const { client, folder, reopen } = await openTestS3();
  await client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  await appendFile(join(folder, "journal.jsonl"), '{"kind":"object","bucket":"bucket","key":"ü');
  await reopen();
  await client.send(new PutObjectCommand({ Bucket, Key: "b", Body: "x" }));
  await reopen();
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(["a", "b"]);
});

test("the journal is shortened when most of it is past", async () => {
  const { client, folder, reopen } = await openTestS3();
  for (let turn = 0; turn < 120; turn++)
    await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: `${turn}` }));
  const lines = async () => (await readFile(join(folder, "journal.jsonl"), "utf8")).split("\n").length - 1;
  expect(await lines()).toBe(121);
  await reopen();
  expect(await lines()).toBe(2);
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
  expect(await Body?.transformToString()).toBe("119");
});

test("after kill -9 in the middle of writing, every confirmed object is whole", async () => {
  const { folder } = await openTestS3();
  const data = join(folder, "killed");
  const child = spawn(process.execPath, [writer, data]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const [endpoint] = await once(child.stdout, "data");
  const client = clientOf(String(endpoint).trim());
  const bodyOf = (key: string) => key.repeat(20_000);
  const confirmed: string[] = [];
  const write = async (writer: number) => {
    for (let turn = 0; ; turn++) {
      const key = `${writer}-${turn}`;
      await client.send(new PutObjectCommand({ Bucket, Key: key, Body: bodyOf(key) }));
      if (confirmed.push(key) === 60) child.kill("SIGKILL");
    }
  };
  await Promise.allSettled([0, 1, 2, 3].map(write));
  client.destroy();
  const after = await reopened(data);
  for (const key of confirmed) {
    const { Body } = await after.send(new GetObjectCommand({ Bucket, Key: key }));
    expect(await Body?.transformToString()).toBe(bodyOf(key));
  }
  const { KeyCount = 0 } = await after.send(new ListObjectsV2Command({ Bucket }));
  expect(await readdir(join(data, "blobs"))).toHaveLength(KeyCount);
  expect(confirmed.length).toBeGreaterThanOrEqual(60);
});

const reopened = async (folder: string) => (await openTestS3({ folder })).client;
