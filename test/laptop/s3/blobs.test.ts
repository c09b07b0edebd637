import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { Blobs } from "../../../lib/laptop/s3/blobs.ts";

const opened = async () => {
  const folder = await mkdtemp(join(tmpdir(), "blobs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const blobs = await Blobs.open(folder, new Set());
  const pieces = [await blobs.write(of("hello ")), await blobs.write(of("wor", "ld"))];
  return { blobs, pieces, files: () => readdir(folder) };
};

async function* of(...chunks: string[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

test("what is being read stays readable to its end, and goes then", async () => {
  const { blobs, pieces, files } = await opened();
  const readers = [blobs.read(pieces, { start: 0, end: 11 }), blobs.read(pieces, { start: 4, end: 8 })];
  blobs.remove(pieces);
  expect(await Promise.all(readers.map(text))).toEqual(["hello world", "o wo"]);
  await expect.poll(files).toEqual([]);
});

test("a reader who leaves early holds nothing back", async () => {
  const { blobs, pieces, files } = await opened();
  const reader = blobs.read(pieces, { start: 0, end: 11 });
  blobs.remove(pieces);
  reader.destroy();
  await expect.poll(files).toEqual([]);
});

test("chunks that fail leave nothing", async () => {
  const { blobs, files } = await opened();
  const failing = async function* () {
    yield Buffer.from("half");
    throw new Error("cable cut");
  };
  await expect(blobs.write(failing())).rejects.toThrow("cable cut");
  expect(await files()).toHaveLength(2);
});
