import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { copySource, filesIn } from "../../lib/cloud/files.ts";
import { putOnce } from "../../lib/cloud/put-once.ts";
import { uploadGate } from "../../lib/cloud/upload-gate.ts";
import type { Upload } from "../../lib/order/upload-ports.ts";
import { filesBucket, openCloud, ticketsBucket } from "./opened.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "printcloud-objects-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test("a document is written once, and what is there already stays", async () => {
  const { files } = await openCloud();
  expect(await files.getJson("a")).toBeUndefined();
  await files.putJson("a", { n: 1 });
  await files.putJson("a", { n: 2 });
  expect(await files.getJson("a")).toEqual({ n: 1 });
});

test("two writers of one key at the same moment both succeed, and one content is there", async () => {
  const { files } = await openCloud();
  await Promise.all(Array.from({ length: 20 }, (_, n) => files.putJson("same", { n })));
  expect(await files.getJson("same")).toHaveProperty("n");
});

test("S3's `somebody else is writing` is tried again until it is decided", async () => {
  const cloud = await openCloud();
  let conflicts = 3;
  const busy = cloud.s3;
  busy.middlewareStack.add(
    (next) => async (call) => {
      if (conflicts-- > 0)
        throw Object.assign(new (await exception())(), { name: "ConditionalRequestConflict" });
      return next(call);
    },
    { step: "initialize" },
  );
  expect(await putOnce(busy, () => ({ Bucket: filesBucket, Key: "k", Body: "x" }))).toBe(true);
  expect(await putOnce(busy, () => ({ Bucket: filesBucket, Key: "k", Body: "x" }))).toBe(false);
  conflicts = 99;
  await expect(putOnce(busy, () => ({ Bucket: filesBucket, Key: "l", Body: "x" }))).rejects.toThrow(
    "keeps writing",
  );
});

async function exception() {
  const { S3ServiceException } = await import("@aws-sdk/client-s3");
  return class extends S3ServiceException {
    constructor() {
      super({ name: "ConditionalRequestConflict", $fault: "client", $metadata: { httpStatusCode: 409 } });
    }
  };
}

test("a file goes up and comes down as it was, and its length is known", async () => {
  const { files } = await openCloud();
  const here = folder();
  writeFileSync(join(here, "a"), Buffer.alloc(3_000_000, "photo"));
  await files.putFile("f", { path: join(here, "a"), bytes: 3_000_000, type: "image/jpeg" });
  await files.download("f", join(here, "b"));
  expect(readFileSync(join(here, "b")).equals(readFileSync(join(here, "a")))).toBe(true);
  expect(await files.bytesOf("f")).toBe(3_000_000);
  expect(await files.bytesOf("g")).toBeUndefined();
  await expect(files.download("g", join(here, "c"))).rejects.toThrow();
});

test("copies are made on the server, whatever is in the key", async () => {
  const { files } = await openCloud();
  await files.putJson("a b/é+%/c", 1);
  await files.copy("a b/é+%/c", "copy");
  expect(await files.getJson("copy")).toBe(1);
  expect(copySource("b", "x/y z")).toBe("b/x/y%20z");
});

test("a link opens the object without a key, for a quarter of an hour at most", async () => {
  const { files } = await openCloud();
  await files.putJson("a", { n: 1 });
  const link = await files.link("a", 90_000);
  expect(new URL(link).searchParams.get("X-Amz-Expires")).toBe("900");
  expect(await (await fetch(link)).json()).toEqual({ n: 1 });
});

test("everything under a prefix goes but what is to be kept, in pages of a thousand, and nothing beside it", async () => {
  const cloud = await openCloud();
  const keys = Array.from({ length: 1005 }, (_, n) => `p/1/${n}`);
  const put = (Key: string) => cloud.s3.send(new PutObjectCommand({ Bucket: filesBucket, Key, Body: "x" }));
  await Promise.all([...keys, "p/1/keep", "p/10", "p/1"].map(put));
  expect(await cloud.files.removeAll("p/1/", (key) => key.endsWith("/keep"))).toBe(1005);
  expect(await cloud.files.removeAll("p/1/", (key) => key.endsWith("/keep"))).toBe(0);
  for (const key of ["p/1/keep", "p/10", "p/1"]) expect(await cloud.files.bytesOf(key), key).toBe(1);
});

test("a claim is whose it was first, for whoever asks and asks again", async () => {
  const { tickets } = await openCloud();
  const claim = (claimId: string) => ({ clientId: "c", claimId, at: "2026-11-21T10:00:00Z" });
  expect(await tickets.claimOf("k")).toBeUndefined();
  const won = await Promise.all(["1", "2", "3"].map((id) => tickets.claim("k", claim(id))));
  expect(new Set(won.map(({ claimId }) => claimId)).size).toBe(1);
  expect(await tickets.claimOf("k")).toEqual(won[0]);
  expect(await tickets.claim("k", claim("4"))).toEqual(won[0]);
});

test("a claim may be anything, and whatever it is it stands", async () => {
  const { tickets, s3 } = await openCloud();
  for (const [Key, Body] of Object.entries({
    a: "{",
    b: "[]",
    c: "x".repeat(1_000_000),
    d: '{"clientId":1}',
  })) {
    await s3.send(new PutObjectCommand({ Bucket: ticketsBucket, Key, Body }));
    expect((await tickets.claimOf(Key))?.clientId).toBe("unreadable");
  }
});

function uploadOf(bytes: number, multipartId: string | null = null): Upload {
  const fileId = "fil_01KAJ0000000000000000000ZZ";
  return { fileId, key: "uploads/a", bytes, type: "image/jpeg", state: "open", multipartId };
}

test("a form takes exactly the announced length and type", async () => {
  const cloud = await openCloud();
  const upload = uploadOf(5);
  const gate = uploadGate(cloud.s3, filesBucket);
  const post = async (content: string, type = upload.type) => {
    const { url, fields } = await gate.form(upload, 900);
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, "content-type": type })) form.append(name, value);
    form.append("file", new Blob([content]));
    return (await fetch(url, { method: "POST", body: form })).status;
  };
  expect(await post("1234")).toBe(400);
  expect(await post("123456")).toBe(400);
  expect(await post("12345", "text/html")).toBe(403);
  expect(await gate.arrived(upload)).toBeUndefined();
  expect(await post("12345")).toBeLessThan(300);
  expect(await gate.arrived(upload)).toBe(5);
});

test("parts are put together once, also when the reply was lost; wrong parts are the caller's fault", async () => {
  const cloud = await openCloud();
  const gate = uploadGate(cloud.s3, filesBucket);
  const upload = uploadOf(5, await gate.beginParts(uploadOf(5)));
  const put = await fetch(await gate.partUrl(upload, 1, 900), { method: "PUT", body: "12345" });
  const parts = [{ partNumber: 1, etag: put.headers.get("etag") ?? "" }];
  for (const wrong of [[], [{ partNumber: 1, etag: '"0"' }], [{ partNumber: 2, etag: parts[0]?.etag ?? "" }]])
    await expect(gate.finishParts(upload, wrong)).rejects.toMatchObject({
      code: "invalid_request",
      blame: { pointer: "/parts" },
    });
  await gate.finishParts(upload, parts);
  await gate.finishParts(upload, parts);
  expect(await gate.arrived(upload)).toBe(5);
  expect(await filesIn(cloud.s3, filesBucket).bytesOf("uploads/a")).toBe(5);
});
