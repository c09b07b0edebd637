import { createHash } from "node:crypto";
import { type Answer, AwsError } from "../call.ts";
import { type Ask, authorize } from "./ask.ts";
import { Body } from "./body.ts";
import type { Upload } from "./catalog.ts";
import { badDigest, checksumHeader, composite, declaredChecksum } from "./checksums.ts";
import { uploadOf } from "./multipart.ts";
import { commitObject, creating } from "./put-object.ts";
import { type Element, malformedXml, readXml } from "./read-xml.ts";
import type { Checksum, Part, StoredObject } from "./records.ts";
import { Tally } from "./tally.ts";
import { writeXml } from "./write-xml.ts";

const smallestPartBytes = 5 * 1024 ** 2;

/** CompleteMultipartUpload: no byte is moved, the parts become the pieces of the object. */
export async function completeUpload(ask: Ask): Promise<Answer> {
  authorize(ask, "PutObject", { context: creating });
  const upload = uploadOf(ask);
  const request = readXml(await new Body(withoutChecksum(ask)).text(), "CompleteMultipartUpload");
  const chosen = choose(upload, request.all("Part"));
  checkSizes(ask, chosen);
  const checksum = await checksumOf(ask, upload, chosen);
  checkUnchanged(ask, upload, chosen);
  const object = commitObject(ask, objectOf(ask, { upload, chosen, checksum }), upload.id);
  const content = {
    Location: `/${ask.bucketName}/${ask.key}`,
    Bucket: ask.bucketName,
    Key: ask.key,
    ETag: `"${object.etag}"`,
    ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
  };
  const headers = { "content-type": "application/xml", ...object.encryption };
  return { status: 200, headers, body: writeXml("CompleteMultipartUploadResult", content) };
}

type Chosen = readonly (readonly [number, Part])[];

// Here the checksum headers speak of the object, not of the list of parts.
function withoutChecksum(ask: Ask): Ask {
  return { ...ask, header: (name) => (name.startsWith("x-amz-checksum-") ? undefined : ask.header(name)) };
}

function choose(upload: Upload, elements: readonly Element[]): Chosen {
  if (elements.length === 0) throw malformedXml();
  const chosen = elements.map((element) => chooseOne(upload, element));
  const isAscending = chosen.every(([number], index) => number > (chosen[index - 1]?.[0] ?? 0));
  if (isAscending) return chosen;
  throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order.");
}

function chooseOne(upload: Upload, element: Element): readonly [number, Part] {
  const number = element.numberOf("PartNumber") ?? 0;
  const part = upload.parts.get(number);
  const etag = element.textOf("ETag")?.replace(/^"|"$/g, "");
  const checksum = part?.checksum && element.textOf(`Checksum${part.checksum.algorithm}`);
  const isSame = etag === part?.etag && (checksum === undefined || checksum === part?.checksum?.value);
  if (part && isSame) return [number, part];
  const message = `One or more of the specified parts could not be found, or its entity tag did not match: ${number}`;
  throw new AwsError("InvalidPart", message);
}

function checkSizes(ask: Ask, chosen: Chosen): void {
  const isSmall = ([, { piece }]: Chosen[number]) => piece.bytes < smallestPartBytes;
  if (chosen.slice(0, -1).some(isSmall)) {
    throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
  }
  const named = ask.header("x-amz-mp-object-size");
  if (named === undefined || Number(named) === bytesOf(chosen)) return;
  throw new AwsError(
    "InvalidRequest",
    "The provided 'x-amz-mp-object-size' header does not match what was computed",
  );
}

async function checksumOf(ask: Ask, upload: Upload, chosen: Chosen): Promise<Checksum | undefined> {
  const given = declaredChecksum(ask.header);
  const algorithm = upload.algorithm ?? given?.algorithm;
  if (algorithm === undefined) return undefined;
  const isWhole = upload.checksumType !== "COMPOSITE";
  const values = chosen.map(([, part]) => part.checksum?.value ?? "");
  const checksum = isWhole ? await wholeChecksum(ask, chosen, algorithm) : composite(algorithm, values);
  const expected = ask.header(checksumHeader(algorithm));
  if (expected !== undefined && expected !== checksum.value) throw badDigest(algorithm);
  return checksum;
}

async function wholeChecksum(ask: Ask, chosen: Chosen, algorithm: Checksum["algorithm"]): Promise<Checksum> {
  const tally = new Tally(algorithm);
  const pieces = chosen.map(([, part]) => part.piece);
  for await (const chunk of ask.depot.blobs.read(pieces, { start: 0, end: bytesOf(chosen) }))
    tally.add(chunk);
  const { checksum } = tally.seal();
  if (!checksum) throw new Error("a tally with an algorithm has a checksum");
  return checksum;
}

// While the request was read another may have ended the upload or replaced a part.
function checkUnchanged(ask: Ask, upload: Upload, chosen: Chosen): void {
  const { parts } = uploadOf(ask);
  if (chosen.some(([number, part]) => parts.get(number) !== part)) {
    throw new AwsError("InvalidPart", `A part of upload ${upload.id} was replaced meanwhile`);
  }
}

function objectOf(
  ask: Ask,
  { upload, chosen, checksum }: { upload: Upload; chosen: Chosen; checksum: Checksum | undefined },
): StoredObject {
  const md5 = createHash("md5");
  for (const [, part] of chosen) md5.update(Buffer.from(part.etag, "hex"));
  return {
    headers: upload.headers,
    encryption: upload.encryption,
    metadata: upload.metadata,
    tags: upload.tags,
    pieces: chosen.map(([, part]) => part.piece),
    bytes: bytesOf(chosen),
    etag: `${md5.digest("hex")}-${chosen.length}`,
    modified: ask.depot.now(),
    multipart: true,
    ...(checksum && { checksum }),
  };
}

function bytesOf(chosen: Chosen): number {
  return chosen.reduce((sum, [, { piece }]) => sum + piece.bytes, 0);
}
