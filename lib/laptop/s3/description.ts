import { AwsError } from "../call.ts";
import { type Ask, bucketOf } from "./ask.ts";
import { checksumHeader } from "./checksums.ts";
import type { Checksum, Description, StoredObject } from "./records.ts";

const keptHeaders = ["cache-control", "content-disposition", "content-language", "content-type", "expires"];
const metadataPrefix = "x-amz-meta-";
const largestMetadataBytes = 2048;
const mostTags = 10;

/** Reads from headers what a writer says about an object. */
export function describe(ask: Ask, names: Iterable<string> = namesOf(ask)): Description {
  const tags = readTags(ask.header("x-amz-tagging"));
  return { headers: keptOf(ask), encryption: encryptionOf(ask), metadata: metadataOf(ask, names), tags };
}

/** The headers that give the description back to a reader. */
export function describedHeaders(object: StoredObject): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [
    metadataPrefix + name,
    ascii(value),
  ]);
  const tags = Object.keys(object.tags).length;
  return {
    ...object.headers,
    ...object.encryption,
    ...Object.fromEntries(metadata),
    ...(tags > 0 && { "x-amz-tagging-count": String(tags) }),
    "last-modified": new Date(object.modified).toUTCString(),
    etag: `"${object.etag}"`,
  };
}

/** The headers that confirm a write. */
export function writtenHeaders(object: StoredObject): Record<string, string> {
  return {
    etag: `"${object.etag}"`,
    ...object.encryption,
    ...(object.checksum && checksumHeaders(object.checksum)),
  };
}

/** The headers that name a checksum. */
export function checksumHeaders(checksum: Checksum): Record<string, string> {
  return { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type };
}

// As a header writes them: `a=1&b=2`.
function readTags(text: string | undefined): Record<string, string> {
  return checkedTags([...new URLSearchParams(text ?? "")]);
}

/** Throws InvalidTag for more or longer tags than S3 takes. */
export function checkedTags(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const tags = new Map(pairs);
  if (tags.size > mostTags) throw new AwsError("BadRequest", "Object tags cannot be greater than 10");
  for (const [key, value] of tags) {
    if (key === "" || key.length > 128)
      throw new AwsError("InvalidTag", "The TagKey you have provided is invalid");
    if (value.length > 256) throw new AwsError("InvalidTag", "The TagValue you have provided is invalid");
  }
  if (tags.size < pairs.length)
    throw new AwsError("InvalidTag", "Cannot provide multiple Tags with the same key");
  return Object.fromEntries(tags);
}

function namesOf({ call }: Ask): string[] {
  return [...Object.keys(call.headers), ...[...call.query.keys()].map((name) => name.toLowerCase())];
}

function keptOf(ask: Ask): Record<string, string> {
  const kept = keptHeaders.flatMap((name) => {
    const value = ask.header(name);
    return value === undefined ? [] : [[name, value]];
  });
  const encoding = (ask.header("content-encoding") ?? "").replace(/\s*\baws-chunked\b\s*,?/, "").trim();
  return {
    "content-type": "binary/octet-stream",
    ...Object.fromEntries(kept),
    ...(encoding !== "" && { "content-encoding": encoding }),
  };
}

// Since 2023 S3 encrypts every object, with a key of its own when none is asked for.
function encryptionOf(ask: Ask): Record<string, string> {
  const byDefault = bucketOf(ask).settings.encryption;
  const own = ask.header("x-amz-server-side-encryption");
  const algorithm = own ?? byDefault?.algorithm ?? "AES256";
  const keyId =
    own === undefined ? byDefault?.keyId : ask.header("x-amz-server-side-encryption-aws-kms-key-id");
  return {
    "x-amz-server-side-encryption": algorithm,
    ...(keyId !== undefined && { "x-amz-server-side-encryption-aws-kms-key-id": keyId }),
  };
}

function metadataOf(ask: Ask, names: Iterable<string>): Record<string, string> {
  const pairs = [...new Set(names)]
    .filter((name) => name.startsWith(metadataPrefix))
    .flatMap((name) => {
      const value = ask.header(name);
      return value === undefined
        ? []
        : [[name.slice(metadataPrefix.length), textOf(ask, name, value)] as const];
    });
  const bytes = pairs.reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
  if (bytes <= largestMetadataBytes) return Object.fromEntries(pairs);
  throw new AwsError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
}

// Header bytes reach us as latin1. Most clients send UTF-8, Node at times latin1, so what is no UTF-8 is latin1.
function textOf({ call }: Ask, name: string, value: string): string {
  if (call.headers[name] !== value) return value;
  const utf8 = Buffer.from(value, "latin1").toString("utf8");
  return utf8.includes("\ufffd") ? value : utf8;
}

// S3 gives metadata beyond ASCII back in the encoding of mail headers (RFC 2047).
function ascii(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`;
}
