import { type Answer, AwsError } from "../call.ts";
import { type Ask, authorize, bucketOf } from "./ask.ts";
import type { Bucket } from "./catalog.ts";
import { pageOf, type Wanted } from "./page.ts";
import { writeXml, type Xml } from "./write-xml.ts";

const mostEntries = 1000;

/** ListObjectsV2. */
export async function listObjects(ask: Ask): Promise<Answer> {
  const bucket = bucketOf(ask);
  authorize(ask, "ListBucket");
  const { query } = ask.call;
  const wanted = readWanted(query);
  const page = pageOf(bucket.keys, wanted);
  const spell = query.get("encoding-type") === "url" ? encoded : (text: string) => text;
  const content = {
    Name: bucket.name,
    Prefix: spell(wanted.prefix),
    Delimiter: given(spell(wanted.delimiter)),
    MaxKeys: wanted.most,
    EncodingType: given(query.get("encoding-type")),
    StartAfter: given(spell(wanted.startAfter)),
    KeyCount: page.keys.length + page.groups.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: given(query.get("continuation-token")),
    NextContinuationToken: page.next && Buffer.from(page.next).toString("base64url"),
    Contents: page.keys.map((key) => ({ Key: spell(key), ...entryOf(bucket, key) })),
    CommonPrefixes: page.groups.map((group) => ({ Prefix: spell(group) })),
  };
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: writeXml("ListBucketResult", content),
  };
}

/** A `max-...` parameter: at most and by default `most`. */
export function readMost(text: string | null, most: number): number {
  const number = Number(text ?? most);
  if (Number.isInteger(number) && number >= 0) return Math.min(number, most);
  throw new AwsError("InvalidArgument", `Argument must be an integer between 0 and ${most}`);
}

function readWanted(query: URLSearchParams): Wanted {
  const token = query.get("continuation-token");
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    most: readMost(query.get("max-keys"), mostEntries),
    startAfter: query.get("start-after") ?? "",
    resumeAfter: token === null ? undefined : readToken(token),
  };
}

function entryOf({ objects }: Bucket, key: string): Readonly<Record<string, Xml>> | undefined {
  const object = objects.get(key);
  return (
    object && {
      LastModified: new Date(object.modified).toISOString(),
      ETag: `"${object.etag}"`,
      ChecksumAlgorithm: object.checksum?.algorithm,
      ChecksumType: object.checksum?.type,
      Size: object.bytes,
      StorageClass: "STANDARD",
    }
  );
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (text !== "") return text;
  throw new AwsError("InvalidArgument", "The continuation token provided is incorrect");
}

function given(text: string | null): string | undefined {
  return text === null || text === "" ? undefined : text;
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/");
}
