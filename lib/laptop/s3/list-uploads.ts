import type { Answer } from "../call.ts";
import { type Ask, authorize, bucketOf } from "./ask.ts";
import type { Upload } from "./catalog.ts";
import { readMost } from "./list-objects.ts";
import { uploadOf } from "./multipart.ts";
import { compareUtf8 } from "./ordered-keys.ts";
import { writeXml } from "./write-xml.ts";

const mostEntries = 1000;

/** ListParts. */
export async function listParts(ask: Ask): Promise<Answer> {
  authorize(ask, "ListMultipartUploadParts");
  const { query } = ask.call;
  const upload = uploadOf(ask);
  const most = readMost(query.get("max-parts"), mostEntries);
  const marker = Number(query.get("part-number-marker") ?? 0);
  const parts = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const shown = parts.slice(0, most);
  const content = {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.[0] ?? marker,
    MaxParts: most,
    IsTruncated: parts.length > shown.length,
    StorageClass: "STANDARD",
    ChecksumAlgorithm: upload.algorithm,
    ChecksumType: upload.checksumType,
    Part: shown.map(([number, { etag, piece, modified, checksum }]) => ({
      PartNumber: number,
      LastModified: new Date(modified).toISOString(),
      ETag: `"${etag}"`,
      Size: piece.bytes,
      ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value }),
    })),
  };
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: writeXml("ListPartsResult", content),
  };
}

/** ListMultipartUploads, by key and, within a key, by age; without delimiter. */
export async function listUploads(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "ListBucketMultipartUploads");
  const { query } = ask.call;
  const most = readMost(query.get("max-uploads"), mostEntries);
  const all = uploadsOf(ask, query.get("prefix") ?? "");
  const uploads = all.slice(startOf(all, query));
  const shown = uploads.slice(0, most);
  const last = uploads.length > shown.length ? shown.at(-1) : undefined;
  const content = {
    Bucket: ask.bucketName,
    KeyMarker: query.get("key-marker") ?? "",
    UploadIdMarker: query.get("upload-id-marker") ?? "",
    NextKeyMarker: last?.key,
    NextUploadIdMarker: last?.id,
    Prefix: query.get("prefix") ?? "",
    MaxUploads: most,
    IsTruncated: last !== undefined,
    Upload: shown.map(({ key, id, started, algorithm }) => ({
      Key: key,
      UploadId: id,
      StorageClass: "STANDARD",
      Initiated: new Date(started).toISOString(),
      ChecksumAlgorithm: algorithm,
    })),
  };
  const headers = { "content-type": "application/xml" };
  return { status: 200, headers, body: writeXml("ListMultipartUploadsResult", content) };
}

function uploadsOf({ depot, bucketName }: Ask, prefix: string): Upload[] {
  return [...depot.catalog.uploads.values()]
    .filter(({ bucket, key }) => bucket === bucketName && key.startsWith(prefix))
    .sort((a, b) => compareUtf8(a.key, b.key) || a.started - b.started || compareUtf8(a.id, b.id));
}

// After the upload of both markers or, without an upload, after all of the key.
function startOf(uploads: readonly Upload[], query: URLSearchParams): number {
  const [key, id] = [query.get("key-marker"), query.get("upload-id-marker")];
  if (key === null) return 0;
  const marked = uploads.findIndex((upload) => upload.key === key && upload.id === id);
  if (marked >= 0) return marked + 1;
  const behind = uploads.findIndex((upload) => compareUtf8(upload.key, key) > 0);
  return behind < 0 ? uploads.length : behind;
}
