import { type Answer, AwsError } from "../call.ts";
import { type Ask, authorize, bucketOf } from "./ask.ts";
import { algorithmNamed } from "./checksums.ts";
import { type CopySource, copyRange, copySource } from "./copy-source.ts";
import { keep } from "./depot.ts";
import { describe } from "./description.ts";
import { authorizeTags, commitObject, creating } from "./put-object.ts";
import type { Description, StoredObject } from "./records.ts";
import { Tally } from "./tally.ts";
import { writeXml } from "./write-xml.ts";

/** Copies on the server. The bytes are hashed anew, so that a copy of a multipart object gets a plain MD5 as ETag. */
export async function copyObject(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "PutObject", { context: creating });
  const source = copySource(ask);
  const description = descriptionOf(ask, source);
  authorizeTags(ask, description);
  const object = await store(ask, source, description);
  const result = { LastModified: new Date(object.modified).toISOString(), ETag: `"${object.etag}"` };
  const checksum = object.checksum && { [`Checksum${object.checksum.algorithm}`]: object.checksum.value };
  const headers = { "content-type": "application/xml", ...object.encryption };
  return { status: 200, headers, body: writeXml("CopyObjectResult", { ...result, ...checksum }) };
}

function store(ask: Ask, source: CopySource, description: Description): Promise<StoredObject> {
  const { depot } = ask;
  const tally = new Tally(
    algorithmNamed(ask.header("x-amz-checksum-algorithm")) ?? source.object.checksum?.algorithm,
  );
  const bytes = depot.blobs.read(source.object.pieces, copyRange(ask, source));
  return keep(depot, tally.through(bytes), (piece) => {
    const { md5, ...sealed } = tally.seal();
    return commitObject(ask, {
      ...description,
      ...sealed,
      pieces: [piece],
      etag: md5,
      modified: depot.now(),
    });
  });
}

function descriptionOf(ask: Ask, source: CopySource): Description {
  const own = describe(ask);
  const replaces = (name: string) => ask.header(name) === "REPLACE";
  const [metadata, tagging] = [replaces("x-amz-metadata-directive"), replaces("x-amz-tagging-directive")];
  if (!metadata) refuseIdle(ask, source);
  const kept = metadata ? own : source.object;
  if (!tagging && Object.keys(source.object.tags).length > 0) authorize(ask, "GetObjectTagging", source);
  return {
    headers: kept.headers,
    // The target's affair: its bucket's default, not the source's.
    encryption: own.encryption,
    metadata: kept.metadata,
    tags: tagging ? own.tags : source.object.tags,
  };
}

function refuseIdle(ask: Ask, { bucketName, key }: CopySource): void {
  if (bucketName !== ask.bucketName || key !== ask.key) return;
  if (ask.header("x-amz-tagging-directive") === "REPLACE" || ask.header("x-amz-server-side-encryption"))
    return;
  const message =
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata";
  throw new AwsError("InvalidRequest", message);
}
