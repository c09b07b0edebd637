import { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PartsView, UploadView } from "../../lib/order/views.ts";
import { Behind } from "./behind.ts";
import { Caller, orderOf, problemOf } from "./calls.ts";
import { picture } from "./files.ts";
import { enrol } from "./onboarding.ts";
import { type Started, started } from "./started.ts";

let cloud: Started;
let merchant: Caller;
let behind: Behind;
let photo: Buffer;

beforeAll(async () => {
  cloud = await started();
  merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  behind = new Behind(cloud);
  photo = await picture(1300, 1800);
});

afterAll(async () => {
  await cloud?.close();
});

test("a form takes exactly the announced length and type; a page's publishable key is enough", async () => {
  const page = new Caller(cloud.api, cloud.keyOf("pk_test_"));
  const { fileId, form } = await begin(page, photo.length);
  expect(await post(form, photo)).toBe(204);
  const done = UploadView.parse((await page.post(`/uploads/${fileId}/complete`, {})).json);
  expect(done).toMatchObject({ fileId, state: "complete" });
  const order = await merchant.place(card(fileId));
  expect((await merchant.settled(order.id)).state).toBe("shipped");
});

test("a form of another length or type, or with another key, is refused by the policy", async () => {
  const { form } = await begin(merchant, photo.length);
  expect(await post(form, photo.subarray(1))).toBe(400);
  expect(await post(form, Buffer.concat([photo, Buffer.from("!")]))).toBe(400);
  expect(await post(form, photo, { "content-type": "application/pdf" })).toBe(403);
  expect(await post(form, photo, { key: "uploads/test/mer_other/fil_other" })).toBe(403);
  expect(await post(form, photo, { "X-Amz-Signature": "0".repeat(64) })).toBe(403);
  expect(await behind.objects("Files", `${form?.fields.key}`)).toEqual([]);
});

test("a form whose time is over is refused", async () => {
  const { aws: endpoint, region, operator: credentials } = cloud.laptop;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const form = await createPresignedPost(s3, {
    Bucket: behind.bucket("Files"),
    Key: "uploads/late",
    Expires: -1,
  });
  expect(await post(form, photo)).toBe(403);
  expect(await behind.objects("Files", "uploads/late")).toEqual([]);
});

test("links to upload live 15 minutes at most", async () => {
  const { form, expiresAt } = await begin(merchant, photo.length);
  const policy = JSON.parse(String(Buffer.from(form?.fields.Policy ?? "", "base64")));
  for (const end of [policy.expiration, expiresAt]) {
    const seconds = (Date.parse(end) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(800);
    expect(seconds).toBeLessThanOrEqual(901);
  }
});

test("an upload is complete once the bytes are there, and completing it twice is the same", async () => {
  const { fileId, form } = await begin(merchant, photo.length);
  const early = problemOf(await merchant.post(`/uploads/${fileId}/complete`, {}));
  expect(early).toMatchObject({ code: "upload_incomplete", given: null, wanted: photo.length });
  expect(problemOf(await merchant.post("/orders", card(fileId)))).toMatchObject({
    code: "unknown_file",
    pointer: place,
  });
  await post(form, photo);
  const [first, second] = [await complete(fileId), await complete(fileId)];
  expect(first.status).toBe(200);
  expect(second.json).toEqual(first.json);
});

test("110 MB go in parts, and parts are one file in the end", async () => {
  const bytes = 110_000_000;
  const begun = await begin(merchant, bytes, "image/tiff");
  expect(begun.form).toBeNull();
  const { partBytes = 0, parts: count = 0 } = begun.multipart ?? {};
  expect(count).toBe(Math.ceil(bytes / partBytes));
  const numbers = Array.from({ length: count }, (_, part) => part + 1);
  const { parts } = PartsView.parse(
    (await merchant.post(`/uploads/${begun.fileId}/parts`, { partNumbers: numbers })).json,
  );
  const whole = Buffer.alloc(bytes, "printcloud ");
  expect(problemOf(await complete(begun.fileId, [{ partNumber: 1, etag: '"nothing"' }])).code).toBe(
    "invalid_request",
  );
  const sent = [];
  for (const { partNumber, url } of parts) {
    const from = (partNumber - 1) * partBytes;
    const body = whole.subarray(from, from + partBytes);
    const { status, headers } = await fetch(url, { method: "PUT", body });
    expect(status).toBe(200);
    sent.push({ partNumber, etag: headers.get("etag") ?? "" });
  }
  expect((await complete(begun.fileId, sent)).status).toBe(200);
  expect((await complete(begun.fileId, sent)).status).toBe(200);
  const [key = ""] = await behind.objects("Files", `uploads/test/${cloud.demo.merchantId}/${begun.fileId}`);
  expect(whole.equals(await behind.read("Files", key))).toBe(true);
});

test("a file of another merchant is no file", async () => {
  const { fileId, form } = await begin(merchant, photo.length);
  await post(form, photo);
  await complete(fileId);
  const { keyOf } = await enrol(cloud, { kind: "merchant", name: "Another shop", tier: "standard" });
  const other = new Caller(cloud.api, keyOf("sk_test_"));
  expect(problemOf(await other.post("/orders", card(fileId)))).toMatchObject({
    code: "unknown_file",
    pointer: place,
  });
  expect(problemOf(await other.post(`/uploads/${fileId}/complete`, {}))).toMatchObject({
    status: 404,
    code: "not_found",
  });
  const live = new Caller(cloud.api, cloud.keyOf("sk_live_"));
  expect(problemOf(await live.post("/orders", card(fileId)))).toMatchObject({ code: "unknown_file" });
});

test("what cannot be printed or is too large is refused before anything is sent", async () => {
  const text = problemOf(await merchant.post("/uploads", { bytes: 10, type: "text/html" }));
  expect(text).toMatchObject({ code: "invalid_request", pointer: "/type", given: "text/html" });
  const large = problemOf(await merchant.post("/uploads", { bytes: 500_000_001, type: "image/jpeg" }));
  expect(large).toMatchObject({ code: "invalid_request", pointer: "/bytes", wanted: { max: 500_000_000 } });
});

const place = "/items/0/files/images/0";

async function begin(caller: Caller, bytes: number, type = "image/jpeg"): Promise<UploadView> {
  const answer = await caller.post("/uploads", { bytes, type });
  expect(answer.status, answer.text).toBe(201);
  return UploadView.parse(answer.json);
}

function complete(fileId: string, parts?: readonly unknown[]) {
  return merchant.post(`/uploads/${fileId}/complete`, parts ? { parts } : {});
}

type Form = { url: string; fields: Record<string, string> } | null;

async function post(form: Form, content: Buffer, changed: Record<string, string> = {}): Promise<number> {
  const sent = new FormData();
  for (const [name, value] of Object.entries({ ...form?.fields, ...changed })) sent.append(name, value);
  sent.append("file", new Blob([new Uint8Array(content)]));
  return (await fetch(form?.url ?? "", { method: "POST", body: sent })).status;
}

function card(fileId: string) {
  return orderOf([{ productId: "postcard-a6", quantity: 1, files: { images: [{ fileId }] } }]);
}
