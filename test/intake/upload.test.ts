import { expect, test } from "vitest";
import { uploadGate } from "../../lib/cloud/upload-gate.ts";
import { beginUpload, completeUpload, uploadParts } from "../../lib/intake/upload.ts";
import { httpDoor } from "../../lib/lambda/http.ts";
import { UploadView } from "../../lib/order/views.ts";
import { filesBucket, openCloud } from "../cloud/opened.ts";
import { type Asking, ask, secretOf } from "../lambda/asked.ts";
import { owner, stranger } from "../order/made.ts";

async function openUploads() {
  const cloud = await openCloud();
  const ports = { ...cloud, gate: uploadGate(cloud.s3, filesBucket) };
  const door = httpDoor(
    { grants: cloud.keys, answers: cloud.answers },
    {
      "POST /uploads": (asked) => beginUpload(ports, asked),
      "POST /uploads/{id}/parts": ({ owner: of, id, body }) => uploadParts(ports, { owner: of, id }, body),
      "POST /uploads/{id}/complete": ({ owner: of, id, body }) =>
        completeUpload(ports, { owner: of, id }, body),
    },
  );
  const post = (path: string, body: unknown, more: Partial<Asking> = {}) =>
    ask(door as never, { route: `POST ${path}`, body, principal: secretOf(owner), ...more });
  return { ...cloud, post };
}

async function posted(
  form: { url: string; fields: Record<string, string> },
  content: string,
): Promise<number> {
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append("file", new Blob([content]));
  return (await fetch(form.url, { method: "POST", body })).status;
}

const small = { bytes: 5, type: "image/jpeg" };
const large = { bytes: 100_000_001, type: "application/pdf" };

test("a small file goes by one form, and is there to be ordered when it arrived as announced", async () => {
  const { post, uploads } = await openUploads();
  const begun = await post("/uploads", small);
  const { fileId, form, expiresAt } = UploadView.parse(begun.body);
  expect([begun.status, expiresAt]).toEqual([201, "2026-11-21T10:15:00.000Z"]);
  const early = await post("/uploads/{id}/complete", {}, { id: fileId });
  expect(early.body).toMatchObject({ code: "upload_incomplete", status: 409, given: null, wanted: 5 });
  expect(form && (await posted(form, "12345"))).toBe(204);
  expect((await post("/uploads/{id}/complete", {}, { id: fileId })).body.state).toBe("complete");
  expect((await post("/uploads/{id}/complete", {}, { id: fileId })).body.state).toBe("complete");
  expect((await uploads.get(owner, fileId))?.state).toBe("complete");
});

test("a large file goes in parts, put together once", async () => {
  const { post } = await openUploads();
  const { fileId, form, multipart } = UploadView.parse((await post("/uploads", large)).body);
  expect([form, multipart]).toEqual([null, { partBytes: 16_777_216, parts: 6 }]);
  const { body } = await post("/uploads/{id}/parts", { partNumbers: [1, 2] }, { id: fileId });
  expect(body.parts.map(({ partNumber }: { partNumber: number }) => partNumber)).toEqual([1, 2]);
  const put = await fetch(body.parts[0].url, { method: "PUT", body: "12345" });
  const parts = [{ partNumber: 1, etag: put.headers.get("etag") }];
  const wrong = await post(
    "/uploads/{id}/complete",
    { parts: [{ partNumber: 9, etag: '"0"' }] },
    { id: fileId },
  );
  expect(wrong.body).toMatchObject({ code: "invalid_request", pointer: "/parts" });
  const short = await post("/uploads/{id}/complete", { parts }, { id: fileId });
  expect(short.body).toMatchObject({ code: "upload_incomplete", given: 5, wanted: 100_000_001 });
});

test("with the same key the same upload is gone on with, and its URLs are fresh", async () => {
  const { post, clock } = await openUploads();
  for (const request of [small, large]) {
    const headers = { "Idempotency-Key": `key-${request.bytes}` };
    const first = await post("/uploads", request, { headers });
    clock.pass(20);
    const second = await post("/uploads", request, { headers });
    expect([second.status, second.body.fileId]).toEqual([201, first.body.fileId]);
    expect(second.body.expiresAt === null).toBe(request === large);
    if (request === small) expect(second.body.expiresAt > first.body.expiresAt).toBe(true);
    expect((await post("/uploads", { ...request, bytes: 6 }, { headers })).body.code).toBe(
      "idempotency_key_reused",
    );
  }
});

test("what cannot be uploaded is refused: too large, empty, or no type of ours", async () => {
  const { post } = await openUploads();
  const refused: [string, object][] = [
    ["/bytes", { ...small, bytes: 500_000_001 }],
    ["/bytes", { ...small, bytes: 0 }],
    ["/type", { ...small, type: "text/html" }],
    ["/name", { ...small, name: "../a" }],
  ];
  for (const [pointer, body] of refused)
    expect((await post("/uploads", body)).body).toMatchObject({ pointer, status: 400 });
});

test("another's upload, one that never was, and one that is complete are told apart from one's own open one", async () => {
  const { post, uploads } = await openUploads();
  const { fileId } = UploadView.parse((await post("/uploads", large)).body);
  const foreign = { id: fileId, principal: secretOf(stranger) };
  for (const more of [foreign, { id: "fil_1" }, { id: "x".repeat(3000) }])
    expect((await post("/uploads/{id}/parts", { partNumbers: [1] }, more)).body).toMatchObject({
      code: "not_found",
      status: 404,
    });
  const upload = await uploads.get(owner, fileId);
  if (upload) await uploads.put(owner, { ...upload, state: "complete" });
  const late = await post("/uploads/{id}/parts", { partNumbers: [1] }, { id: fileId });
  expect(late.body).toMatchObject({ code: "invalid_request", wanted: "an open upload" });
  const form = UploadView.parse((await post("/uploads", small)).body);
  expect((await post("/uploads/{id}/parts", { partNumbers: [1] }, { id: form.fileId })).body.pointer).toBe(
    "/partNumbers",
  );
});
