import type { Answer } from "../call.ts";
import { type Ask, authorize, objectOf } from "./ask.ts";
import { isKnown } from "./conditions.ts";
import type { StoredObject } from "./records.ts";
import { writeXml, type Xml } from "./write-xml.ts";

/** GetObjectAttributes: what is known of an object without its bytes. */
export async function getAttributes(ask: Ask): Promise<Answer> {
  authorize(ask, "GetObject");
  authorize(ask, "GetObjectAttributes");
  const object = objectOf(ask);
  isKnown(ask.header, object);
  const wanted = (ask.header("x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
  const all: Readonly<Record<string, Xml>> = {
    ETag: object.etag,
    Checksum: checksumOf(object),
    ObjectParts: partsOf(object),
    StorageClass: "STANDARD",
    ObjectSize: object.bytes,
  };
  const chosen = Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
  const headers = {
    "content-type": "application/xml",
    "last-modified": new Date(object.modified).toUTCString(),
  };
  return { status: 200, headers, body: writeXml("GetObjectAttributesResponse", chosen) };
}

function checksumOf({ checksum }: StoredObject): Xml {
  return checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

function partsOf({ multipart, pieces }: StoredObject): Xml {
  if (!multipart) return undefined;
  const parts = pieces.map(({ bytes }, index) => ({ PartNumber: index + 1, Size: bytes }));
  return { PartsCount: parts.length, IsTruncated: false, MaxParts: 10_000, Part: parts };
}
