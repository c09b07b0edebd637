import type { Answer } from "../call.ts";
import { type Ask, authorize, bucketOf } from "./ask.ts";
import { Body } from "./body.ts";
import { checkWrite } from "./conditions.ts";
import { commit, keep } from "./depot.ts";
import { describe, writtenHeaders } from "./description.ts";
import type { Description, StoredObject } from "./records.ts";

/** Context of a request that makes an object, as opposed to the steps of a multipart upload before its last. */
export const creating = { "s3:ObjectCreationOperation": "true" };

/** PutObject; tags may come with it, and need their own permission. */
export async function putObject(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "PutObject", { context: creating });
  const description = describe(ask);
  authorizeTags(ask, description);
  return { status: 200, headers: writtenHeaders(await storeBody(ask, { description, body: new Body(ask) })) };
}

/** Tags given with a write need a permission of their own. */
export function authorizeTags(ask: Ask, { tags }: Description): void {
  if (Object.keys(tags).length > 0) authorize(ask, "PutObjectTagging");
}

/** Stores a body as the object asked for. */
export function storeBody(
  ask: Ask,
  { description, body }: { description: Description; body: Body },
): Promise<StoredObject> {
  return keep(ask.depot, body.chunks(), (piece) => {
    const { bytes, md5, checksum } = body.seal;
    const stored = { ...description, pieces: [piece], bytes, etag: md5, modified: ask.depot.now() };
    return commitObject(ask, checksum ? { ...stored, checksum } : stored);
  });
}

/** Makes the object visible if the conditions hold now: of ten racers with `If-None-Match: *` one comes first. */
export function commitObject(ask: Ask, object: StoredObject, upload?: string): StoredObject {
  checkWrite(ask.header, bucketOf(ask).objects.get(ask.key));
  const { bucketName: bucket, key } = ask;
  commit(ask.depot, { kind: "object", bucket, key, object, ...(upload !== undefined && { upload }) });
  return object;
}
