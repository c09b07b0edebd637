import { type Answer, AwsError } from "../call.ts";
import { type Ask, authorize, objectOf } from "./ask.ts";
import type { Range } from "./blobs.ts";
import { isKnown } from "./conditions.ts";
import { checksumHeaders, describedHeaders } from "./description.ts";
import { readRange } from "./range.ts";
import type { StoredObject } from "./records.ts";

// Below this a file is read at once, which is quicker than a stream.
const smallBytes = 256 * 1024;

/** GetObject and HeadObject. */
export async function getObject(ask: Ask): Promise<Answer> {
  authorize(ask, "GetObject");
  const object = objectOf(ask);
  const described = describedHeaders(object);
  if (isKnown(ask.header, object)) return { status: 304, headers: described };
  const range = rangeOf(ask, object);
  const headers = { ...described, ...overrides(ask), ...lengthHeaders(ask, { object, range }) };
  const status = range ? 206 : 200;
  return ask.call.method === "HEAD"
    ? { status, headers }
    : { status, headers, body: await bytesOf(ask, object, range) };
}

async function bytesOf(
  ask: Ask,
  object: StoredObject,
  range: Range | undefined,
): Promise<NonNullable<Answer["body"]>> {
  const { blobs } = ask.depot;
  const wanted = range ?? { start: 0, end: object.bytes };
  if (object.bytes <= smallBytes) return blobs.readWhole(object.pieces, wanted);
  return blobs.read(object.pieces, wanted);
}

function rangeOf(ask: Ask, object: StoredObject): Range | undefined {
  const number = ask.call.query.get("partNumber");
  if (number === null) return readRange(ask.header("range"), object.bytes);
  const index = Number(number) - 1;
  const piece = object.pieces[index];
  if (!piece) throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", 416);
  const start = object.pieces.slice(0, index).reduce((sum, { bytes }) => sum + bytes, 0);
  return { start, end: start + piece.bytes };
}

function lengthHeaders(
  ask: Ask,
  { object, range }: { object: StoredObject; range: Range | undefined },
): Record<string, string> {
  const { start, end } = range ?? { start: 0, end: object.bytes };
  return {
    "accept-ranges": "bytes",
    "content-length": String(end - start),
    ...(range && { "content-range": `bytes ${start}-${end - 1}/${object.bytes}` }),
    ...(ask.call.query.has("partNumber") &&
      object.multipart && { "x-amz-mp-parts-count": String(object.pieces.length) }),
    ...(!range && wantsChecksum(ask) && object.checksum && checksumHeaders(object.checksum)),
  };
}

function wantsChecksum({ header }: Ask): boolean {
  return header("x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
}

const overridable = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

function overrides({ call }: Ask): Record<string, string> {
  const pairs = overridable.flatMap((name) => {
    const value = call.query.get(`response-${name}`);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(pairs);
}
