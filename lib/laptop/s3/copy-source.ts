import { AwsError } from "../call.ts";
import { type Ask, authorize, objectOf } from "./ask.ts";
import type { Range } from "./blobs.ts";
import { isKnown, preconditionFailed } from "./conditions.ts";
import { readRange } from "./range.ts";
import type { StoredObject } from "./records.ts";

/** The object that a copy is made from. */
export interface CopySource {
  readonly bucketName: string;
  readonly key: string;
  readonly object: StoredObject;
}

/** Finds the object named by `x-amz-copy-source`; throws unless the caller may read it and its conditions hold. */
export function copySource(ask: Ask): CopySource {
  const target = readSource(ask.header("x-amz-copy-source") ?? "");
  authorize(ask, "GetObject", target);
  const object = objectOf(ask, target);
  if (isKnown(ask.header, object, "x-amz-copy-source-"))
    throw preconditionFailed("x-amz-copy-source-if-none-match");
  return { ...target, object };
}

/** The bytes to copy: all, or those of `x-amz-copy-source-range`. */
export function copyRange(ask: Ask, { object }: CopySource): Range {
  const header = ask.header("x-amz-copy-source-range");
  if (header === undefined) return { start: 0, end: object.bytes };
  const range = /^bytes=\d+-\d+$/.test(header) ? readRange(header, object.bytes) : undefined;
  if (range) return range;
  throw new AwsError(
    "InvalidArgument",
    "The x-amz-copy-source-range value must be of the form bytes=first-last",
  );
}

function readSource(header: string): { bucketName: string; key: string } {
  const [path = ""] = header.split("?");
  const [, bucketName, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (bucketName !== undefined && key !== undefined) return { bucketName, key };
  throw new AwsError(
    "InvalidArgument",
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
