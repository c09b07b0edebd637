import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { partedFilesIn } from "../../lib/cloud/parted-files.ts";
import { UploadGone } from "../../lib/order/errors.ts";
import { filesBucket, openCloud } from "./opened.ts";

const smallest = 5 * 1024 ** 2;

/** Two parts on disk, and an upload that waits for them. */
async function begun() {
  const { s3, files } = await openCloud();
  const folder = mkdtempSync(join(tmpdir(), "printcloud-parted-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const parted = partedFilesIn(s3, filesBucket);
  const to = { key: "book", upload: await parted.begin("book", "application/pdf") };
  const partOf = (number: number, content: Buffer) => {
    const path = join(folder, String(number));
    writeFileSync(path, content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    return { number, path, bytes: content.length, sha256 };
  };
  const contents = [Buffer.alloc(smallest, "a"), Buffer.from("the end")];
  const parts = contents.map((content, at) => partOf(at + 1, content));
  return { files, parted, to, parts, folder, whole: Buffer.concat(contents) };
}

test("parts put in any order, and again, become one object", async () => {
  const { files, parted, to, parts, folder, whole } = await begun();
  const etags = new Map<number, string>();
  for (const part of [...parts, ...parts].reverse()) etags.set(part.number, await parted.put(to, part));
  expect(await files.bytesOf(to.key)).toBeUndefined();
  const joined = parts.map(({ number, sha256 }) => ({ etag: etags.get(number) ?? "", sha256 }));
  await parted.join(to, joined);
  await files.download(to.key, join(folder, "whole"));
  expect(readFileSync(join(folder, "whole")).equals(whole)).toBe(true);
  await expect(parted.join(to, joined)).rejects.toThrow(UploadGone);
});

test("a part is refused when it is not the one that was hashed, and no other may be joined", async () => {
  const { parted, to, parts } = await begun();
  const [first, last] = parts;
  if (!first || !last) throw new Error("no parts");
  await expect(parted.put(to, { ...last, sha256: first.sha256 })).rejects.toThrow(/SHA256|checksum|digest/i);
  const etag = await parted.put(to, last);
  await expect(parted.join(to, [{ etag: '"other"', sha256: last.sha256 }])).rejects.toThrow("being replaced");
  await expect(parted.put({ ...to, upload: "nothing" }, { ...last })).rejects.toThrow(UploadGone);
  expect(etag).not.toBe("");
});
