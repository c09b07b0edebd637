import { randomBytes } from "node:crypto";
import { type Answer, AwsError } from "../call.ts";
import { type Ask, authorize, bucketOf } from "./ask.ts";
import { Body } from "./body.ts";
import type { Upload } from "./catalog.ts";
import { type Algorithm, algorithmNamed } from "./checksums.ts";
import { copyRange, copySource } from "./copy-source.ts";
import { commit, keep } from "./depot.ts";
import { checksumHeaders, describe } from "./description.ts";
import { authorizeTags } from "./put-object.ts";
import type { Part, Piece, UploadStart } from "./records.ts";
import { type Seal, Tally } from "./tally.ts";
import { writeXml } from "./write-xml.ts";

const mostParts = 10_000;
// The context key that lets a bucket demand If-None-Match of what makes an object, and not of these steps.
const preparing = { "s3:ObjectCreationOperation": "false" };

/** CreateMultipartUpload: the description of the object comes now, its bytes later. */
export async function createUpload(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "PutObject", { context: preparing });
  const { bucketName: bucket, key, depot } = ask;
  const description = describe(ask);
  authorizeTags(ask, description);
  const algorithm = algorithmNamed(ask.header("x-amz-checksum-algorithm"));
  const checksum = algorithm && { algorithm, checksumType: checksumTypeOf(ask, algorithm) };
  const upload = randomBytes(24).toString("base64url");
  const start: UploadStart = { ...description, bucket, key, started: depot.now(), ...checksum };
  commit(depot, { kind: "upload", upload, start });
  const headers = {
    "content-type": "application/xml",
    ...description.encryption,
    ...(checksum && {
      "x-amz-checksum-algorithm": checksum.algorithm,
      "x-amz-checksum-type": checksum.checksumType,
    }),
  };
  const content = { Bucket: bucket, Key: key, UploadId: upload };
  return { status: 200, headers, body: writeXml("InitiateMultipartUploadResult", content) };
}

/** UploadPart; one sent again replaces the one before. */
export async function uploadPart(ask: Ask): Promise<Answer> {
  authorize(ask, "PutObject", { context: preparing });
  const number = partNumberOf(ask);
  const upload = uploadOf(ask);
  const body = new Body(ask, upload.algorithm);
  const part = await keep(ask.depot, body.chunks(), (piece) =>
    putPart(ask, { number, piece, seal: body.seal }),
  );
  const checksum = part.checksum && checksumHeaders(part.checksum);
  return { status: 200, headers: { etag: `"${part.etag}"`, ...checksum, ...upload.encryption } };
}

/** UploadPartCopy: the bytes come from an object that is here. */
export async function copyPart(ask: Ask): Promise<Answer> {
  authorize(ask, "PutObject", { context: preparing });
  const number = partNumberOf(ask);
  const tally = new Tally(uploadOf(ask).algorithm);
  const source = copySource(ask);
  const bytes = ask.depot.blobs.read(source.object.pieces, copyRange(ask, source));
  const part = await keep(ask.depot, tally.through(bytes), (piece) =>
    putPart(ask, { number, piece, seal: tally.seal() }),
  );
  const content = { LastModified: new Date(part.modified).toISOString(), ETag: `"${part.etag}"` };
  const checksum = part.checksum && { [`Checksum${part.checksum.algorithm}`]: part.checksum.value };
  const headers = { "content-type": "application/xml" };
  return { status: 200, headers, body: writeXml("CopyPartResult", { ...content, ...checksum }) };
}

/** AbortMultipartUpload: all parts go. */
export async function abortUpload(ask: Ask): Promise<Answer> {
  authorize(ask, "AbortMultipartUpload");
  commit(ask.depot, { kind: "upload-gone", upload: uploadOf(ask).id });
  return { status: 204 };
}

/** The upload asked for; throws NoSuchUpload. */
export function uploadOf(ask: Ask): Upload {
  bucketOf(ask);
  const upload = ask.depot.catalog.uploads.get(ask.call.query.get("uploadId") ?? "");
  if (upload?.bucket === ask.bucketName && upload.key === ask.key) return upload;
  const message =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
  throw new AwsError("NoSuchUpload", message, 404);
}

// The upload may have been finished or aborted while the bytes came.
function putPart(ask: Ask, { number, piece, seal }: { number: number; piece: Piece; seal: Seal }): Part {
  const upload = uploadOf(ask);
  const { md5: etag, checksum } = seal;
  if (upload.algorithm !== undefined && checksum?.algorithm !== upload.algorithm) {
    throw new AwsError(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm}`,
    );
  }
  const part = { piece, etag, modified: ask.depot.now(), ...(checksum && { checksum }) };
  commit(ask.depot, { kind: "part", upload: upload.id, number, part });
  return part;
}

function partNumberOf({ call }: Ask): number {
  const number = Number(call.query.get("partNumber"));
  if (Number.isInteger(number) && number >= 1 && number <= mostParts) return number;
  throw new AwsError(
    "InvalidArgument",
    `Part number must be an integer between 1 and ${mostParts}, inclusive`,
  );
}

function checksumTypeOf(ask: Ask, algorithm: Algorithm): "FULL_OBJECT" | "COMPOSITE" {
  if (algorithm === "CRC64NVME") return "FULL_OBJECT";
  return ask.header("x-amz-checksum-type") === "FULL_OBJECT" ? "FULL_OBJECT" : "COMPOSITE";
}
